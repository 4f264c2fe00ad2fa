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


@event("control.exemption_ended", "解除豁免认定", "Exemption ended")
class ExemptionEnded(Event):
    """What was exempt is so no longer, because it is not needed any more or never was."""

    asset: str = key("asset")
    reason: str


# --- conditions ---


def _is_exempt(asset: Asked) -> Truth:
    """Whether it is on the list and was not taken off it again; another ruling about it does not put it back."""
    listed = {"exempt_item": EXEMPT_THINGS}
    taken_off = asset.last(AssetRuledUnenforceable, listed) < asset.last(ExemptionEnded)
    return (
        asset.has(AssetRuledUnenforceable, listed) & asset.during(AssetRuledUnenforceable, ExemptionEnded) & ~taken_off
    )


@condition(LIST, en="A thing that is exempt is not sealed", met_by=ExemptionEnded)
def exempt_thing_is_not_sealed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院对被执行人的下列财产不得查封、扣押、冻结"""
    return ~_is_exempt(case.about("asset", decided))


@condition(LIST, en="A thing that is exempt is neither sold nor given in set-off", met_by=ExemptionEnded)
def exempt_thing_is_not_sold(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院对被执行人的下列财产不得查封、扣押、冻结，查封后认定的亦不得处分"""
    return ~_is_exempt(case.about("asset", decided))


@condition(LIST, en="The thing is exempt", met_by=AssetRuledUnenforceable)
def thing_is_exempt(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """已经认定为豁免财产"""
    return _is_exempt(case.about("asset", decided))


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
MAY_END_EXEMPTION = every(
    "exemption_end", "解除豁免认定", "End of an exemption",
    round_is_open, thing_is_exempt,
    guards=ExemptionEnded,
)  # fmt: skip

# --- decisions ---


@command("认定必需住房可以处置", "Rule that a home may be sold")
class RuleDwellingEnforceable(Command):
    """Say on which ground the home may be sold; `rent_years` when rent is left to the debtor."""

    asset: str
    ground: DwellingGround
    rent_years: int = 0


@command("解除豁免认定", "End an exemption")
class EndExemption(Command):
    """Say that a thing is exempt no longer, and why."""

    asset: str
    reason: str


@decides(RuleDwellingEnforceable)
def rule_dwelling_enforceable(case: Case, ask: RuleDwellingEnforceable) -> list[Event]:
    """The ground holds until the home is again recognised as needed."""
    ruled = DwellingRuledEnforceable(on=ask.on, asset=ask.asset, ground=ask.ground, rent_years=ask.rent_years)
    return once(case, MAY_SELL_DWELLING, ruled, undone_by=(AssetRuledUnenforceable,))  # fmt: skip


@decides(EndExemption)
def end_exemption(case: Case, ask: EndExemption) -> list[Event]:
    """The thing may be sealed and sold, until it is ruled exempt again."""
    ended = ExemptionEnded(on=ask.on, asset=ask.asset, reason=ask.reason)
    return once(case, MAY_END_EXEMPTION, ended, undone_by=(AssetRuledUnenforceable,))
