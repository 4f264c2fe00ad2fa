"""限制消费 — a debtor who let the notice pass may not spend beyond need."""

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
from casestream.procedures.approval import Matter, Post, is_approved, needs_approval, proposal_of
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.instruments import CONSUMPTION
from casestream.procedures.notice import NoticeIssued, debtor_is_a_party

# --- events ---


class LiftReason(Label):
    """Why a restriction on consumption is lifted."""

    PERFORMED = "performed", "履行完毕", "the duty was performed"
    SECURITY = "security", "提供有效担保", "effective security was given"
    CONSENT = "consent", "申请执行人同意", "the applicant consents"


@event("credit.consumption_restricted", "限制消费令", "Consumption restricted")
class ConsumptionRestricted(Event):
    """A debtor may not spend beyond need; for an entity, neither may who answers for it, foremost its legal representative.

    `by_listing` marks the order that goes with an entry on the defaulter list, signed together with it.
    """

    debtor: str = key("debtor")
    legal_representative: str = ""
    by_listing: bool = False
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


@event("credit.consumption_restriction_lifted", "解除限制消费", "Restriction on consumption lifted")
class ConsumptionRestrictionLifted(Event):
    """The debtor, and who was restricted with the debtor, may spend freely again."""

    debtor: str = key("debtor")
    reason: LiftReason = LiftReason.PERFORMED


# --- state ---


def is_restricted(debtor: Asked) -> Truth:
    """Whether a restriction on consumption is in force; asked about one debtor."""
    return debtor.during(ConsumptionRestricted, ConsumptionRestrictionLifted)


def about_debtor(case: Case, debtor: str) -> Asked:
    """The words of conditions about one debtor, for decisions."""
    return Keyed(case, "debtor", debtor)


# --- conditions ---


@condition(
    CONSUMPTION.article("第一条"),
    en="The debtor has let the period of the notice pass without performing",
    met_by=("执行通知指定的履行期限届满", "the day to perform in the notice has passed"),
)
def notice_period_has_expired(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人未按执行通知书指定的期间履行生效法律文书确定的给付义务"""
    return case.about("debtor", decided).latest(NoticeIssued.perform_by) < today


@condition(
    CONSUMPTION.article("第五条", mark="K-high"),
    en="The president signed the order: one signature, one order",
    met_by=("院长签发限制消费令", "the president's signature"),
)
def restriction_was_signed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """限制消费令由人民法院院长签发"""
    matter, alone = Matter.CONSUMPTION_RESTRICTION, {"by_listing": False}
    signed = is_approved(case.this_round, decided, matter, Post.PRESIDENT, ConsumptionRestricted, alone)
    return ~decided.has(ConsumptionRestricted, alone) | signed  # Beside an entry it is signed together with the entry.


@condition(
    CONSUMPTION.article("第三条", mark="K-high"),
    en="Only beside an entity is a legal representative restricted",
    met_by=("被执行人须为单位", "a debtor that is an entity"),
)
def representative_is_an_entitys(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人为单位的，其法定代表人、主要负责人、影响债务履行的直接责任人员、实际控制人不得实施相关消费行为"""
    entity = case.about("debtor", decided).has(DebtorNamed, {"kind": (PartyKind.ENTERPRISE, PartyKind.OTHER)})
    return entity | decided.has(ConsumptionRestricted, {"legal_representative": ""})


@condition(
    CONSUMPTION.article("第三条", mark="K-high"),
    en="The order against an entity names who answers for it: it binds that person too",
    met_by=("写明单位的法定代表人或者主要负责人", "the name of the legal representative or the person in charge"),
)
def representative_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人为单位的，限制消费令同时及于其法定代表人、主要负责人"""
    natural = case.about("debtor", decided).has(DebtorNamed, {"kind": PartyKind.NATURAL})
    stranger = ~case.about("debtor", decided).has(DebtorNamed)  # That is another condition's matter.
    return natural | stranger | ~decided.has(ConsumptionRestricted, {"legal_representative": ""})


MAY_RESTRICT = every(
    "consumption_restriction", "限制消费", "Restriction on consumption",
    debtor_is_a_party, notice_period_has_expired, restriction_was_signed, representative_is_an_entitys,
    representative_is_named,
    guards=ConsumptionRestricted,
)  # fmt: skip

# --- decisions ---


@needs_approval(
    Matter.CONSUMPTION_RESTRICTION, {"debtor": "被执行人", "legal_representative": "法定代表人等"}
)  # fmt: skip
@command("限制消费", "Restrict consumption")
class RestrictConsumption(Command):
    """Order a debtor, and for an entity its legal representative, not to spend beyond need."""

    debtor: str
    legal_representative: str = ""


@decides(RestrictConsumption)
def restrict_consumption(case: Case, ask: RestrictConsumption) -> list[Event]:
    """An order in force is not made again; naming a legal representative, or another one, needs another order."""
    restricted = ConsumptionRestricted(
        on=ask.on, debtor=ask.debtor, legal_representative=ask.legal_representative, proposal=proposal_of(ask)
    )  # fmt: skip
    last = case.last_event(ConsumptionRestricted, {"debtor": ask.debtor})
    same = last and last.legal_representative == ask.legal_representative
    if same and is_restricted(about_debtor(case, ask.debtor)):
        return []
    MAY_RESTRICT.require(case, ask.on, restricted)
    return [restricted]
