"""查明财产 — the assets that were found, and those that cannot be disposed of."""

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
    field,
    key,
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.asset_search.network import case_was_filed
from casestream.procedures.filing import DebtorNamed
from casestream.procedures.instruments import INVESTIGATION

# --- events ---


class AssetClass(Label):
    """What an asset is; how long it may be sealed turns on it (民诉法解释第四百八十五条)."""

    DEPOSIT = "deposit", "银行存款", "bank deposit"
    MOVABLE = "movable", "动产", "movable"
    VEHICLE = "vehicle", "车辆、船舶等", "vehicle, vessel or aircraft"
    REAL_ESTATE = "real_estate", "不动产", "real estate"
    EQUITY = "equity", "股权", "equity"
    OTHER_RIGHT = "other_right", "其他财产权", "other property right"


class Unenforceable(Label):
    """Why a found asset is not disposed of (法〔2016〕373号第四条; 查封扣押冻结规定第三至五条)."""

    UNSOLD = "unsold", "变价不成且无法抵债", "unsold, and not taken in set-off"
    NOT_SEIZED = "not_seized", "登记查封但未实际扣押", "sealed in the register, not physically seized"
    SMALL_DEPOSIT = "small_deposit", "小额存款", "small deposit"
    EXEMPT = "exempt", "依法豁免执行", "exempt from enforcement"


class ExemptItem(Label):
    """What may not be taken, or not be sold: a closed list (查封扣押冻结规定第三、四条)."""

    NONE = "none", "不属豁免财产", "nothing exempt"
    NECESSITIES = "necessities", "生活必需的衣物、家具等家庭物品", "household goods needed to live"
    LIVING_COSTS = "living_costs", "必需的生活费用", "living costs that are needed"
    EDUCATION = "education", "完成义务教育必需的物品", "things needed for compulsory education"
    UNPUBLISHED = "unpublished", "未公开的发明或者未发表的著作", "unpublished inventions or works"
    DISABILITY = "disability", "残疾人必需的辅助工具、医疗物品", "aids and medical goods that the disabled need"
    HONOURS = "honours", "勋章及其他荣誉表彰物品", "medals and other marks of honour"
    TREATY = "treaty", "条约、协定规定免于查封的财产", "property exempt under a treaty"
    BY_LAW = "by_law", "法律或者司法解释规定的其他财产", "other property that a law exempts"
    DWELLING = "dwelling", "生活必需的居住房屋（可查封，不得处分）", "a dwelling needed to live: sealed, but not sold"


@event("asset_search.asset_found", "查到财产", "Asset found")
class AssetFound(Event):
    """An asset of a debtor became known, at this value."""

    asset: str = key("asset")
    debtor: str
    asset_class: AssetClass
    value_fen: int


@event("asset_search.asset_ruled_unenforceable", "财产不能处置", "Asset ruled unenforceable")
class AssetRuledUnenforceable(Event):
    """A found asset cannot be disposed of, for one of the reasons that the law knows."""

    asset: str = key("asset")
    reason: Unenforceable
    exempt_item: ExemptItem = field(zh="豁免事项", default=ExemptItem.NONE)


# --- state ---


def has_a_price(case: Case, asset: str) -> bool:
    """Whether there is a price to be found: there is none for money on an account."""
    return not bool(case.has(AssetFound, {"asset": asset, "asset_class": AssetClass.DEPOSIT}))


# --- conditions ---


@condition(
    INVESTIGATION.article("第一条", mark="K-med"),
    en="An asset is worth nothing or more",
    met_by=("财产价值不得为负数", "a value that is not negative"),
)
def value_is_not_negative(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查明被执行人可供执行的财产"""
    return decided.total(AssetFound.value_fen) >= 0


MAY_RECORD_ASSET = every(
    "asset", "登记财产", "Recording an asset",
    case_was_filed, value_is_not_negative,
    guards=AssetFound,
)  # fmt: skip

# --- decisions ---


@command("登记财产", "Record an asset")
class RecordAsset(Command):
    """Enter an asset under a name that is its own in the case, or its new value."""

    asset: str
    debtor: str
    asset_class: AssetClass
    value_fen: int


@decides(RecordAsset)
def record_asset(case: Case, ask: RecordAsset) -> list[Event]:
    """An asset is entered for a debtor of the case; a new value is a new event.

    Raises:
        BadRequest: nobody of that name is a debtor of this case, or the asset is another debtor's or of another class.
    """
    found = AssetFound(
        on=ask.on, asset=ask.asset, debtor=ask.debtor, asset_class=ask.asset_class, value_fen=ask.value_fen
    )  # fmt: skip
    last = case.last_event(AssetFound, {"asset": ask.asset})
    if last and (last.debtor, last.asset_class, last.value_fen) == (ask.debtor, ask.asset_class, ask.value_fen):
        return []
    MAY_RECORD_ASSET.require(case, ask.on, found)
    known = last is None or (last.debtor, last.asset_class) == (ask.debtor, ask.asset_class)
    if not known or not case.all(DebtorNamed, {"debtor": ask.debtor}):
        raise BadRequest(
            f"{ask.asset} 不能登记在 {ask.debtor} 名下", f"{ask.asset} cannot be entered for {ask.debtor}",
            "须为本案被执行人，且与原登记的权利人、类别一致",
            "name a debtor of this case, and the same debtor and class as before",
        )  # fmt: skip
    return [found]
