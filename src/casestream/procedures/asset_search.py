"""财产调查 — looking for the debtor and what the debtor owns: by network, on the ground, and by following clues."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.kernel.errors import BadRequest
from casestream.procedures.approval import Approved, Matter, Post
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.instruments import FILING_AND_CLOSING, INVESTIGATION, NETWORK_QUERY, R373, cpl
from casestream.procedures.notice import debtor_is_a_party
from casestream.procedures.rounds import RoundOpened

# --- law ---

# 财产调查规定第二条; before it, 法发〔2006〕35号第六条: five days, and at once when urgent.
CLUE_DAYS, URGENT_CLUE_DAYS = Period(days=7), Period(days=3)
OLD_CLUE_DAYS, OLD_URGENT_CLUE_DAYS = Period(days=5), Period()
TEN_DAYS_TO_DECIDE = Period(days=10)  # 财产调查规定第十七、二十一条

# --- events ---


class Scope(Label):
    """Whom a query asks."""

    BANKS = "banks", "银行存款", "banks"
    PBOC = "pboc", "人民银行账户", "accounts known to the central bank"
    INTERNET_BANKS = "internet_banks", "互联网银行", "internet banks and payment accounts"
    SECURITIES = "securities", "证券", "securities"
    VEHICLES = "vehicles", "车辆", "vehicles"
    REAL_ESTATE = "real_estate", "不动产", "real estate"
    COMPANY_REGISTRY = "company_registry", "工商登记", "company registry"
    CIVIL_AFFAIRS = "civil_affairs", "民政登记", "civil affairs registry"
    INSURANCE = "insurance", "收益类保险", "income insurance"
    HOUSING_FUND = "housing_fund", "住房公积金", "housing fund"
    WEALTH_PRODUCTS = "wealth_products", "理财产品", "wealth products"
    DIVIDENDS = "dividends", "股息红利", "dividends"


# What the check of a 终本 asks for: seven scopes by the national network, four more however they were looked into.
TERMINATION_SCOPES = (
    Scope.BANKS, Scope.PBOC, Scope.INTERNET_BANKS, Scope.SECURITIES, Scope.VEHICLES, Scope.REAL_ESTATE,
    Scope.COMPANY_REGISTRY,
)  # fmt: skip
NATIONAL_SCOPES = (*TERMINATION_SCOPES, Scope.CIVIL_AFFAIRS, Scope.INSURANCE)
FURTHER_SCOPES = (Scope.HOUSING_FUND, Scope.WEALTH_PRODUCTS, Scope.INSURANCE, Scope.DIVIDENDS)


class SearchMeans(Label):
    """How one looks where the network does not reach."""

    INVESTIGATION = "investigation", "现场调查", "investigation on the ground"
    PREMISES = "premises", "搜查", "search of premises"
    AUDIT = "audit", "审计", "audit"
    REWARD = "reward", "悬赏公告", "reward notice"


class ClueResult(Label):
    """What a clue came to."""

    ASSET = "asset", "查有财产", "an asset was found"
    NOTHING = "nothing", "查无财产", "nothing was found"


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


@event("asset_search.network_query_started", "发起网络查询", "Network query started")
class NetworkQueryStarted(Event):
    """The network was asked about a debtor, in these scopes."""

    debtor: str = key("debtor")
    scopes: tuple[Scope, ...]


@event("asset_search.network_scope_returned", "网络查询反馈", "Network scope returned")
class NetworkScopeReturned(Event):
    """One scope answered about a debtor: what is there, in fen. `point_to_point` marks an answer outside the national network."""

    debtor: str = key("debtor")
    scope: Scope
    found_fen: int
    point_to_point: bool = False


@event("asset_search.network_queried", "完成网络查询", "Network query completed")
class NetworkQueried(Event):
    """Every scope of a started query has answered."""

    debtor: str = key("debtor")
    scopes: tuple[Scope, ...]


@event("asset_search.search_requested", "申请审计或悬赏", "Audit or reward requested")
class SearchRequested(Event):
    """The applicant asked in writing for an audit or a reward notice; the court decides by `decide_by`."""

    debtor: str = key("debtor")
    means: SearchMeans
    decide_by: date
    calendar: str


@event("asset_search.offline_searched", "传统查控", "Offline search made")
class OfflineSearched(Event):
    """The court looked where the network does not reach."""

    debtor: str = key("debtor")
    means: SearchMeans


@event("asset_search.clue_received", "收到财产线索", "Clue received")
class ClueReceived(Event):
    """Somebody told the court where assets may be. `verify_by` is the last day to verify it, as `calendar` counted."""

    clue: str = key("clue")
    urgent: bool
    verify_by: date
    calendar: str


@event("asset_search.clue_verified", "核查财产线索", "Clue verified")
class ClueVerified(Event):
    """The court looked into a clue."""

    clue: str = key("clue")
    result: ClueResult


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


@event("asset_search.whereabouts_unknown", "下落不明", "Whereabouts unknown")
class WhereaboutsUnknown(Event):
    """The debtor cannot be found."""

    debtor: str = key("debtor")


@event("asset_search.debtor_located", "查找到被执行人", "Debtor located")
class DebtorLocated(Event):
    """A debtor whose whereabouts were unknown was found."""

    debtor: str = key("debtor")
    place: str = ""


# --- conditions ---


@condition(
    FILING_AND_CLOSING.article("第六条"),
    en="The case was filed; an ended procedure may be searched for again",
    met_by=RoundOpened,
)
def case_was_filed(case: Asked, today: AnyDay) -> Truth:
    """案件已立案；终结本次执行程序后仍可查找财产"""
    return case.has(RoundOpened)


@condition(NETWORK_QUERY.article("第一条", mark="K-med"), en="The network was asked first", met_by=NetworkQueryStarted)
def query_was_started(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """网络查询由执行法院对被执行人发起后予以反馈"""
    return case.this_round.about("debtor", decided).has(NetworkQueryStarted)


@condition(
    R373.article("第三条", mark="K-high"),
    en="A housing fund is held by natural persons only",
    met_by=("被执行人须为自然人", "a debtor who is a natural person"),
)
def housing_fund_is_a_natural_persons(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """住房公积金仅对自然人被执行人调查"""
    natural = case.about("debtor", decided).has(DebtorNamed, {"kind": PartyKind.NATURAL})
    return ~decided.has(NetworkScopeReturned, {"scope": Scope.HOUSING_FUND}) | natural


@condition(
    NETWORK_QUERY.article("第一条", mark="K-med"), en="What a query finds is worth nothing or more",
    met_by=("反馈金额不得为负数", "an amount that is not negative"),
)  # fmt: skip
def found_amount_is_not_negative(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """网络查询反馈被执行人的财产数额"""
    return decided.total(NetworkScopeReturned.found_fen) >= 0


@condition(
    cpl(259),
    en="A warrant signed by the court president allows one search of premises",
    met_by=("院长签发搜查令", "a search warrant signed by the president"),
)
def warrant_was_signed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人隐匿财产的，由院长签发搜查令进行搜查"""
    debtor = case.this_round.about("debtor", decided)
    warrants = debtor.count(Approved, {"matter": Matter.SEARCH, "post": Post.PRESIDENT})
    unused = warrants > debtor.count(OfflineSearched, {"means": SearchMeans.PREMISES})
    return ~decided.has(OfflineSearched, {"means": SearchMeans.PREMISES}) | unused


@condition(INVESTIGATION.article("第十七条"), en="An audit needs a written request", met_by=SearchRequested)
def audit_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经申请执行人书面申请，可以对被执行人进行审计"""
    requested = case.about("debtor", decided).has(SearchRequested, {"means": SearchMeans.AUDIT})
    return ~decided.has(OfflineSearched, {"means": SearchMeans.AUDIT}) | requested


@condition(INVESTIGATION.article("第二十一条"), en="A reward notice needs a written request", met_by=SearchRequested)
def reward_was_requested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经申请执行人书面申请，可以发布悬赏公告查找可供执行的财产"""
    requested = case.about("debtor", decided).has(SearchRequested, {"means": SearchMeans.REWARD})
    return ~decided.has(OfflineSearched, {"means": SearchMeans.REWARD}) | requested


@condition(
    INVESTIGATION.article("第十七条"),
    en="Only an audit and a reward notice are asked for in writing",
    met_by=("申请事项为审计或者悬赏公告", "a request for an audit or a reward notice"),
)
def request_is_for_audit_or_reward(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人可以书面申请审计或者悬赏"""
    return decided.has(SearchRequested, {"means": (SearchMeans.AUDIT, SearchMeans.REWARD)})


@condition(INVESTIGATION.article("第二条"), en="The clue was received", met_by=ClueReceived)
def clue_was_received(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对申请执行人提供的财产线索，人民法院应当调查核实"""
    return case.about("clue", decided).has(ClueReceived)


@condition(
    INVESTIGATION.article("第一条", mark="K-med"),
    en="An asset is worth nothing or more",
    met_by=("财产价值不得为负数", "a value that is not negative"),
)
def value_is_not_negative(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查明被执行人可供执行的财产"""
    return decided.total(AssetFound.value_fen) >= 0


def clues_are_verified(case: Asked) -> Truth:
    """Whether every clue was looked into (终本合格核查第5项: 无未核查的财产线索)."""
    return case.for_every(ClueReceived, lambda clue: clue.has(ClueVerified))


MAY_QUERY = every("network_query", "网络查询", "Network query", case_was_filed, debtor_is_a_party)
MAY_RETURN = every(
    "network_return", "网络查询反馈", "Answer of the network",
    debtor_is_a_party, query_was_started, housing_fund_is_a_natural_persons, found_amount_is_not_negative,
)  # fmt: skip
MAY_REQUEST_SEARCH = every(
    "search_request", "申请审计或悬赏", "Request for a search",
    case_was_filed, debtor_is_a_party, request_is_for_audit_or_reward,
)  # fmt: skip
MAY_SEARCH = every(
    "offline_search", "传统查控", "Offline search",
    case_was_filed, debtor_is_a_party, warrant_was_signed, audit_was_requested, reward_was_requested,
)  # fmt: skip
MAY_RECEIVE_CLUE = every("clue", "收到财产线索", "Receiving a clue", case_was_filed)
MAY_VERIFY_CLUE = every("clue_check", "核查财产线索", "Verifying a clue", clue_was_received)
MAY_RECORD_ASSET = every("asset", "登记财产", "Recording an asset", case_was_filed, value_is_not_negative)
MAY_SEEK_DEBTOR = every("whereabouts", "查找被执行人", "Looking for the debtor", case_was_filed, debtor_is_a_party)

# --- decisions ---


@command("发起网络查询", "Start a network query")
class StartNetworkQuery(Command):
    """Ask the network about a debtor."""

    debtor: str
    scopes: tuple[Scope, ...] = NATIONAL_SCOPES


@command("登记查询反馈", "Record the answer of one scope")
class RecordScopeReturn(Command):
    """Take in what one scope answered."""

    debtor: str
    scope: Scope
    found_fen: int = 0
    point_to_point: bool = False


@command("申请审计或悬赏", "Request an audit or a reward notice")
class RequestSearch(Command):
    """Take in the applicant's written request."""

    debtor: str
    means: SearchMeans


@command("传统查控", "Search offline")
class SearchOffline(Command):
    """Record a search on the ground, of premises, by audit or by reward."""

    debtor: str
    means: SearchMeans


@command("接收财产线索", "Receive a clue")
class ReceiveClue(Command):
    """Take in a clue under a name that is its own in the case."""

    clue: str
    urgent: bool = False


@command("核查财产线索", "Verify a clue")
class VerifyClue(Command):
    """Say what a clue came to."""

    clue: str
    result: ClueResult


@command("登记财产", "Record an asset")
class RecordAsset(Command):
    """Enter an asset under a name that is its own in the case, or its new value."""

    asset: str
    debtor: str
    asset_class: AssetClass
    value_fen: int


@command("认定下落不明", "Record that a debtor cannot be found")
class RecordWhereaboutsUnknown(Command):
    """Say that a debtor's whereabouts are unknown."""

    debtor: str


@command("查找到被执行人", "Record that a debtor was located")
class LocateDebtor(Command):
    """Say that a debtor who could not be found was found."""

    debtor: str
    place: str = ""


@decides(StartNetworkQuery)
def start_query(case: Case, ask: StartNetworkQuery) -> list[Event]:
    """A query goes against the debtor only; while the same one is running, asking again is quiet (财产调查规定第十二条)."""
    started = NetworkQueryStarted(on=ask.on, debtor=ask.debtor, scopes=tuple(dict.fromkeys(ask.scopes)))
    last = case.last_event(NetworkQueryStarted, {"debtor": ask.debtor})
    if last and last.scopes == started.scopes and _is_running(case, ask.debtor):
        return []
    MAY_QUERY.require(case, ask.on, started)
    return [started]


def _is_running(case: Case, debtor: str) -> bool:
    return bool(Keyed(case, "debtor", debtor).this_round.during(NetworkQueryStarted, NetworkQueried))


def _returned_since_start(case: Case, debtor: str) -> list[NetworkScopeReturned]:
    """The answers of the query that was started last."""
    answers: list[NetworkScopeReturned] = []
    for happened in case.events:
        match happened:
            case NetworkQueryStarted(debtor=asked) if asked == debtor:
                answers = []
            case NetworkScopeReturned(debtor=asked) if asked == debtor:
                answers.append(happened)
    return answers


@decides(RecordScopeReturn)
def record_scope_return(case: Case, ask: RecordScopeReturn) -> list[Event]:
    """Each scope answers by itself; with the last awaited answer the query is complete."""
    returned = NetworkScopeReturned(
        on=ask.on, debtor=ask.debtor, scope=ask.scope, found_fen=ask.found_fen, point_to_point=ask.point_to_point
    )  # fmt: skip
    answers = _returned_since_start(case, ask.debtor)
    if returned in answers:
        return []
    MAY_RETURN.require(case, ask.on, returned)
    started = case.all(NetworkQueryStarted, {"debtor": ask.debtor})[-1]
    awaited = set(started.scopes) - {answer.scope for answer in answers} - {ask.scope}
    if awaited or not _is_running(case, ask.debtor):
        return [returned]
    return [returned, NetworkQueried(on=ask.on, debtor=ask.debtor, scopes=started.scopes)]


@decides(RequestSearch)
def request_search(case: Case, ask: RequestSearch, bench: Bench) -> list[Event]:
    """The court decides on an audit or a reward within ten days (财产调查规定第十七、二十一条)."""
    if Keyed(case, "debtor", ask.debtor).this_round.has(SearchRequested, {"means": ask.means}):
        return []
    due = bench.calendar.due(ask.on, TEN_DAYS_TO_DECIDE)
    requested = SearchRequested(
        on=ask.on, debtor=ask.debtor, means=ask.means, decide_by=due.on, calendar=due.calendar
    )  # fmt: skip
    MAY_REQUEST_SEARCH.require(case, ask.on, requested)
    return [requested]


@decides(SearchOffline)
def search_offline(case: Case, ask: SearchOffline) -> list[Event]:
    """A search of premises uses up one warrant; the same search on the same day is one search."""
    searched = OfflineSearched(on=ask.on, debtor=ask.debtor, means=ask.means)
    if searched in case.all(OfflineSearched):
        return []
    MAY_SEARCH.require(case, ask.on, searched)
    return [searched]


@decides(ReceiveClue)
def receive_clue(case: Case, ask: ReceiveClue, bench: Bench) -> list[Event]:
    """A clue is verified within seven days, an urgent one within three (财产调查规定第二条)."""
    if case.all(ClueReceived, {"clue": ask.clue}):
        return []
    MAY_RECEIVE_CLUE.require(case, ask.on)
    if INVESTIGATION.in_force(ask.on):
        period = URGENT_CLUE_DAYS if ask.urgent else CLUE_DAYS
    else:
        period = OLD_URGENT_CLUE_DAYS if ask.urgent else OLD_CLUE_DAYS
    due = bench.calendar.due(ask.on, period)
    return [ClueReceived(on=ask.on, clue=ask.clue, urgent=ask.urgent, verify_by=due.on, calendar=due.calendar)]


@decides(VerifyClue)
def verify_clue(case: Case, ask: VerifyClue) -> list[Event]:
    """A clue may be looked into again with another result; the same result is recorded once."""
    last = case.last_event(ClueVerified, {"clue": ask.clue})
    if last and last.result is ask.result:
        return []
    verified = ClueVerified(on=ask.on, clue=ask.clue, result=ask.result)
    MAY_VERIFY_CLUE.require(case, ask.on, verified)
    return [verified]


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


@decides(RecordWhereaboutsUnknown)
def record_whereabouts_unknown(case: Case, ask: RecordWhereaboutsUnknown) -> list[Event]:
    """Said once, until the debtor is located."""
    if Keyed(case, "debtor", ask.debtor).during(WhereaboutsUnknown, DebtorLocated):
        return []
    unknown = WhereaboutsUnknown(on=ask.on, debtor=ask.debtor)
    MAY_SEEK_DEBTOR.require(case, ask.on, unknown)
    return [unknown]


@decides(LocateDebtor)
def locate_debtor(case: Case, ask: LocateDebtor) -> list[Event]:
    """Finding again a debtor who is already located is quiet."""
    debtor = Keyed(case, "debtor", ask.debtor)
    if debtor.has(DebtorLocated) and not debtor.during(WhereaboutsUnknown, DebtorLocated):
        return []
    located = DebtorLocated(on=ask.on, debtor=ask.debtor, place=ask.place)
    MAY_SEEK_DEBTOR.require(case, ask.on, located)
    return [located]
