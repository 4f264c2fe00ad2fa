"""Seeded histories of enforcement cases, the same for both sides of a pair.

They are valid in shape (kinds, order, fields, running case numbers) but nobody decided them: both sides write them
straight to their log in big batches, so a benchmark measures the log and its replay, not the commands.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, cast

import attrs
from attrs import frozen

from casestream.kernel import Event
from casestream.procedures.filing import (
    ApplicantNamed,
    CaseFiled,
    DebtorNamed,
    EnforcementApplied,
    HandlerAssigned,
    PartyKind,
)
from casestream.procedures.notice import NoticeIssued, PropertyReported, PropertyReportOrdered
from casestream.procedures.proceeds import PayeeChecked, ProceedsReceived, ProceedsReleased, Source
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened

COURTS = ("内0624", "内0623", "内0625", "内0626", "内0627", "内06")
CALENDAR = "benchmark"
FIRST_DAY = date(2020, 1, 2)
OPENING_EVENTS = 9
INSTALMENT_EVENTS = 3


@frozen
class Step:
    """What is written in one go: the next events of one case, on one day."""

    case: str
    events: tuple[Event, ...]


class Life:
    """One case, told step by step. `serial` makes its names and numbers its own."""

    def __init__(self, random: Random, serial: int) -> None:
        self.random = random
        self.serial = serial
        self.court = random.choice(COURTS)
        self.id = f"（{FIRST_DAY.year - 1}）{self.court}民初{serial}号"
        self.applicant, self.debtor = f"某贸易公司{serial}", f"李某{serial}"
        self.claimed_fen = random.randrange(100_000, 500_000_000)
        self.collected_fen = self.rounds = 0
        self.on = self.opened_on = FIRST_DAY + timedelta(days=random.randrange(1500))

    def later(self, days: int) -> date:
        """Some days go by, at most so many."""
        self.on += timedelta(days=self.random.randrange(1, days + 1))
        return self.on

    def opening(self) -> Iterator[Step]:
        """From the application to the debtor's report: nine events."""
        on = self.on
        yield Step(self.id, (
            EnforcementApplied(
                on=on, basis=self.id, cause="买卖合同纠纷", court=self.court, claimed_fen=self.claimed_fen,
                effective_on=on - timedelta(days=60), performance_due=on - timedelta(days=30), in_time=True,
            ),
            ApplicantNamed(on=on, applicant=self.applicant, kind=PartyKind.ENTERPRISE),
            DebtorNamed(on=on, debtor=self.debtor, kind=PartyKind.NATURAL),
        ))  # fmt: skip
        filed = CaseFiled(
            on=self.later(7), basis=self.id, file_by=self.on, calendar=CALENDAR,
            relied_on=("法发〔2014〕26号第一条", "执行工作规定第十六条"),
        )  # fmt: skip
        yield Step(self.id, (filed, *self.round(Origin.FILED)))
        by = self.later(10) + timedelta(days=15)
        yield Step(self.id, (
            NoticeIssued(on=self.on, debtor=self.debtor, issue_by=self.on, perform_by=by, calendar=CALENDAR),
            PropertyReportOrdered(on=self.on, debtor=self.debtor, report_by=by),
        ))  # fmt: skip
        yield Step(self.id, (
            PropertyReported(on=self.later(20), debtor=self.debtor, truthful=True, late=self.on > by, report_by=by),
        ))  # fmt: skip

    def round(self, origin: Origin) -> tuple[Event, Event]:
        """A case number and its handler."""
        self.rounds += 1
        self.opened_on, self.collected_fen = self.on, 0
        kind = "执恢" if origin is Origin.RESUMED else "执"
        return (
            RoundOpened(
                on=self.on, number=f"（{self.on.year}）{self.court}{kind}{self.serial * 10 + self.rounds}号",
                court=self.court, origin=origin, claimed_fen=self.claimed_fen,
            ),
            HandlerAssigned(
                on=self.on, handler=f"handler-{self.serial % 40}", assign_by=self.on + timedelta(days=7), calendar=CALENDAR
            ),
        )  # fmt: skip

    def instalment(self) -> Iterator[Step]:
        """Money comes in, the payee is looked up, the money goes out: three events."""
        amount = self.random.randrange(1, 1_000_000)
        self.collected_fen += amount
        by = self.later(25) + timedelta(days=30)
        yield Step(self.id, (
            ProceedsReceived(on=self.on, amount_fen=amount, source=Source.PERFORMANCE, release_by=by, calendar=CALENDAR),
        ))  # fmt: skip
        yield Step(self.id, (
            PayeeChecked(on=self.later(5), payee=self.applicant, open_debts_fen=0),
            ProceedsReleased(on=self.on, amount_fen=amount, payee=self.applicant, voucher=f"{self.serial}-{amount}"),
        ))  # fmt: skip

    def closing(self, mode: ClosingMode) -> Step:
        """The round comes to its end."""
        closed = RoundClosed(
            on=self.later(90), mode=mode, claimed_fen=self.claimed_fen, collected_fen=self.collected_fen,
            opened_on=self.opened_on, used_days=(self.on - self.opened_on).days,
        )  # fmt: skip
        return Step(self.id, (closed,))

    def whole(self) -> Iterator[Step]:
        """An ordinary life: some instalments, perhaps a parked round and its resumption, perhaps an end."""
        yield from self.opening()
        for _ in range(self.random.choice((0, 1, 1, 2, 2))):
            yield from self.instalment()
        if self.random.random() < 0.3:
            yield self.closing(ClosingMode.CURRENT_TERMINATED)
            self.later(400)
            yield Step(self.id, self.round(Origin.RESUMED))
            yield from self.instalment()
        if self.random.random() < 0.8:
            yield self.closing(ClosingMode.SATISFIED)


def docket(seed: int, events: int) -> list[Step]:
    """A whole log of exactly so many events, its cases interleaved in time as in a court."""
    random = Random(seed)
    steps: list[Step] = []
    left, serial = events, 0
    while left:
        serial += 1
        for step in Life(random, serial).whole():
            step = Step(step.case, step.events[:left])
            steps.append(step)
            left -= len(step.events)
            if not left:
                break
    return sorted(steps, key=lambda step: step.events[0].on)  # Stable, so every case keeps its own order.


def long_case(seed: int, serial: int, events: int) -> list[Step]:
    """One case of exactly so many events: the opening, then instalments."""
    life = Life(Random(seed * 1_000_003 + serial), serial)
    steps = list(life.opening())
    for _ in range((events - OPENING_EVENTS) // INSTALMENT_EVENTS):
        steps += life.instalment()
    if sum(len(step.events) for step in steps) != events:
        raise ValueError(f"{events} events are not {OPENING_EVENTS} and a multiple of {INSTALMENT_EVENTS}")
    return steps


def instalments(seed: int, serial: int, count: int) -> list[Event]:
    """So many further events of the long case with this serial: what an append is given."""
    life = Life(Random(seed * 1_000_003 + serial), serial)
    for _ in life.opening():
        pass
    events: list[Event] = []
    while len(events) < count:
        events += [event for step in life.instalment() for event in step.events]
    return events[:count]


Fields = tuple[type[Event], dict[str, Any]]


def fields(event: Event) -> Fields:
    """An event as what somebody would make it from: its kind, and the value of each field."""
    return type(event), {field.name: getattr(event, field.name) for field in attrs.fields(cast(Any, type(event)))}
