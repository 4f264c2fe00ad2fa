"""Parties change on grounds that the law knows, by a panel, in sixty days; a guarantor of the enforcement never does."""

from datetime import date, timedelta

import pytest
from paths import APPLICANT, BASIS, DEBTOR, FILED, path_to_filing, path_to_termination, terminate

import casestream
from casestream.kernel import Actor, Calendar, Command
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest
from casestream.procedures.closing import DismissApplication
from casestream.procedures.filing import (
    ApplicantLeft,
    ApplicantNamed,
    DebtorLeft,
    DebtorNamed,
    EnforcementApplied,
    Party,
    PartyKind,
    applicants_of,
    debtors_of,
)
from casestream.procedures.notice import IssueNotice, NoticeIssued, PropertyReportOrdered
from casestream.procedures.parties import (
    OF_APPLICANTS,
    OF_DEBTORS,
    ApplyForPartyChange,
    ChangeGround,
    ExtendPartyChange,
    PartyChangeApplied,
    PartyChangeExtended,
    PartyChangeRuled,
    RuleOnPartyChange,
    Side,
)
from casestream.procedures.remedies import (
    CloseReview,
    ContestOutcome,
    ContestPartyRuling,
    DecidePartyContest,
    FileReview,
    PartyContestDecided,
    PartyRulingContested,
    Path,
    ReviewMode,
)
from casestream.procedures.remedies.party_rulings import TO_BE_SUED_UPON
from casestream.testing import PANEL, PRESIDENT, evolve, given
from casestream.testing.scenario import Given, who_may
from casestream.testing.script import Step
from casestream.testing.simulator import StoryClock

ON = date(2024, 3, 4)
JOIN = ApplyForPartyChange(
    case=BASIS, on=ON, party="股东甲", side=Side.DEBTOR, ground=ChangeGround.UNPAID_CONTRIBUTION
)  # fmt: skip
RULE = RuleOnPartyChange(case=BASIS, on=ON + timedelta(days=30), party="股东甲", allowed=True, heard=True)


def filed() -> Given:
    return given(*path_to_filing())


def test_an_application_is_ruled_on_in_sixty_days_and_the_party_comes_in() -> None:
    (applied,) = filed().when(JOIN).then(PartyChangeApplied).events
    assert isinstance(applied, PartyChangeApplied)
    assert applied.rule_by == date(2024, 5, 6)  # The third of May lies in the May holidays, and so do the next days.
    path = filed().also(JOIN)
    ruled, named = path.when(RULE).then(PartyChangeRuled, DebtorNamed).events
    assert isinstance(ruled, PartyChangeRuled)
    assert "变更追加规定（2020年修正）第二十八条" in ruled.relied_on
    assert isinstance(named, DebtorNamed)
    assert debtors_of(path.also(RULE).case) == [DEBTOR, "股东甲"]


def test_who_replaces_a_party_stands_in_its_place() -> None:
    change = evolve(JOIN, party="继承人乙", ground=ChangeGround.DEBTOR_DIED, replaces=DEBTOR)
    path = filed().also(change)
    path.when(evolve(RULE, party="继承人乙")).then(PartyChangeRuled, DebtorLeft, DebtorNamed)
    path.also(evolve(RULE, party="继承人乙"))
    assert debtors_of(path.case) == ["继承人乙"]
    notice = IssueNotice(case=BASIS, on=RULE.on, debtor="继承人乙", perform_by=RULE.on)
    path.when(notice).then(NoticeIssued, PropertyReportOrdered)
    path.when(evolve(notice, debtor=DEBTOR)).then_refused("debtor_is_a_party")


def test_an_assignee_takes_the_applicants_place() -> None:
    change = evolve(JOIN, party="受让人丙", side=Side.APPLICANT, ground=ChangeGround.CLAIM_ASSIGNED, replaces=APPLICANT)
    path = filed().also(change)
    path.when(evolve(RULE, party="受让人丙")).then(PartyChangeRuled, ApplicantLeft, ApplicantNamed)
    assert applicants_of(path.also(evolve(RULE, party="受让人丙")).case) == ["受让人丙"]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(
    "ground", [ground for ground in ChangeGround if ground is not ChangeGround.ENFORCEMENT_GUARANTOR]
)
def test_each_ground_is_for_its_side(side: Side, ground: ChangeGround) -> None:
    outcome = filed().when(evolve(JOIN, side=side, ground=ground))
    if ground in (OF_APPLICANTS if side is Side.APPLICANT else OF_DEBTORS):
        outcome.then(PartyChangeApplied)
    else:
        outcome.then_refused("ground_fits_the_side")


def test_there_are_as_many_grounds_as_articles() -> None:
    assert (len(OF_APPLICANTS), len(OF_DEBTORS)) == (
        8,
        18,
    )  # Articles 2 to 9; 10 to 25, of which 14 has two grounds, and the unlawful one.


def test_a_guarantor_of_the_enforcement_is_never_added() -> None:
    filed().when(evolve(JOIN, ground=ChangeGround.ENFORCEMENT_GUARANTOR)).then_refused("guarantor_is_not_added")


def test_before_2018_no_interpretation_forbade_it() -> None:
    path = given(*path_to_filing(filed=date(2018, 1, 8), number="（2018）内0624执88号"))
    join = evolve(JOIN, ground=ChangeGround.ENFORCEMENT_GUARANTOR)
    path.when(evolve(join, on=date(2018, 2, 28))).then(PartyChangeApplied)
    path.when(evolve(join, on=date(2018, 3, 1))).then_refused("guarantor_is_not_added")


def test_a_panel_hears_it_unless_it_is_clear() -> None:
    path = filed().also(JOIN)
    path.when(evolve(RULE, panel=False, heard=False)).then_refused("panel_examined_it", "hearing_was_public")
    path.when(evolve(RULE, heard=False)).then_refused("hearing_was_public")
    path.when(evolve(RULE, panel=False, heard=False, clear=True)).then(PartyChangeRuled, DebtorNamed)


def test_who_is_turned_away_does_not_come_in() -> None:
    path = filed().also(JOIN)
    path.when(evolve(RULE, allowed=False)).then(PartyChangeRuled)
    path.also(evolve(RULE, allowed=False))
    path.when(evolve(RULE, allowed=False)).then_nothing()
    path.when(RULE).then_refused("change_is_pending")
    assert debtors_of(path.case) == [DEBTOR]


def test_more_time_is_the_presidents_to_give() -> None:
    extend = ExtendPartyChange(case=BASIS, on=date(2024, 5, 6), party="股东甲", until=date(2024, 6, 5))
    filed().when(extend, PRESIDENT).then_refused("change_is_pending")
    path = filed().also(JOIN)
    path.when(extend, PANEL).then_refused("president_gave_more_time")
    path.when(extend, PRESIDENT).then(PartyChangeExtended)
    path.also((extend, PRESIDENT)).when(extend, PRESIDENT).then_nothing()


def test_an_application_is_made_once_about_somebody_who_is_not_in_yet() -> None:
    filed().also(JOIN).when(JOIN).then_nothing()
    filed().when(evolve(JOIN, party="")).then_refused("new_party_is_named")
    for wrong in (evolve(JOIN, party=DEBTOR), evolve(JOIN, replaces="无此人")):
        with pytest.raises(BadRequest):
            filed().when(wrong)


def test_after_the_end_for_want_of_assets_a_party_is_still_added() -> None:
    """法〔2016〕373号: parties may be added to a parked case."""
    steps: list[Step] = path_to_termination()  # type: ignore[assignment]
    parked = given(*steps, terminate())
    later = date(2024, 6, 3)
    parked.when(evolve(JOIN, on=later)).then(PartyChangeApplied)
    given(*path_to_filing(), DismissApplication(case=BASIS, on=ON, reason="不符合受理条件")).when(
        evolve(JOIN, on=later)
    ).then_refused("case_is_in_hand")


def test_who_was_not_named_again_after_a_dismissal_is_no_party_any_more() -> None:
    dismissed = given(*path_to_filing(), DismissApplication(case=BASIS, on=ON, reason="被执行人不明确"))
    first = path_to_filing()[0]
    again = evolve(  # type: ignore[type-var]
        first, on=ON, debtors=(Party(name="郑某", kind=PartyKind.NATURAL),), applicants=(Party(name="冯某"),)
    )  # fmt: skip
    kinds = (EnforcementApplied, ApplicantLeft, DebtorLeft, ApplicantNamed, DebtorNamed)
    dismissed.when(again).then(*kinds)  # type: ignore[arg-type]
    path = dismissed.also(again)
    assert (applicants_of(path.case), debtors_of(path.case)) == (["冯某"], ["郑某"])
    assert FILED < ON


# --- who is not content with the ruling ---


SERVED = RULE.on  # 2024-04-03; ten days on is a Saturday, so 2024-04-15 it is; fifteen days on 2024-04-18.
SUE = ContestPartyRuling(
    case=BASIS, on=SERVED, party="股东甲", path=Path.SUIT, by="股东甲", number="（2024）内0624民初9号", to_court="内0624",
    served_on=SERVED,
)  # fmt: skip
ASK = evolve(SUE, path=Path.RECONSIDERATION, number="（2024）内06执复9号", to_court="内06")


def ruled(ground: ChangeGround = ChangeGround.UNPAID_CONTRIBUTION) -> Given:
    return filed().also(evolve(JOIN, ground=ground), RULE)


@pytest.mark.parametrize(
    "ground", [ground for ground in OF_DEBTORS if ground is not ChangeGround.ENFORCEMENT_GUARANTOR]
)
def test_rulings_on_owners_are_sued_upon_and_others_reconsidered(ground: ChangeGround) -> None:
    right, wrong = (SUE, ASK) if ground in TO_BE_SUED_UPON else (ASK, SUE)
    ruled(ground).when(right).then(PartyRulingContested)
    ruled(ground).when(wrong).then_refused("path_is_of_the_ground")


@pytest.mark.parametrize(
    ("contest", "last"), [(SUE, date(2024, 4, 18)), (ASK, date(2024, 4, 15))], ids=["suit", "reconsideration"]
)
def test_a_ruling_is_contested_in_its_days(contest: ContestPartyRuling, last: date) -> None:
    path = ruled() if contest is SUE else ruled(ChangeGround.PROMISED_TO_PERFORM)
    for on in (last - timedelta(days=1), last):
        path.when(evolve(contest, on=on)).then(PartyRulingContested)
    path.when(evolve(contest, on=last + timedelta(days=1))).then_refused("contested_in_time")
    path.also(contest).when(contest).then_nothing()


def test_a_ruling_is_reconsidered_above_and_only_where_there_is_one() -> None:
    path = ruled(ChangeGround.PROMISED_TO_PERFORM)
    path.when(evolve(ASK, to_court="内0623")).then_refused("superior_reconsiders_the_change")
    filed().also(JOIN).when(ASK).then_refused("change_was_ruled_on")


def test_who_was_added_leaves_when_the_ruling_is_overturned_and_stays_when_it_stands() -> None:
    turned = DecidePartyContest(case=BASIS, on=SERVED, number=SUE.number, outcome=ContestOutcome.TURNED)
    path = ruled().also(SUE)
    assert "股东甲" in debtors_of(path.case)
    path.when(evolve(turned, outcome=ContestOutcome.STANDS)).then(PartyContestDecided)
    path.when(turned).then(PartyContestDecided, DebtorLeft)
    path.also(turned).when(turned).then_nothing()
    assert "股东甲" not in debtors_of(path.case)


def test_who_was_replaced_returns_when_the_ruling_is_overturned() -> None:
    (old,) = debtors_of(filed().case)
    heir = evolve(JOIN, ground=ChangeGround.DEBTOR_DIED, replaces=old)
    path = filed().also(heir, RULE, ASK)
    assert debtors_of(path.case) == ["股东甲"]
    path.also(DecidePartyContest(case=BASIS, on=SERVED, number=ASK.number, outcome=ContestOutcome.TURNED))
    assert debtors_of(path.case) == [old]


def test_who_was_kept_out_comes_in_when_the_ruling_is_overturned() -> None:
    path = filed().also(evolve(JOIN, ground=ChangeGround.PROMISED_TO_PERFORM), evolve(RULE, allowed=False), ASK)
    turned = DecidePartyContest(case=BASIS, on=SERVED, number=ASK.number, outcome=ContestOutcome.TURNED)
    path.when(turned).then(PartyContestDecided, DebtorNamed)


def test_the_superior_court_s_ruling_reaches_the_parties() -> None:
    clock = StoryClock()
    join = evolve(JOIN, ground=ChangeGround.PROMISED_TO_PERFORM)
    file = FileReview(case=ASK.number, on=SERVED, number=ASK.number)
    close = CloseReview(case=ASK.number, on=SERVED + timedelta(days=9), mode=ReviewMode.REVERSED)
    with casestream.open(clock=clock) as docket:
        above = Actor("panel-6", "内06", "panel")  # The 执复 is the superior court's.
        for step in (*path_to_filing(), join, RULE, ASK, (file, Actor("clerk-6", "内06", "clerk")), (close, above)):
            command, actor = step if isinstance(step, tuple) else (step, who_may(step))  # type: ignore[arg-type]
            assert isinstance(command, Command)
            clock.day = command.on
            docket.handle(command, actor)
        case = docket.case(BASIS)
        assert case.has(PartyContestDecided, {"outcome": ContestOutcome.TURNED})
        assert "股东甲" not in debtors_of(case)


def test_what_is_sent_back_is_ruled_on_again() -> None:
    path = ruled(ChangeGround.PROMISED_TO_PERFORM).also(ASK)
    back = DecidePartyContest(case=BASIS, on=SERVED, number=ASK.number, outcome=ContestOutcome.SENT_BACK)
    path.when(back).then(PartyContestDecided, DebtorLeft, PartyChangeApplied)
    path.also(back, evolve(RULE, allowed=False))
    assert "股东甲" not in debtors_of(path.case)


def test_the_term_for_the_ruling_runs_for_each_party_and_is_kept_or_prolonged() -> None:
    lengths = Lengths(Calendar())
    other = evolve(JOIN, party="股东丁")
    path = filed().also(JOIN, other, RULE)
    first, second = terms(path.case, DEADLINES["party_change"], lengths)
    assert (first.about, first.due_on, first.kept_on) == ("股东甲", date(2024, 5, 6), RULE.on)
    assert (second.about, second.kept_on) == ("股东丁", None)
    extend = ExtendPartyChange(case=BASIS, on=date(2024, 5, 6), party="股东丁", until=date(2024, 6, 5))
    path.also((extend, PRESIDENT))
    assert [term.kept_on for term in terms(path.case, DEADLINES["party_change"], lengths)] == [RULE.on, extend.on]
    (longer,) = terms(path.case, DEADLINES["party_change_extended"], lengths)
    assert (longer.due_on, longer.kept_on) == (date(2024, 6, 5), None)
