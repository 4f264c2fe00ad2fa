"""销案 — a case leaves the docket because another court goes on with it."""

import re
from datetime import date
from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    every,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.number import COURT
from casestream.kernel.rule import Rule
from casestream.procedures.closing.obstacles import (
    TRANSFER_IS_STRUCK_OFF,
    TRANSFER_WAS_TERMINATED,
    case_is_not_deferred,
    case_is_not_suspended,
    close,
    is_closed_as,
    round_is_not_resumed,
    settlement_is_not_pending,
)
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, ENTRUSTMENT, FILING_AND_CLOSING, PROCEDURE
from casestream.procedures.rounds import ClosingMode, StrikeOffReason, StruckOff

# --- law ---

STRUCK_OFF = FILING_AND_CLOSING.article("第十八条", mark="K-high")

MOVED = (StrikeOffReason.ENTRUSTED, StrikeOffReason.TRANSFERRED)  # The new court files a case of its own.
TO_ANOTHER_COURT = (StrikeOffReason.JURISDICTION, StrikeOffReason.EARLIER_COURT, *MOVED)
RULING_MOVES = PROCEDURE.article("第十二条").renumbered(AMENDED_2020, "第十一条")

# --- conditions ---


@condition(
    TRANSFER_WAS_TERMINATED,
    en="A case taken to another court is terminated, not struck off",
    met_by=("以终结执行方式结案", "terminate enforcement"),
)
def transfer_is_not_a_strike_off(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被上级法院提级执行、指定其他法院执行、委托执行且受托法院已立案的，以终结执行方式结案"""
    return ~decided.has(StruckOff, {"reason": MOVED})


@condition(
    ENTRUSTMENT.article("第二条"),
    en="A case that was moved is struck off when the receiving court has filed it",
    met_by=("受托、受指定法院的立案通知", "the receiving court's notice that it filed the case"),
)
def receiving_court_has_filed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """委托法院收到受托法院的立案通知后，作销案处理"""
    return ~decided.has(StruckOff, {"reason": MOVED, "filing_notice": ""})


@condition(
    RULING_MOVES,
    en="A case taken up or designated elsewhere leaves with its transfer: by a ruling, and when the new court accepts it",
    met_by=("上级法院裁定、移送案卷、受移送法院受理", "the ruling, the hand-over of the file, the acceptance"),
)
def transfer_goes_by_its_own_procedure(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上一级人民法院责令执行法院以外的法院执行或者由本院执行的，应当作出裁定，送达当事人并通知有关人民法院"""
    return ~decided.has(StruckOff, {"reason": StrikeOffReason.TRANSFERRED})


@condition(
    STRUCK_OFF,
    en="A case leaves for want of jurisdiction by the ruling on a debtor's objection",
    met_by=("被执行人提出管辖异议，裁定异议成立", "a debtor's objection, upheld by a ruling"),
)
def jurisdiction_goes_by_its_own_procedure(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人对管辖权提出异议，经审查异议成立，将案件移送有管辖权的法院或者申请执行人撤回申请的，作销案处理"""
    return ~decided.has(StruckOff, {"reason": StrikeOffReason.JURISDICTION})


@condition(STRUCK_OFF, en="The court that goes on with the case is named", met_by=("接收法院", "the receiving court"))
def receiving_court_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案件移送、撤销后由有管辖权的其他法院执行"""
    return ~decided.has(StruckOff, {"reason": TO_ANOTHER_COURT, "to_court": "", "application_withdrawn": False})


@condition(
    PROCEDURE.article("第二条"),
    en="Property under control goes to the court that filed earlier",
    met_by=("移交已控制的财产", "hand the controlled property over"),
)
def property_was_handed_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """其他有管辖权的法院已经立案的，应当撤销案件；已经采取执行措施的，应当将控制的财产交先立案的法院处理"""
    return ~decided.has(StruckOff, {"reason": StrikeOffReason.EARLIER_COURT, "property_handed_over": False})


@condition(
    STRUCK_OFF,
    en="An entrustment is returned with the high court's consent",
    met_by=("高级人民法院同意", "the high court's consent"),
)
def high_court_consents_to_return(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """受托法院报经高级人民法院同意退回委托的，作销案处理"""
    return ~decided.has(
        StruckOff, {"reason": StrikeOffReason.ENTRUSTMENT_RETURNED, "high_court_consents": False}
    )  # fmt: skip


def case_goes_to_another_court(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """指定执行、提级执行、委托执行的，原案一律以销案方式结案"""
    return decided.has(StruckOff, {"reason": MOVED})


IN_ANOTHER_COURT = "The case is taken to another court"
MAY_STRIKE_OFF = every(
    "strike_off", "销案", "Striking off",
    round_is_open, receiving_court_is_named, property_was_handed_over, high_court_consents_to_return,
    receiving_court_has_filed, transfer_is_not_a_strike_off,
    round_is_not_resumed.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    case_is_not_suspended.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    case_is_not_deferred.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    settlement_is_not_pending.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    guards=StruckOff,
)  # fmt: skip
# The same, asked by command: a transfer is accepted, and thereby struck off (`casestream.procedures.cross_enforcement`).
MAY_COMMAND_STRIKE_OFF = every(
    "strike_off_by_command",
    "销案",
    "Striking off",
    *MAY_STRIKE_OFF.conditions,
    transfer_goes_by_its_own_procedure,
    jurisdiction_goes_by_its_own_procedure,
)

# --- decisions ---


@command("销案", "Strike off")
class StrikeOff(Command):
    """Take the round off the docket; `filing_notice`: by which the court that was entrusted says that it filed the case."""

    reason: StrikeOffReason
    to_court: str = ""
    property_handed_over: bool = False
    high_court_consents: bool = False
    filing_notice: str = ""


@decides(StrikeOff)
def strike_off(case: Case, ask: StrikeOff) -> list[Event]:
    """A case struck off is gone from this court; one that was moved is counted by the new court only (335号)."""
    if is_closed_as(case, _mode(ask.reason)):
        return []
    if ask.to_court and (not re.fullmatch(COURT, ask.to_court) or ask.to_court == case.court):
        raise BadRequest(
            f"“{ask.to_court}”不能是接收法院", f"{ask.to_court!r} cannot be the receiving court",
            "写明另一法院的代字，例如 甘1223", "give the code of another court, for instance 甘1223",
        )  # fmt: skip
    return _struck_off(case, ask, MAY_COMMAND_STRIKE_OFF)


def strike_off_transferred(case: Case, on: date, to_court: str, filing_notice: str) -> list[Event]:
    """The old round of a case that the court named by a ruling has accepted under `filing_notice`, its number there."""
    reason = StrikeOffReason.TRANSFERRED
    ask = StrikeOff(case=case.id, on=on, reason=reason, to_court=to_court, filing_notice=filing_notice)
    return _struck_off(case, ask, MAY_STRIKE_OFF)


def strike_off_elsewhere(case: Case, on: date, to_court: str, *, withdrawn: bool) -> list[Event]:
    """The round of a case to whose jurisdiction an objection was upheld: it goes to `to_court`, or the applicant withdrew."""
    reason, goes_to = StrikeOffReason.JURISDICTION, "" if withdrawn else to_court
    ask = StrikeOff(case=case.id, on=on, reason=reason, to_court=goes_to)
    return _struck_off(case, ask, MAY_STRIKE_OFF, application_withdrawn=withdrawn)


def _mode(reason: StrikeOffReason) -> ClosingMode:
    return ClosingMode.TRANSFERRED_OUT if reason in MOVED else ClosingMode.STRUCK_OFF


def _struck_off(case: Case, ask: StrikeOff, rule: Rule, *, application_withdrawn: bool = False) -> list[Event]:
    """The event and the closing, if the rule allows them."""
    struck_off = partial(
        StruckOff,
        on=ask.on, reason=ask.reason, to_court=ask.to_court, property_handed_over=ask.property_handed_over,
        high_court_consents=ask.high_court_consents, filing_notice=ask.filing_notice,
        application_withdrawn=application_withdrawn,
    )  # fmt: skip
    articles = rule.require(case, ask.on, struck_off())
    return [struck_off(relied_on=articles), close(case, ask.on, _mode(ask.reason))]


def strike_off_entrusted(case: Case, on: date, to_court: str, filing_notice: str) -> list[Event]:
    """The old round of a case that the court it was entrusted to has filed under `filing_notice`."""
    ask = StrikeOff(
        case=case.id, on=on, reason=StrikeOffReason.ENTRUSTED, to_court=to_court, filing_notice=filing_notice
    )  # fmt: skip
    return _struck_off(case, ask, MAY_STRIKE_OFF)


def strike_off_returned(case: Case, on: date, to_court: str) -> list[Event]:
    """The round of an entrusted case that goes back to `to_court` with the high court's consent."""
    ask = StrikeOff(
        case=case.id, on=on, reason=StrikeOffReason.ENTRUSTMENT_RETURNED, to_court=to_court, high_court_consents=True
    )  # fmt: skip
    return _struck_off(case, ask, MAY_STRIKE_OFF)
