"""追诉 — the refusal is prosecuted by the procuratorate, or by the applicant where nobody else will, and is judged."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.procedures.crime.police import PoliceFiled, PoliceRefused
from casestream.procedures.crime.referral import ApplicantComplained
from casestream.procedures.crime.supervision import SupervisionDeclined
from casestream.procedures.instruments import CRIMINAL_LAW, REFUSAL_2015, REFUSAL_2024

# --- law ---

PUNISHMENT = CRIMINAL_LAW.article("第三百一十三条")
SERIOUS_MONTHS = 36  # 三年以下
ESPECIALLY_MONTHS = (36, 84)  # 三年以上七年以下
PRIVATE_2015 = REFUSAL_2015.article("第三条", mark="K-high")
PRIVATE = REFUSAL_2024.article("第十四条")

# --- events ---


@event("crime.prosecuted", "提起公诉", "Prosecuted")
class Prosecuted(Event):
    """The procuratorate brought the charge."""

    referral: str = key("referral", zh="移送函号")


@event("crime.not_prosecuted", "不起诉", "Not prosecuted")
class NotProsecuted(Event):
    """The procuratorate did not charge; `performed` when because the debtor performed before and the fault is slight."""

    referral: str = key("referral", zh="移送函号")
    performed: bool = field(zh="公诉前已履行")


@event("crime.privately_prosecuted", "提起自诉", "Privately prosecuted")
class PrivatelyProsecuted(Event):
    """The applicant's own charge was filed by the criminal court under `number`."""

    referral: str = key("referral", zh="控告或移送编号")
    debtor: str = key("debtor")
    number: str


@event("crime.convicted", "拒执罪判决", "Convicted")
class Convicted(Event):
    """The debtor, or who answers for it, was found guilty: so many months (0 for detention or a fine alone), and a fine."""

    referral: str = key("referral", zh="移送函号")
    months: int = field(zh="刑期(月)")
    fine_fen: int = field(zh="罚金")
    especially_serious: bool = field(zh="情节特别严重")


# --- conditions ---


@condition(PUNISHMENT, en="The police investigate", met_by=PoliceFiled)
def crime_was_filed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关立案侦查终结，移送审查起诉"""
    return case.about("referral", decided).during(PoliceFiled, PoliceRefused)


@condition(PRIVATE, en="The applicant complained before", met_by=ApplicantComplained)
def applicant_complained(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人曾经提出控告"""
    return case.about("debtor", decided).has(ApplicantComplained)


def _declined(case: Asked, decided: Asked) -> Truth:
    file = case.about("referral", decided)
    return file.has(PoliceRefused) | file.has(SupervisionDeclined) | file.has(NotProsecuted)


@condition(PRIVATE, en="Police or procuratorate declined", met_by=PoliceRefused)
def authorities_declined(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公安机关或者人民检察院对负有执行义务的人不予追究刑事责任的"""
    return _declined(case, decided)


@condition(PRIVATE_2015, en="Police or procuratorate declined (as of 2015)", met_by=PoliceRefused)
def authorities_declined_before_2024(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人曾经提出控告，而公安机关或者人民检察院不予追究刑事责任的，可以自诉案件立案审理"""
    return _declined(case, decided) & case.about("debtor", decided).has(ApplicantComplained)


@condition(PUNISHMENT, en="A charge was brought", met_by=Prosecuted)
def charge_was_brought(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经公诉或者自诉，由人民法院审判"""
    file = case.about("referral", decided)
    return file.has(Prosecuted) | file.has(PrivatelyProsecuted)


@condition(
    PUNISHMENT,
    en="Up to 3 years, detention or a fine; 3 to 7 years and a fine where especially serious",
    met_by=("三年以下；情节特别严重的，三年以上七年以下并处罚金", "up to 36 months; 36 to 84 and a fine"),
    soft=True,
)
def sentence_is_in_its_range(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """情节严重的，处三年以下有期徒刑、拘役或者罚金；情节特别严重的，处三年以上七年以下有期徒刑，并处罚金"""
    months, fine = decided.total(Convicted.months), decided.total(Convicted.fine_fen)
    serious = decided.has(Convicted, {"especially_serious": False}) & (months >= 0) & (months <= SERIOUS_MONTHS)
    least, most = ESPECIALLY_MONTHS
    grave = decided.has(Convicted, {"especially_serious": True}) & (months >= least) & (months <= most) & (fine > 0)
    return serious | grave


MAY_PROSECUTE = every("crime_prosecution", "提起公诉", "Prosecution", crime_was_filed, guards=Prosecuted)
MAY_NOT_PROSECUTE = every("crime_no_prosecution", "不起诉", "No prosecution", crime_was_filed, guards=NotProsecuted)
MAY_PROSECUTE_PRIVATELY = every(
    "private_prosecution", "提起自诉", "Private prosecution",
    applicant_complained, authorities_declined, authorities_declined_before_2024,
    guards=PrivatelyProsecuted,
)  # fmt: skip
MAY_CONVICT = every(
    "conviction", "拒执罪判决", "Conviction", charge_was_brought, sentence_is_in_its_range, guards=Convicted
)

# --- decisions ---


@command("登记提起公诉", "Record the prosecution")
class RecordProsecution(Command):
    """Say that the procuratorate charged."""

    referral: str


@command("登记不起诉", "Record that nobody is charged")
class RecordNoProsecution(Command):
    """Say that the procuratorate did not charge."""

    referral: str
    performed: bool = False


@command("登记提起自诉", "Record the private prosecution")
class RecordPrivateProsecution(Command):
    """Say that the applicant's own charge was filed."""

    referral: str
    debtor: str
    number: str


@command("登记拒执罪判决", "Record the conviction")
class RecordConviction(Command):
    """Say what the criminal court decided."""

    referral: str
    months: int
    fine_fen: int = 0
    especially_serious: bool = False


@decides(RecordProsecution)
def record_prosecution(case: Case, ask: RecordProsecution) -> list[Event]:
    """Charged once."""
    if case.all(Prosecuted, {"referral": ask.referral}):
        return []
    prosecuted = Prosecuted(on=ask.on, referral=ask.referral)
    MAY_PROSECUTE.require(case, ask.on, prosecuted)
    return [prosecuted]


@decides(RecordNoProsecution)
def record_no_prosecution(case: Case, ask: RecordNoProsecution) -> list[Event]:
    """Who performs before the charge, and whose fault is slight, need not be charged (法释〔2024〕13号第十一条)."""
    if case.all(NotProsecuted, {"referral": ask.referral}):
        return []
    dropped = NotProsecuted(on=ask.on, referral=ask.referral, performed=ask.performed)
    MAY_NOT_PROSECUTE.require(case, ask.on, dropped)
    return [dropped]


@decides(RecordPrivateProsecution)
def record_private_prosecution(case: Case, ask: RecordPrivateProsecution) -> list[Event]:
    """Where police or procuratorate decline (法释〔2024〕13号第十四条); one charge is filed once."""
    charged = PrivatelyProsecuted(on=ask.on, referral=ask.referral, debtor=ask.debtor, number=ask.number)
    if case.all(PrivatelyProsecuted, {"number": ask.number}):
        return []
    MAY_PROSECUTE_PRIVATELY.require(case, ask.on, charged)
    return [charged]


@decides(RecordConviction)
def record_conviction(case: Case, ask: RecordConviction) -> list[Event]:
    """Judged once on each charge."""
    if case.all(Convicted, {"referral": ask.referral}):
        return []
    convicted = Convicted(
        on=ask.on, referral=ask.referral, months=ask.months, fine_fen=ask.fine_fen,
        especially_serious=ask.especially_serious,
    )  # fmt: skip
    MAY_CONVICT.require(case, ask.on, convicted)
    return [convicted]
