"""府院联动 — the court asks police, registries, government or another agency for something that a case needs.

Requests, answers and hand-overs are facts of the case. An agency must help (民事诉讼法第二百六十二条); within how many days is
for each local arrangement, so the court sets it. Persons whom the police found are handed over, with a paper of it.
"""

from datetime import date, timedelta

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
    falls_due,
    field,
    key,
    setting,
)
from casestream.procedures.asset_search.ground import LocateDebtor, locate_debtor
from casestream.procedures.instruments import LINKAGE, coercion, cpl
from casestream.procedures.rounds import PARKING, is_open, is_parked

# --- law ---

MUST_ASSIST = cpl(262)
CUSTODY = coercion(118)
ARRANGEMENT = LINKAGE.article("联动事项与反馈", mark="K-med")
LINKAGE_RESPONSE_DAYS = setting(
    "linkage_response_days", "府院联动反馈天数", "days within which an agency answers the court", example=10
)

# --- events ---


class Agency(Label):
    """Whom the court asks."""

    POLICE = "police", "公安机关", "the police"
    REAL_ESTATE_CENTRE = "real_estate_centre", "不动产登记中心", "the real-estate registration centre"
    COURT = "court", "其他法院", "another court"
    GOVERNMENT = "government", "党委政府部门", "a government department"
    PROCURATORATE = "procuratorate", "检察机关", "the procuratorate"
    BANK = "bank", "金融机构", "a bank"
    TAX = "tax", "税务机关", "the tax office"


class LinkageMatter(Label):
    """For what."""

    FIND_PERSON = "find_person", "协助查找被执行人", "finding a person"
    STOP_VEHICLE = "stop_vehicle", "协助查找、扣押车辆", "finding and stopping a vehicle"
    REGISTRATION = "registration", "办理登记、过户", "a registration or transfer"
    UNFINISHED_PROJECT = "unfinished_project", "处置未完工项目", "dealing with an unfinished project"
    CLEAR_PREMISES = "clear_premises", "协助腾退", "clearing premises"
    INFORMATION = "information", "提供信息", "information"
    SUPPORT = "support", "困难救助、协调化解", "relief and coordination"


@event("linkage.requested", "请求联动", "Linkage requested")
class LinkageRequested(Event):
    """The court asked an agency; it is to answer by `due_by`. `debtor` is the person to be found, where it is that."""

    request: str = key("request")
    agency: Agency = field(zh="联动单位")
    matter: LinkageMatter
    debtor: str = key("debtor", default="")
    due_by: date
    calendar: str


@event("linkage.answered", "联动反馈", "Linkage answered")
class LinkageAnswered(Event):
    """The agency answered after `response_days` days: what was asked for was `done`, or why it was not."""

    request: str = key("request")
    done: bool = field(zh="已办成")
    result: str
    response_days: int = field(zh="反馈用时(日)")


@event("linkage.overdue", "联动逾期", "Linkage overdue")
class LinkageOverdue(Event):
    """The day for the answer went by without one."""

    request: str = key("request")
    due_by: date


@event("linkage.person_handed_over", "移交人员", "Person handed over")
class PersonHandedOver(Event):
    """The police handed a person whom they had found over to the court; `is_sought`: the request was about that person."""

    request: str = key("request")
    debtor: str = key("debtor")
    receipt: str
    is_sought: bool = field(zh="系请求查找的人")


# --- deadlines ---

LINKAGE_ANSWER = deadline(
    "linkage_answer",
    "府院联动反馈",
    "answer of an agency",
    begins=LinkageRequested,
    kept_by=LinkageAnswered,
    key="request",
    due="due_by",
    outlives=PARKING,
    citation=ARRANGEMENT,
    official=False,
)

# --- conditions ---


@condition(
    MUST_ASSIST,
    en="The case is open, or parked by 终本",
    met_by=("在办或者终本案件", "a case in hand, or parked by 终本"),
)
def case_may_need_help(case: Asked, today: AnyDay) -> Truth:
    """人民法院执行案件，需要有关单位协助的，有关单位必须办理"""
    return is_open(case) | is_parked(case)


@condition(
    ARRANGEMENT, en="The request has its own number", met_by=("另编联动编号", "give this request its own number")
)
def linkage_is_new(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """每项联动请求单独编号"""
    return ~case.about("request", decided).has(LinkageRequested)


@condition(
    ARRANGEMENT, en="Whoever is to be found is named", met_by=("写明要查找的被执行人", "name the debtor to be found")
)
def person_to_find_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """请求查找人员的，写明被查找人"""
    return ~decided.has(LinkageRequested, {"matter": LinkageMatter.FIND_PERSON, "debtor": ""})


@condition(ARRANGEMENT, en="The agency was asked before", met_by=LinkageRequested)
def linkage_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """联动单位就法院的请求反馈"""
    return case.about("request", decided).first(LinkageRequested) <= today


@condition(
    ARRANGEMENT, en="The request was not answered yet", met_by=("另行提出请求", "make a further request")
)  # fmt: skip
def linkage_is_unanswered(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """一项请求反馈一次"""
    return ~case.about("request", decided).has(LinkageAnswered)


@condition(
    ARRANGEMENT,
    en="The day for the answer has gone by",
    met_by=("待反馈期限届满", "wait until the day has gone by"),
)
def answer_is_late(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """超过约定期限未反馈的，予以督办"""
    return case.about("request", decided).latest(LinkageRequested.due_by) < today


@condition(
    CUSTODY,
    en="The police had been asked to find that person",
    met_by=("请求公安机关查找该被执行人", "a request to the police to find the person"),
)
def police_were_asked_to_find(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关协助查找、控制的人员，移交人民法院"""
    asked = {"agency": Agency.POLICE, "matter": LinkageMatter.FIND_PERSON}
    is_sought = decided.has(PersonHandedOver, {"is_sought": True})
    return case.about("request", decided).has(LinkageRequested, asked) & is_sought


MAY_REQUEST_LINKAGE = every(
    "linkage_request", "请求联动", "Request to an agency", case_may_need_help, linkage_is_new, person_to_find_is_named,
    guards=LinkageRequested,
)  # fmt: skip
MAY_ANSWER_LINKAGE = every(
    "linkage_answer",
    "联动反馈",
    "Answer of an agency",
    linkage_was_requested,
    linkage_is_unanswered,
    guards=LinkageAnswered,
)
MAY_LAPSE_LINKAGE = every(
    "linkage_overdue", "联动逾期", "Overdue answer", linkage_was_requested, linkage_is_unanswered, answer_is_late,
    guards=LinkageOverdue,
)  # fmt: skip
MAY_HAND_PERSON_OVER = every(
    "person_handover", "移交人员", "Hand-over of a person", linkage_was_requested, police_were_asked_to_find,
    guards=PersonHandedOver,
)  # fmt: skip

# --- decisions ---


@command("请求联动", "Request linkage")
class RequestLinkage(Command):
    """Ask an agency. `request` is the number of the request in this case."""

    request: str
    agency: Agency
    matter: LinkageMatter
    debtor: str = ""


@command("登记联动反馈", "Record the answer")
class AnswerLinkage(Command):
    """Record what the agency answered."""

    request: str
    done: bool
    result: str


@command("登记联动逾期", "Record that an answer is overdue")
class LapseLinkage(Command):
    """Say that the day for the answer went by."""

    request: str


@command("接收移交人员", "Receive a person")
class ReceivePerson(Command):
    """Record that the police handed the debtor over; `receipt` is the paper of the hand-over."""

    request: str
    debtor: str
    receipt: str


@decides(RequestLinkage)
def request_linkage(case: Case, ask: RequestLinkage, bench: Bench) -> list[Event]:
    """The agency must help; its days are those of the local arrangement, which the court sets."""
    days: int = bench.setting(LINKAGE_RESPONSE_DAYS)
    due = bench.calendar.due(ask.on, Period(days=days))
    requested = LinkageRequested(
        on=ask.on, request=ask.request, agency=ask.agency, matter=ask.matter, debtor=ask.debtor, due_by=due.on,
        calendar=due.calendar,
    )  # fmt: skip
    if requested in case.all(LinkageRequested):
        return []
    MAY_REQUEST_LINKAGE.require(case, ask.on, requested)
    return [requested]


@decides(AnswerLinkage)
def answer_linkage(case: Case, ask: AnswerLinkage) -> list[Event]:
    """A late answer is recorded all the same, with the days that it took."""
    requested = case.last_event(LinkageRequested, {"request": ask.request})
    days = (ask.on - requested.on).days if requested else 0
    answered = LinkageAnswered(on=ask.on, request=ask.request, done=ask.done, result=ask.result, response_days=days)
    if case.last_event(LinkageAnswered, {"request": ask.request}) == answered:
        return []
    MAY_ANSWER_LINKAGE.require(case, ask.on, answered)
    return [answered]


@decides(LapseLinkage)
def lapse_linkage(case: Case, ask: LapseLinkage) -> list[Event]:
    """Overdue once; the answer may still come."""
    if case.last_event(LinkageOverdue, {"request": ask.request}):
        return []
    requested = case.last_event(LinkageRequested, {"request": ask.request})
    overdue = LinkageOverdue(on=ask.on, request=ask.request, due_by=requested.due_by if requested else ask.on)
    MAY_LAPSE_LINKAGE.require(case, ask.on, overdue)
    return [overdue]


@falls_due(LinkageRequested)
def answers_fall_due(case: Case, today: date) -> list[Command]:
    """On the day after the last, whoever remembers it."""
    told = {each.request for each in case.all(LinkageAnswered)} | {each.request for each in case.all(LinkageOverdue)}
    return [
        LapseLinkage(case=case.id, on=each.due_by + timedelta(days=1), request=each.request)
        for each in case.all(LinkageRequested)
        if each.request not in told and each.due_by < today
    ]


@decides(ReceivePerson)
def receive_person(case: Case, ask: ReceivePerson) -> list[Event]:
    """Whoever is handed over is located thereby (民事诉讼法第一百一十八条)."""
    requested = case.last_event(LinkageRequested, {"request": ask.request})
    handed_over = PersonHandedOver(
        on=ask.on, request=ask.request, debtor=ask.debtor, receipt=ask.receipt,
        is_sought=requested is not None and requested.debtor == ask.debtor,
    )  # fmt: skip
    if handed_over in case.all(PersonHandedOver):
        return []
    MAY_HAND_PERSON_OVER.require(case, ask.on, handed_over)
    finding = LocateDebtor(case=ask.case, on=ask.on, debtor=ask.debtor, place="公安机关")
    return [handed_over, *locate_debtor(case, finding)]
