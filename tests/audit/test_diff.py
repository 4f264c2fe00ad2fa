"""What changed in a case between two looks: versions, moments, legal days; late and corrected facts."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cases import applying, assigning, basis, filing, number
from casestream.audit.diff import CaseDiff
from casestream.audit.look import Look
from casestream.cli import run
from casestream.docket import Docket
from casestream.kernel.errors import BadRequest, NaiveMoment, UnknownCase
from casestream.kernel.event import evolve
from casestream.procedures.correction import AnnulRecord, CorrectRecord
from casestream.testing import CLERK, PRESIDENT
from conftest import Clock, Demo


def moment(day: int) -> datetime:
    return datetime(2025, 9, day, 4, 0, tzinfo=UTC)


@pytest.fixture
def mended(docket: Docket, clock: Clock) -> Docket:
    """Filed on the 1st; on the 10th told who handled it since the 3rd; on the 12th that was corrected, on the 15th annulled."""
    clock.now = moment(1)
    docket.handle(applying(1, on=date(2025, 9, 1)), CLERK)
    docket.handle(filing(1, on=date(2025, 9, 1)), CLERK)
    clock.now = moment(10)
    docket.handle(assigning(1, "甲法官", on=date(2025, 9, 3)), CLERK)
    clock.now = moment(12)
    right = evolve(docket.history(basis(1))[5].event, handler="丙法官")
    docket.handle(CorrectRecord(case=basis(1), on=date(2025, 9, 12), of=6, event=right, reason="误记姓名"), PRESIDENT)
    clock.now = moment(15)
    docket.handle(AnnulRecord(case=basis(1), on=date(2025, 9, 15), of=6, reason="未分案"), PRESIDENT)
    return docket


def changes(found: CaseDiff) -> dict[str, tuple[str, str]]:
    said = {
        each.name: tuple(fact.said("en") if fact else "-" for fact in (each.before, each.after))
        for each in found.changes
    }
    return {name: (before, after) for name, (before, after) in said.items() if not name.startswith("deadline.")}


def moves(found: CaseDiff) -> list[tuple[str, int, int | None, int]]:
    return [(each.how, each.record.version, each.by, each.late_days) for each in found.moves]


def test_between_versions_events_come_and_facts_change(mended: Docket) -> None:
    found = mended.diff(number(1), Look(version=3), Look(version=5))
    assert changes(found) == {
        "rounds": ("—", "（2025）内0624执1号"), "court": ("—", "内0624"), "opened_on": ("—", "2025-09-01"),
        "standing": ("applied for", "open"), "claimed_fen": ("0.00 yuan", "28,000.00 yuan"),
        "outstanding_fen": ("0.00 yuan", "28,000.00 yuan"),
    }  # fmt: skip
    assert moves(found) == [("came", 4, None, 0), ("came", 5, None, 0)]


def test_a_late_fact_says_by_how_many_days(mended: Docket) -> None:
    found = mended.diff(basis(1), Look(known_at=moment(5)), Look(known_at=moment(11)))
    assert changes(found) == {"handler": ("—", "甲法官")}
    assert moves(found) == [("came", 6, None, 7)]


def test_a_corrected_fact_reads_otherwise_and_names_the_correction(mended: Docket) -> None:
    found = mended.diff(basis(1), Look(known_at=moment(11)), Look(known_at=moment(13)))
    assert changes(found) == {"handler": ("甲法官", "丙法官")}
    assert moves(found) == [("altered", 6, 8, 7), ("came", 7, None, 0), ("came", 8, None, 0)]
    assert next(move.said("zh") for move in found.moves) == "承办人 甲法官 → 丙法官"


def test_an_annulled_fact_is_gone(mended: Docket) -> None:
    found = mended.diff(basis(1), Look(known_at=moment(13)), Look(known_at=moment(16)))
    assert changes(found) == {"handler": ("丙法官", "—")}
    assert moves(found)[0] == ("gone", 6, 10, 7)


def test_between_legal_days_what_is_known_today_counts(mended: Docket) -> None:
    found = mended.diff(basis(1), Look(on=date(2025, 9, 2)), Look(on=date(2025, 9, 4)))
    assert (changes(found), found.moves) == ({}, ())  # The assignment of the 3rd was annulled since.


def test_both_clocks_ask_what_was_known_then_of_two_days(mended: Docket) -> None:
    looks = [Look(on=date(2025, 9, day), known_at=moment(11)) for day in (2, 4)]
    found = mended.diff(basis(1), *looks)
    assert changes(found) == {"handler": ("—", "甲法官")}


def test_terms_run_out_between_two_days(mended: Docket) -> None:
    found = mended.diff(basis(1), Look(on=date(2025, 9, 2)), Look(on=date(2025, 9, 30)))
    said = {
        each.en: (each.before and each.before.said("en"), each.after and each.after.said("en"))
        for each in found.changes
    }
    (assignment,) = (told for name, told in said.items() if "assign" in name)
    assert assignment == ("2025-09-08 running", "2025-09-08 overdue")


def test_before_the_first_record_nothing_is_known(mended: Docket) -> None:
    found = mended.diff(basis(1), Look(version=0), Look(version=1))
    assert all(each.before is None for each in found.changes)
    assert dict(changes(found))["cause"] == ("-", "民间借贷纠纷")


def test_two_equal_looks_have_nothing_between_them(mended: Docket) -> None:
    found = mended.diff(basis(1), Look(version=6), Look(version=6))
    assert (found.changes, found.moves) == ((), ())


def test_a_case_at_a_look_is_the_case_of_the_docket(mended: Docket) -> None:
    for day in (5, 11, 13, 16):
        assert mended.case(basis(1), known_at=moment(day)).version == {5: 5, 11: 6, 13: 8, 16: 10}[day]


def test_what_is_not_there_is_refused_by_name(mended: Docket) -> None:
    with pytest.raises(BadRequest, match="0 至 10 版"):
        mended.diff(basis(1), Look(version=3), Look(version=11))
    with pytest.raises(UnknownCase):
        mended.diff(number(2), Look(version=0), Look(version=1))
    with pytest.raises(NaiveMoment):
        mended.diff(basis(1), Look(), Look(known_at=datetime(2025, 9, 1)))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("3..7",), "状态"),
        (("--on", "2024-04-15..2024-12-31", "--lang", "en"), "current procedure terminated"),
        (("0..400",), "CS100"),
        (("7..3",), "CS100"),
        (("3",), "CS100"),
        (("a..b",), "CS100"),
        (("--on", "2024-13-01..2025-01-01"), "CS100"),
        ((), "CS100"),
    ],
)
def test_the_command_line_tells_what_changed_or_what_is_wrong(
    words: tuple[str, ...], said: str, demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["diff", demo.place, "(2024)内0624执301号", *words])
    told = capsys.readouterr()
    assert code == (2 if said == "CS100" else 0)
    assert said in (told.err if code else told.out)


def test_the_command_line_answers_for_a_machine(
    mended: Docket, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["diff", str(mended.log.place), number(1), "--known-at", "2025-09-11..2025-09-13", "--json"]
    assert run(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["name"]: (each["before"], each["after"]) for each in told["changes"]}["handler"] == (
        "甲法官",
        "丙法官",
    )
    assert next((each["how"], each["version"], each["corrected_by"]) for each in told["events"]) == ("altered", 6, 8)


def test_show_looks_back_by_both_clocks(mended: Docket, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(mended.log.place), number(1), "--known-at", "2025-09-11", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["state"]["handler"], len(told["history"])) == ("甲法官", 6)
