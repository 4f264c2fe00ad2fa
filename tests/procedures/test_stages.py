"""What each command meets in each standing of a case is what the table in docs/stages.md says."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from paths import BASIS, CLAIMED_FEN, DEBTOR, FILED, path_to_filing
from stages import STANDINGS, Moment, lines, moments, outcome

from casestream.kernel import Actor, Command
from casestream.kernel.errors import NotAnAmount
from casestream.procedures.asset_search import AssetClass, RecordAsset
from casestream.procedures.closing import CloseSatisfied
from casestream.procedures.coercion import Detain, Ground
from casestream.procedures.control import Disposal, DisposeAsset, Measure, SealAsset, SetOffGround
from casestream.procedures.control.sold import SaleRulingServed
from casestream.procedures.cross_enforcement import CrossMode, DecisionForm, HandOverFile, OrderCross, Trigger
from casestream.procedures.notice import IssueNotice
from casestream.procedures.proceeds import RecordDirectPayment
from casestream.procedures.proceeds.interest import doubled_interest_fen
from casestream.procedures.rounds import ClosingMode
from casestream.procedures.set_off import RuleSetOff
from casestream.procedures.settlement import HowSettled, Item, RecordSettlement
from casestream.procedures.suspension import Suspend, SuspensionReason
from casestream.testing import evolve, given
from casestream.testing.scenario import Step, approved

ROOT = Path(__file__).parents[2]
CLOSED = tuple(mode.code for mode in ClosingMode)
FOR_GOOD = tuple(mode for mode in CLOSED if mode != "current_terminated")
BY_NAME = {type(moment.command).__name__: moment for moment in moments()}


def test_the_table_is_what_the_law_answers() -> None:
    written = (ROOT / "docs/stages.md").read_text(encoding="utf-8")
    assert written == "\n".join(lines()) + "\n", "python tests/procedures/stages.py > docs/stages.md"


def test_most_commands_are_in_it() -> None:
    assert len(moments()) > 200
    assert all(outcome(moment, "in place") == ("lawful",) for moment in moments())


@pytest.mark.parametrize("moment", moments(), ids=lambda moment: type(moment.command).__name__)
def test_nothing_is_a_bad_request_only_because_of_where_the_case_stands(moment: Moment) -> None:
    assert ("bad request",) not in [outcome(moment, standing) for standing in STANDINGS if standing != "applied"]


SALES = ("PublishAuction", "DisposeAsset")
CLOSINGS = ("CloseSatisfied", "RefuseEnforcement", "DismissApplication")


@pytest.mark.parametrize("name", SALES)
@pytest.mark.parametrize("standing", ["suspended", "bankrupt", "deferred"])
def test_nothing_is_sold_while_the_case_stands_still(name: str, standing: str) -> None:
    assert set(outcome(BY_NAME[name], standing)) & {
        "enforcement_is_not_suspended", "enforcement_is_not_deferred", "its_debtor_is_not_suspended",
    }  # fmt: skip


@pytest.mark.parametrize("name", CLOSINGS)
@pytest.mark.parametrize(
    ("standing", "refusal"), [("suspended", "case_is_not_suspended"), ("deferred", "case_is_not_deferred")]
)
def test_nothing_that_stands_still_is_closed(name: str, standing: str, refusal: str) -> None:
    assert refusal in outcome(BY_NAME[name], standing)


@pytest.mark.parametrize(
    "name", [*SALES, *CLOSINGS, "SealAsset", "IssueNotice", "BanExit", "RestrictConsumption", "ListAsDefaulter"]
)
@pytest.mark.parametrize("standing", FOR_GOOD)
def test_what_needs_an_open_case_needs_it_however_the_case_ended(name: str, standing: str) -> None:
    assert outcome(BY_NAME[name], standing) not in {("lawful",), ("bad request",)}


# --- what the project was asked to refuse by name ---

DAY = timedelta(days=1)
ON = date(2024, 4, 1)
OF: dict[str, Any] = {"case": BASIS, "on": ON, "asset": "房"}
FOUND = RecordAsset(**OF, debtor=DEBTOR, asset_class=AssetClass.REAL_ESTATE, value_fen=100_000)
SEAL = SealAsset(**OF, measure=Measure.SEAL, expires_on=date(2027, 4, 1))
SHORT = evolve(SEAL, expires_on=ON + 25 * DAY)
NOTICE = IssueNotice(case=BASIS, on=FILED, debtor=DEBTOR, perform_by=FILED + 10 * DAY)
DETAIN = Detain(case=BASIS, on=ON, debtor=DEBTOR, days=15, ground=Ground.REFUSAL, act="拒不履行")
AGAIN = evolve(DETAIN, on=ON + 20 * DAY)
PAID = RecordDirectPayment(case=BASIS, on=ON, amount_fen=CLAIMED_FEN, receipt="收一")
RETRIAL = Suspend(case=BASIS, on=ON, reason=SuspensionReason.RETRIAL)
CATTLE = RecordSettlement(
    case=BASIS, on=ON, how=HowSettled.JOINT,
    items=(Item(name="牛羊", value_fen=CLAIMED_FEN, perform_by=ON + 30 * DAY, in_kind=True),),
)  # fmt: skip
ORDER = (
    OrderCross(
        case=BASIS, on=ON, mode=CrossMode.INSTRUCTED, form=DecisionForm.RULING, decided_by="内06", to_court="内0623",
        trigger=Trigger.SCREENING, wishes_considered=True,
    ),
    Actor("superior", "内06", "president"),
)  # fmt: skip

REFUSED: dict[str, tuple[list[Step], Command, list[str], str]] = {
    "a seal longer than the maximum": (
        [FOUND], evolve(SEAL, expires_on=date(2027, 4, 2)), ["right_term_is_three_years"],
        "民诉法解释（2022年修正）第四百八十五条",
    ),
    "disposal of a lapsed seal": (
        [FOUND, SHORT, SaleRulingServed(on=ON, asset="房", buyer="买受人", price_fen=1)],
        DisposeAsset(**{**OF, "on": ON + 26 * DAY}, method=Disposal.SALE, realised_fen=1),
        ["measure_has_not_lapsed"], "查封扣押冻结规定（2020年修正）第二十七条",
    ),
    "a second detention for one act": (
        [NOTICE, approved(DETAIN), DETAIN, approved(AGAIN)], AGAIN, ["act_was_not_punished_by_detention"],
        "民诉法解释（2022年修正）第一百八十四条",
    ),
    "an approval for another proposal": (
        [NOTICE, approved(evolve(DETAIN, days=14))], DETAIN,
        ["detention_was_approved"], "民事诉讼法（2023年修正）第一百一十九条",
    ),
    "a closing while suspended": (
        [PAID, RETRIAL], CloseSatisfied(case=BASIS, on=ON, noticed=True), ["case_is_not_suspended"],
        "法发〔2014〕26号第二十三条第（一）项",
    ),
    "a transfer with a measure under one month left": (
        [FOUND, SHORT, ORDER], HandOverFile(case=BASIS, on=ON), ["measures_have_a_month_left"],
        "委托执行规定（2020年修正）第六条",
    ),
    "a set-off based on a settlement": (
        [FOUND, SEAL, CATTLE], RuleSetOff(**OF, ground=SetOffGround.SETTLEMENT, value_fen=1),
        ["set_off_does_not_rest_on_settlement"], "执行和解规定（2020年修正）第六条",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_its_article(what: str) -> None:
    history, command, conditions, article = REFUSED[what]
    answered = given(*path_to_filing(), *history).when(command)
    answered.then_refused(*conditions)
    assert answered.refusal is not None
    assert article in [unmet.article for unmet in answered.refusal.unmet]


def test_there_is_no_interest_on_a_negative_principal() -> None:
    with pytest.raises(NotAnAmount):
        doubled_interest_fen([(ON, -1)], [], ON + DAY)
