"""The other side of every pair: the stock library `eventsourcing`, used as its documentation shows.

One `Aggregate` with an event class for each kind, the default JSON transcoder, the default SQLite recorder.
The kinds and their fields are those of casestream; labels are stored as their codes, which is cheapest for this side.
A stock event has no actor, court, round or command id, so its row carries less than one of casestream.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid5

import attrs
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import JSONTranscoder, Transcoding

from benchmarks.logs import Step
from casestream.kernel import Event, Label

PAGE = 1000


class EnforcementCase(Aggregate):
    """An enforcement case in the documented style: nested event classes that are triggered and, on replay, applied.

    Methods under `@event` are documented as well, but their events take four times as long to apply.
    """

    class Event(Aggregate.Event):
        """What every kind does: be counted."""

        on: date

        def apply(self, aggregate: Any) -> None:
            """One more of its kind."""
            kinds, kind = aggregate.kinds, type(self).__name__
            kinds[kind] = kinds.get(kind, 0) + 1

    class EnforcementApplied(Aggregate.Created):
        """The application, which begins the stream."""

        on: date
        basis: str
        cause: str
        court: str
        claimed_fen: int
        effective_on: date
        performance_due: date
        in_time: bool

    class ApplicantNamed(Event):
        """An applicant."""

        applicant: str
        kind: str

    class DebtorNamed(Event):
        """A debtor."""

        debtor: str
        kind: str

    class CaseFiled(Event):
        """The filing."""

        basis: str
        file_by: date
        calendar: str
        relied_on: list[str]

    class RoundOpened(Event):
        """A case number."""

        number: str
        court: str
        origin: str
        claimed_fen: int

        def apply(self, aggregate: Any) -> None:
            """The case afterwards."""
            super().apply(aggregate)
            aggregate.number = self.number
            aggregate.claimed_fen = self.claimed_fen
            aggregate.collected_fen = 0
            aggregate.is_open = True

    class HandlerAssigned(Event):
        """A handler."""

        handler: str
        assign_by: date
        calendar: str

    class NoticeIssued(Event):
        """The notice to perform."""

        debtor: str
        issue_by: date
        perform_by: date
        calendar: str

    class PropertyReportOrdered(Event):
        """The order to report property."""

        debtor: str
        report_by: date

    class PropertyReported(Event):
        """A property report."""

        debtor: str
        truthful: bool
        late: bool
        changed_on: date | None
        report_by: date | None
        calendar: str

    class ProceedsReceived(Event):
        """Money in."""

        amount_fen: int
        source: str
        release_by: date
        calendar: str
        receipt: str

        def apply(self, aggregate: Any) -> None:
            """The case afterwards."""
            super().apply(aggregate)
            aggregate.collected_fen += self.amount_fen

    class PayeeChecked(Event):
        """A look at the payee."""

        payee: str
        open_debts_fen: int

    class ProceedsReleased(Event):
        """Money out."""

        amount_fen: int
        payee: str
        voucher: str
        relied_on: list[str]

    class RoundClosed(Event):
        """The end of the round."""

        mode: str
        claimed_fen: int
        collected_fen: int
        opened_on: date
        used_days: int

        def apply(self, aggregate: Any) -> None:
            """The case afterwards."""
            super().apply(aggregate)
            aggregate.is_open = False

    def __init__(self, basis: str) -> None:
        self.basis = basis
        self.number = ""
        self.claimed_fen = self.collected_fen = 0
        self.is_open = False
        self.kinds: dict[str, int] = {}

    @staticmethod
    def create_id(basis: str) -> UUID:
        """The stream of a basis."""
        return uuid5(NAMESPACE_URL, basis)

    @classmethod
    def begin(cls, **fields: Any) -> "EnforcementCase":
        """A case, from its application."""
        return cls._create(cls.EnforcementApplied, **fields)


class DateAsISO(Transcoding):
    """The documented way to teach the JSON transcoder a type that it does not know."""

    type = date
    name = "date_iso"

    def encode(self, obj: date) -> str:
        """The day as text."""
        return obj.isoformat()

    def decode(self, data: str) -> date:
        """The day from text."""
        return date.fromisoformat(data)


class Court(Application[UUID]):
    """The stock application. Its defaults stand: no cache, no snapshots, no cipher, no compressor."""

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        """The default types, and days."""
        super().register_transcodings(transcoder)
        transcoder.register(DateAsISO())


def open_court(path: Path, **settings: str) -> Court:
    """A stock application on an SQLite file, with the library's own defaults."""
    return Court({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path), **settings})


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Label) else list(value) if isinstance(value, tuple) else value


def trigger(case: EnforcementCase | None, happened: Event) -> EnforcementCase:
    """The same event on this side: pending on its aggregate, not yet saved."""
    fields = {field.name: getattr(happened, field.name) for field in attrs.fields(cast(Any, type(happened)))}
    kind, values = plain(type(happened), fields)
    if case is None:
        return EnforcementCase.begin(**values)
    case.trigger_event(kind, **values)
    return case


Fields = tuple[Any, dict[str, Any]]


def plain(kind: type[Event], fields: dict[str, Any]) -> Fields:
    """The event class of this side, and the values of its fields as this side holds them."""
    return getattr(EnforcementCase, kind.__name__), {name: _plain(value) for name, value in fields.items()}


def write(court: Court, steps: Iterable[Step], batch: int = 20_000) -> dict[str, EnforcementCase]:
    """Write whole histories straight through the recorder, in the same order as the other side; the folded cases."""
    cases: dict[str, EnforcementCase] = {}
    pending: list[Any] = []
    for step in steps:
        case = cases.get(step.case)
        for happened in step.events:
            case = trigger(case, happened)
        assert case is not None
        cases[step.case] = case
        pending += [court.mapper.to_stored_event(each) for each in case.collect_events()]
        if len(pending) >= batch:
            court.recorder.insert_events(pending)
            pending.clear()
    court.recorder.insert_events(pending)
    return cases


def _pages(court: Court) -> Iterator[Any]:
    start = 1
    while page := court.recorder.select_notifications(start, PAGE):
        yield from page
        start = page[-1].id + 1


def fold(court: Court) -> list[EnforcementCase]:
    """Every aggregate of the log in one scan: a page of notifications, the mapper, `mutate`."""
    cases: dict[UUID, EnforcementCase] = {}
    for notification in _pages(court):
        happened: Any = court.mapper.to_domain_event(notification)
        cases[happened.originator_id] = happened.mutate(cases.get(happened.originator_id))
    return list(cases.values())


def load(court: Court, ids: Iterable[str]) -> list[EnforcementCase]:
    """Cases, one by one, from the repository."""
    return [court.repository.get(EnforcementCase.create_id(id)) for id in ids]


Answer = tuple[str, str, int, int, bool, dict[str, int]]


def answer(case: EnforcementCase) -> Answer:
    """Id, number, amount claimed and collected in the round, whether it is open, and the events of each kind."""
    return case.basis, case.number, case.claimed_fen, case.collected_fen, case.is_open, case.kinds


def synchronous(court: Court) -> int:
    """What `PRAGMA synchronous` says on a connection that this side writes through: 2 is FULL."""
    return int(_pragma(court, "synchronous"))


def journal(court: Court) -> str:
    """How this side keeps its journal."""
    return str(_pragma(court, "journal_mode"))


def _pragma(court: Court, name: str) -> Any:
    recorder: Any = court.recorder
    with recorder.datastore.transaction(commit=True) as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]
