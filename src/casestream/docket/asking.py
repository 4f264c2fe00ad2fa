"""Questions in; cases, histories, tables and findings out."""

from datetime import date, datetime
from typing import Any

from casestream.audit.diff import CaseDiff, diff
from casestream.audit.look import Look, Seen
from casestream.audit.recheck import Recheck
from casestream.docket.held import Held
from casestream.kernel.case import Case
from casestream.kernel.deadline import Lengths
from casestream.kernel.errors import BadRequest, LogRewritten, UnknownCase, UnknownName
from casestream.kernel.event import Record
from casestream.kernel.projection import Dimension, Projection, Scope
from casestream.kernel.rule import RULES, Rule
from casestream.kernel.survey import Survey
from casestream.kernel.values import check_day
from casestream.replay import Explanation, Finding, Horizon, Roll, Table, judge, recheck, replayed, seal, survey
from casestream.replay.horizon import NEWEST, pinned
from casestream.replay.segments.layout import Segment
from casestream.replay.table import Group
from casestream.replay.watch import Watch, nobody
from casestream.reports import Durations, Report, Stock, report
from casestream.reports.deadlines import own_lengths
from casestream.reports.duration_cells import DurationCell
from casestream.reports.stock import StockCell
from casestream.requests import aware, must_be


class Asking(Held):
    """The half of a docket that reads and replays."""

    def case(self, name: str, *, on: date | None = None, known_at: datetime | None = None) -> Case:
        """One case by id or by any of its numbers: as the law saw it `on` a day, as we knew it at `known_at`.

        Raises:
            UnknownCase: there is none, or nothing was known of it yet.
            NaiveMoment: `known_at` has no time zone, or `on` is a moment.
        """
        stream = self.log.require(self._name(name))
        if on is None and known_at is None:
            return self.log.case(stream)
        if on is not None:
            check_day(on, "on")
        if known_at is not None:
            aware(known_at, "known_at", "known_at")
        records = self.log.history(stream)
        if not records:
            raise LogRewritten.found(f"{name} 没有记录", f"there is no record of {name}")
        seen = Seen.of(stream, records[0].kind, records, Look(on=on, known_at=known_at))
        if not seen.case.version:
            raise UnknownCase(
                f"{name} 在 {known_at} 尚无记录", f"nothing was known of {name} at {known_at}",
                "给出较晚的 known_at", "give a later known_at",
            )  # fmt: skip
        return seen.case

    def diff(self, name: str, before: Look, after: Look) -> CaseDiff:
        """What changed in a case from one look at it to another: facts of its state, and the events that came or went.

        `docket.diff(case, Look(version=3), Look(version=7))`; looks go by versions, by moments, by legal days, or by several.

        Raises:
            UnknownCase: there is none.
            BadRequest: a look is at a version that the case does not have.
            NaiveMoment: a moment has no time zone, or a day is a moment.
        """
        records = self.history(name)
        for look in (before, after):
            if look.on is not None:
                check_day(look.on, "on")
            if look.known_at is not None:
                aware(look.known_at, "known_at", "known_at")
            if look.version is not None and not 0 <= look.version <= len(records):
                raise BadRequest(
                    f"{name} 没有第 {look.version} 版：现有 0 至 {len(records)} 版",
                    f"{name} has no version {look.version}: there are 0 to {len(records)}",
                    "用 casestream show 查看各版", "casestream show lists them",
                )  # fmt: skip
        return diff(records, before, after, Lengths(self.calendar, own_lengths(self.settings)))

    def cases(self, kind: str = "case") -> list[str]:
        """The ids of all streams of a kind, in the order in which they began."""
        return self.log.streams(kind)

    def history(self, name: str) -> list[Record]:
        """Every record of one case, in order, corrections included.

        Raises:
            UnknownCase: there is none.
        """
        return self.log.history(self.log.require(self._name(name)))

    # --- replay ---

    def replay(
        self, projection: Projection, *, engine: str = "columns", since: date = date.min, until: date = date.max,
        as_of: date | None = None, known_at: datetime | None = None, watch: Watch = nobody, resumable: bool = False,
    ) -> Table:  # fmt: skip
        """Run a projection over the log on an engine: `rows` (the reference), `columns`, `pool` or `spark`.

        As the law saw it `as_of` a day, as we knew it at `known_at`. `watch` is told how many records are done, of how
        many; a `resumable` replay that is broken off goes on where it was. The table carries its receipt.

        Raises:
            UnknownName: there is no such engine, or it is no projection.
            EngineCannot, ExtraMissing: the engine cannot run it, or is not installed.
            SegmentDamaged, ForeignSegment: what is sealed beside the docket is not what was sealed from it.
        """
        must_be(
            projection,
            Projection,
            ("投影", "按名称取报表用 docket.report"),
            ("projection", "docket.report takes names"),
        )
        return replayed(
            self.log, projection, Scope(since=since, until=until), self.horizon(as_of, known_at), engine=engine, watch=watch,
            resumable=resumable,
        )  # fmt: skip

    def survey(
        self, asked: Survey, *, today: date | None = None, engine: str = "columns", as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> Roll:  # fmt: skip
        """Put the questions of a survey to every case as it stands; `today` is the day on which they are put.

        Raises:
            UnknownName: there is no such engine, or it is no survey.
        """
        must_be(asked, Survey, ("问卷", "例如 STATE"), ("survey", "such as STATE"))
        return survey(
            self.log, asked, today or as_of or self._today(), engine=engine, horizon=self.horizon(as_of, known_at)
        )

    def horizon(self, as_of: date | None = None, known_at: datetime | None = None) -> Horizon:
        """How far a replay looks that goes by the law's clock and by ours."""
        if as_of is not None:
            check_day(as_of, "as_of")
        known = NEWEST if known_at is None else self.log.position_at(aware(known_at, "known_at", "known_at"))
        return Horizon(as_of=as_of or date.max, last_position=known)

    def seal(self, *, watch: Watch = nobody, processes: int = 1) -> Segment | None:
        """Seal what is not sealed yet into Parquet segments beside the docket; None when all of it is.

        Raises:
            ExtraMissing: pyarrow is not installed.
            NotSealed: the disk is full, or the place cannot be written.
        """
        return seal(self.log, watch=watch, processes=processes)

    def recheck(
        self, rule: Rule, *, engine: str = "columns", as_of: date | None = None, known_at: datetime | None = None
    ) -> list[Finding]:
        """Judge every decision of the log that this rule guards again, under the law of its day.

        Raises:
            UnknownName: there is no such engine.
        """
        must_be(rule, Rule, ("规则", "例如 MAY_TERMINATE"), ("rule", "such as MAY_TERMINATE"))
        return recheck(self.log, rule, engine=engine, horizon=self.horizon(as_of, known_at))

    def recheck_all(
        self, *, rules: tuple[str, ...] | None = None, engine: str = "columns", as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> Recheck:  # fmt: skip
        """Judge every decision of the log again under the law of its day: under every rule, or those of these names.

        Raises:
            UnknownName: there is no such engine or rule.
        """
        horizon = pinned(self.log, self.horizon(as_of, known_at))
        if unknown := sorted({*(rules or ())} - RULES.keys()):
            raise UnknownName(
                f"没有规则“{unknown[0]}”",
                f"there is no rule {unknown[0]!r}",
                "casestream rules 列出全部",
                "casestream rules lists them",
            )
        asked = [rule for name, rule in RULES.items() if rules is None or name in rules]
        return Recheck(judge(self.log, asked, engine=engine, horizon=horizon), horizon.last_position)

    def report(
        self, name: str, *, since: date | None = None, until: date | None = None, by: tuple[Dimension, ...] | None = None,
        engine: str | None = None, as_of: date | None = None, known_at: datetime | None = None,
    ) -> Report:  # fmt: skip
        """A named table: statistics over a period and by groups; the `ledger` and the `deadlines` as of the day `until`.

        As the law saw it `as_of` a day, as we knew it at `known_at`.

        Raises:
            UnknownName: there is no such report, group or engine.
            BadRequest: the report does not take what was given.
        """
        return report(
            self.log, name, since=since, until=until, by=by, engine=engine, today=self._today(), calendar=self.calendar,
            horizon=self.horizon(as_of, known_at), settings=self.settings,
        )  # fmt: skip

    def explain(
        self, name: str, row: int | str | Group, column: str, **asked: Any
    ) -> Explanation | StockCell | DurationCell:
        """What is behind one cell of a report, its numerator and its denominator: events, or of the stock its cases.

        Behind a cell of the durations are rounds with their days.

        `row` and `column` are those of `Table.explain`; what else is `asked` is what `report` takes.

        Raises:
            UnknownName: there is no such report, row or column.
            EmptyCell: no event is behind the cell.
            BadRequest: the rows of this report are cases themselves.
        """
        table = self.report(name, **asked)
        if not isinstance(table, Table | Stock | Durations):
            raise BadRequest(
                f"{name} 逐案列出，每行即一案", f"every row of {name} is a case already", "docket.history(案件)",
                "docket.history(case)",
            )  # fmt: skip
        return table.explain(row, column)
