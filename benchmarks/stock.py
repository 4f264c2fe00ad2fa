"""The other side of every pair: the stock library `eventsourcing`, used as its documentation shows.

One `Aggregate` with a method under `@event` for each kind, the default JSON transcoder, the default SQLite recorder.
The kinds and their fields are those of casestream; labels are stored as their codes, which is cheapest for this side.
A stock event has no actor, court, round or command id, so its row carries less than one of casestream.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid5

import attrs
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import JSONTranscoder, Transcoding

from benchmarks.logs import Step
from casestream.kernel import Event, Label
from casestream.procedures.filing import (
    ApplicantNamed,
    CaseFiled,
    DebtorNamed,
    EnforcementApplied,
    HandlerAssigned,
)
from casestream.procedures.notice import NoticeIssued, PropertyReported, PropertyReportOrdered
from casestream.procedures.proceeds import PayeeChecked, ProceedsReceived, ProceedsReleased
from casestream.procedures.rounds import RoundClosed, RoundOpened

PAGE = 1000


class EnforcementCase(Aggregate):
    """An enforcement case in the documented style: its methods trigger events and, on replay, apply them."""

    @event("EnforcementApplied")
    def __init__(
        self,
        basis: str,
        on: date,
        cause: str,
        court: str,
        claimed_fen: int,
        effective_on: date,
        performance_due: date,
        in_time: bool,
    ) -> None:
        self.basis = basis
        self.number = ""
        self.claimed_fen = self.collected_fen = 0
        self.is_open = False
        self.kinds = {"EnforcementApplied": 1}

    @staticmethod
    def create_id(basis: str) -> UUID:
        """The stream of a basis."""
        return uuid5(NAMESPACE_URL, basis)

    def _count(self, kind: str) -> None:
        self.kinds[kind] = self.kinds.get(kind, 0) + 1

    @event("ApplicantNamed")
    def name_applicant(self, on: date, applicant: str, kind: str) -> None:
        """An applicant."""
        self._count("ApplicantNamed")

    @event("DebtorNamed")
    def name_debtor(self, on: date, debtor: str, kind: str) -> None:
        """A debtor."""
        self._count("DebtorNamed")

    @event("CaseFiled")
    def file(self, on: date, basis: str, file_by: date, calendar: str, relied_on: list[str]) -> None:
        """The filing."""
        self._count("CaseFiled")

    @event("RoundOpened")
    def open_round(self, on: date, number: str, court: str, origin: str, claimed_fen: int) -> None:
        """A case number."""
        self._count("RoundOpened")
        self.number = number
        self.claimed_fen = claimed_fen
        self.collected_fen = 0
        self.is_open = True

    @event("HandlerAssigned")
    def assign_handler(self, on: date, handler: str, assign_by: date, calendar: str) -> None:
        """A handler."""
        self._count("HandlerAssigned")

    @event("NoticeIssued")
    def issue_notice(self, on: date, debtor: str, issue_by: date, perform_by: date, calendar: str) -> None:
        """The notice to perform."""
        self._count("NoticeIssued")

    @event("PropertyReportOrdered")
    def order_report(self, on: date, debtor: str, report_by: date) -> None:
        """The order to report property."""
        self._count("PropertyReportOrdered")

    @event("PropertyReported")
    def report_property(
        self,
        on: date,
        debtor: str,
        truthful: bool,
        late: bool,
        changed_on: date | None,
        report_by: date | None,
        calendar: str,
    ) -> None:
        """A property report."""
        self._count("PropertyReported")

    @event("ProceedsReceived")
    def receive_proceeds(
        self, on: date, amount_fen: int, source: str, release_by: date, calendar: str, receipt: str
    ) -> None:
        """Money in."""
        self._count("ProceedsReceived")
        self.collected_fen += amount_fen

    @event("PayeeChecked")
    def check_payee(self, on: date, payee: str, open_debts_fen: int) -> None:
        """A look at the payee."""
        self._count("PayeeChecked")

    @event("ProceedsReleased")
    def release_proceeds(self, on: date, amount_fen: int, payee: str, voucher: str, relied_on: list[str]) -> None:
        """Money out."""
        self._count("ProceedsReleased")

    @event("RoundClosed")
    def close_round(
        self, on: date, mode: str, claimed_fen: int, collected_fen: int, opened_on: date, used_days: int
    ) -> None:
        """The end of the round."""
        self._count("RoundClosed")
        self.is_open = False


METHODS: dict[type[Event], Callable[..., Any]] = {
    EnforcementApplied: EnforcementCase,
    ApplicantNamed: EnforcementCase.name_applicant,
    DebtorNamed: EnforcementCase.name_debtor,
    CaseFiled: EnforcementCase.file,
    RoundOpened: EnforcementCase.open_round,
    HandlerAssigned: EnforcementCase.assign_handler,
    NoticeIssued: EnforcementCase.issue_notice,
    PropertyReportOrdered: EnforcementCase.order_report,
    PropertyReported: EnforcementCase.report_property,
    ProceedsReceived: EnforcementCase.receive_proceeds,
    PayeeChecked: EnforcementCase.check_payee,
    ProceedsReleased: EnforcementCase.release_proceeds,
    RoundClosed: EnforcementCase.close_round,
}


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
    fields = {field.name: _plain(getattr(happened, field.name)) for field in attrs.fields(cast(Any, type(happened)))}
    if case is None:
        begun: EnforcementCase = METHODS[type(happened)](**fields)
        return begun
    METHODS[type(happened)](case, **fields)
    return case


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


Answer = tuple[str, str, int, int, bool, tuple[tuple[str, int], ...]]


def answer(case: EnforcementCase) -> Answer:
    """Id, number, amount claimed and collected in the round, whether it is open, and the events of each kind."""
    kinds = tuple(sorted(case.kinds.items()))
    return case.basis, case.number, case.claimed_fen, case.collected_fen, case.is_open, kinds


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
