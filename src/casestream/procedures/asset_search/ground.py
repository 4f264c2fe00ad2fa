"""传统查控 — looking on the ground: search, audit and reward, clues, and where the debtor is."""

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
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.kernel.event import field
from casestream.procedures.approval import Matter, Post, is_approved, needs_approval, proposal_of
from casestream.procedures.asset_search.network import (
    case_was_filed,
)
from casestream.procedures.instruments import EVALUATION, INVESTIGATION, cpl
from casestream.procedures.notice import debtor_is_a_party
from casestream.procedures.rounds import RoundOpened

# --- law ---


# 财产调查规定第二条; before it, 法发〔2006〕35号第六条: five days, and at once when urgent.
CLUE_DAYS, URGENT_CLUE_DAYS = Period(days=7), Period(days=3)
OLD_CLUE_DAYS, OLD_URGENT_CLUE_DAYS = Period(days=5), Period()
TEN_DAYS_TO_DECIDE = Period(days=10)  # 财产调查规定第十七、二十一条

# --- events ---


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


@event("asset_search.search_requested", "申请审计或悬赏", "Audit or reward requested")
class SearchRequested(Event):
    """The applicant asked in writing for an audit or a reward notice; the court decides by `decide_by`."""

    debtor: str = key("debtor")
    means: SearchMeans
    decide_by: date
    calendar: str
    request: str = key("request", zh="申请事项", default="")


@event("reward.search_decided", "决定审计或悬赏", "Audit or reward decided on")
class SearchDecided(Event):
    """The court granted or refused the applicant's written request."""

    debtor: str = key("debtor")
    means: SearchMeans
    granted: bool = field(zh="准许")
    request: str = key("request", zh="申请事项", default="")


@event("asset_search.offline_searched", "传统查控", "Offline search made")
class OfflineSearched(Event):
    """The court looked where the network does not reach."""

    debtor: str = key("debtor")
    means: SearchMeans
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


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


VERIFY = deadline(
    "clue_check", "核查财产线索", "Verification of a clue",
    begins=ClueReceived, kept_by=ClueVerified, citation=INVESTIGATION.article("第二条"), due="verify_by", key="clue", node="203001009",
)  # fmt: skip
START_OFFLINE = deadline(
    "offline_search", "启动传统查控", "Search on the ground",
    begins=ClueReceived, kept_by=(OfflineSearched, ClueVerified), citation=EVALUATION.article("传统查控"),
    period=Period(months=1), key="clue", node="203001005", official=False,
)  # fmt: skip
FINISH_OFFLINE = deadline(
    "offline_search_done", "完成传统查控", "Search on the ground done",
    begins=RoundOpened, kept_by=OfflineSearched, citation=EVALUATION.article("传统查控"), period=Period(days=30),
    node="203001006", official=False,
)  # fmt: skip


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
    cpl(259),
    en="A warrant signed by the court president allows one search of premises",
    met_by=("院长签发搜查令", "a search warrant signed by the president"),
)
def warrant_was_signed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人隐匿财产的，由院长签发搜查令进行搜查"""
    of_premises = {"means": SearchMeans.PREMISES}
    warrant = is_approved(case.this_round, decided, Matter.SEARCH, Post.PRESIDENT, OfflineSearched, of_premises)
    return ~decided.has(OfflineSearched, of_premises) | warrant


def _granted(case: Asked, decided: Asked, means: SearchMeans) -> Truth:
    """Whether the last decision of this round on such a request was to grant it."""
    return case.this_round.about("debtor", decided).latest(SearchDecided.granted, {"means": means}) > 0


@condition(INVESTIGATION.article("第十七条"), en="An audit was asked for in writing and granted", met_by=SearchDecided)
def audit_was_granted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经申请执行人书面申请，人民法院决定审计的，可以对被执行人进行审计"""
    return ~decided.has(OfflineSearched, {"means": SearchMeans.AUDIT}) | _granted(case, decided, SearchMeans.AUDIT)


@condition(
    INVESTIGATION.article("第二十一条"), en="A reward was asked for in writing and granted", met_by=SearchDecided
)
def reward_search_was_granted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经申请执行人书面申请，人民法院决定悬赏的，可以发布悬赏公告查找可供执行的财产"""
    return ~decided.has(OfflineSearched, {"means": SearchMeans.REWARD}) | _granted(case, decided, SearchMeans.REWARD)


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


def clues_are_verified(case: Asked) -> Truth:
    """Whether every clue was looked into (终本合格核查第5项: 无未核查的财产线索)."""
    return case.for_every(ClueReceived, lambda clue: clue.has(ClueVerified))


MAY_REQUEST_SEARCH = every(
    "search_request", "申请审计或悬赏", "Request for a search",
    case_was_filed, debtor_is_a_party, request_is_for_audit_or_reward,
    guards=SearchRequested,
)  # fmt: skip
MAY_SEARCH = every(
    "offline_search", "传统查控", "Offline search",
    case_was_filed, debtor_is_a_party, warrant_was_signed, audit_was_granted, reward_search_was_granted,
    guards=OfflineSearched,
)  # fmt: skip
MAY_RECEIVE_CLUE = every(
    "clue", "收到财产线索", "Receiving a clue",
    case_was_filed,
    guards=ClueReceived,
)  # fmt: skip
MAY_VERIFY_CLUE = every(
    "clue_check", "核查财产线索", "Verifying a clue",
    clue_was_received,
    guards=ClueVerified,
)  # fmt: skip
MAY_SEEK_DEBTOR = every("whereabouts", "查找被执行人", "Looking for the debtor", case_was_filed, debtor_is_a_party)

# --- decisions ---


@command("申请审计或悬赏", "Request an audit or a reward notice")
class RequestSearch(Command):
    """Take in the applicant's written request."""

    debtor: str
    means: SearchMeans


@needs_approval(Matter.SEARCH, {"debtor": "被执行人"}, needed=lambda ask: ask.means is SearchMeans.PREMISES)
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


@command("认定下落不明", "Record that a debtor cannot be found")
class RecordWhereaboutsUnknown(Command):
    """Say that a debtor's whereabouts are unknown."""

    debtor: str


@command("查找到被执行人", "Record that a debtor was located")
class LocateDebtor(Command):
    """Say that a debtor who could not be found was found."""

    debtor: str
    place: str = ""


def search_request(debtor: str, means: SearchMeans) -> str:
    """What a request is called: against whom, and for which search."""
    return f"{debtor}：{means.zh}"


@decides(RequestSearch)
def request_search(case: Case, ask: RequestSearch, bench: Bench) -> list[Event]:
    """The court decides on an audit or a reward within ten days (财产调查规定第十七、二十一条)."""
    debtor, where = Keyed(case, "debtor", ask.debtor).this_round, {"means": ask.means}
    due = bench.calendar.due(ask.on, TEN_DAYS_TO_DECIDE)
    requested = SearchRequested(
        on=ask.on, debtor=ask.debtor, means=ask.means, decide_by=due.on, calendar=due.calendar,
        request=search_request(ask.debtor, ask.means),
    )  # fmt: skip
    waits = debtor.count(SearchRequested, where) > debtor.count(SearchDecided, where)
    if bool(waits) or requested in case.all(SearchRequested):
        return []
    MAY_REQUEST_SEARCH.require(case, ask.on, requested)
    return [requested]


@decides(SearchOffline)
def search_offline(case: Case, ask: SearchOffline) -> list[Event]:
    """A search of premises uses up one warrant; the same search on the same day is one search."""
    searched = OfflineSearched(on=ask.on, debtor=ask.debtor, means=ask.means, proposal=proposal_of(ask))
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
