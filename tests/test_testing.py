"""The test kit that users get: strategies draw lawful lives, the simulator keeps its totals, both engines agree on them."""

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import casestream
from casestream.kernel import CaseNumber, canonical
from casestream.kernel.rule import RULES
from casestream.procedures.termination import MAY_TERMINATE, RoundTerminated, TerminateRound
from casestream.reports.statistics import COURT
from casestream.testing import JUDGE
from casestream.testing import given as history
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, YearTotals, apportion, plan_year, play
from casestream.testing.strategies import case_numbers, scripts

SINCE, UNTIL = date(2025, 1, 1), date(2025, 9, 16)
LIVES = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@given(case_numbers)
def test_drawn_numbers_are_read_as_they_are_printed(number: CaseNumber) -> None:
    assert CaseNumber.parse(str(number)) == number
    assert canonical(str(number)) == str(number)


@LIVES
@given(scripts())
def test_drawn_lives_are_lawful_and_both_engines_agree_on_them(lives: list[Script]) -> None:
    clock = StoryClock()
    with casestream.open(clock=clock) as docket:
        play(docket, clock, lives, label="drawn")
        tables = [
            docket.report("court", since=SINCE, until=UNTIL, by=("court", "month"), engine=engine)
            for engine in ("rows", "columns")
        ]
        assert tables[0].digest() == tables[1].digest()
        for rule in RULES.values():
            if rule.guards is not None:
                assert docket.recheck(rule, engine="rows") == docket.recheck(rule, engine="columns") == [], rule.name


@LIVES
@given(scripts())
def test_received_closed_and_pending_reconcile(lives: list[Script]) -> None:
    clock = StoryClock()
    with casestream.open(clock=clock) as docket:
        play(docket, clock, lives, label="drawn")
        for row in docket.replay(COURT, since=SINCE, until=UNTIL).rows:
            cells = dict(row.cells)
            assert cells["accepted"] == cells["opening"] + cells["received"] - cells["struck_off"]  # type: ignore[operator]
            assert cells["pending"] == cells["accepted"] - cells["closed"]  # type: ignore[operator]


@given(st.integers(0, 10**12), st.integers(1, 50), st.integers(0, 2**32))
def test_apportioned_parts_sum_to_the_last_fen(total: int, parts: int, seed: int) -> None:
    shares = apportion(Random(seed), total, parts)
    assert sum(shares) == total
    assert len(shares) == parts
    assert min(shares) >= 0


def test_what_cannot_be_apportioned_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        apportion(Random(1), 10, 3, least=4)


def test_a_planned_year_comes_to_its_totals_whatever_the_seed() -> None:
    totals = YearTotals(
        satisfied_first=7, parked_first=5, withdrawn_first=2, dismissed_first=1, satisfied_resumed=2, parked_resumed=1,
        pending_first=4, pending_resumed=1, claimed_satisfied_fen=70_000_001, claimed_other_fen=90_000_003,
        collected_other_fen=12_345_678,
    )  # fmt: skip
    for seed in (1, 2):
        clock = StoryClock()
        with casestream.open(clock=clock) as docket:
            play(docket, clock, plan_year("内0624", SINCE, UNTIL, totals, seed=seed), label="year")
            (row,) = docket.replay(COURT, since=SINCE, until=UNTIL).rows
        assert (row["closed_first"], row["satisfied_first"], row["pending"]) == (15, 7, 5)
        assert (row["claimed_first"], row["collected_first"]) == (160_000_004, 82_345_679)


def test_an_outcome_that_is_not_as_expected_fails_the_test() -> None:
    nothing = history()
    ask = TerminateRound(case="（2024）内0624民初1号", on=date(2025, 3, 1))
    with pytest.raises(AssertionError, match="refused, not"):
        nothing.when(ask, JUDGE).then(RoundTerminated)
    with pytest.raises(AssertionError, match="but got"):
        nothing.when(ask, JUDGE).then_refused("three_months_have_passed")
    assert MAY_TERMINATE.guards is RoundTerminated
