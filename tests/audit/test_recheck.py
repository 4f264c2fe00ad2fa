"""The whole log judged again: findings, excuses, differences, the nine items, and what is written of them."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import casestream
from cases import COURT, applying, basis, filing, number
from casestream.audit.recheck import Recheck
from casestream.cli import run
from casestream.docket import Docket
from casestream.kernel.errors import BadRequest, UnknownName
from casestream.kernel.rule import RULES
from casestream.procedures.correction import AnnulRecord
from casestream.procedures.termination import MAY_TERMINATE, RoundTerminated
from casestream.store.records import Envelope
from casestream.testing import CLERK, PRESIDENT
from conftest import Clock, Demo

SEARCHED = "法〔2016〕373号第三条第（三）项"  # On the ground.


def ended(docket: Docket, n: int, on: date, *relied_on: str) -> None:
    """A 终本 as a fact, without a rule being asked."""
    docket.handle(applying(n), CLERK)
    docket.handle(filing(n), CLERK)
    happened = RoundTerminated(
        on=on, unpaid_fen=2_800_000, served_on=on, next_query_by=on, relied_on=relied_on
    )  # fmt: skip
    envelope = Envelope(
        actor=CLERK, recorded_at=docket.clock(), command_id=f"end {n}", correlation_id="", causation_id="", asked=""
    )  # fmt: skip
    docket.log.append(docket.log.case(basis(n)), [happened], envelope)


@pytest.fixture
def unlawful(docket: Docket, clock: Clock) -> Docket:
    """Filed on 10 March: one 终本 in April that says that there was a search, one in August that says nothing."""
    clock.now = datetime(2025, 9, 1, 4, 0, tzinfo=UTC)
    ended(docket, 1, date(2025, 4, 1), SEARCHED, "法〔1999〕1号第一条")
    ended(docket, 2, date(2025, 8, 1))
    return docket


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Docket]:
    """Simulated lives, lawful all of them: some steps are late, some conditions are excused."""
    place = tmp_path_factory.mktemp("recheck") / "lives.db"
    assert run(["simulate", str(place), "--cases", "120", "--json"]) == 0
    with casestream.open(place, create=False) as docket:
        yield docket


def conditions(found: Recheck, number: str) -> set[str]:
    return {each.condition.name for each in found.findings if each.decision.number == number}


def test_all_of_the_demo_but_an_old_case_is_lawful_when_it_is_judged_again(demo: Demo) -> None:
    with casestream.open(demo.place, create=False) as docket:
        found = docket.recheck_all()
    old = "（2018）内0624民初3117号"  # Taken in as it was.
    assert {each.decision.stream for each in found.findings} == {each.stream for each in found.differences} == {old}
    assert found.decisions > 80_000


def test_findings_are_those_of_each_rule_alone(unlawful: Docket) -> None:
    found = unlawful.recheck_all()
    alone = {
        (each.position, each.condition, each.article)
        for rule in RULES.values() if rule.guards for each in unlawful.recheck(rule)
    }  # fmt: skip
    assert {(each.decision.position, each.condition.name, each.article) for each in found.findings} == alone
    assert "three_months_have_passed" in conditions(found, number(1))
    assert "three_months_have_passed" not in conditions(found, number(2))


@pytest.mark.parametrize("engine", ["columns", "pool"])
def test_every_engine_judges_alike(engine: str, lives: Docket, unlawful: Docket) -> None:
    for docket in (lives, unlawful):
        assert docket.recheck_all(engine=engine).judged.digest() == docket.recheck_all(engine="rows").judged.digest()


def test_what_a_decision_relied_on_is_held_against_what_holds_now(unlawful: Docket) -> None:
    first, second = unlawful.recheck_all(rules=("termination",)).differences
    assert first.not_met_now == (SEARCHED,)
    assert first.beyond_the_rule == ("法〔1999〕1号第一条",)
    assert first.not_named_then == first.holds
    assert second.relied_on == ()
    assert SEARCHED in second.fails


def test_a_finding_says_whether_the_decision_named_its_article_as_met(unlawful: Docket) -> None:
    then = {(each.decision.number, each.condition.name): each.relied_then for each in unlawful.recheck_all().findings}
    assert then[number(1), "offline_search_was_made"] is True
    assert then[number(1), "three_months_have_passed"] is False


def test_late_steps_are_soft_and_excuses_name_their_ground(lives: Docket) -> None:
    found = lives.recheck_all()
    assert {each.severity for each in found.findings} == {"soft"}
    assert {each.decision.rule for each in found.findings} == {"post_query"}
    assert found.differences == ()
    excuse = next(each for each in found.excuses if each.decision.rule == "settlement_breach")
    assert excuse.ground_article == "执行和解规定（2020年修正）第十一条第（二）项"
    assert excuse.ground_zh


def test_summaries_add_up_in_every_direction(lives: Docket) -> None:
    found = lives.recheck_all()
    for what in ("rule", "court", "month"):
        lines = found.by(what)
        assert sum(line.decisions for line in lines) == found.decisions
        assert sum(line.hard + line.soft for line in lines) == len(found.findings)
        assert sum(line.excused for line in lines) == len(found.excuses)


def test_a_part_is_what_was_asked_for(unlawful: Docket) -> None:
    found = unlawful.recheck_all()
    april = found.only(rules=("termination",), court=COURT, month="2025-04")
    assert april.decisions == 1
    assert {each.decision.number for each in april.findings} == {number(1)}
    assert unlawful.recheck_all(rules=("termination",)).findings == found.only(rules=("termination",)).findings


def test_the_nine_items_are_counted_with_their_denominator(unlawful: Docket) -> None:
    found = unlawful.recheck_all().qualification()
    assert [(each.met, each.exempt, each.failed) for each in found.items] == [
        (0, 0, 2), (0, 0, 2), (0, 0, 2), (0, 0, 2), (2, 0, 0), (2, 0, 0), (0, 0, 2), (0, 0, 2), (2, 0, 0),
    ]  # fmt: skip
    assert (found.rate.numerator, found.rate.denominator) == (0, 2)


def test_without_any_ending_there_is_no_rate(docket: Docket) -> None:
    found = docket.recheck_all()
    assert found.decisions == 0
    assert found.qualification().rate.value() is None


def test_resumed_cases_can_be_left_out_of_the_rate(demo: Demo) -> None:
    with casestream.open(demo.place, create=False) as docket:
        found = docket.recheck_all(rules=(MAY_TERMINATE.name,)).qualification()
    assert (found.rate.denominator, found.rate_without_resumed.denominator) == (1327, 1213)


def test_both_clocks_hold_for_a_recheck(unlawful: Docket) -> None:
    assert unlawful.recheck_all(as_of=date(2025, 5, 1)).only(rules=("termination",)).decisions == 1
    assert unlawful.recheck_all(as_of=date(2025, 3, 31), rules=("termination",)).decisions == 0
    known = datetime(2025, 8, 31, tzinfo=UTC)
    assert unlawful.recheck_all(known_at=known).decisions == 0


def test_a_later_annulment_takes_its_finding_away(unlawful: Docket, clock: Clock) -> None:
    before = unlawful.recheck_all(rules=("termination",))
    unlawful.handle(AnnulRecord(case=basis(1), on=date(2025, 9, 1), of=6, reason="误录"), PRESIDENT)
    after = unlawful.recheck_all(rules=("termination",))
    assert (before.decisions, after.decisions) == (2, 1)
    assert {each.decision.number for each in after.findings} == {number(2)}


def test_what_is_not_there_is_named(unlawful: Docket) -> None:
    found = unlawful.recheck_all()
    with pytest.raises(UnknownName, match="内0624"):
        found.only(court="内0999")
    with pytest.raises(UnknownName, match="2025-04"):
        found.only(month="2024-01")
    with pytest.raises(BadRequest, match="2025-13"):
        found.only(month="2025-13")
    with pytest.raises(UnknownName, match="nothing"):
        unlawful.recheck_all(rules=("nothing",))


# --- the command ---


def test_the_command_exits_with_1_and_summarises_first(unlawful: Docket, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recheck", str(unlawful.log.place), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "Qualified share 0.00%  (0/2)" in out
    assert "--rule termination" in out
    assert run(["recheck", str(unlawful.log.place), "--rule", "终本", "--month", "2025-04", "-n", "0"]) == 1
    out = capsys.readouterr().out
    assert f"必要调查 [{SEARCHED}]（必须；当时列为符合）" in out
    assert f"当时列为依据，现时不符合：{SEARCHED}" in out


def test_the_command_exits_with_0_where_nothing_is_found(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recheck", demo.place, "--rule", "release", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_a_re_check_is_written_as_csv_workbook_and_json(unlawful: Docket, tmp_path: Path) -> None:
    place = str(unlawful.log.place)
    found = unlawful.recheck_all()
    for form in ("csv", "xlsx", "json"):
        assert run(["recheck", place, "-o", str(tmp_path / f"found.{form}")]) == 1
    with (tmp_path / "found.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found.findings) + len(found.differences)
    assert {row["类别"] for row in rows} == {"必须", "依据差异"}
    openpyxl: Any = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(tmp_path / "found.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[6]][:3] == ["必须", "终本", COURT]
    told = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert told["qualification"]["rate"] == {"numerator": 0, "denominator": 2, "value": "0.00"}


@pytest.mark.parametrize(
    "words", [("--month", "2025-13"), ("--court", "内0999"), ("--rule", "nothing"), ("-o", "found.pdf"), ("-o", "/")]
)
def test_bad_words_are_typed_errors(words: tuple[str, ...], demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recheck", demo.place, *words, "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["code"].startswith("CS1")
