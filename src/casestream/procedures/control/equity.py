"""股权 — a freeze of equity takes effect on publication; the debtor may be let sell it, within three months at most."""

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
    deadline,
    decides,
    event,
    every,
    key,
    months_after,
)
from casestream.kernel.event import field
from casestream.procedures.asset_search import AssetClass
from casestream.procedures.control.disposal import GOES_ON, MAY_DISPOSE, court_is_first_in_rank
from casestream.procedures.control.sealing import (
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    Disposal,
    asset_is_held,
    is_class,
    measure_has_not_lapsed,
    owner,
)
from casestream.procedures.control.sold import (
    PUBLICATION,
    EquityPublished,
    SelfRealised,
    equity_freeze_took_effect,
)
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import EQUITY
from casestream.procedures.once import gone_on, once

# --- law ---

SELF_REALISATION = EQUITY.article("第十条")
MOST_MONTHS = 3  # 股权规定第十条

# --- events ---


@event("control.self_realisation_allowed", "准许自行变价股权", "Self-realisation of equity allowed")
class SelfRealisationAllowed(Event):
    """The debtor may sell frozen equity until `until`, while the court controls the price."""

    asset: str = key("asset")
    until: date
    creditors_consent: bool = field(zh="申请执行人及其他已知债权人同意")
    price_suffices: bool = field(zh="变价款足以清偿", default=False)
    price_controlled: bool = field(zh="能够控制变价款", default=True)
    debtor: str = key("debtor", default="")


SELF_REALISE = deadline(
    "self_realisation", "自行变价股权", "Self-realisation of equity",
    begins=SelfRealisationAllowed, kept_by=SelfRealised, citation=SELF_REALISATION, due="until", key="asset",
)  # fmt: skip

# --- conditions ---


@condition(PUBLICATION, en="What is published is a freeze of equity", met_by=AssetSealed)
def equity_is_frozen(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院冻结被执行人的股权，应当要求在国家企业信用信息公示系统进行公示"""
    frozen = case.about("asset", decided).during(AssetSealed, AssetReleased)
    return is_class(case, decided, AssetClass.EQUITY) & frozen


@condition(PUBLICATION, en="The order of publication begins with one", met_by=("顺位自第一位起", "a rank of 1 or more"))
def published_rank_is_a_place(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """多个人民法院冻结同一股权的，以在公示系统先办理公示的为在先冻结"""
    return decided.total(EquityPublished.rank) >= 1


@condition(
    SELF_REALISATION,
    en="The creditors consent, or the price pays the debt",
    met_by=("债权人同意或者变价款足以清偿", "consent, or a price that suffices"),
)
def creditors_lose_nothing(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经申请执行人及其他已知执行债权人同意或者变价款足以清偿执行债务的，人民法院可以准许"""
    consent = decided.has(SelfRealisationAllowed, {"creditors_consent": True})
    return consent | decided.has(SelfRealisationAllowed, {"price_suffices": True})


@condition(SELF_REALISATION, en="The court controls the price", met_by=("能够控制变价款", "control of the price"))
def price_is_controlled(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当在能够控制变价款的情况下监督其完成"""
    return decided.has(SelfRealisationAllowed, {"price_controlled": True})


@condition(SELF_REALISATION, en="Three months are the most", met_by=("期限不超过三个月", "a term of up to 3 months"))
def self_realisation_is_within_three_months(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """监督其在指定期限内完成，最长不超过三个月"""
    until = decided.latest(SelfRealisationAllowed.until)
    return (until >= today) & (until <= months_after(today, MOST_MONTHS))


@condition(SELF_REALISATION, en="The permission has not run out", met_by=SelfRealisationAllowed)
def self_realisation_is_allowed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """监督其在指定期限内完成"""
    asset = case.about("asset", decided)
    return asset.during(SelfRealisationAllowed, SelfRealised) & (asset.latest(SelfRealisationAllowed.until) >= today)


MAY_PUBLISH_FREEZE = every(
    "equity_publication", "股权冻结公示", "Publication of a freeze of equity",
    equity_is_frozen, published_rank_is_a_place,
    guards=EquityPublished,
)  # fmt: skip
MAY_SELF_REALISE = every(
    "self_realisation", "准许自行变价股权", "Self-realisation of equity",
    round_is_open, equity_is_frozen, asset_is_held, measure_has_not_lapsed, court_is_first_in_rank,
    equity_freeze_took_effect, creditors_lose_nothing, price_is_controlled, self_realisation_is_within_three_months, *GOES_ON,
    guards=SelfRealisationAllowed,
)  # fmt: skip
MAY_RECORD_SELF_REALISED = every(
    "self_realised", "自行变价股权", "Equity self-realised",
    self_realisation_is_allowed,
    guards=SelfRealised,
)  # fmt: skip

# --- decisions ---


@command("公示股权冻结", "Publish a freeze of equity")
class PublishFreeze(Command):
    """Say that the credit system published the freeze, and in which order."""

    asset: str
    rank: int = 1


@command("准许自行变价股权", "Allow the self-realisation of equity")
class AllowSelfRealisation(Command):
    """Let the debtor sell frozen equity until a day."""

    asset: str
    until: date
    creditors_consent: bool
    price_suffices: bool = False
    price_controlled: bool = True


@command("登记自行变价股权", "Record self-realised equity")
class RecordSelfRealised(Command):
    """Say what the debtor's own sale brought."""

    asset: str
    realised_fen: int


@decides(PublishFreeze)
def publish_freeze(case: Case, ask: PublishFreeze) -> list[Event]:
    """The freeze is effective from the publication on (股权规定第六条)."""
    return once(
        case, MAY_PUBLISH_FREEZE, EquityPublished(on=ask.on, asset=ask.asset, rank=ask.rank), undone_by=(AssetReleased,)
    )


@decides(AllowSelfRealisation)
def allow_self_realisation(case: Case, ask: AllowSelfRealisation) -> list[Event]:
    """Under supervision, for three months at most (股权规定第十条)."""
    allowed = SelfRealisationAllowed(
        on=ask.on, asset=ask.asset, until=ask.until, creditors_consent=ask.creditors_consent,
        price_suffices=ask.price_suffices, price_controlled=ask.price_controlled, debtor=owner(case, ask.asset),
    )  # fmt: skip
    return once(case, MAY_SELF_REALISE, allowed)


@decides(RecordSelfRealised)
def record_self_realised(case: Case, ask: RecordSelfRealised) -> list[Event]:
    """The sale disposes of the equity; the money comes in as proceeds."""
    realised = SelfRealised(on=ask.on, asset=ask.asset, realised_fen=ask.realised_fen)
    if not (written := once(case, MAY_RECORD_SELF_REALISED, realised)):
        return []
    disposed = AssetDisposed(
        on=ask.on, asset=ask.asset, realised_fen=ask.realised_fen, method=Disposal.SALE, debtor=owner(case, ask.asset)
    )  # fmt: skip
    MAY_DISPOSE.require(gone_on(case, *written), ask.on, disposed)
    return [*written, disposed]
