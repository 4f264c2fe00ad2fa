"""保全转执行 — when the judgment is enforced, what was preserved counts as sealed in the enforcement, with its term and rank."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Day,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    reacts,
)
from casestream.kernel.case import Keyed
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import value
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.control import AssetSealed, Measure, is_sealed
from casestream.procedures.filing import debtors_of, round_is_open
from casestream.procedures.instruments import JI, coercion
from casestream.procedures.preservation.application import PreservationApplied, PreservationKind
from casestream.procedures.preservation.execution import MeasureLifted, MeasureTaken, SuitTaken
from casestream.procedures.preservation.renewing import running_term

# --- law ---

BECOMES_ENFORCEMENT = JI.article("第一百六十八条", mark="K-high")

# --- events ---


@event("preservation.carried_over", "保全转入执行", "Preservation carried over", stream="preservation")
class CarriedOver(Event):
    """What is held goes into the enforcement case `into`."""

    into: str = field(zh="转入的执行案件")


# --- conditions ---


@condition(BECOMES_ENFORCEMENT, en="Something is held", met_by=MeasureTaken)
def something_is_preserved(case: Asked, today: AnyDay) -> Truth:
    """保全裁定未经人民法院依法撤销或者解除，进入执行程序后，自动转为执行中的查封、扣押、冻结措施"""
    return case.has(MeasureTaken) & ~case.for_every(
        MeasureTaken, lambda asset: ~asset.during(MeasureTaken, MeasureLifted)
    )


@condition(coercion(104), en="Who had it preserved before a suit has sued", met_by=SuitTaken)
def suit_followed(case: Asked, today: AnyDay) -> Truth:
    """诉前保全的，申请人已依法提起诉讼或者申请仲裁"""
    return case.has(SuitTaken) | case.has(PreservationApplied, {"kind": PreservationKind.IN_ACTION})


MAY_CARRY_OVER = every(
    "preservation_carried_over", "保全转入执行", "Carrying a preservation over", something_is_preserved, suit_followed,
    guards=CarriedOver,
)  # fmt: skip
MAY_TAKE_OVER = every("preservation_taken_over", "接收保全措施", "Taking a preservation over", round_is_open)

# --- decisions ---


@value
class CarriedMeasure:
    """A measure as it stands in the preservation; `held_since` where it was renewed meanwhile."""

    asset: str
    asset_class: AssetClass
    measure: Measure
    value_fen: int
    starts_on: date
    expires_on: date
    rank: int
    held_since: date | None = None


@command("保全转入执行", "Carry a preservation over", kind="preservation")
class CarryOver(Command):
    """The case `into` enforces the judgment for which property was preserved."""

    into: str


@command("接收保全措施", "Take a preservation over")
class TakeOverMeasures(Command):
    """What was preserved against `debtor` counts as sealed in this case."""

    debtor: str
    measures: tuple[CarriedMeasure, ...]


@decides(CarryOver)
def carry_over(case: Case, ask: CarryOver) -> list[Event]:
    """No new ruling is made (民诉法解释第一百六十八条)."""
    if case.all(CarriedOver, {"into": ask.into}):
        return []
    MAY_CARRY_OVER.require(case, ask.on)
    return [CarriedOver(on=ask.on, into=ask.into)]


@decides(TakeOverMeasures)
def take_over_measures(case: Case, ask: TakeOverMeasures) -> list[Event]:
    """The term runs on and the rank stays; what lapsed meanwhile, or is sealed here already, is left out.

    Raises:
        BadRequest: no debtor of this case bears that name.
    """
    fresh = [
        one for one in ask.measures
        if one.expires_on >= ask.on and not bool(is_sealed(Keyed(case, "asset", one.asset), Day(ask.on)))
    ]  # fmt: skip
    if fresh and ask.debtor not in debtors_of(case):
        raise BadRequest(
            f"{ask.debtor} 不是本案被执行人", f"{ask.debtor} is no debtor of this case",
            "按本案被执行人的姓名、名称重新提交", "name the debtor as this case does",
        )  # fmt: skip
    taken: list[Event] = []
    for one in fresh:
        MAY_TAKE_OVER.require(case, ask.on)
        taken.append(
            AssetFound(
                on=ask.on, asset=one.asset, debtor=ask.debtor, asset_class=one.asset_class, value_fen=one.value_fen
            )
        )
        taken.append(
            AssetSealed(
                on=ask.on, asset=one.asset, measure=one.measure, starts_on=one.starts_on, expires_on=one.expires_on,
                rank=one.rank, debtor=ask.debtor, held_since=one.held_since or one.starts_on,
                to_be_priced=one.rank == 1 and one.asset_class is not AssetClass.DEPOSIT,
            )
        )  # fmt: skip
    return taken


# --- reactions ---


@reacts(CarriedOver)
def hand_measures_over(_: Event, case: Case) -> list[Command]:
    """Each measure in force goes into the case that enforces."""
    carried, applied = case.all(CarriedOver)[-1], case.all(PreservationApplied)[-1]
    measures = tuple(
        CarriedMeasure(
            asset=one.asset, asset_class=one.asset_class, measure=one.measure, value_fen=one.value_fen,
            starts_on=running_term(case, one)[0], expires_on=running_term(case, one)[1], rank=one.rank,
            held_since=one.on,
        )
        for one in {taken.asset: taken for taken in case.all(MeasureTaken)}.values()
        if bool(Keyed(case, "asset", one.asset).during(MeasureTaken, MeasureLifted))
    )  # fmt: skip
    return [TakeOverMeasures(case=carried.into, on=carried.on, debtor=applied.respondent, measures=measures)]
