"""公安机关立案 — the police take the court's file, and file the crime or say why not; on the procuratorate's order they file."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
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
)
from casestream.kernel.case import Keyed
from casestream.procedures.crime.referral import ApplicantComplained, DossierSent
from casestream.procedures.instruments import CRIMINAL_PROCEDURE, REFUSAL_PROCEDURE
from casestream.procedures.rounds import ANY_CLOSING

# --- law ---

POLICE_TERM = REFUSAL_PROCEDURE.article("第五条")
POLICE_TELL = REFUSAL_PROCEDURE.article("关于不予立案、撤销案件函告的规定")
SUPERVISION = REFUSAL_PROCEDURE.article("关于检察机关立案监督的规定")
POLICE_EXAMINE = CRIMINAL_PROCEDURE.article("第一百一十二条", mark="K-high")
SEVEN_DAYS, FIFTEEN_DAYS, THIRTY_DAYS = Period(days=7), Period(days=15), Period(days=30)

# --- events ---


@event("crime.police_accepted", "公安机关受案", "Police accepted")
class PoliceAccepted(Event):
    """The police took the file and gave a `receipt`; they decide by `decide_by`."""

    referral: str = key("referral", zh="移送函号")
    receipt: str = field(zh="回执")
    complex_case: bool
    decide_by: date
    calendar: str


@event("crime.police_filed", "公安机关立案侦查", "Police filed")
class PoliceFiled(Event):
    """The police opened an investigation."""

    referral: str = key("referral", zh="移送函号")


@event("crime.police_refused", "公安机关不予立案", "Police refused")
class PoliceRefused(Event):
    """The police do not file, or (`withdrawn`) withdrew after filing."""

    referral: str = key("referral", zh="移送函号")
    reason: str
    withdrawn: bool = field(zh="立案后撤销")


@event("crime.refusal_told", "函告不予立案理由", "Refusal told to the court")
class RefusalTold(Event):
    """The court got the police's letter with the reasons."""

    referral: str = key("referral", zh="移送函号")


@event("crime.filing_ordered", "检察院通知立案", "Filing ordered")
class FilingOrdered(Event):
    """The reasons do not hold: the procuratorate told the police to file."""

    referral: str = key("referral", zh="移送函号")


# --- deadlines ---

deadline(
    "police_filing", "公安机关立案审查期限", "the police's decision to file",
    begins=PoliceAccepted, kept_by=(PoliceFiled, PoliceRefused), due="decide_by", key="referral", citation=POLICE_TERM,
    outlives=ANY_CLOSING,
)  # fmt: skip
deadline(
    "police_tell", "公安机关函告期限", "the police's letter to the court",
    begins=PoliceRefused, kept_by=RefusalTold, period=SEVEN_DAYS, key="referral", citation=POLICE_TELL,
    outlives=ANY_CLOSING,
)  # fmt: skip

# --- conditions ---


@condition(POLICE_EXAMINE, en="A file is with the police", met_by=DossierSent)
def file_was_sent(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对移送的材料，公安机关应当接受，制作受案登记表并出具回执"""
    file = case.about("referral", decided)
    return file.has(DossierSent) | file.has(ApplicantComplained)


@condition(POLICE_TERM, en="The police gave a receipt", met_by=("受案回执", "a receipt"))
def receipt_was_given(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关应当接受，制作受案登记表并出具回执"""
    return ~decided.has(PoliceAccepted, {"receipt": ""})


@condition(POLICE_EXAMINE, en="The police took the file", met_by=PoliceAccepted)
def police_took_the_file(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关受案后进行审查"""
    return case.about("referral", decided).has(PoliceAccepted)


@condition(POLICE_EXAMINE, en="The police have not decided yet, or withdraw what they filed", met_by=PoliceAccepted)
def refusal_is_open(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经审查认为不符合立案条件的，作出不予立案决定；立案后可以撤销案件"""
    file = case.about("referral", decided)
    withdraws = decided.has(PoliceRefused, {"withdrawn": True}) & file.during(PoliceFiled, PoliceRefused)
    refuses = decided.has(PoliceRefused, {"withdrawn": False}) & ~file.has(PoliceFiled) & ~file.has(PoliceRefused)
    return withdraws | refuses


@condition(
    POLICE_TERM,
    en="The police decide within 7 days; 30 in a grave and complex case",
    met_by=("七日内；重大疑难复杂的三十日内", "7 days, or 30 in a complex case"),
    soft=True,
)
def police_decide_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当在七日内立案侦查；案情重大疑难复杂的，审查期限可以延长至三十日"""
    file = case.about("referral", decided)
    afterwards = file.has(PoliceFiled) | file.has(PoliceRefused)  # A later filing, or a withdrawal, has no such term.
    return afterwards | (today <= file.latest(PoliceAccepted.decide_by))


@condition(POLICE_TELL, en="The police refused or withdrew", met_by=PoliceRefused)
def police_refused(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关不予立案或者立案后撤销案件的"""
    return case.about("referral", decided).has(PoliceRefused)


@condition(
    POLICE_TELL, en="The court is told within 7 days", met_by=("七日内函告", "a letter within 7 days"), soft=True
)
def court_is_told_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当在七日内函告执行法院并说明理由"""
    return today <= case.about("referral", decided).last(PoliceRefused).plus_days(SEVEN_DAYS.days)


@condition(
    SUPERVISION,
    en="On the procuratorate's order the police file within 15 days",
    met_by=("收到通知书后十五日以内立案", "a filing within 15 days of the order"),
    soft=True,
)
def ordered_filing_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关应当在收到通知书后十五日以内立案"""
    file = case.about("referral", decided)
    return ~file.has(FilingOrdered) | (today <= file.last(FilingOrdered).plus_days(FIFTEEN_DAYS.days))


MAY_ACCEPT = every(
    "police_acceptance",
    "公安机关受案",
    "Acceptance by the police",
    file_was_sent,
    receipt_was_given,
    guards=PoliceAccepted,
)
MAY_FILE_CRIME = every(
    "police_filing", "公安机关立案侦查", "Filing by the police", police_took_the_file, police_decide_in_time, ordered_filing_is_in_time,
    guards=PoliceFiled,
)  # fmt: skip
MAY_REFUSE_CRIME = every(
    "police_refusal", "公安机关不予立案", "Refusal by the police",
    police_took_the_file, refusal_is_open, police_decide_in_time,
    guards=PoliceRefused,
)  # fmt: skip
MAY_TELL_REFUSAL = every(
    "police_letter",
    "函告不予立案理由",
    "The police's letter",
    police_refused,
    court_is_told_in_time,
    guards=RefusalTold,
)

# --- decisions ---


@command("登记公安机关受案", "Record the acceptance by the police")
class RecordAcceptance(Command):
    """Say that the police took the file and gave a receipt."""

    referral: str
    receipt: str
    complex_case: bool = False


@command("登记公安机关立案", "Record the filing by the police")
class RecordFiling(Command):
    """Say that the police opened an investigation."""

    referral: str


@command("登记公安机关不予立案", "Record the refusal by the police")
class RecordRefusal(Command):
    """Say that the police do not file, or withdrew."""

    referral: str
    reason: str
    withdrawn: bool = False


@command("登记公安机关函告", "Record the police's letter")
class RecordRefusalLetter(Command):
    """Say that the police told the court why."""

    referral: str


@decides(RecordAcceptance)
def record_acceptance(case: Case, ask: RecordAcceptance, bench: Bench) -> list[Event]:
    """The police must take the file (法发〔2025〕8号第五条); taken once."""
    if case.all(PoliceAccepted, {"referral": ask.referral}):
        return []
    due = bench.calendar.due(ask.on, THIRTY_DAYS if ask.complex_case else SEVEN_DAYS)
    accepted = PoliceAccepted(
        on=ask.on, referral=ask.referral, receipt=ask.receipt, complex_case=ask.complex_case, decide_by=due.on,
        calendar=due.calendar,
    )  # fmt: skip
    MAY_ACCEPT.require(case, ask.on, accepted)
    return [accepted]


@decides(RecordFiling)
def record_filing(case: Case, ask: RecordFiling) -> list[Event]:
    """Filed once, or again after a refusal."""
    if bool(Keyed(case, "referral", ask.referral).during(PoliceFiled, PoliceRefused)):
        return []
    filed = PoliceFiled(on=ask.on, referral=ask.referral)
    MAY_FILE_CRIME.require(case, ask.on, filed)
    return [filed]


@decides(RecordRefusal)
def record_refusal(case: Case, ask: RecordRefusal) -> list[Event]:
    """Refused once; withdrawn only after a filing."""
    last = case.last_event(PoliceRefused, {"referral": ask.referral})
    standing = not bool(Keyed(case, "referral", ask.referral).during(PoliceFiled, PoliceRefused))
    if last and last.withdrawn == ask.withdrawn and standing:
        return []
    refused = PoliceRefused(on=ask.on, referral=ask.referral, reason=ask.reason, withdrawn=ask.withdrawn)
    MAY_REFUSE_CRIME.require(case, ask.on, refused)
    return [refused]


@decides(RecordRefusalLetter)
def record_refusal_letter(case: Case, ask: RecordRefusalLetter) -> list[Event]:
    """One letter for each refusal."""
    if bool(Keyed(case, "referral", ask.referral).during(RefusalTold, PoliceRefused)):
        return []
    told = RefusalTold(on=ask.on, referral=ask.referral)
    MAY_TELL_REFUSAL.require(case, ask.on, told)
    return [told]
