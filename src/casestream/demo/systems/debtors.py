"""What presses a debtor and what draws him: crime, bankruptcy, live sealing, credit and its repair, incentives."""

from datetime import date, timedelta
from typing import Any

from casestream.demo.page import COURT, SUPERIOR
from casestream.demo.systems.scene import Scene, filed
from casestream.procedures.approval import proposal_of
from casestream.procedures.asset_search import AssetClass, RecordAsset
from casestream.procedures.bankruptcy import (
    ApproveHandover,
    BankruptcyAccepted,
    BankruptcyHandoverDecided,
    ConsentBy,
    DecideBankruptcyHandover,
    FindInsolvency,
    InsolvencyFound,
    LinkCase,
    RecordBankruptcyAccepted,
    RecordBankruptcyConsent,
    RegisterDebtor,
    SendMaterials,
    ServeHandoverDecision,
)
from casestream.procedures.coercion import Ground, ReferCrime
from casestream.procedures.control import (
    AccountDrawn,
    AccountSupervised,
    Drawer,
    DrawOnAccount,
    Measure,
    PermitUse,
    SealAsset,
    SuperviseAccount,
    UsePermitted,
)
from casestream.procedures.credit import DefaulterGround, ListAsDefaulter, ListedAsDefaulter, RemovalReason
from casestream.procedures.crime import (
    Circumstance,
    DossierSent,
    Evidence,
    PoliceAccepted,
    PoliceFiled,
    RecordAcceptance,
    RecordFiling,
    SendDossier,
)
from casestream.procedures.filing import Party, PartyKind
from casestream.procedures.incentives import (
    CertificateIssued,
    ConfirmPerformance,
    EnterWhitelist,
    GrantRepair,
    IssueCertificate,
    RepairGranted,
    RepairRequested,
    RequestCertificate,
    RequestRepair,
    Warned,
    WarnOfSanctions,
    Whitelisted,
)
from casestream.testing.script import Script


def crime() -> Scene:
    """打击拒执: an act is found, the letter goes to the police with all five kinds of evidence, the police file it."""
    script = filed(21, date(2025, 7, 1)).queried().after(16)
    debtor, letter, act = script.debtors[0].name, "虚构移送函-1", "转移财产（虚构）"
    script.do(ReferCrime, debtor=debtor, act=act, ground=Ground.EVASION)
    dossier: dict[str, Any] = {
        "referral": letter, "debtor": debtor, "act": act, "circumstance": Circumstance.DISPOSAL, "acted_on": script.day,
    }  # fmt: skip
    short = SendDossier(case=script.case, on=script.day, evidence=tuple(Evidence)[:-1], **dossier)
    tried = (short, script.by("handler"))
    script.after(2).do(SendDossier, evidence=tuple(Evidence), **dossier)
    script.after(1).do(RecordAcceptance, referral=letter, receipt="受案回执（虚构）")
    script.after(5).do(RecordFiling, referral=letter)
    return Scene(
        systems=("打击拒执",), en="Striking at refusal to perform: the letter to the police, accepted and filed",
        scripts=(script,), shown=(DossierSent, PoliceAccepted, PoliceFiled), tried=tried,
        figure=("coercion", "compelled", "fined", "dossiers", "crimes_filed", "filed_of_sent"),
        more=("拘传、罚款见乙案", "compelled appearance and fine: case B"),
    )  # fmt: skip


def bankruptcy() -> Scene:
    """执破融合, beyond the page's own case D: the materials go over and the bankruptcy court accepts."""
    company = Party(name="虚构某置业有限公司", kind=PartyKind.ENTERPRISE)
    script = filed(22, date(2025, 3, 24), debtor=company).queried()
    debtor = Script(company.name, f"（2025）{COURT}执722号", script.day, applicants=(), debtors=(company,))
    debtor.after(20).do(RegisterDebtor, court=COURT, kind=PartyKind.ENTERPRISE).do(LinkCase, linked=script.case)
    debtor.do(RecordBankruptcyConsent, by=ConsentBy.DEBTOR, name=company.name)
    decided = DecideBankruptcyHandover(case=debtor.case, on=debtor.day, to_court=SUPERIOR)
    tried = (decided, debtor.by("handler"))
    debtor.after(3).do(FindInsolvency, cannot_pay_due_debts=True, assets_below_debts=True, obviously_unable=True)
    debtor.after(4)
    for post in ("panel", "president"):
        debtor.do(ApproveHandover, post, proposal=proposal_of(decided))
    debtor.do(DecideBankruptcyHandover, to_court=SUPERIOR)
    debtor.after(3).do(ServeHandoverDecision).after(2).do(SendMaterials).after(20).do(RecordBankruptcyAccepted)
    return Scene(
        systems=("执转破、执破融合",), en="Enforcement and bankruptcy: handed over and accepted",
        scripts=(script, debtor), shown=(InsolvencyFound, BankruptcyHandoverDecided, BankruptcyAccepted), tried=tried,
        more=("近百件关联案件全部中止见丁案", "nearly a hundred linked cases suspended: case D"),
    )  # fmt: skip


def live_sealing() -> Scene:
    """活封活扣: machines go on working, an account goes on working above its floor."""
    company = Party(name="虚构某养殖有限公司", kind=PartyKind.ENTERPRISE)
    script = filed(23, date(2025, 5, 19), debtor=company, claimed_fen=30_000_000).queried().after(3)
    until = script.day + timedelta(days=360)
    for asset, kind, value_fen, measure in (
        ("饲料加工设备", AssetClass.MOVABLE, 12_000_000, Measure.SEAL),
        ("经营账户", AssetClass.DEPOSIT, 8_000_000, Measure.FREEZE),
    ):
        script.do(RecordAsset, asset=asset, debtor=company.name, asset_class=kind, value_fen=value_fen)
        script.do(SealAsset, asset=asset, measure=measure, expires_on=until)
    script.after(1).do(PermitUse, asset="饲料加工设备", custodian=company.name)
    script.do(SuperviseAccount, asset="经营账户", floor_fen=2_000_000, supervisor="开户银行（虚构）").after(20)
    drawn: dict[str, Any] = {"asset": "经营账户", "drawer": Drawer.DEBTOR}
    below = DrawOnAccount(case=script.case, on=script.day, amount_fen=7_000_000, balance_fen=1_000_000, **drawn)
    tried = (below, script.by("clerk"))
    script.after(1).do(DrawOnAccount, "clerk", amount_fen=3_000_000, balance_fen=5_000_000, **drawn)
    return Scene(
        systems=("活封活扣",), en="Live sealing and deduction: the business goes on under seal",
        scripts=(script,), shown=(UsePermitted, AccountSupervised, AccountDrawn), tried=tried,
    )  # fmt: skip


def credit() -> Scene:
    """信用惩戒与修复: listed, performed, repaired once the applicant confirms it."""
    script = filed(24, date(2025, 4, 21)).queried().after(16)
    debtor, applicant = script.debtors[0].name, script.applicants[0].name
    script.approved(ListAsDefaulter, debtor=debtor, ground=DefaulterGround.EVASION)
    script.after(30).paid(5_000_000).satisfied().do(RequestRepair, "clerk", debtor=debtor)
    repaired: dict[str, Any] = {"debtor": debtor, "reason": RemovalReason.PERFORMED}
    tried = (GrantRepair(case=script.case, on=script.day, **repaired), script.by("handler"))
    script.after(1).do(ConfirmPerformance, "clerk", debtor=debtor, applicant=applicant).do(GrantRepair, **repaired)
    return Scene(
        systems=("信用惩戒与修复",), en="Credit: listed as defaulter, performed, repaired",
        scripts=(script,), shown=(ListedAsDefaulter, RepairRequested, RepairGranted), tried=tried,
        figure=("credit", "listed", "removed_performed", "repaired"),
    )  # fmt: skip


def incentives() -> Scene:
    """正向激励: warned, performed, certified, on the list of those who keep their word."""
    company = Party(name="虚构某商贸有限公司", kind=PartyKind.ENTERPRISE)
    script = filed(25, date(2025, 6, 23), debtor=company).queried()
    script.after(2).do(WarnOfSanctions, debtor=company.name).after(5).paid(5_000_000).satisfied()
    entry = EnterWhitelist(case=script.case, on=script.day, debtor=company.name)
    tried = (entry, script.by("handler"))
    script.after(1).do(ConfirmPerformance, "clerk", debtor=company.name, applicant=script.applicants[0].name)
    script.do(RequestCertificate, "clerk", debtor=company.name)
    script.after(1).do(IssueCertificate, debtor=company.name, number="虚构自动履行证明-1")
    script.after(2).do(EnterWhitelist, debtor=company.name)
    return Scene(
        systems=("正向激励",), en="Positive incentives: warned, performed, certified, whitelisted",
        scripts=(script,), shown=(Warned, CertificateIssued, Whitelisted), tried=tried,
        figure=("credit", "warned", "certificates", "whitelisted"),
    )  # fmt: skip
