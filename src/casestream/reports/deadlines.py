"""期限 — every term that is due, overdue or was kept late, on any day, as the law's clock and ours saw it.

A term whose round closed before it was kept is moot and left out, also when a later round opens; one that outlives the
closing stays (the half-yearly queries after 终本, the renewal of a seizure). A row bears the number of the term's round.
Terms of the process nodes (流程节点) are counted by node: watched, overdue, in time.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import asdict, frozen

from casestream.kernel.calendar import Calendar, Period
from casestream.kernel.case import Case
from casestream.kernel.deadline import DEADLINES, Deadline, Lengths, OwnLength, Term, terms
from casestream.kernel.errors import BeyondCalendar, DeclarationError, NotAValue
from casestream.procedures.rounds import RoundClosed
from casestream.procedures.suspension import stopped_spans
from casestream.replay.horizon import Horizon
from casestream.replay.tabular import Series, Tabular, series_of
from casestream.store.log import Log

BUCKETS_DAYS = (30, 90, 180)  # More than one, three, six months: how far behind the overdue are, for the meeting.
OWN = "deadlines"
AFTER_THE_NODES = "~"


@frozen(kw_only=True)
class DeadlineRow:
    """One term of one stream that is open, was kept late, or was not kept when its round closed, on the day `ended`."""

    stream: str
    number: str
    deadline: str
    zh: str
    en: str
    about: str
    node: str
    article: str
    official: bool
    begun: date
    due: date
    kept: date | None
    ended: date | None
    overdue_days: int


@frozen(kw_only=True)
class NodeCount:
    """How many terms of one deadline were watched, and how many of them are or were overdue."""

    deadline: str
    zh: str
    en: str
    node: str
    watched: int
    overdue: int


@frozen
class Deadlines(Tabular):
    """The terms as of a day, the most overdue first, and their counts; `uncounted` ran past the calendar's last year."""

    today: date
    rows: tuple[DeadlineRow, ...]
    counts: tuple[NodeCount, ...]
    uncounted: int

    def as_dict(self) -> dict[str, Any]:
        """The report for a machine."""
        return {
            "report": "deadlines", "today": self.today.isoformat(),
            "counts": [asdict(count) for count in self.counts],
            "rows": json.loads(json.dumps([asdict(row) for row in self.rows], default=str)),
            "uncounted": self.uncounted, "digest": self.digest(),
        }  # fmt: skip

    def headline(self) -> tuple[str, str]:
        """What the table is, in Chinese and in English."""
        return f"期限（{self.today}）", f"Terms ({self.today})"

    def series(self) -> list[Series]:
        """A column for each field of the rows."""
        return series_of(DeadlineRow, self.rows, {
            "stream": "标识", "number": "案号", "deadline": "代号", "zh": "期限", "en": "期限（英）", "about": "对象", "node": "节点",
            "article": "依据", "official": "法定", "begun": "起算", "due": "到期", "kept": "完成",
            "ended": "结案", "overdue_days": "超期(日)",
        })  # fmt: skip

    def digest(self) -> str:
        """A SHA-256 over every row and count."""
        told = [[asdict(row) for row in self.rows], [asdict(count) for count in self.counts]]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def own_lengths(settings: Mapping[str, Any]) -> dict[str, tuple[OwnLength, ...]]:
    """The lengths that courts have set themselves: `settings["deadlines"]`, by the name of a deadline.

    A length is a `Period`, a number of days, or a mapping such as `{"working_days": 3, "court": "内0624", "since": day}`; of
    a list of mappings, that of the court comes before that of all, and the one that is in force since the later day.

    Raises:
        NotAValue: there is no such deadline, or its length is none of these.
    """
    return {name: _own(name, told) for name, told in dict(settings.get(OWN, {})).items()}


def _own(name: str, told: Any) -> tuple[OwnLength, ...]:
    try:
        if name in DEADLINES:
            return tuple(map(_length, told if isinstance(told, list | tuple) else [told]))
    except (TypeError, ValueError, DeclarationError):
        pass
    raise NotAValue(
        f"设定 deadlines 中的 {name!r}: {told!r} 不可用", f"{name!r}: {told!r} in the setting deadlines cannot be used",
        "写作 {期限名: Period(days=3)} 或者 {期限名: [{days: 3, court: 内0624, since: 2025-01-01}]}，期限名见 casestream rules",
        "write {name: Period(days=3)} or {name: [{days: 3, court: 内0624, since: 2025-01-01}]}; casestream rules lists the names",
    )  # fmt: skip


def _length(told: Any) -> OwnLength:
    """One length as a court writes it.

    Raises:
        TypeError, ValueError, DeclarationError: it is none.
    """
    if isinstance(told, Period | int):
        return OwnLength(told if isinstance(told, Period) else _period(days=told))
    rest = dict(told)
    court, since = rest.pop("court", ""), rest.pop("since", date.min)
    if not isinstance(court, str) or type(since) is not date or not rest:
        raise TypeError(told)
    return OwnLength(_period(**rest), court, since)


def _period(**length: Any) -> Period:
    if any(type(number) is not int or number < 1 for number in length.values()):
        raise TypeError(length)
    return Period(**length)


def deadlines(
    log: Log, *, today: date, calendar: Calendar, settings: Mapping[str, Any], horizon: Horizon
) -> Deadlines:  # fmt: skip
    """Every open or late term as of `today`, as far as the horizon knows."""
    lengths = Lengths(calendar, own_lengths(settings))
    rows: list[DeadlineRow] = []
    tally: dict[str, list[int]] = {}
    uncounted = 0
    for case in log.fold(until=min(today, horizon.as_of), last_position=horizon.last_position).values():
        for given in DEADLINES.values():
            try:
                found = terms_of(case, given, lengths, today)
            except BeyondCalendar:
                uncounted += 1
                continue
            for term in found:
                late = term.overdue_days(today)
                count = tally.setdefault(given.name, [0, 0])
                count[0] += 1
                count[1] += late > 0
                if late or term.kept_on is None:
                    rows.append(_row(case, term, late))
    order = sorted(
        rows, key=lambda row: (-row.overdue_days, row.due, row.number or row.stream, row.deadline, row.about)
    )
    return Deadlines(today, tuple(order), tuple(_counts(tally)), uncounted)


def terms_of(case: Case, given: Deadline, lengths: Lengths, today: date) -> list[Term]:
    """The terms of a deadline in a case, as of a day, but for those that the closing of their round made moot.

    Raises:
        BeyondCalendar: one of them runs past the calendar's last year.
    """
    if not case._find(given.begins):
        return []
    stopped = tuple(stopped_spans(case, today)) if given.stops and case.rounds else ()
    found = terms(case, given, lengths, stopped, case._find(RoundClosed))
    return [term for term in found if not term.is_moot or term.overdue_days(today)]  # What was missed stays missed.


def _row(case: Case, term: Term, late: int) -> DeadlineRow:
    given = term.deadline
    return DeadlineRow(
        stream=case.id, number=term.number, deadline=given.name, zh=given.zh, en=given.en, about=term.about, node=given.node,
        article=given.citation.on(term.begun_on), official=given.official, begun=term.begun_on, due=term.due_on,
        kept=term.kept_on, ended=None if term.kept_on else term.ended_on, overdue_days=late,
    )  # fmt: skip


def _counts(tally: Mapping[str, Iterable[int]]) -> Iterable[NodeCount]:
    """In the order of the process nodes, then those that are no node, in the order of the law."""
    for given in sorted(DEADLINES.values(), key=lambda given: given.node or AFTER_THE_NODES):
        if given.name in tally:
            watched, overdue = tally[given.name]
            yield NodeCount(
                deadline=given.name, zh=given.zh, en=given.en, node=given.node, watched=watched, overdue=overdue
            )  # fmt: skip
