"""A sealed asset of each class, for tests of what the court does with it. Facts and dates are made up."""

from datetime import date, timedelta

from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.control import Measure, SealAsset
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.rounds import Origin, RoundOpened
from casestream.testing import given
from casestream.testing.scenario import Given

CASE = "（2024）内0624民初100号"
DEBTOR = "吴某"
ON = date(2025, 3, 10)  # a Monday
VALUE_FEN = 1_000_000_00
CLAIMED_FEN = 400_000_00
MEASURES = {
    AssetClass.DEPOSIT: Measure.FREEZE, AssetClass.MOVABLE: Measure.SEAL, AssetClass.VEHICLE: Measure.SEIZE,
    AssetClass.REAL_ESTATE: Measure.SEAL, AssetClass.EQUITY: Measure.FREEZE, AssetClass.OTHER_RIGHT: Measure.FREEZE,
}  # fmt: skip


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def found(
    asset_class: AssetClass = AssetClass.REAL_ESTATE, on: date = ON, kind: PartyKind = PartyKind.NATURAL,
    court: str = "内0624",
) -> Given:  # fmt: skip
    """An open case with one asset, found and not yet sealed."""
    return given(
        DebtorNamed(on=on, debtor=DEBTOR, kind=kind),
        RoundOpened(
            on=on, number=f"（{on.year}）{court}执200号", court=court, origin=Origin.FILED, claimed_fen=CLAIMED_FEN
        ),
        AssetFound(on=on, asset="财产", debtor=DEBTOR, asset_class=asset_class, value_fen=VALUE_FEN),
    )  # fmt: skip


def seal(
    asset_class: AssetClass = AssetClass.REAL_ESTATE, on: date = ON, days_held: int = 300, rank: int = 1
) -> SealAsset:
    """The measure that fits the class."""
    return SealAsset(
        case=CASE, on=on, asset="财产", measure=MEASURES[asset_class], expires_on=on + days(days_held), rank=rank
    )


def sealed(
    asset_class: AssetClass = AssetClass.REAL_ESTATE, on: date = ON, days_held: int = 300, rank: int = 1
) -> Given:
    """An open case with one sealed asset."""
    return found(asset_class, on).also(seal(asset_class, on, days_held, rank))
