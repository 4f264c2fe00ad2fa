"""The stock side's case: one `Aggregate` of the library `eventsourcing` with an event class for every kind of a court's log.

The classes are generated from casestream's own registry: the same names, the same fields in the same order, labels as
their codes and tuples as lists, which is cheapest for this side. What a kind does to its case is said in `EFFECTS`, in the
documented style: an event has a method `apply`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args, get_origin
from uuid import NAMESPACE_URL, UUID, uuid5

import attrs
from eventsourcing.domain import Aggregate

import casestream.procedures  # noqa: F401  # Registers every event that a log may hold.
from casestream.kernel import Label
from casestream.kernel.event import EVENTS, Event, EventType
from casestream.procedures.proceeds import account
from casestream.procedures.rounds import ClosingMode

BEGINNINGS = ("EnforcementApplied", "CallReceived")
PARKED = ClosingMode.CURRENT_TERMINATED.code
SET_OFF = tuple(method.code for method in account.SET_OFF)

Effect = Callable[[Any, "CourtCase"], None]


class CourtCase(Aggregate):
    """An enforcement case, or a call to the hotline, with the state that is asked about."""

    class Event(Aggregate.Event):
        """What every kind does: be counted."""

        on: date

        def apply(self, aggregate: Any) -> None:
            """One more."""
            aggregate.count += 1

    def __init__(self, basis: str = "", number: str = "") -> None:
        self.basis, self.number = basis, number
        self.court = ""
        self.count = 1
        self.is_open = self.is_parked = self.is_restricted = self.is_listed = False
        self.opened_on: date | None = None
        self.closed_on: date | None = None
        self.listed_until: date | None = None
        self.last_query_on: date | None = None
        self.used_days = self.claimed_fen = self.collected_fen = self.released_fen = 0
        self.rounds = self.debtors = self.queries = 0
        self.suspensions: dict[str, int] = {}  # By debtor; "" is the case as a whole.

    @staticmethod
    def create_id(basis: str = "", number: str = "") -> UUID:
        """The stream of a basis, or of a call's number."""
        return uuid5(NAMESPACE_URL, basis or number)

    def is_suspended(self) -> bool:
        """Whether the case stands still: as a whole, or against each of its debtors."""
        against = [standing > 0 for debtor, standing in self.suspensions.items() if debtor]
        return self.suspensions.get("", 0) > 0 or (bool(against) and all(against))

    def answers(self, today: date) -> list[Any]:
        """The answers to the survey `figures.STATE`, after the id of the case."""
        listed = self.is_listed and not (self.listed_until is not None and self.listed_until < today)
        return [
            self.basis, int(self.is_open), int(self.is_parked), int(self.is_suspended()), int(self.is_restricted),
            int(listed), ordinal(self.opened_on), ordinal(self.closed_on), self.used_days, self.claimed_fen,
            self.collected_fen, self.claimed_fen - self.collected_fen, self.released_fen, self.rounds, self.debtors,
            self.queries, ordinal(self.last_query_on),
        ]  # fmt: skip


def ordinal(day: date | None) -> int:
    """A day as the other side tells it: proleptic, and the least whole number where it never came."""
    return -(2**63) if day is None else day.toordinal()


# --- what a kind does to its case ---


def _round_opened(event: Any, case: CourtCase) -> None:
    case.number, case.court, case.claimed_fen, case.opened_on = event.number, event.court, event.claimed_fen, event.on
    case.is_open, case.is_parked, case.closed_on = True, False, None
    case.collected_fen = case.used_days = case.queries = 0
    case.rounds += 1


def _round_closed(event: Any, case: CourtCase) -> None:
    case.is_open, case.closed_on, case.used_days = False, event.on, event.used_days
    case.is_parked = event.mode == PARKED


def _received(event: Any, case: CourtCase) -> None:
    case.collected_fen += event.amount_fen


def _released(event: Any, case: CourtCase) -> None:
    case.released_fen += event.amount_fen


def _paid_to_creditor(event: Any, case: CourtCase) -> None:
    case.collected_fen += event.amount_fen


def _performed_in_kind(event: Any, case: CourtCase) -> None:
    case.collected_fen += event.value_fen


def _disposed(event: Any, case: CourtCase) -> None:
    if event.method in SET_OFF:
        case.collected_fen += event.realised_fen


def _debtor_named(event: Any, case: CourtCase) -> None:
    case.debtors += 1
    case.suspensions.setdefault(event.debtor, 0)


def _suspended(event: Any, case: CourtCase) -> None:
    case.suspensions[event.debtor] = case.suspensions.get(event.debtor, 0) + 1


def _suspension_lifted(event: Any, case: CourtCase) -> None:
    case.suspensions[event.debtor] = case.suspensions.get(event.debtor, 0) - 1


def _restricted(_: Any, case: CourtCase) -> None:
    case.is_restricted = True


def _unrestricted(_: Any, case: CourtCase) -> None:
    case.is_restricted = False


def _listed(event: Any, case: CourtCase) -> None:
    case.is_listed, case.listed_until = True, event.until


def _removed(_: Any, case: CourtCase) -> None:
    case.is_listed = False


def _queried(event: Any, case: CourtCase) -> None:
    case.queries += 1
    case.last_query_on = event.on if case.last_query_on is None else max(case.last_query_on, event.on)


def _called(event: Any, case: CourtCase) -> None:
    case.court = event.court


EFFECTS: dict[str, Effect] = {
    "RoundOpened": _round_opened, "RoundClosed": _round_closed, "ProceedsReceived": _received,
    "ProceedsReleased": _released, "PaidToCreditor": _paid_to_creditor,
    "PerformedInKind": _performed_in_kind, "AssetDisposed": _disposed, "DebtorNamed": _debtor_named,
    "Suspended": _suspended, "SuspensionLifted": _suspension_lifted, "ConsumptionRestricted": _restricted,
    "ConsumptionRestrictionLifted": _unrestricted, "ListedAsDefaulter": _listed, "RemovedFromDefaulterList": _removed,
    "NetworkQueried": _queried, "CallReceived": _called,
}  # fmt: skip


# --- the event classes ---


def _applying(effect: Effect, *, counts: bool) -> Callable[[Any, CourtCase], None]:
    def apply(self: Any, aggregate: CourtCase) -> None:
        """The case afterwards."""
        if counts:
            aggregate.count += 1
        effect(self, aggregate)

    return apply


def _plain_type(hint: Any) -> Any:
    """How a field is declared on this side."""
    if isinstance(hint, type) and issubclass(hint, Label):
        return str
    return list if get_origin(hint) is tuple else hint


def fields(happened: Event) -> dict[str, Any]:
    """The fields of an event of casestream as this side holds them: what a constructor or `trigger_event` takes."""
    return {name: _plain(getattr(happened, name)) for name in EVENTS[type(happened)].fields}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.code if isinstance(value, Label) else value


def _nests(event_type: EventType) -> bool:
    """Whether a field holds values or events of its own, which the stock transcoder does not know. No tier has such."""
    return any(
        hint is Event or any(attrs.has(part) for part in (hint, *get_args(hint))) for hint in event_type.fields.values()
    )


def _event_class(event_type: EventType) -> Any:
    name = event_type.event_class.__name__
    begins = name in BEGINNINGS
    base: Any = Aggregate.Created if begins else CourtCase.Event
    annotations = {field: _plain_type(hint) for field, hint in event_type.fields.items() if begins or field != "on"}
    body: dict[str, Any] = {
        "__annotations__": annotations, "__module__": __name__, "__qualname__": f"CourtCase.{name}",
        "__doc__": event_type.en,
    }  # fmt: skip
    if name in EFFECTS:
        body["apply"] = _applying(EFFECTS[name], counts=not begins)
    return type(base)(name, (base,), body)


# By the name under which casestream stores a kind. Each is an attribute of the aggregate too, where its topic leads.
CLASSES: dict[str, Any] = {
    event_type.name: _event_class(event_type) for event_type in EVENTS.by_name.values() if not _nests(event_type)
}
for _each in CLASSES.values():
    setattr(CourtCase, _each.__name__, _each)
