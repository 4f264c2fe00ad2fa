"""程序 — the rounds of a case: the life under one case number in one court, from its opening to its closing.

Every later procedure opens and closes rounds through the two events of this file, so statistics count one pair.
"""

from datetime import date

from attrs import frozen

from casestream.kernel import AnyDay, Asked, Case, CaseNumber, Event, Label, Truth, elapsed_days, event
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import EMPTY, field, key
from casestream.kernel.words import Where
from casestream.procedures.instruments import ji

# --- law ---

INTERFERENCE = ji(519)
PUNISHED_AFTER_THE_END = "Who interfered with what was enforced is punished after the end, too"

# --- events ---


class Origin(Label):
    """How a round came about."""

    FILED = "filed", "新收首次执行", "first-time filing"
    RESUMED = "resumed", "恢复执行", "resumption"
    TRANSFERRED = "transferred", "移送执行", "transfer from another court"


class ClosingMode(Label):
    """How a round ended (结案方式, 法发〔2014〕26号第十四条至第二十二条)."""

    SATISFIED = "satisfied", "执行完毕", "fully enforced"
    CURRENT_TERMINATED = "current_terminated", "终结本次执行程序", "current procedure terminated"
    TERMINATED = "terminated", "终结执行", "enforcement terminated"
    STRUCK_OFF = "struck_off", "销案", "struck off the docket"
    TRANSFERRED_OUT = "transferred_out", "销案（移送）", "struck off, taken to another court"
    REFUSED = "refused", "不予执行", "enforcement refused"
    DISMISSED = "dismissed", "驳回申请", "application dismissed"


class StrikeOffReason(Label):
    """Why a case leaves the docket (法发〔2014〕26号第十八条, 法明传〔2018〕335号)."""

    JURISDICTION = "jurisdiction", "管辖权异议成立", "an objection to jurisdiction succeeded"
    EARLIER_COURT = "earlier_court", "其他法院立案在先", "another competent court filed earlier"
    ENTRUSTMENT_RETURNED = "entrustment_returned", "退回委托", "the entrustment was returned"
    ENTRUSTED = "entrusted", "委托执行", "entrusted to another court"
    TRANSFERRED = "transferred", "提级、指定、集中执行", "taken to another court"


@event("round.opened", "立案", "Round opened", opens=True)
class RoundOpened(Event):
    """A case number was given. `claimed_fen` is the amount to be enforced under it."""

    number: str
    court: str
    origin: Origin
    claimed_fen: int


@event("round.closed", "结案", "Round closed")
class RoundClosed(Event):
    """The case number came to its end.

    `claimed_fen` and `collected_fen` are those of this round, `opened_on` its day of filing, `used_days` the days since
    then without those on which the clock stood: a reader of this one event can count the round.
    """

    mode: ClosingMode
    claimed_fen: int
    collected_fen: int
    opened_on: date
    used_days: int


@event("closing.struck_off", "销案", "Case struck off")
class StruckOff(Event):
    """The case left the docket; `to_court` goes on with it, as its filing notice says where it files the case anew.

    `application_withdrawn`: jurisdiction was wanting, and the applicant rather withdrew.
    """

    reason: StrikeOffReason
    to_court: str = ""
    property_handed_over: bool = False
    high_court_consents: bool = False
    filing_notice: str = field(zh="受理案号或者立案通知", default="")
    relied_on: tuple[str, ...] = ()
    application_withdrawn: bool = field(zh="申请执行人撤回申请", default=False)


@event("closing.ended_against_debtor", "对该被执行人终结执行", "Enforcement against one debtor ended")
class EnforcementAgainstDebtorEnded(Event):
    """One of several debtors was declared bankrupt: enforcement against it ended, the case goes on against the others."""

    debtor: str = key("debtor")
    served_on: date
    reviewed: bool
    relied_on: tuple[str, ...] = ()


@event("filing.not_accepted", "不予受理", "Application not accepted")
class ApplicationNotAccepted(Event):
    """The court ruled not to take the application: no case number is given. A new application may follow."""

    reason: str
    relied_on: tuple[str, ...] = ()


class StockExit(Label):
    """How a round that 终本 parked leaves the stock without being resumed (法〔2016〕373号第十三条)."""

    PERFORMED = "performed", "履行完毕", "performed in full"
    SETTLED = "settled", "和解履行完毕", "a settlement performed to the end"
    TERMINATED = "terminated", "终结执行", "enforcement terminated"
    BANKRUPT = "bankrupt", "宣告破产", "the debtor declared bankrupt"


@event("termination.left_stock", "移出终本库", "Left the stock")
class LeftStock(Event):
    """A parked round ended for good, performed or terminated; it leaves the information base by `remove_by`, in three days."""

    reason: StockExit
    remove_by: date
    calendar: str


# How it comes to that is decided in `aftermath`. The event is here, because who interferes is punished after the end, too.
@event("aftermath.interference_removed", "排除妨害", "Interference removed")
class InterferenceRemoved(Event):
    """On the application of `applicant`, somebody's interference with what had been enforced, of `arose_on`, was ended."""

    applicant: str = field(zh="申请人")
    person: str
    act: str
    arose_on: date


# What a term outlives (`deadline(outlives=…)`).
ANY_CLOSING = EMPTY
PARKING: Where = {"mode": ClosingMode.CURRENT_TERMINATED}
PARKING_OR_MOVE: Where = {"mode": (ClosingMode.CURRENT_TERMINATED, ClosingMode.TRANSFERRED_OUT)}

# --- state ---


@frozen
class Round:
    """The current round: whether it is open, since when, and the amount to be enforced in it."""

    opened_on: date = date.min
    is_open: bool = False
    claimed_fen: int = 0
    mode: ClosingMode | None = None

    def evolve(self, happened: Event) -> "Round":
        """The round after an event."""
        match happened:
            case RoundOpened(on=on, claimed_fen=claimed_fen):
                return Round(on, True, claimed_fen)
            case RoundClosed(mode=mode):
                return Round(self.opened_on, False, self.claimed_fen, mode)
        return self


def is_open(case: Asked) -> Truth:
    """Whether a round is open: it was opened after the last closing."""
    return case.during(RoundOpened, RoundClosed)


def is_parked(case: Asked) -> Truth:
    """Whether the round was ended for want of assets only (终本): what is owed stays owed."""
    ended = case.this_round.has(RoundClosed, {"mode": ClosingMode.CURRENT_TERMINATED})
    return ended & ~case.this_round.has(LeftStock)


def interference_was_removed(case: Asked, today: AnyDay) -> Truth:
    """执行终结六个月内对已执行的标的有妨害行为的，排除妨害，并可以依照民事诉讼法第一百一十四条规定进行处罚"""
    return case.this_round.has(InterferenceRemoved)


def open_round(
    number: str, on: date, origin: Origin, claimed_fen: int, *, court: str, received_on: date | None = None
) -> RoundOpened:
    """The opening of a round under a case number, canonically printed (法〔2015〕137号).

    `court` is the court in charge; the number bears its code and the year of receipt: of `on`, or of `received_on`
    where the application came in the year before.

    Raises:
        MalformedCaseNumber: the number cannot be read.
        BadRequest: it is one of a document, of another type, of another court or of another year.
    """
    parsed = CaseNumber.parse(number)
    wanted = "执恢" if origin is Origin.RESUMED else "执"
    years = {on.year, (received_on or on).year}
    faults = [
        (bool(parsed.document), "这是文书编号", "it numbers a document"),
        ((parsed.type or wanted) != wanted, f"类型代字应为“{wanted}”", f"its type code must be {wanted}"),
        ((parsed.court or court) != court, f"法院代字应为“{court}”", f"its court code must be {court}"),
        (parsed.year not in years, f"收案年度应为 {on.year}", f"its year must be {on.year}"),
    ]
    for is_wrong, zh, en in faults:
        if is_wrong:
            raise BadRequest(
                f"{number} 不能用于{origin.zh}：{zh}", f"{number} cannot be the number of a {origin.en}: {en}",
                "按法〔2015〕137号编号", "number it as 法〔2015〕137号 says",
            )  # fmt: skip
    return RoundOpened(on=on, number=str(parsed), court=court, origin=origin, claimed_fen=claimed_fen)


def close_round(
    case: Case, on: date, mode: ClosingMode, collected_fen: int, stopped: list[tuple[date, date]]
) -> RoundClosed:
    """The closing of the current round, with what a statistician needs to count it."""
    current = case[Round]
    return RoundClosed(
        on=on, mode=mode, claimed_fen=current.claimed_fen, collected_fen=collected_fen, opened_on=current.opened_on,
        used_days=elapsed_days(current.opened_on, on, stopped=stopped),
    )  # fmt: skip
