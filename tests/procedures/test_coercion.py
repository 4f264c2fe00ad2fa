"""Summons, compelled appearance, detention, fine: who may be touched, for how long, and by whose approval."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Command
from casestream.kernel.errors import BadRequest
from casestream.procedures.approval import proposal_of
from casestream.procedures.coercion import (
    AbsentWithoutReason,
    Appeared,
    CompelAppearance,
    CompelledToAppear,
    CrimeReferred,
    DebtorSought,
    Detain,
    Detained,
    DetentionEnded,
    EndDetention,
    FindObstruction,
    Fined,
    Ground,
    HandedToPolice,
    HandToPolice,
    ImposeFine,
    ObstructionFound,
    RecordAppearance,
    ReferCrime,
    Role,
    SeekDebtor,
    SoughtBy,
    Summon,
    Summoned,
    obstructions_are_punished,
    report_breaches_are_punished,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party, PartyKind
from casestream.procedures.notice import IssueNotice, PropertyReportChecked, ReportOutcome
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.testing import PANEL, given
from casestream.testing.scenario import Given, approved, evolve

CASE = "（2024）内0624民初100号"
SUMMONED, DAY, ON = date(2025, 3, 10), date(2025, 3, 14), date(2025, 3, 17)
COMPANY = "某有限责任公司"

apply = ApplyForEnforcement(
    case=CASE, on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=28_000_00,
    effective_on=date(2021, 3, 1), performance_due=date(2024, 12, 31), applicants=(Party(name="毕某"),),
    debtors=(Party(name="赵某"), Party(name=COMPANY, kind=PartyKind.ENTERPRISE), Party(name="冯某某")),
)  # fmt: skip
file = FileCase(case=CASE, on=date(2025, 3, 5), number="（2025）内0624执123号")


def opened() -> Given:
    return given(apply, file)


def summon(
    debtor: str = "赵某", appear_on: date = DAY, by_writ: bool = True, role: Role = Role.DEBTOR, person: str = ""
) -> Summon:
    return Summon(
        case=CASE, on=SUMMONED, debtor=debtor, appear_on=appear_on, by_writ=by_writ, role=role, person=person
    )  # fmt: skip


def answer(came: bool, on: date = DAY, debtor: str = "赵某") -> RecordAppearance:
    return RecordAppearance(case=CASE, on=on, debtor=debtor, came=came)


def compel(hours: int = 3, complex_case: bool = False, on: date = ON) -> CompelAppearance:
    return CompelAppearance(case=CASE, on=on, debtor="赵某", hours=hours, complex_case=complex_case)


def detain(
    days: int = 15, act: str = "抗拒执行", on: date = ON, ground: Ground = Ground.OBSTRUCTION, debtor: str = "赵某",
    role: Role = Role.DEBTOR, person: str = "",
) -> Detain:  # fmt: skip
    return Detain(case=CASE, on=on, debtor=debtor, days=days, act=act, ground=ground, role=role, person=person)


def fine(
    amount_fen: int, debtor: str = "赵某", act: str = "抗拒执行", ground: Ground = Ground.OBSTRUCTION,
    role: Role = Role.DEBTOR, person: str = "", on: date = ON,
) -> ImposeFine:  # fmt: skip
    return ImposeFine(
        case=CASE, on=on, debtor=debtor, amount_fen=amount_fen, act=act, ground=ground, role=role, person=person
    )  # fmt: skip


def absent() -> Given:
    return opened().also(summon(), answer(False))


def may_compel() -> Given:
    return absent().also(approved(compel()))


def may_detain(step: Detain) -> Given:
    return opened().also(approved(step))


def may_fine(step: ImposeFine) -> Given:
    return opened().also(approved(step))


def breach(outcome: ReportOutcome = ReportOutcome.REFUSED, debtor: str = "赵某") -> PropertyReportChecked:
    return PropertyReportChecked(on=SUMMONED, debtor=debtor, outcome=outcome)


def test_a_debtor_is_summoned_by_writ_and_the_same_summons_is_served_once() -> None:
    opened().when(summon()).then(Summoned(on=SUMMONED, debtor="赵某", appear_on=DAY, person="赵某"))
    opened().also(summon()).when(summon()).then_nothing()
    opened().also(summon()).when(summon(appear_on=ON)).then(Summoned)


@pytest.mark.parametrize(
    ("appear_on", "allowed"), [(date(2025, 3, 9), False), (SUMMONED, True), (date(2025, 3, 11), True)]
)
def test_a_summons_is_for_a_day_to_come(appear_on: date, allowed: bool) -> None:
    outcome = opened().when(summon(appear_on=appear_on))
    if allowed:
        outcome.then(Summoned)
    else:
        outcome.then_refused("day_to_appear_lies_ahead")


def test_for_an_entity_a_named_person_is_summoned() -> None:
    opened().when(summon(COMPANY)).then_refused("person_can_appear")
    opened().when(summon(COMPANY, role=Role.LEGAL_REPRESENTATIVE)).then_refused("person_can_appear")
    opened().when(summon(COMPANY, role=Role.LEGAL_REPRESENTATIVE, person="杨某某")).then(Summoned)
    opened().when(summon(role=Role.LEGAL_REPRESENTATIVE, person="杨某某")).then_refused("person_can_appear")


def test_nobody_is_summoned_who_is_no_party_or_before_filing() -> None:
    opened().when(summon("毕某")).then_refused("debtor_is_a_party", "person_can_appear")
    given(apply).when(summon()).then_refused("round_is_open")


@pytest.mark.parametrize(("on", "allowed"), [(date(2025, 3, 13), False), (DAY, True), (date(2025, 3, 15), True)])
def test_an_absence_is_known_on_the_day_of_the_summons(on: date, allowed: bool) -> None:
    outcome = opened().also(summon()).when(answer(False, on))
    if allowed:
        outcome.then(AbsentWithoutReason(on=on, debtor="赵某", person="赵某"))
    else:
        outcome.then_refused("day_to_appear_has_come")


def test_nobody_is_absent_who_was_not_summoned() -> None:
    opened().when(answer(False)).then_refused("was_summoned", "day_to_appear_has_come")


def test_an_answer_to_a_summons_is_recorded_once_and_who_stayed_away_may_still_come() -> None:
    absent().when(answer(False, ON)).then_nothing()
    absent().when(answer(True, ON)).then(Appeared)
    absent().also(answer(True, ON)).when(answer(True, ON)).then_nothing()
    absent().also(summon(appear_on=ON)).when(answer(False, ON)).then(AbsentWithoutReason)


def test_who_did_not_follow_a_summons_is_brought_in_with_the_presidents_approval() -> None:
    brought = CompelledToAppear(
        on=ON, debtor="赵某", hours=3, complex_case=False, person="赵某", proposal=proposal_of(compel())
    )
    may_compel().when(compel()).then(brought)
    may_compel().also(compel()).when(compel()).then_nothing()


def test_without_summons_absence_and_approval_nobody_is_brought_in() -> None:
    opened().when(compel()).then_refused("was_summoned", "did_not_appear", "compulsion_was_approved")
    opened().also(summon()).when(compel()).then_refused("did_not_appear", "compulsion_was_approved")
    absent().when(compel()).then_refused("compulsion_was_approved")
    came_late = may_compel().also(answer(True, ON))
    came_late.when(compel()).then_refused("did_not_appear")


def test_a_summons_by_telephone_is_no_writ() -> None:
    called = opened().also(summon(by_writ=False), approved(compel()))
    called.also(AbsentWithoutReason(on=DAY, debtor="赵某", person="赵某"))
    called.when(compel()).then_refused("was_summoned")


def of_company(role: Role, person: str, on: date = ON) -> CompelAppearance:
    return CompelAppearance(case=CASE, on=on, debtor=COMPANY, hours=3, role=role, person=person)


def test_only_who_was_summoned_himself_is_brought_in() -> None:
    head, controller = of_company(Role.HEAD, "杨某某"), of_company(Role.CONTROLLER, "黄某某")
    signed = opened().also(approved(head), approved(controller))
    signed.also(summon(COMPANY, role=Role.HEAD, person="杨某某"), answer(False, debtor=COMPANY))
    signed.when(controller).then_refused("was_summoned", "did_not_appear")
    signed.when(head).then(CompelledToAppear)


def test_the_absence_of_one_is_not_the_absence_of_another_who_was_summoned() -> None:
    both = opened().also(
        approved(of_company(Role.CONTROLLER, "黄某某")),
        summon(COMPANY, role=Role.CONTROLLER, person="黄某某"), summon(COMPANY, role=Role.HEAD, person="杨某某"),
        answer(False, debtor=COMPANY),
    )  # fmt: skip
    both.when(of_company(Role.CONTROLLER, "黄某某")).then_refused("did_not_appear")
    both.also(RecordAppearance(case=CASE, on=DAY, debtor=COMPANY, came=False, person="黄某某"))
    both.when(of_company(Role.CONTROLLER, "黄某某")).then(CompelledToAppear)


def test_a_new_summons_is_a_new_chance_to_come() -> None:
    again = may_compel().also(summon(appear_on=ON))
    again.when(compel()).then_refused("did_not_appear")
    again.also(answer(False, ON)).when(compel()).then(CompelledToAppear)


def test_who_is_merely_responsible_is_neither_summoned_nor_brought_in() -> None:
    opened().when(summon(COMPANY, role=Role.RESPONSIBLE, person="杨某某")).then_refused("person_can_appear")
    opened().when(summon(COMPANY, role=Role.CONTROLLER, person="杨某某")).then(Summoned)


def test_an_approval_serves_one_measure_against_one_debtor() -> None:
    again = may_compel().also(compel(), summon(appear_on=ON), answer(False, ON))
    tomorrow = compel(on=date(2025, 3, 18))
    again.when(tomorrow).then_refused("compulsion_was_approved")
    again.also(approved(evolve(tomorrow, debtor="冯某某")))
    again.when(tomorrow).then_refused("compulsion_was_approved")
    again.also(approved(tomorrow)).when(tomorrow).then(CompelledToAppear)


def test_one_absence_is_answered_by_force_once() -> None:
    brought = may_compel().also(compel(), approved(compel()))
    brought.when(compel(on=date(2025, 3, 18))).then_refused("did_not_appear")


@pytest.mark.parametrize(
    ("hours", "complex_case", "allowed"),
    [
        (0, False, False), (1, False, True), (7, False, True), (8, False, True), (9, False, False),
        (0, True, False), (9, True, True), (23, True, True), (24, True, True), (25, True, False), (-1, False, False),
    ],
)  # fmt: skip
def test_an_inquiry_lasts_eight_hours_or_twenty_four_in_a_complex_case(
    hours: int, complex_case: bool, allowed: bool
) -> None:
    outcome = may_compel().when(compel(hours, complex_case))
    if allowed:
        outcome.then(CompelledToAppear)
    else:
        outcome.then_refused("inquiry_is_short_enough")


def test_an_approval_of_an_earlier_round_does_not_serve_a_later_one() -> None:
    closed = RoundClosed(
        on=ON, mode=ClosingMode.CURRENT_TERMINATED, claimed_fen=1, collected_fen=0, opened_on=ON, used_days=0
    )  # fmt: skip
    resumed = RoundOpened(
        on=ON, number="（2025）内0624执恢9号", court="内0624", origin=Origin.RESUMED, claimed_fen=28_000_00
    )  # fmt: skip
    may_compel().also(closed).when(compel()).then_refused("round_is_open")
    may_compel().also(closed, resumed).when(compel()).then_refused(
        "was_summoned", "did_not_appear", "compulsion_was_approved"
    )


def test_a_detention_names_its_act_and_its_last_day() -> None:
    may_detain(detain()).when(detain()).then(
        Detained(
            on=ON,
            debtor="赵某",
            days=15,
            until=date(2025, 4, 1),
            ground=Ground.OBSTRUCTION,
            act="抗拒执行",
            person="赵某",
            proposal=proposal_of(detain()),
            offence="赵某；赵某；抗拒执行",
        )
    )
    may_detain(detain()).also(detain()).when(detain()).then_nothing()
    may_detain(detain(act="")).when(detain(act="")).then_refused("act_is_named")


@pytest.mark.parametrize(
    ("days", "allowed"), [(-1, False), (0, False), (1, True), (14, True), (15, True), (16, False), (10**12, False)]
)
def test_a_detention_is_for_fifteen_days_at_most(days: int, allowed: bool) -> None:
    outcome = may_detain(detain(days)).when(detain(days))
    if allowed:
        outcome.then(Detained)
    else:
        outcome.then_refused("detention_is_short_enough")


def test_a_detention_needs_its_own_approval_of_the_president() -> None:
    opened().when(detain()).then_refused("detention_was_approved")
    may_fine(fine(1_00)).when(detain()).then_refused("detention_was_approved")
    may_detain(detain(debtor="冯某某")).when(detain()).then_refused("detention_was_approved")
    used = may_detain(detain()).also(detain())
    used.when(detain(act="另一行为")).then_refused("detention_was_approved")


@pytest.mark.parametrize("step", [detain(), fine(1_00), compel()])
def test_a_panel_does_not_approve_coercion(step: Command) -> None:
    opened().when(*approved(step, PANEL)).then_refused("coercion_is_for_the_president")


def test_one_act_is_not_detained_for_twice_and_a_new_act_is() -> None:
    served = may_detain(detain()).also(detain())
    same, other = detain(on=date(2025, 4, 7)), detain(on=date(2025, 4, 7), act="另一行为")
    served.also(approved(same), approved(other))
    served.when(same).then_refused("act_was_not_punished_by_detention")
    served.when(other).then(Detained)


def test_an_entity_and_who_answers_for_it_are_each_punished_for_one_act() -> None:
    entity, head = fine(50_000_00, COMPANY), fine(1_000_00, COMPANY, role=Role.HEAD, person="杨某某")
    path = may_fine(entity).also(entity, approved(head))
    path.when(head).then(Fined)
    again = evolve(head, on=ON + timedelta(days=1))
    path.also(head, approved(again)).when(again).then_refused("act_was_not_punished_by_fine")


def test_two_debtors_are_each_detained_for_an_act_of_the_same_name() -> None:
    first, second = detain(), detain(debtor="冯某某")
    may_detain(first).also(first, approved(second)).when(second).then(Detained)


def test_each_person_of_an_entity_is_detained_and_let_go_on_their_own() -> None:
    head = detain(debtor=COMPANY, role=Role.HEAD, person="杨某某")
    clerk = detain(debtor=COMPANY, role=Role.RESPONSIBLE, person="白某")
    path = may_detain(head).also(head, approved(clerk), clerk)
    free = EndDetention(case=CASE, on=ON, debtor=COMPANY, admitted=True)
    with pytest.raises(BadRequest):
        path.when(free)
    (ended,) = path.when(evolve(free, person="白某")).events
    assert isinstance(ended, DetentionEnded)
    assert (ended.person, ended.early) == ("白某", True)
    path.also(ended).when(evolve(free, person="白某")).then_nothing()
    (other,) = path.when(evolve(free, on=date(2025, 4, 1))).events
    assert isinstance(other, DetentionEnded)
    assert (other.person, other.early) == ("杨某某", False)
    hand = HandToPolice(case=CASE, on=ON, debtor=COMPANY, place="鄂托克旗拘留所", person="白某")
    path.when(hand).then_refused("detention_runs")
    path.when(evolve(hand, person="杨某某")).then(HandedToPolice)


def test_a_detention_and_a_fine_may_meet_on_one_act() -> None:
    both = may_detain(detain()).also(detain(), approved(fine(1_000_00)))
    both.when(fine(1_000_00)).then(Fined)


def test_an_entity_is_not_detained_but_who_is_in_charge_of_it_is() -> None:
    may_detain(detain(debtor=COMPANY)).when(detain(debtor=COMPANY)).then_refused("person_can_be_detained")
    may_detain(detain(debtor=COMPANY, role=Role.HEAD)).when(detain(debtor=COMPANY, role=Role.HEAD)).then_refused(
        "person_can_be_detained"
    )
    may_detain(detain(debtor=COMPANY, role=Role.HEAD, person="杨某某")).when(
        detain(debtor=COMPANY, role=Role.HEAD, person="杨某某")
    ).then(Detained)


@pytest.mark.parametrize("role", [Role.LEGAL_REPRESENTATIVE, Role.HEAD, Role.RESPONSIBLE])
def test_who_is_in_charge_or_directly_responsible_is_punished_and_an_actual_controller_is_not(role: Role) -> None:
    may_detain(detain(debtor=COMPANY, role=role, person="杨某某")).when(
        detain(debtor=COMPANY, role=role, person="杨某某")
    ).then(Detained)
    may_fine(fine(1_000_00, COMPANY, role=role, person="杨某某")).when(
        fine(1_000_00, COMPANY, role=role, person="杨某某")
    ).then(Fined)
    controller = detain(debtor=COMPANY, role=Role.CONTROLLER, person="杨某某")
    may_detain(controller).when(controller).then_refused("person_can_be_detained")
    levy = fine(1_000_00, COMPANY, role=Role.CONTROLLER, person="杨某某")
    may_fine(levy).when(levy).then_refused("fined_representative_is_an_entitys")


def test_a_refusal_to_assist_is_not_an_act_of_a_debtor() -> None:
    refused = "debtor_is_no_assisting_unit"
    may_detain(detain(ground=Ground.NON_ASSISTANCE)).when(detain(ground=Ground.NON_ASSISTANCE)).then_refused(refused)
    may_fine(fine(1_000_00, ground=Ground.NON_ASSISTANCE)).when(
        fine(1_000_00, ground=Ground.NON_ASSISTANCE)
    ).then_refused(refused)
    refer = ReferCrime(case=CASE, on=ON, debtor="赵某", act="拒不协助", ground=Ground.NON_ASSISTANCE)
    opened().when(refer).then_refused(refused)


@pytest.mark.parametrize("outcome", [ReportOutcome.FALSE, ReportOutcome.LATE, ReportOutcome.REFUSED])
def test_a_breach_of_the_duty_to_report_is_punished_once_it_was_found(outcome: ReportOutcome) -> None:
    punish = detain(ground=Ground.REPORT_BREACH)
    may_detain(punish).when(punish).then_refused("report_breach_was_found")
    may_detain(punish).also(breach(ReportOutcome.TRUE)).when(punish).then_refused("report_breach_was_found")
    may_detain(punish).also(breach(outcome, "冯某某")).when(punish).then_refused("report_breach_was_found")
    may_detain(punish).also(breach(outcome)).when(punish).then(Detained)
    levy = fine(1_000_00, ground=Ground.REPORT_BREACH)
    may_fine(levy).when(levy).then_refused("report_breach_was_found")
    may_fine(levy).also(breach(outcome)).when(levy).then(Fined)


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2025, 3, 19), False), (date(2025, 3, 20), False), (date(2025, 3, 21), True)]
)
def test_refusal_to_perform_begins_after_the_day_of_the_notice(on: date, allowed: bool) -> None:
    notice = IssueNotice(case=CASE, on=SUMMONED, debtor="赵某", perform_by=date(2025, 3, 20))
    outcome = may_detain(detain(on=on, ground=Ground.REFUSAL)).also(notice).when(detain(on=on, ground=Ground.REFUSAL))
    if allowed:
        outcome.then(Detained)
    else:
        outcome.then_refused("refusal_is_after_the_notice")


def test_who_was_never_notified_has_not_refused() -> None:
    may_detain(detain(ground=Ground.REFUSAL)).when(detain(ground=Ground.REFUSAL)).then_refused(
        "refusal_is_after_the_notice"
    )


@pytest.mark.parametrize(
    ("on", "early"), [(date(2025, 3, 31), True), (date(2025, 4, 1), False), (date(2025, 4, 2), False)]
)
def test_a_detention_ends_early_only_for_who_admits_the_wrong(on: date, early: bool) -> None:
    detained = may_detain(detain()).also(detain())
    admitted = EndDetention(case=CASE, on=on, debtor="赵某", admitted=True)
    detained.when(admitted).then(DetentionEnded(on=on, debtor="赵某", person="赵某", early=early, admitted=True))
    unrepentant = detained.when(EndDetention(case=CASE, on=on, debtor="赵某"))
    if early:
        unrepentant.then_refused("early_release_is_earned")
    else:
        unrepentant.then(DetentionEnded)


def test_ending_no_detention_is_quiet() -> None:
    end = EndDetention(case=CASE, on=date(2025, 4, 1), debtor="赵某")
    opened().when(end).then_nothing()
    may_detain(detain()).also(detain(), end).when(end).then_nothing()


@pytest.mark.parametrize(
    ("amount_fen", "allowed"),
    [(-1, False), (0, False), (1, True), (99_999_99, True), (100_000_00, True), (100_000_01, False)],
)
def test_a_fine_on_a_person_is_a_hundred_thousand_at_most(amount_fen: int, allowed: bool) -> None:
    outcome = may_fine(fine(amount_fen)).when(fine(amount_fen))
    if allowed:
        outcome.then(
            Fined(
                on=ON,
                debtor="赵某",
                amount_fen=amount_fen,
                natural=True,
                ground=Ground.OBSTRUCTION,
                act="抗拒执行",
                proposal=proposal_of(fine(amount_fen)),
                offence="赵某；赵某；抗拒执行",
            )
        )
    else:
        outcome.then_refused("fine_on_a_person_is_in_range")


@pytest.mark.parametrize(
    ("amount_fen", "allowed"),
    [
        (0, False), (49_999_99, False), (50_000_00, True), (50_000_01, True),
        (999_999_99, True), (1_000_000_00, True), (1_000_000_01, False),
    ],
)  # fmt: skip
def test_a_fine_on_an_entity_is_fifty_thousand_to_a_million(amount_fen: int, allowed: bool) -> None:
    outcome = may_fine(fine(amount_fen, COMPANY)).when(fine(amount_fen, COMPANY))
    if allowed:
        outcome.then(
            Fined(
                on=ON,
                debtor=COMPANY,
                amount_fen=amount_fen,
                natural=False,
                ground=Ground.OBSTRUCTION,
                act="抗拒执行",
                proposal=proposal_of(fine(amount_fen, COMPANY)),
                offence=f"{COMPANY}；{COMPANY}；抗拒执行",
            )
        )
    else:
        outcome.then_refused("fine_on_an_entity_is_in_range")


def test_who_is_in_charge_of_an_entity_is_fined_as_a_person() -> None:
    head = fine(100_000_00, COMPANY, role=Role.HEAD, person="杨某某")
    fined = may_fine(head).when(head).then(Fined).events[0]
    assert isinstance(fined, Fined)
    assert fined.natural
    unnamed = fine(100_000_00, COMPANY, role=Role.HEAD)
    may_fine(unnamed).when(unnamed).then_refused("fined_representative_is_an_entitys")
    of_a_person = fine(100_000_00, role=Role.HEAD, person="杨某某")
    may_fine(of_a_person).when(of_a_person).then_refused("fined_representative_is_an_entitys")


def test_a_fine_needs_approval_and_is_imposed_once_for_one_act() -> None:
    opened().when(fine(1_00)).then_refused("fine_was_approved")
    may_fine(fine(1_00)).also(fine(1_00)).when(fine(1_00)).then_nothing()
    fined = may_fine(fine(1_00)).also(fine(1_00))
    fined.also(approved(fine(2_00)), approved(fine(2_00, act="另一行为")))
    fined.when(fine(2_00)).then_refused("act_was_not_punished_by_fine")
    fined.when(fine(2_00, act="另一行为")).then(Fined)
    may_fine(fine(1_00, act="")).when(fine(1_00, act="")).then_refused("act_is_named")


def test_nobody_is_punished_who_is_no_party() -> None:
    may_detain(detain(debtor="毕某")).when(detain(debtor="毕某")).then_refused(
        "debtor_is_a_party", "person_can_be_detained"
    )
    may_fine(fine(100_000_00, "毕某")).when(fine(100_000_00, "毕某")).then_refused("debtor_is_a_party")


def test_an_act_is_referred_once() -> None:
    refer = ReferCrime(case=CASE, on=ON, debtor="赵某", act="隐匿财产")
    opened().when(refer).then(CrimeReferred(on=ON, debtor="赵某", act="隐匿财产"))
    opened().also(refer).when(refer).then_nothing()
    opened().when(ReferCrime(case=CASE, on=ON, debtor="毕某", act="")).then_refused("debtor_is_a_party", "act_is_named")


def test_each_breach_of_the_duty_to_report_is_answered() -> None:
    case = opened()
    assert report_breaches_are_punished(case.case)
    case.also(breach(ReportOutcome.TRUE))
    assert report_breaches_are_punished(case.case)
    case.also(breach(ReportOutcome.FALSE), breach(ReportOutcome.REFUSED, "冯某某"))
    assert not report_breaches_are_punished(case.case)
    detention, levy = detain(ground=Ground.REPORT_BREACH), fine(1_00, "冯某某", "其他行为")
    case.also(approved(detention), detention)
    assert not report_breaches_are_punished(case.case)
    case.also(approved(levy), levy)
    assert not report_breaches_are_punished(case.case)
    case.also(ReferCrime(case=CASE, on=ON, debtor="冯某某", act="转移财产"))
    assert not report_breaches_are_punished(case.case)
    case.also(ReferCrime(case=CASE, on=ON, debtor="冯某某", act="拒绝报告", ground=Ground.REPORT_BREACH))
    assert report_breaches_are_punished(case.case)


def test_a_punishment_before_the_finding_does_not_answer_it() -> None:
    fined = may_fine(fine(1_000_00, ground=Ground.REPORT_BREACH)).also(
        breach(ReportOutcome.LATE), fine(1_000_00, ground=Ground.REPORT_BREACH)
    )
    assert report_breaches_are_punished(fined.case)
    fined.also(PropertyReportChecked(on=date(2025, 3, 18), debtor="赵某", outcome=ReportOutcome.FALSE))
    assert not report_breaches_are_punished(fined.case)
    again = fine(2_000_00, act="虚假报告", ground=Ground.REPORT_BREACH, on=date(2025, 3, 18))
    fined.also(approved(again), again)
    assert report_breaches_are_punished(fined.case)


def test_a_referral_over_a_report_needs_the_breach() -> None:
    refer = ReferCrime(case=CASE, on=ON, debtor="赵某", act="虚假报告", ground=Ground.REPORT_BREACH)
    opened().when(refer).then_refused("report_breach_was_found")
    opened().also(breach()).when(refer).then(CrimeReferred)


def test_an_obstruction_is_found_once_and_answered_since() -> None:
    find = FindObstruction(case=CASE, on=ON, debtor="赵某", act="抗拒执行")
    opened().when(find).then(ObstructionFound(on=ON, debtor="赵某", act="抗拒执行"))
    opened().when(FindObstruction(case=CASE, on=ON, debtor="毕某", act="")).then_refused(
        "debtor_is_a_party", "obstruction_is_named"
    )
    levy = fine(1_000_00, act="拒绝报告", ground=Ground.REPORT_BREACH)
    found = may_fine(levy).also(find)
    found.when(find).then_nothing()
    assert not obstructions_are_punished(found.case)
    found.also(breach(), levy)
    assert not obstructions_are_punished(found.case)
    found.also(approved(fine(1_000_00)), fine(1_000_00))
    assert obstructions_are_punished(found.case)
    found.also(FindObstruction(case=CASE, on=date(2025, 3, 18), debtor="赵某", act="隐匿财产"))
    assert not obstructions_are_punished(found.case)


def test_a_debtor_is_looked_for_in_person() -> None:
    seek = SeekDebtor(case=CASE, on=ON, debtor="赵某", means=SoughtBy.POLICE)
    opened().when(seek).then(DebtorSought(on=ON, debtor="赵某", means=SoughtBy.POLICE))
    opened().also(seek).when(seek).then_nothing()
    given(apply).when(seek).then_refused("round_is_open")
