"""信用修复 — a listed debtor who performs or makes good asks for repair; what is granted deletes the entry."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.procedures.credit import (
    ListedAsDefaulter,
    RemovalReason,
    RemovedFromDefaulterList,
    RemoveFromDefaulterList,
)
from casestream.procedures.credit.relief import remove_from_list
from casestream.procedures.incentives.certificate import PerformanceConfirmed
from casestream.procedures.instruments import INCENTIVES

# --- law ---

REPAIR = INCENTIVES.article("关于信用修复的规定", mark="K-med")
BY_PERFORMANCE = (RemovalReason.PERFORMED, RemovalReason.SETTLED)

# --- events ---


@event("incentives.repair_requested", "申请信用修复", "Credit repair requested")
class RepairRequested(Event):
    """A listed debtor asked for repair."""

    debtor: str = key("debtor")


@event("incentives.repair_granted", "准予信用修复", "Credit repair granted")
class RepairGranted(Event):
    """The court granted it, for the reason for which the entry is deleted in the same step."""

    debtor: str = key("debtor")
    reason: RemovalReason


@event("incentives.repair_refused", "不予信用修复", "Credit repair refused")
class RepairRefused(Event):
    """The court refused it, and why."""

    debtor: str = key("debtor")
    reason: str


# --- conditions ---


@condition(REPAIR, en="The debtor is on the list", met_by=ListedAsDefaulter)
def there_is_credit_to_repair(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被纳入失信被执行人名单的，可以申请信用修复"""
    return case.about("debtor", decided).during(ListedAsDefaulter, RemovedFromDefaulterList)


@condition(REPAIR, en="A request waits for its answer", met_by=RepairRequested)
def repair_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """根据被执行人的申请进行信用修复"""
    debtor = case.about("debtor", decided)
    return debtor.during(RepairRequested, RepairGranted) & debtor.during(RepairRequested, RepairRefused)


@condition(REPAIR, en="Whose repair rests on performance, whose applicant confirms it", met_by=PerformanceConfirmed)
def performance_is_confirmed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以履行完毕为由修复信用的，经申请执行人确认"""
    confirmed = case.about("debtor", decided).has(PerformanceConfirmed)
    return confirmed | ~decided.has(RepairGranted, {"reason": BY_PERFORMANCE})


@condition(REPAIR, en="The refusal has a reason", met_by=("写明理由", "the reason"))
def refusal_of_repair_has_a_reason(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """不予修复的，说明理由"""
    return ~decided.has(RepairRefused, {"reason": ""})


MAY_REQUEST_REPAIR = every(
    "repair_request", "申请信用修复", "Request for repair", there_is_credit_to_repair, guards=RepairRequested
)
MAY_GRANT_REPAIR = every(
    "repair", "准予信用修复", "Repair of credit",
    there_is_credit_to_repair, repair_was_requested, performance_is_confirmed,
    guards=RepairGranted,
)  # fmt: skip
MAY_REFUSE_REPAIR = every(
    "repair_refusal", "不予信用修复", "Refusal of repair", repair_was_requested, refusal_of_repair_has_a_reason,
    guards=RepairRefused,
)  # fmt: skip

# --- decisions ---


@command("申请信用修复", "Request repair")
class RequestRepair(Command):
    """Take a listed debtor's request."""

    debtor: str


@command("准予信用修复", "Grant repair")
class GrantRepair(Command):
    """Grant it, for a reason for which an entry is deleted."""

    debtor: str
    reason: RemovalReason


@command("不予信用修复", "Refuse repair")
class RefuseRepair(Command):
    """Refuse it."""

    debtor: str
    reason: str


def _waits(case: Case, debtor: str) -> bool:
    words = Keyed(case, "debtor", debtor)
    return bool(words.during(RepairRequested, RepairGranted) & words.during(RepairRequested, RepairRefused))


@decides(RequestRepair)
def request_repair(case: Case, ask: RequestRepair) -> list[Event]:
    """While a request waits, another is quiet."""
    if _waits(case, ask.debtor):
        return []
    requested = RepairRequested(on=ask.on, debtor=ask.debtor)
    MAY_REQUEST_REPAIR.require(case, ask.on, requested)
    return [requested]


@decides(GrantRepair)
def grant_repair(case: Case, ask: GrantRepair, bench: Bench) -> list[Event]:
    """The entry goes in the same step, as the law on the list allows it (`credit.relief`)."""
    last = case.last_event(RepairGranted, {"debtor": ask.debtor})
    if last and last.reason is ask.reason and not _waits(case, ask.debtor):
        return []
    granted = RepairGranted(on=ask.on, debtor=ask.debtor, reason=ask.reason)
    MAY_GRANT_REPAIR.require(case, ask.on, granted)
    removal = RemoveFromDefaulterList(case=ask.case, on=ask.on, debtor=ask.debtor, reason=ask.reason)
    return [granted, *remove_from_list(case, removal, bench)]


@decides(RefuseRepair)
def refuse_repair(case: Case, ask: RefuseRepair) -> list[Event]:
    """Refused once for each request."""
    last = case.last_event(RepairRefused, {"debtor": ask.debtor})
    if last and last.reason == ask.reason and not _waits(case, ask.debtor):
        return []
    refused = RepairRefused(on=ask.on, debtor=ask.debtor, reason=ask.reason)
    MAY_REFUSE_REPAIR.require(case, ask.on, refused)
    return [refused]
