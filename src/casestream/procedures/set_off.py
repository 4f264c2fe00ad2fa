"""以物抵债裁定 — the court gives the creditor a thing of the debtor instead of money: on which ground it may, and may not.

A thing that was not sold may be given at the reserve price, or without an auction where both sides consent and nobody is
harmed. A settlement by goods is no ground: the parties perform it themselves (执行和解规定第六条).
"""

from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    every,
)
from casestream.procedures.control import AssetDisposed, AssetUnsold, Disposal, SetOffGround, SetOffRuled
from casestream.procedures.control.disposal import GOES_ON, court_is_first_in_rank
from casestream.procedures.control.exempt import exempt_thing_is_not_sold, necessary_dwelling_is_not_sold
from casestream.procedures.control.measure_transfer import asset_was_not_handed_over
from casestream.procedures.control.sealing import asset_is_held, asset_was_found, measure_has_not_lapsed, owner
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, AUCTION, SETTLEMENT, ji
from casestream.procedures.proceeds import ReceiveProceeds, Source, outstanding
from casestream.procedures.proceeds.receipt import receive_proceeds
from casestream.procedures.settlement import is_by_goods
from casestream.procedures.valuation import PriceFixed

# --- law ---

TAKEN_AT_THE_RESERVE = AUCTION.article("第十九条").renumbered(AMENDED_2020, "第十六条")
METHODS = {SetOffGround.UNSOLD: Disposal.SET_OFF_UNSOLD}  # every other ground is an agreement

# --- conditions ---


@condition(
    SETTLEMENT.article("第六条"),
    en="No ruling of set-off rests on a settlement by goods: the parties perform it themselves",
    met_by=("由当事人自行履行和解协议", "let the parties perform the settlement themselves"),
)
def set_off_does_not_rest_on_settlement(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人达成以物抵债执行和解协议的，人民法院不得依据该协议作出以物抵债裁定"""
    # While a settlement by goods is being performed, the consent that is claimed for a set-off is that settlement.
    disguised = decided.has(SetOffRuled, {"ground": SetOffGround.CONSENT}) & is_by_goods(case)
    return ~decided.has(SetOffRuled, {"ground": SetOffGround.SETTLEMENT}) & ~disguised


@condition(
    TAKEN_AT_THE_RESERVE,
    en="The thing was put up for auction at the price that was fixed last, and not sold",
    met_by=AssetUnsold,
)
def thing_was_unsold(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拍卖时无人竞买或者最高应价低于保留价"""
    unsold = case.about("asset", decided).during(AssetUnsold, PriceFixed)
    return ~decided.has(SetOffRuled, {"ground": SetOffGround.UNSOLD}) | unsold


@condition(
    TAKEN_AT_THE_RESERVE,
    en="The creditor takes the unsold thing at the reserve price of that auction",
    met_by=("不低于该次拍卖保留价的抵债价", "a value not below the reserve price"),
)
def taken_at_the_reserve(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人以该次拍卖所定的保留价接受拍卖财产"""
    unsold = decided.has(SetOffRuled, {"ground": SetOffGround.UNSOLD})
    reserve = case.about("asset", decided).latest(AssetUnsold.reserve_fen)
    return ~unsold | (decided.total(SetOffRuled.value_fen) >= reserve)


@condition(
    ji(489),
    en="Without an auction both sides consent",
    met_by=("申请执行人和被执行人同意", "the consent of both sides"),
)
def both_sides_consent(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """不经拍卖、变卖直接作价抵偿的，应当经申请执行人和被执行人同意"""
    return ~decided.has(SetOffRuled, {"ground": SetOffGround.CONSENT, "both_consent": False})


@condition(
    ji(489),
    en="No other creditor and no public interest is harmed",
    met_by=("不损害其他债权人合法权益和社会公共利益", "no harm to other creditors or the public"),
)
def nobody_is_harmed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """作价抵偿不得损害其他债权人合法权益和社会公共利益"""
    return ~decided.has(SetOffRuled, {"harms_others": True})


@condition(ji(489), en="The thing is given at a value", met_by=("大于零的抵债价", "a value above zero"))
def thing_has_a_value(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """将被执行人的财产作价交申请执行人抵偿债务"""
    return decided.total(SetOffRuled.value_fen) > 0


@condition(
    TAKEN_AT_THE_RESERVE,
    en="Who takes a thing worth more than what is owed pays the difference in",
    met_by=("补交差额", "pay the difference in"),
)
def difference_is_paid_in(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """承受人应受清偿的债权额低于抵债财产的价额的，人民法院应当责令其补交差额"""
    difference = decided.total(SetOffRuled.difference_fen)
    return (difference >= 0) & (decided.total(SetOffRuled.value_fen) - difference <= outstanding(case))


MAY_SET_OFF = every(
    "set_off_ruling", "以物抵债裁定", "Ruling of set-off",
    round_is_open, set_off_does_not_rest_on_settlement, thing_was_unsold, taken_at_the_reserve, both_sides_consent,
    nobody_is_harmed, thing_has_a_value, difference_is_paid_in,
    asset_was_found, asset_is_held, measure_has_not_lapsed, court_is_first_in_rank,
    exempt_thing_is_not_sold, necessary_dwelling_is_not_sold, asset_was_not_handed_over, *GOES_ON,
    guards=SetOffRuled,
)  # fmt: skip

# --- decisions ---


@command("以物抵债裁定", "Rule on set-off")
class RuleSetOff(Command):
    """Give the creditor a sealed thing of the debtor at a value, on a ground that the law knows.

    What it is worth beyond the debt the creditor pays in: `difference_fen`, with the number of the bank's slip.
    """

    asset: str
    value_fen: int
    ground: SetOffGround
    both_consent: bool = False
    harms_others: bool = False
    difference_fen: int = 0
    difference_receipt: str = ""


@decides(RuleSetOff)
def rule_set_off(case: Case, ask: RuleSetOff, bench: Bench) -> list[Event]:
    """The thing is disposed of by the ruling and counts as collected; what it does not cover stays owed (第四百八十九条).

    A difference that was paid in comes to the account of the case and is the debtor's.
    """
    last = case.last_event(SetOffRuled, {"asset": ask.asset})
    if last and (last.value_fen, last.ground) == (ask.value_fen, ask.ground):
        return []
    unsold = case.last_event(AssetUnsold, {"asset": ask.asset}) if ask.ground is SetOffGround.UNSOLD else None
    ruled = partial(
        SetOffRuled,
        on=ask.on, asset=ask.asset, value_fen=ask.value_fen, ground=ask.ground, reserve_fen=unsold.reserve_fen if unsold else 0,
        both_consent=ask.both_consent, harms_others=ask.harms_others, debtor=owner(case, ask.asset),
        difference_fen=ask.difference_fen,
    )  # fmt: skip
    articles = MAY_SET_OFF.require(case, ask.on, ruled())
    method = METHODS.get(ask.ground, Disposal.SET_OFF_AGREED)
    disposed = AssetDisposed(
        on=ask.on, asset=ask.asset, realised_fen=ask.value_fen - ask.difference_fen, method=method,
        debtor=owner(case, ask.asset),
    )  # fmt: skip
    written: list[Event] = [ruled(relied_on=articles), disposed]
    if not ask.difference_fen:
        return written
    paid_in = ReceiveProceeds(
        case=ask.case, on=ask.on, amount_fen=ask.difference_fen, source=Source.SALE, receipt=ask.difference_receipt
    )  # fmt: skip
    return [*written, *receive_proceeds(case, paid_in, bench)]
