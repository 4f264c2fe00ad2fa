"""As the law saw it on a day, and as it was known at a moment: late and corrected facts."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from cases import COURT, DAY, applying, assigning, basis, filing, number
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.kernel.errors import NumberTaken, UnknownCase
from casestream.kernel.event import Annulled, Corrected
from casestream.procedures.correction import AnnulRecord, CorrectRecord
from casestream.procedures.filing import HandlerAssigned
from casestream.procedures.rounds import Origin, RoundOpened
from casestream.store.faults import faults
from casestream.testing import CLERK, PRESIDENT
from conftest import Clock


@pytest.fixture
def place(any_place: Path | str) -> Path | str:
    """All of this holds in every store."""
    return any_place


def but(thing: Any, **changes: Any) -> Any:
    """The same thing with some fields changed."""
    return attrs.evolve(thing, **changes)


def filed(docket: Docket, *numbers: int) -> Docket:
    for n in numbers:
        docket.handle(applying(n), CLERK)
        docket.handle(filing(n), CLERK)
    return docket


def moment(day: int) -> datetime:
    return datetime(2025, 9, day, 4, 0, tzinfo=UTC)


@pytest.fixture
def told_late(docket: Docket, clock: Clock) -> Docket:
    """Filed on 1 September; what happened on 3 September is told on the 10th, and corrected on the 12th."""
    clock.now = moment(1)
    docket.handle(applying(1, on=date(2025, 9, 1)), CLERK)
    docket.handle(filing(1, on=date(2025, 9, 1)), CLERK)
    clock.now = moment(5)
    docket.handle(assigning(1, "乙法官", on=date(2025, 9, 5)), CLERK)
    clock.now = moment(10)
    docket.handle(assigning(1, "甲法官", on=date(2025, 9, 3)), CLERK)
    clock.now = moment(12)
    right = but(docket.history(basis(1))[6].event, handler="丙法官")
    docket.handle(CorrectRecord(case=basis(1), on=date(2025, 9, 12), of=7, event=right, reason="误记姓名"), PRESIDENT)
    return docket


def handlers(case: Case) -> list[str]:
    return [assigned.handler for assigned in case.all(HandlerAssigned)]


def test_as_the_law_saw_it_on_a_day(told_late: Docket) -> None:
    assert handlers(told_late.case(basis(1))) == ["乙法官", "丙法官"]
    assert handlers(told_late.case(basis(1), on=date(2025, 9, 2))) == []
    assert handlers(told_late.case(basis(1), on=date(2025, 9, 3))) == ["丙法官"]
    assert handlers(told_late.case(basis(1), on=date(2025, 9, 5))) == ["乙法官", "丙法官"]
    assert told_late.case(basis(1), on=date(2025, 8, 31)).events == []


def test_as_it_was_known_at_a_moment(told_late: Docket) -> None:
    assert handlers(told_late.case(basis(1), known_at=moment(4))) == []
    assert handlers(told_late.case(basis(1), known_at=moment(9))) == ["乙法官"]
    assert handlers(told_late.case(basis(1), known_at=moment(10))) == ["乙法官", "甲法官"]
    assert handlers(told_late.case(basis(1), known_at=moment(11))) == ["乙法官", "甲法官"]
    assert handlers(told_late.case(basis(1), known_at=moment(12))) == ["乙法官", "丙法官"]
    just_before = moment(10) - timedelta(microseconds=1)
    assert handlers(told_late.case(basis(1), known_at=just_before)) == ["乙法官"]


def test_both_clocks_together_answer_what_was_known_then_about_a_day(told_late: Docket) -> None:
    third = date(2025, 9, 3)
    assert handlers(told_late.case(basis(1), on=third, known_at=moment(9))) == []
    assert handlers(told_late.case(basis(1), on=third, known_at=moment(11))) == ["甲法官"]
    assert handlers(told_late.case(basis(1), on=third, known_at=moment(13))) == ["丙法官"]
    assert told_late.case(basis(1), on=third, known_at=moment(11)).version == 7


def test_a_moment_may_be_given_in_any_zone(told_late: Docket) -> None:
    court_noon = datetime.fromisoformat("2025-09-10T12:00:00+08:00")
    assert handlers(told_late.case(basis(1), known_at=court_noon)) == ["乙法官", "甲法官"]
    assert handlers(told_late.case(basis(1), known_at=court_noon - timedelta(seconds=1))) == ["乙法官"]


def test_before_anything_was_known_there_is_no_such_case(told_late: Docket) -> None:
    with pytest.raises(UnknownCase):
        told_late.case(basis(1), known_at=moment(1) - timedelta(days=1))


def test_a_correction_leaves_the_record_it_corrects(told_late: Docket) -> None:
    records = told_late.history(basis(1))
    assert [getattr(record.event, "handler", "") for record in records[5:7]] == ["乙法官", "甲法官"]
    assert isinstance(records[-1].event, Corrected)
    assert [record.version for record in records] == list(range(1, 10))


def test_an_annulled_record_stands_until_it_was_annulled(told_late: Docket, clock: Clock) -> None:
    clock.now = moment(14)
    told_late.handle(AnnulRecord(case=basis(1), on=date(2025, 9, 14), of=6, reason="误记"), PRESIDENT)
    assert isinstance(told_late.history(basis(1))[-1].event, Annulled)
    assert handlers(told_late.case(basis(1))) == ["丙法官"]
    assert handlers(told_late.case(basis(1), known_at=moment(13))) == ["乙法官", "丙法官"]


def test_a_corrected_number_is_found_and_belongs_to_its_case(docket: Docket) -> None:
    filed(docket, 1, 2)
    wrong = docket.history(basis(1))[4].event
    right = RoundOpened(on=wrong.on, number=number(11), court=COURT, origin=Origin.FILED, claimed_fen=2_800_000)
    docket.handle(CorrectRecord(case=basis(1), on=DAY, of=5, event=right, reason="误记案号"), PRESIDENT)
    assert list(faults(docket.log)) == []
    assert docket.case(number(11)).id == docket.case(number(1)).id == basis(1)
    assert docket.case(basis(1)).number == number(11)
    (assigned,) = docket.handle(assigning(1, "甲法官"), CLERK).records
    assert assigned.round == number(11)
    assert docket.history(basis(1))[-1] == assigned
    docket.handle(applying(3), CLERK)
    with pytest.raises(NumberTaken):
        docket.handle(filing(3, under=11), CLERK)
    taken = but(right, number=number(2))
    with pytest.raises(NumberTaken):
        docket.handle(CorrectRecord(case=basis(1), on=DAY, of=5, event=taken, reason="再误"), PRESIDENT)
