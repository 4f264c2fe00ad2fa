"""申请参与分配 — who may take part in what one debtor's property brings, and until when."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, every
from casestream.procedures.control import assets_are_dealt_with
from casestream.procedures.filing import ApplicantNamed, DebtorNamed, PartyKind, round_is_open
from casestream.procedures.instruments import ji
from casestream.procedures.proceeds import (
    DistributionApplied,
    DistributionEnded,
    ProceedsReleased,
    Rank,
    SharePaid,
    held,
)
from casestream.procedures.standstill import its_debtor_is_not_bankrupt, its_debtor_is_not_suspended

# --- law ---

WHO = ji(506)
WHEN = ji(507)
BY_SEALING = ji(514)

# --- conditions ---


def _is_enterprise(case: Asked, decided: Asked) -> Truth:
    return case.about("debtor", decided).has(DebtorNamed, {"kind": PartyKind.ENTERPRISE})


def _asks_as(decided: Asked, rank: Rank) -> Truth:
    return decided.has(DistributionApplied, {"rank": rank})


@condition(WHO, en="The debtor is one of this case", met_by=DebtorNamed)
def debtor_is_of_this_case(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在执行程序开始后，对本案被执行人的财产申请参与分配"""
    return case.about("debtor", decided).has(DebtorNamed)


@condition(
    WHO,
    en="The debtor is a natural person or another organisation, not an enterprise legal person",
    met_by=("移送破产审查，或者按查封顺序受偿", "a hand-over to bankruptcy, or payment by the order of sealing"),
)
def debtor_is_no_enterprise(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人为公民或者其他组织"""
    return ~_is_enterprise(case, decided)


def paid_by_order_of_sealing(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人不同意移送破产或者被执行人住所地人民法院不受理破产案件的，普通债权按照查封、扣押、冻结财产的先后顺序清偿"""
    outside = decided.has(DistributionApplied, {"rank": (Rank.SEALED, Rank.PRIORITY), "outside_bankruptcy": True})
    return outside & _is_enterprise(case, decided)


@condition(
    BY_SEALING,
    en="By the order of sealing only an enterprise legal person's ordinary creditors are paid",
    met_by=("普通债权按比例受偿", "a proportion, as an ordinary creditor"),
)
def sealing_order_is_for_enterprises(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人为企业法人的，对于普通债权，按照财产保全和执行中查封、扣押、冻结财产的先后顺序清偿"""
    return ~_asks_as(decided, Rank.SEALED) | _is_enterprise(case, decided)


@condition(
    BY_SEALING,
    en="A priority or a sealing has its place in the order",
    met_by=("写明顺位", "the place in the order"),
)
def place_is_stated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """优先受偿或者按查封顺序受偿的，应当写明顺位"""
    return _asks_as(decided, Rank.ORDINARY) | (decided.latest(DistributionApplied.place) >= 1)


@condition(
    WHO,
    en="The application says why the property does not cover every debt",
    met_by=("写明被执行人不能清偿所有债权的事实、理由", "the facts that show it"),
)
def property_does_not_suffice(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人的其他已经取得执行依据的债权人发现被执行人的财产不能清偿所有债权的，可以向人民法院申请参与分配"""
    return decided.has(DistributionApplied, {"insufficient": True})


@condition(
    WHO, en="The creditor has an instrument to enforce", met_by=("附执行依据", "the instrument, with the application")
)
def creditor_has_an_instrument(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请参与分配，应当附有执行依据"""
    return ~decided.has(DistributionApplied, {"instrument": ""})


def creditor_has_priority(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对人民法院查封、扣押、冻结的财产有优先权、担保物权的债权人，可以直接申请参与分配，主张优先受偿权"""
    return _asks_as(decided, Rank.PRIORITY)


@condition(
    WHEN,
    en="The enforcement of the debtor's property is not finished",
    met_by=("在财产执行终结前申请", "an application before the property is finished"),
)
def property_is_not_finished(case: Asked, today: AnyDay) -> Truth:
    """参与分配申请应当在执行程序开始后，被执行人的财产执行终结前提出"""
    paying = case.during(SharePaid, DistributionEnded)
    left = (held(case) > 0) | ~assets_are_dealt_with(case) | ~case.this_round.has(ProceedsReleased)
    return left & ~paying


@condition(WHEN, en="The claim is for something", met_by=("大于零的债权金额", "a claim above zero"))
def claim_is_something(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请书应当写明债权数额"""
    return decided.total(DistributionApplied.claim_fen) > 0


MAY_TAKE_PART = every(
    "participation", "申请参与分配", "Participation in distribution",
    round_is_open, debtor_is_of_this_case,
    debtor_is_no_enterprise.unless(
        paid_by_order_of_sealing, BY_SEALING, en="Outside bankruptcy an enterprise pays by the order of sealing"
    ),
    sealing_order_is_for_enterprises, place_is_stated,
    property_does_not_suffice.unless(creditor_has_priority, WHO, en="A creditor with priority may ask directly"),
    creditor_has_an_instrument.unless(creditor_has_priority, WHO, en="A creditor with priority may ask directly"),
    property_is_not_finished, claim_is_something, its_debtor_is_not_suspended, its_debtor_is_not_bankrupt,
    guards=DistributionApplied,
)  # fmt: skip

# --- decisions ---


@command("申请参与分配", "Apply to take part in a distribution")
class ApplyDistribution(Command):
    """A creditor, or the applicant of this case, asks for a share of what one debtor's property brings.

    `place` is the place of a priority, or of a sealing. `outside_bankruptcy`: the enterprise is not handed over, or its
    bankruptcy is not taken on.
    """

    creditor: str
    debtor: str
    claim_fen: int
    rank: Rank = Rank.ORDINARY
    place: int = 0
    instrument: str = ""
    insufficient: bool = True
    outside_bankruptcy: bool = False


@decides(ApplyDistribution)
def apply_distribution(case: Case, ask: ApplyDistribution) -> list[Event]:
    """The same application in the same distribution is one application; a later one replaces it."""
    own = bool(case.has(ApplicantNamed, {"applicant": ask.creditor}))
    applied = DistributionApplied(
        on=ask.on, creditor=ask.creditor, debtor=ask.debtor, claim_fen=ask.claim_fen, rank=ask.rank, place=ask.place,
        instrument=ask.instrument or (case.id if own else ""), insufficient=ask.insufficient,
        applicant=ask.creditor if own else "", outside_bankruptcy=ask.outside_bankruptcy,
    )  # fmt: skip
    if applied in case.all(DistributionApplied):
        return []
    MAY_TAKE_PART.require(case, ask.on, applied)
    return [applied]
