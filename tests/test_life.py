"""Whole lives: every event type occurs, and what happens happens as often as the calibration says."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from attrs import evolve

import casestream
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.procedures.rounds import ClosingMode, RoundClosed
from casestream.testing.life import (
    BARELY_COLLECTED,
    COLLECTED_AGAIN,
    LEAST,
    PARKED,
    PARKED_AGAIN,
    RESUMED,
    SATISFIED,
    SATISFIED_AGAIN,
    SMALL,
    SMALL_FEN,
    plan_life,
    sample_settings,
)
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.strategies import declared_types
from casestream.testing.walks import Walk, every_walk

CASES, SEED = 2_400, 20250917
SINCE, UNTIL = date(2024, 1, 1), date(2024, 12, 31)
OF_THE_PARTS = 0.03  # How far a share may be from the calibration: rare walks occur more often than their share.


@pytest.fixture(scope="module")
def scripts() -> list[Script]:
    return plan_life("内0624", SINCE, UNTIL, CASES, seed=SEED)


@pytest.fixture(scope="module")
def docket(scripts: list[Script], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Docket]:
    place: Path = tmp_path_factory.mktemp("life") / "lives.db"
    clock = StoryClock()
    with casestream.open(place, clock=clock, settings=sample_settings()) as docket:
        play(docket, clock, scripts, label="lives")
        yield docket


@pytest.fixture(scope="module")
def lives(scripts: list[Script], docket: Docket) -> list[Case]:
    """The cases that were planned, without those that came of them under other names."""
    planned = {script.case for script in scripts}
    return [case for case in docket.log.fold().values() if case.id in planned]


def test_every_event_type_occurs(docket: Docket) -> None:
    happened = {record.type for record in docket.log.records()}
    assert [each.name for each in declared_types() if each.name not in happened] == []


def first_rounds(lives: list[Case]) -> list[tuple[Case, RoundClosed]]:
    """Each life that has ended once, and how it ended for the first time."""
    return [(case, next(iter(case.all(RoundClosed)))) for case in lives if case.has(RoundClosed)]


def test_lives_end_as_often_as_in_the_calibration(lives: list[Case]) -> None:
    assert len(lives) == CASES
    ends = Counter(closed.mode for _, closed in first_rounds(lives))
    assert sum(ends.values()) == CASES  # Whole lives: none is still open.
    assert ends[ClosingMode.CURRENT_TERMINATED] / CASES == pytest.approx(PARKED, abs=0.01)
    assert ends[ClosingMode.SATISFIED] / CASES == pytest.approx(SATISFIED, abs=0.02)


def parked(lives: list[Case]) -> list[Case]:
    return [case for case, closed in first_rounds(lives) if closed.mode is ClosingMode.CURRENT_TERMINATED]


def test_what_ends_by_parking_is_small_and_barely_collected_as_often_as_in_the_calibration(lives: list[Case]) -> None:
    cases = parked(lives)
    ends = [next(iter(case.all(RoundClosed))) for case in cases]
    small = sum(closed.claimed_fen < SMALL_FEN for closed in ends)
    barely = sum(closed.collected_fen * 10 < closed.claimed_fen * 3 for closed in ends)
    assert small / len(ends) == pytest.approx(SMALL, abs=OF_THE_PARTS)
    assert barely / len(ends) == pytest.approx(BARELY_COLLECTED, abs=OF_THE_PARTS)


def test_what_is_resumed_ends_and_is_collected_as_often_as_in_the_calibration(lives: list[Case]) -> None:
    cases = parked(lives)
    again = [ends[1] for case in cases if len(ends := list(case.all(RoundClosed))) > 1]
    modes = Counter(closed.mode for closed in again)
    assert len(again) / len(cases) == pytest.approx(RESUMED, abs=OF_THE_PARTS)
    assert modes[ClosingMode.SATISFIED] / len(again) == pytest.approx(SATISFIED_AGAIN, abs=OF_THE_PARTS)
    assert modes[ClosingMode.CURRENT_TERMINATED] / len(again) == pytest.approx(PARKED_AGAIN, abs=OF_THE_PARTS)
    collected, claimed = sum(end.collected_fen for end in again), sum(end.claimed_fen for end in again)
    assert collected / claimed == pytest.approx(COLLECTED_AGAIN, abs=0.05)


def test_the_same_seed_gives_the_same_lives_and_another_seed_others() -> None:
    def steps(seed: int) -> list[object]:
        return [step for script in plan_life("内0624", SINCE, UNTIL, 40, seed=seed) for step in script.steps]

    assert steps(1) == steps(1) != steps(2)


@pytest.mark.parametrize("cases", [1, 60, 300, 500])
def test_a_small_court_has_as_many_cases_as_were_asked_for_and_no_life_outlasts_the_calendar(cases: int) -> None:
    for seed in (1, 2, 3):
        planned = plan_life("内0624", date(2023, 1, 1), date(2023, 12, 31), cases, seed=seed)
        assert len(planned) == cases


def test_each_walk_occurs_as_often_as_its_share_says_and_a_dozen_times_at_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walked: Counter[str] = Counter()

    def counting(walk: Walk) -> Walk:
        def walk_and_count(script: Script, random: Random) -> None:
            walked[walk.name] += 1
            walk.play(script, random)

        return evolve(walk, play=walk_and_count)

    known = every_walk()
    monkeypatch.setattr("casestream.testing.life.every_walk", lambda: tuple(counting(walk) for walk in known))
    plan_life("内0624", SINCE, UNTIL, CASES, seed=SEED)
    assert walked == {walk.name: max(LEAST, round(walk.share * CASES)) for walk in known}
