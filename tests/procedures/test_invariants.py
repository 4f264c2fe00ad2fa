"""The nine invariants of the law, over whole simulated logs into which stray commands were thrown.

Each says by itself what a lawful stream looks like, without the rules that guard the commands; each is shown to bite on a
stream that breaks it, and to have had something to look at.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from living import KINDS, at_work, strays, streams

from casestream.docket import Docket
from casestream.kernel import Actor, Case, Event
from casestream.kernel.calendar import months_later
from casestream.kernel.rule import RULES
from casestream.procedures.approval import Approved, Matter, Post
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.coercion import CompelledToAppear, Detained
from casestream.procedures.control import (
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    Disposal,
    Measure,
    MeasureHandedOver,
    MeasureTakenOver,
    QueuedMeasureActivated,
)
from casestream.procedures.filing import ApplicantLeft, ApplicantNamed, PartyKind
from casestream.procedures.proceeds import (
    ClaimItemised,
    ClaimWaived,
    CostsCharged,
    DeferralReason,
    DelayPaymentFixed,
    FeeCharged,
    FeeTransferred,
    Head,
    InterestAccrued,
    OrderAgreed,
    PaidToCreditor,
    PerformedInKind,
    ProceedsReceived,
    ProceedsRedirected,
    ProceedsReleased,
    ReceiptAllocated,
    ReleaseDeferred,
    Source,
    outstanding,
)
from casestream.procedures.proceeds.sharing import SharePaid
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened
from casestream.procedures.settlement import (
    HowSettled,
    SettlementBreached,
    SettlementPerformed,
    SettlementRecorded,
    SettlementSetAside,
)
from casestream.procedures.standstill import DeferralEnded, Deferred, Suspended, SuspensionLifted, SuspensionReason
from casestream.procedures.termination import ApplicantConfirmedTermination, InterviewHeld, RoundTerminated
from casestream.replay import replay
from casestream.reports.measures import COERCION, CREDIT, PETITIONS
from casestream.reports.statistics import COURT, HOTLINE, ROUNDS
from casestream.store.log import Log
from casestream.store.records import Envelope

Stream = list[Event]
Seen = Counter[str]
"""How often an invariant had something to look at."""

MOST_MONTHS = {
    AssetClass.DEPOSIT: 12, AssetClass.MOVABLE: 24, AssetClass.VEHICLE: 24, AssetClass.REAL_ESTATE: 36,
    AssetClass.EQUITY: 36, AssetClass.OTHER_RIGHT: 36,
}  # fmt: skip
SET_OFF = (Disposal.SET_OFF_UNSOLD, Disposal.SET_OFF_AGREED)
CLAIMED = {InterestAccrued: 1, DelayPaymentFixed: 1, FeeCharged: 1, CostsCharged: 1, ClaimWaived: -1}
PAID = {ProceedsReceived: 1, PaidToCreditor: 1, PerformedInKind: 1, AssetDisposed: 1, SharePaid: -1}
ON_ACCOUNT = {ProceedsReceived: 1, ProceedsReleased: -1, ProceedsRedirected: -1, FeeTransferred: -1}
LEAVES_OPEN = (ClosingMode.CURRENT_TERMINATED, ClosingMode.TERMINATED, ClosingMode.TRANSFERRED_OUT)


# --- what a lawful stream looks like: each yields what is wrong ---


def one_round_at_a_time(stream: Stream, seen: Seen) -> Iterator[str]:
    """1. At most one open first-time number for a basis."""
    open_number = ""
    for event in stream:
        match event:
            case RoundOpened(number=number):
                seen["opened"] += 1
                if open_number:
                    yield f"{number} was opened while {open_number} was"
                open_number = number
            case RoundClosed():
                open_number = ""


def the_first_place_is_kept(stream: Stream, seen: Seen) -> Iterator[str]:
    """2. One measure in force for an asset in a case; its place changes by release, lapse and the queue only."""
    held: dict[str, AssetSealed] = {}
    place: dict[str, int] = {}
    for event in stream:
        match event:
            case AssetSealed(asset=asset, renews=True):
                seen["renewed"] += 1
                if asset not in held or event.rank != place[asset]:
                    yield f"{asset}: a renewal at place {event.rank}"
                held[asset] = event
            case AssetSealed(asset=asset):
                seen["sealed"] += 1
                if asset in held and event.on <= held[asset].expires_on and event.rank != place[asset]:
                    yield f"{asset}: sealed twice"
                held[asset], place[asset] = event, event.rank
            case QueuedMeasureActivated(asset=asset) | MeasureTakenOver(asset=asset):
                seen["moved up"] += 1
                if asset not in held or event.on > held[asset].expires_on:
                    yield f"{asset}: moved up without a measure"
                place[asset] = 1
            case MeasureHandedOver(asset=asset):
                seen["handed over"] += 1
                if asset not in held or (event.rank, event.expires_on) != (place[asset], held[asset].expires_on):
                    yield f"{asset}: handed over at another place or with another last day"
            case AssetDisposed(asset=asset, method=Disposal.SALE | Disposal.AUCTION) if place.get(asset, 1) != 1:
                yield f"{asset}: sold from place {place[asset]}"
            case AssetReleased(asset=asset) | AssetDisposed(asset=asset):
                held.pop(asset, None)


def no_term_beyond_the_maximum(stream: Stream, seen: Seen) -> Iterator[str]:
    """3. Terms within the maximum of their class; a lapsed measure carries no disposal."""
    kind: dict[str, AssetClass] = {}
    until: dict[str, date] = {}
    for event in stream:
        match event:
            case AssetFound(asset=asset, asset_class=asset_class):
                kind[asset] = asset_class
            case AssetSealed(asset=asset, starts_on=starts, expires_on=expires):
                seen["terms"] += 1
                if expires > months_later(starts, MOST_MONTHS[kind[asset]]):
                    yield f"{asset}: {starts} to {expires}"
                until[asset] = expires
            case MeasureTakenOver(asset=asset, expires_on=expires):
                until[asset] = expires
            case AssetDisposed(asset=asset, method=method) if method is not Disposal.DEDUCTION:
                seen["disposed"] += 1
                if event.on > until.get(asset, date.min):
                    yield f"{asset}: disposed of after its measure"


def money_adds_up(stream: Stream, seen: Seen) -> Iterator[str]:
    """4. Payments and what is outstanding make up claim, interest, fees and costs less waivers."""
    claimed = paid = on_account = 0
    case = Case("sum")
    for event in stream:
        case.apply(event)
        kind, fen = type(event), _amount_fen(event)
        if isinstance(event, RoundOpened):
            claimed, paid = event.claimed_fen, 0
        claimed += CLAIMED.get(kind, 0) * fen
        paid += PAID.get(kind, 0) * fen
        on_account += ON_ACCOUNT.get(kind, 0) * fen
        seen["received"] += kind is ProceedsReceived
        if on_account < 0:
            yield f"{-on_account} fen more were paid out than came in"
        if case.rounds and int(outstanding(case)) != claimed - paid:
            yield f"outstanding {int(outstanding(case))}, reckoned {claimed - paid}"


def _amount_fen(event: Event) -> int:
    match event:
        case AssetDisposed(method=method, realised_fen=fen):
            return fen if method in SET_OFF else 0
        case SharePaid(own=True):
            return 0
        case PerformedInKind(value_fen=fen):
            return fen
    fen = getattr(event, "amount_fen", 0)
    return fen if isinstance(fen, int) else 0


def principal_comes_first(stream: Stream, seen: Seen) -> Iterator[str]:
    """4. No doubled interest is paid while principal is owed, unless another order was agreed."""
    principal = 0
    for event in stream:
        match event:
            case OrderAgreed():
                return
            case ClaimItemised(principal_fen=fen):
                principal += fen
            case ClaimWaived(amount_fen=fen, head=Head.PRINCIPAL):
                principal -= fen
            case ReceiptAllocated(principal_fen=fen, doubled_interest_fen=doubled):
                seen["allocated"] += 1
                principal -= fen
                if doubled and principal > 0:
                    yield f"doubled interest was paid with {principal} fen of principal left"


def nothing_that_stands_still_is_closed(stream: Stream, seen: Seen) -> Iterator[str]:
    """5. A case that is suspended, deferred or settling takes no closing, unless 终本 or 终结 has its ground."""
    suspended: set[tuple[SuspensionReason, str]] = set()
    deferred_until, settling = date.min, False
    for event in stream:
        match event:
            case Suspended(reason=reason, debtor=debtor):
                suspended.add((reason, debtor))
            case SuspensionLifted(reason=reason, debtor=debtor):
                suspended.discard((reason, debtor))
            case Deferred(until=until):
                deferred_until = until
            case DeferralEnded():
                deferred_until = date.min
            case SettlementRecorded():
                settling = True
            case SettlementPerformed() | SettlementBreached() | SettlementSetAside():
                settling = False
            case RoundOpened():
                suspended, deferred_until = set(), date.min
            case RoundClosed(mode=mode) if mode not in LEAVES_OPEN:
                seen["closed"] += 1
                if any(not debtor for _, debtor in suspended) or event.on <= deferred_until:
                    yield f"closed as {mode} while it stood still"
                if settling:
                    yield f"closed as {mode} while a settlement was being performed"


def an_ending_comes_after_an_interview_and_three_months(stream: Stream, seen: Seen) -> Iterator[str]:
    """7. 终本 after more than three months, and after each applicant was heard or asked for it in writing."""
    applicants: set[str] = set()
    heard: set[str] = set()
    opened_on = date.max
    for event in stream:
        match event:
            case RoundOpened():
                opened_on, heard = event.on, set()
            case ApplicantNamed(applicant=name):
                applicants.add(name)
            case ApplicantLeft(applicant=name):
                applicants.discard(name)
            case InterviewHeld(applicant=name) | ApplicantConfirmedTermination(applicant=name):
                heard.add(name)
            case RoundTerminated():
                seen["ended"] += 1
                if event.on <= months_later(opened_on, 3):
                    yield f"ended on {event.on}, filed on {opened_on}"
                if missing := applicants - heard:
                    yield f"ended without hearing {missing}"


def coercion_has_its_limits(stream: Stream, seen: Seen) -> Iterator[str]:
    """8. 拘传 of 8 or 24 hours, 拘留 of 15 days, each with an approval of the president of its own."""
    approved: Counter[tuple[Matter, str]] = Counter()
    for event in stream:
        match event:
            case Approved(matter=matter, post=Post.PRESIDENT, debtor=debtor):
                approved[matter, debtor] += 1
            case CompelledToAppear(debtor=debtor, hours=hours, complex_case=is_complex):
                seen["compelled"] += 1
                approved[Matter.COMPELLED_APPEARANCE, debtor] -= 1
                if not 0 < hours <= (24 if is_complex else 8) or approved[Matter.COMPELLED_APPEARANCE, debtor] < 0:
                    yield f"{hours} hours"
            case Detained(debtor=debtor, days=days):
                seen["detained"] += 1
                approved[Matter.DETENTION, debtor] -= 1
                if not 0 < days <= 15 or approved[Matter.DETENTION, debtor] < 0:
                    yield f"{days} days"


INVARIANTS: tuple[Callable[[Stream, Seen], Iterator[str]], ...] = (
    one_round_at_a_time, the_first_place_is_kept, no_term_beyond_the_maximum, money_adds_up, principal_comes_first,
    nothing_that_stands_still_is_closed, an_ending_comes_after_an_interview_and_three_months, coercion_has_its_limits,
)  # fmt: skip


def late_releases(stream: Stream) -> list[date]:
    """6. The days of pay-outs past their last day that no deferral excuses."""
    late, waiting = [], [[0, False]]  # What is held, oldest first: how much, and whether its pay-out was deferred.
    for event in stream:
        match event:
            case ProceedsReceived(amount_fen=fen):
                waiting.append([fen, False])
            case ReleaseDeferred():
                waiting = [[fen, True] for fen, _ in waiting]
            case ProceedsReleased(amount_fen=fen) | ProceedsRedirected(amount_fen=fen) | FeeTransferred(amount_fen=fen):
                waiting = [each for each in waiting if each[0]]
                last = event.release_by if isinstance(event, ProceedsReleased) else None
                if last and event.on > last and not waiting[0][1]:
                    late.append(event.on)
                for each in waiting:
                    gone = min(fen, each[0])
                    each[0], fen = each[0] - gone, fen - gone
    return late


# --- over whole logs ---


@settings(max_examples=12, deadline=None)
@drawn(st.integers(0, 10**6), st.integers(0, 10**6))
def test_whatever_is_tried_the_log_stays_lawful(seed: int, thrown: int) -> None:
    with at_work(seed, strays(thrown)) as docket:
        for name, stream in streams(docket).items():
            for holds in INVARIANTS:
                assert list(holds(stream, Counter())) == [], (name, holds.__doc__)
            found = docket.recheck(RULES["release"], engine="rows")
            days = sorted(each.on for each in found if each.condition == "release_is_in_time" and each.stream == name)
            assert days == sorted(late_releases(stream))


@cache
def ordinary() -> tuple[Docket, dict[str, Stream]]:
    """A court that was left in peace, and its streams."""
    docket = at_work(1)
    return docket, streams(docket)


def test_each_invariant_has_something_to_look_at() -> None:
    seen: Seen = Counter()
    for stream in ordinary()[1].values():
        for holds in INVARIANTS:
            assert list(holds(stream, seen)) == []
    least = {"opened": 40, "sealed": 5, "renewed": 1, "moved up": 1, "handed over": 1, "terms": 5, "disposed": 2}
    least |= {"received": 10, "allocated": 3, "closed": 10, "ended": 3, "compelled": 0, "detained": 1}
    assert {name: seen[name] >= count for name, count in least.items()} == dict.fromkeys(least, True)


# --- each bites ---

DAY, YEAR = timedelta(days=1), timedelta(days=365)
ON = date(2025, 3, 3)
OPENED = RoundOpened(on=ON, number="（2025）内0624执1号", court="内0624", origin=Origin.FILED, claimed_fen=100)
FOUND = AssetFound(on=ON, asset="房", debtor="乙", asset_class=AssetClass.REAL_ESTATE, value_fen=1)
SEALED = AssetSealed(on=ON, asset="房", measure=Measure.SEAL, starts_on=ON, expires_on=ON + YEAR)
SECOND = AssetSealed(on=ON, asset="房", measure=Measure.SEAL, starts_on=ON, expires_on=ON + YEAR, rank=2)
RENEWED = AssetSealed(
    on=ON + DAY, asset="房", measure=Measure.SEAL, starts_on=ON + YEAR, expires_on=ON + YEAR, rank=1, renews=True
)
SOLD = AssetDisposed(on=ON + DAY, asset="房", realised_fen=1, method=Disposal.SALE)
RECEIVED = ProceedsReceived(on=ON, amount_fen=50, source=Source.DEDUCTION, release_by=ON + 30 * DAY, calendar="")
CLOSED = RoundClosed(
    on=ON + DAY, mode=ClosingMode.SATISFIED, claimed_fen=100, collected_fen=100, opened_on=ON, used_days=1
)
SETTLED = SettlementRecorded(on=ON, how=HowSettled.JOINT, agreed_fen=1, in_kind=False, perform_by=ON, items=())
ITEMISED = ClaimItemised(
    on=ON, principal_fen=100, ordinary_interest_fen=0, earlier_interest_fen=0, earlier_interest_stated=False,
    first_due_on=ON, parts=(),
)  # fmt: skip
NAMED = ApplicantNamed(on=ON, applicant="甲", kind=PartyKind.NATURAL)
HEARD = InterviewHeld(on=ON, applicant="甲", opinion="无", consented=True)


def ended(on: date) -> RoundTerminated:
    return RoundTerminated(on=on, unpaid_fen=1, served_on=on, next_query_by=on, relied_on=())


def approved(matter: Matter) -> Approved:
    return Approved(on=ON, matter=matter, post=Post.PRESIDENT, debtor="乙")


def compelled(hours: int, *, is_complex: bool = False) -> CompelledToAppear:
    return CompelledToAppear(on=ON, debtor="乙", hours=hours, complex_case=is_complex)


UNLAWFUL: list[tuple[Callable[[Stream, Seen], Iterator[str]], Stream]] = [
    (one_round_at_a_time, [OPENED, OPENED]),
    (the_first_place_is_kept, [SECOND, RENEWED]),
    (the_first_place_is_kept, [SECOND, SEALED]),
    (the_first_place_is_kept, [SECOND, SOLD]),
    (the_first_place_is_kept, [QueuedMeasureActivated(on=ON, asset="房")]),
    (no_term_beyond_the_maximum, [FOUND, AssetSealed(on=ON, asset="房", measure=Measure.SEAL, starts_on=ON, expires_on=ON + 4 * YEAR)]),
    (no_term_beyond_the_maximum, [FOUND, SEALED, AssetDisposed(on=ON + 366 * DAY, asset="房", realised_fen=1)]),
    (money_adds_up, [OPENED, RECEIVED, ProceedsReleased(on=ON, amount_fen=51, payee="甲")]),
    (
        principal_comes_first,
        [
            OPENED, RECEIVED, ITEMISED,
            ReceiptAllocated(on=ON, reference="一", runs_to=ON, amount_fen=50, doubled_interest_fen=50),
        ],
    ),
    (nothing_that_stands_still_is_closed, [OPENED, Suspended(on=ON, reason=SuspensionReason.OTHER), CLOSED]),
    (nothing_that_stands_still_is_closed, [OPENED, Deferred(on=ON, until=ON + DAY, secured=True, consented=True), CLOSED]),
    (nothing_that_stands_still_is_closed, [OPENED, SETTLED, CLOSED]),
    (an_ending_comes_after_an_interview_and_three_months, [OPENED, NAMED, HEARD, ended(date(2025, 6, 3))]),
    (an_ending_comes_after_an_interview_and_three_months, [OPENED, NAMED, ended(date(2025, 6, 4))]),
    (coercion_has_its_limits, [approved(Matter.COMPELLED_APPEARANCE), compelled(9)]),
    (coercion_has_its_limits, [approved(Matter.COMPELLED_APPEARANCE), compelled(25, is_complex=True)]),
    (coercion_has_its_limits, [compelled(8)]),
    (coercion_has_its_limits, [approved(Matter.DETENTION), Detained(on=ON, debtor="乙", days=16)]),
]  # fmt: skip


@pytest.mark.parametrize(("holds", "stream"), UNLAWFUL, ids=lambda value: getattr(value, "__name__", ""))
def test_each_invariant_bites(holds: Callable[[Stream, Seen], Iterator[str]], stream: Stream) -> None:
    assert list(holds(stream[:-1], Counter())) == []
    assert len(list(holds(stream, Counter()))) == 1


@pytest.mark.parametrize(("days", "excused", "late"), [(30, False, 0), (31, False, 1), (31, True, 0)])
def test_a_late_pay_out_is_seen(days: int, excused: bool, late: int) -> None:
    released = ProceedsReleased(on=ON + days * DAY, amount_fen=50, payee="甲", release_by=RECEIVED.release_by)
    deferral = [ReleaseDeferred(on=ON, reason=next(iter(DeferralReason)))] * excused
    assert len(late_releases([OPENED, RECEIVED, *deferral, released])) == late


# --- 9 ---


def woven(seed: int, log: Log) -> None:
    """The ordinary court's events written in another order, each stream's own order kept."""
    docket, _ = ordinary()
    random = Random(seed)
    left = {(kind, name): list(docket.history(name)) for kind in KINDS for name in docket.cases(kind)}
    cases = {key: Case(key[1], key[0]) for key in left}
    while left:
        key = random.choice(list(left))
        record = left[key].pop(0)
        envelope = Envelope(
            actor=Actor("clerk", "内0624", "clerk"), recorded_at=datetime(2026, 1, 5, tzinfo=UTC),
            command_id=f"{key[1]}/{cases[key].version}", correlation_id="x", causation_id="", asked="",
        )  # fmt: skip
        log.append(cases[key], [record.event], envelope)
        cases[key].apply(record.event)
        cases[key].version += 1
        if not left[key]:
            del left[key]


@settings(max_examples=5, deadline=None)
@drawn(st.integers(0, 10**6))
def test_figures_are_the_same_in_any_order_of_the_streams(seed: int) -> None:
    """9. Statistics depend on each stream's order only."""
    docket, _ = ordinary()
    with closing(Log()) as log:
        woven(seed, log)
        for projection in (COURT, HOTLINE, ROUNDS, COERCION, CREDIT, PETITIONS):
            for engine in ("rows", "columns"):
                assert replay(log, projection, engine=engine).rows == replay(docket.log, projection, engine=engine).rows
        assert [len(docket.history(name)) for name in docket.cases()] != [0]
