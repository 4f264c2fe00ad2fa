"""Walks of coercion, credit, crime, petitions and incentives. All of it is simulated.

Shares: 2.3398 m debtors were newly listed and 2.6696 m repaired in 2025 among more than 10 m first-time cases; 24,828
petitions came in the first half of 2024; the reference rate of crimes filed is 0.12 %. The others are assumed.
"""

from datetime import date, timedelta
from random import Random

from casestream.procedures.coercion import (
    ApplyExitBan,
    BanExit,
    Decision,
    Detain,
    EndDetention,
    ExitBanEnd,
    FindObstruction,
    Ground,
    HandToPolice,
    ImposeFine,
    LiftExitBan,
    Medium,
    PublishDefault,
    ReferCrime,
    ReviewOutcome,
    Role,
)
from casestream.procedures.credit import (
    AllowConsumption,
    AnswerCorrection,
    CorrectEntry,
    CorrectionGround,
    DefaulterGround,
    FindConsumptionBreach,
    FindListableAgain,
    FindNotListable,
    Grade,
    GradeDishonesty,
    LiftConsumptionRestriction,
    LiftReason,
    ListAsDefaulter,
    Need,
    NoteDeletionDue,
    NotListableReason,
    ReleaseRepresentative,
    RemovalReason,
    RemoveFromDefaulterList,
    RequestCorrection,
    RestrictConsumption,
    Spending,
)
from casestream.procedures.crime import (
    AskSupervision,
    Circumstance,
    Evidence,
    RecordAcceptance,
    RecordComplaint,
    RecordConviction,
    RecordFiling,
    RecordFilingOrder,
    RecordNoProsecution,
    RecordPrivateProsecution,
    RecordProsecution,
    RecordReason,
    RecordReasonDemand,
    RecordRefusal,
    RecordRefusalLetter,
    RecordSupervisionDeclined,
    SendDossier,
)
from casestream.procedures.filing import ApplyForEnforcement, Party, PartyKind
from casestream.procedures.incentives import (
    ConfirmPerformance,
    EnterWhitelist,
    GrantRepair,
    IssueCertificate,
    LeaveReason,
    LeaveWhitelist,
    RefuseRepair,
    RequestCertificate,
    RequestRepair,
    WarnOfSanctions,
)
from casestream.procedures.petition import (
    FinishPetition,
    PetitionKind,
    PetitionResult,
    ReceivePetition,
    RegisterPetition,
    ReportPetitionProgress,
    ScreenPetition,
)
from casestream.procedures.sanction import DecideReview, DecideSanction, FileReview, ServeSanction, Target
from casestream.testing.script import Script
from casestream.testing.walks import Walk

REPRESENTATIVE = "模拟法定代表人"
OUTCOMES = tuple(ReviewOutcome)
GRADED_SINCE = date(2025, 1, 1)


def _representative(debtor: Party) -> str:
    return "" if debtor.kind is PartyKind.NATURAL else REPRESENTATIVE


def _person(debtor: Party) -> dict[str, object]:
    """Against whom a measure goes: the natural debtor, or the representative of an entity."""
    if debtor.kind is PartyKind.NATURAL:
        return {"debtor": debtor.name}
    return {"debtor": debtor.name, "role": Role.LEGAL_REPRESENTATIVE, "person": REPRESENTATIVE}


def _past_the_notice(script: Script) -> Party:
    """Some debtor, on a day after the ten days to perform."""
    script.after(16).until(script.perform_by + timedelta(days=1))
    return script.debtors[0]


def _file(script: Script, number: str) -> Script:
    """A sibling stream that begins today."""
    return script.aside(Script(number, script.number, script.day, applicants=(), debtors=()))


def _sanction(script: Script, random: Random, decision: Decision, number: str, review: str, **fields: object) -> None:
    """A decision in its own file, served, and sometimes reconsidered."""
    file = _file(script, number)
    file.do(DecideSanction, "president", concerns=script.number, decision=decision, **fields)
    file.do(ServeSanction, "bailiff")
    if random.random() < 0.6:
        file.court = script.court[:-2]
        file.after(1).do(FileReview, "clerk", number=review)
        file.after(2).do(DecideReview, "panel", outcome=random.choice(OUTCOMES))


def _numbers(script: Script, kind: str, review: str, turn: int) -> tuple[str, str]:
    """The numbers of a sanction and of its reconsideration: the running number of the case and a digit of their own."""
    running = script.number[script.number.rindex("执") :].lstrip("执恢").removesuffix("号")
    year, above = script.day.year, script.court[:-2]
    return f"（{year}）{script.court}{kind}{running}{turn}号", f"（{year}）{above}{review}{running}{turn}号"


def walk_exit_ban(script: Script, random: Random) -> None:
    """限制出境, on application or ex officio, sometimes reconsidered, and lifted."""
    debtor = _past_the_notice(script)
    asked = random.random() < 0.5
    if asked:
        script.do(ApplyExitBan, "clerk", debtor=debtor.name)
    who = _person(debtor)
    script.do(BanExit, ex_officio=not asked, **who)
    person = str(who.get("person", debtor.name))
    _, review = _numbers(script, "司惩", "执复", 1)
    _sanction(script, random, Decision.EXIT_BAN, f"{script.number}之一", review, person=person, debtor=debtor.name)
    reason = random.choice((ExitBanEnd.PERFORMED, ExitBanEnd.SECURITY, ExitBanEnd.CONSENT))
    script.after(20).do(LiftExitBan, debtor=debtor.name, person=person, reason=reason)


def walk_publication(script: Script, random: Random) -> None:
    """媒体公布."""
    debtor = _past_the_notice(script)
    asked = random.random() < 0.5
    script.do(
        PublishDefault, debtor=debtor.name, medium=random.choice(tuple(Medium)), cost_fen=random.randrange(0, 200_000),
        on_application=asked, advanced=asked,
    )  # fmt: skip


def walk_detention(script: Script, random: Random) -> None:
    """妨害, 拘留, 交看管, 解除; the decision in its own file, sometimes reconsidered."""
    debtor = _past_the_notice(script)
    act, days = f"抗拒执行{random.randrange(1, 1000)}", random.randrange(3, 16)
    script.do(FindObstruction, debtor=debtor.name, act=act)
    script.approved(Detain, days=days, act=act, **_person(debtor))
    script.do(HandToPolice, "bailiff", debtor=debtor.name, place="模拟拘留所")
    number, review = _numbers(script, "司惩", "司惩复", 2)
    person = REPRESENTATIVE if _representative(debtor) else debtor.name
    _sanction(script, random, Decision.DETENTION, number, review, person=person, debtor=debtor.name, act=act, days=days)
    end = script.day + timedelta(days=days)
    if random.random() < 0.4:
        script.after(1).do(EndDetention, debtor=debtor.name, admitted=True)
    else:
        script.until(end).do(EndDetention, debtor=debtor.name)


def walk_fine(script: Script, random: Random) -> None:
    """罚款, and a fine on a unit that does not assist, each in its own file."""
    debtor = _past_the_notice(script)
    act, amount = f"隐匿财产{random.randrange(1, 1000)}", random.randrange(1, 101) * 100_000
    who = _person(debtor)
    script.approved(ImposeFine, amount_fen=amount, act=act, ground=Ground.EVASION, **who)
    if random.random() < 0.3:
        number, review = _numbers(script, "司惩", "司惩复", 3)
        _sanction(
            script, random, Decision.FINE, number, review, person="模拟协助单位", target=Target.ASSISTING_UNIT,
            natural=False, act="拒不协助", amount_fen=5_000_000,
        )  # fmt: skip


def walk_listing(script: Script, random: Random) -> None:
    """分级, 纳入失信, and its end where it has one: a correction, a repair, or a deletion for its reason."""
    debtor = _past_the_notice(script)
    if script.day >= GRADED_SINCE:
        grade = random.choice((Grade.GENERAL, Grade.SERIOUS))
        script.do(GradeDishonesty, debtor=debtor.name, grade=grade)
    ground = DefaulterGround.EVASION
    if random.random() < 0.2:
        ground = DefaulterGround.CONSUMPTION_BREACH
        script.approved(RestrictConsumption, debtor=debtor.name, legal_representative=_representative(debtor))
        script.after(9).do(FindConsumptionBreach, debtor=debtor.name, spending=random.choice(tuple(Spending)))
    script.approved(
        ListAsDefaulter, debtor=debtor.name, ground=ground,
        legal_representative=_representative(debtor),
    )  # fmt: skip
    script.after(random.randrange(5, 30))
    chance = random.random()
    if chance < 0.2:
        _correct(script, random, debtor)
    if chance >= 0.85:  # The entry stays.
        return
    if chance < 0.65:
        _repair(script, random, debtor)
    else:
        script.do(NoteDeletionDue, debtor=debtor.name, reason=RemovalReason.CORRECTED)
        script.do(RemoveFromDefaulterList, debtor=debtor.name, reason=RemovalReason.CORRECTED)
    script.do(LiftConsumptionRestriction, debtor=debtor.name, reason=LiftReason.CONSENT)


def _correct(script: Script, random: Random, debtor: Party) -> None:
    founded = random.random() < 0.5
    script.do(RequestCorrection, "clerk", debtor=debtor.name, ground=CorrectionGround.WRONG_INFORMATION)
    script.after(7).do(AnswerCorrection, debtor=debtor.name, founded=founded)
    if founded:
        script.do(CorrectEntry, debtor=debtor.name, what="更正身份信息")
        return
    _, review = _numbers(script, "司惩", "执复", 4)
    fields = {"person": debtor.name, "debtor": debtor.name}
    _sanction(script, random, Decision.LISTING, f"{script.number}之二", review, **fields)


def _repair(script: Script, random: Random, debtor: Party) -> None:
    script.do(RequestRepair, "clerk", debtor=debtor.name)
    if random.random() < 0.3:
        script.after(3).do(RefuseRepair, debtor=debtor.name, reason="尚未积极履行")
        script.after(10).do(RequestRepair, "clerk", debtor=debtor.name)
    script.after(3).do(GrantRepair, debtor=debtor.name, reason=RemovalReason.CORRECTED)


def walk_exception(script: Script, random: Random) -> None:
    """限制消费 with a need allowed once; a former representative of an entity released; no ground to list for a while."""
    debtor = _past_the_notice(script)
    script.approved(RestrictConsumption, debtor=debtor.name, legal_representative=_representative(debtor))
    script.after(10).do(
        AllowConsumption, debtor=debtor.name, need=random.choice(tuple(Need)), what="单次乘机",
        until=script.day + timedelta(days=5),
    )  # fmt: skip
    if debtor.kind is not PartyKind.NATURAL:
        script.do(
            ReleaseRepresentative,
            debtor=debtor.name,
            person=REPRESENTATIVE,
            successor="模拟新法定代表人",
            uninvolved=True,
        )
    script.do(FindNotListable, debtor=debtor.name, reason=NotListableReason.SEALED_ENOUGH)
    script.after(5).do(FindListableAgain, debtor=debtor.name, reason=NotListableReason.SEALED_ENOUGH)


def walk_crime(script: Script, random: Random) -> None:
    """拒执罪, from the letter to the police to a charge, a judgment, or nothing."""
    debtor = _past_the_notice(script)
    letter, act = f"{script.number}移送函", "转移财产"
    script.do(ReferCrime, debtor=debtor.name, act=act, ground=Ground.EVASION)
    script.do(
        SendDossier, referral=letter, debtor=debtor.name, act=act, circumstance=random.choice(tuple(Circumstance)),
        evidence=tuple(Evidence), acted_on=script.day,
    )  # fmt: skip
    script.after(1).do(RecordAcceptance, referral=letter, receipt="受案回执", complex_case=random.random() < 0.2)
    script.after(5)
    chance = random.random()
    if chance < 0.4:
        script.do(RecordFiling, referral=letter)
    elif chance < 0.7:
        _supervised(script, letter)
        script.do(RecordFilingOrder, referral=letter).after(10).do(RecordFiling, referral=letter)
    else:
        _supervised(script, letter)
        script.do(RecordSupervisionDeclined, referral=letter, reason="不符合立案条件")
        _private(script, debtor)
        return
    if random.random() < 0.5:
        script.after(40).do(RecordNoProsecution, referral=letter, performed=True)
    else:
        script.after(40).do(RecordProsecution, referral=letter)
        script.after(30).do(RecordConviction, referral=letter, months=random.randrange(0, 37), fine_fen=100_000)


def _supervised(script: Script, letter: str) -> None:
    script.do(RecordRefusal, referral=letter, reason="证据不足")
    script.after(3).do(RecordRefusalLetter, referral=letter).do(AskSupervision, referral=letter)
    script.after(3).do(RecordReasonDemand, referral=letter).after(4).do(RecordReason, referral=letter).after(2)


def _private(script: Script, debtor: Party) -> None:
    complaint = f"{script.number}控告"
    script.do(RecordComplaint, "clerk", referral=complaint, debtor=debtor.name)
    script.after(1).do(RecordAcceptance, referral=complaint, receipt="受案回执")
    script.after(4).do(RecordRefusal, referral=complaint, reason="不构成犯罪")
    number, _ = _numbers(script, "刑初", "刑终", 5)
    script.after(10).do(RecordPrivateProsecution, referral=complaint, debtor=debtor.name, number=number)


def walk_certificate(script: Script, random: Random) -> None:
    """预告, 主动履行, 执行完毕, 自动履行证明; an enterprise is whitelisted, and may leave. The whole life."""
    claimed = next(ask.claimed_fen for ask, _ in script.steps if isinstance(ask, ApplyForEnforcement))
    debtor = script.debtors[0]
    script.after(2).do(WarnOfSanctions, debtor=debtor.name).after(5).paid(claimed).satisfied()
    for applicant in script.applicants:
        script.do(ConfirmPerformance, "clerk", debtor=debtor.name, applicant=applicant.name)
    script.do(RequestCertificate, "clerk", debtor=debtor.name)
    script.after(1).do(IssueCertificate, debtor=debtor.name, number=f"{script.number}证明")
    if debtor.kind is PartyKind.ENTERPRISE:
        script.after(3).do(EnterWhitelist, debtor=debtor.name)
        if random.random() < 0.5:
            script.after(60).do(LeaveWhitelist, debtor=debtor.name, reason=random.choice(tuple(LeaveReason)[1:]))


def walk_petition(script: Script, random: Random) -> None:
    """信访 about the case: received, registered, worked on, finished."""
    _petition(script, random, f"信访-{script.number}", own=0.85)


def walk_petition_of_a_lower_court(script: Script, random: Random) -> None:
    """信访 that came to a court above: screened, and sent down."""
    _petition(script, random, f"信访-上级-{script.number}", own=0)


def _petition(script: Script, random: Random, number: str, *, own: float) -> None:
    """A petition that is about a case of the court itself so often."""
    script.after(random.randrange(3, 40))
    kind = random.choice(tuple(PetitionKind))
    is_own = random.random() < own
    file = _file(script, number)
    file.do(
        ReceivePetition, "clerk", court=script.court, kind=kind, concerns=script.case, own=is_own,
        earlier=f"信访-前-{script.number}" if kind is PetitionKind.REPEATED else "",
    )  # fmt: skip
    file.after(random.randrange(0, 5)).do(RegisterPetition, "clerk", handler=f"{script.court}-handler")
    file.after(random.randrange(3, 15))
    if not is_own:
        file.do(ScreenPetition, to_court=script.court)
    elif random.random() < 0.51:
        file.do(ReportPetitionProgress, what="执行有实质进展")
    if random.random() < 0.9:
        file.after(3).do(FinishPetition, result=random.choice(tuple(PetitionResult)))


WALKS: tuple[Walk, ...] = (
    Walk("exit_ban", 0.01, walk_exit_ban),
    Walk("publication", 0.01, walk_publication),
    Walk("detention", 0.02, walk_detention),
    Walk("fine", 0.02, walk_fine),
    Walk("listing", 0.23, walk_listing),
    Walk("exception", 0.02, walk_exception),
    Walk("crime", 0.0012, walk_crime),
    Walk("certificate", 0.02, walk_certificate, whole=True),
    Walk("petition", 0.005, walk_petition),
    Walk("petition_of_a_lower_court", 0.001, walk_petition_of_a_lower_court),
)
