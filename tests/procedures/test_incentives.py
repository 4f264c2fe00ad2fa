"""Certificate, whitelist and repair of credit: who performs of his own accord gains by it."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Day
from casestream.kernel.case import Keyed
from casestream.kernel.errors import SettingMissing
from casestream.procedures.credit import (
    ConsumptionRestricted,
    DefaulterGround,
    ListAsDefaulter,
    ListedAsDefaulter,
    RemovalReason,
    RemovedFromDefaulterList,
    is_listed,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party, PartyKind
from casestream.procedures.incentives import (
    CertificateIssued,
    CertificateRequested,
    ConfirmPerformance,
    EnterWhitelist,
    GrantRepair,
    IssueCertificate,
    LeaveReason,
    LeaveWhitelist,
    PerformanceConfirmed,
    RefuseRepair,
    RepairGranted,
    RepairRefused,
    RepairRequested,
    RequestCertificate,
    RequestRepair,
    Warned,
    WarnOfSanctions,
    Whitelisted,
    WhitelistLeft,
    is_whitelisted,
)
from casestream.procedures.notice import IssueNotice
from casestream.testing import given
from casestream.testing.scenario import Given, approved, evolve

CASE, DEBTOR, COMPANY = "（2024）内0624民初100号", "吴某", "某有限责任公司"
FIRST, SECOND = "邬某某", "毕某"
ON, DAY = date(2025, 3, 24), timedelta(days=1)
SETTINGS = {"whitelist_basis": "本院办法"}
NOTICES = tuple(
    IssueNotice(case=CASE, on=date(2025, 3, 6), debtor=debtor, perform_by=date(2025, 3, 20))
    for debtor in (DEBTOR, COMPANY)
)


def filed() -> Given:
    return given(
        ApplyForEnforcement(
            case=CASE, on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=40_000_00,
            effective_on=date(2024, 6, 1), performance_due=date(2024, 12, 31),
            applicants=(Party(name=FIRST), Party(name=SECOND)),
            debtors=(Party(name=DEBTOR), Party(name=COMPANY, kind=PartyKind.ENTERPRISE)),
        ),
        FileCase(case=CASE, on=date(2025, 3, 5), number="（2025）内0624执200号"),
        settings=SETTINGS,
    )  # fmt: skip


def confirm(applicant: str, debtor: str = COMPANY) -> ConfirmPerformance:
    return ConfirmPerformance(case=CASE, on=ON, debtor=debtor, applicant=applicant)


REQUEST = RequestCertificate(case=CASE, on=ON, debtor=COMPANY)
ISSUE = IssueCertificate(case=CASE, on=ON, debtor=COMPANY, number="证明1号")
ENTER = EnterWhitelist(case=CASE, on=ON, debtor=COMPANY)


def certified() -> Given:
    return filed().also(*NOTICES, confirm(FIRST), confirm(SECOND), REQUEST, ISSUE)


def listed(debtor: str = DEBTOR, ground: DefaulterGround = DefaulterGround.EVASION) -> Given:
    entry = ListAsDefaulter(
        case=CASE, on=ON, debtor=debtor, ground=ground, legal_representative="杨某某" if debtor == COMPANY else ""
    )  # fmt: skip
    return filed().also(*NOTICES, approved(entry), entry)


def test_the_warning_follows_the_notice_once() -> None:
    warn = WarnOfSanctions(case=CASE, on=ON, debtor=DEBTOR)
    filed().when(warn).then_refused("notice_went_first")
    noticed = filed().also(*NOTICES)
    noticed.when(warn).then(Warned(on=ON, debtor=DEBTOR))
    noticed.also(warn).when(warn).then_nothing()
    noticed.when(evolve(warn, debtor=FIRST)).then_refused("debtor_is_a_party", "notice_went_first")


def test_the_certificate_is_asked_for_and_confirmed_by_every_applicant() -> None:
    asked = filed().also(REQUEST)
    asked.when(ISSUE).then_refused("applicants_confirmed")
    asked.also(confirm(FIRST)).when(ISSUE).then_refused("applicants_confirmed")
    asked.also(confirm(SECOND)).when(ISSUE).then(CertificateIssued(on=ON, debtor=COMPANY, number="证明1号"))
    asked.when(evolve(ISSUE, number="")).then_refused("certificate_has_a_number")
    asked.when(evolve(ISSUE, debtor=DEBTOR)).then_refused("certificate_was_requested", "applicants_confirmed")
    asked.also(ISSUE).when(ISSUE).then_nothing()


def test_confirmation_and_request_are_taken_once_and_from_a_party() -> None:
    filed().when(confirm(FIRST)).then(PerformanceConfirmed(on=ON, debtor=COMPANY, applicant=FIRST))
    filed().also(confirm(FIRST)).when(confirm(FIRST)).then_nothing()
    filed().when(confirm("冯某某")).then_refused("confirmer_is_an_applicant")
    filed().when(confirm(FIRST, FIRST)).then_refused("debtor_is_a_party")
    filed().when(REQUEST).then(CertificateRequested(on=ON, debtor=COMPANY))
    filed().also(REQUEST).when(REQUEST).then_nothing()
    certified().when(REQUEST).then(CertificateRequested)
    filed().when(evolve(REQUEST, debtor=FIRST)).then_refused("debtor_is_a_party")


def test_an_enterprise_with_a_certificate_is_whitelisted_once() -> None:
    certified().when(ENTER).then(Whitelisted(on=ON, debtor=COMPANY, list_basis="本院办法"))
    certified().also(ENTER).when(ENTER).then_nothing()
    filed().when(ENTER).then_refused("whitelisted_has_the_certificate")
    filed().when(evolve(ENTER, debtor=DEBTOR)).then_refused(
        "whitelisted_is_an_enterprise", "whitelisted_has_the_certificate"
    )
    with pytest.raises(SettingMissing, match="whitelist_basis"):
        given().when(ENTER)


def test_a_listed_enterprise_is_not_whitelisted_and_a_listing_ends_a_whitelisting() -> None:
    listed(COMPANY).when(ENTER).then_refused(
        "whitelisted_has_the_certificate", "whitelisted_is_no_defaulter", "whitelisted_is_not_restricted"
    )
    honest = certified().also(ENTER)
    assert bool(is_whitelisted(Keyed(honest.case, "debtor", COMPANY)))
    honest.also(ListedAsDefaulter(on=ON, debtor=COMPANY, ground=DefaulterGround.EVASION, until=date(2027, 3, 24)))
    assert not bool(is_whitelisted(Keyed(honest.case, "debtor", COMPANY)))
    honest.when(ENTER).then_refused("whitelisted_is_no_defaulter")
    honest.also(RemovedFromDefaulterList(on=ON, debtor=COMPANY, reason=RemovalReason.PERFORMED))
    honest.when(ENTER).then(Whitelisted)


@pytest.mark.parametrize("reason", list(LeaveReason))
def test_the_whitelist_is_left_once(reason: LeaveReason) -> None:
    leave = LeaveWhitelist(case=CASE, on=ON, debtor=COMPANY, reason=reason)
    certified().when(leave).then_refused("enterprise_is_on_the_list")
    certified().also(ENTER).when(leave).then(WhitelistLeft(on=ON, debtor=COMPANY, reason=reason))
    certified().also(ENTER, leave).when(leave).then_nothing()
    certified().also(ENTER, leave).when(ENTER).then(Whitelisted)


ASK = RequestRepair(case=CASE, on=ON, debtor=DEBTOR)
GRANT = GrantRepair(case=CASE, on=ON, debtor=DEBTOR, reason=RemovalReason.CORRECTED)
REFUSE = RefuseRepair(case=CASE, on=ON, debtor=DEBTOR, reason="未履行")


def test_repair_deletes_the_entry_in_the_same_step() -> None:
    asked = listed().also(ASK)
    asked.when(GRANT).then(RepairGranted, RemovedFromDefaulterList)
    repaired = asked.also(GRANT)
    assert not bool(is_listed(Keyed(repaired.case, "debtor", DEBTOR), Day(ON)))
    repaired.when(GRANT).then_nothing()
    repaired.when(evolve(GRANT, reason=RemovalReason.PERFORMED)).then_refused(
        "there_is_credit_to_repair", "repair_was_requested", "performance_is_confirmed"
    )


def test_repair_is_for_a_listed_debtor_who_asks() -> None:
    filed().when(ASK).then_refused("there_is_credit_to_repair")
    listed().when(ASK).then(RepairRequested(on=ON, debtor=DEBTOR))
    listed().also(ASK).when(ASK).then_nothing()
    listed().when(GRANT).then_refused("repair_was_requested")
    listed().also(ASK, REFUSE).when(GRANT).then_refused("repair_was_requested")
    listed().also(ASK, REFUSE, ASK).when(GRANT).then(RepairGranted, RemovedFromDefaulterList)


def test_repair_by_performance_needs_the_applicants_word() -> None:
    performed = evolve(GRANT, reason=RemovalReason.PERFORMED)
    asked = listed(ground=DefaulterGround.UNWILLING).also(ASK)
    asked.when(performed).then_refused("performance_is_confirmed")
    asked.also(confirm(FIRST, DEBTOR)).when(performed).then(RepairGranted, RemovedFromDefaulterList)


def test_repair_cannot_go_round_the_law_on_the_list() -> None:
    forever = listed(ground=DefaulterGround.UNWILLING).also(ASK)
    forever.when(GRANT).then_refused("early_deletion_shortens_a_term")
    listed().also(ASK).when(evolve(GRANT, reason=RemovalReason.APPLICANT_ASKED)).then_refused("term_is_kept")


def test_a_refusal_has_its_reason_and_is_told_once() -> None:
    listed().when(REFUSE).then_refused("repair_was_requested")
    asked = listed().also(ASK)
    asked.when(evolve(REFUSE, reason="")).then_refused("refusal_of_repair_has_a_reason")
    asked.when(REFUSE).then(RepairRefused(on=ON, debtor=DEBTOR, reason="未履行"))
    asked.also(REFUSE).when(REFUSE).then_nothing()
    assert asked.case.all(ConsumptionRestricted)
