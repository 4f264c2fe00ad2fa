"""拘留与罚款 — punishing who obstructs enforcement: detention, fine, referral of a crime. How a detention ends: `custody`."""

from datetime import date, timedelta

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
from casestream.procedures.approval import Matter, Post, is_approved, needs_approval, proposal_of
from casestream.procedures.coercion.appearance import (
    Role,
    is_against,
    is_against_a_person,
    leaves_unnamed,
    who_is_meant,
)
from casestream.procedures.filing import DebtorNamed, PartyKind, case_is_in_hand
from casestream.procedures.instruments import INVESTIGATION, JI, coercion
from casestream.procedures.notice import REPORT_BREACHES, NoticeIssued, PropertyReportChecked, debtor_is_a_party
from casestream.procedures.rounds import INTERFERENCE, PUNISHED_AFTER_THE_END, interference_was_removed

# --- law ---


DETENTION_DAYS = 15  # 民事诉讼法第一百一十八条
PERSON_FINE_FEN = 100_000_00  # the most, for a person; for an entity, the least and the most:
ENTITY_FINE_FEN = (50_000_00, 1_000_000_00)
# 单位的主要负责人或者直接责任人员; a legal representative is a 负责人 by 民法典第六十一条, an actual controller need not be one.
PUNISHABLE = (Role.LEGAL_REPRESENTATIVE, Role.HEAD, Role.RESPONSIBLE)
NOT_TWICE = JI.article("第一百八十四条", mark="K-high")

# --- events ---


class Ground(Label):
    """The act that is punished."""

    OBSTRUCTION = "obstruction", "妨害执行", "obstruction"
    REFUSAL = "refusal", "拒不履行生效裁判", "refusal to perform"
    EVASION = "evasion", "恶意串通逃避履行", "collusion to evade"
    NON_ASSISTANCE = "non_assistance", "拒不协助执行", "refusal to assist"
    REPORT_BREACH = "report_breach", "违反财产报告制度", "breach of the duty to report property"


@event("coercion.detained", "司法拘留", "Detained")
class Detained(Event):
    """`person`, the natural debtor or who answers for an entity, was detained for so many days, `until` a day at the latest.

    `act` names the one punished act of this person; a further act has another name. `offence` is both in one, so that
    nobody is detained for one act twice.
    """

    debtor: str = key("debtor")
    days: int
    until: date | None = None
    ground: Ground = Ground.OBSTRUCTION
    act: str = ""
    role: Role = Role.DEBTOR
    person: str = key("person", default="")
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)
    offence: str = key("offence", zh="被罚人与行为", default="", sentence=True)


@event("coercion.fined", "罚款", "Fined")
class Fined(Event):
    """A fine was imposed: on a `natural` person or on an entity. `act` and `offence` are as with a detention."""

    debtor: str = key("debtor")
    amount_fen: int
    natural: bool
    ground: Ground = Ground.OBSTRUCTION
    act: str = ""
    role: Role = Role.DEBTOR
    person: str = ""
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)
    offence: str = key("offence", zh="被罚人与行为", default="", sentence=True)


@event("coercion.crime_referred", "移送追究刑事责任", "Crime referred")
class CrimeReferred(Event):
    """The act may be a crime and was passed on for prosecution."""

    debtor: str = key("debtor")
    act: str = ""
    ground: Ground = Ground.OBSTRUCTION


# --- conditions ---


def _alleges(decided: Asked, ground: Ground) -> Truth:
    """Whether the decided sanction, or referral, is for such an act."""
    where = {"ground": ground}
    return decided.has(Detained, where) | decided.has(Fined, where) | decided.has(CrimeReferred, where)


@condition(
    coercion(114),
    en="Beside an entity, a person in charge or directly responsible may be fined, and is named",
    met_by=("写明单位的主要负责人或者直接责任人员", "the named representative of an entity"),
)
def fined_representative_is_an_entitys(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院对有妨害行为的单位，可以对其主要负责人或者直接责任人员予以罚款"""
    entity = case.about("debtor", decided).has(DebtorNamed, {"kind": (PartyKind.ENTERPRISE, PartyKind.OTHER)})
    named = is_against(decided, (Fined,), PUNISHABLE) & ~leaves_unnamed(decided, (Fined,))
    return is_against(decided, (Fined,), Role.DEBTOR) | (entity & named)


@condition(
    coercion(114),
    en="Only a natural person can be detained: the debtor, or a named person in charge of an entity",
    met_by=(
        "自然人本人，或者写明单位的主要负责人、直接责任人员",
        "the natural debtor, or the named representative of an entity",
    ),
)
def person_can_be_detained(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对有妨害行为的个人，或者单位的主要负责人、直接责任人员，可以予以拘留"""
    return is_against_a_person(case, decided, PUNISHABLE, Detained)


@condition(coercion(114), en="The punished act is named", met_by=("写明妨害行为", "a name for the act"))
def act_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有民事诉讼法规定的妨害行为之一的，可以根据情节轻重予以罚款、拘留"""
    return ~(
        decided.has(Detained, {"act": ""}) | decided.has(Fined, {"act": ""}) | decided.has(CrimeReferred, {"act": ""})
    )


@condition(
    INVESTIGATION.article("第九条"),
    en="Who is punished over a property report was found to have refused it, falsified it or made it late",
    met_by=PropertyReportChecked,
)
def report_breach_was_found(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人拒绝报告、虚假报告或者无正当理由逾期报告的，可以予以罚款、拘留"""
    return ~_alleges(decided, Ground.REPORT_BREACH) | case.about("debtor", decided).has(
        PropertyReportChecked, {"outcome": REPORT_BREACHES}
    )


@condition(
    coercion(114),
    en="Who is punished for refusing to perform has let the period of the notice pass",
    met_by=("执行通知指定的履行期限届满", "the day to perform in the notice has passed"),
)
def refusal_is_after_the_notice(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拒不履行人民法院已经发生法律效力的判决、裁定的"""
    passed = case.about("debtor", decided).latest(NoticeIssued.perform_by) < today
    return ~_alleges(decided, Ground.REFUSAL) | passed


@condition(
    coercion(117),
    en="A refusal to assist is an act of the unit that must assist, not of a debtor",
    met_by=("对负有协助义务的单位另立司法惩戒案件", "a sanction case of its own against the assisting unit"),
)
def debtor_is_no_assisting_unit(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有义务协助调查、执行的单位拒绝协助的，责令其履行协助义务，并可以予以罚款"""
    return ~_alleges(decided, Ground.NON_ASSISTANCE)


@condition(
    coercion(119), en="The detention was approved by the president", met_by=("院长批准拘留", "the president's approval")
)
def detention_was_approved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拘留必须经院长批准，用决定书"""
    return is_approved(case.this_round, decided, Matter.DETENTION, Post.PRESIDENT, Detained)


@condition(coercion(118), en="Detention is for 15 days at most", met_by=("一日以上十五日以下", "1 to 15 days"))
def detention_is_short_enough(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拘留的期限，为十五日以下"""
    return (decided.total(Detained.days) > 0) & (decided.total(Detained.days) <= DETENTION_DAYS)


@condition(
    NOT_TWICE, en="One act of one person is not punished by detention twice", met_by=("另有新的妨害行为", "a new act")
)
def act_was_not_punished_by_detention(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对同一妨害民事诉讼行为的拘留不得连续适用"""
    return ~case.about("offence", decided).has(Detained)


@condition(
    NOT_TWICE, en="One act of one person is not punished by a fine twice", met_by=("另有新的妨害行为", "a new act")
)
def act_was_not_punished_by_fine(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对同一妨害民事诉讼行为的罚款不得连续适用"""
    return ~case.about("offence", decided).has(Fined)


@condition(
    coercion(119), en="The fine was approved by the president", met_by=("院长批准罚款", "the president's approval")
)
def fine_was_approved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """罚款必须经院长批准，用决定书"""
    return is_approved(case.this_round, decided, Matter.FINE, Post.PRESIDENT, Fined)


@condition(
    coercion(118),
    en="A fine on a person is CNY 100,000 at most",
    met_by=("十万元以下", "more than 0, up to CNY 100,000"),
)
def fine_on_a_person_is_in_range(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对个人的罚款金额，为人民币十万元以下"""
    amount = decided.total(Fined.amount_fen)
    return decided.has(Fined, {"natural": False}) | ((amount > 0) & (amount <= PERSON_FINE_FEN))


@condition(
    coercion(118),
    en="A fine on an entity is CNY 50,000 to 1,000,000",
    met_by=("五万元以上一百万元以下", "CNY 50,000 to 1,000,000"),
)
def fine_on_an_entity_is_in_range(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对单位的罚款金额，为人民币五万元以上一百万元以下"""
    amount, (least, most) = decided.total(Fined.amount_fen), ENTITY_FINE_FEN
    return decided.has(Fined, {"natural": True}) | ((amount >= least) & (amount <= most))


CASE_IS_IN_HAND = case_is_in_hand.unless(interference_was_removed, INTERFERENCE, en=PUNISHED_AFTER_THE_END)
MAY_DETAIN = every(
    "detention", "司法拘留", "Detention",
    CASE_IS_IN_HAND, debtor_is_a_party, person_can_be_detained, act_is_named, report_breach_was_found, refusal_is_after_the_notice,
    debtor_is_no_assisting_unit, detention_was_approved, detention_is_short_enough, act_was_not_punished_by_detention,
    guards=Detained,
)  # fmt: skip
MAY_FINE = every(
    "fine", "罚款", "Fine",
    CASE_IS_IN_HAND, debtor_is_a_party, fined_representative_is_an_entitys, act_is_named, report_breach_was_found,
    refusal_is_after_the_notice, debtor_is_no_assisting_unit, fine_was_approved,
    fine_on_a_person_is_in_range, fine_on_an_entity_is_in_range,
    act_was_not_punished_by_fine,
    guards=Fined,
)  # fmt: skip
MAY_REFER = every(
    "crime_referral", "移送追究刑事责任", "Referral of a crime",
    CASE_IS_IN_HAND, debtor_is_a_party, act_is_named, report_breach_was_found, refusal_is_after_the_notice,
    debtor_is_no_assisting_unit,
    guards=CrimeReferred,
)  # fmt: skip

# --- decisions ---

PUNISHED = {"debtor": "被执行人", "role": "身份", "person": "姓名", "ground": "事由", "act": "行为"}


@needs_approval(Matter.DETENTION, {**PUNISHED, "days": "日数"})
@command("司法拘留", "Detain")
class Detain(Command):
    """Detain a person for so many days, for one act."""

    debtor: str
    days: int
    act: str
    ground: Ground = Ground.OBSTRUCTION
    role: Role = Role.DEBTOR
    person: str = ""


@needs_approval(Matter.FINE, {**PUNISHED, "amount_fen": "金额（分）"})
@command("罚款", "Impose a fine")
class ImposeFine(Command):
    """Fine a debtor, or who answers for an entity, for one act."""

    debtor: str
    amount_fen: int
    act: str
    ground: Ground = Ground.OBSTRUCTION
    role: Role = Role.DEBTOR
    person: str = ""


@command("移送追究刑事责任", "Refer a crime")
class ReferCrime(Command):
    """Pass an act on for prosecution."""

    debtor: str
    act: str
    ground: Ground = Ground.OBSTRUCTION


def _offence(ask: Detain | ImposeFine) -> str:
    """This act of this person, for the one debtor."""
    return "；".join((ask.debtor, who_is_meant(ask.debtor, ask.role, ask.person), ask.act))


@decides(Detain)
def detain(case: Case, ask: Detain) -> list[Event]:
    """By decision of the president, up to fifteen days, once for one act (民事诉讼法第一百一十八、一百一十九条)."""
    days = min(max(ask.days, 0), DETENTION_DAYS)  # A length that no law knows is refused below; it has no last day.
    detained = Detained(
        on=ask.on, debtor=ask.debtor, days=ask.days, until=ask.on + timedelta(days=days), ground=ask.ground,
        act=ask.act, role=ask.role, person=who_is_meant(ask.debtor, ask.role, ask.person), proposal=proposal_of(ask),
        offence=_offence(ask),
    )  # fmt: skip
    if detained in case.all(Detained):
        return []
    MAY_DETAIN.require(case, ask.on, detained)
    return [detained]


@decides(ImposeFine)
def impose_fine(case: Case, ask: ImposeFine) -> list[Event]:
    """By decision of the president, within the range for a person or an entity (民事诉讼法第一百一十八条)."""
    is_natural = bool(case.all(DebtorNamed, {"debtor": ask.debtor, "kind": PartyKind.NATURAL}))
    fined = Fined(
        on=ask.on, debtor=ask.debtor, amount_fen=ask.amount_fen, natural=is_natural or ask.role is not Role.DEBTOR,
        ground=ask.ground, act=ask.act, role=ask.role, person=ask.person, proposal=proposal_of(ask),
        offence=_offence(ask),
    )  # fmt: skip
    if fined in case.all(Fined):
        return []
    MAY_FINE.require(case, ask.on, fined)
    return [fined]


@decides(ReferCrime)
def refer_crime(case: Case, ask: ReferCrime) -> list[Event]:
    """One act is referred once."""
    if case.all(CrimeReferred, {"debtor": ask.debtor, "act": ask.act, "ground": ask.ground}):
        return []
    referred = CrimeReferred(on=ask.on, debtor=ask.debtor, act=ask.act, ground=ask.ground)
    MAY_REFER.require(case, ask.on, referred)
    return [referred]
