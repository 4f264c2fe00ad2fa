"""自动履行证明 — three letters: the notice to perform, the warning, and the certificate that the debtor performed.

The notice is that of `procedures.notice`. The applicant confirms, the debtor asks, the court certifies.
"""

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
from casestream.kernel.case import Keyed
from casestream.procedures.credit.relief import PerformanceConfirmed as PerformanceConfirmed
from casestream.procedures.filing import ApplicantNamed, every_applicant
from casestream.procedures.instruments import INCENTIVES
from casestream.procedures.notice import NoticeIssued, debtor_is_a_party

# --- law ---

THREE_LETTERS = INCENTIVES.article("关于三书联动的规定")
CERTIFICATE = INCENTIVES.article("关于自动履行证明书的规定")

# --- events ---


@event("incentives.warned", "失信惩戒预告", "Warned of sanctions")
class Warned(Event):
    """The second letter: what follows if the debtor does not perform."""

    debtor: str = key("debtor")


@event("incentives.certificate_requested", "申请自动履行证明", "Certificate requested")
class CertificateRequested(Event):
    """A debtor asked for the certificate."""

    debtor: str = key("debtor")


@event("incentives.certificate_issued", "出具自动履行证明书", "Certificate issued")
class CertificateIssued(Event):
    """The third letter, under `number`: the debtor performed voluntarily."""

    debtor: str = key("debtor")
    number: str = field(zh="证明书编号")


# --- conditions ---


@condition(THREE_LETTERS, en="The notice to perform went out first", met_by=NoticeIssued)
def notice_went_first(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """先行发出执行通知，再行发出预告书"""
    return case.about("debtor", decided).has(NoticeIssued)


@condition(CERTIFICATE, en="Only an applicant of the case can confirm", met_by=ApplicantNamed)
def confirmer_is_an_applicant(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """由申请执行人确认被执行人已经履行"""
    return case.about("applicant", decided).has(ApplicantNamed)


@condition(CERTIFICATE, en="Each applicant confirmed the performance", met_by=PerformanceConfirmed)
def applicants_confirmed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经申请执行人确认，被执行人自动履行完毕"""
    all_confirmed = every_applicant(case, lambda applicant: applicant.has(PerformanceConfirmed))
    return all_confirmed & case.about("debtor", decided).has(PerformanceConfirmed)


@condition(CERTIFICATE, en="The debtor asked for it", met_by=CertificateRequested)
def certificate_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """根据被执行人的申请，出具自动履行证明书"""
    return case.about("debtor", decided).has(CertificateRequested)


@condition(CERTIFICATE, en="The certificate has a number", met_by=("编列证明书编号", "number the certificate"))
def certificate_has_a_number(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """证明书编号出具"""
    return ~decided.has(CertificateIssued, {"number": ""})


MAY_WARN = every("default_warning", "失信惩戒预告", "Warning", debtor_is_a_party, notice_went_first, guards=Warned)
MAY_CONFIRM = every(
    "performance_confirmation", "申请执行人确认履行", "Confirmation of performance",
    debtor_is_a_party, confirmer_is_an_applicant,
    guards=PerformanceConfirmed,
)  # fmt: skip
MAY_REQUEST_CERTIFICATE = every(
    "certificate_request",
    "申请自动履行证明",
    "Request for a certificate",
    debtor_is_a_party,
    guards=CertificateRequested,
)
MAY_CERTIFY = every(
    "certificate", "出具自动履行证明书", "Certificate of voluntary performance",
    debtor_is_a_party, certificate_was_requested, applicants_confirmed, certificate_has_a_number,
    guards=CertificateIssued,
)  # fmt: skip

# --- decisions ---


@command("失信惩戒预告", "Warn of sanctions")
class WarnOfSanctions(Command):
    """Send the second letter."""

    debtor: str


@command("确认自动履行", "Confirm the performance")
class ConfirmPerformance(Command):
    """Take an applicant's word that the debtor performed."""

    debtor: str
    applicant: str


@command("申请自动履行证明", "Request a certificate")
class RequestCertificate(Command):
    """Take the debtor's request."""

    debtor: str


@command("出具自动履行证明书", "Issue the certificate")
class IssueCertificate(Command):
    """Certify that the debtor performed voluntarily."""

    debtor: str
    number: str


@decides(WarnOfSanctions)
def warn_of_sanctions(case: Case, ask: WarnOfSanctions) -> list[Event]:
    """Once after each notice."""
    if bool(Keyed(case, "debtor", ask.debtor).during(Warned, NoticeIssued)):
        return []
    warned = Warned(on=ask.on, debtor=ask.debtor)
    MAY_WARN.require(case, ask.on, warned)
    return [warned]


@decides(ConfirmPerformance)
def confirm_performance(case: Case, ask: ConfirmPerformance) -> list[Event]:
    """Each applicant once for each debtor."""
    if case.all(PerformanceConfirmed, {"debtor": ask.debtor, "applicant": ask.applicant}):
        return []
    confirmed = PerformanceConfirmed(on=ask.on, debtor=ask.debtor, applicant=ask.applicant)
    MAY_CONFIRM.require(case, ask.on, confirmed)
    return [confirmed]


@decides(RequestCertificate)
def request_certificate(case: Case, ask: RequestCertificate) -> list[Event]:
    """While a request waits, another is quiet."""
    if bool(Keyed(case, "debtor", ask.debtor).during(CertificateRequested, CertificateIssued)):
        return []
    requested = CertificateRequested(on=ask.on, debtor=ask.debtor)
    MAY_REQUEST_CERTIFICATE.require(case, ask.on, requested)
    return [requested]


@decides(IssueCertificate)
def issue_certificate(case: Case, ask: IssueCertificate) -> list[Event]:
    """One number, one certificate."""
    if case.all(CertificateIssued, {"debtor": ask.debtor, "number": ask.number}):
        return []
    issued = CertificateIssued(on=ask.on, debtor=ask.debtor, number=ask.number)
    MAY_CERTIFY.require(case, ask.on, issued)
    return [issued]
