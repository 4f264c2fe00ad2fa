"""信访办理 — a petition about enforcement in its own stream: registered, screened, worked on, finished and answered."""

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
    setting,
)
from casestream.procedures.instruments import PETITIONS

# --- law ---

REGISTER = PETITIONS.article("第四条")
FINISH = PETITIONS.article("第五条")
SCREEN = PETITIONS.article("第六条")
KINDS = PETITIONS.article("关于初访、交办、重复信访的规定", mark="K-med")
FIVE_WORKING_DAYS = Period(working_days=5)
FIFTEEN_WORKING_DAYS = Period(working_days=15)
THIRTY = {"days": Period(days=30), "working_days": Period(working_days=30)}
COUNTED_IN = setting(
    "petition_days",
    "信访三十日办结期限的计算单位（days 日、working_days 工作日）",
    "whether the thirty days for finishing a petition are days or working days: two texts of the highest court differ",
    example="days",
    choices=tuple(THIRTY),
)

# --- events ---


class PetitionKind(Label):
    """How a petition came (初访、交办、重复)."""

    FIRST = "first", "初访", "first"
    ASSIGNED = "assigned", "上级交办", "assigned by a superior"
    REPEATED = "repeated", "重复信访", "repeated"


class PetitionResult(Label):
    """How a petition was finished."""

    RESOLVED = "resolved", "诉求已化解", "what was asked for was done"
    EXPLAINED = "explained", "已释法答复", "explained and answered"
    UNFOUNDED = "unfounded", "诉求不成立", "unfounded"
    FORWARDED = "forwarded", "转有管辖权的法院", "passed on to the competent court"


@event("petition.received", "收到信访", "Petition received", stream="petition", opens=True)
class PetitionReceived(Event):
    """`court` got a petition under `number`, about the enforcement `case` ('' if none), of its `own` or of a lower court.

    `earlier` is the number of the petition that it repeats. `register_by` is the last day to register it.
    """

    court: str
    number: str
    kind: PetitionKind = field(zh="信访类别")
    case: str = ""
    own: bool = field(zh="涉本院案件", default=True)
    earlier: str = field(zh="前次信访", default="")
    register_by: date = field(zh="登记期限")
    calendar: str


@event("petition.registered", "登记信访", "Petition registered", stream="petition")
class PetitionRegistered(Event):
    """It is in the petition system and `handler` has it: to be finished by `finish_by`, or screened by `screen_by`."""

    handler: str
    finish_by: date | None = field(zh="办结期限")
    screen_by: date | None = field(zh="甄别期限")
    calendar: str


@event("petition.screened", "甄别信访", "Petition screened", stream="petition")
class PetitionScreened(Event):
    """The superior court looked at a petition about a lower court's case, and sent it to `to_court` where that must act."""

    to_court: str = field(zh="交办法院")


@event("petition.progressed", "信访实质进展", "Petition progressed", stream="petition")
class PetitionProgressed(Event):
    """What was asked for came substantively forward."""

    what: str


@event("petition.finished", "信访办结", "Petition finished", stream="petition")
class PetitionFinished(Event):
    """Finished, and the petitioner told."""

    result: PetitionResult
    told: bool = field(zh="已告知信访人")


# --- deadlines ---

deadline(
    "petition_registration", "信访登记期限", "registration of a petition",
    begins=PetitionReceived, kept_by=PetitionRegistered, due="register_by", citation=REGISTER,
)  # fmt: skip
deadline(
    "petition_finish", "信访办结期限", "finishing a petition",
    begins=PetitionRegistered, kept_by=PetitionFinished, due="finish_by", citation=FINISH,
)  # fmt: skip
deadline(
    "petition_screening", "信访甄别期限", "screening of a petition by the superior court",
    begins=PetitionRegistered, kept_by=(PetitionScreened, PetitionFinished), due="screen_by", citation=SCREEN,
)  # fmt: skip

# --- conditions ---


@condition(REGISTER, en="The petition has its own number", met_by=("另编信访编号", "give this petition its own number"))
def petition_is_new(petition: Asked, today: AnyDay) -> Truth:
    """所有执行信访案件均应及时、全面录入执行申诉信访办理系统"""
    return ~petition.has(PetitionReceived)


@condition(KINDS, en="A repeated petition names the one it repeats", met_by=("写明前次信访编号", "the earlier number"))
def repetition_names_the_earlier_one(petition: Asked, today: AnyDay, decided: Asked) -> Truth:
    """重复信访应当写明前次信访"""
    return ~decided.has(PetitionReceived, {"kind": PetitionKind.REPEATED, "earlier": ""})


@condition(REGISTER, en="The petition waits for its registration", met_by=PetitionReceived)
def petition_awaits_registration(petition: Asked, today: AnyDay) -> Truth:
    """对收到的信访材料，应当先予形式审查，完成登记"""
    return petition.has(PetitionReceived) & ~petition.has(PetitionRegistered)


@condition(REGISTER, en="Somebody is given the petition", met_by=("确定承办人", "name who handles it"))
def petition_has_a_handler(petition: Asked, today: AnyDay, decided: Asked) -> Truth:
    """完成申诉信访登记，并确定承办人办理"""
    return ~decided.has(PetitionRegistered, {"handler": ""})


@condition(
    REGISTER,
    en="It is registered within five working days",
    met_by=("收到后五个工作日内", "within five working days"),
    soft=True,
)
def petition_is_registered_in_time(petition: Asked, today: AnyDay) -> Truth:
    """于五个工作日内完成申诉信访登记"""
    return today <= petition.latest(PetitionReceived.register_by)


@condition(REGISTER, en="The petition is registered and not finished", met_by=PetitionRegistered)
def petition_is_in_hand(petition: Asked, today: AnyDay) -> Truth:
    """信访案件已登记且尚未办结"""
    return petition.during(PetitionRegistered, PetitionFinished)


@condition(
    SCREEN, en="It is about a lower court's case", met_by=("对本院案件的信访直接办理", "handle one of its own itself")
)
def petition_is_about_a_lower_court(petition: Asked, today: AnyDay) -> Truth:
    """对于反映下级人民法院执行案件办理问题的信访材料，完成甄别工作"""
    return petition.has(PetitionReceived, {"own": False})


@condition(
    SCREEN,
    en="The superior court screens within fifteen working days",
    met_by=("十五个工作日内", "within fifteen working days"),
    soft=True,
)
def petition_is_screened_in_time(petition: Asked, today: AnyDay) -> Truth:
    """高级、中级人民法院的承办人应当于十五个工作日内完成甄别工作"""
    return today <= petition.latest(PetitionRegistered.screen_by)


@condition(FINISH, en="The petitioner is told the result", met_by=("告知信访人", "tell the petitioner"))
def petitioner_is_told(petition: Asked, today: AnyDay, decided: Asked) -> Truth:
    """及时将办理结果告知信访人"""
    return ~decided.has(PetitionFinished, {"told": False})


@condition(
    FINISH,
    en="It is finished within thirty days, as this court counts them",
    met_by=("三十日内办结", "within thirty days"),
    soft=True,
)
def petition_is_finished_in_time(petition: Asked, today: AnyDay) -> Truth:
    """承办人应当于三十日内办结"""
    return ~(petition.latest(PetitionRegistered.finish_by) < today)


MAY_RECEIVE_PETITION = every(
    "petition", "收到信访", "Petition", petition_is_new, repetition_names_the_earlier_one, guards=PetitionReceived
)
MAY_REGISTER_PETITION = every(
    "petition_registration", "登记信访", "Registration of a petition",
    petition_awaits_registration, petition_has_a_handler, petition_is_registered_in_time,
    guards=PetitionRegistered,
)  # fmt: skip
MAY_SCREEN_PETITION = every(
    "petition_screening", "甄别信访", "Screening of a petition",
    petition_is_in_hand, petition_is_about_a_lower_court, petition_is_screened_in_time,
    guards=PetitionScreened,
)  # fmt: skip
MAY_REPORT_PETITION = every(
    "petition_progress", "信访实质进展", "Progress of a petition", petition_is_in_hand, guards=PetitionProgressed
)
MAY_FINISH_PETITION = every(
    "petition_finish", "信访办结", "Finishing a petition",
    petition_is_in_hand, petitioner_is_told, petition_is_finished_in_time,
    guards=PetitionFinished,
)  # fmt: skip

# --- decisions ---


@command("收到信访", "Receive a petition", kind="petition", begins=True)
class ReceivePetition(Command):
    """Take a petition. `case` is the number it gets; `concerns` the enforcement case, if it names one."""

    court: str
    kind: PetitionKind = PetitionKind.FIRST
    concerns: str = ""
    own: bool = True
    earlier: str = ""


@command("登记信访", "Register the petition", kind="petition")
class RegisterPetition(Command):
    """Put it into the system and give it to somebody."""

    handler: str


@command("甄别信访", "Screen the petition", kind="petition")
class ScreenPetition(Command):
    """Say which court must act."""

    to_court: str


@command("登记信访进展", "Report progress of the petition", kind="petition")
class ReportPetitionProgress(Command):
    """Say what came substantively forward."""

    what: str


@command("信访办结", "Finish the petition", kind="petition")
class FinishPetition(Command):
    """Finish it and tell the petitioner."""

    result: PetitionResult
    told: bool = True


@decides(ReceivePetition)
def receive_petition(petition: Case, ask: ReceivePetition, bench: Bench) -> list[Event]:
    """Registered within five working days (法〔2021〕227号第四条); one petition is taken once."""
    due = bench.calendar.due(ask.on, FIVE_WORKING_DAYS)
    received = PetitionReceived(
        on=ask.on, court=ask.court, number=petition.id, kind=ask.kind, case=ask.concerns, own=ask.own,
        earlier=ask.earlier, register_by=due.on, calendar=due.calendar,
    )  # fmt: skip
    if petition.last_event(PetitionReceived) == received:
        return []
    MAY_RECEIVE_PETITION.require(petition, ask.on, received)
    return [received]


@decides(RegisterPetition)
def register_petition(petition: Case, ask: RegisterPetition, bench: Bench) -> list[Event]:
    """From now on thirty days run, or for a superior court the fifteen working days of screening."""
    last = petition.last_event(PetitionRegistered)
    if last and last.handler == ask.handler:
        return []
    own = bool(petition.has(PetitionReceived, {"own": True}))
    due = bench.calendar.due(ask.on, _thirty_days(bench) if own else FIFTEEN_WORKING_DAYS)
    registered = PetitionRegistered(
        on=ask.on, handler=ask.handler, finish_by=due.on if own else None, screen_by=None if own else due.on,
        calendar=due.calendar,
    )  # fmt: skip
    MAY_REGISTER_PETITION.require(petition, ask.on, registered)
    return [registered]


def _thirty_days(bench: Bench) -> Period:
    return THIRTY[bench.setting(COUNTED_IN)]


@decides(ScreenPetition)
def screen_petition(petition: Case, ask: ScreenPetition) -> list[Event]:
    """Screened once; late is late (第六条)."""
    screened = PetitionScreened(on=ask.on, to_court=ask.to_court)
    last = petition.last_event(PetitionScreened)
    if last and last.to_court == ask.to_court:
        return []
    MAY_SCREEN_PETITION.require(petition, ask.on, screened)
    return [screened]


@decides(ReportPetitionProgress)
def report_petition_progress(petition: Case, ask: ReportPetitionProgress) -> list[Event]:
    """The same progress is reported once."""
    if petition.all(PetitionProgressed, {"what": ask.what}):
        return []
    progressed = PetitionProgressed(on=ask.on, what=ask.what)
    MAY_REPORT_PETITION.require(petition, ask.on, progressed)
    return [progressed]


@decides(FinishPetition)
def finish_petition(petition: Case, ask: FinishPetition) -> list[Event]:
    """Finished once; who comes again petitions anew, under another number (第五条)."""
    last = petition.last_event(PetitionFinished)
    if last and last.result is ask.result:
        return []
    finished = PetitionFinished(on=ask.on, result=ask.result, told=ask.told)
    MAY_FINISH_PETITION.require(petition, ask.on, finished)
    return [finished]
