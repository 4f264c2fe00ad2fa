"""续行保全 — a preservation is held beyond its term: before the last day, no longer than the law allows anew."""

from datetime import date

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
    every,
    months_after,
)
from casestream.procedures.asset_search import AssetClass
from casestream.procedures.control.sealing import LAPSE, MOST, MOVABLES, RIGHTS
from casestream.procedures.once import once
from casestream.procedures.preservation.execution import MeasureRenewed, MeasureTaken, is_preserved

# --- conditions ---


@condition(LAPSE, en="A preservation is renewed while it is in force", met_by=("届满前续行", "renewal in time"))
def preservation_is_renewed_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请续行应当在查封、扣押、冻结期限届满前办理；届满未续行的，效力消灭"""
    return is_preserved(case.about("asset", decided), today)


@condition(
    MOST,
    en="A renewed term has begun before it is renewed again",
    met_by=("待续行的期限开始后再续行", "wait until the renewed term has begun"),
)
def preservation_renewals_are_not_stacked(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """已续行的期限尚未开始的，不得再次续行"""
    asset = case.about("asset", decided)
    return ~asset.during(MeasureRenewed, MeasureTaken) | ~(asset.latest(MeasureRenewed.starts_on) > today)


@condition(
    MOST,
    en="A renewal is no longer than the first term may be",
    met_by=("存款一年、动产二年、不动产和其他财产权三年以内", "1, 2 or 3 years at most"),
)
def preservation_renewal_is_within_the_maximum(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """续行期限不得超过前款规定的期限"""
    first, last = decided.latest(MeasureRenewed.starts_on), decided.latest(MeasureRenewed.expires_on)
    of = {12: (AssetClass.DEPOSIT,), 24: MOVABLES, 36: RIGHTS}
    within = [
        ~decided.has(MeasureRenewed, {"asset_class": classes}) | (last <= months_after(first, months))
        for months, classes in of.items()
    ]
    return within[0] & within[1] & within[2] & (last > first)


MAY_RENEW_PRESERVATION = every(
    "preservation_renewal", "续行保全措施", "Renewing a preservation",
    preservation_is_renewed_in_time, preservation_renewals_are_not_stacked, preservation_renewal_is_within_the_maximum,
    guards=MeasureRenewed,
)  # fmt: skip

# --- decisions ---


@command("续行保全措施", "Renew a measure of preservation", kind="preservation")
class RenewMeasure(Command):
    """Go on holding a thing of the respondent until a later day."""

    asset: str
    expires_on: date


def running_term(case: Case, taken: MeasureTaken) -> tuple[date, date]:
    """The first and the last day of the newest term for which a thing that was taken is held."""
    renewed = case.last_event(MeasureRenewed, {"asset": taken.asset})
    if renewed and renewed.starts_on >= taken.expires_on:
        return renewed.starts_on, renewed.expires_on
    return taken.on, taken.expires_on


@decides(RenewMeasure)
def renew_measure(case: Case, ask: RenewMeasure) -> list[Event]:
    """The new term begins where the old one ends; the case number may be closed meanwhile (民诉法解释第四百八十五条)."""
    taken, known = (
        case.last_event(MeasureTaken, {"asset": ask.asset}), case.last_event(MeasureRenewed, {"asset": ask.asset})
    )  # fmt: skip
    if known and (known.on, known.expires_on) == (ask.on, ask.expires_on):
        return []
    renewed = MeasureRenewed(
        on=ask.on, asset=ask.asset, asset_class=taken.asset_class if taken else AssetClass.DEPOSIT,
        starts_on=running_term(case, taken)[1] if taken else ask.on, expires_on=ask.expires_on,
    )  # fmt: skip
    return once(case, MAY_RENEW_PRESERVATION, renewed)
