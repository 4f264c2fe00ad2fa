"""Who may ask for what, who approves what, and that an approval is of one very proposal by somebody else."""

from datetime import date, timedelta

import pytest
from attrs import frozen
from hypothesis import given as for_all
from hypothesis import strategies as st
from paths import AWARD, BASIS, DEBTOR, FILED, endorsed, path_to_filing, path_to_termination, terminate

from casestream.kernel import Actor, Command, Label
from casestream.kernel.errors import BadRequest, DeclarationError, NotAuthorised
from casestream.kernel.event import COMMANDS
from casestream.kernel.rule import only
from casestream.procedures.approval import (
    PROPOSALS,
    Approve,
    Approved,
    Matter,
    approval_of,
    needs_approval,
    proposal_of,
)
from casestream.procedures.asset_search import OfflineSearched, SearchMeans, SearchOffline
from casestream.procedures.assistance import AcceptAssistance, AssistanceItem, RequestAssistance
from casestream.procedures.authority import MAY, may, who_may
from casestream.procedures.authority.courts import also_from
from casestream.procedures.closing import (
    EnforcementRefused,
    EnforcementTerminated,
    RefusalGround,
    RefuseEnforcement,
    TerminateEnforcement,
    TerminationGround,
)
from casestream.procedures.coercion import (
    CompelAppearance,
    CompelledToAppear,
    Detain,
    Detained,
    Fined,
    ImposeFine,
    RecordAppearance,
    Summon,
)
from casestream.procedures.coercion.punishment import MAY_FINE
from casestream.procedures.credit import (
    ConsumptionRestricted,
    DefaulterGround,
    LiftConsumptionRestriction,
    LiftReason,
    ListAsDefaulter,
    ListedAsDefaulter,
    RemovalReason,
    RemoveFromDefaulterList,
    RestrictConsumption,
)
from casestream.procedures.cross_enforcement import AcceptCross, CrossMode, DecisionForm, HandOverFile, OrderCross
from casestream.procedures.filing import AssignHandler, FileCase
from casestream.procedures.hotline import ReceiveCall
from casestream.procedures.incentives import PerformanceConfirmed
from casestream.procedures.notice import IssueNotice
from casestream.procedures.posts import Post
from casestream.procedures.proceeds import DeferralReason, DeferRelease, ReceiveProceeds, ReleaseDeferred, Source
from casestream.procedures.rounds import RoundClosed
from casestream.procedures.suspension import ExtendTimeLimit, TimeLimitExtended
from casestream.procedures.termination import RoundTerminated
from casestream.testing import CLERK, JUDGE, PANEL, PRESIDENT, evolve, given
from casestream.testing.scenario import CHIEF, COURT, SYSTEM, Given, Step, approved

DAY = timedelta(days=1)
ON = FILED + 30 * DAY

# --- the table ---


def test_every_command_stands_in_a_row_and_every_row_names_commands() -> None:
    assert set(MAY) == set(COMMANDS)
    assert all(posts and len(posts) == len(set(posts)) for posts in MAY.values())


def test_no_row_names_a_command_twice_or_nobody() -> None:
    with pytest.raises(DeclarationError):
        may((Post.CLERK,), ReceiveCall)
    with pytest.raises(DeclarationError):
        may((), type("Unheard", (Command,), {}))


def test_what_no_row_names_nobody_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    call = ReceiveCall(case="110-1", on=ON, court=COURT, tip="举报")
    given().when(call, CLERK)
    monkeypatch.delitem(MAY, ReceiveCall)
    assert who_may(ReceiveCall) == ()
    for actor in (JUDGE, CLERK, CHIEF, PANEL, PRESIDENT, SYSTEM):
        refusal = given().when(call, actor).then_not_authorised().refusal
        assert refusal
        assert "职权表未列" in refusal.message("zh")
        assert "no row of the table" in refusal.message("en")


@pytest.mark.parametrize(
    ("command", "actor"),
    [
        (AssignHandler(case=BASIS, on=ON, handler="judge-1"), JUDGE),
        (Approve(case=BASIS, on=ON, matter=Matter.FINE, proposal="罚款"), JUDGE),
        (Approve(case=BASIS, on=ON, matter=Matter.FINE, proposal="罚款"), CLERK),
        (ImposeFine(case=BASIS, on=ON, debtor=DEBTOR, amount_fen=1, act="抗拒执行"), CLERK),
        (ImposeFine(case=BASIS, on=ON, debtor=DEBTOR, amount_fen=1, act="抗拒执行"), SYSTEM),
        (terminate(), CLERK),
        (IssueNotice(case=BASIS, on=ON, debtor=DEBTOR, perform_by=ON), Actor("x", COURT, "gardener")),
        (IssueNotice(case=BASIS, on=ON, debtor=DEBTOR, perform_by=ON), Actor("x", COURT, "HANDLER")),
        (IssueNotice(case=BASIS, on=ON, debtor=DEBTOR, perform_by=ON), Actor("x", COURT, "")),
    ],
)
def test_another_post_is_told_who_may(command: Command, actor: Actor) -> None:
    refusal = given(*path_to_filing()).when(command, actor).then_not_authorised().refusal
    assert isinstance(refusal, NotAuthorised)
    assert refusal.unmet == ()
    assert refusal.as_dict()["code"] == "CS002"
    assert all(post.zh in refusal.message("zh") for post in who_may(type(command)))
    assert all(post.en in refusal.message("en") for post in who_may(type(command)))


# --- replaced officers ---


def assign(handler: str, on: date = ON) -> AssignHandler:
    return AssignHandler(case=BASIS, on=on, handler=handler)


def test_who_was_replaced_acts_no_more_until_the_case_is_his_again() -> None:
    notice = IssueNotice(case=BASIS, on=ON, debtor=DEBTOR, perform_by=ON + 10 * DAY)
    other = Actor("judge-2", COURT, "handler")
    case = given(*path_to_filing(), assign("judge-1"))
    assert case.when(notice, JUDGE).refusal is None
    case.when(notice, other).then_not_authorised()  # It was never his.
    assert case.when(notice, Actor("clerk-9", COURT, "clerk")).refusal is None  # Only a handler handles it alone.
    case.also(assign("judge-2"))
    case.when(notice, JUDGE).then_not_authorised()
    case.when(notice, evolve_post(JUDGE, "chief"))  # In another post he may be superior to the case.
    assert case.when(notice, other).refusal is None
    case.also(assign("judge-1", ON + DAY))
    assert case.when(notice, JUDGE).refusal is None
    case.when(notice, other).then_not_authorised()


def evolve_post(actor: Actor, post: str) -> Actor:
    return Actor(actor.id, actor.court, post)


# --- the court in charge ---

ABROAD = "粤0304"
MONEY = ReceiveProceeds(case=BASIS, on=ON, amount_fen=100, source=Source.PERFORMANCE, receipt="一")
INSTRUCT = OrderCross(
    case=BASIS, on=ON, mode=CrossMode.INSTRUCTED, form=DecisionForm.RULING, decided_by="内06", to_court="内0623",
    wishes_considered=True,
)  # fmt: skip
HELP = RequestAssistance(
    case=BASIS, on=ON, request="一", to_court="甘1223", item=AssistanceItem.INVESTIGATION, on_platform=True
)  # fmt: skip


def of(court: str, post: str = "president") -> Actor:
    return Actor(f"{court}-{post}", court, post)


def test_officers_of_another_court_neither_act_nor_approve() -> None:
    case = given(*path_to_filing())
    for step, post in ((NOTICE, "handler"), (NOTICE, "clerk"), (approval_of(DETAIN), "president")):
        refusal = case.when(step, of(ABROAD, post)).then_not_authorised().refusal
        assert refusal
        assert f"由 {COURT} 办理" in refusal.message("zh")
        assert f"{COURT} is in charge" in refusal.message("en")
    assert case.when(MONEY, of(ABROAD, "system")).refusal is None  # A machine carries on what another stream set off.
    case.when(
        NOTICE, of("内06", "clerk")
    ).then_not_authorised()  # Nor does a superior court, but for its own decisions.


def test_who_has_no_court_yet_is_open_to_all() -> None:
    applied = given(*path_to_filing()[:1])
    file = FileCase(case=BASIS, on=FILED, number="（2024）内0624执88号")
    assert applied.when(file, of("粤0304", "clerk")).refusal is None  # The number is of the court that was applied to.
    assert applied.case.court == ""


def test_a_superior_court_decides_and_the_named_court_takes_the_case() -> None:
    case = given(*path_to_filing())
    refusal = case.when(INSTRUCT, of("粤03")).then_not_authorised().refusal
    assert refusal
    assert "作出决定的法院" in refusal.message("zh")
    case.also((INSTRUCT, of("内06")), HandOverFile(case=BASIS, on=ON))
    accept = AcceptCross(case=BASIS, on=ON, number=f"（{ON.year}）内0623执1号")
    case.when(accept, of("内0625", "clerk")).then_not_authorised()
    case.also((accept, of("内0623", "clerk")))
    case.when(NOTICE, JUDGE).then_not_authorised()
    case.when(evolve(NOTICE, on=ON, perform_by=ON + 10 * DAY), of("内0623", "handler"))
    assert case.case.court == "内0623"


def test_the_court_that_was_asked_answers_and_no_other() -> None:
    case = given(*path_to_filing(), HELP, settings={"assistance_working_days": 10})
    accept = AcceptAssistance(case=BASIS, on=ON, request="一")
    case.when(accept, of("甘1202", "clerk")).then_not_authorised()
    assert case.when(accept, of("甘1223", "clerk")).refusal is None
    assert case.when(accept, of("甘1223", "handler")).refusal is None  # Not a handler of this case.


def test_a_command_stands_in_one_row_of_courts() -> None:
    with pytest.raises(DeclarationError):
        also_from("任一法院", "any court", lambda *_: True, AcceptCross)


# --- approvals ---


@frozen
class Approval:
    """A step that needs an approval: after `before`; other steps that it does not approve; and the step once more."""

    before: tuple[Step, ...]
    step: Command
    others: tuple[Command, ...]
    condition: str
    then: tuple[type, ...]
    again: tuple[tuple[Step, ...], Command]
    approvers: tuple[Actor, ...] = (PRESIDENT,)
    powerless: Actor = PANEL

    def ready(self) -> Given:
        """Everything but the approval."""
        return given(*self.before)

    def approve(self) -> list[Step]:
        """Everybody's approval."""
        return [approved(self.step, actor) for actor in self.approvers]


NOTICE = IssueNotice(case=BASIS, on=FILED + DAY, debtor=DEBTOR, perform_by=FILED + 15 * DAY)
SUMMON = Summon(case=BASIS, on=ON - 5 * DAY, debtor=DEBTOR, appear_on=ON - DAY)
STAYED_AWAY = RecordAppearance(case=BASIS, on=ON - DAY, debtor=DEBTOR, came=False)
FINE = ImposeFine(case=BASIS, on=ON, debtor=DEBTOR, amount_fen=1_000_00, act="抗拒执行")
DETAIN = Detain(case=BASIS, on=ON, debtor=DEBTOR, days=10, act="抗拒执行")
COMPEL = CompelAppearance(case=BASIS, on=ON, debtor=DEBTOR, hours=4)
SEARCH = SearchOffline(case=BASIS, on=ON, debtor=DEBTOR, means=SearchMeans.PREMISES)
RESTRICT = RestrictConsumption(case=BASIS, on=ON, debtor=DEBTOR)
CONFIRMED = PerformanceConfirmed(on=ON, debtor=DEBTOR, applicant="邬某某")
ENTER = ListAsDefaulter(case=BASIS, on=ON, debtor=DEBTOR, ground=DefaulterGround.EVASION)
WAIT = DeferRelease(case=BASIS, on=ON, reason=DeferralReason.OTHER, note="领款人身份待核")
EXTEND = ExtendTimeLimit(case=BASIS, on=ON)
END = terminate()
WITHDRAW = TerminateEnforcement(case=BASIS, on=ON, ground=TerminationGround.WITHDRAWN, served_on=ON)
REFUSE = RefuseEnforcement(case=BASIS, on=ON, ground=RefusalGround.AWARD)
UNSIGNED = tuple(path_to_termination()[:-2])


def money(receipt: str, on: date = ON) -> ReceiveProceeds:
    return ReceiveProceeds(case=BASIS, on=on, amount_fen=100, source=Source.PERFORMANCE, receipt=receipt)


def later(step: Command) -> Command:
    return evolve(step, on=step.on + DAY)


APPROVALS = {
    Matter.FINE: Approval(
        (*path_to_filing(),), FINE,
        (evolve(FINE, amount_fen=999_99), evolve(FINE, amount_fen=1_000_01), evolve(FINE, act="隐匿财产")),
        "fine_was_approved", (Fined,), ((), later(FINE)),
    ),
    Matter.DETENTION: Approval(
        (*path_to_filing(),), DETAIN, (evolve(DETAIN, days=9), evolve(DETAIN, days=11), evolve(DETAIN, act="隐匿财产")),
        "detention_was_approved", (Detained,), ((), later(DETAIN)),
    ),
    Matter.COMPELLED_APPEARANCE: Approval(
        (*path_to_filing(), SUMMON, STAYED_AWAY), COMPEL, (evolve(COMPEL, person=DEBTOR),),
        "compulsion_was_approved", (CompelledToAppear,), ((later(SUMMON), later(STAYED_AWAY)), later(COMPEL)),
    ),
    Matter.SEARCH: Approval(
        (*path_to_filing(),), SEARCH, (evolve(SEARCH, debtor="冯某某"),),
        "warrant_was_signed", (OfflineSearched,), ((), later(SEARCH)),
    ),
    Matter.CONSUMPTION_RESTRICTION: Approval(
        (*path_to_filing(), NOTICE), RESTRICT, (evolve(RESTRICT, legal_representative="杨某某"),),
        "restriction_was_signed", (ConsumptionRestricted,),
        ((LiftConsumptionRestriction(case=BASIS, on=ON, debtor=DEBTOR, reason=LiftReason.CONSENT),), later(RESTRICT)),
    ),
    Matter.DEFAULTER_LISTING: Approval(
        (*path_to_filing(), NOTICE), ENTER,
        (evolve(ENTER, ground=DefaulterGround.OBSTRUCTION), evolve(ENTER, legal_representative="杨某某")),
        "listing_was_signed", (ListedAsDefaulter, ConsumptionRestricted),
        ((CONFIRMED, RemoveFromDefaulterList(case=BASIS, on=ON, debtor=DEBTOR, reason=RemovalReason.PERFORMED)), later(ENTER)),
    ),
    Matter.DEFERRED_RELEASE: Approval(
        (*path_to_filing(), money("一")), WAIT,
        (evolve(WAIT, note="领款人身份待查"), evolve(WAIT, reason=DeferralReason.FROZEN)),
        "deferral_is_approved", (ReleaseDeferred,), ((money("二"),), later(WAIT)),
    ),
    Matter.TIME_EXTENSION: Approval(
        (*path_to_filing(),), EXTEND, (), "president_approved_extension", (TimeLimitExtended,),
        ((), evolve(EXTEND, on=ON + DAY, reported_to_high_court=True)),
    ),
    Matter.CURRENT_TERMINATION: Approval(
        UNSIGNED, END, (), "ending_is_endorsed", (RoundTerminated, RoundClosed),
        ((), END), (PANEL, PRESIDENT), CHIEF,
    ),
    Matter.ENFORCEMENT_TERMINATION: Approval(
        (*path_to_filing(),), WITHDRAW, (evolve(WITHDRAW, ground=TerminationGround.HARDSHIP), evolve(WITHDRAW, note="撤回")),
        "termination_was_approved", (EnforcementTerminated, RoundClosed), ((), WITHDRAW), (PANEL, PRESIDENT), CHIEF,
    ),
    Matter.ENFORCEMENT_REFUSAL: Approval(
        (*path_to_filing(basis=AWARD),), REFUSE, (evolve(REFUSE, ground=RefusalGround.NOTARISED),),
        "refusal_was_approved", (EnforcementRefused, RoundClosed), ((), REFUSE), (PANEL, PRESIDENT), CHIEF,
    ),
}  # fmt: skip
ELSEWHERE = {Matter.BANKRUPTCY_HANDOVER, Matter.BANKRUPTCY_ENDING}  # in the debtor's own stream: test_bankruptcy
ENDINGS = {Matter.CURRENT_TERMINATION, Matter.ENFORCEMENT_TERMINATION, Matter.ENFORCEMENT_REFUSAL}
MATTERS = [matter for matter in Matter if matter not in ELSEWHERE]


def names(case: Given, step: Command) -> list[str]:
    """The conditions that refuse the step."""
    refusal = case.when(step, JUDGE).refusal
    assert refusal
    return [unmet.condition.name for unmet in refusal.unmet]


def test_every_matter_is_that_of_a_step() -> None:
    assert {proposed.matter for proposed in PROPOSALS.values()} == set(Matter)
    assert set(APPROVALS) == set(MATTERS)


@pytest.mark.parametrize("matter", MATTERS)
def test_an_approval_serves_the_very_step_that_it_names(matter: Matter) -> None:
    example = APPROVALS[matter]
    assert example.condition in names(example.ready(), example.step)
    case = example.ready().also(*example.approve())
    assert proposal_of(example.step).startswith(matter.zh)
    events = case.when(example.step, JUDGE).then(*example.then).events
    approval = case.case.last_event(Approved, {"matter": matter})
    assert approval
    assert approval.proposal == events[0].proposal  # type: ignore[attr-defined]
    assert approval.approver == PRESIDENT.id


@pytest.mark.parametrize(
    ("matter", "other"), [(matter, other) for matter in MATTERS for other in APPROVALS[matter].others]
)
def test_another_amount_person_or_ground_is_another_proposal(matter: Matter, other: Command) -> None:
    example = APPROVALS[matter]
    assert example.condition in names(example.ready().also(*example.approve()), other)


@pytest.mark.parametrize("matter", [matter for matter in MATTERS if matter not in ENDINGS])
def test_an_approval_serves_once(matter: Matter) -> None:
    example = APPROVALS[matter]
    before, step = example.again
    case = example.ready().also(*example.approve(), example.step, *before)
    assert example.condition in names(case, step)
    assert example.condition not in _names_or_none(case.also(approved(step)), step)


def _names_or_none(case: Given, step: Command) -> list[str]:
    refusal = case.when(step, JUDGE).refusal
    return [unmet.condition.name for unmet in refusal.unmet] if refusal else []


@pytest.mark.parametrize("matter", MATTERS)
def test_who_approves_does_not_carry_out(matter: Matter) -> None:
    example = APPROVALS[matter]
    judge_too = evolve_post(PRESIDENT, "handler")
    case = example.ready().also(*example.approve())
    refusal = case.when(example.step, judge_too).then_not_authorised().refusal
    assert refusal
    assert proposal_of(example.step) in refusal.message("zh")
    assert case.when(example.step, JUDGE).refusal is None


@pytest.mark.parametrize("matter", MATTERS)
def test_a_post_without_the_power_approves_nothing(matter: Matter) -> None:
    example = APPROVALS[matter]
    case = example.ready()
    refusal = case.when(*approved(example.step, example.powerless)).refusal
    if refusal is None:  # A panel reviews some matters that the president decides.
        assert example.condition in names(case.also(approved(example.step, example.powerless)), example.step)
    case.when(*approved(example.step, JUDGE)).then_not_authorised()


@pytest.mark.parametrize("matter", sorted(ENDINGS, key=str))
def test_panel_and_president_are_two(matter: Matter) -> None:
    example = APPROVALS[matter]
    case = example.ready().also(approved(example.step, PANEL))
    refusal = case.when(*approved(example.step, evolve_post(PANEL, "president"))).then_not_authorised().refusal
    assert refusal
    assert "其他职务" in refusal.message("zh")
    case.when(*approved(example.step, PANEL)).then(Approved)  # Twice in one post is two approvals of one voice.
    assert example.condition in names(case, example.step)
    case.when(*approved(example.step)).then(Approved)


@pytest.mark.parametrize("proposal", ["", " ", "　"])
def test_an_approval_names_a_proposal(proposal: str) -> None:
    with pytest.raises(BadRequest):
        given(*path_to_filing()).when(Approve(case=BASIS, on=ON, matter=Matter.FINE, proposal=proposal), PRESIDENT)


def test_a_step_that_needs_no_approval_has_none() -> None:
    audit = evolve(SEARCH, means=SearchMeans.AUDIT)
    assert proposal_of(audit) == proposal_of(assign("judge-1")) == ""
    with pytest.raises(BadRequest):
        approval_of(audit)


def test_money_that_comes_in_after_the_approval_voids_that_of_an_ending() -> None:
    case = given(*path_to_termination(), money("一", END.on - DAY))
    assert names(case, END) == ["ending_is_endorsed"]
    case.also(*endorsed(END)).when(END, JUDGE).then(RoundTerminated, RoundClosed)


def test_a_proposal_reads_like_a_sentence() -> None:
    assert proposal_of(FINE) == "罚款；被执行人=吴某；身份=被执行人；事由=妨害执行；行为=抗拒执行；金额（分）=100000"


def test_a_command_has_the_fields_of_its_proposal() -> None:
    with pytest.raises(DeclarationError):
        needs_approval(Matter.FINE, {"amount": "金额"})(ImposeFine)


TEXTS = st.text(alphabet="甲；=姓名行为", max_size=6)


@for_all(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_free_text_poses_as_another_field(person: str, act: str, other_person: str, other_act: str) -> None:
    one, other = evolve(FINE, person=person, act=act), evolve(FINE, person=other_person, act=other_act)
    assert (proposal_of(one) == proposal_of(other)) == (one == other)


def test_the_choices_of_a_proposal_are_told_apart_by_their_names() -> None:
    for command, proposed in PROPOSALS.items():
        for name in proposed.fields:
            kind = command.__annotations__.get(name)
            if isinstance(kind, type) and issubclass(kind, Label):
                assert len({member.zh for member in kind}) == len(kind)


def test_a_log_of_before_proposals_were_named_is_still_lawful() -> None:
    old = Approved(on=ON, matter=Matter.FINE, post=Post.PRESIDENT, debtor=DEBTOR)
    fined = Fined(on=ON, debtor=DEBTOR, amount_fen=1_000_00, natural=True, act="抗拒执行")
    assert MAY_FINE.holds(given(*path_to_filing(), old).case, ON, only(fined))
    assert not MAY_FINE.holds(given(*path_to_filing()).case, ON, only(fined))
    assert names(given(*path_to_filing(), old), FINE) == ["fine_was_approved"]
