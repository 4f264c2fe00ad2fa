"""豁免财产与必需居住房屋 — what may not be sealed at all, and the home that may be sealed but not sold.

That a thing is exempt is said by `RuleUnenforceable(reason=EXEMPT, exempt_item=…)`. A home so recognised may be sold after
all on one of the grounds of 异议复议规定第二十条 or once what is beyond the need can be taken (查封扣押冻结规定第五条).
"""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
    months_after,
)
from casestream.kernel.event import field
from casestream.procedures.asset_search import AssetRuledUnenforceable, ExemptItem
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, OBJECTIONS, SEIZURE
from casestream.procedures.notice import NoticeIssued
from casestream.procedures.once import once

# --- law ---

LIST = SEIZURE.article("第五条").renumbered(AMENDED_2020, "第三条")
HOME = SEIZURE.article("第六条").renumbered(AMENDED_2020, "第四条")
BEYOND_NEED = SEIZURE.article("第七条").renumbered(AMENDED_2020, "第五条")
NOT_NEEDED = OBJECTIONS.article("第二十条第一款")
GRACE = OBJECTIONS.article("第二十条第二款")
RENT_YEARS_LEAST, RENT_YEARS_MOST = 5, 8  # 异议复议规定第二十条第一款第三项
GRACE_MONTHS = 3  # 异议复议规定第二十条第二款
EXEMPT_THINGS = tuple(item for item in ExemptItem if item not in (ExemptItem.NONE, ExemptItem.DWELLING))

# --- events ---


class DwellingGround(Label):
    """Why a home may be sold though the debtor lives in it."""

    OTHER_HOME = "other_home", "扶养义务人名下另有必需住房", "who must support the debtor owns another home"
    MOVED_AWAY = "moved_away", "为逃债转让其他房屋", "the debtor gave other homes away to escape the debt"
    HOUSED = "housed", "申请人按廉租住房标准提供居住房屋", "the applicant provides housing of the low-rent standard"
    RENT = "rent", "从变价款中扣除五至八年租金", "five to eight years' rent are taken from the price"
    DELIVERY = (
        "delivery",
        "依据确定交付房屋并已给三个月宽限期",
        "the basis orders delivery and three months' grace were given",
    )
    BEYOND_NEED = (
        "beyond_need",
        "超过生活必需并保障最低标准住房",
        "it is more than is needed, and a minimum home is kept",
    )


@event("control.dwelling_ruled_enforceable", "必需住房可以处置", "Dwelling ruled enforceable")
class DwellingRuledEnforceable(Event):
    """A home that is needed to live may be sold all the same, on a ground of the law."""

    asset: str = key("asset")
    ground: DwellingGround
    rent_years: int = field(zh="扣除租金年数", default=0)


# --- conditions ---


@condition(
    LIST, en="A thing that is exempt is not sealed", met_by=("解除豁免认定", "the ruling that it is exempt must go")
)
def exempt_thing_is_not_sealed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院对被执行人的下列财产不得查封、扣押、冻结"""
    return ~case.about("asset", decided).has(AssetRuledUnenforceable, {"exempt_item": EXEMPT_THINGS})


@condition(HOME, en="A home that is needed to live is not sold", met_by=DwellingRuledEnforceable)
def necessary_dwelling_is_not_sold(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对被执行人及其所扶养家属生活所必需的居住房屋，人民法院可以查封，但不得拍卖、变卖或者抵债"""
    asset = case.about("asset", decided)
    home = asset.has(AssetRuledUnenforceable, {"exempt_item": ExemptItem.DWELLING})
    return ~home | asset.during(DwellingRuledEnforceable, AssetRuledUnenforceable)


@condition(HOME, en="The home was recognised as needed", met_by=AssetRuledUnenforceable)
def dwelling_was_recognised(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """系被执行人及其所扶养家属维持生活必需的居住房屋"""
    return case.about("asset", decided).has(AssetRuledUnenforceable, {"exempt_item": ExemptItem.DWELLING})


@condition(
    NOT_NEEDED, en="Five to eight years' rent are left to the debtor", met_by=("五至八年租金", "5 to 8 years' rent")
)
def rent_is_five_to_eight_years(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """同意参照当地房屋租赁市场平均租金标准从该房屋的变价款中扣除五至八年租金"""
    years = decided.total(DwellingRuledEnforceable.rent_years)
    fits = (years >= RENT_YEARS_LEAST) & (years <= RENT_YEARS_MOST)
    return ~decided.has(DwellingRuledEnforceable, {"ground": DwellingGround.RENT}) | fits


@condition(GRACE, en="Three months' grace have run since the notice of enforcement", met_by=NoticeIssued)
def grace_was_given(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行依据确定被执行人交付居住的房屋，自执行通知送达之日起，已经给予三个月的宽限期"""
    is_over = months_after(case.first(NoticeIssued), GRACE_MONTHS) < today
    return ~decided.has(DwellingRuledEnforceable, {"ground": DwellingGround.DELIVERY}) | is_over


MAY_SELL_DWELLING = every(
    "dwelling", "必需住房可以处置", "Sale of a home",
    round_is_open, dwelling_was_recognised, rent_is_five_to_eight_years, grace_was_given,
    guards=DwellingRuledEnforceable,
)  # fmt: skip

# --- decisions ---


@command("认定必需住房可以处置", "Rule that a home may be sold")
class RuleDwellingEnforceable(Command):
    """Say on which ground the home may be sold; `rent_years` when rent is left to the debtor."""

    asset: str
    ground: DwellingGround
    rent_years: int = 0


@decides(RuleDwellingEnforceable)
def rule_dwelling_enforceable(case: Case, ask: RuleDwellingEnforceable) -> list[Event]:
    """The ground holds until the home is again recognised as needed."""
    ruled = DwellingRuledEnforceable(on=ask.on, asset=ask.asset, ground=ask.ground, rent_years=ask.rent_years)
    return once(case, MAY_SELL_DWELLING, ruled, undone_by=(AssetRuledUnenforceable,))  # fmt: skip
