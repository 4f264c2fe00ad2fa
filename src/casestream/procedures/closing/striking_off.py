"""销案 — a case leaves the docket because another court goes on with it."""

from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
)
from casestream.procedures.closing.obstacles import (
    TRANSFER_IS_STRUCK_OFF,
    case_is_not_deferred,
    case_is_not_suspended,
    close,
    is_closed_as,
    round_is_not_resumed,
    settlement_is_not_pending,
)
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import FILING_AND_CLOSING, PROCEDURE, R335
from casestream.procedures.rounds import ClosingMode

# --- law ---

STRUCK_OFF = FILING_AND_CLOSING.article("第十八条", mark="K-high")
TRANSFER_WAS_TERMINATED = FILING_AND_CLOSING.article("第十七条第（十）至（十二）项", until=R335.since)

# --- events ---


class StrikeOffReason(Label):
    """Why a case leaves the docket (法发〔2014〕26号第十八条, 法明传〔2018〕335号)."""

    JURISDICTION = "jurisdiction", "管辖权异议成立", "an objection to jurisdiction succeeded"
    EARLIER_COURT = "earlier_court", "其他法院立案在先", "another competent court filed earlier"
    ENTRUSTMENT_RETURNED = "entrustment_returned", "退回委托", "the entrustment was returned"
    TRANSFERRED = "transferred", "提级、指定、委托执行", "taken to another court"


TO_ANOTHER_COURT = (StrikeOffReason.JURISDICTION, StrikeOffReason.EARLIER_COURT, StrikeOffReason.TRANSFERRED)


@event("closing.struck_off", "销案", "Case struck off")
class StruckOff(Event):
    """The case left the docket; `to_court` goes on with it."""

    reason: StrikeOffReason
    to_court: str = ""
    property_handed_over: bool = False
    high_court_consents: bool = False
    relied_on: tuple[str, ...] = ()


# --- conditions ---


@condition(
    TRANSFER_WAS_TERMINATED,
    en="A case taken to another court is terminated, not struck off",
    met_by=("以终结执行方式结案", "terminate enforcement"),
)
def transfer_is_not_a_strike_off(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被上级法院提级执行、指定其他法院执行、委托执行且受托法院已立案的，以终结执行方式结案"""
    return ~decided.has(StruckOff, {"reason": StrikeOffReason.TRANSFERRED})


@condition(STRUCK_OFF, en="The court that goes on with the case is named", met_by=("接收法院", "the receiving court"))
def receiving_court_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案件移送、撤销后由有管辖权的其他法院执行"""
    return ~decided.has(StruckOff, {"reason": TO_ANOTHER_COURT, "to_court": ""})


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
    return decided.has(StruckOff, {"reason": StrikeOffReason.TRANSFERRED})


IN_ANOTHER_COURT = "The case is taken to another court"
MAY_STRIKE_OFF = every(
    "strike_off", "销案", "Striking off",
    round_is_open, receiving_court_is_named, property_was_handed_over, high_court_consents_to_return,
    transfer_is_not_a_strike_off,
    round_is_not_resumed.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    case_is_not_suspended.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    case_is_not_deferred.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    settlement_is_not_pending.unless(case_goes_to_another_court, TRANSFER_IS_STRUCK_OFF, en=IN_ANOTHER_COURT),
    guards=StruckOff,
)  # fmt: skip

# --- decisions ---


@command("销案", "Strike off")
class StrikeOff(Command):
    """Take the round off the docket."""

    reason: StrikeOffReason
    to_court: str = ""
    property_handed_over: bool = False
    high_court_consents: bool = False


@decides(StrikeOff)
def strike_off(case: Case, ask: StrikeOff) -> list[Event]:
    """A case struck off is not counted; the court that goes on with it counts it (法明传〔2018〕335号)."""
    if is_closed_as(case, ClosingMode.STRUCK_OFF):
        return []
    struck_off = partial(
        StruckOff,
        on=ask.on, reason=ask.reason, to_court=ask.to_court, property_handed_over=ask.property_handed_over,
        high_court_consents=ask.high_court_consents,
    )  # fmt: skip
    articles = MAY_STRIKE_OFF.require(case, ask.on, struck_off())
    return [struck_off(relied_on=articles), close(case, ask.on, ClosingMode.STRUCK_OFF)]
