"""Several creditors share: who may, how much each gets, and three times fifteen days until it is paid."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from paths import APPLICANT, BASIS, CLAIMED_FEN, DEBTOR, FILED, path_to_filing

from casestream.kernel import Calendar, Citation
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BadRequest, NotAnAmount
from casestream.kernel.rule import RULES, only
from casestream.procedures.distribution import (
    AmendPlan,
    ApplyDistribution,
    Claim,
    EndDistribution,
    EscrowShare,
    MakePlan,
    NotifyObjection,
    NotifyOpposition,
    ObjectionNotified,
    ObjectionOpposed,
    ObjectToPlan,
    OpposeObjection,
    OppositionNotified,
    PayShare,
    PlanAmended,
    PlanChange,
    PlanObjected,
    PlanPartyListed,
    PlanServed,
    PlanSued,
    ServePlan,
    Share,
    ShareAwarded,
    ShareEscrowed,
    SueOnPlan,
    pro_rata,
    shared,
)
from casestream.procedures.distribution.dispute import DISPUTE
from casestream.procedures.distribution.participation import BY_SEALING, WHO
from casestream.procedures.distribution.plan import OBJECTIONS
from casestream.procedures.distribution.suit import SUIT
from casestream.procedures.filing import PartyKind
from casestream.procedures.proceeds import (
    AllocateReceipt,
    ChargeCosts,
    CheckPayee,
    ClaimPart,
    DistributionApplied,
    DistributionEnded,
    DistributionPlanned,
    Head,
    ItemiseClaim,
    ProceedsRedirected,
    ProceedsReleased,
    Rank,
    ReceiptAllocated,
    ReceiveProceeds,
    ReleaseProceeds,
    SharePaid,
    Source,
    collected_fen,
    held,
    outstanding,
    unallocated_fen,
    unpaid,
)
from casestream.procedures.proceeds.fee import ACTUAL_COSTS
from casestream.procedures.standstill import Suspended, SuspensionReason
from casestream.testing import evolve, given
from casestream.testing.scenario import Given

DAY = timedelta(days=1)
OTHER, BANK = "贺某", "某银行"
OTHER_FEN, BANK_FEN, MONEY_FEN = 2_000_000, 1_000_000, 4_000_000
SERVED = date(2024, 3, 4)
OBJECT_BY = date(2024, 3, 19)
AFTER = OBJECT_BY + DAY


def apply(creditor: str = OTHER, claim_fen: int = OTHER_FEN, on: date = FILED, **other: Any) -> ApplyDistribution:
    options = {"instrument": "" if creditor == APPLICANT else "（2023）内0624民初7号", **other}
    return ApplyDistribution(case=BASIS, on=on, creditor=creditor, debtor=DEBTOR, claim_fen=claim_fen, **options)


OWN = apply(APPLICANT, CLAIMED_FEN)
WITH_PRIORITY = apply(BANK, BANK_FEN, rank=Rank.PRIORITY, place=1, instrument="")
PLAN = MakePlan(case=BASIS, on=SERVED, debtor=DEBTOR, receipts=("回单1",))


def charged(costs_fen: int) -> list[Any]:
    """The claim itemised, and costs put on the debtor's account."""
    itemise = ItemiseClaim(case=BASIS, on=FILED, parts=(ClaimPart(principal_fen=CLAIMED_FEN, due_on=FILED),))
    bill = ChargeCosts(case=BASIS, on=FILED, what="评估", amount_fen=costs_fen, voucher="发票1")
    return [itemise, *([bill] if costs_fen else [])]


def receive(amount_fen: int = MONEY_FEN, receipt: str = "回单1") -> ReceiveProceeds:
    return ReceiveProceeds(case=BASIS, on=FILED, amount_fen=amount_fen, source=Source.PERFORMANCE, receipt=receipt)


def filed(kind: PartyKind = PartyKind.NATURAL) -> Given:
    return given(*path_to_filing(kind=kind), receive())


def planned(*more: Any) -> Given:
    return filed().also(OWN, apply(), WITH_PRIORITY, *more, PLAN)


def serve(party: str, on: date = SERVED) -> ServePlan:
    return ServePlan(case=BASIS, on=on, party=party)


def served() -> Given:
    return planned().also(*(serve(party) for party in (APPLICANT, OTHER, BANK, DEBTOR)))


def pay(creditor: str = OTHER, amount_fen: int = 1_000_000, on: date = AFTER, **other: Any) -> PayShare:
    return PayShare(
        case=BASIS, on=on, creditor=creditor, amount_fen=amount_fen, **{"voucher": f"付 {creditor}", **other}
    )


def objection(on: date = SERVED, party: str = OTHER, fen: int = 300_000, **other: Any) -> ObjectToPlan:
    return ObjectToPlan(case=BASIS, on=on, party=party, against=APPLICANT, disputed_fen=fen, **other)


# --- the arithmetic ---


@pytest.mark.parametrize(
    ("amount", "claims", "shares"),
    [
        (100, [1, 1, 1], [1, 1, 1]), (100, [100, 100, 100], [34, 33, 33]), (2, [1, 1, 1], [1, 1, 0]),
        (10, [30, 60, 10], [3, 6, 1]), (1, [1, 2], [0, 1]), (0, [5, 5], [0, 0]), (7, [], []),
    ],
)  # fmt: skip
def test_the_largest_remainder_gets_the_last_fen(amount: int, claims: list[int], shares: list[int]) -> None:
    assert pro_rata(amount, claims) == shares


@drawn(st.integers(0, 10**12), st.lists(st.integers(0, 10**12), max_size=8))
def test_shares_add_up_and_differ_from_the_exact_proportion_by_less_than_a_fen(amount: int, claims: list[int]) -> None:
    shares, total = pro_rata(amount, claims), sum(claims)
    assert sum(shares) == min(amount, total)
    assert all(0 <= share <= claim for share, claim in zip(shares, claims, strict=True))
    if amount < total:
        assert all(
            abs(share * total - amount * claim) < total for share, claim in zip(shares, claims, strict=True)
        )  # fmt: skip


def test_nothing_negative_is_shared() -> None:
    for amount, claims in ((-1, [5]), (5, [-1])):
        with pytest.raises(NotAnAmount):
            pro_rata(amount, claims)


def test_priority_comes_first_and_the_rest_in_proportion() -> None:
    claims = [
        Claim("普通甲", 600, Rank.ORDINARY), Claim("抵押二", 200, Rank.PRIORITY, 2), Claim("抵押一", 300, Rank.PRIORITY, 1),
        Claim("普通乙", 300, Rank.ORDINARY),
    ]  # fmt: skip
    assert shared(800, claims) == {"普通甲": 200, "抵押二": 200, "抵押一": 300, "普通乙": 100}
    assert shared(400, claims) == {"普通甲": 0, "抵押二": 100, "抵押一": 300, "普通乙": 0}
    assert shared(9_999, claims) == {"普通甲": 600, "抵押二": 200, "抵押一": 300, "普通乙": 300}


def test_by_the_order_of_sealing_the_first_is_paid_whole() -> None:
    claims = [
        Claim("后封", 500, Rank.SEALED, 2),
        Claim("首封", 400, Rank.SEALED, 1),
        Claim("抵押", 50, Rank.PRIORITY, 1),
    ]
    assert shared(600, claims) == {"后封": 150, "首封": 400, "抵押": 50}


# --- who takes part ---


def test_a_creditor_of_a_natural_person_takes_part() -> None:
    filed().when(apply()).then(
        DistributionApplied(
            on=FILED, creditor=OTHER, debtor=DEBTOR, claim_fen=OTHER_FEN, rank=Rank.ORDINARY,
            instrument="（2023）内0624民初7号",
        )
    )  # fmt: skip
    filed().also(apply()).when(apply()).then_nothing()
    own = filed().when(OWN).events[0]
    assert isinstance(own, DistributionApplied)
    assert (own.applicant, own.instrument) == (APPLICANT, BASIS)


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        (apply(instrument=""), ["creditor_has_an_instrument"]),
        (apply(insufficient=False), ["property_does_not_suffice"]),
        (apply(BANK, instrument="", insufficient=False, rank=Rank.PRIORITY, place=1), []),
        (apply(BANK, rank=Rank.PRIORITY), ["place_is_stated"]),
        (apply(claim_fen=0), ["claim_is_something"]),
        (apply(rank=Rank.SEALED, place=1), ["sealing_order_is_for_enterprises"]),
        (evolve(apply(), debtor="别人"), ["debtor_is_of_this_case"]),
    ],
)
def test_what_an_application_needs(command: ApplyDistribution, refused: list[str]) -> None:
    outcome = filed().when(command)
    if refused:
        outcome.then_refused(*refused)
    else:
        outcome.then(DistributionApplied)


@pytest.mark.parametrize(
    ("kind", "changes", "refused"),
    [
        (PartyKind.OTHER, {}, []),
        (PartyKind.ENTERPRISE, {}, ["debtor_is_no_enterprise"]),
        (PartyKind.ENTERPRISE, {"outside_bankruptcy": True}, ["debtor_is_no_enterprise"]),
        (PartyKind.ENTERPRISE, {"rank": Rank.SEALED, "place": 1}, ["debtor_is_no_enterprise"]),
        (PartyKind.ENTERPRISE, {"rank": Rank.SEALED, "place": 1, "outside_bankruptcy": True}, []),
    ],
)
def test_an_enterprise_pays_by_the_order_of_sealing(kind: PartyKind, changes: Any, refused: list[str]) -> None:
    outcome = filed(kind).when(apply(**changes))
    if refused:
        outcome.then_refused(*refused)
    else:
        outcome.then(DistributionApplied)


def test_nobody_takes_part_once_the_property_is_finished() -> None:
    out = ReleaseProceeds(case=BASIS, on=FILED, amount_fen=MONEY_FEN, payee=APPLICANT, voucher="付1")
    given(*path_to_filing()).when(apply()).then(DistributionApplied)  # nothing came in yet
    filed().also(out).when(apply()).then_refused("property_is_not_finished")
    served().also(pay()).when(apply("迟来", 1, AFTER)).then_refused("property_is_not_finished")


def test_bankruptcy_of_the_debtor_ends_sharing() -> None:
    stopped = Suspended(on=FILED, reason=SuspensionReason.BANKRUPTCY, debtor=DEBTOR)
    filed().also(stopped).when(apply()).then_refused("its_debtor_is_not_suspended")


# --- the plan ---


def test_the_plan_is_reckoned_from_the_applications() -> None:
    events = filed().also(OWN, apply(), WITH_PRIORITY).when(PLAN).events
    assert events[0] == DistributionPlanned(
        on=SERVED, debtor=DEBTOR, receipts=("回单1",), amount_fen=MONEY_FEN, costs_fen=0, creditors=3
    )
    shares = {each.creditor: each.share_fen for each in events if isinstance(each, ShareAwarded)}
    assert shares == {APPLICANT: 2_000_000, OTHER: 1_000_000, BANK: 1_000_000}
    parties = [each.party for each in events if isinstance(each, PlanPartyListed)]
    assert parties == [APPLICANT, OTHER, BANK, DEBTOR]
    planned().when(PLAN).then_nothing()


def test_the_costs_come_out_first() -> None:
    path = filed().also(OWN, apply())
    path.when(evolve(PLAN, costs_fen=1)).then_refused("costs_come_first")
    path.also(*charged(1_000_000))
    events = path.when(evolve(PLAN, costs_fen=1_000_000)).events
    assert sum(each.share_fen for each in events if isinstance(each, ShareAwarded)) == 3_000_000
    path.when(evolve(PLAN, costs_fen=1_000_001)).then_refused("costs_come_first")
    path.when(evolve(PLAN, costs_fen=-1)).then_refused("costs_come_first")
    path.also(ChargeCosts(case=BASIS, on=FILED, what="评估", amount_fen=MONEY_FEN, voucher="发票2"))
    path.when(evolve(PLAN, costs_fen=MONEY_FEN + 1)).then_refused("costs_come_first")


def test_a_plan_needs_several_creditors_the_applicant_and_money() -> None:
    filed().also(OWN, evolve(OWN, claim_fen=5)).when(PLAN).then_refused("several_creditors_take_part")
    filed().also(apply(), WITH_PRIORITY).when(PLAN).then_refused("applicants_take_part")
    gone = filed().also(ReleaseProceeds(case=BASIS, on=FILED, amount_fen=1, payee=APPLICANT, voucher="付1"))
    gone.also(OWN, apply()).when(PLAN).then_refused("shared_money_is_held")
    with pytest.raises(BadRequest, match="回单9"):
        filed().also(OWN, apply()).when(evolve(PLAN, receipts=("回单9",)))


def test_a_new_creditor_brings_a_new_plan_before_anything_is_paid() -> None:
    later = apply("迟来", 2_000_000, SERVED)
    planned().when(evolve(PLAN, on=AFTER)).then_refused("plan_is_needed")
    events = planned().also(later).when(PLAN).events
    shares = {each.creditor: each.share_fen for each in events if isinstance(each, ShareAwarded)}
    assert shares == {APPLICANT: 1_500_000, OTHER: 750_000, BANK: 1_000_000, "迟来": 750_000}


def test_each_party_is_served_once_and_has_fifteen_days() -> None:
    planned().when(serve(OTHER)).then(
        PlanServed(on=SERVED, party=OTHER, object_by=OBJECT_BY, calendar=Calendar().version)
    )
    planned().also(serve(OTHER)).when(serve(OTHER, SERVED + DAY)).then_nothing()
    planned().when(serve("别人")).then_refused("party_is_of_the_plan")


@pytest.mark.parametrize(("on", "late"), [(OBJECT_BY - DAY, False), (OBJECT_BY, False), (AFTER, True)])
def test_an_objection_comes_within_fifteen_days(on: date, late: bool) -> None:
    outcome = served().when(objection(on))
    if late:
        outcome.then_refused("objection_is_in_time")
    else:
        outcome.then(PlanObjected)


def test_an_objection_is_written_and_about_something() -> None:
    served().when(objection(in_writing=False)).then_refused("objection_is_in_writing")
    served().when(objection(fen=0)).then_refused("something_is_disputed")
    planned().when(objection()).then_refused("objection_is_in_time")
    served().also(objection()).when(objection()).then_nothing()


def test_the_days_to_object_are_listed_for_each_party() -> None:
    path = served().also(objection())
    kept = {term.about: term.kept_on for term in terms(path.case, DEADLINES["plan_objection"], Lengths(Calendar()))}
    assert kept == {APPLICANT: None, OTHER: SERVED, BANK: None, DEBTOR: None}


# --- paying ---


@pytest.mark.parametrize(("on", "refused"), [(OBJECT_BY - DAY, True), (OBJECT_BY, True), (AFTER, False)])
def test_shares_are_paid_when_the_days_to_object_have_passed(on: date, refused: bool) -> None:
    outcome = served().when(pay(on=on))
    if refused:
        outcome.then_refused("days_to_object_have_passed")
    else:
        paid, released = outcome.then(SharePaid, ProceedsReleased).events
        assert paid == SharePaid(on=on, payee=OTHER, amount_fen=1_000_000, voucher=f"付 {OTHER}")
        assert isinstance(released, ProceedsReleased)
        assert "民诉法解释（2022年修正）第五百零九条" in released.relied_on


def test_who_was_not_served_keeps_everybody_waiting() -> None:
    path = planned().also(*(serve(party) for party in (APPLICANT, OTHER, BANK)))
    path.when(pay()).then_refused("days_to_object_have_passed")


@pytest.mark.parametrize(
    ("fen", "refused"), [(999_999, ""), (1_000_000, ""), (1_000_001, "share_covers_it"), (0, "share_is_something")]
)
def test_nobody_gets_more_than_the_share(fen: int, refused: str) -> None:
    outcome = served().when(pay(amount_fen=fen))
    if refused:
        outcome.then_refused(refused)
    else:
        outcome.then(SharePaid, ProceedsReleased)


def test_shared_money_leaves_only_by_the_plan() -> None:
    out = ReleaseProceeds(case=BASIS, on=AFTER, amount_fen=1, payee=APPLICANT, voucher="付1")
    served().when(out).then_refused("shared_money_goes_by_the_plan")
    served().also(pay(APPLICANT, 2_000_000)).when(out).then_refused("shared_money_goes_by_the_plan")
    filed().also(apply()).when(out).then_refused("shared_money_goes_by_the_plan")


def test_a_creditor_who_owes_elsewhere_gets_the_share_there() -> None:
    check = CheckPayee(case=BASIS, on=AFTER, payee=OTHER, open_debts_fen=1_000_000)
    path = served().also(check)
    path.when(pay(to_case="（2024）内0602执9号")).then(SharePaid, ProceedsRedirected)
    path.also(pay(to_case="（2024）内0602执9号")).when(pay(voucher="再付")).then_refused("share_covers_it")


def test_the_distribution_ends_when_every_share_is_paid() -> None:
    end = EndDistribution(case=BASIS, on=AFTER)
    path = served().also(pay(), pay(BANK))
    path.when(end).then_refused("every_share_is_paid")
    path.also(pay(APPLICANT, 2_000_000)).when(end).then(DistributionEnded(on=AFTER))
    path.also(end).when(end).then_nothing()
    path.when(pay()).then_nothing()
    path.when(pay(voucher="付2")).then_refused("shares_are_set", "share_covers_it")
    filed().when(end).then_refused("shares_are_set")
    path.also(evolve(receive(500, "回单2"), on=AFTER))
    path.when(ReleaseProceeds(case=BASIS, on=AFTER, amount_fen=500, payee=APPLICANT, voucher="付3")).then(
        ProceedsReleased
    )


def test_a_second_distribution_begins_anew() -> None:
    path = served().also(pay(), pay(BANK), pay(APPLICANT, 2_000_000), EndDistribution(case=BASIS, on=AFTER))
    path.also(
        evolve(receive(600_000, "回单2"), on=AFTER), apply(APPLICANT, 2_000_000, AFTER), apply(OTHER, 1_000_000, AFTER)
    )
    with pytest.raises(BadRequest, match="已分配"):
        path.when(evolve(PLAN, on=AFTER))
    path.also(evolve(PLAN, on=AFTER, receipts=("回单2",)), *(serve(one, AFTER) for one in (APPLICANT, OTHER, DEBTOR)))
    later = AFTER + 20 * DAY
    path.when(pay(OTHER, 200_001, later, voucher="付2")).then_refused("share_covers_it")
    path.when(pay(OTHER, 200_000, later, voucher="付2")).then(SharePaid, ProceedsReleased)


# --- what the case itself was paid ---


def test_what_others_were_paid_is_not_collected_for_this_case() -> None:
    path = given(*path_to_filing(), *charged(100_000), receive()).also(OWN, apply(), evolve(PLAN, costs_fen=100_000))
    path.also(*(serve(party) for party in (APPLICANT, OTHER, DEBTOR)))
    path.also(pay(OTHER, 1_300_000), pay(APPLICANT, 2_600_000))
    assert int(held(path.case)) == 100_000
    assert collected_fen(path.case) == 2_700_000
    assert unallocated_fen(path.case) == 2_700_000
    path.also(AllocateReceipt(case=BASIS, on=AFTER, reference=f"分配 付 {APPLICANT}"))
    own = path.case.last_event(ReceiptAllocated)
    assert own is not None
    assert (own.principal_fen, own.runs_to) == (2_600_000, FILED)
    assert int(unpaid(path.case, Head.PRINCIPAL)) == CLAIMED_FEN - 2_600_000
    path.also(AllocateReceipt(case=BASIS, on=AFTER, reference="执行费用 1"))
    assert unallocated_fen(path.case) == 0
    assert int(unpaid(path.case, Head.COSTS)) == 0
    heads = sum(int(unpaid(path.case, head)) for head in Head)
    surplus = sum(each.surplus_fen for each in path.case.all(ReceiptAllocated))
    assert int(outstanding(path.case)) == heads - surplus


# --- the dispute ---

TOLD = date(2024, 3, 20)
OPPOSE_BY = date(2024, 4, 7)  # 4 April 2024 is in the Qingming holiday; Sunday the 7th is worked
OPPOSED = date(2024, 4, 7)
SUE_BY = date(2024, 4, 22)
NEW_SHARES = (
    Share(creditor=APPLICANT, fen=1_700_000),
    Share(creditor=OTHER, fen=1_300_000),
    Share(creditor=BANK, fen=BANK_FEN),
)


def notify(party: str, on: date = TOLD) -> NotifyObjection:
    return NotifyObjection(case=BASIS, on=on, party=party)


def disputed() -> Given:
    return served().also(objection(), *(notify(party) for party in (APPLICANT, BANK, DEBTOR)))


def oppose(on: date = OPPOSED, party: str = APPLICANT) -> OpposeObjection:
    return OpposeObjection(case=BASIS, on=on, party=party)


def amend(on: date, change: PlanChange = PlanChange.UNOPPOSED, shares: tuple[Share, ...] = NEW_SHARES) -> AmendPlan:
    return AmendPlan(case=BASIS, on=on, party=OTHER, change=change, shares=shares)


def opposed() -> Given:
    return disputed().also(oppose(), NotifyOpposition(case=BASIS, on=OPPOSED, party=OTHER))


def test_those_who_did_not_object_are_told() -> None:
    path = served().also(objection())
    path.when(notify(APPLICANT)).then(
        ObjectionNotified(on=TOLD, party=APPLICANT, oppose_by=OPPOSE_BY, calendar=Calendar().version)
    )
    path.also(notify(APPLICANT)).when(notify(APPLICANT, TOLD + DAY)).then_nothing()
    path.when(notify(OTHER)).then_refused("party_did_not_object")
    served().when(notify(OTHER)).then_refused("plan_was_objected_to")


@pytest.mark.parametrize(("on", "late"), [(OPPOSE_BY - DAY, False), (OPPOSE_BY, False), (OPPOSE_BY + DAY, True)])
def test_an_opposition_comes_within_fifteen_days(on: date, late: bool) -> None:
    outcome = disputed().when(oppose(on))
    if late:
        outcome.then_refused("opposition_is_in_time")
    else:
        outcome.then(ObjectionOpposed)
        disputed().also(oppose(on)).when(oppose(on)).then_nothing()


@pytest.mark.parametrize(("on", "refused"), [(OPPOSE_BY - DAY, True), (OPPOSE_BY, True), (OPPOSE_BY + DAY, False)])
def test_unopposed_the_plan_is_changed_as_the_objector_says(on: date, refused: bool) -> None:
    outcome = disputed().when(amend(on))
    if refused:
        outcome.then_refused("nobody_opposed_in_time")
        disputed().when(pay(on=on)).then_refused("objections_are_dealt_with")
        return
    outcome.then(PlanAmended, ShareAwarded, ShareAwarded, ShareAwarded)
    path = disputed().also(amend(on))
    path.when(amend(on)).then_nothing()
    path.when(pay(amount_fen=1_300_001, on=on)).then_refused("share_covers_it")
    path.when(pay(amount_fen=1_300_000, on=on)).then(SharePaid, ProceedsReleased)


def test_who_was_not_told_of_the_objection_keeps_the_plan_as_it_is() -> None:
    path = served().also(objection(), notify(APPLICANT), notify(BANK))
    path.when(amend(OPPOSE_BY + DAY)).then_refused("nobody_opposed_in_time")


@pytest.mark.parametrize(
    "shares",
    [
        NEW_SHARES[:2],
        (*NEW_SHARES, Share(creditor="别人", fen=0)),
        (*NEW_SHARES[:2], Share(creditor=BANK, fen=BANK_FEN + 1)),
        (Share(creditor=APPLICANT, fen=-1), Share(creditor=OTHER, fen=3_000_001), NEW_SHARES[2]),
        (*NEW_SHARES, NEW_SHARES[0]),
    ],
)
def test_amended_shares_are_whole_and_add_up(shares: tuple[Share, ...]) -> None:
    with pytest.raises(BadRequest, match="合计为 4000000 分"):
        disputed().when(amend(OPPOSE_BY + DAY, shares=shares))


def test_opposed_the_plan_waits_for_a_suit() -> None:
    path = disputed().also(oppose())
    path.when(amend(OPPOSE_BY + DAY)).then_refused("nobody_opposed_in_time")
    told = NotifyOpposition(case=BASIS, on=OPPOSED, party=OTHER)
    path.when(told).then(OppositionNotified(on=OPPOSED, party=OTHER, sue_by=SUE_BY, calendar=Calendar().version))
    path.also(told).when(told).then_nothing()
    disputed().when(told).then_refused("objection_is_opposed")
    path.when(NotifyOpposition(case=BASIS, on=OPPOSED, party=BANK)).then_refused("party_objected")


@pytest.mark.parametrize(("on", "late"), [(SUE_BY - DAY, False), (SUE_BY, False), (SUE_BY + DAY, True)])
def test_without_a_suit_in_fifteen_days_the_plan_stays(on: date, late: bool) -> None:
    sue = SueOnPlan(case=BASIS, on=on, party=OTHER)
    if late:
        opposed().when(sue).then_refused("suit_is_in_time")
        opposed().when(pay(on=on)).then(SharePaid, ProceedsReleased)
    else:
        opposed().when(sue).then(PlanSued(on=on, party=OTHER))
        opposed().also(sue).when(sue).then_nothing()
        opposed().when(pay(on=on)).then_refused("objections_are_dealt_with")
    disputed().when(sue).then_refused("objection_is_opposed", "suit_is_in_time")


def sued() -> Given:
    return opposed().also(SueOnPlan(case=BASIS, on=SUE_BY, party=OTHER))


ESCROW = EscrowShare(case=BASIS, on=SUE_BY, party=OTHER)


def test_while_the_suit_goes_on_the_disputed_amount_is_kept_back() -> None:
    sued().when(pay(on=SUE_BY)).then_refused("objections_are_dealt_with")
    sued().when(ESCROW).then(ShareEscrowed(on=SUE_BY, party=OTHER, creditor=APPLICANT, amount_fen=300_000))
    path = sued().also(ESCROW)
    path.when(ESCROW).then_nothing()
    path.when(pay(APPLICANT, 1_700_001, SUE_BY)).then_refused("share_covers_it")
    path.when(pay(APPLICANT, 1_700_000, SUE_BY)).then(SharePaid, ProceedsReleased)
    path.when(pay(on=SUE_BY)).then(SharePaid, ProceedsReleased)
    opposed().when(ESCROW).then_refused("suit_goes_on")


@pytest.mark.parametrize(("fen", "found"), [(299_999, True), (300_000, False)])
def test_an_escrow_below_what_is_disputed_is_found(fen: int, found: bool) -> None:
    kept = ShareEscrowed(on=SUE_BY, party=OTHER, creditor=APPLICANT, amount_fen=fen)
    unmet = [each.condition.name for each in RULES["escrow"].unmet(sued().case, SUE_BY, only(kept))]
    assert unmet == ["escrow_is_what_is_disputed"] * found


def test_two_suits_about_one_share_keep_back_both_amounts() -> None:
    path = served().also(objection(), objection(party=BANK, fen=100_000), notify(APPLICANT), notify(DEBTOR), oppose())
    for party in (OTHER, BANK):
        path.also(NotifyOpposition(case=BASIS, on=OPPOSED, party=party), SueOnPlan(case=BASIS, on=SUE_BY, party=party))
    path.also(ESCROW).when(pay(on=SUE_BY)).then_refused("objections_are_dealt_with")
    path.also(evolve(ESCROW, party=BANK))
    path.when(pay(APPLICANT, 1_600_001, SUE_BY)).then_refused("share_covers_it")
    path.when(pay(APPLICANT, 1_600_000, SUE_BY)).then(SharePaid, ProceedsReleased)


def test_the_judgment_sets_the_shares_and_frees_the_escrow() -> None:
    on = SUE_BY + 90 * DAY
    judged = amend(on, PlanChange.JUDGMENT)
    opposed().when(judged).then_refused("judgment_ends_a_suit")
    path = sued().also(ESCROW, pay(APPLICANT, 1_700_000, SUE_BY), pay(on=SUE_BY), pay(BANK, on=SUE_BY))
    path.also(judged)
    path.when(judged).then_nothing()
    first, second, *rest = NEW_SHARES
    another = evolve(
        judged,
        shares=(
            Share(creditor=first.creditor, fen=first.fen - 1),
            Share(creditor=second.creditor, fen=second.fen + 1),
            *rest,
        ),
    )
    path.when(another).then_refused("objection_is_open", "judgment_ends_a_suit")
    path.when(pay(APPLICANT, 1, on, voucher="付2")).then_refused("share_covers_it")
    path.also(pay(OTHER, 300_000, on, voucher="付3")).when(EndDistribution(case=BASIS, on=on)).then(DistributionEnded)


# --- the law of the day ---


@pytest.mark.parametrize(
    ("citation", "before", "since", "after"),
    [
        (WHO, "第五百零八条", date(2022, 4, 10), "第五百零六条"),
        (BY_SEALING, "第五百一十六条", date(2022, 4, 10), "第五百一十四条"),
        (DISPUTE, "第五百一十二条", date(2022, 4, 10), "第五百一十条"),
        (OBJECTIONS, "第二十五条", date(2021, 1, 1), "第十七条"),
        (SUIT, "第二十六条", date(2021, 1, 1), "第十八条"),
        (ACTUAL_COSTS, "第四十九条", date(2021, 1, 1), "第三十四条"),
    ],
)
def test_a_decision_cites_the_number_of_its_day(citation: Citation, before: str, since: date, after: str) -> None:
    assert (citation.article_on(since - DAY), citation.article_on(since)) == (before, after)


# --- any distribution comes out to the fen ---

CREDITORS = st.lists(
    st.tuples(st.integers(1, 10**9), st.sampled_from([Rank.ORDINARY, Rank.PRIORITY]), st.integers(1, 3)),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@drawn(CREDITORS, st.integers(1, 10**9), st.integers(0, 10**6))
def test_what_is_shared_is_paid_out_to_the_fen_and_the_costs_stay(
    creditors: list[tuple[int, Rank, int]], money: int, costs: int
) -> None:
    costs = min(costs, money)
    path = given(*path_to_filing(), *charged(costs), receive(money), OWN)
    for n, (fen, rank, place) in enumerate(creditors):
        path.also(apply(f"债权人{n}", fen, rank=rank, place=place))
    path.also(evolve(PLAN, costs_fen=costs))
    shares = {each.creditor: each.share_fen for each in path.case.all(ShareAwarded)}
    claims = CLAIMED_FEN + sum(fen for fen, _, _ in creditors)
    assert sum(shares.values()) == min(money - costs, claims)
    path.also(*(serve(party) for party in (*shares, DEBTOR)))
    for creditor, share in shares.items():
        if share:
            path.also(pay(creditor, share))
    path.also(EndDistribution(case=BASIS, on=AFTER))
    own, surplus = shares[APPLICANT], max(0, money - costs - claims)
    assert int(held(path.case)) == costs + surplus
    assert collected_fen(path.case) == own + costs + surplus
    assert int(outstanding(path.case)) == CLAIMED_FEN - own - surplus
    assert sum(each.amount_fen for each in path.case.all(SharePaid, {"own": False})) == sum(shares.values()) - own
