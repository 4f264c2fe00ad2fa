"""网络查控异议 — a bank says that a measure taken over the network breaks the law; the court answers within fifteen days."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
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
from casestream.kernel.event import field
from casestream.procedures.asset_search.network import NetworkQueryStarted
from casestream.procedures.instruments import EVALUATION, NETWORK_QUERY
from casestream.procedures.notice import debtor_is_a_party
from casestream.procedures.rounds import RoundOpened

# --- law ---

OBJECTION = NETWORK_QUERY.article("第六条")
FIFTEEN_DAYS = Period(days=15)  # 法释〔2013〕20号第六条

# --- events ---


@event("asset_search.query_objected", "金融机构提出查控异议", "Objection to a network measure")
class QueryObjected(Event):
    """An institution objected in writing to a measure over the network; the court answers by `answer_by`."""

    objection: str = key("objection", zh="异议编号")
    debtor: str = key("debtor")
    institution: str = field(zh="金融机构")
    in_writing: bool = field(zh="书面提出", default=True)
    answer_by: date = field(zh="答复期限")
    calendar: str = ""


@event("asset_search.query_objection_answered", "答复查控异议", "Objection to a network measure answered")
class QueryObjectionAnswered(Event):
    """The court looked into the objection and answered in writing."""

    objection: str = key("objection", zh="异议编号")
    upheld: bool = field(zh="异议成立")


ANSWER = deadline(
    "query_objection_answer", "审查金融机构查控异议", "Answer to an institution's objection",
    begins=QueryObjected, kept_by=QueryObjectionAnswered, citation=OBJECTION, due="answer_by", key="objection",
)  # fmt: skip
START_QUERY = deadline(
    "network_query_start", "首次启动网络查控", "First network query",
    begins=RoundOpened, kept_by=NetworkQueryStarted, citation=EVALUATION.article("网络查控", mark="V"), period=Period(days=5),
    node="203001004", official=False,
)  # fmt: skip

# --- conditions ---


@condition(OBJECTION, en="The network was used against that debtor", met_by=NetworkQueryStarted)
def network_was_used(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """金融机构认为人民法院通过网络执行查控系统采取的查控措施违反规定的，可以提出异议"""
    return case.about("debtor", decided).has(NetworkQueryStarted)


@condition(OBJECTION, en="The objection is in writing", met_by=("书面异议", "an objection in writing"))
def query_objection_is_written(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """金融机构应当向人民法院书面提出异议"""
    return ~decided.has(QueryObjected, {"in_writing": False})


@condition(OBJECTION, en="An objection waits for its answer", met_by=QueryObjected)
def query_objection_is_pending(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院应当在15日内审查完毕并书面回复"""
    return case.about("objection", decided).during(QueryObjected, QueryObjectionAnswered)


MAY_OBJECT_TO_QUERY = every(
    "query_objection", "网络查控异议", "Objection to a network measure",
    debtor_is_a_party, network_was_used, query_objection_is_written,
    guards=QueryObjected,
)  # fmt: skip
MAY_ANSWER_QUERY_OBJECTION = every(
    "query_objection_answer", "答复网络查控异议", "Answer to an objection",
    query_objection_is_pending,
    guards=QueryObjectionAnswered,
)  # fmt: skip

# --- decisions ---


@command("提出查控异议", "Object to a network measure")
class ObjectToQuery(Command):
    """Take in an institution's objection under a name of its own."""

    objection: str
    debtor: str
    institution: str
    in_writing: bool = True


@command("答复查控异议", "Answer an objection to a network measure")
class AnswerQueryObjection(Command):
    """Say whether the objection was right."""

    objection: str
    upheld: bool


@decides(ObjectToQuery)
def object_to_query(case: Case, ask: ObjectToQuery, bench: Bench) -> list[Event]:
    """The fifteen days run from the day on which the objection came in."""
    if case.all(QueryObjected, {"objection": ask.objection}):
        return []
    due = bench.calendar.due(ask.on, FIFTEEN_DAYS)
    objected = QueryObjected(
        on=ask.on, objection=ask.objection, debtor=ask.debtor, institution=ask.institution, in_writing=ask.in_writing,
        answer_by=due.on, calendar=due.calendar,
    )  # fmt: skip
    MAY_OBJECT_TO_QUERY.require(case, ask.on, objected)
    return [objected]


@decides(AnswerQueryObjection)
def answer_query_objection(case: Case, ask: AnswerQueryObjection) -> list[Event]:
    """Answered once."""
    if case.all(QueryObjectionAnswered, {"objection": ask.objection, "upheld": ask.upheld}):
        return []
    answered = QueryObjectionAnswered(on=ask.on, objection=ask.objection, upheld=ask.upheld)
    MAY_ANSWER_QUERY_OBJECTION.require(case, ask.on, answered)
    return [answered]
