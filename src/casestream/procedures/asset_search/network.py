"""网络查控 — asking the national network, and the local one, about a debtor."""

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
)
from casestream.kernel.case import Keyed
from casestream.kernel.event import value
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.instruments import FILING_AND_CLOSING, NETWORK_QUERY, R373
from casestream.procedures.notice import debtor_is_a_party
from casestream.procedures.rounds import RoundOpened

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


MAY_QUERY = every(
    "network_query", "网络查询", "Network query",
    case_was_filed, debtor_is_a_party,
    guards=NetworkQueryStarted,
)  # fmt: skip
MAY_RETURN = every(
    "network_return", "网络查询反馈", "Answer of the network",
    debtor_is_a_party, query_was_started, housing_fund_is_a_natural_persons, found_amount_is_not_negative,
    guards=NetworkScopeReturned,
)  # fmt: skip

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


@value
class ScopeAnswer:
    """What one scope answered: how much is there, in fen."""

    scope: Scope
    found_fen: int = 0


@command("登记一次查询的反馈", "Record the answers of a query")
class RecordQueryAnswers(Command):
    """Take in what several scopes answered together."""

    debtor: str
    answers: tuple[ScopeAnswer, ...]
    point_to_point: bool = False


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
    return _take_in(case, ask, [ScopeAnswer(scope=ask.scope, found_fen=ask.found_fen)])


@decides(RecordQueryAnswers)
def record_query_answers(case: Case, ask: RecordQueryAnswers) -> list[Event]:
    """Several scopes answer at once, as the network hands them over."""
    return _take_in(case, ask, list(ask.answers))


def _take_in(case: Case, ask: RecordScopeReturn | RecordQueryAnswers, answers: list[ScopeAnswer]) -> list[Event]:
    known = _returned_since_start(case, ask.debtor)
    returned = [
        NetworkScopeReturned(
            on=ask.on, debtor=ask.debtor, scope=answer.scope, found_fen=answer.found_fen, point_to_point=ask.point_to_point
        )
        for answer in answers
    ]  # fmt: skip
    news: list[Event] = [answer for answer in returned if answer not in known]
    if not news:
        return []
    for answer in news:
        MAY_RETURN.require(case, ask.on, answer)
    started = case.all(NetworkQueryStarted, {"debtor": ask.debtor})[-1]
    awaited = set(started.scopes) - {answer.scope for answer in [*known, *returned]}
    if awaited or not _is_running(case, ask.debtor):
        return news
    return [*news, NetworkQueried(on=ask.on, debtor=ask.debtor, scopes=started.scopes)]
