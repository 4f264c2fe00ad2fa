"""The one facade that an application holds: commands in, refusals or events out, cases, tables and findings back.

```python
docket = casestream.open("court.db")
receipt = docket.handle(FileCase(case=basis, number="（2025）内0624执123号", on=day), actor=clerk)
table = docket.report("court", since=date(2025, 1, 1), until=date(2025, 9, 16))
```
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from casestream.kernel.calendar import Calendar
from casestream.kernel.case import Case
from casestream.kernel.errors import (
    BadRequest,
    MalformedCaseNumber,
    NotAValue,
    Refused,
    UnknownCase,
)
from casestream.kernel.event import COMMANDS, Actor, Command, Corrected, Record, effective
from casestream.kernel.number import canonical, canonical_id
from casestream.kernel.projection import Dimension, Projection, Scope
from casestream.kernel.reaction import REACTIONS, asked_by
from casestream.kernel.rule import Bench, Rule, decide
from casestream.kernel.survey import Survey
from casestream.kernel.values import check_day, check_text
from casestream.observed import Observed
from casestream.replay import Finding, Horizon, Roll, Table, recheck, replayed, seal, survey
from casestream.replay.horizon import NEWEST
from casestream.replay.segments.layout import Segment
from casestream.replay.watch import Watch, nobody
from casestream.reports import Report, report
from casestream.requests import Receipt as Receipt
from casestream.requests import aware, check_dates, check_request, check_version, must_be, refuse_future, with_ids
from casestream.store.log import MEMORY, Answer, Log
from casestream.store.records import Envelope
from casestream.telemetry import Operation

COURT_TIME = ZoneInfo("Asia/Shanghai")
SYSTEM_POST = "system"

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The default clock: the machine's, in UTC."""
    return datetime.now(UTC)


class Docket(Observed):
    """A court's docket. Thread-safe; a context manager. `settings` are the parameters that the sources leave open.

    `clock` gives the moment of writing as an aware datetime; `calendar` says which days are worked.
    """

    def __init__(
        self,
        log: Log, *, clock: Clock = utc_now, calendar: Calendar | None = None, settings: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.log = log
        self.clock = clock
        self.calendar = calendar or Calendar()
        self.settings = dict(settings or {})
        self._lock = RLock()
        self._in_hand: dict[str, Case] | None = None

    # --- commands ---

    def handle(
        self,
        command: Command,
        actor: Actor | None = None,
        *,
        command_id: str = "",
        correlation_id: str = "",
        causation_id: str = "",
        expected_version: int | None = None,
    ) -> Receipt:
        """Decide one command and write what follows, all or nothing.

        `command_id` makes a retry safe: the same id with the same command is answered from the log.
        `expected_version` is the `case.version` that the caller looked at; a case that has grown since is not touched.

        Raises:
            Refused: the law does not allow it; every unmet condition is listed.
            BadRequest: it cannot be read or placed; see `casestream.kernel.errors`.
            ChangedMeanwhile: the case has grown beyond `expected_version`.
            LogError: it could not be written.
        """
        actor = check_request(command, actor)
        check_text(command_id, "command_id")
        check_text(correlation_id, "correlation_id")
        check_text(causation_id, "causation_id")
        asked = repr(command)
        with Operation("append", command=type(command).__name__) as seen, self._lock, self.log.batch():
            if command_id and (known := self.log.answered(command_id)):
                return self._answer_again(command_id, asked, known)
            try:
                receipt = self._obey(command, actor, asked, command_id, correlation_id, causation_id, expected_version)
                seen.note(events=len(receipt.records), position=max(receipt.positions, default=0))
                return receipt
            except BaseException:
                if self._in_hand is not None:
                    self._in_hand.clear()  # What the command had begun is rolled back; read the cases again.
                raise

    def _obey(
        self, command: Command, actor: Actor, asked: str, command_id: str, correlation_id: str, causation_id: str,
        expected_version: int | None,
    ) -> Receipt:  # fmt: skip
        case = self._find(command)
        check_version(case, expected_version)
        check_dates(command, case, self._today())
        events = decide(case, with_ids(command, self.log.stream), Bench(actor, self.calendar, self.settings))
        for event in events:
            if isinstance(event, Corrected):
                refuse_future(command, event.event.on, self._today())
        if not events:
            if command_id:
                self.log.remember(command_id, asked)
            return Receipt(())
        command_id = command_id or uuid4().hex
        envelope = Envelope(
            actor=actor, recorded_at=self._now(), command_id=command_id,
            correlation_id=correlation_id or command_id, causation_id=causation_id, asked=asked,
        )  # fmt: skip
        records = self.log.append(case, events, envelope)
        self._take_in(case, records)
        return Receipt(tuple(records), followed=self._follow(records, actor, envelope.correlation_id))

    def _answer_again(self, command_id: str, asked: str, known: Answer) -> Receipt:
        """The answer as it was given, with what followed it in other streams."""
        if known.asked != asked:
            raise BadRequest(
                f"命令号 {command_id} 已用于另一命令", f"command id {command_id} was used for another command",
                "每个命令用自己的命令号", "give each command an id of its own",
            )  # fmt: skip
        followed = [
            Receipt(tuple(answer.records), repeated=True, refusal=answer.refusal)
            for record in known.records
            if type(record.event) in REACTIONS
            for answer in self.log.followed(record.event_id)
        ]
        return Receipt(tuple(known.records), repeated=True, followed=tuple(followed))

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Commands inside are committed together, once, at the end; after an error none of them was."""
        with self._lock, self.log.batch():
            if self._in_hand is not None:
                try:
                    yield
                except BaseException:
                    self._in_hand.clear()  # What the inner batch had begun is rolled back; read the cases again.
                    raise
                return
            self._in_hand = {}
            try:
                yield
            finally:
                self._in_hand = None

    def _find(self, command: Command) -> Case:
        spec = COMMANDS[type(command)]
        if spec.begins and not command.stream.strip():
            raise NotAValue(
                "案件标识为空", "the id of the case is empty", "给出执行依据的文号", "give the number of the basis"
            )
        name = self._name(command.stream, new=spec.begins)
        stream = self.log.stream(name) or (name if spec.begins else self.log.require(name))
        in_hand = self._in_hand or {}
        case = in_hand[stream] if stream in in_hand else self.log.case(stream)
        if case.version == 0:
            case.kind = spec.kind
        elif spec.kind not in ("any", case.kind):
            raise BadRequest(
                f"“{command.stream}”是 {case.kind}，不能用于{spec.zh}", f"{command.stream!r} is a {case.kind}, not a {spec.kind}",
                f"选一个 {spec.kind}", f"choose a {spec.kind}",
            )  # fmt: skip
        return case

    def _name(self, name: str, *, new: bool = False) -> str:
        """A case number, or any other id such as the number of a deed, in its one printed form.

        Raises:
            MalformedCaseNumber: it is meant as a case number and can neither be read as one nor found.
        """
        check_text(name, "case")
        try:
            return canonical(name)
        except MalformedCaseNumber:
            plain = canonical_id(name)
            if plain.startswith("（") and not new and self.log.stream(plain) is None:
                raise
            return plain

    def _take_in(self, case: Case, records: Sequence[Record]) -> None:
        """Keep the case of a batch up to date. A correction changes the past, so such a case is read again."""
        if self._in_hand is None:
            return
        if any(record.type.startswith("record.") for record in records):
            self._in_hand[case.id] = self.log.case(case.id)
            return
        for record in records:
            case.apply(record.event)
        case.version += len(records)
        self._in_hand[case.id] = case

    def _follow(self, records: Sequence[Record], actor: Actor, correlation_id: str) -> tuple[Receipt, ...]:
        """What these events ask of other streams, in the same transaction, each caused by its event."""
        followed = []
        for record in records:
            if type(record.event) not in REACTIONS:
                continue
            system = Actor("casestream", actor.court, SYSTEM_POST)
            for index, command in enumerate(asked_by(record.event, self.log.case(record.stream))):
                try:
                    receipt = self.handle(
                        command, system, command_id=f"{record.event_id.hex}/{index}", correlation_id=correlation_id,
                        causation_id=str(record.event_id),
                    )  # fmt: skip
                except (Refused, BadRequest) as refusal:  # One closed or distant case does not undo the decision.
                    self.log.remember(f"{record.event_id.hex}/{index}", repr(command), str(refusal))
                    receipt = Receipt((), refusal=str(refusal))
                followed.append(receipt)
        return tuple(followed)

    def _now(self) -> datetime:
        return aware(self.clock(), "时钟", "the clock").astimezone(UTC)

    def _today(self) -> date:
        return self._now().astimezone(COURT_TIME).date()

    # --- reading ---

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
        records = [record for record in self.log.history(stream) if known_at is None or record.recorded_at <= known_at]
        if not records:
            raise UnknownCase(
                f"{name} 在 {known_at} 尚无记录", f"nothing was known of {name} at {known_at}",
                "给出较晚的 known_at", "give a later known_at",
            )  # fmt: skip
        case = Case(stream, records[0].kind)
        for _, event in effective([(record.version, record.event) for record in records]):
            if on is None or event.on <= on:
                case.apply(event)
        case.version = len(records)
        return case

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

    # --- life ---

    def close(self) -> None:
        """Give back the connections."""
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open(
    place: str | Path = MEMORY,
    *,
    create: bool = True,
    clock: Clock = utc_now,
    calendar: Calendar | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Docket:
    """Open a docket: a path, or `":memory:"`. A new file is created unless `create=False`.

    Raises:
        NotADocket, NewerDocket, NotWritable, NotDurable, StoreFailed: the place cannot be opened as a docket.
    """
    return Docket(Log(place, create=create), clock=clock, calendar=calendar, settings=settings)
