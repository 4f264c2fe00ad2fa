"""The page's cases A to D as scripts of commands. What the page says is in the docstrings; everything else is invented."""

from datetime import date, timedelta

from attrs import frozen

from casestream.kernel import Command
from casestream.procedures.approval import proposal_of
from casestream.procedures.asset_search import ClueResult, LocateDebtor, ReceiveClue, VerifyClue
from casestream.procedures.assistance import AcceptAssistance, AssistanceItem, PerformAssistance, RequestAssistance
from casestream.procedures.bankruptcy import (
    ApproveHandover,
    ConsentBy,
    DecideBankruptcyHandover,
    FindInsolvency,
    LinkCase,
    RecordBankruptcyConsent,
    RegisterDebtor,
)
from casestream.procedures.coercion import Ground, ImposeFine
from casestream.procedures.credit import (
    DefaulterGround,
    LiftConsumptionRestriction,
    LiftReason,
    ListAsDefaulter,
    RemovalReason,
    RemoveFromDefaulterList,
)
from casestream.procedures.cross_enforcement import (
    AcceptCross,
    CrossMode,
    DecisionForm,
    HandOverFile,
    OrderCross,
    PoolExit,
    ResolvePreCross,
    ScreenForPreCross,
    ScreenReason,
)
from casestream.procedures.filing import Party, PartyKind
from casestream.procedures.notice import CheckPropertyReport, ReportOutcome
from casestream.procedures.settlement import (
    ConfirmSettlementPerformed,
    HowSettled,
    Item,
    RecordInstalment,
    RecordSettlement,
)
from casestream.procedures.termination import TerminateRound
from casestream.testing.script import Script

COURT, NEIGHBOUR, SUPERIOR, FAR = "内0624", "内0623", "内06", "甘1223"
LINKED_CASES = 96  # "近百件": nearly a hundred. The exact number is invented.
LOAN = "借款合同纠纷"

# What the sources leave open and the story has to set; none of it is on the page.
SETTINGS = {
    "pre_cross_window_days": 60, "assistance_working_days": 10, "transferred_termination_type": "执",
    "linkage_response_days": 10, "pre_settlement_months": 1, "petition_days": "days", "whitelist_basis": "诚信履行企业名单办法（虚构）",
}  # fmt: skip


@frozen
class Chapter:
    """One of the page's cases: its heading, what is shown of it, and the step that is tried and must be refused, if any.

    A heading writes down no figure: `{claimed}`, `{years}` and `{linked}` are filled in from what was replayed.
    """

    letter: str
    zh: str
    en: str
    scripts: tuple[Script, ...]
    shown: str
    tried: Command | None = None


def case_a() -> Chapter:
    """借款合同纠纷; the debtors 黄某某 and 冯某某 were found in 宕昌县 with the help of its court; the case was closed."""
    script = Script(
        "（2024）内0624民初877号", "（2025）内0624执76号", date(2025, 2, 10),
        applicants=(Party(name="某某"),), debtors=(Party(name="黄某某"), Party(name="冯某某")),
    )  # fmt: skip
    script.filed(LOAN, 6_000_000).notified().queried()
    script.after(20).do(
        RequestAssistance,
        request="协助-1",
        to_court=FAR,
        item=AssistanceItem.LOCATE_PERSON,
        persons=("黄某某", "冯某某"),
    )
    script.court = FAR
    script.after(1).do(AcceptAssistance, request="协助-1")
    script.after(2).do(PerformAssistance, request="协助-1", result="协助找到被执行人")
    script.court = COURT
    script.after(1).paid(6_000_000).after(1).satisfied()
    zh = "甲案：黄某某、冯某某借款合同纠纷——跨省协助找到被执行人（金额、日期与未载步骤为虚构）"
    return Chapter(
        "A",
        zh,
        "Case A: 黄某某 and 冯某某 — found in another province with its court's help (amount, days and steps not on the page invented)",
        (script,),
        script.case,
    )


def case_b() -> Chapter:
    """吴某 owes 邬某某 40,000 yuan; 终本 for want of assets; in 2025 pre-cross, police, 拘传; the family paid in full."""
    wu = "吴某"
    script = Script(
        "（2023）内0624民初1208号", "（2024）内0624执301号", date(2024, 3, 4),
        applicants=(Party(name="邬某某"),), debtors=(Party(name=wu),),
    )  # fmt: skip
    script.filed(LOAN, 4_000_000).notified().queried()
    script.after(21).do(CheckPropertyReport, debtor=wu, outcome=ReportOutcome.REFUSED)
    script.approved(ImposeFine, debtor=wu, amount_fen=100_000, act="拒不报告财产", ground=Ground.REPORT_BREACH)
    script.approved(ListAsDefaulter, debtor=wu, ground=DefaulterGround.REPORT_BREACH)
    too_early = TerminateRound(case=script.case, on=script.day + timedelta(days=14))
    script.after(30).searched(missing=True)
    script.until(date(2024, 6, 18)).queried().interviewed("同意，保留线索举报权利").after(2).parked()
    script.until(date(2024, 12, 20)).requeried(found=False)
    script.until(date(2025, 4, 21)).do(ScreenForPreCross, reason=ScreenReason.WHEREABOUTS)
    script.until(date(2025, 5, 12)).do(LocateDebtor, debtor=wu, place="公安联动反馈的现住址")
    script.do(ReceiveClue, clue="工资收入", urgent=True).after(1).do(
        VerifyClue, clue="工资收入", result=ClueResult.ASSET
    )
    script.after(1).resumed("（2025）内0624执恢18号").do(ResolvePreCross, mode=PoolExit.RESUMED)
    script.summoned_in_vain(wu).brought_in(wu).paid(4_000_000).satisfied()
    script.do(RemoveFromDefaulterList, debtor=wu, reason=RemovalReason.PERFORMED)
    script.do(LiftConsumptionRestriction, debtor=wu, reason=LiftReason.PERFORMED)
    zh = "乙案：邬某某与吴某借款合同纠纷，{claimed}——终本，预交叉，拘传，全部还清（日期、财产报告与处罚、工资线索为虚构）"
    return Chapter(
        "B",
        zh,
        "Case B: 邬某某 v 吴某, {claimed} — 终本, pre-cross, 拘传, paid in full (days, report, fine and wage clue invented)",
        (script,),
        script.case,
        too_early,
    )


def case_c() -> Chapter:
    """毕某 v 赵某, judgment of March 2021, 28,000 yuan; four years elsewhere; transferred; 拘传; cattle and sheep settle it."""
    zhao = "赵某"
    script = Script(
        "（2021）内0623民初55号", "（2021）内0623执88号", date(2021, 5, 10),
        applicants=(Party(name="毕某"),), debtors=(Party(name=zhao),),
    )  # fmt: skip
    script.filed("（报载未列案由）", 2_800_000).notified().queried().after(4).reported().restricted()
    script.until(date(2025, 5, 19))
    script.court = SUPERIOR
    script.do(
        OrderCross, "president", mode=CrossMode.INSTRUCTED, form=DecisionForm.RULING, decided_by=SUPERIOR, to_court=COURT,
        wishes_considered=True,
    )  # fmt: skip
    script.court = NEIGHBOUR
    script.after(3).do(HandOverFile)
    script.court, script.number = COURT, "（2025）内0624执501号"
    script.after(4).do(AcceptCross, "clerk", number=script.number)
    script.after(6).summoned_in_vain(zhao)
    script.after(10).do(LocateDebtor, debtor=zhao, place="鄂托克前旗那达慕大会会场（申请执行人电话举报）").brought_in(
        zhao
    )
    goods = (Item(name="牛羊", value_fen=2_800_000, perform_by=script.day + timedelta(days=20), in_kind=True),)
    script.do(RecordSettlement, how=HowSettled.RECORDED, items=goods)
    script.after(9).do(RecordInstalment, item="牛羊").do(ConfirmSettlementPerformed).satisfied()
    zh = (
        "丙案：毕某与赵某，{claimed}——异地{years}年未果，交叉移送换号，以牛羊抵偿（原执行法院、日期、传唤与交付为虚构）"
    )
    en = (
        "Case C: 毕某 v 赵某, {claimed} — {years} years elsewhere, transferred and renumbered, settled with cattle and sheep"
        " (first court, days, summons and delivery invented)"
    )
    return Chapter("C", zh, en, (script,), script.case)


def case_d() -> Chapter:
    """某有限责任公司, nearly a hundred cases, everything mortgaged or sealed: hand-over to bankruptcy suspends them all."""
    company = Party(name="某有限责任公司", kind=PartyKind.ENTERPRISE)
    scripts = []
    for number in range(1, LINKED_CASES + 1):
        script = Script(
            f"（2024）内0624民初{90_000 + number}号", f"（2025）内0624执{600 + number}号", date(2025, 3, 3) + timedelta(days=number // 4),
            applicants=(Party(name=f"某购房人{number}"),), debtors=(company,),
        )  # fmt: skip
        scripts.append(script.filed("商品房预售合同纠纷", 20_000_000 + 1_000_000 * (number % 7)).notified().queried())
    debtor = Script(company.name, "（2025）内0624执600号", date(2025, 7, 14), applicants=(), debtors=(company,))
    debtor.do(RegisterDebtor, court=COURT, kind=PartyKind.ENTERPRISE)
    for script in scripts:
        debtor.do(LinkCase, linked=script.case)
    debtor.do(RecordBankruptcyConsent, by=ConsentBy.DEBTOR, name=company.name)
    debtor.after(3).do(FindInsolvency, cannot_pay_due_debts=True, assets_below_debts=True, obviously_unable=True)
    debtor.after(4)
    proposal = proposal_of(DecideBankruptcyHandover(case=debtor.case, on=debtor.day, to_court=SUPERIOR))
    debtor.do(ApproveHandover, "panel", proposal=proposal).do(ApproveHandover, "president", proposal=proposal)
    debtor.do(DecideBankruptcyHandover, to_court=SUPERIOR)
    zh = "丁案：某有限责任公司系列案（{linked} 件）——决定移送破产，关联案件全部中止（报载“近百件”；件数、案由、申请人与日期为虚构）"
    en = (
        "Case D: the series against 某有限责任公司 ({linked} cases) — handed over to bankruptcy, all suspended"
        " (the page says nearly a hundred; number, cause, applicants, days invented)"
    )
    return Chapter("D", zh, en, (*scripts, debtor), scripts[0].case)


def chapters() -> list[Chapter]:
    """The page's cases, in the order of its columns."""
    return [case_a(), case_b(), case_c(), case_d()]
