"""活封活扣 — a sealed thing goes on being used by its custodian; a frozen account goes on working above its floor."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Number,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.event import field
from casestream.procedures.asset_search import AssetClass, AssetFound
from casestream.procedures.control.sealing import (
    LIVE,
    SEALED_FIRST,
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    Disposal,
    is_class,
    is_sealed,
)
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import GOOD_FAITH
from casestream.procedures.once import once

# --- law ---

# That courts let an account work above a floor is practice under this opinion; the text was not read.
ACCOUNT = GOOD_FAITH.article("第二部分", mark="K-med")

# --- events ---


class Drawer(Label):
    """Who takes money from a supervised account."""

    DEBTOR = "debtor", "被执行人经营支出", "the debtor, for the business"
    COURT = "court", "法院分次扣划", "the court, part by part"


@event("control.use_permitted", "允许继续使用查封财产", "Use of a sealed asset permitted")
class UsePermitted(Event):
    """A custodian may go on using what is sealed, because its value hardly suffers."""

    asset: str = key("asset")
    custodian: str
    lowers_value: bool = field(zh="使用严重减损价值", default=False)


@event("control.use_withdrawn", "停止使用查封财产", "Use of a sealed asset withdrawn")
class UseWithdrawn(Event):
    """The thing may not be used any longer."""

    asset: str = key("asset")
    reason: str


@event("control.account_supervised", "账户活扣监管", "Account supervised")
class AccountSupervised(Event):
    """A frozen account goes on working under supervision: nobody takes it below `floor_fen`."""

    asset: str = key("asset")
    floor_fen: int
    supervisor: str = field(zh="监管人", default="")


@event("control.account_drawn", "监管账户支出", "Supervised account drawn on")
class AccountDrawn(Event):
    """Money left a supervised account; `balance_fen` stayed."""

    asset: str = key("asset")
    drawer: Drawer = field(zh="支出人")
    amount_fen: int
    balance_fen: int = field(zh="余额")


# --- conditions ---


@condition(LIVE, en="The asset is sealed", met_by=AssetSealed)
def used_asset_is_sealed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """由人民法院指定被执行人保管的财产，如果继续使用对该财产的价值无重大影响，可以允许被执行人继续使用"""
    return is_sealed(case.about("asset", decided), today)


@condition(LIVE, en="A deposit is not used but supervised", met_by=AccountSupervised)
def used_asset_is_a_thing(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """允许继续使用的是指定保管的财产"""
    return ~is_class(case, decided, AssetClass.DEPOSIT)


@condition(LIVE, en="Its value hardly suffers by use", met_by=("对价值无重大影响的使用", "a use that leaves its value"))
def use_leaves_the_value(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """继续使用对该财产的价值无重大影响"""
    return ~decided.has(UsePermitted, {"lowers_value": True})


@condition(LIVE, en="A custodian is named", met_by=("指定保管人", "a named custodian"))
def user_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """由人民法院指定被执行人保管"""
    return ~decided.has(UsePermitted, {"custodian": ""})


@condition(LIVE, en="The thing is in use by permission", met_by=UsePermitted)
def use_was_permitted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """允许继续使用的，可以撤回"""
    asset = case.about("asset", decided)
    return asset.during(UsePermitted, UseWithdrawn) | asset.has(AssetSealed, {"live": True})


@condition(ACCOUNT, en="The account is a deposit and frozen", met_by=AssetSealed)
def account_is_frozen(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对被执行人的经营性账户，可以采取保留一定余额、允许继续使用的灵活冻结方式"""
    return is_class(case, decided, AssetClass.DEPOSIT) & is_sealed(case.about("asset", decided), today)


@condition(ACCOUNT, en="The floor is above nothing", met_by=("大于零的保底余额", "a floor above zero"))
def floor_is_set(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """监管账户应当明确保底余额"""
    return decided.total(AccountSupervised.floor_fen) > 0


@condition(ACCOUNT, en="The account works under supervision", met_by=AccountSupervised)
def account_is_supervised(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """监管账户内的资金经法院准许使用"""
    asset = case.about("asset", decided)
    return asset.during(AccountSupervised, AssetReleased) & asset.during(AccountSupervised, AssetDisposed)


@condition(ACCOUNT, en="What is drawn is more than nothing", met_by=("大于零的金额", "an amount above zero"))
def drawn_is_positive(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """监管账户支出应当逐笔记载"""
    return decided.total(AccountDrawn.amount_fen) > 0


@condition(
    ACCOUNT, en="The floor stays on the account", met_by=("支出后余额不低于保底", "a balance not below the floor")
)
def balance_stays_above_the_floor(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """监管账户支出后余额不得低于保底余额"""
    return decided.total(AccountDrawn.balance_fen) >= case.about("asset", decided).latest(AccountSupervised.floor_fen)


def _leaves(case: Asked, decided: Asked, least: Number | int) -> Truth:
    """Whether the deduction leaves so much on the account, by the last balance that is known."""
    asset, taken = case.about("asset", decided), decided.total(AssetDisposed.realised_fen)
    found, drawn = asset.latest(AssetFound.value_fen), asset.latest(AccountDrawn.balance_fen)
    gone = asset.total(AssetDisposed.realised_fen, {"method": Disposal.DEDUCTION}) + asset.total(
        AccountDrawn.amount_fen
    )
    drawn_last = asset.during(AccountDrawn, AssetFound) & asset.during(AccountDrawn, AssetDisposed)
    found_last = ~asset.during(AccountDrawn, AssetFound) & ~asset.during(AssetDisposed, AssetFound)
    by_drawing, by_finding = drawn_last & (drawn - taken >= least), found_last & (found - taken >= least)
    return by_drawing | by_finding | (~drawn_last & ~found_last & (found - gone - taken >= least))


@condition(SEALED_FIRST, en="No more is deducted than is on the account", met_by=AssetFound)
def deduction_is_within_the_balance(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """扣划存款以账户余额为限"""
    return ~decided.has(AssetDisposed, {"method": Disposal.DEDUCTION}) | _leaves(case, decided, 0)


@condition(
    ACCOUNT, en="A deduction leaves the floor on the account", met_by=("扣划后余额不低于保底", "leave the floor")
)
def deduction_leaves_the_floor(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对活扣账户扣划的，应当保留保底余额"""
    asset = case.about("asset", decided)
    sealed_floor, supervised_floor = asset.latest(AssetSealed.floor_fen), asset.latest(AccountSupervised.floor_fen)
    is_supervised = asset.during(AccountSupervised, AssetReleased)
    above_supervised, above_sealed = _leaves(case, decided, supervised_floor), _leaves(case, decided, sealed_floor)
    above = (is_supervised & above_supervised) | (~is_supervised & above_sealed)
    has_floor = is_supervised | (sealed_floor > 0)
    return ~decided.has(AssetDisposed, {"method": Disposal.DEDUCTION}) | ~has_floor | above


MAY_USE = every(
    "use", "允许继续使用", "Use of a sealed asset",
    round_is_open, used_asset_is_sealed, used_asset_is_a_thing, use_leaves_the_value, user_is_named,
    guards=UsePermitted,
)  # fmt: skip
MAY_WITHDRAW_USE = every(
    "use_withdrawal", "停止使用", "Withdrawal of use",
    use_was_permitted,
    guards=UseWithdrawn,
)  # fmt: skip
MAY_SUPERVISE = every(
    "account_supervision", "账户活扣监管", "Supervision of an account",
    round_is_open, account_is_frozen, floor_is_set,
    guards=AccountSupervised,
)  # fmt: skip
MAY_DRAW = every(
    "account_drawing", "监管账户支出", "Drawing on a supervised account",
    account_is_supervised, drawn_is_positive, balance_stays_above_the_floor,
    guards=AccountDrawn,
)  # fmt: skip

# --- decisions ---


@command("允许继续使用查封财产", "Permit the use of a sealed asset")
class PermitUse(Command):
    """Let a custodian go on using a sealed thing."""

    asset: str
    custodian: str
    lowers_value: bool = False


@command("停止使用查封财产", "Withdraw the use of a sealed asset")
class WithdrawUse(Command):
    """Say that it may not be used any longer, and why."""

    asset: str
    reason: str


@command("监管账户", "Supervise an account")
class SuperviseAccount(Command):
    """Let a frozen account work above a floor, or set another floor."""

    asset: str
    floor_fen: int
    supervisor: str = ""


@command("登记监管账户支出", "Record a drawing on a supervised account")
class DrawOnAccount(Command):
    """Say who took how much and what stayed."""

    asset: str
    drawer: Drawer
    amount_fen: int
    balance_fen: int


@decides(PermitUse)
def permit_use(case: Case, ask: PermitUse) -> list[Event]:
    """The measure stays; who uses the thing keeps it (查封扣押冻结规定第十条)."""
    permitted = UsePermitted(on=ask.on, asset=ask.asset, custodian=ask.custodian, lowers_value=ask.lowers_value)
    return once(case, MAY_USE, permitted, undone_by=(UseWithdrawn, AssetReleased))


@decides(WithdrawUse)
def withdraw_use(case: Case, ask: WithdrawUse) -> list[Event]:
    """The thing stays sealed, but stands still."""
    return once(
        case, MAY_WITHDRAW_USE, UseWithdrawn(on=ask.on, asset=ask.asset, reason=ask.reason), undone_by=(UsePermitted,)
    )


@decides(SuperviseAccount)
def supervise_account(case: Case, ask: SuperviseAccount) -> list[Event]:
    """The floor may be set anew; the last one counts."""
    supervised = AccountSupervised(on=ask.on, asset=ask.asset, floor_fen=ask.floor_fen, supervisor=ask.supervisor)
    return once(case, MAY_SUPERVISE, supervised, undone_by=(AccountSupervised, AssetReleased))


@decides(DrawOnAccount)
def draw_on_account(case: Case, ask: DrawOnAccount) -> list[Event]:
    """Nobody, the court neither, takes the account below its floor."""
    drawn = AccountDrawn(
        on=ask.on, asset=ask.asset, drawer=ask.drawer, amount_fen=ask.amount_fen, balance_fen=ask.balance_fen
    )  # fmt: skip
    return once(case, MAY_DRAW, drawn)
