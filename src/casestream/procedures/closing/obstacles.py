"""不得结案的情形 — what keeps a round from being closed, and the closing of a round that nothing keeps open.

The end for want of assets (终本) only parks a round; it has a procedure of its own.
"""

from datetime import date

from casestream.kernel import AnyDay, Asked, Case, Truth, condition
from casestream.procedures.instruments import FILING_AND_CLOSING, R335
from casestream.procedures.proceeds import collected_fen
from casestream.procedures.rounds import ClosingMode, Origin, Round, RoundClosed, RoundOpened, close_round
from casestream.procedures.settlement import SettlementPerformed, is_being_performed
from casestream.procedures.suspension import DeferralEnded, SuspensionLifted, is_deferred, is_suspended, stopped_spans

# --- law ---

RESUMED_MODES = FILING_AND_CLOSING.article("第二十二条", mark="K-high")
TRANSFER_IS_STRUCK_OFF = R335.article("第一条")
TRANSFER_WAS_TERMINATED = FILING_AND_CLOSING.article("第十七条第（十）至（十二）项", until=R335.since)

# --- state ---


def close(case: Case, on: date, mode: ClosingMode) -> RoundClosed:
    """The closing of the current round, with what was collected in it and the days that do not count taken out."""
    return close_round(case, on, mode, collected_fen(case), stopped_spans(case, on))


def is_closed_as(case: Case, mode: ClosingMode) -> bool:
    """Whether the current round is closed in this mode already."""
    return not case[Round].is_open and case[Round].mode is mode


# --- conditions ---


@condition(
    FILING_AND_CLOSING.article("第二十三条第（一）项", mark="K-high"),
    en="A suspended case is not closed",
    met_by=SuspensionLifted,
)
def case_is_not_suspended(case: Asked, today: AnyDay) -> Truth:
    """人民法院裁定中止执行的，不得作结案处理"""
    return ~is_suspended(case)


@condition(
    FILING_AND_CLOSING.article("第二十三条第（二）项", mark="K-high"),
    en="A deferred case is not closed",
    met_by=DeferralEnded,
)
def case_is_not_deferred(case: Asked, today: AnyDay) -> Truth:
    """人民法院决定暂缓执行的，不得作结案处理"""
    return ~is_deferred(case, today)


@condition(
    FILING_AND_CLOSING.article("第二十三条第（三）项", mark="K-high"),
    en="A settlement that is not fully performed does not close a case",
    met_by=SettlementPerformed,
)
def settlement_is_not_pending(case: Asked, today: AnyDay) -> Truth:
    """执行和解协议未全部履行完毕，且不符合终结本次执行程序、终结执行条件的，不得作结案处理"""
    return ~is_being_performed(case)


@condition(
    RESUMED_MODES,
    en="A resumed case ends as performed, terminated, or terminated for now",
    met_by=("执行完毕、终本或者终结执行", "performance, termination, or termination for now"),
)
def round_is_not_resumed(case: Asked, today: AnyDay) -> Truth:
    """恢复执行案件的结案方式包括执行完毕、终结本次执行程序、终结执行"""
    return ~case.this_round.has(RoundOpened, {"origin": Origin.RESUMED})
