"""移送 — the move of a case to the court that a ruling or decision names.

When the new court files the case, the old round is struck off (335号): it is not counted, and the new court claims what
the old one did not collect. Measures stay in the same stream as they are, with their ranks and their last days; the
sender first renews what has less than a month left.
"""

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    CaseNumber,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    months_after,
    setting,
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.asset_search import AssetFound
from casestream.procedures.closing import close, strike_off_transferred
from casestream.procedures.control import AssetSealed, is_sealed
from casestream.procedures.cross_enforcement.modes import MOVES
from casestream.procedures.cross_enforcement.order import (
    MOVED_CASES,
    ORDER_OR_RULING,
    CrossOrdered,
    CrossReturned,
    case_is_unfinished,
)
from casestream.procedures.instruments import ENTRUSTMENT, R335
from casestream.procedures.proceeds import outstanding_fen
from casestream.procedures.rounds import ClosingMode, Origin, Round, open_round

# --- law ---

A_MONTH_LEFT = ENTRUSTMENT.article("第六条")
TRANSFERRED_TERMINATION_TYPE = setting(
    "transferred_termination_type", "终本案件移送后的类型代字", "type code of a transferred case that had ended by 终本",
    example="执",
    choices=("执", "执恢"),
)  # fmt: skip

# --- events ---


@event("cross.file_handed_over", "移送案卷", "File handed over")
class FileHandedOver(Event):
    """The file went to `to_court`, with `outstanding_fen` not collected. The measures go along as they stand."""

    to_court: str
    outstanding_fen: int


@event("cross.accepted", "受理移送案件", "Transfer accepted")
class CrossAccepted(Event):
    """The new court filed the case under `number`; until then it was `from_number` of `from_court`."""

    number: str
    from_court: str
    from_number: str


# --- conditions ---


@condition(ORDER_OR_RULING, en="A decision moves the power and was not yet carried out", met_by=CrossOrdered)
def transfer_is_ordered(case: Asked, today: AnyDay) -> Truth:
    """移送执行须有上级法院指令、提级或者集中执行的裁定、决定"""
    return case.this_round.count(CrossOrdered, MOVES) > case.this_round.count(CrossReturned)


@condition(
    A_MONTH_LEFT,
    en="Every measure in force runs for another month at least",
    met_by=("移送法院先行续行查封、扣押、冻结", "the sending court renews the measure first"),
)
def measures_have_a_month_left(case: Asked, today: AnyDay) -> Truth:
    """查封、扣押、冻结期限不足一个月的，移送法院应当先行续行"""

    def has_a_month_left(asset: Asked) -> Truth:
        runs_on = asset.latest(AssetSealed.expires_on) >= months_after(today, 1)
        return runs_on | ~is_sealed(asset, today)

    return case.for_every(AssetFound, has_a_month_left)  # What is sealed was found (MAY_SEAL).


@condition(MOVED_CASES, en="The file is with the new court", met_by=FileHandedOver)
def file_was_handed_over(case: Asked, today: AnyDay) -> Truth:
    """受移送法院收到案卷后立案或者退回"""
    return case.this_round.during(FileHandedOver, CrossReturned) & (case.this_round.last(FileHandedOver) <= today)


@condition(MOVED_CASES, en="The round that opens is that of a court which accepted a transfer", met_by=CrossAccepted)
def transfer_was_accepted(case: Asked, today: AnyDay) -> Truth:
    """受移送法院受理后，以首次执行案件（或者恢复执行案件）立案"""
    return case.this_round.has(CrossAccepted)


@condition(MOVED_CASES, en="The file has not gone yet", met_by=("先退回", "it must come back first"))
def file_is_still_here(case: Asked, today: AnyDay) -> Truth:
    """案卷尚未移送"""
    return ~case.this_round.during(FileHandedOver, CrossReturned)


MAY_HAND_OVER = every(
    "cross_hand_over", "移送案卷", "Handing the file over",
    transfer_is_ordered, file_is_still_here, measures_have_a_month_left,
    guards=FileHandedOver,
)  # fmt: skip
MAY_ACCEPT_CROSS = every(
    "cross_acceptance", "受理移送案件", "Accepting a transfer", transfer_is_ordered, file_was_handed_over, case_is_unfinished,
    guards=CrossAccepted,
)  # fmt: skip
MAY_RETURN_CROSS = every("cross_return", "退回移送", "Returning a transfer", file_was_handed_over, guards=CrossReturned)

# --- decisions ---


@command("移送案卷", "Hand the file over")
class HandOverFile(Command):
    """Send the file to the court that the decision names."""


@command("退回移送", "Return the transfer")
class ReturnCross(Command):
    """Give the file back before the case was filed."""

    reason: str


@command("受理移送案件", "Accept the transfer")
class AcceptCross(Command):
    """File the moved case in the new court under `number`."""

    number: str


@decides(HandOverFile)
def hand_over_file(case: Case, ask: HandOverFile) -> list[Event]:
    """The sender renews what runs out within a month, then the file goes (委托执行规定第六条)."""
    if bool(case.this_round.during(FileHandedOver, CrossReturned)):
        return []
    MAY_HAND_OVER.require(case, ask.on)
    to_court = case.all(CrossOrdered, MOVES)[-1].to_court
    return [FileHandedOver(on=ask.on, to_court=to_court, outstanding_fen=outstanding_fen(case))]


@decides(ReturnCross)
def return_cross(case: Case, ask: ReturnCross) -> list[Event]:
    """Before filing the file may come back; the order is spent and the old round goes on as it was."""
    returned = CrossReturned(on=ask.on, reason=ask.reason)
    if case.last_event(CrossReturned) == returned and not bool(case.this_round.during(FileHandedOver, CrossReturned)):
        return []
    MAY_RETURN_CROSS.require(case, ask.on)
    return [returned]


@decides(AcceptCross)
def accept_cross(case: Case, ask: AcceptCross, bench: Bench) -> list[Event]:
    """The old round is struck off, unless 终本 closed it, and the new court files what was not collected (335号)."""
    number = CaseNumber.parse(ask.number)
    accepted = CrossAccepted(on=ask.on, number=str(number), from_court=case.court, from_number=case.number)
    if case.number == accepted.number and bool(case.has(CrossAccepted)):
        return []
    MAY_ACCEPT_CROSS.require(case, ask.on, accepted)
    to_court = case.all(CrossOrdered, MOVES)[-1].to_court
    if number.court != to_court:
        raise BadRequest(
            f"{number} 不是 {to_court} 的案号", f"{number} is not a number of {to_court}",
            "由裁定、决定指明的法院编号", "the court that the decision names gives the number",
        )  # fmt: skip
    left_fen = outstanding_fen(case)
    if not case[Round].is_open:
        opened = open_round(ask.number, ask.on, _origin_after_termination(bench), left_fen, court=to_court)
        return [accepted, opened]
    opened = open_round(ask.number, ask.on, Origin.TRANSFERRED, left_fen, court=to_court)
    return [accepted, *_close_old_round(case, ask, to_court), opened]


def _close_old_round(case: Case, ask: AcceptCross, to_court: str) -> list[Event]:
    """销案 since 335号; before it such a round closed as 终结执行 (法发〔2014〕26号第十七条)."""
    if not R335.in_force(ask.on):
        return [close(case, ask.on, ClosingMode.TERMINATED)]
    return strike_off_transferred(case, ask.on, to_court, str(CaseNumber.parse(ask.number)))


def _origin_after_termination(bench: Bench) -> Origin:
    """Whether a parked case is filed anew as 执 or resumed as 执恢 is each court's practice; no public rule says."""
    kinds = {"执": Origin.TRANSFERRED, "执恢": Origin.RESUMED}
    return kinds[bench.setting(TRANSFERRED_TERMINATION_TYPE)]
