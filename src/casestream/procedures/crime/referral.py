"""移送与立案 — the court's file goes to the police, who file the crime or say why not."""

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
)
from casestream.kernel.case import Keyed
from casestream.procedures.coercion import CrimeReferred
from casestream.procedures.crime.circumstances import Circumstance
from casestream.procedures.filing import EnforcementApplied, case_is_in_hand
from casestream.procedures.instruments import REFUSAL_2015, REFUSAL_2024, REFUSAL_PROCEDURE
from casestream.procedures.notice import debtor_is_a_party

# --- law ---

LETTER = REFUSAL_PROCEDURE.article("第三条")
FIVE_KINDS = REFUSAL_PROCEDURE.article("第四条")
POLICE_TERM = REFUSAL_PROCEDURE.article("第五条")
POLICE_TELL = REFUSAL_PROCEDURE.article("关于不予立案、撤销案件函告的规定")
SEVEN_DAYS, THIRTY_DAYS = Period(days=7), Period(days=30)

# --- events ---


class Evidence(Label):
    """The five kinds of evidence that go with the letter (法发〔2025〕8号第四条)."""

    IDENTITY = "identity", "犯罪嫌疑人身份情况", "who the suspect is"
    DUTY = "duty", "负有执行义务或者协助执行义务", "the duty to perform or to assist"
    ABILITY = "ability", "有能力执行", "the ability to perform"
    REFUSAL = "refusal", "拒不执行行为", "the refusal"
    CONSEQUENCE = "consequence", "情节或者造成的后果", "circumstances or consequences"


@event("crime.dossier_sent", "移送拒执犯罪材料", "Dossier sent to the police")
class DossierSent(Event):
    """The letter `referral` went to the police with so many of the five kinds of evidence.

    `letter_and_account`: both the letter (案件移送函) and the account of the enforcement (执行情况说明) are in it. The act was
    done on `acted_on`; `suit_began_on` is the day on which the debtor was called to answer the suit, if that is known.
    """

    referral: str = key("referral", zh="移送函号")
    debtor: str = key("debtor")
    act: str
    circumstance: Circumstance = field(zh="情节")
    letter_and_account: bool = field(zh="移送函及执行情况说明")
    evidence: tuple[Evidence, ...] = field(zh="证据材料")
    evidence_kinds: int = field(zh="证据种类数")
    acted_on: date = field(zh="行为日")
    suit_began_on: date | None = field(zh="诉讼开始日", default=None)


@event("crime.complained", "申请执行人控告", "Applicant complained")
class ApplicantComplained(Event):
    """The applicant laid a complaint with the police themselves, under a number of its own."""

    referral: str = key("referral", zh="控告编号")
    debtor: str = key("debtor")


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


# --- deadlines ---

deadline(
    "police_filing", "公安机关立案审查期限", "the police's decision to file",
    begins=PoliceAccepted, kept_by=(PoliceFiled, PoliceRefused), due="decide_by", key="referral", citation=POLICE_TERM,
)  # fmt: skip
deadline(
    "police_tell", "公安机关函告期限", "the police's letter to the court",
    begins=PoliceRefused, kept_by=RefusalTold, period=SEVEN_DAYS, key="referral", citation=POLICE_TELL,
)  # fmt: skip

# --- conditions ---


@condition(LETTER, en="The court found the act to be a suspected crime", met_by=CrimeReferred)
def act_was_referred(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """发现负有执行义务的人涉嫌拒不执行判决、裁定犯罪的，应当移送"""
    return case.about("debtor", decided).has(CrimeReferred)


@condition(LETTER, en="The letter has its own number", met_by=("另编移送函号", "give this letter its own number"))
def letter_is_new(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """制作案件移送函"""
    file = case.about("referral", decided)
    return ~file.has(DossierSent) & ~file.has(ApplicantComplained)


@condition(
    LETTER,
    en="A letter and an account of the enforcement are sent",
    met_by=("案件移送函及执行情况说明", "the letter and the account of the enforcement"),
)
def letter_and_account_are_sent(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当制作案件移送函及执行情况说明，并将相关证据材料一并移送"""
    return ~decided.has(DossierSent, {"letter_and_account": False})


@condition(FIVE_KINDS, en="Evidence of all five kinds goes with it", met_by=("五类证据材料", "evidence of five kinds"))
def evidence_is_of_five_kinds(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """移送时应当附身份、义务、能力、拒不执行行为、情节后果五类证据材料"""
    return decided.total(DossierSent.evidence_kinds) >= len(Evidence)


@condition(
    REFUSAL_2015.article("第一条", mark="K-high"),
    en="The act was done after the basis took effect",
    met_by=("裁判生效后的行为", "an act after the basis took effect"),
)
def act_is_after_the_judgment(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对人民法院的判决、裁定有能力执行而拒不执行，行为发生在裁判生效后"""
    return decided.latest(DossierSent.acted_on) >= case.latest(EnforcementApplied.effective_on)


@condition(
    REFUSAL_2024.article("第六条"),
    en="The act was done after the basis took effect, or to evade it after the suit began",
    met_by=("诉讼开始后的行为", "an act after the suit began"),
)
def act_is_after_the_suit_began(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """为逃避执行义务，在诉讼开始后、裁判生效前实施隐藏、转移财产等行为，裁判生效后拒不执行的，可以追究刑事责任"""
    acted = decided.latest(DossierSent.acted_on)
    after_judgment = acted >= case.latest(EnforcementApplied.effective_on)
    return after_judgment | (decided.latest(DossierSent.suit_began_on) <= acted)


@condition(POLICE_TERM, en="A file is with the police", met_by=DossierSent)
def file_was_sent(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对移送的材料，公安机关应当接受，制作受案登记表并出具回执"""
    file = case.about("referral", decided)
    return file.has(DossierSent) | file.has(ApplicantComplained)


@condition(POLICE_TERM, en="The police gave a receipt", met_by=("受案回执", "a receipt"))
def receipt_was_given(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关应当接受，制作受案登记表并出具回执"""
    return ~decided.has(PoliceAccepted, {"receipt": ""})


@condition(POLICE_TERM, en="The police took the file", met_by=PoliceAccepted)
def police_took_the_file(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关受案后进行审查"""
    return case.about("referral", decided).has(PoliceAccepted)


@condition(POLICE_TERM, en="The police have not decided yet, or withdraw what they filed", met_by=PoliceAccepted)
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


MAY_SEND_DOSSIER = every(
    "crime_dossier", "移送拒执犯罪材料", "Dossier to the police",
    case_is_in_hand, debtor_is_a_party, act_was_referred, letter_is_new, letter_and_account_are_sent,
    evidence_is_of_five_kinds, act_is_after_the_judgment, act_is_after_the_suit_began,
    guards=DossierSent,
)  # fmt: skip
MAY_COMPLAIN = every(
    "crime_complaint", "申请执行人控告", "Complaint by the applicant", debtor_is_a_party, letter_is_new,
    guards=ApplicantComplained,
)  # fmt: skip
MAY_ACCEPT = every(
    "police_acceptance", "公安机关受案", "Acceptance by the police", file_was_sent, receipt_was_given, guards=PoliceAccepted
)
MAY_FILE_CRIME = every(
    "police_filing", "公安机关立案侦查", "Filing by the police", police_took_the_file, police_decide_in_time,
    guards=PoliceFiled,
)  # fmt: skip
MAY_REFUSE_CRIME = every(
    "police_refusal", "公安机关不予立案", "Refusal by the police",
    police_took_the_file, refusal_is_open, police_decide_in_time,
    guards=PoliceRefused,
)  # fmt: skip
MAY_TELL_REFUSAL = every(
    "police_letter", "函告不予立案理由", "The police's letter", police_refused, court_is_told_in_time, guards=RefusalTold
)

# --- decisions ---


@command("移送拒执犯罪材料", "Send the dossier")
class SendDossier(Command):
    """Send the letter `referral` with its evidence to the police."""

    referral: str
    debtor: str
    act: str
    circumstance: Circumstance
    evidence: tuple[Evidence, ...]
    acted_on: date
    suit_began_on: date | None = None
    letter_and_account: bool = True


@command("登记申请执行人控告", "Record the applicant's complaint")
class RecordComplaint(Command):
    """Say that the applicant complained to the police."""

    referral: str
    debtor: str


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


@decides(SendDossier)
def send_dossier(case: Case, ask: SendDossier) -> list[Event]:
    """One letter is sent once."""
    sent = DossierSent(
        on=ask.on, referral=ask.referral, debtor=ask.debtor, act=ask.act, circumstance=ask.circumstance,
        letter_and_account=ask.letter_and_account, evidence=ask.evidence, evidence_kinds=len(set(ask.evidence)),
        acted_on=ask.acted_on, suit_began_on=ask.suit_began_on,
    )  # fmt: skip
    if sent in case.all(DossierSent):
        return []
    MAY_SEND_DOSSIER.require(case, ask.on, sent)
    return [sent]


@decides(RecordComplaint)
def record_complaint(case: Case, ask: RecordComplaint) -> list[Event]:
    """One complaint is recorded once."""
    if case.all(ApplicantComplained, {"referral": ask.referral, "debtor": ask.debtor}):
        return []
    complained = ApplicantComplained(on=ask.on, referral=ask.referral, debtor=ask.debtor)
    MAY_COMPLAIN.require(case, ask.on, complained)
    return [complained]


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
