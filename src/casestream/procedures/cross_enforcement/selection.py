"""交叉执行筛选 — which cases a superior court picks for cross-enforcement, by tests that a province has published."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Truth,
    at_least,
    command,
    condition,
    decides,
    event,
    every,
    field,
    months_after,
)
from casestream.procedures.asset_search import AssetFound
from casestream.procedures.control import AssetReleased, AssetSealed, is_sealed
from casestream.procedures.cross_enforcement.modes import CrossMode
from casestream.procedures.cross_enforcement.order import CrossOrdered, CrossProgressReported, case_is_unfinished
from casestream.procedures.instruments import SICHUAN_SELECTION

# --- law ---

SAME_DEBTOR = SICHUAN_SELECTION.article("同一被执行人在不同法院有十件以上未执结案件")
UNDISPOSED = SICHUAN_SELECTION.article("财产超过六个月未处置且经督促仍无进展")
CASES_OF_ONE_DEBTOR = 10
MONTHS_UNDISPOSED = 6

# --- events ---


class SelectionTest(Label):
    """By which test the case was picked."""

    SAME_DEBTOR = "same_debtor", "同一被执行人系列案件", "a series of cases against one debtor"
    UNDISPOSED = "undisposed", "财产长期未处置", "property that was not disposed of for long"


@event("cross.selected", "筛选交叉执行", "Selected for cross-enforcement")
class CrossSelected(Event):
    """The case was picked; its debtor had `unfinished_cases` in `courts` courts on that day."""

    test: SelectionTest = field(zh="筛选标准")
    unfinished_cases: int = field(zh="未执结案件数")
    courts: int = field(zh="涉及法院数")


# --- conditions ---


@condition(
    SAME_DEBTOR,
    en="One debtor has ten unfinished cases or more, in different courts",
    met_by=("十件以上、分属不同法院的未执结案件", "ten unfinished cases in two courts or more"),
)
def debtor_has_ten_cases_in_different_courts(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """同一被执行人在不同法院的未执结案件在十件以上的"""
    enough = {"unfinished_cases": at_least(CASES_OF_ONE_DEBTOR), "courts": at_least(2)}
    return decided.has(CrossSelected, {"test": SelectionTest.UNDISPOSED}) | decided.has(CrossSelected, enough)


@condition(
    UNDISPOSED,
    en="Some property under control was not disposed of for more than six months",
    met_by=("查控后超过六个月未处置的财产", "property under control for more than six months"),
)
def property_was_undisposed_for_six_months(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """已查控财产超过六个月未处置的"""

    def is_waiting(asset: Asked) -> Truth:
        first = months_after(asset.first(AssetSealed), MONTHS_UNDISPOSED) < today
        # What was let go and sealed anew waits since the new seal; a renewal begins nothing.
        anew = months_after(asset.last(AssetSealed, {"renews": False}), MONTHS_UNDISPOSED) < today
        return is_sealed(asset, today) & first & (anew | ~asset.has(AssetReleased))

    some_asset_waits = ~case.for_every(AssetFound, lambda asset: ~is_waiting(asset))
    return decided.has(CrossSelected, {"test": SelectionTest.SAME_DEBTOR}) | some_asset_waits


@condition(
    UNDISPOSED,
    en="The court was supervised, and there was no substantive progress since",
    met_by=("先行督促执行", "an order to enforce that brought no progress"),
)
def supervision_brought_no_progress(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经督促执行仍无实质进展的"""
    supervised = case.last(CrossOrdered, {"mode": CrossMode.SUPERVISED})
    stands_still = (supervised <= today) & ~(case.last(CrossProgressReported, {"substantive": True}) >= supervised)
    return decided.has(CrossSelected, {"test": SelectionTest.SAME_DEBTOR}) | stands_still


MAY_SELECT_FOR_CROSS = every(
    "cross_selection", "筛选交叉执行", "Selection for cross-enforcement",
    case_is_unfinished, debtor_has_ten_cases_in_different_courts, property_was_undisposed_for_six_months,
    supervision_brought_no_progress,
    guards=CrossSelected,
)  # fmt: skip

# --- decisions ---


@command("筛选交叉执行", "Select for cross-enforcement")
class SelectForCross(Command):
    """Pick a case by one of the published tests."""

    test: SelectionTest
    unfinished_cases: int = 1
    courts: int = 1


@decides(SelectForCross)
def select_for_cross(case: Case, ask: SelectForCross) -> list[Event]:
    """Picking is not ordering: the superior court orders a mode afterwards, or none."""
    selected = CrossSelected(on=ask.on, test=ask.test, unfinished_cases=ask.unfinished_cases, courts=ask.courts)
    if selected in case.all(CrossSelected):
        return []
    MAY_SELECT_FOR_CROSS.require(case, ask.on, selected)
    return [selected]
