"""协助执行 — one court asks another for help: on the spot, or with an item that it entrusts (执行事项委托).

The power to enforce stays where it is, so no round opens or closes and no case number is given (委托执行规定第二条).
"""

import re
from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    field,
    key,
    setting,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.number import COURT
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import ENTRUSTMENT, ITEM_ENTRUSTMENT, R373
from casestream.procedures.rounds import is_parked

# --- law ---

MUST_HELP = ENTRUSTMENT.article("第十二条")
ON_THE_PLATFORM = ENTRUSTMENT.article("第四条")
ITEM_RULES = ITEM_ENTRUSTMENT.article("关于事项委托办理的规定", mark="K-med")
ASSISTANCE_WORKING_DAYS = setting(
    "assistance_working_days",
    "协助执行办理期限（工作日）",
    "working days for performing an assistance request",
    example=10,
)

# --- events ---


class AssistanceItem(Label):
    """What is asked for. The first three are help on the spot, the others items entrusted over the platform."""

    LOCATE_PERSON = "locate_person", "协助查找被执行人", "locating a debtor"
    COMPELLED_APPEARANCE = "compelled_appearance", "协助拘传", "help with a compelled appearance"
    ON_SITE = "on_site", "现场协助执行", "help on the spot"
    SERVICE = "service", "送达文书", "service of documents"
    INVESTIGATION = "investigation", "线下调查", "offline investigation"
    FREEZE = "freeze", "冻结", "freezing"
    RENEWAL = "renewal", "续行查封冻结", "renewal of a measure"
    RELEASE = "release", "解除查封冻结", "release of a measure"
    DEDUCTION = "deduction", "扣划", "deduction of deposits"
    SEALING = "sealing", "查封", "sealing"


HELP_ON_THE_SPOT = (AssistanceItem.LOCATE_PERSON, AssistanceItem.COMPELLED_APPEARANCE, AssistanceItem.ON_SITE)


class ReturnReason(Label):
    """Why a request came back undone."""

    INCOMPLETE = "incomplete", "材料不齐", "papers incomplete"
    NOT_HERE = "not_here", "人或者财产不在本辖区", "person or property is not in the district"
    NOT_FEASIBLE = "not_feasible", "客观上无法办理", "cannot be done"
    WITHDRAWN = "withdrawn", "委托法院撤回", "withdrawn by the asking court"


@event("assistance.requested", "请求协助", "Assistance requested")
class AssistanceRequested(Event):
    """The court of the case asked `to_court` for help with `item`, concerning `persons`.

    `due_by` is the last working day for it as this court's setting has it; `calendar` counted it.
    """

    request: str = key("request")
    from_court: str
    to_court: str
    item: AssistanceItem
    persons: tuple[str, ...]
    on_platform: bool
    due_by: date
    calendar: str


@event("assistance.accepted", "接受协助", "Assistance accepted")
class AssistanceAccepted(Event):
    """The court that was asked took it on."""

    request: str = key("request")


@event("assistance.performed", "协助完成", "Assistance performed")
class AssistancePerformed(Event):
    """The court that was asked did it and reported back, `used_days` after the request; older records do not say."""

    request: str = key("request")
    result: str
    used_days: int | None = field(zh="办理用时(日)", default=None)


@event("assistance.returned", "退回协助", "Assistance returned")
class AssistanceReturned(Event):
    """The request came back undone."""

    request: str = key("request")
    reason: ReturnReason


# --- deadlines ---

PERFORMANCE = deadline(
    "assistance",
    "办理协助事项",
    "performance of an assistance request",
    begins=AssistanceRequested,
    kept_by=(AssistancePerformed, AssistanceReturned),
    key="request",
    citation=ITEM_RULES,
    due="due_by",
    official=False,
)


# --- conditions ---


@condition(ITEM_RULES, en="The request has its own number", met_by=("另编请求号", "give this request its own number"))
def request_is_new(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """每项协助请求单独编号、单独办理"""
    return ~case.about("request", decided).has(AssistanceRequested)


@condition(
    ON_THE_PLATFORM,
    en="Entrusting an item runs over the command platform; help on the spot need not",
    met_by=("通过执行指挥平台办理", "send it over the platform"),
)
def item_runs_on_the_platform(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """委托执行事项应当通过执行指挥平台办理"""
    on_the_spot = decided.has(AssistanceRequested, {"item": HELP_ON_THE_SPOT})
    return on_the_spot | decided.has(AssistanceRequested, {"on_platform": True})


@condition(MUST_HELP, en="The help was asked for before", met_by=AssistanceRequested)
def help_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """异地执行时请求当地法院协助的，当地法院应当配合"""
    return case.about("request", decided).first(AssistanceRequested) <= today


@condition(ITEM_RULES, en="The court that was asked took it on before", met_by=AssistanceAccepted)
def help_was_accepted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """受托法院接收后方可办理并反馈"""
    return case.about("request", decided).first(AssistanceAccepted) <= today


@condition(
    ITEM_RULES,
    en="The request was neither performed nor returned yet",
    met_by=("另行提出请求", "make a further request"),
)
def request_is_pending(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """请求事项尚未办结，也未退回"""
    request = case.about("request", decided)
    return ~request.has(AssistancePerformed) & ~request.has(AssistanceReturned)


def measure_outlives_the_ending(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结本次执行程序后，可以续行查封、扣押、冻结，也可以解除"""
    is_measure = decided.has(AssistanceRequested, {"item": (AssistanceItem.RENEWAL, AssistanceItem.RELEASE)})
    return is_measure & is_parked(case)


def search_outlives_the_ending(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结本次执行程序后，继续查找被执行人和财产，查询情况告知申请执行人"""
    looking = (AssistanceItem.LOCATE_PERSON, AssistanceItem.INVESTIGATION, AssistanceItem.SERVICE)
    return decided.has(AssistanceRequested, {"item": looking}) & is_parked(case)


ROUND_IS_OPEN = round_is_open.unless(
    measure_outlives_the_ending, R373.article("第十一条", mark="K-high"), en="Measures go on after an ending"
).unless(search_outlives_the_ending, R373.article("第九条"), en="The search goes on after an ending")
MAY_REQUEST = every(
    "assistance_request", "请求协助", "Request for assistance",
    ROUND_IS_OPEN, request_is_new, item_runs_on_the_platform,
    guards=AssistanceRequested,
)  # fmt: skip
MAY_TAKE_ON = every(
    "assistance_acceptance", "接受协助", "Acceptance", help_was_requested, request_is_pending, guards=AssistanceAccepted
)
MAY_REPORT_BACK = every(
    "assistance_performance", "协助完成", "Report of assistance", help_was_requested, help_was_accepted, request_is_pending,
    guards=AssistancePerformed,
)  # fmt: skip
MAY_SEND_BACK = every(
    "assistance_return", "退回协助", "Return", help_was_requested, request_is_pending, guards=AssistanceReturned
)

# --- decisions ---


@command("请求协助", "Request assistance")
class RequestAssistance(Command):
    """Ask another court for help. `request` is the number under which the help is kept apart from other help."""

    request: str
    to_court: str
    item: AssistanceItem
    persons: tuple[str, ...] = ()
    on_platform: bool = False


@command("接受协助", "Accept the request")
class AcceptAssistance(Command):
    """Take a request on."""

    request: str


@command("反馈协助结果", "Perform the request")
class PerformAssistance(Command):
    """Report that the request was carried out, and with what result."""

    request: str
    result: str


@command("退回协助", "Return the request")
class ReturnAssistance(Command):
    """Send a request back undone."""

    request: str
    reason: ReturnReason


@decides(RequestAssistance)
def request_assistance(case: Case, ask: RequestAssistance, bench: Bench) -> list[Event]:
    """A request goes to one other court and is due within the working days that this court has set (法发〔2017〕27号)."""
    if not re.fullmatch(COURT, ask.to_court) or ask.to_court == case.court:
        raise BadRequest(
            f"不能向“{ask.to_court}”请求协助", f"{ask.to_court!r} cannot be asked for assistance",
            "写明另一法院的代字，例如 甘1223", "give the code of another court, for instance 甘1223",
        )  # fmt: skip
    working_days: int = bench.setting(ASSISTANCE_WORKING_DAYS)
    due = bench.calendar.due(ask.on, Period(working_days=working_days))
    requested = AssistanceRequested(
        on=ask.on, request=ask.request, from_court=case.court, to_court=ask.to_court, item=ask.item,
        persons=ask.persons, on_platform=ask.on_platform, due_by=due.on, calendar=due.calendar,
    )  # fmt: skip
    if requested in case.all(AssistanceRequested):
        return []
    MAY_REQUEST.require(case, ask.on, requested)
    return [requested]


@decides(AcceptAssistance)
def accept_assistance(case: Case, ask: AcceptAssistance) -> list[Event]:
    """The court that was asked must help (委托执行规定第十二条, 民诉法解释第四百八十二条); accepting again is quiet."""
    accepted = AssistanceAccepted(on=ask.on, request=ask.request)
    if case.last_event(AssistanceAccepted, {"request": ask.request}):
        return []
    MAY_TAKE_ON.require(case, ask.on, accepted)
    return [accepted]


@decides(PerformAssistance)
def perform_assistance(case: Case, ask: PerformAssistance) -> list[Event]:
    """The result is reported once; a late one is reported all the same."""
    requested = case.last_event(AssistanceRequested, {"request": ask.request})
    days = (ask.on - requested.on).days if requested else 0
    performed = AssistancePerformed(on=ask.on, request=ask.request, result=ask.result, used_days=days)
    if case.last_event(AssistancePerformed, {"request": ask.request}) == performed:
        return []
    MAY_REPORT_BACK.require(case, ask.on, performed)
    return [performed]


@decides(ReturnAssistance)
def return_assistance(case: Case, ask: ReturnAssistance) -> list[Event]:
    """A request may come back before or after it was taken on, as long as it was not performed."""
    returned = AssistanceReturned(on=ask.on, request=ask.request, reason=ask.reason)
    if case.last_event(AssistanceReturned, {"request": ask.request}) == returned:
        return []
    MAY_SEND_BACK.require(case, ask.on, returned)
    return [returned]
