"""移送 — the court's letter and its evidence go to the police; the applicant may complain as well."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.procedures.coercion import CrimeReferred
from casestream.procedures.coercion.punishment import CASE_IS_IN_HAND
from casestream.procedures.crime.circumstances import Circumstance
from casestream.procedures.filing import EnforcementApplied
from casestream.procedures.instruments import RECORD_KEEPING, REFUSAL_2015, REFUSAL_2024, REFUSAL_PROCEDURE
from casestream.procedures.notice import debtor_is_a_party

# --- law ---

LETTER = REFUSAL_PROCEDURE.article("第三条")
FIVE_KINDS = REFUSAL_PROCEDURE.article("第四条")
OWN_NUMBER = RECORD_KEEPING.article("一函一号", mark="DERIVED")

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


# --- conditions ---


@condition(LETTER, en="The court found the act to be a suspected crime", met_by=CrimeReferred)
def act_was_referred(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """发现负有执行义务的人涉嫌拒不执行判决、裁定犯罪的，应当移送"""
    return case.about("debtor", decided).has(CrimeReferred)


@condition(OWN_NUMBER, en="The letter has its own number", met_by=("另编移送函号", "give this letter its own number"))
def letter_is_new(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """一份移送函、一次控告单独编号"""
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


MAY_SEND_DOSSIER = every(
    "crime_dossier", "移送拒执犯罪材料", "Dossier to the police",
    CASE_IS_IN_HAND, debtor_is_a_party, act_was_referred, letter_is_new, letter_and_account_are_sent,
    evidence_is_of_five_kinds, act_is_after_the_judgment, act_is_after_the_suit_began,
    guards=DossierSent,
)  # fmt: skip
MAY_COMPLAIN = every(
    "crime_complaint", "申请执行人控告", "Complaint by the applicant", debtor_is_a_party, letter_is_new,
    guards=ApplicantComplained,
)  # fmt: skip
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
