"""Walks through parties and remedies: changes of parties, objections, supervision, preservation, reversal. All simulated.

No public figure tells how often these occur among first-time cases, so the shares are assumed and small. One is
calibrated: 5.8 million preservations were enforced in 2025 beside 10 million first-time cases.
"""

from datetime import timedelta
from random import Random

from casestream.procedures.aftermath import RemoveInterference
from casestream.procedures.asset_search import AssetClass, RecordAsset, Unenforceable
from casestream.procedures.closing import (
    HowPerformed,
    RecordAct,
    RefusalGround,
    RefuseEnforcement,
    RequestRefusal,
)
from casestream.procedures.contested import Plaintiff
from casestream.procedures.control import Measure, ReleaseReason, RuleUnenforceable, SealAsset
from casestream.procedures.filing import ApplyForEnforcement, ClaimKind, Party
from casestream.procedures.jurisdiction import ObjectToJurisdiction, RuleOnJurisdiction
from casestream.procedures.lifting import ReleaseAsset
from casestream.procedures.non_acceptance import RuleNotToAccept
from casestream.procedures.notice import RecordNoticeService
from casestream.procedures.parties import ApplyForPartyChange, ChangeGround, ExtendPartyChange, RuleOnPartyChange, Side
from casestream.procedures.preservation import (
    ApplyForPreservation,
    CarryOver,
    ClosePreservation,
    FilePreservation,
    LiftMeasure,
    LiftReason,
    PreservationKind,
    PreservationMode,
    RecordSuit,
    RenewMeasure,
    RuleOnPreservation,
    TakeMeasure,
)
from casestream.procedures.remedies import (
    AnswerQuestion,
    ApplyForReview,
    AskToWithdraw,
    CloseReview,
    ContestPartyRuling,
    ContinueOnSecurity,
    DecideObjectSuit,
    ExtendReview,
    FileReview,
    HaltOnSecurity,
    MakeCorrection,
    Path,
    QuestionOrder,
    RaiseObjection,
    ReviewKind,
    ReviewMode,
    Role,
    SeekReconsideration,
    SendFileUp,
    Subject,
    SueOverObject,
)
from casestream.procedures.reversal import OrderReversal, RecordRevocation
from casestream.procedures.termination import LeaveStock
from casestream.testing.scenario import evolve
from casestream.testing.script import CALENDAR, Script
from casestream.testing.walks import Walk

ASSUMED = 0.01
PRESERVED = 0.58  # 5.8 million 执保 to 10 million first-time cases, 2025
THIRD_PARTY, HEIR, ASSIGNEE = "模拟案外人", "模拟继承人", "模拟受让人"
SMALL_FEN = 40_00


def _review(script: Script, number: str) -> Script:
    """The script of a review of this case."""
    return script.aside(Script(number, number, script.day, applicants=(), debtors=()))


def _deposit(script: Script, name: str) -> None:
    """A small account is found and frozen."""
    script.do(
        RecordAsset, asset=name, debtor=script.debtors[0].name, asset_class=AssetClass.DEPOSIT, value_fen=SMALL_FEN
    )
    script.do(SealAsset, asset=name, measure=Measure.FREEZE, expires_on=script.day + timedelta(days=360))


def walk_third_party_claim(script: Script, random: Random) -> None:
    """案外人异议 of a frozen account, ruled on, sued over; in the end it is the third party's and is released."""
    upheld = random.random() < 0.5
    _deposit(script, "模拟被异议存款")
    number = script.after(1).numbered("执异", 1)
    script.do(
        RaiseObjection, "clerk", review=number, role=Role.THIRD_PARTY, objector=THIRD_PARTY, subject=Subject.OBJECT,
        matter="账户资金归案外人所有", asset="模拟被异议存款",
    )  # fmt: skip
    review = _review(script, number).after(2).do(FileReview, "clerk", number=number)
    review.after(7).do(CloseReview, "panel", mode=ReviewMode.GRANTED if upheld else ReviewMode.DISMISSED)
    script.until(review.day).after(10).do(
        SueOverObject, "clerk", asset="模拟被异议存款", number=script.numbered("民初", 1),
        plaintiff=Plaintiff.APPLICANT if upheld else Plaintiff.THIRD_PARTY,
    )  # fmt: skip
    script.after(1).do(ContinueOnSecurity, asset="模拟被异议存款", review=number)
    script.after(60).do(DecideObjectSuit, "clerk", asset="模拟被异议存款", may_enforce=False)
    script.do(ReleaseAsset, asset="模拟被异议存款", reason=ReleaseReason.THIRD_PARTY)


def walk_conduct_objection(script: Script, random: Random) -> None:
    """执行行为异议 with a halt on security, 复议 with an extension, sent back, reviewed again, upheld for good."""
    above, asset = script.superior, "模拟停止处分存款"
    first = script.numbered("执异", 2)
    _deposit(script, asset)
    script.do(
        RaiseObjection, "clerk", review=first, role=Role.DEBTOR, objector=script.debtors[0].name, subject=Subject.ACT,
        matter="冻结超出标的额",
    )  # fmt: skip
    script.do(HaltOnSecurity, asset=asset, review=first)
    script.do(RuleUnenforceable, asset=asset, reason=Unenforceable.SMALL_DEPOSIT)
    review = _review(script, first).after(1).do(FileReview, "clerk", number=first)
    review.after(random.randrange(5, 10)).do(CloseReview, "panel", mode=ReviewMode.DISMISSED)
    up = script.numbered("执复", 2, above, on=review.after(5).day)
    review.do(SeekReconsideration, "clerk", review=up, applicant=script.debtors[0].name, to_court=above)
    review.after(2).do(SendFileUp, "clerk")
    superior = script.aside(Script(up, up, review.day, applicants=(), debtors=())).do(FileReview, "clerk", number=up)
    superior.after(20).do(ExtendReview, "president")
    again = script.numbered("执异", 3, on=superior.after(20).day)
    superior.do(CloseReview, "panel", mode=ReviewMode.REMANDED, again=again)
    second = script.aside(Script(again, again, superior.day, applicants=(), debtors=())).after(1)
    second.do(FileReview, "clerk", number=again).after(5).do(CloseReview, "panel", mode=ReviewMode.PARTLY_GRANTED)
    up_again = script.numbered("执复", 3, above, on=second.after(4).day)
    second.do(SeekReconsideration, "clerk", review=up_again, applicant=script.debtors[0].name, to_court=above)
    last = script.aside(Script(up_again, up_again, second.day, applicants=(), debtors=())).after(1)
    last.do(FileReview, "clerk", number=up_again).after(15).do(CloseReview, "panel", mode=ReviewMode.UPHELD)
    script.until(last.day)


def walk_supervision(script: Script, random: Random) -> None:
    """执监: a correction is ordered, questioned, confirmed and made."""
    above = script.superior
    number = script.numbered("执监", 4, above)
    review = _review(script, number).do(
        ApplyForReview, "clerk", kind=ReviewKind.SUPERVISION, court=above, concerns=script.case,
        applicant=script.applicants[0].name, matter="执行行为不当",
    )  # fmt: skip
    review.after(2).do(FileReview, "clerk", number=number).after(random.randrange(10, 30))
    review.do(CloseReview, "panel", mode=ReviewMode.CORRECTION_ORDERED, do_by=review.day + timedelta(days=30))
    review.after(3).do(QuestionOrder, reason="请求复议").after(10).do(AnswerQuestion, "panel", stands=True)
    review.after(5).do(MakeCorrection)
    script.until(review.day)


def walk_coordination(script: Script, random: Random) -> None:
    """执协 settled or withdrawn; 执请 that came from elsewhere, answered."""
    above, withdrawn = script.superior, random.random() < 0.5
    number = script.numbered("执协", 5, above)
    review = _review(script, number).do(
        ApplyForReview, "clerk", kind=ReviewKind.COORDINATION, court=above, concerns=script.case,
        applicant=script.court, matter="两地法院就同一财产发生争议",
    )  # fmt: skip
    review.after(2).do(FileReview, "clerk", number=number).after(10).do(AskToWithdraw, "clerk")
    review.do(CloseReview, "panel", mode=ReviewMode.REQUEST_WITHDRAWN if withdrawn else ReviewMode.COORDINATED)
    request = script.numbered("执请", 5, above, on=review.day)
    asked = script.aside(Script(request, request, review.day, applicants=(), debtors=())).do(
        ApplyForReview, "clerk", kind=ReviewKind.INSTRUCTION, court=above, concerns=script.case,
        applicant=script.court, matter="法律适用问题请示",
    )  # fmt: skip
    asked.do(FileReview, "clerk", number=request, from_elsewhere=True)
    asked.after(20).do(CloseReview, "panel", mode=ReviewMode.ANSWERED)
    script.until(asked.day)


def walk_joinder(script: Script, _: Random) -> None:
    """追加: who promised in writing to perform in the debtor's place, after a hearing, with more time from the president."""
    joined = Party(name="模拟承诺人")
    script.after(2).do(
        ApplyForPartyChange, "clerk", party=joined.name, side=Side.DEBTOR, ground=ChangeGround.PROMISED_TO_PERFORM
    )
    script.after(50).do(ExtendPartyChange, "president", party=joined.name, until=script.day + timedelta(days=30))
    script.after(20).do(RuleOnPartyChange, "panel", party=joined.name, allowed=True, heard=True)
    script.debtors = (*script.debtors, joined)
    script.notified(joined)
    above = script.superior
    number = script.after(3).numbered("执复", 9, above)
    script.do(
        ContestPartyRuling, "clerk", party=joined.name, path=Path.RECONSIDERATION, by=joined.name, number=number,
        to_court=above, served_on=script.day - timedelta(days=3),
    )  # fmt: skip
    review = _review(script, number).after(1).do(FileReview, "clerk", number=number)
    review.after(20).do(CloseReview, "panel", mode=ReviewMode.UPHELD)
    script.until(review.day)


def walk_succession(script: Script, _: Random) -> None:
    """变更: an heir takes the debtor's place, an assignee the applicant's; both are clear."""
    heir, assignee = Party(name=HEIR), Party(name=ASSIGNEE)
    old_debtor, old_applicant = script.debtors[0], script.applicants[0]
    script.after(2).do(
        ApplyForPartyChange, "clerk", party=HEIR, side=Side.DEBTOR, ground=ChangeGround.DEBTOR_DIED,
        replaces=old_debtor.name,
    )  # fmt: skip
    script.do(
        ApplyForPartyChange, "clerk", party=ASSIGNEE, side=Side.APPLICANT, ground=ChangeGround.CLAIM_ASSIGNED,
        replaces=old_applicant.name,
    )  # fmt: skip
    script.after(15).do(RuleOnPartyChange, "panel", party=HEIR, allowed=True, clear=True)
    script.do(RuleOnPartyChange, "panel", party=ASSIGNEE, allowed=True, clear=True)
    script.debtors = (heir, *script.debtors[1:])
    script.applicants = (assignee, *script.applicants[1:])
    script.notified(heir)


def _preserving(script: Script, turn: int, kind: PreservationKind) -> Script:
    """A preservation of 120 days before the case, granted within a day and filed."""
    day = script.steps[0][0].on - timedelta(days=120)
    number = script.numbered("执保", turn, on=CALENDAR.roll(day))
    aside = script.aside(Script(number, number, day, applicants=(), debtors=()))
    aside.do(
        ApplyForPreservation, "clerk", kind=kind, court=script.court, applicant=script.applicants[0].name,
        respondent=script.debtors[0].name, amount_fen=script.applied.claimed_fen, secured=True,
    )  # fmt: skip
    return aside.do(RuleOnPreservation, "panel", granted=True, hours=20).do(FilePreservation, "clerk", number=number)


def walk_preserved(script: Script, random: Random) -> None:
    """诉前保全 of a small account, carried into the enforcement, where it turns out too small to be disposed of."""
    kind = PreservationKind.PRE_ACTION if random.random() < 0.3 else PreservationKind.IN_ACTION
    aside = _preserving(script, 6, kind)
    aside.after(1).do(
        TakeMeasure, asset="模拟保全存款", asset_class=AssetClass.DEPOSIT, measure=Measure.FREEZE, value_fen=SMALL_FEN,
        expires_on=aside.day + timedelta(days=360),
    )  # fmt: skip
    aside.after(10).do(RecordSuit, "clerk", number=script.case)
    aside.do(RenewMeasure, asset="模拟保全存款", expires_on=aside.day + timedelta(days=540))
    aside.do(ClosePreservation, mode=PreservationMode.PARTIAL)
    aside.until(script.day).do(CarryOver, "clerk", into=script.case)
    script.until(aside.day).after(1).do(RuleUnenforceable, asset="模拟保全存款", reason=Unenforceable.SMALL_DEPOSIT)


def walk_preservation_lifted(script: Script, _: Random) -> None:
    """诉前保全 that nobody followed up with a suit within thirty days: lifted."""
    aside = _preserving(script, 7, PreservationKind.PRE_ACTION).after(1)
    aside.do(
        TakeMeasure, asset="模拟保全车辆", asset_class=AssetClass.VEHICLE, measure=Measure.SEAL,
        value_fen=script.applied.claimed_fen, expires_on=aside.day + timedelta(days=700),
    )  # fmt: skip
    aside.after(2).do(ClosePreservation, mode=PreservationMode.COMPLETE)
    aside.after(45).do(LiftMeasure, asset="模拟保全车辆", reason=LiftReason.NO_SUIT)


def _not_accepted(script: Script) -> None:
    """不予受理: the same applicant asks for something else, too, that names nobody who is to give it."""
    aside = script.aside(
        Script(f"{script.case}之另案", script.number, script.day, applicants=script.applicants, debtors=())
    )
    aside.do(
        ApplyForEnforcement, "clerk", cause="借款合同纠纷", court=script.court, claimed_fen=SMALL_FEN,
        effective_on=aside.day - timedelta(days=60), performance_due=aside.day - timedelta(days=30),
        applicants=script.applicants, debtors=(),
    )  # fmt: skip
    aside.after(3).do(RuleNotToAccept, reason="被执行人不明确")


def walk_jurisdiction(script: Script, _: Random) -> None:
    """管辖异议 within ten days of receiving the notice, dismissed."""
    script.after(1).do(RecordNoticeService, "clerk", debtor=script.debtors[0].name)
    script.after(1).do(ObjectToJurisdiction, "clerk", debtor=script.debtors[0].name, to_court=script.superior)
    script.after(5).do(RuleOnJurisdiction, "panel", debtor=script.debtors[0].name, upheld=False)
    _not_accepted(script)


def on_an_award(script: Script) -> Script:
    """The same case on an arbitral award: its basis bears no number of a court."""
    award = script.case.replace(f"{script.court}民初", "模拟仲裁字第")
    script.steps = [(evolve(step, case=award), actor) for step, actor in script.steps]
    script.case = award
    return script


def walk_refused(script: Script, _: Random) -> None:
    """不予执行 of an award, on the debtor's request."""
    on_an_award(script)
    script.after(3).do(RequestRefusal, "clerk", ground=RefusalGround.AWARD, by=script.debtors[0].name)
    script.after(20).approved(RefuseEnforcement, "panel", "president", ground=RefusalGround.AWARD)


def walk_reversed(script: Script, _: Random) -> None:
    """Paid, closed, somebody interferes; then the basis falls and what was paid goes back in a new case."""
    claimed = script.applied.claimed_fen
    debtor, applicant = script.debtors[0].name, script.applicants[0].name
    script.after(20).paid(claimed).satisfied().after(30)
    script.do(RemoveInterference, applicant=applicant, person=debtor, act="重新占用已交付的场地", arose_on=script.day)
    script.after(30).do(RecordRevocation, "clerk", number=script.numbered("民再", 8))
    script.after(10).do(
        OrderReversal, "panel", ruling=f"{script.number}回转裁定", amount_fen=claimed, payer=applicant, payee=debtor,
        perform_by=script.day + timedelta(days=10),
    )  # fmt: skip


def walk_paid_after_parking(script: Script, _: Random) -> None:
    """终本, and paid in full sixty days later: the case leaves the stock."""
    filed = script.steps[0][0].on
    script.queried().after(4).reported().restricted().after(3).searched()
    script.until(filed + timedelta(days=100)).queried().interviewed().after(1).parked()
    script.after(60).paid(script.applied.claimed_fen).do(LeaveStock, "clerk")


def walk_act(script: Script, random: Random) -> None:
    """A basis that orders an act besides money: the act is done, the money paid."""
    command, actor = script.steps[0]
    asks = evolve(command, claim=ClaimKind.ACT, content="腾退场地")
    script.steps[0] = (asks, actor)
    script.after(20).do(RecordAct, how=random.choice(tuple(HowPerformed))).paid(script.applied.claimed_fen).satisfied()


WALKS: tuple[Walk, ...] = (
    Walk("third_party_claim", ASSUMED, walk_third_party_claim),
    Walk("conduct_objection", ASSUMED, walk_conduct_objection),
    Walk("supervision", ASSUMED, walk_supervision),
    Walk("coordination", ASSUMED / 10, walk_coordination),
    Walk("joinder", ASSUMED, walk_joinder),
    Walk("succession", ASSUMED, walk_succession),
    Walk("preserved", PRESERVED, walk_preserved),
    Walk("preservation_lifted", ASSUMED, walk_preservation_lifted),
    Walk("jurisdiction", ASSUMED, walk_jurisdiction),
    Walk("refused", ASSUMED / 10, walk_refused, whole=True),
    Walk("reversed", ASSUMED / 10, walk_reversed, whole=True),
    Walk("paid_after_parking", ASSUMED, walk_paid_after_parking, whole=True),
    Walk("act", ASSUMED, walk_act, whole=True),
)
