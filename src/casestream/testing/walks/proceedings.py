"""Walks through the course of proceedings: settlements, time standing still, summons, bankruptcy, other courts, corrections.

No source says how often these occur among first-time cases, so every share here is assumed. All of it is simulated.
"""

from datetime import timedelta
from random import Random

from casestream.procedures.approval import proposal_of
from casestream.procedures.asset_search import LocateDebtor, ReceiveClue, RecordWhereaboutsUnknown
from casestream.procedures.bankruptcy import (
    ApproveHandover,
    ConsentBy,
    DecideBankruptcyHandover,
    FindInsolvency,
    HandOverProperty,
    LinkCase,
    RecordBankruptcyAccepted,
    RecordBankruptcyConsent,
    RecordBankruptcyDeclared,
    RecordBankruptcyDismissed,
    RecordBankruptcyNotAccepted,
    RegisterDebtor,
    SendMaterials,
    ServeHandoverDecision,
)
from casestream.procedures.closing import StrikeOff
from casestream.procedures.coercion import RecordAppearance, Role, Summon
from casestream.procedures.correction import AnnulRecord, CorrectRecord
from casestream.procedures.filing import Party, PartyKind
from casestream.procedures.jurisdiction import ObjectToJurisdiction, RuleOnJurisdiction
from casestream.procedures.rounds import StrikeOffReason
from casestream.procedures.settlement import (
    ConfirmSettlementPerformed,
    Defect,
    HowSettled,
    Item,
    RecordInstalment,
    RecordSettlement,
    ReportBreach,
    SetSettlementAside,
    SueOnSettlement,
)
from casestream.procedures.suspension import (
    ClockReason,
    Defer,
    EndDeferral,
    ExtendTimeLimit,
    RestartClock,
    StopClock,
)
from casestream.procedures.termination import ConfirmTermination, TerminateRound
from casestream.testing.scenario import evolve, given
from casestream.testing.script import Script
from casestream.testing.walks import Walk

ASSUMED, RARE = 0.02, 0.003
FILED_BY_THE_PARTIES = (HowSettled.JOINT, HowSettled.ACKNOWLEDGED, HowSettled.RECORDED)


def _settled(script: Script, random: Random, *parts: tuple[str, int], in_kind: bool = False) -> tuple[str, ...]:
    """Items worth so many fen, due a month apart; the last one in kind, if so. Gives their names."""
    items = tuple(
        Item(
            name=f"{name}{len(script.steps)}", value_fen=fen, perform_by=script.day + timedelta(days=30 * turn),
            in_kind=in_kind and turn == len(parts),
        )
        for turn, (name, fen) in enumerate(parts, 1)
    )  # fmt: skip
    script.do(RecordSettlement, how=random.choice(FILED_BY_THE_PARTIES), items=items)
    return tuple(item.name for item in items)


def walk_settled(script: Script, random: Random) -> None:
    """长期履行 that is varied once: a part paid to the creditor, cattle for the rest, and the case is done."""
    fen = script.applied.claimed_fen
    script.after(10)
    _settled(script, random, ("一次付清", fen))
    first, second = _settled(script.after(10), random, ("首期", fen // 2), ("牛羊", fen // 3), in_kind=True)
    script.after(25).do(RecordInstalment, item=first).after(20).do(RecordInstalment, item=second)
    script.do(ConfirmSettlementPerformed).after(2).satisfied()


def walk_settlement_broken(script: Script, random: Random) -> None:
    """A settlement that the debtor does not keep; enforcement goes on."""
    _settled(script.after(5), random, ("和解款", script.applied.claimed_fen // 2))
    script.after(40).do(ReportBreach).after(3)


def walk_settlement_sued(script: Script, random: Random) -> None:
    """A settlement that was broken is sued upon; the applicant withdraws here."""
    _settled(script.after(5), random, ("和解款", script.applied.claimed_fen // 2))
    script.after(3).do(ReportBreach, anticipatory=True).after(10).do(SueOnSettlement).after(5).withdrawn()


def walk_settlement_set_aside(script: Script, random: Random) -> None:
    """A settlement that came about by fraud or duress does not stand."""
    _settled(script.after(5), random, ("和解款", script.applied.claimed_fen // 2))
    script.after(20).do(SetSettlementAside, defect=random.choice(list(Defect))).after(3)


def walk_stood_still(script: Script, random: Random) -> None:
    """期限扣除, 暂缓 on security, ended early, and three months more from the president."""
    reason = random.choice(list(ClockReason))
    script.after(5).do(StopClock, reason=reason).after(random.randrange(5, 30)).do(RestartClock, reason=reason)
    script.after(2).do(Defer, until=script.day + timedelta(days=30), secured=True, consented=True)
    script.after(random.randrange(5, 20)).do(EndDeferral).after(2)
    script.approved(ExtendTimeLimit)


def walk_summoned(script: Script, random: Random) -> None:
    """A debtor whom nobody found is found, does not come, is brought in, and comes the next time."""
    debtor, natural = script.debtors[0].name, script.debtors[0].kind is PartyKind.NATURAL
    who = {} if natural else {"role": Role.LEGAL_REPRESENTATIVE, "person": "模拟法定代表人"}
    script.after(5).do(RecordWhereaboutsUnknown, debtor=debtor)
    script.after(5).do(LocateDebtor, debtor=debtor, place="模拟住址")
    script.after(2).summoned_in_vain(debtor, **who).after(1).brought_in(debtor, random.choice((4, 6, 8)), **who)
    script.after(10).do(Summon, debtor=debtor, appear_on=script.day + timedelta(days=2), **who)
    script.after(3).do(RecordAppearance, debtor=debtor, came=True)


def walk_confirmed(script: Script, _: Random) -> None:
    """终本 that each applicant signed."""
    filed = script.steps[0][0].on
    script.queried().after(4).reported().restricted().after(3).searched()
    script.until(filed + timedelta(days=110)).queried().interviewed("同意终本")
    for applicant in script.applicants:
        script.do(ConfirmTermination, applicant=applicant.name)
    script.after(1).do(TerminateRound)


def walk_moved(script: Script, random: Random) -> None:
    """销案: a debtor objects that another court has jurisdiction, or one was earlier and gets what is under control."""
    court = script.court[:-2] + ("71" if script.court[-2:] != "71" else "72")
    if random.random() < 0.5:
        debtor = script.debtors[0].name
        script.after(1).do(ObjectToJurisdiction, "clerk", debtor=debtor, to_court=court)
        script.after(5).do(RuleOnJurisdiction, "panel", debtor=debtor, upheld=True, withdrawn=random.random() < 0.3)
        return
    reason = StrikeOffReason.EARLIER_COURT
    script.after(random.randrange(3, 15)).do(StrikeOff, reason=reason, to_court=court, property_handed_over=True)


def walk_corrected(script: Script, random: Random) -> None:
    """A clue is corrected by the head of the bureau; one that belongs to another case is annulled."""
    script.do(ReceiveClue, "clerk", clue="模拟线索一")
    history = given(*script.steps).case
    script.after(1).do(
        CorrectRecord,
        "chief",
        of=history.version,
        event=evolve(history.events[-1], urgent=True),
        reason="模拟：漏记情况紧急",
    )
    script.do(ReceiveClue, "clerk", clue="模拟线索二", urgent=random.random() < 0.5)
    script.after(1).do(AnnulRecord, "chief", of=given(*script.steps).case.version, reason="模拟：另案线索误登")
    script.do(AnnulRecord, "president", of=history.version, reason="模拟：线索提供人撤回")


# --- bankruptcy ---


def _company(script: Script, *, joined: Party | None = None) -> Party:
    """Makes an enterprise of the first debtor, and the only one but for who is joined."""
    company = Party(name=script.debtors[0].name, kind=PartyKind.ENTERPRISE)
    applied = script.applied
    script.debtors = (company,) if joined is None else (company, joined)
    kept = [step for step in script.steps[1:] if getattr(step[0], "debtor", company.name) == company.name]
    script.steps = [(evolve(applied, debtors=script.debtors), script.steps[0][1]), *kept]
    if joined is not None:
        script.notified(joined)
    return company


def _handed_over(script: Script, random: Random, company: Party) -> Script:
    """The debtor across its cases: registered, linked, insolvent, handed over; the bankruptcy court has the materials."""
    debtor = script.aside(
        Script(f"{company.name} {script.number}", script.number, script.after(10).day, applicants=(), debtors=())
    )
    debtor.do(RegisterDebtor, court=script.court, kind=PartyKind.ENTERPRISE)
    debtor.do(LinkCase, linked=script.case, named=company.name)
    by_debtor = random.random() < 0.5
    name = company.name if by_debtor else script.applicants[0].name
    debtor.do(RecordBankruptcyConsent, by=ConsentBy.DEBTOR if by_debtor else ConsentBy.APPLICANT, name=name)
    debtor.after(3).do(FindInsolvency, cannot_pay_due_debts=True, assets_below_debts=True, obviously_unable=False)
    to_court = script.court[:-2]
    proposal = proposal_of(DecideBankruptcyHandover(case=debtor.case, on=debtor.after(2).day, to_court=to_court))
    debtor.do(ApproveHandover, "panel", proposal=proposal).do(ApproveHandover, "president", proposal=proposal)
    debtor.do(DecideBankruptcyHandover, to_court=to_court).after(3).do(ServeHandoverDecision).after(1).do(SendMaterials)
    return debtor.after(random.randrange(5, 25))


def _declared(debtor: Script, script: Script) -> None:
    debtor.do(RecordBankruptcyAccepted).after(3).do(HandOverProperty, linked=script.case)
    proposal = proposal_of(RecordBankruptcyDeclared(case=debtor.case, on=debtor.after(60).day, served_on=debtor.day))
    debtor.do(ApproveHandover, "panel", proposal=proposal).do(ApproveHandover, "president", proposal=proposal)
    debtor.do(RecordBankruptcyDeclared, served_on=debtor.day)
    script.until(debtor.day)


def walk_bankrupt(script: Script, random: Random) -> None:
    """执转破: accepted, the property goes over, declared; the case ends by it."""
    _declared(_handed_over(script, random, _company(script)), script)


def walk_one_bankrupt(script: Script, random: Random) -> None:
    """One of two debtors is declared bankrupt; the other one pays."""
    company = _company(script, joined=Party(name="模拟连带债务人"))
    _declared(_handed_over(script, random, company), script)
    script.after(10).paid(script.applied.claimed_fen).satisfied()


def walk_not_bankrupt(script: Script, random: Random) -> None:
    """The bankruptcy court does not accept; enforcement goes on, and the applicant withdraws."""
    debtor = _handed_over(script, random, _company(script))
    debtor.do(RecordBankruptcyNotAccepted, reason="模拟：不具备破产原因", noticed=True)
    script.until(debtor.day).after(10).withdrawn()


def walk_bankruptcy_dismissed(script: Script, random: Random) -> None:
    """The bankruptcy court accepts and dismisses the petition after all; enforcement goes on, and the applicant withdraws."""
    debtor = _handed_over(script, random, _company(script))
    debtor.do(RecordBankruptcyAccepted).after(20)
    debtor.do(RecordBankruptcyDismissed, reason="模拟：不具备破产原因", noticed=True)
    script.until(debtor.day).after(10).withdrawn()


WALKS: tuple[Walk, ...] = (
    Walk("settled", ASSUMED, walk_settled, whole=True),
    Walk("settlement_broken", ASSUMED, walk_settlement_broken),
    Walk("settlement_sued", RARE, walk_settlement_sued, whole=True),
    Walk("settlement_set_aside", RARE, walk_settlement_set_aside),
    Walk("stood_still", ASSUMED, walk_stood_still),
    Walk("summoned", ASSUMED, walk_summoned),
    Walk("confirmed_termination", ASSUMED, walk_confirmed, whole=True),
    Walk("moved", RARE, walk_moved, whole=True),
    Walk("corrected", RARE, walk_corrected),
    Walk("bankrupt", RARE, walk_bankrupt, whole=True),
    Walk("one_bankrupt", RARE, walk_one_bankrupt, whole=True),
    Walk("not_bankrupt", RARE, walk_not_bankrupt, whole=True),
    Walk("bankruptcy_dismissed", RARE, walk_bankruptcy_dismissed, whole=True),
)
