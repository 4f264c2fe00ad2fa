"""财产保全执行 — measures are taken, lifted where no suit follows, and the 执保 case is closed (法发〔2014〕26号第二十一条)."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Number,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    elapsed_days,
    event,
    every,
    field,
    key,
    months_after,
)
from casestream.kernel.case import Keyed
from casestream.kernel.event import EMPTY
from casestream.kernel.words import Where
from casestream.procedures.asset_search import AssetClass
from casestream.procedures.control import Measure
from casestream.procedures.control.sealing import MOST, MOVABLES, QUEUE, RIGHTS
from casestream.procedures.instruments import FILING_AND_CLOSING
from casestream.procedures.preservation.application import (
    IN_ACTION,
    PRE_ACTION,
    PreservationApplied,
    PreservationKind,
    PreservationOpened,
)

# --- law ---

THIRTY_DAYS = Period(days=30)  # 民事诉讼法第一百零四条
PRESERVATIONS_END = FILING_AND_CLOSING.article("第二十一条", mark="K-high")

# --- events ---


@event("preservation.measure_taken", "采取保全措施", "Measure taken", stream="preservation")
class MeasureTaken(Event):
    """Property of the respondent is held until `expires_on`, at the `rank` that the register gives.

    Before a suit, `sue_by` is the last of the thirty days after the first measure in which the applicant must sue.
    """

    asset: str = key("asset")
    asset_class: AssetClass
    measure: Measure
    value_fen: int
    expires_on: date
    rank: int
    sue_by: date | None = field(zh="起诉期限")
    calendar: str


@event("preservation.measure_renewed", "续行保全措施", "Measure renewed", stream="preservation")
class MeasureRenewed(Event):
    """The hold goes on from `starts_on`, the last day of the term before, until `expires_on`; its rank stays."""

    asset: str = key("asset")
    asset_class: AssetClass
    starts_on: date
    expires_on: date


@event("preservation.sued", "提起诉讼或者申请仲裁", "Suit taken", stream="preservation")
class SuitTaken(Event):
    """The applicant sued, or went to arbitration, under `number`."""

    number: str


class LiftReason(Label):
    """Why a preservation is lifted."""

    NO_SUIT = "no_suit", "三十日内未起诉或者申请仲裁", "no suit within thirty days"
    SECURITY = "security", "被申请人提供担保", "the respondent gave security"
    WITHDRAWN = "withdrawn", "申请人撤回", "the applicant withdrew"
    WRONG = "wrong", "保全错误", "it was wrong"
    LAPSED = "lapsed", "期限届满，效力消灭", "its term ran out"


@event("preservation.lifted", "解除保全", "Preservation lifted", stream="preservation")
class MeasureLifted(Event):
    """What was held, `value_fen` at this `rank`, is let go."""

    asset: str = key("asset")
    reason: LiftReason
    value_fen: int = 0
    rank: int = 1


class PreservationMode(Label):
    """How a 执保 case ends (法发〔2014〕26号第二十一条)."""

    COMPLETE = "complete", "保全完毕", "preserved in full"
    PARTIAL = "partial", "部分保全", "preserved in part"
    NOTHING = "nothing", "无标的物可实施保全", "nothing there to preserve"


@event("preservation.closed", "财产保全执行结案", "Preservation case closed", stream="preservation")
class PreservationClosed(Event):
    """The ruling was carried out as far as it could be: `preserved_fen` of `amount_fen`."""

    mode: PreservationMode
    amount_fen: int
    preserved_fen: int = field(zh="保全数额")
    opened_on: date
    used_days: int


SUIT_TERM = deadline(
    "suit_after_preservation", "诉前保全后起诉", "Suit after a preservation",
    begins=MeasureTaken, kept_by=(SuitTaken, MeasureLifted), due="sue_by", citation=PRE_ACTION,
)  # fmt: skip

# --- state ---


def is_preserved(asset: Asked, today: AnyDay) -> Truth:
    """Whether a measure is in force on this thing: taken, not lifted, not lapsed."""
    renewed = asset.during(MeasureRenewed, MeasureTaken) & (asset.latest(MeasureRenewed.expires_on) >= today)
    return asset.during(MeasureTaken, MeasureLifted) & ((asset.latest(MeasureTaken.expires_on) >= today) | renewed)


def preserved_value(case: Asked, where: Where = EMPTY) -> Number:
    """What was taken hold of and not let go, in fen."""
    return case.total(MeasureTaken.value_fen, where) - case.total(MeasureLifted.value_fen, where)


# --- conditions ---


@condition(IN_ACTION, en="The preservation is open under its number", met_by=PreservationOpened)
def preservation_is_open(case: Asked, today: AnyDay) -> Truth:
    """保全裁定的执行已立案且尚未结案"""
    return case.during(PreservationOpened, PreservationClosed)


@condition(
    MOST,
    en="Deposits and rights are frozen, real estate is sealed, movables are sealed or seized",
    met_by=("存款和其他财产权冻结，不动产查封，动产查封或者扣押", "the measure that fits the asset"),
)
def preservation_fits_the_asset(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """财产保全采取查封、扣押、冻结或者法律规定的其他方法"""
    frozen = (AssetClass.DEPOSIT, AssetClass.EQUITY, AssetClass.OTHER_RIGHT)
    fits = decided.has(MeasureTaken, {"asset_class": frozen, "measure": Measure.FREEZE})
    fits = fits | decided.has(MeasureTaken, {"asset_class": AssetClass.REAL_ESTATE, "measure": Measure.SEAL})
    return fits | decided.has(MeasureTaken, {"asset_class": MOVABLES, "measure": (Measure.SEAL, Measure.SEIZE)})


@condition(
    MOST,
    en="A deposit is held for one year, a movable for two, anything else for three years at most",
    met_by=("存款一年、动产二年、不动产和其他财产权三年以内", "1, 2 or 3 years at most"),
)
def preservation_term_is_within_the_maximum(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """冻结银行存款的期限不得超过一年，查封、扣押动产不得超过两年，查封不动产、冻结其他财产权不得超过三年"""
    last = decided.latest(MeasureTaken.expires_on)
    of = {12: (AssetClass.DEPOSIT,), 24: MOVABLES, 36: RIGHTS}
    within = [
        ~decided.has(MeasureTaken, {"asset_class": classes}) | (last <= months_after(today, months))
        for months, classes in of.items()
    ]
    return within[0] & within[1] & within[2] & (last > today)


@condition(QUEUE, en="The queue begins with place one", met_by=("顺位自第一位起", "a rank of 1 or more"))
def preservation_rank_is_a_place(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """轮候查封按登记先后排列"""
    return decided.total(MeasureTaken.rank) >= 1


@condition(IN_ACTION, en="What is held is worth something", met_by=("大于零的价值", "a value above zero"))
def preserved_has_a_value(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """保全限于请求的范围，或者与本案有关的财物"""
    return decided.total(MeasureTaken.value_fen) > 0


@condition(QUEUE, en="The thing is not held yet", met_by=("续行保全措施", "a renewal of the measure"))
def thing_is_not_preserved_yet(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """同一案件对同一财产不重复保全；期限届满前可以续行"""
    return ~is_preserved(case.about("asset", decided), today)


@condition(IN_ACTION, en="What is held does not reach the amount yet", met_by=MeasureLifted)
def amount_is_not_preserved_yet(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """保全限于请求的范围：已足额保全的，不再采取保全措施"""
    needs_more = preserved_value(case, {"rank": 1}) < case.latest(PreservationOpened.amount_fen)
    return needs_more | ~case.has(PreservationOpened)


@condition(PRE_ACTION, en="A measure was taken", met_by=MeasureTaken)
def measure_was_taken(case: Asked, today: AnyDay) -> Truth:
    """申请人在人民法院采取保全措施后三十日内"""
    return case.has(MeasureTaken)


@condition(
    PRE_ACTION,
    en="The suit comes within thirty days of the first measure",
    met_by=("三十日内起诉或者申请仲裁", "a suit or arbitration within thirty days"),
    soft=True,
)
def sued_within_thirty_days(case: Asked, today: AnyDay) -> Truth:
    """申请人在人民法院采取保全措施后三十日内不依法提起诉讼或者申请仲裁的，人民法院应当解除保全"""
    before_suit = case.has(PreservationApplied, {"kind": PreservationKind.PRE_ACTION})
    return ~before_suit | (case.latest(MeasureTaken.sue_by) >= today)


@condition(IN_ACTION, en="The thing is held", met_by=MeasureTaken)
def thing_is_preserved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """解除的是已采取的保全措施"""
    return case.about("asset", decided).during(MeasureTaken, MeasureLifted)


@condition(
    PRE_ACTION,
    en="It is lifted for want of a suit when the thirty days have passed without one",
    met_by=("三十日届满且未起诉", "wait for the thirty days to pass"),
)
def thirty_days_passed_without_suit(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """采取保全措施后三十日内不依法提起诉讼或者申请仲裁的，人民法院应当解除保全"""
    passed = (case.latest(MeasureTaken.sue_by) < today) & ~case.has(SuitTaken)
    return ~decided.has(MeasureLifted, {"reason": LiftReason.NO_SUIT}) | passed


@condition(
    PRESERVATIONS_END,
    en="The mode says how much was preserved: all, some or nothing",
    met_by=("足额为保全完毕，不足为部分保全，没有为无标的物可实施保全", "the mode that fits what was preserved"),
)
def mode_fits_what_was_preserved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """财产保全执行案件的结案方式包括保全完毕、部分保全、无标的物可实施保全"""
    preserved, amount = preserved_value(case), case.latest(PreservationOpened.amount_fen)
    in_full = decided.has(PreservationClosed, {"mode": PreservationMode.COMPLETE}) & (preserved >= amount)
    nothing = decided.has(PreservationClosed, {"mode": PreservationMode.NOTHING}) & (preserved <= 0)
    in_part = decided.has(PreservationClosed, {"mode": PreservationMode.PARTIAL}) & (preserved > 0)
    return in_full | nothing | (in_part & (preserved < amount))


MAY_PRESERVE = every(
    "preservation_measure", "采取保全措施", "Preservation of an asset",
    preservation_is_open, preservation_fits_the_asset, preservation_term_is_within_the_maximum,
    preservation_rank_is_a_place, preserved_has_a_value, thing_is_not_preserved_yet, amount_is_not_preserved_yet,
    guards=MeasureTaken,
)  # fmt: skip
MAY_RECORD_SUIT = every(
    "preservation_suit", "提起诉讼或者申请仲裁", "Suit after a preservation", measure_was_taken, sued_within_thirty_days,
    guards=SuitTaken,
)  # fmt: skip
MAY_LIFT_PRESERVATION = every(
    "preservation_lifting", "解除保全", "Lifting a preservation", thing_is_preserved, thirty_days_passed_without_suit,
    guards=MeasureLifted,
)  # fmt: skip
MAY_CLOSE_PRESERVATION = every(
    "preservation_closing", "财产保全执行结案", "Closing a preservation", preservation_is_open, mode_fits_what_was_preserved,
    guards=PreservationClosed,
)  # fmt: skip

# --- decisions ---


@command("采取保全措施", "Take a measure of preservation", kind="preservation")
class TakeMeasure(Command):
    """Hold a thing of the respondent until a day."""

    asset: str
    asset_class: AssetClass
    measure: Measure
    value_fen: int
    expires_on: date
    rank: int = 1


@command("登记起诉或者仲裁", "Record the suit", kind="preservation")
class RecordSuit(Command):
    """The applicant sued, or went to arbitration."""

    number: str


@command("解除保全", "Lift a preservation", kind="preservation")
class LiftMeasure(Command):
    """Let a thing go."""

    asset: str
    reason: LiftReason


@command("财产保全执行结案", "Close a preservation", kind="preservation")
class ClosePreservation(Command):
    """The ruling was carried out as far as it could be."""

    mode: PreservationMode


@decides(TakeMeasure)
def take_measure(case: Case, ask: TakeMeasure, bench: Bench) -> list[Event]:
    """The thirty days run from the first measure (民事诉讼法第一百零四条); a thing whose hold lapsed is taken anew."""
    first = min((taken.on for taken in case.all(MeasureTaken)), default=ask.on)
    before_suit = bool(case.has(PreservationApplied, {"kind": PreservationKind.PRE_ACTION}))
    due = bench.calendar.due(first, THIRTY_DAYS)
    taken = MeasureTaken(
        on=ask.on, asset=ask.asset, asset_class=ask.asset_class, measure=ask.measure, value_fen=ask.value_fen,
        expires_on=ask.expires_on, rank=ask.rank, sue_by=due.on if before_suit else None, calendar=due.calendar,
    )  # fmt: skip
    known = case.last_event(MeasureTaken, {"asset": ask.asset})
    if known == taken and _is_held(case, ask.asset):
        return []
    MAY_PRESERVE.require(case, ask.on, taken)
    return [*([_lifted(case, ask.on, ask.asset, LiftReason.LAPSED)] if _is_held(case, ask.asset) else []), taken]


def _is_held(case: Case, asset: str) -> bool:
    return bool(Keyed(case, "asset", asset).during(MeasureTaken, MeasureLifted))


def _lifted(case: Case, on: date, asset: str, reason: LiftReason) -> MeasureLifted:
    taken = case.last_event(MeasureTaken, {"asset": asset})
    return MeasureLifted(
        on=on, asset=asset, reason=reason, value_fen=taken.value_fen if taken else 0, rank=taken.rank if taken else 1
    )


@decides(RecordSuit)
def record_suit(case: Case, ask: RecordSuit) -> list[Event]:
    """One suit follows; a late one is recorded, and its lateness found."""
    if case.has(SuitTaken, {"number": ask.number}):
        return []
    MAY_RECORD_SUIT.require(case, ask.on)
    return [SuitTaken(on=ask.on, number=ask.number)]


@decides(LiftMeasure)
def lift_measure(case: Case, ask: LiftMeasure) -> list[Event]:
    """Lifted once."""
    if case.has(MeasureTaken, {"asset": ask.asset}) and not _is_held(case, ask.asset):
        return []
    lifted = _lifted(case, ask.on, ask.asset, ask.reason)
    MAY_LIFT_PRESERVATION.require(case, ask.on, lifted)
    return [lifted]


@decides(ClosePreservation)
def close_preservation(case: Case, ask: ClosePreservation) -> list[Event]:
    """The measures outlive the case number; they end by lapse, by lifting, or in the enforcement."""
    last, opened = case.last_event(PreservationClosed), case.last_event(PreservationOpened)
    if last and last.mode is ask.mode:
        return []
    began = opened.on if opened else ask.on
    closed = PreservationClosed(
        on=ask.on, mode=ask.mode, amount_fen=opened.amount_fen if opened else 0,
        preserved_fen=int(preserved_value(case)), opened_on=began, used_days=elapsed_days(began, ask.on),
    )  # fmt: skip
    MAY_CLOSE_PRESERVATION.require(case, ask.on, closed)
    return [closed]
