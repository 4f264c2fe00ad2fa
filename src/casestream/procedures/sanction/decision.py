"""司惩决定 — a detention, a fine, a ban or a refusal against a person, in a file of its own, and its service."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    CaseNumber,
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
    field,
)
from casestream.kernel.errors import BadRequest, MalformedCaseNumber
from casestream.procedures.approval import Post
from casestream.procedures.coercion import Decision
from casestream.procedures.coercion.punishment import DETENTION_DAYS, ENTITY_FINE_FEN, PERSON_FINE_FEN
from casestream.procedures.instruments import coercion

# --- law ---

ONCE = coercion(119)
PUNISHMENTS = (Decision.DETENTION, Decision.FINE)

TO_ASK = {
    Decision.DETENTION: Period(days=3), Decision.FINE: Period(days=3), Decision.EXIT_BAN: Period(days=10),
    Decision.LISTING: Period(days=10),
}  # fmt: skip  # Article 185 of 民诉法解释; article 9 of 异议复议规定; article 12 of 失信名单规定.

# --- events ---


class Target(Label):
    """Against whom it goes."""

    DEBTOR = "debtor", "被执行人或者其负责人员", "a debtor, or who answers for it"
    ASSISTING_UNIT = "assisting_unit", "负有协助义务的单位", "a unit that must assist"
    OTHER = "other", "其他人", "somebody else"


@event("sanction.decided", "作出决定", "Decided", stream="sanction", opens=True)
class SanctionDecided(Event):
    """`court` decided against `person` under `number`; `case` is the enforcement case, `debtor` the debtor there.

    `days` is the length of a detention, `amount_fen` that of a fine, on a `natural` person or on a unit.
    """

    court: str
    number: str
    case: str
    decision: Decision = field(zh="决定种类")
    target: Target
    debtor: str
    person: str
    natural: bool
    act: str
    days: int
    amount_fen: int
    by_president: bool = field(zh="院长签发")


@event("sanction.served", "送达决定书", "Decision served", stream="sanction")
class SanctionServed(Event):
    """The person received the decision and may ask the superior court until `ask_by`."""

    ask_by: date = field(zh="申请复议期限")
    calendar: str


# --- conditions ---


@condition(ONCE, en="The decision has its own number", met_by=("另编案号", "give this decision its own number"))
def sanction_is_new(sanction: Asked, today: AnyDay) -> Truth:
    """罚款、拘留应当用决定书，一案一号"""
    return ~sanction.has(SanctionDecided)


@condition(ONCE, en="The president signs a detention or a fine", met_by=("由院长批准", "the president must approve"))
def punishment_is_the_presidents(sanction: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拘传、罚款、拘留必须经院长批准"""
    signed = decided.has(SanctionDecided, {"by_president": True})
    return ~decided.has(SanctionDecided, {"decision": PUNISHMENTS}) | signed


@condition(
    coercion(117), en="The person and the act are named", met_by=("写明受惩戒人与行为", "the person and the act")
)
def person_and_act_are_named(sanction: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有义务协助调查、执行的单位拒绝协助的，责令履行协助义务，并可以予以罚款"""
    nameless = decided.has(SanctionDecided, {"person": ""})
    return ~nameless & ~decided.has(SanctionDecided, {"decision": PUNISHMENTS, "act": ""})


@condition(
    coercion(118),
    en="A detention is of a person, 1 to 15 days",
    met_by=("自然人，一日以上十五日以下", "a natural person, 1 to 15 days"),
)
def detention_is_of_a_person_and_short(sanction: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拘留的期限，为十五日以下"""
    days = decided.total(SanctionDecided.days)
    short = (days > 0) & (days <= DETENTION_DAYS) & decided.has(SanctionDecided, {"natural": True})
    return ~decided.has(SanctionDecided, {"decision": Decision.DETENTION}) | short


@condition(
    coercion(118),
    en="A fine is CNY 100,000 at most on a person, 50,000 to 1,000,000 on a unit",
    met_by=("个人十万元以下；单位五万元以上一百万元以下", "up to CNY 100,000; a unit 50,000 to 1,000,000"),
)
def fine_is_in_its_range(sanction: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对个人的罚款金额，为人民币十万元以下；对单位的罚款金额，为人民币五万元以上一百万元以下"""
    amount, (least, most) = decided.total(SanctionDecided.amount_fen), ENTITY_FINE_FEN
    person = decided.has(SanctionDecided, {"natural": True}) & (amount > 0) & (amount <= PERSON_FINE_FEN)
    unit = decided.has(SanctionDecided, {"natural": False}) & (amount >= least) & (amount <= most)
    return ~decided.has(SanctionDecided, {"decision": Decision.FINE}) | person | unit


@condition(ONCE, en="There is a decision that was not served yet", met_by=SanctionDecided)
def decision_awaits_service(sanction: Asked, today: AnyDay) -> Truth:
    """罚款、拘留应当用决定书，送达受惩戒人"""
    return sanction.has(SanctionDecided) & ~sanction.has(SanctionServed)


MAY_DECIDE_SANCTION = every(
    "sanction", "司法惩戒决定", "Decision in a sanction case",
    sanction_is_new, punishment_is_the_presidents, person_and_act_are_named, detention_is_of_a_person_and_short,
    fine_is_in_its_range,
    guards=SanctionDecided,
)  # fmt: skip
MAY_SERVE_SANCTION = every(
    "sanction_service", "送达决定书", "Service of a decision", decision_awaits_service, guards=SanctionServed
)
# --- decisions ---


@command("作出惩戒决定", "Decide a sanction", kind="sanction", begins=True)
class DecideSanction(Command):
    """Open the file of a decision. `case` is its number, `concerns` the enforcement case, `debtor` the debtor there."""

    concerns: str
    decision: Decision
    person: str
    target: Target = Target.DEBTOR
    debtor: str = ""
    natural: bool = True
    act: str = ""
    days: int = 0
    amount_fen: int = 0


@command("送达决定书", "Serve the decision", kind="sanction")
class ServeSanction(Command):
    """Say that the person received the decision."""


def numbered(text: str, decision: Decision, punished: str, other: str, *, document: bool) -> CaseNumber:
    """The number of a decision or of its reconsideration.

    Raises:
        MalformedCaseNumber: it cannot be read.
        BadRequest: its type code is another one.
    """
    number = CaseNumber.parse(text)
    wanted = punished if decision in PUNISHMENTS else other
    if number.type != wanted or bool(number.document) != (document and decision not in PUNISHMENTS):
        shown = f"{wanted}…号之一" if document and decision not in PUNISHMENTS else f"{wanted}…号"
        raise BadRequest(
            f"{text} 不能用于{decision.zh}：应为“{shown}”", f"{text} cannot number {decision.en}: it must be {shown}",
            "按法〔2015〕137号编号", "number it as 法〔2015〕137号 says",
        )  # fmt: skip
    return number


@decides(DecideSanction)
def decide_sanction(sanction: Case, ask: DecideSanction, bench: Bench) -> list[Event]:
    """By the president where it is a punishment; the same decision is recorded once (民事诉讼法第一百一十七至一百一十九条)."""
    number = numbered(ask.case, ask.decision, "司惩", _type_of(ask.concerns), document=True)
    decided = SanctionDecided(
        on=ask.on, court=number.court, number=str(number), case=ask.concerns, decision=ask.decision, target=ask.target,
        debtor=ask.debtor or (ask.person if ask.target is Target.DEBTOR else ""), person=ask.person, natural=ask.natural,
        act=ask.act, days=ask.days, amount_fen=ask.amount_fen, by_president=bench.actor.post == Post.PRESIDENT.code,
    )  # fmt: skip
    if sanction.last_event(SanctionDecided) == decided:
        return []
    MAY_DECIDE_SANCTION.require(sanction, ask.on, decided)
    return [decided]


def _type_of(case: str) -> str:
    """The type code of the enforcement case: a document of it bears the same. An id that is no case number tells none."""
    try:
        return CaseNumber.parse(case).type
    except MalformedCaseNumber:
        return "执"


@decides(ServeSanction)
def serve_sanction(sanction: Case, ask: ServeSanction, bench: Bench) -> list[Event]:
    """From now on the person may ask the superior court: three days for a punishment, ten for a ban or a listing."""
    known = sanction.last_event(SanctionServed)
    if known and known.on == ask.on:
        return []
    MAY_SERVE_SANCTION.require(sanction, ask.on)
    due = bench.calendar.due(ask.on, TO_ASK[sanction.all(SanctionDecided)[-1].decision])
    return [SanctionServed(on=ask.on, ask_by=due.on, calendar=due.calendar)]
