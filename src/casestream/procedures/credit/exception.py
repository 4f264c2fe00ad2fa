"""单次解除 — a restriction on consumption gives way in one case: one need, one journey, one former representative."""

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
    field,
    key,
    months_after,
)
from casestream.procedures.credit.restriction import ConsumptionRestricted, is_restricted
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.instruments import CONSUMPTION, GOOD_FAITH

# --- law ---

NECESSARY = CONSUMPTION.article("第八条")
URGENT_JOURNEY = GOOD_FAITH.article("第十七条第一款第（三）项", mark="K-high")
CHANGED_REPRESENTATIVE = GOOD_FAITH.article("第十七条第一款第（二）项", mark="K-high")
MOST_MONTHS = 1  # 法发〔2019〕35号第十七条: 最长不得超过一个月 (K-high).

# --- events ---


class Need(Label):
    """What a restricted person asks to do. The first is any need of life or trade, the others urgent journeys."""

    NECESSITY = "necessity", "生活或者经营必需", "a need of life or trade"
    ILLNESS = "illness", "本人或者近亲属重大疾病就医", "treatment of a grave illness"
    FUNERAL = "funeral", "近亲属丧葬", "a funeral in the family"
    DUTY = "duty", "执行或者配合执行公务", "an official duty"
    EXAMINATION = "examination", "外事活动或者重要考试", "a foreign engagement or an important examination"


JOURNEYS = (Need.ILLNESS, Need.FUNERAL, Need.DUTY, Need.EXAMINATION)


@event("credit.consumption_allowed", "单次解除限制消费", "Consumption allowed once")
class ConsumptionAllowed(Event):
    """A restricted `person` may do one thing, until a day; the restriction stands."""

    debtor: str = key("debtor")
    person: str
    need: Need = field(zh="需要")
    what: str
    until: date


@event("credit.representative_released", "解除原法定代表人限制消费", "Former representative released")
class RepresentativeReleased(Event):
    """A former representative of an entity is no longer restricted: the standing order binds the `successor` instead.

    `uninvolved`: neither the entity's actual controller nor answerable for what is owed.
    """

    debtor: str = key("debtor")
    person: str
    successor: str = field(zh="变更后的法定代表人")
    uninvolved: bool = field(zh="非实际控制人、直接责任人员")


# --- conditions ---


@condition(NECESSARY, en="Consumption is restricted", met_by=ConsumptionRestricted)
def restriction_is_in_force(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被限制消费的被执行人，可以申请进行被禁止的消费活动"""
    return is_restricted(case.about("debtor", decided))


@condition(NECESSARY, en="The permission says for what", met_by=("写明准许的事项", "what is allowed"))
def permission_is_definite(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因生活或者经营必需而进行被禁止的消费活动的，获批准后方可进行"""
    return ~decided.has(ConsumptionAllowed, {"what": ""}) & (decided.latest(ConsumptionAllowed.until) >= today)


@condition(
    URGENT_JOURNEY,
    en="For an urgent journey the restriction gives way for a month at most",
    met_by=("最长不超过一个月", "one month at most"),
)
def journey_ends_within_a_month(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因重大疾病就医、丧葬、公务、重要考试等紧急情况，可以暂时解除，最长不得超过一个月"""
    short = decided.latest(ConsumptionAllowed.until) <= months_after(today, MOST_MONTHS)
    return ~decided.has(ConsumptionAllowed, {"need": JOURNEYS}) | short


@condition(
    CHANGED_REPRESENTATIVE,
    en="Only an entity changes its representative, and a successor is named",
    met_by=("变更后的法定代表人", "the new representative"),
)
def representative_has_a_successor(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """单位的法定代表人、主要负责人发生变更的，对变更后的法定代表人、主要负责人依法采取限制消费措施"""
    entity = case.about("debtor", decided).has(DebtorNamed, {"kind": (PartyKind.ENTERPRISE, PartyKind.OTHER)})
    return entity & ~decided.has(RepresentativeReleased, {"successor": ""})


@condition(
    CHANGED_REPRESENTATIVE,
    en="The former representative neither controls the entity nor answers for what is owed",
    met_by=("举证证明其并非实际控制人、影响债务履行的直接责任人员", "proof of neither control nor responsibility"),
)
def former_representative_is_uninvolved(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """原法定代表人应举证证明其并非单位的实际控制人、影响债务履行的直接责任人员"""
    return ~decided.has(RepresentativeReleased, {"uninvolved": False})


MAY_ALLOW = every(
    "consumption_exception", "单次解除限制消费", "Permission for one need",
    restriction_is_in_force, permission_is_definite, journey_ends_within_a_month,
    guards=ConsumptionAllowed,
)  # fmt: skip
MAY_RELEASE_REPRESENTATIVE = every(
    "representative_release", "解除原法定代表人限制消费", "Release of a former representative",
    restriction_is_in_force, representative_has_a_successor, former_representative_is_uninvolved,
    guards=RepresentativeReleased,
)  # fmt: skip

# --- decisions ---


@command("单次解除限制消费", "Allow one need")
class AllowConsumption(Command):
    """Let a restricted person do one thing. Left out, the person is the debtor."""

    debtor: str
    need: Need
    what: str
    until: date
    person: str = ""


@command("解除原法定代表人限制消费", "Release a former representative")
class ReleaseRepresentative(Command):
    """Free who no longer answers for an entity, and restrict who does now."""

    debtor: str
    person: str
    successor: str
    uninvolved: bool


@decides(AllowConsumption)
def allow_consumption(case: Case, ask: AllowConsumption) -> list[Event]:
    """One permission is given once (限制消费规定第八条, 法发〔2019〕35号第十七条)."""
    allowed = ConsumptionAllowed(
        on=ask.on, debtor=ask.debtor, person=ask.person or ask.debtor, need=ask.need, what=ask.what, until=ask.until
    )  # fmt: skip
    if allowed in case.all(ConsumptionAllowed):
        return []
    MAY_ALLOW.require(case, ask.on, allowed)
    return [allowed]


@decides(ReleaseRepresentative)
def release_representative(case: Case, ask: ReleaseRepresentative) -> list[Event]:
    """The order stands against the entity and, from the same day, against the successor."""
    if case.all(RepresentativeReleased, {"debtor": ask.debtor, "person": ask.person, "successor": ask.successor}):
        return []
    released = RepresentativeReleased(
        on=ask.on, debtor=ask.debtor, person=ask.person, successor=ask.successor, uninvolved=ask.uninvolved
    )  # fmt: skip
    MAY_RELEASE_REPRESENTATIVE.require(case, ask.on, released)
    return [released]
