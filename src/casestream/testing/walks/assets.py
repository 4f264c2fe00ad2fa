"""Walks about assets: looked for, taken hold of, priced, sold, given up. Amounts and shares are assumed unless cited."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from casestream.procedures.asset_search import (
    AnswerQueryObjection,
    AssetClass,
    ClueResult,
    ExemptItem,
    ObjectToQuery,
    RecordAsset,
    RequestSearch,
    SearchMeans,
    SearchOffline,
    Unenforceable,
    VerifyClue,
)
from casestream.procedures.auction import (
    AdmitBidder,
    DeclareDefault,
    DesignateAssetCourt,
    DisputeTransfer,
    EndAuction,
    HandMeasureOver,
    HandOverAsset,
    PayPrice,
    PublishAuction,
    RecordTransferRequest,
    ReturnDeposits,
    ReturnSurplus,
    ServeSaleRuling,
    TellOfAuction,
    Track,
    WithdrawAuction,
)
from casestream.procedures.control import (
    AllowSelfRealisation,
    DeclineSetOff,
    Disposal,
    DisposeAsset,
    Drawer,
    DrawOnAccount,
    DwellingGround,
    EndExemption,
    EnterMeasure,
    Measure,
    PermitUse,
    PublishFreeze,
    RecordSelfRealised,
    ReleaseReason,
    RemoveEntry,
    RenewEntry,
    RenewSeal,
    RuleDwellingEnforceable,
    RuleUnenforceable,
    SaleAttempt,
    SealAsset,
    SetOffGround,
    SuperviseAccount,
    TakeMeasureOver,
    WithdrawUse,
)
from casestream.procedures.filing import PartyKind
from casestream.procedures.lifting import FindExcess, ReleaseAsset
from casestream.procedures.proceeds import CheckPayee, ReceiveProceeds, ReleaseProceeds, Source
from casestream.procedures.reward import DecideSearch, InformantRole, PayReward, PublishReward, RegisterInformant
from casestream.procedures.set_off import RuleSetOff
from casestream.procedures.third_party_debt import (
    NotifyThirdParty,
    ObjectAsThirdParty,
    RecordThirdPartyPayment,
    RuleAgainstThirdParty,
    ThirdPartyGround,
)
from casestream.procedures.valuation import (
    AskAppraiser,
    ExtendReportTerm,
    FixPrice,
    NegotiatePrice,
    ObjectToReport,
    PriceMethod,
    ReceiveReport,
    RecordExplanation,
    RecordMethodFailed,
    RecordReview,
    ReportGround,
    SeekPrice,
    ServeReport,
    SettleReportObjection,
)
from casestream.testing.script import Script
from casestream.testing.walks import Walk

MEASURES = {
    AssetClass.DEPOSIT: Measure.FREEZE, AssetClass.MOVABLE: Measure.SEAL, AssetClass.VEHICLE: Measure.SEAL,
    AssetClass.REAL_ESTATE: Measure.SEAL, AssetClass.EQUITY: Measure.FREEZE, AssetClass.OTHER_RIGHT: Measure.FREEZE,
}  # fmt: skip
YEAR = timedelta(days=360)


def _mark(script: Script, what: str) -> str:
    """A name that is new in the case."""
    return f"{what}{len(script.steps)}"


def _held(
    script: Script, random: Random, asset_class: AssetClass, *, rank: int = 1, value_fen: int = 0
) -> tuple[str, int]:  # fmt: skip
    """An asset found and taken hold of for a year: its name and its value, by itself a small part of the claim."""
    asset, value_fen = _mark(script, asset_class.zh), value_fen or script.applied.claimed_fen // random.randint(20, 40)
    script.do(
        RecordAsset, asset=asset, debtor=script.debtors[0].name, asset_class=asset_class, value_fen=value_fen
    )  # fmt: skip
    script.after(1).do(
        SealAsset, asset=asset, measure=MEASURES[asset_class], expires_on=script.day + YEAR, rank=rank
    )  # fmt: skip
    return asset, value_fen


def _agreed(script: Script, asset: str, price_fen: int) -> None:
    """The parties agree on a price."""
    inquiry = _mark(script, "议价")
    script.after(5).do(SeekPrice, inquiry=inquiry, asset=asset, method=PriceMethod.NEGOTIATION)
    script.after(3).do(
        NegotiatePrice, inquiry=inquiry, applicants_fen=price_fen, debtors_fen=price_fen, valid_until=script.day + YEAR
    )  # fmt: skip
    script.do(FixPrice, inquiry=inquiry)


def _put_up(
    script: Script, asset: str, attempt: SaleAttempt, start_fen: int, opens_in: int, *, bidder: str = "", **more: object
) -> None:  # fmt: skip
    """Told of, announced three days later, bid for by one or nobody, and run until the bidding may close."""
    script.do(TellOfAuction, asset=asset).after(3)
    script.do(
        PublishAuction, asset=asset, attempt=attempt, start_price_fen=start_fen, deposit_fen=start_fen // 10,
        opens_in=opens_in, **more,
    )  # fmt: skip
    if bidder:
        script.do(AdmitBidder, "system", asset=asset, bidder=bidder, deposit_fen=start_fen // 10)
    script.after(opens_in + 1)


def _bought(script: Script, asset: str, buyer: str, price_fen: int, deposit_fen: int) -> None:
    """The bidder gets it, pays, and is given title and the thing."""
    script.do(EndAuction, "system", asset=asset, buyer=buyer, price_fen=price_fen)
    script.do(ReturnDeposits, "clerk", asset=asset)
    script.after(5).do(PayPrice, "clerk", asset=asset, amount_fen=price_fen - deposit_fen)
    script.after(3).do(ServeSaleRuling, asset=asset)
    script.after(7).do(HandOverAsset, "bailiff", asset=asset, to=buyer)


def _sold(script: Script, asset: str, price_fen: int, opens_in: int) -> None:
    """Priced by agreement and sold at the first auction, so many days after its notice."""
    _agreed(script, asset, price_fen)
    _put_up(script, asset, SaleAttempt.FIRST_AUCTION, price_fen, opens_in, bidder="买受人丁")
    _bought(script, asset, "买受人丁", price_fen, price_fen // 10)


def walk_sold_online(script: Script, random: Random) -> None:
    """A house is priced by agreement and sold at the first auction; what is beyond the claim goes back."""
    claimed_fen, debtor = script.applied.claimed_fen, script.debtors[0].name
    asset, value_fen = _held(script, random, AssetClass.REAL_ESTATE, value_fen=2 * claimed_fen)
    _agreed(script, asset, value_fen)
    start_fen, surplus_fen = value_fen * 7 // 10 + 1, random.randint(1, claimed_fen)
    price_fen = max(start_fen, claimed_fen + surplus_fen)
    _put_up(script, asset, SaleAttempt.FIRST_AUCTION, start_fen, 30, bidder="买受人甲")
    _bought(script, asset, "买受人甲", price_fen, start_fen // 10)
    receipt = _mark(script, "回单")
    script.do(ReceiveProceeds, "clerk", amount_fen=price_fen, source=Source.SALE, receipt=receipt)
    payee = script.applicants[0].name
    for name in (payee, debtor):
        script.after(2).do(CheckPayee, "clerk", payee=name, open_debts_fen=0)
    script.do(ReleaseProceeds, amount_fen=claimed_fen, payee=payee, voucher=f"{receipt}付")
    script.do(ReturnSurplus, debtor=debtor, amount_fen=price_fen - claimed_fen, voucher=f"{receipt}退")
    script.after(1).satisfied()


def walk_default_and_sale(script: Script, random: Random) -> None:
    """A car: called off once, a buyer who does not pay, two failures, and a sale without auction."""
    asset, value_fen = _held(script, random, AssetClass.VEHICLE)
    _agreed(script, asset, value_fen)
    start_fen = value_fen * 7 // 10 + 1
    last_fen = start_fen * 8 // 10 + 1
    script.do(TellOfAuction, asset=asset).after(3).do(
        PublishAuction, asset=asset, attempt=SaleAttempt.FIRST_AUCTION, start_price_fen=start_fen,
        deposit_fen=start_fen // 10, opens_in=15,
    )  # fmt: skip
    script.after(2).do(WithdrawAuction, asset=asset, reason="公告信息有误")
    _put_up(script, asset, SaleAttempt.FIRST_AUCTION, start_fen, 15, bidder="悔拍人")
    script.do(EndAuction, "system", asset=asset, buyer="悔拍人", price_fen=start_fen)
    script.after(26).do(DeclareDefault, asset=asset)
    _put_up(script, asset, SaleAttempt.FIRST_AUCTION, start_fen, 15)
    script.do(EndAuction, "system", asset=asset)
    _put_up(script, asset, SaleAttempt.SECOND_AUCTION, last_fen, 7)
    script.do(EndAuction, "system", asset=asset)
    _put_up(script, asset, SaleAttempt.SALE, last_fen, 7, bidder="买受人乙", hours=60 * 24)
    _bought(script, asset, "买受人乙", last_fen, last_fen // 10)
    script.paid(last_fen, Source.SALE)


def walk_sold_in_a_hall(script: Script, random: Random) -> None:
    """A share in a building that the network does not suit: sold in a hall, at the price that was agreed."""
    asset, value_fen = _held(script, random, AssetClass.OTHER_RIGHT)
    _agreed(script, asset, value_fen)
    _put_up(
        script, asset, SaleAttempt.FIRST_AUCTION, value_fen, 15, bidder="买受人丙", track=Track.OFFLINE,
        unsuited_for_network=True, hours=8,
    )  # fmt: skip
    _bought(script, asset, "买受人丙", value_fen, value_fen // 10)
    script.paid(value_fen, Source.SALE)


def walk_appraised(script: Script, random: Random) -> None:
    """Negotiation and network bring nothing; an appraisal is extended, objected to, explained, reviewed and fixed."""
    asset, value_fen = _held(script, random, AssetClass.REAL_ESTATE)
    for method in (PriceMethod.NEGOTIATION, PriceMethod.NETWORK):
        inquiry = _mark(script, "询价")
        script.do(SeekPrice, inquiry=inquiry, asset=asset, method=method)
        if method is PriceMethod.NETWORK:
            script.do(ExtendReportTerm, inquiry=inquiry)
        script.after(7).do(RecordMethodFailed, inquiry=inquiry)
    inquiry = _mark(script, "评估")
    script.do(SeekPrice, inquiry=inquiry, asset=asset, method=PriceMethod.APPRAISAL)
    script.after(15).do(ExtendReportTerm, inquiry=inquiry)
    script.after(20).do(
        ReceiveReport, "clerk", inquiry=inquiry, institution="评估机构", price_fen=value_fen, valid_until=script.day + YEAR
    )  # fmt: skip
    debtor = script.debtors[0].name
    script.after(1).do(ServeReport, inquiry=inquiry, party=debtor)
    script.after(1).do(ObjectToReport, inquiry=inquiry, party=debtor, ground=ReportGround.STANDARD)
    script.after(1).do(AskAppraiser, inquiry=inquiry, party=debtor)
    script.after(2).do(RecordExplanation, inquiry=inquiry, party=debtor, accepted=False)
    script.after(10).do(RecordReview, inquiry=inquiry, party=debtor)
    script.do(SettleReportObjection, inquiry=inquiry, party=debtor, ground=ReportGround.STANDARD, upheld=False)
    script.after(1).do(FixPrice, inquiry=inquiry)
    script.do(RuleSetOff, asset=asset, value_fen=value_fen, ground=SetOffGround.CONSENT, both_consent=True)


def walk_live(script: Script, random: Random) -> None:
    """活封活扣: machines stay in use, an account works above its floor; at the end both pay so much of the debt."""
    asset, value_fen = _held(script, random, AssetClass.MOVABLE)
    script.do(PermitUse, asset=asset, custodian=script.debtors[0].name)
    account, balance_fen = _held(script, random, AssetClass.DEPOSIT)
    floor_fen, left_fen = balance_fen // 5, balance_fen
    script.do(SuperviseAccount, asset=account, floor_fen=floor_fen, supervisor="开户银行")
    for drawer, part in ((Drawer.DEBTOR, 4), (Drawer.COURT, 3)):
        left_fen -= balance_fen // part
        script.after(20).do(
            DrawOnAccount, asset=account, drawer=drawer, amount_fen=balance_fen // part, balance_fen=left_fen
        )  # fmt: skip
    script.after(10).do(WithdrawUse, asset=asset, reason="超范围使用")
    _sold(script, asset, value_fen, 15)
    script.do(DisposeAsset, asset=account, method=Disposal.DEDUCTION, realised_fen=left_fen - floor_fen)
    script.paid(value_fen + left_fen - floor_fen, Source.DEDUCTION)


def walk_home(script: Script, random: Random) -> None:
    """A home is recognised as needed and may be sold after rent is left; nobody buys it, and it is given up."""
    asset, value_fen = _held(script, random, AssetClass.REAL_ESTATE)
    script.do(RuleUnenforceable, asset=asset, reason=Unenforceable.EXEMPT, exempt_item=ExemptItem.DWELLING)
    script.after(30).do(
        RuleDwellingEnforceable, asset=asset, ground=DwellingGround.RENT, rent_years=random.randint(5, 8)
    )  # fmt: skip
    _agreed(script, asset, value_fen)
    _put_up(script, asset, SaleAttempt.FIRST_AUCTION, value_fen, 30)
    script.do(EndAuction, "system", asset=asset)
    script.do(DeclineSetOff, asset=asset).do(ReleaseAsset, asset=asset, reason=ReleaseReason.UNSOLD)


def walk_excess(script: Script, random: Random) -> None:
    """More is sealed than the claim needs: a renewed measure is lifted, and later taken again."""
    asset, value_fen = _held(script, random, AssetClass.OTHER_RIGHT)
    script.after(60).do(RenewSeal, asset=asset, expires_on=script.day + 2 * YEAR)
    script.do(FindExcess, asset=asset, sealed_fen=3 * value_fen, owed_fen=2 * value_fen)
    script.after(3).do(ReleaseAsset, asset=asset, reason=ReleaseReason.EXCESS)
    script.after(30).do(SealAsset, asset=asset, measure=Measure.FREEZE, expires_on=script.day + YEAR)
    _sold(script, asset, value_fen, 30)
    script.paid(value_fen, Source.SALE)


def walk_equity(script: Script, random: Random) -> None:
    """A freeze of equity is published; the debtor sells it under supervision."""
    asset, value_fen = _held(script, random, AssetClass.EQUITY)
    script.after(2).do(PublishFreeze, asset=asset)
    script.after(20).do(
        AllowSelfRealisation, asset=asset, until=script.day + timedelta(days=80), creditors_consent=True
    )  # fmt: skip
    script.after(40).do(RecordSelfRealised, asset=asset, realised_fen=value_fen).paid(value_fen, Source.SALE)


def walk_prior_creditor(script: Script, random: Random) -> None:
    """首封移送 from both sides: one asset goes to another court, one comes from another court and is sold."""
    asset, _ = _held(script, random, AssetClass.REAL_ESTATE)
    script.after(65).do(RecordTransferRequest, asset=asset, to_court="内0602", to_case="（2024）内0602民初1号")
    script.after(5).do(DisputeTransfer, asset=asset, superior="内06")
    script.after(5).do(DesignateAssetCourt, asset=asset, court_named="内0602").do(HandMeasureOver, asset=asset)
    taken, value_fen = _held(script, random, AssetClass.MOVABLE, rank=2)
    script.after(3).do(
        TakeMeasureOver, asset=taken, from_court="内0602", from_case="（2024）内0602民初2号",
        starts_on=script.day - timedelta(days=100), expires_on=script.day + timedelta(days=200),
    )  # fmt: skip
    _sold(script, taken, value_fen, 15)
    waiting, waiting_fen = _held(script, random, AssetClass.MOVABLE, rank=2)
    _registered(script, waiting)
    script.after(2).do(RuleSetOff, asset=waiting, value_fen=waiting_fen, ground=SetOffGround.CONSENT, both_consent=True)
    script.paid(value_fen, Source.SALE)


def _registered(script: Script, asset: str) -> None:
    """The register of that thing: another court was first and lets go, so that this case takes effect by itself."""
    register = script.aside(
        Script(f"登记簿 {script.case} {asset}", script.number, script.day, applicants=(), debtors=())
    )  # fmt: skip
    others, until = "（2024）外省民初1号", script.day + YEAR
    for holder in (others, script.case):
        register.do(EnterMeasure, "system", holder=holder, asset=asset, expires_on=until)
    register.after(5).do(RenewEntry, "system", holder=script.case, expires_on=until + YEAR)
    register.after(4).do(RemoveEntry, "system", holder=others)
    script.until(register.day)


def walk_set_off(script: Script, random: Random) -> None:
    """以物抵债: both sides agree that a movable, held exempt until it was no longer needed, pays so much of the claim."""
    asset, value_fen = _held(script, random, AssetClass.MOVABLE)
    script.do(RuleUnenforceable, asset=asset, reason=Unenforceable.EXEMPT, exempt_item=ExemptItem.NECESSITIES)
    script.after(2).do(EndExemption, asset=asset, reason="不再为生活所必需")
    script.after(random.randint(5, 20)).do(
        RuleSetOff, asset=asset, value_fen=value_fen, ground=SetOffGround.CONSENT, both_consent=True
    )  # fmt: skip


def walk_third_party_debt(script: Script, random: Random) -> None:
    """到期债权: who owes the debtor admits half, pays a part of it, and is ordered to pay the rest."""
    claim, amount_fen = _mark(script, "债权"), script.applied.claimed_fen // random.randint(20, 40)
    script.do(
        NotifyThirdParty, claim=claim, debtor=script.debtors[0].name, third_party="第三人", amount_fen=amount_fen
    )  # fmt: skip
    script.after(5).do(
        ObjectAsThirdParty, claim=claim, ground=ThirdPartyGround.DENIES, amount_fen=amount_fen // 2
    )  # fmt: skip
    script.after(3).do(RecordThirdPartyPayment, claim=claim, amount_fen=amount_fen // 4, receipt=f"{claim}-1")
    script.paid(amount_fen // 4, Source.THIRD_PARTY)
    script.after(15).do(RuleAgainstThirdParty, claim=claim, amount_fen=amount_fen // 4)


def walk_search(script: Script, random: Random) -> None:
    """A warrant signed by the president opens the premises; a bank objects to the network query and is answered."""
    debtor, objection = script.debtors[0], _mark(script, "异议")
    script.queried()
    script.after(1).do(ObjectToQuery, "clerk", objection=objection, debtor=debtor.name, institution="某银行")
    script.after(10).do(AnswerQueryObjection, objection=objection, upheld=random.random() < 0.2)
    script.approved(SearchOffline, debtor=debtor.name, means=SearchMeans.PREMISES)
    if debtor.kind is not PartyKind.NATURAL:
        script.do(RequestSearch, "clerk", debtor=debtor.name, means=SearchMeans.AUDIT)
        script.after(6).do(DecideSearch, debtor=debtor.name, means=SearchMeans.AUDIT, granted=True)
        script.after(20).do(SearchOffline, debtor=debtor.name, means=SearchMeans.AUDIT)


def walk_reward(script: Script, random: Random) -> None:
    """悬赏公告: two report the same clue; the first is paid a tenth of what it brought in."""
    debtor, clue = script.debtors[0].name, _mark(script, "悬赏线索")
    script.do(RequestSearch, "clerk", debtor=debtor, means=SearchMeans.REWARD)
    script.after(6).do(DecideSearch, debtor=debtor, means=SearchMeans.REWARD, granted=True)
    script.after(1).do(PublishReward, debtor=debtor, share_percent=10)
    script.do(SearchOffline, debtor=debtor, means=SearchMeans.REWARD)
    for informant in ("举报人甲", "举报人乙"):
        script.after(3).do(RegisterInformant, "clerk", clue=clue, informant=informant, role=InformantRole.OUTSIDER)
    script.after(2).do(VerifyClue, clue=clue, result=ClueResult.ASSET)
    amount_fen, payee = script.applied.claimed_fen // random.randint(20, 40), script.applicants[0].name
    script.do(ReceiveProceeds, "clerk", amount_fen=amount_fen, source=Source.DEDUCTION, receipt=_mark(script, "回单"))
    for name in ("举报人甲", payee):
        script.after(2).do(CheckPayee, "clerk", payee=name, open_debts_fen=0)
    script.do(
        PayReward, clue=clue, debtor=debtor, informant="举报人甲", recovered_fen=amount_fen, amount_fen=amount_fen // 10,
        voucher=_mark(script, "悬赏"),
    )  # fmt: skip
    script.do(
        ReleaseProceeds, amount_fen=amount_fen - amount_fen // 10, payee=payee, voucher=_mark(script, "付款")
    )  # fmt: skip


Play = Callable[[Script, Random], None]
PLAYED: tuple[tuple[str, float, Play], ...] = (
    ("sold_online", 0.03, walk_sold_online), ("default_and_sale", 0.005, walk_default_and_sale),
    ("sold_in_a_hall", 0.002, walk_sold_in_a_hall), ("appraised", 0.01, walk_appraised), ("live", 0.01, walk_live),
    ("home", 0.005, walk_home), ("excess", 0.005, walk_excess), ("equity", 0.005, walk_equity),
    ("prior_creditor", 0.003, walk_prior_creditor), ("third_party_debt", 0.01, walk_third_party_debt),
    ("set_off", 0.01, walk_set_off), ("search", 0.02, walk_search), ("reward", 0.01, walk_reward),
)  # fmt: skip
WALKS: tuple[Walk, ...] = tuple(Walk(name, share, play, whole=play is walk_sold_online) for name, share, play in PLAYED)
