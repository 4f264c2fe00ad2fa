"""The statistics say what an independent oracle counts by hand, on dockets that Hypothesis makes.

`CASESTREAM_EXAMPLES=1000 python -m pytest tests/test_oracle.py` is the long way; a few examples are tried otherwise.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import casestream
import oracle
import oracle_measures
from cases import envelope
from casestream.docket import Docket
from casestream.importing.reading import as_line
from casestream.kernel import Case, Event
from casestream.kernel.calendar import Calendar
from casestream.kernel.event import Annulled, Corrected, evolve
from casestream.kernel.projection import Dimension
from casestream.procedures.cross_enforcement import CrossMode, CrossOrdered, DecisionForm
from casestream.procedures.cross_enforcement.modes import Receiver, Trigger
from casestream.procedures.filing import EnforcementApplied, HandlerAssigned
from casestream.procedures.petition import (
    PetitionFinished,
    PetitionKind,
    PetitionProgressed,
    PetitionReceived,
    PetitionRegistered,
    PetitionResult,
)
from casestream.procedures.proceeds import ProceedsReceived, ProceedsReleased, Source
from casestream.procedures.rounds import ClosingMode, LeftStock, Origin, RoundClosed, RoundOpened, StockExit
from casestream.procedures.settlement import EnforcementResumed, ResumptionGround
from casestream.procedures.suspension import TimeLimitExtended
from casestream.procedures.termination import RoundTerminated
from casestream.replay import Rate, Table
from casestream.reports import Durations
from casestream.reports.variants import VARIANTS
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.strategies import SINCE, UNTIL, scripts
from oracle import Fact, Figures

EXAMPLES = int(os.environ.get("CASESTREAM_EXAMPLES", "40"))
tried = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
lawful = settings(tried, max_examples=max(5, EXAMPLES // 10))
CALENDAR = Calendar()
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
COURTS, HANDLERS, CAUSES = ("内0624", "内0623", "甘1223"), ("甲", "乙", "丙"), ("借款", "买卖")
PERIODS = ((SINCE, UNTIL), (date(2025, 3, 1), date(2025, 3, 31)), (date(2024, 6, 15), date(2025, 6, 15)))
GROUPS: tuple[tuple[Dimension, Callable[[dict[str, list[Fact]]], oracle.Group]], ...] = (
    ("court", lambda _: oracle.by_court),
    ("region", lambda _: oracle.by_region),
    ("round_type", lambda _: oracle.by_type),
    ("handler", lambda log: oracle.said(log, "filing.handler_assigned", "handler", in_round=True)),
    ("cause", lambda log: oracle.said(log, "filing.applied", "cause", in_round=False)),
    ("cross_mode", lambda log: oracle.said(log, "cross.ordered", "mode", in_round=False)),
)


# --- dockets that no law forbids to be what they are ---


class Life:
    """One case, drawn: its rounds one after the other, what came in and went out, what was put right later."""

    def __init__(self, draw: st.DrawFn, number: int) -> None:
        self.draw, self.number, self.events = draw, number, list[Event]()
        self.day = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 500)))
        self.events.append(
            EnforcementApplied(
                on=self.day, basis=f"依据{number}", cause=draw(st.sampled_from(CAUSES)), court=COURTS[0], claimed_fen=100,
                effective_on=self.day, performance_due=self.day, in_time=True,
            )
        )  # fmt: skip
        for turn in range(draw(st.integers(1, 3))):
            if not self._round(turn):
                break
        self._mended()

    def _later(self, most: int = 60) -> date:
        self.day += timedelta(days=self.draw(st.integers(0, most)))
        return self.day

    def _round(self, turn: int) -> bool:
        """A round; whether it came to an end, so that another may follow."""
        draw, court = self.draw, self.draw(st.sampled_from(COURTS))
        type = draw(st.sampled_from(("执", "执恢"))) if turn else "执"
        if type == "执恢" and draw(st.booleans()):
            self.events.append(
                EnforcementResumed(on=self._later(400), ground=ResumptionGround.PROPERTY_FOUND, claimed_fen=9)
            )  # fmt: skip
        opened = self._later()
        number = f"（{opened.year}）{court}{type}{self.number * 10 + turn + 1}号"
        claimed = draw(st.integers(0, 10**9))
        self.events.append(
            RoundOpened(on=opened, number=number, court=court, origin=Origin.FILED, claimed_fen=claimed)
        )  # fmt: skip
        for _ in range(draw(st.integers(0, 4))):
            self.events.append(self._something())
        if draw(st.integers(0, 3)) == 0:
            return False
        mode = draw(st.sampled_from(list(ClosingMode)))
        closed = self._later(200)
        if mode is ClosingMode.CURRENT_TERMINATED:
            self.events.append(
                RoundTerminated(on=closed, unpaid_fen=1, served_on=closed, next_query_by=closed, relied_on=())
            )  # fmt: skip
        used = draw(st.integers(0, (closed - opened).days))
        self.events.append(
            RoundClosed(
                on=closed, mode=mode, claimed_fen=claimed, collected_fen=draw(st.integers(0, claimed)), opened_on=opened,
                used_days=used,
            )
        )  # fmt: skip
        if mode is ClosingMode.CURRENT_TERMINATED and draw(st.integers(0, 2)) == 0:
            self.events.append(
                LeftStock(on=self._later(), reason=draw(st.sampled_from(list(StockExit))), remove_by=self.day, calendar="")
            )  # fmt: skip
        return True

    def _something(self) -> Event:
        on = self._later()
        makers: tuple[Callable[[], Event], ...] = (
            lambda: HandlerAssigned(on=on, handler=self.draw(st.sampled_from(HANDLERS)), assign_by=on, calendar=""),
            lambda: ProceedsReceived(on=on, amount_fen=5, source=Source.SALE, release_by=on, calendar=""),
            lambda: ProceedsReleased(on=on, amount_fen=5, payee="吴某"),
            lambda: TimeLimitExtended(
                on=on, former=on, until=on + timedelta(days=self.draw(st.integers(0, 200))), calendar="",
                asked_in_time=True, reported_to_high_court=False),
            lambda: CrossOrdered(
                on=on, mode=self.draw(st.sampled_from(list(CrossMode))), form=DecisionForm.ORDER, decided_by="内06",
                by_superior=True, from_court=COURTS[0], to_court=COURTS[1], receiver=next(iter(Receiver)),
                trigger=next(iter(Trigger)), wishes_considered=True, perform_by=None, six_months_on=None, calendar=""),
        )  # fmt: skip
        return self.draw(st.sampled_from(makers))()

    def _mended(self) -> None:
        for version, happened in list(enumerate(self.events, 1)):
            if self.draw(st.integers(0, 7)):
                continue
            on = self.events[-1].on
            if isinstance(happened, RoundClosed):
                right = evolve(happened, collected_fen=happened.collected_fen // 2, used_days=happened.used_days // 3)
                self.events.append(Corrected(on=on, of=version, event=right, reason="误录"))
            elif isinstance(happened, ProceedsReceived | ProceedsReleased | HandlerAssigned | LeftStock):
                self.events.append(Annulled(on=on, of=version, reason="重复"))


def _petition(draw: st.DrawFn, number: int) -> list[Event]:
    days = sorted(draw(st.lists(st.dates(date(2024, 5, 1), date(2025, 12, 31)), min_size=4, max_size=4)))
    whole: list[Event] = [
        PetitionReceived(
            on=days[0], court=draw(st.sampled_from(COURTS)), number=f"访{number}", kind=PetitionKind.FIRST,
            register_by=days[0], calendar=""),
        PetitionRegistered(on=days[1], handler="甲", finish_by=days[3], screen_by=None, calendar=""),
        PetitionProgressed(on=days[2], what="已到位"),
        PetitionFinished(on=days[3], result=PetitionResult.RESOLVED, told=True),
    ]  # fmt: skip
    return whole[: draw(st.integers(1, 4))]


Drawn = list[tuple[str, str, list[Event]]]


@st.composite
def logs(draw: st.DrawFn) -> Drawn:
    """Up to six cases and three petitions: the id, the kind and the events of each stream."""
    cases = [(f"案{n}", "case", Life(draw, n).events) for n in range(draw(st.integers(0, 6)))]
    return cases + [(f"访{n}", "petition", _petition(draw, n)) for n in range(draw(st.integers(0, 3)))]


def written(drawn: Drawn) -> Docket:
    docket = casestream.open(clock=lambda: NOW)
    for stream, kind, events in drawn:
        case = Case(stream, kind)
        for n, happened in enumerate(events):
            docket.log.append(case, [happened], envelope(f"{stream}/{n}", recorded_at=NOW))
            case.apply(happened)
            case.version += 1
    return docket


def exported(docket: Docket) -> list[str]:
    return [as_line(record, docket.log.codec) for record in docket.log.records()]


# --- what is compared ---


def numbers(table: Table, group: tuple[str, ...]) -> dict[str, Any]:
    return next((dict(row.cells) for row in table.rows if row.group == group), {})


def derived(figures: Figures, group: str) -> dict[str, int]:
    """The figures of a group with those that are sums of others."""
    found: dict[str, int] = Counter({name: groups[group] for name, groups in figures.items()})
    for suffix in ("", "_first", "_resumed"):
        found[f"accepted{suffix}"] = (
            found[f"opening{suffix}"] + found[f"received{suffix}"] - found[f"transferred_out{suffix}"]
        )
        assert found[f"accepted{suffix}"] == found[f"closed{suffix}"] + found[f"pending{suffix}"]
    found["stock_base"] = found["stock_opening"] + found["stock_entered"]
    found["stock_left"] = found["stock_base"] - found["stock"]
    return found


UNTOLD = {"qualified", "qualified_first"}  # Whether a 终本 was lawful in all is no matter of counting.


def counted(log: dict[str, list[Fact]], since: date, until: date, group: oracle.Group) -> Figures:
    """Every counted number of the indicators for a period, by group."""
    count = oracle.Count(group)
    oracle_measures.counted(oracle_measures.PRESERVATION, log, since, until, count)
    overdue = oracle_measures.overdue_nodes(log, since, until, group, CALENDAR.is_working_day)
    nine = oracle_measures.qualified(log, since, until, group)
    return {**oracle.indicators(log, since, until, group, CALENDAR.is_working_day), **count.figures, **overdue, **nine}


def differences(docket: Docket, since: date, until: date, engine: str) -> list[str]:
    """Everything that the table of indicators says otherwise than the oracle."""
    log, found = oracle.facts(exported(docket)), []
    for dimension, grouping in GROUPS:
        table = docket.report("indicators", since=since, until=until, by=(dimension,), engine=engine)
        assert isinstance(table, Table)
        figures = counted(log, since, until, grouping(log))
        for group in {name for groups in figures.values() for name in groups} | {row.group[0] for row in table.rows}:
            found += [
                f"{dimension} {group}: {each}" for each in _wrong(numbers(table, (group,)), derived(figures, group))
            ]
    return found


def _wrong(cells: dict[str, Any], wanted: dict[str, int]) -> list[str]:
    plain = {name: cell for name, cell in cells.items() if not isinstance(cell, Rate) and name not in UNTOLD}
    wrong = [f"{name} {cell} not {wanted[name]}" for name, cell in plain.items() if cell != wanted[name]]
    wrong += [f"{name} missing" for name, number in wanted.items() if number and name not in cells]
    for each in VARIANTS:
        if not {each.numerator, each.denominator} & UNTOLD and each.name in cells:
            over, under = wanted[each.numerator], wanted[each.denominator]
            value = cells[each.name].value()
            if value != _rounded(over * (100 if each.unit == "%" else 1), under):
                wrong.append(f"{each.name} {value}, {over}/{under}")
    return wrong


def _rounded(over: int, under: int) -> Fraction | None:
    return None if under <= 0 else Fraction((over * 200 + under) // (2 * under), 100)


def duration_differences(docket: Docket, since: date, until: date, engine: str) -> list[str]:
    """Everything that the report of durations says otherwise than the oracle."""
    log = oracle.facts(exported(docket))
    made = docket.report("durations", since=since, until=until, engine=engine)
    assert isinstance(made, Durations)
    used: dict[str, list[int]] = {}
    for history in log.values():
        for each in oracle.rounds(history):
            closed = each.closed
            if closed and since <= closed.on <= until and closed.fields["mode"] in oracle.CLOSINGS:
                used.setdefault(f"{closed.court} {closed.round_type}", []).append(closed.fields["used_days"])
    seen: dict[str, list[tuple[int, bool]]] = {}
    for group, days, done in oracle.lives(log, since, until):
        seen.setdefault(group, []).append((days, done))
    told = {" ".join(row.group): row for row in made.rows}
    wrong = [] if told.keys() == used.keys() | seen.keys() else [f"groups {sorted(told)}"]
    for group, row in told.items():
        took, lives = used.get(group, []), seen.get(group, [])
        quantiles = tuple(oracle.quantile(took, Fraction(q, 100)) for q in (25, 50, 75, 90))
        if (row.closed, row.days, row.quantiles) != (len(took), sum(took), quantiles):
            wrong.append(f"{group} closed {row.closed} {row.days} {row.quantiles}")
        if (row.filed, row.satisfied) != (len(lives), sum(done for _, done in lives)):
            wrong.append(f"{group} filed {row.filed} {row.satisfied}")
        for after in (0, 30, 90, 180, 365):
            wanted = oracle.still_open(lives, after) if lives and after <= max(lives)[0] else None
            if row.open_after(after) != wanted:
                wrong.append(f"{group} after {after}: {row.open_after(after)} not {wanted}")
    return wrong


@tried
@given(logs(), st.sampled_from(PERIODS), st.sampled_from(("columns", "rows")))
def test_the_oracle_counts_the_same_on_any_log(drawn: Drawn, period: tuple[date, date], engine: str) -> None:
    with written(drawn) as docket:
        assert differences(docket, *period, engine) == []
        assert duration_differences(docket, *period, engine) == []


@lawful
@given(scripts())
def test_the_oracle_counts_the_same_on_lawful_dockets(drawn: list[Script]) -> None:
    clock = StoryClock()
    with casestream.open(clock=clock) as docket:
        play(docket, clock, drawn, label="oracle")
        assert differences(docket, SINCE, UNTIL, "columns") == []
        assert duration_differences(docket, SINCE, UNTIL, "columns") == []


@tried
@given(logs())
def test_each_month_has_its_own_opening_and_pending(drawn: Drawn) -> None:
    with written(drawn) as docket:
        log = oracle.facts(exported(docket))
        table = docket.report("indicators", since=date(2025, 1, 1), until=date(2025, 6, 30), by=("court", "month"))
        assert isinstance(table, Table)
        for month, begin, end in oracle.months(date(2025, 1, 1), date(2025, 6, 30)):
            figures = counted(log, begin, end, oracle.by_court)
            for court in COURTS:
                assert _wrong(numbers(table, (court, month)), derived(figures, court)) == []


def test_the_oracle_finds_a_case_too_many() -> None:
    """A negative control: with one record annulled behind its back the figures differ."""
    opened = RoundOpened(
        on=date(2025, 2, 1), number="（2025）内0624执1号", court="内0624", origin=Origin.FILED, claimed_fen=1
    )
    with written([("案", "case", [opened])]) as docket, pytest.MonkeyPatch.context() as patch:
        assert differences(docket, SINCE, UNTIL, "columns") == []
        patch.setattr(oracle, "facts", lambda _: {})
        assert differences(docket, SINCE, UNTIL, "columns") != []
