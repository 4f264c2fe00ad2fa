"""传唤与拘传 — the summons, and bringing in who does not follow it."""

from datetime import date

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
from casestream.kernel.event import EventClass
from casestream.procedures.approval import Matter, Post, is_approved, needs_approval, proposal_of
from casestream.procedures.filing import DebtorNamed, PartyKind, round_is_open
from casestream.procedures.instruments import coercion, ji
from casestream.procedures.notice import debtor_is_a_party

# --- law ---


INQUIRY_HOURS, COMPLEX_INQUIRY_HOURS = 8, 24  # 民诉法解释第四百八十二条

# --- events ---


class Role(Label):
    """Who of a debtor is meant: the debtor in person, or somebody who answers for an entity."""

    DEBTOR = "debtor", "被执行人", "the debtor"
    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人", "legal representative"
    HEAD = "head", "主要负责人", "person in charge"
    CONTROLLER = "controller", "实际控制人", "actual controller"
    RESPONSIBLE = "responsible", "直接责任人员", "person directly responsible"
    AGENT = "agent", "法定代理人", "statutory agent of a minor or incapable debtor"


REPRESENTATIVES = (Role.LEGAL_REPRESENTATIVE, Role.HEAD, Role.CONTROLLER)  # 民诉法解释第四百八十二条


@event("coercion.summoned", "传唤", "Summoned")
class Summoned(Event):
    """A debtor, or who answers for it in that role, was called to appear on `appear_on`; `by_writ` by 传票.

    `person` is who was called: the natural debtor, or the representative of an entity.
    """

    debtor: str = key("debtor")
    appear_on: date | None = None
    by_writ: bool = True
    role: Role = Role.DEBTOR
    person: str = key("person", default="")


@event("coercion.appeared", "到场接受询问", "Appeared")
class Appeared(Event):
    """Who was summoned came of their own accord."""

    debtor: str = key("debtor")
    person: str = key("person", default="")


@event("coercion.absent", "无正当理由拒不到场", "Absent without good reason")
class AbsentWithoutReason(Event):
    """Who was summoned did not come, without good reason."""

    debtor: str = key("debtor")
    person: str = key("person", default="")


@event("coercion.compelled", "拘传", "Compelled to appear")
class CompelledToAppear(Event):
    """A debtor, or `person` who answers for it, was taken in for an inquiry that lasted so many hours.

    `complex_case` says that the matter is complex and detention may follow.
    """

    debtor: str = key("debtor")
    hours: int
    complex_case: bool
    role: Role = Role.DEBTOR
    person: str = key("person", default="")
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


# --- conditions ---


def is_against(decided: Asked, kinds: tuple[EventClass, ...], role: Role | tuple[Role, ...]) -> Truth:
    """Whether the decided measure, one of these kinds, is against somebody in this role."""
    against = decided.has(kinds[0], {"role": role})
    for kind in kinds[1:]:
        against = against | decided.has(kind, {"role": role})
    return against


def leaves_unnamed(decided: Asked, kinds: tuple[EventClass, ...]) -> Truth:
    """Whether the decided measure, one of these kinds, does not name the person."""
    unnamed = decided.has(kinds[0], {"person": ""})
    for kind in kinds[1:]:
        unnamed = unnamed | decided.has(kind, {"person": ""})
    return unnamed


def is_against_a_person(case: Asked, decided: Asked, roles: tuple[Role, ...], *kinds: EventClass) -> Truth:
    """Whether it is against the natural debtor, or against a named person who has one of these roles in an entity."""
    debtor = case.about("debtor", decided)
    natural = debtor.has(DebtorNamed, {"kind": PartyKind.NATURAL}) & is_against(decided, kinds, Role.DEBTOR)
    entity = debtor.has(DebtorNamed, {"kind": (PartyKind.ENTERPRISE, PartyKind.OTHER)})
    return natural | (entity & is_against(decided, kinds, roles) & ~leaves_unnamed(decided, kinds))


@condition(
    ji(482),
    en="Only a natural person can appear: the debtor, or a named person who answers for an entity",
    met_by=(
        "自然人被执行人本人，或者写明单位的法定代表人、负责人、实际控制人",
        "the natural debtor, or the named representative of an entity",
    ),
)
def person_can_appear(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """必须接受调查询问的被执行人、被执行人的法定代表人、负责人或者实际控制人"""
    return is_against_a_person(case, decided, REPRESENTATIVES, Summoned, CompelledToAppear)


@condition(ji(482), en="A summons names the day", met_by=("到场日期不得早于传唤之日", "a day not before the summons"))
def day_to_appear_lies_ahead(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经依法传唤，通知其在指定日期到场"""
    return decided.latest(Summoned.appear_on) >= today


@condition(ji(482), en="The day to appear has come", met_by=("传票载明的到场日期已到", "the day of the summons"))
def day_to_appear_has_come(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """传票指定的日期已到"""
    return case.this_round.about("person", decided).latest(Summoned.appear_on) <= today


@condition(ji(482), en="This very person was lawfully summoned, the last time by writ", met_by=Summoned)
def was_summoned(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经依法传唤（传票传唤）"""
    return case.this_round.about("person", decided).latest(Summoned.by_writ) > 0


@condition(
    ji(482), en="This very person did not follow the last summons, without good reason", met_by=AbsentWithoutReason
)
def did_not_appear(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """无正当理由拒不到场"""
    person = case.this_round.about("person", decided)
    stayed_away = person.during(AbsentWithoutReason, Summoned)
    # An absence is made good by coming, and is used up by being brought.
    return (
        stayed_away
        & person.during(AbsentWithoutReason, Appeared)
        & person.during(AbsentWithoutReason, CompelledToAppear)
    )


@condition(
    coercion(119),
    en="Compelled appearance was approved by the president",
    met_by=("院长批准拘传", "the president's approval"),
)
def compulsion_was_approved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """拘传必须经院长批准，发拘传票"""
    return is_approved(case.this_round, decided, Matter.COMPELLED_APPEARANCE, Post.PRESIDENT, CompelledToAppear)


@condition(
    ji(482),
    en="The inquiry lasts 8 hours at most; 24 when the case is complex and detention may follow",
    met_by=("一至八小时；情况复杂、可能拘留的，不超过二十四小时", "1 to 8 hours, or up to 24 in a complex case"),
)
def inquiry_is_short_enough(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """调查询问的时间不得超过八小时；情况复杂，依法可能采取拘留措施的，不得超过二十四小时"""
    hours, complex_case = decided.total(CompelledToAppear.hours), decided.has(CompelledToAppear, {"complex_case": True})
    return (hours > 0) & ((hours <= INQUIRY_HOURS) | ((hours <= COMPLEX_INQUIRY_HOURS) & complex_case))


MAY_SUMMON = every(
    "summons", "传唤", "Summons",
    round_is_open, debtor_is_a_party, person_can_appear, day_to_appear_lies_ahead,
    guards=Summoned,
)  # fmt: skip
MAY_RECORD_APPEARANCE = every(
    "appearance", "登记到场情况", "Appearance",
    debtor_is_a_party, was_summoned, day_to_appear_has_come,
    guards=AbsentWithoutReason,
)  # fmt: skip
MAY_COMPEL = every(
    "compelled_appearance", "拘传", "Compelled appearance",
    round_is_open, debtor_is_a_party, person_can_appear, was_summoned, did_not_appear,
    compulsion_was_approved, inquiry_is_short_enough,
    guards=CompelledToAppear,
)  # fmt: skip

# --- decisions ---


@command("传唤", "Summon")
class Summon(Command):
    """Call a debtor, or who answers for an entity, to appear on a day."""

    debtor: str
    appear_on: date
    by_writ: bool = True
    role: Role = Role.DEBTOR
    person: str = ""


@command("登记到场情况", "Record whether the summoned person came")
class RecordAppearance(Command):
    """Say whether who was summoned came. An absence with good reason is not recorded: summon again.

    `person` is who of an entity is meant; left out, whoever was summoned last.
    """

    debtor: str
    came: bool
    person: str = ""


@needs_approval(Matter.COMPELLED_APPEARANCE, {"debtor": "被执行人", "role": "身份", "person": "姓名"})
@command("拘传", "Compel to appear")
class CompelAppearance(Command):
    """Take in a person who did not follow a summons, for an inquiry of so many hours."""

    debtor: str
    hours: int
    complex_case: bool = False
    role: Role = Role.DEBTOR
    person: str = ""


def who_is_meant(debtor: str, role: Role, person: str) -> str:
    """Who is meant: the named person, or the debtor in person."""
    return person or (debtor if role is Role.DEBTOR else "")


@decides(Summon)
def summon(case: Case, ask: Summon) -> list[Event]:
    """Several summonses may follow each other; the same one is served once."""
    summoned = Summoned(
        on=ask.on, debtor=ask.debtor, appear_on=ask.appear_on, by_writ=ask.by_writ, role=ask.role,
        person=who_is_meant(ask.debtor, ask.role, ask.person),
    )  # fmt: skip
    if summoned in case.all(Summoned):
        return []
    MAY_SUMMON.require(case, ask.on, summoned)
    return [summoned]


@decides(RecordAppearance)
def record_appearance(case: Case, ask: RecordAppearance) -> list[Event]:
    """Each summons is answered once in each way: who stayed away may still come."""
    kind = Appeared if ask.came else AbsentWithoutReason
    last = case.last_event(Summoned, {"debtor": ask.debtor})
    person = ask.person or (last.person if last else ask.debtor)
    if Keyed(case, "person", person).during(kind, Summoned):
        return []
    answered = kind(on=ask.on, debtor=ask.debtor, person=person)
    MAY_RECORD_APPEARANCE.require(case, ask.on, answered)
    return [answered]


@decides(CompelAppearance)
def compel_appearance(case: Case, ask: CompelAppearance) -> list[Event]:
    """By writ of the president, after a summons that was not followed (民诉法解释第四百八十二条)."""
    compelled = CompelledToAppear(
        on=ask.on, debtor=ask.debtor, hours=ask.hours, complex_case=ask.complex_case, role=ask.role,
        person=who_is_meant(ask.debtor, ask.role, ask.person), proposal=proposal_of(ask),
    )  # fmt: skip
    if case.last_event(CompelledToAppear, {"debtor": ask.debtor}) == compelled:
        return []
    MAY_COMPEL.require(case, ask.on, compelled)
    return [compelled]
