"""Deadlines as data: an event begins a term, another keeps it; article, length and process node stand beside it.

A deadline that is missed is no refusal: the step is still lawful, late, and shows in the list of what is due. Where being
late has a consequence in law (a measure lapses, a right is lost), a condition says so in its procedure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from sys import maxsize

from attrs import evolve, field, frozen

from casestream.kernel.calendar import Calendar, Period
from casestream.kernel.case import Case, matches
from casestream.kernel.errors import DeclarationError
from casestream.kernel.event import EMPTY, EVENTS, Event, EventClass
from casestream.kernel.law import Citation
from casestream.kernel.words import Where


@frozen
class Deadline:
    """A term that each `begins` event (matching `where`) opens and the first `kept_by` event after it keeps.

    Its last day is `period` after the day of `begins`, or the day that `begins` itself carries in its field `due`.
    With `key` there is a term for each debtor, asset, clue … that `begins` names, or that events of the kind `each` had
    named until then; `stops` says that days on which the clock stood are not
    counted. `node` is the code of the process node (流程节点) that it is, '' for none; `official` is False for figures that
    no national rule sets. A court may set its own length, for all its terms or by court and since a day (`OwnLength`):
    `settings={"deadlines": {name: Period(days=3)}}`.

    Only those of `kept_by` count that are as `kept_where` says. A term ends, unkept, with the round that closes next, and
    what is done under a later number does not keep it; one that `outlives` the closings that are as it says (EMPTY: all
    of them) runs on. Where keepers carry an `amount`, what began first is kept first: by the keeper with which their sum
    reaches the sum begun so far.
    """

    name: str
    zh: str
    en: str
    begins: EventClass
    kept_by: tuple[EventClass, ...]
    citation: Citation
    period: Period | None = None
    due: str = ""
    key: str = ""
    where: Where = EMPTY
    stops: bool = False
    node: str = ""
    official: bool = True
    outlives: Where | None = None
    amount: str = ""
    kept_where: Where = EMPTY
    each: EventClass | None = None


@frozen
class Term:
    """One term of a deadline in one case: opened, due, and kept on a day or not yet. `about` is the debtor, asset …

    `number` is that of the round to which it belongs; `ended_on` is the day on which this round closed before it was kept.
    """

    deadline: Deadline
    about: str
    begun_on: date
    due_on: date
    kept_on: date | None
    number: str = ""
    ended_on: date | None = None

    @property
    def is_moot(self) -> bool:
        """Whether its round closed before it was kept: nothing is to be done any more, but it may have been missed."""
        return self.ended_on is not None

    def overdue_days(self, today: date) -> int:
        """By how many days it was missed: up to the day it was kept or its round closed, or to `today`."""
        last = self.kept_on or min(today, self.ended_on or today)
        return max(0, (last - self.due_on).days)


Told = tuple[int, Event]  # An event with its ordinal in the case.

DEADLINES: dict[str, Deadline] = {}


def deadline(
    name: str, zh: str, en: str, *, begins: EventClass, kept_by: EventClass | tuple[EventClass, ...], citation: Citation,
    period: Period | None = None, due: str = "", key: str = "", where: Where = EMPTY, stops: bool = False, node: str = "",
    official: bool = True, outlives: Where | None = None, amount: str = "", kept_where: Where = EMPTY,
    each: EventClass | None = None,
) -> Deadline:  # fmt: skip
    """Declare a deadline.

    Raises:
        DeclarationError: the name is taken, or not exactly one of `period` and `due` is given.
    """
    if (period is None) == (not due):
        raise DeclarationError(f"deadline {name!r} needs either a period or a due field")
    keepers = kept_by if isinstance(kept_by, tuple) else (kept_by,)
    declared = Deadline(
        name, zh, en, begins, keepers, citation, period, due, key, where, stops, node, official, outlives, amount, kept_where, each
    )  # fmt: skip
    if name in DEADLINES and _shape(DEADLINES[name]) != _shape(declared):
        raise DeclarationError(f"deadline {name!r} is declared twice")
    DEADLINES[name] = declared
    return declared


def _shape(declared: Deadline) -> tuple[object, ...]:
    """All that it says, its events by name: a module that is loaded again makes new classes."""
    kinds = tuple(kind.__qualname__ for kind in (declared.begins, *declared.kept_by))
    wheres = [each and repr(dict(each)) for each in (declared.where, declared.kept_where, declared.outlives)]
    plain = evolve(declared, begins=Event, kept_by=(), each=None, where=EMPTY, kept_where=EMPTY, outlives=None)
    return kinds, declared.each and declared.each.__qualname__, wheres, plain


@frozen
class OwnLength:
    """A length that was set instead of the law's: for one `court` or ("") every one, for terms that begin `since` a day."""

    period: Period
    court: str = ""
    since: date = date.min

    @classmethod
    def of(cls, lengths: "Period | Iterable[OwnLength]") -> "tuple[OwnLength, ...]":
        """What was set for one deadline: a period alone is that of every court on every day."""
        return (cls(lengths),) if isinstance(lengths, Period) else tuple(lengths)


@frozen
class Lengths:
    """How long terms are: the law's periods, but for those that a court has set itself."""

    calendar: Calendar
    own: Mapping[str, Period | Iterable[OwnLength]] = field(factory=dict)

    def set_for(self, name: str, court: str, begun_on: date) -> Period | None:
        """What was set for terms that begin on this day in this court: the court's own before that of all, the newest first."""
        bind = [
            each
            for each in OwnLength.of(self.own.get(name, ()))
            if each.court in ("", court) and each.since <= begun_on
        ]
        return max(bind, key=lambda each: (each.court, each.since)).period if bind else None

    def due_on(
        self, given: Deadline, begun: Event, stopped: tuple[tuple[date, date], ...] = (), court: str = ""
    ) -> date:
        """The last day of the term that `begun` opened under a number of `court`.

        Raises:
            BeyondCalendar: it runs into a year without a holiday notice.
        """
        own = self.set_for(given.name, court, begun.on)
        if own is None and given.due:
            day: date = getattr(begun, given.due)
            return day
        period = own or given.period or Period()
        return self.calendar.due(begun.on, period, stopped=stopped if given.stops else ()).on


def terms(
    case: Case, given: Deadline, lengths: Lengths, stopped: tuple[tuple[date, date], ...] = (),
    closings: Sequence[Told] = (),
) -> Iterator[Term]:  # fmt: skip
    """Every term of a deadline in a case, in the order in which they began.

    `stopped`: the days that are not counted; `closings`: the events with which the case's rounds closed.
    """
    keepers = sorted(
        (pair for kind in given.kept_by for pair in case._matching(kind, given.kept_where)), key=itemgetter(0)
    )
    openings = sorted((pair for kind in EVENTS.opening for pair in case._find(kind)), key=itemgetter(0))
    owed = 0
    for ordinal, begun in case._find(given.begins):
        owed += getattr(begun, given.amount) if given.amount else 0
        if given.where and not matches(begun, given.where):
            continue
        if given.due and getattr(begun, given.due) is None:
            continue
        closed, closing = next(
            ((at, told) for at, told in closings if at > ordinal and not _outlived(given, told)), (None, None)
        )
        end = next((at for at, _ in openings if closed is not None and at > closed), maxsize)
        keeping = [each for each in _enough(given, keepers, owed) if ordinal < each[0] < end]
        court = _opening(openings, ordinal, "court") or getattr(begun, "court", "")
        due_on = lengths.due_on(given, begun, stopped, court)
        for about in _named(case, given, ordinal, begun):
            kept_at, kept = next(
                (each for each in keeping if _about(each[1], given.key) in (about, "")), (closed, None)
            )
            yield Term(
                given, about, begun.on, due_on, kept.on if kept else None,
                number=_opening(openings, kept_at, "number"), ended_on=closing.on if closing and kept is None else None,
            )  # fmt: skip


def _named(case: Case, given: Deadline, ordinal: int, begun: Event) -> Iterable[str]:
    """What the terms are about that an event began: what it names itself, or each thing named until then."""
    if given.each is None:
        return (_about(begun, given.key),)
    return dict.fromkeys(_about(event, given.key) for at, event in case._find(given.each) if at < ordinal)


def _outlived(given: Deadline, closing: Event) -> bool:
    return given.outlives is not None and matches(closing, given.outlives)


def _enough(given: Deadline, keepers: Sequence[Told], owed: int) -> Iterator[Told]:
    """The keepers without those whose sum is still short of what is owed; one that bears no amount is always enough."""
    done = 0
    for at, keeper in keepers:
        amount = getattr(keeper, given.amount, None) if given.amount else None
        done += amount or 0
        if amount is None or done >= owed:
            yield at, keeper


def _opening(openings: Sequence[Told], at: int | None, name: str) -> str:
    """The `number` or `court` under which something happened, or the case goes on now; before the first round, its."""
    before = [opening for ordinal, opening in openings if at is None or ordinal <= at]
    told = before or [opening for _, opening in openings[:1]]
    return str(getattr(told[-1], name)) if told else ""


def _about(event: Event, key: str) -> str:
    """What an event names under a key; '' when it names nothing, which stands for all."""
    name = EVENTS[type(event)].keys.get(key, "") if key else ""
    return str(getattr(event, name)) if name else ""
