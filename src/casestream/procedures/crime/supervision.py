"""立案监督 — the procuratorate asks the police why they do not file, and orders them to where the reasons do not hold."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.kernel.case import Keyed
from casestream.procedures.crime.police import (
    FIFTEEN_DAYS,
    SEVEN_DAYS,
    SUPERVISION,
    FilingOrdered,
    PoliceFiled,
    PoliceRefused,
)
from casestream.procedures.rounds import ANY_CLOSING

# --- events ---


@event("crime.supervision_asked", "提请立案监督", "Supervision asked for")
class SupervisionAsked(Event):
    """The court asked the procuratorate to supervise that the police do not file."""

    referral: str = key("referral", zh="移送函号")


@event("crime.reason_demanded", "要求说明不立案理由", "Reasons demanded")
class ReasonDemanded(Event):
    """The procuratorate demanded the police's reasons in writing."""

    referral: str = key("referral", zh="移送函号")


@event("crime.reason_given", "公安机关说明理由", "Reasons given")
class ReasonGiven(Event):
    """The police gave their reasons."""

    referral: str = key("referral", zh="移送函号")


@event("crime.supervision_declined", "不立案理由成立", "Refusal upheld by the procuratorate")
class SupervisionDeclined(Event):
    """The procuratorate found that the police need not file."""

    referral: str = key("referral", zh="移送函号")
    reason: str = field(zh="理由")


# --- deadlines ---

deadline(
    "police_reasons", "公安机关说明不立案理由期限", "the police's reasons",
    begins=ReasonDemanded, kept_by=ReasonGiven, period=SEVEN_DAYS, key="referral", citation=SUPERVISION,
    outlives=ANY_CLOSING,
)  # fmt: skip
deadline(
    "ordered_filing", "检察院通知后立案期限", "filing on the procuratorate's order",
    begins=FilingOrdered, kept_by=PoliceFiled, period=FIFTEEN_DAYS, key="referral", citation=SUPERVISION,
    outlives=ANY_CLOSING,
)  # fmt: skip

# --- conditions ---


@condition(SUPERVISION, en="The police refused, and have not filed since", met_by=PoliceRefused)
def police_still_refuse(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院认为公安机关应当立案侦查而不立案侦查的，可提请人民检察院予以监督"""
    return case.about("referral", decided).during(PoliceRefused, PoliceFiled)


@condition(SUPERVISION, en="The procuratorate was asked", met_by=SupervisionAsked)
def supervision_was_asked(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民检察院经审查，认为应当立案侦查而不立案侦查的，应当要求公安机关书面说明不立案的理由"""
    return case.about("referral", decided).during(SupervisionAsked, PoliceFiled)


@condition(SUPERVISION, en="Reasons were demanded", met_by=ReasonDemanded)
def reason_was_demanded(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关应当在收到通知书后书面说明不立案的情况、依据和理由"""
    return case.about("referral", decided).during(ReasonDemanded, PoliceFiled)


@condition(SUPERVISION, en="The police give reasons within 7 days", met_by=("七日以内说明", "within 7 days"), soft=True)
def reason_is_given_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关应当在收到通知书后七日以内，书面说明不立案的理由"""
    return today <= case.about("referral", decided).last(ReasonDemanded).plus_days(SEVEN_DAYS.days)


@condition(
    SUPERVISION,
    en="The police gave their reasons, or let their seven days pass",
    met_by=ReasonGiven,
)
def reasons_are_known(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民检察院经审查，认为公安机关不立案理由不能成立的，经检察长决定，应当通知公安机关立案"""
    file = case.about("referral", decided)
    return file.has(ReasonGiven) | (file.last(ReasonDemanded).plus_days(SEVEN_DAYS.days) < today)


MAY_ASK_SUPERVISION = every(
    "crime_supervision", "提请立案监督", "Supervision of the police", police_still_refuse, guards=SupervisionAsked
)
MAY_DEMAND_REASON = every(
    "crime_reason_demand", "要求说明不立案理由", "Demand of reasons", police_still_refuse, supervision_was_asked,
    guards=ReasonDemanded,
)  # fmt: skip
MAY_GIVE_REASON = every(
    "crime_reason", "说明不立案理由", "Reasons of the police", reason_was_demanded, reason_is_given_in_time,
    guards=ReasonGiven,
)  # fmt: skip
MAY_ORDER_FILING = every(
    "crime_filing_order", "通知立案", "Order to file", police_still_refuse, reason_was_demanded, reasons_are_known,
    guards=FilingOrdered,
)  # fmt: skip
MAY_DECLINE_SUPERVISION = every(
    "crime_supervision_declined", "不立案理由成立", "Refusal upheld", police_still_refuse, reason_was_demanded,
    reasons_are_known,
    guards=SupervisionDeclined,
)  # fmt: skip

# --- decisions ---


@command("提请立案监督", "Ask for supervision")
class AskSupervision(Command):
    """Ask the procuratorate to look at the police's refusal."""

    referral: str


@command("登记要求说明理由", "Record the demand of reasons")
class RecordReasonDemand(Command):
    """Say that the procuratorate demanded reasons."""

    referral: str


@command("登记说明理由", "Record the reasons")
class RecordReason(Command):
    """Say that the police gave reasons."""

    referral: str


@command("登记通知立案", "Record the order to file")
class RecordFilingOrder(Command):
    """Say that the procuratorate ordered the police to file."""

    referral: str


@command("登记不立案理由成立", "Record that the refusal stands")
class RecordSupervisionDeclined(Command):
    """Say that the procuratorate found the refusal right."""

    referral: str
    reason: str


def _since_refusal(case: Case, referral: str, kind: type[Event]) -> bool:
    """Whether it happened already since the last refusal: then the same command is quiet."""
    return bool(Keyed(case, "referral", referral).during(kind, PoliceRefused))


@decides(AskSupervision)
def ask_supervision(case: Case, ask: AskSupervision) -> list[Event]:
    """Once for each refusal."""
    if _since_refusal(case, ask.referral, SupervisionAsked):
        return []
    asked = SupervisionAsked(on=ask.on, referral=ask.referral)
    MAY_ASK_SUPERVISION.require(case, ask.on, asked)
    return [asked]


@decides(RecordReasonDemand)
def record_reason_demand(case: Case, ask: RecordReasonDemand) -> list[Event]:
    """Once for each refusal."""
    if _since_refusal(case, ask.referral, ReasonDemanded):
        return []
    demanded = ReasonDemanded(on=ask.on, referral=ask.referral)
    MAY_DEMAND_REASON.require(case, ask.on, demanded)
    return [demanded]


@decides(RecordReason)
def record_reason(case: Case, ask: RecordReason) -> list[Event]:
    """Once for each refusal; late reasons are reasons."""
    if _since_refusal(case, ask.referral, ReasonGiven):
        return []
    given = ReasonGiven(on=ask.on, referral=ask.referral)
    MAY_GIVE_REASON.require(case, ask.on, given)
    return [given]


@decides(RecordFilingOrder)
def record_filing_order(case: Case, ask: RecordFilingOrder) -> list[Event]:
    """By decision of the chief procurator; once for each refusal."""
    if _since_refusal(case, ask.referral, FilingOrdered):
        return []
    ordered = FilingOrdered(on=ask.on, referral=ask.referral)
    MAY_ORDER_FILING.require(case, ask.on, ordered)
    return [ordered]


@decides(RecordSupervisionDeclined)
def record_supervision_declined(case: Case, ask: RecordSupervisionDeclined) -> list[Event]:
    """Once for each refusal; the applicant may then prosecute privately (`trial`)."""
    if _since_refusal(case, ask.referral, SupervisionDeclined):
        return []
    declined = SupervisionDeclined(on=ask.on, referral=ask.referral, reason=ask.reason)
    MAY_DECLINE_SUPERVISION.require(case, ask.on, declined)
    return [declined]
