"""The queue of courts on one asset: places by registration, nobody passes anybody, and who comes next is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from paths import BASIS, DEBTOR, FILED, path_to_filing

import casestream
from casestream.procedures.asset_search import AssetClass, RecordAsset
from casestream.procedures.control import (
    EnterMeasure,
    EntryMade,
    EntryRemoved,
    EntryRenewed,
    Measure,
    NextTookEffect,
    QueuedMeasureActivated,
    RemoveEntry,
    RenewEntry,
    SealAsset,
)
from casestream.procedures.control.register import queue
from casestream.testing import JUDGE, given
from casestream.testing.scenario import Given, who_may

BOOK = "登记簿 鄂托克旗某号房"
ON = date(2024, 1, 9)
EXPIRES = date(2025, 1, 9)
DAY = timedelta(days=1)


def enter(holder: str, on: date = ON, expires_on: date = EXPIRES) -> EnterMeasure:
    return EnterMeasure(case=BOOK, on=on, holder=holder, asset="房", expires_on=expires_on)


def remove(holder: str, on: date = ON + DAY, lapsed: bool = False) -> RemoveEntry:
    return RemoveEntry(case=BOOK, on=on, holder=holder, lapsed=lapsed)


def entered(*holders: str) -> Given:
    return given(*(enter(holder) for holder in holders))


def test_places_are_given_in_the_order_of_registration() -> None:
    path = entered("甲", "乙", "丙")
    assert [(entry.holder, entry.rank) for entry in path.case.all(EntryMade)] == [("甲", 1), ("乙", 2), ("丙", 3)]
    path.when(enter("甲")).then_nothing()
    path.when(enter("甲", expires_on=EXPIRES + DAY)).then_refused("holder_is_not_entered")


def test_when_the_first_goes_the_next_takes_effect_and_nobody_else() -> None:
    path = entered("甲", "乙", "丙")
    path.when(remove("乙")).then(EntryRemoved)
    path.when(remove("甲")).then(EntryRemoved, NextTookEffect(on=ON + DAY, holder="乙", asset="房"))
    path.also(remove("甲")).when(remove("甲")).then_nothing()
    path.when(remove("丙")).then(EntryRemoved)
    path.when(remove("甲", ON + 2 * DAY)).then_refused("holder_is_entered")


@pytest.mark.parametrize(("on", "refused"), [(EXPIRES - DAY, True), (EXPIRES, True), (EXPIRES + DAY, False)])
def test_an_entry_lapses_after_its_last_day(on: date, refused: bool) -> None:
    path = entered("甲").also(enter("乙", expires_on=EXPIRES + 90 * DAY))
    outcome = path.when(remove("甲", on, lapsed=True))
    outcome.then_refused("struck_entry_has_lapsed") if refused else outcome.then(EntryRemoved, NextTookEffect)


@pytest.mark.parametrize(("on", "refused"), [(EXPIRES - DAY, False), (EXPIRES, False), (EXPIRES + DAY, True)])
def test_a_renewal_comes_in_time_and_keeps_the_place(on: date, refused: bool) -> None:
    renew = RenewEntry(case=BOOK, on=on, holder="甲", expires_on=EXPIRES + 300 * DAY)
    path = entered("甲", "乙")
    outcome = path.when(renew)
    outcome.then_refused("entry_has_not_lapsed") if refused else outcome.then(EntryRenewed)
    if not refused:
        path.also(renew).when(renew).then_nothing()
        assert next(entry.holder for entry in queue(path.case, EXPIRES + 200 * DAY)) == "甲"
        path.when(remove("甲", EXPIRES + DAY, lapsed=True)).then_refused("struck_entry_has_lapsed")


def test_a_term_lies_ahead() -> None:
    given().when(enter("甲", expires_on=ON - DAY)).then_refused("entry_term_lies_ahead")
    given().when(enter("甲", expires_on=ON)).then(EntryMade)
    past = RenewEntry(case=BOOK, on=ON, holder="甲", expires_on=ON - DAY)
    entered("甲").when(past).then_refused("entry_term_lies_ahead")
    entered("乙").when(RenewEntry(case=BOOK, on=ON, holder="甲", expires_on=EXPIRES)).then_refused("holder_is_entered")


def test_the_case_that_comes_next_is_told_with_the_cause() -> None:
    with casestream.open(settings={}) as docket:
        for step in path_to_filing():
            command, actor = step if isinstance(step, tuple) else (step, who_may(step))  # type: ignore[arg-type]
            docket.handle(command, actor)  # type: ignore[arg-type]
        docket.handle(
            RecordAsset(
                case=BASIS, on=FILED, asset="房", debtor=DEBTOR, asset_class=AssetClass.REAL_ESTATE, value_fen=1
            ), JUDGE,
        )  # fmt: skip
        docket.handle(SealAsset(case=BASIS, on=ON, asset="房", measure=Measure.SEAL, expires_on=EXPIRES, rank=2), JUDGE)
        docket.handle(enter("（2023）外省民初7号"), JUDGE)
        docket.handle(enter(BASIS), JUDGE)
        receipt = docket.handle(remove("（2023）外省民初7号"), JUDGE)
        took_effect = docket.history(BASIS)[-1]
        assert took_effect.event == QueuedMeasureActivated(on=ON + DAY, asset="房")
        assert took_effect.causation_id == str(receipt.records[-1].event_id)


moves = st.lists(
    st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(["enter", "renew", "lift", "lapse"]), st.integers(0, 120)),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@drawn(moves)
def test_one_holder_is_effective_and_it_is_the_first_of_those_that_stand(lived: list[tuple[str, str, int]]) -> None:
    path, on = given(), ON
    order: list[str] = []
    for holder, what, later in lived:
        on += later * DAY
        step = {
            "enter": enter(holder, on, on + 200 * DAY), "lift": remove(holder, on), "lapse": remove(holder, on, lapsed=True),
            "renew": RenewEntry(case=BOOK, on=on, holder=holder, expires_on=on + 200 * DAY),
        }[what]  # fmt: skip
        if (outcome := path.when(step)).refusal is None:
            path.also(step)
            if what == "enter" and outcome.events:
                order.append(holder)
            if what in ("lift", "lapse") and outcome.events:
                order.remove(holder)
        standing = [entry.holder for entry in queue(path.case, on)]
        assert standing == [known for known in order if known in standing]
        last = path.case.last_event(NextTookEffect)
        if what in ("lift", "lapse") and outcome.events and len(outcome.events) == 2:
            assert last
            assert last.holder == standing[0]
