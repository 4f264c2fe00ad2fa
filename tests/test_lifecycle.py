"""Which event may follow which: what the rules say is what simulated and told lives do."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import casestream
from casestream.demo import play as tell
from casestream.kernel.case import Case
from casestream.kernel.errors import UnknownName
from casestream.kernel.event import EVENTS
from casestream.procedures.auction import SurplusReturned
from casestream.procedures.closing import EnforcementSatisfied
from casestream.procedures.coercion import CompelledToAppear
from casestream.procedures.termination import RoundTerminated
from casestream.procedures.valuation import PriceFixed, PriceSought, ReportReceived
from casestream.reports.lifecycle import DRAWINGS, Place, Standing, lifecycle, standing
from casestream.store.log import Log
from casestream.testing.life import ENOUGH, plan_life, sample_settings
from casestream.testing.simulator import StoryClock, play
from casestream.testing.strategies import declared_types

PLACES = {place.event_type.event_class: place for place in lifecycle()}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    path: Path = tmp_path_factory.mktemp("life") / "demo.db"
    tell(str(path))
    return casestream.open(path, create=False).log


def misplaced(case: Case, places: dict[type, Place]) -> Counter[tuple[str, str]]:
    """Each event of a life that stands where its rule does not let it stand."""
    found: Counter[tuple[str, str]] = Counter()
    seen = Case(case.id, case.kind)
    for event in case.events:
        place = places.get(type(event))
        if place and place.rule:
            name = place.event_type.name
            found[name, standing(seen).code] += case.kind == "case" and standing(seen) not in place.standings
            for before in place.before:
                missing = before.always and not bool(seen.has(before.event))
                found[name, EVENTS[before.event].name] += missing
        seen.apply(event)
    return +found


def test_a_simulated_year_and_the_page_s_cases_follow_it(log: Log) -> None:
    cases = log.fold().values()
    assert sum(map(len, (case.events for case in cases))) > 100_000
    assert sum((misplaced(case, PLACES) for case in cases), Counter()) == Counter()


def test_whole_lives_in_which_everything_occurs_follow_it(tmp_path: Path) -> None:
    clock = StoryClock()
    with casestream.open(tmp_path / "lives.db", clock=clock, settings=sample_settings()) as docket:
        play(docket, clock, plan_life("内0624", date(2023, 1, 1), date(2023, 12, 31), ENOUGH, seed=7), label="lives")
        lives = docket.log.fold().values()
    happened = {type(event) for case in lives for event in case.events}
    declared = {each.event_class for each in declared_types()}  # Those of the project: tests declare events, too.
    assert len(happened & declared) > len(declared) * 0.98
    assert sum((misplaced(case, PLACES) for case in lives), Counter()) == Counter()


def test_what_something_else_may_stand_in_for_is_not_said_to_come_first_always() -> None:
    comes = {before.event: before.always for before in PLACES[PriceFixed].before}
    assert comes[ReportReceived] is False  # The parties may have agreed on a price.
    assert comes[PriceSought] is True
    assert Standing.OPEN in PLACES[SurplusReturned].standings  # A debtor may have paid too much.


def test_a_life_out_of_order_is_noticed(log: Log) -> None:
    life = next(case for case in log.fold().values() if bool(case.has(RoundTerminated)))
    backwards = Case(life.id)
    backwards.apply(*reversed(life.events))
    assert misplaced(backwards, PLACES)


def test_standings_are_read_off_the_rules() -> None:
    assert PLACES[RoundTerminated].standings == (Standing.OPEN,)
    assert PLACES[EnforcementSatisfied].standings == (Standing.OPEN,)
    always = {EVENTS[before.event].name for before in PLACES[CompelledToAppear].before if before.always}
    assert {"coercion.summoned", "coercion.absent"} <= always


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_event_is_drawn(drawing: str, lang: str) -> None:
    drawn = DRAWINGS[drawing](lifecycle("coercion"), lang)  # type: ignore[arg-type]
    for place in lifecycle("coercion"):
        assert place.event_type.label(lang) in drawn


def test_a_procedure_that_there_is_not_is_named() -> None:
    with pytest.raises(UnknownName, match="nowhere"):
        lifecycle("nowhere")
