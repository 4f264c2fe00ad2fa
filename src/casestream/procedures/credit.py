"""信用惩戒 — restriction on consumption, and the list of judgment defaulters (失信被执行人名单)."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Day,
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
from casestream.kernel.calendar import months_later
from casestream.kernel.case import Keyed
from casestream.procedures.approval import Approved, Matter, Post
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.instruments import CONSUMPTION, DEFAULTERS
from casestream.procedures.notice import REPORT_BREACHES, NoticeIssued, PropertyReportChecked, debtor_is_a_party
from casestream.procedures.rounds import ClosingMode, RoundClosed

# --- law ---

SINCE_2017 = date(2017, 5, 1)  # the amendment that gave most entries a term
LISTED_MONTHS = 24  # 失信名单规定第二条: two years for grounds two to six, one to three more for the worst; since 2017.
MOST_EXTRA_YEARS = 3
THREE_WORKING_DAYS_TO_DELETE = Period(working_days=3)  # 失信名单规定第十条
TERM = DEFAULTERS.article("第二条", since=SINCE_2017)
NOT_FOR_UNWILLING = DEFAULTERS.article("第三条", since=SINCE_2017)
DELETION = DEFAULTERS.article("第十条", mark="K-high", since=SINCE_2017)
LIFTING = CONSUMPTION.article("第九条", mark="K-high")

# --- events ---


class LiftReason(Label):
    """Why a restriction on consumption is lifted."""

    PERFORMED = "performed", "履行完毕", "the duty was performed"
    SECURITY = "security", "提供有效担保", "effective security was given"
    CONSENT = "consent", "申请执行人同意", "the applicant consents"


class DefaulterGround(Label):
    """Why a debtor is listed (失信名单规定第一条)."""

    UNWILLING = "unwilling", "有履行能力而拒不履行", "able to perform and unwilling"
    OBSTRUCTION = (
        "obstruction",
        "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
        "obstruction by forgery, violence or threats",
    )
    EVASION = (
        "evasion",
        "以虚假诉讼、虚假仲裁或者隐匿、转移财产等方法规避执行",
        "evasion by sham suits or hidden assets",
    )
    REPORT_BREACH = "report_breach", "违反财产报告制度", "breach of the duty to report property"
    CONSUMPTION_BREACH = "consumption_breach", "违反限制消费令", "breach of a restriction on consumption"
    SETTLEMENT_BREACH = "settlement_breach", "无正当理由拒不履行执行和解协议", "breach of an enforcement settlement"


class Extension(Label):
    """Why a listing lasts longer than two years."""

    NONE = "none", "不延长", "none"
    VIOLENCE = "violence", "以暴力、威胁方法妨碍、抗拒执行情节严重", "serious violence or threats"
    SEVERAL_ACTS = "several_acts", "具有多项失信行为", "several acts of default"


class NotListableReason(Label):
    """Why a debtor may not be listed (失信名单规定第三条, for the first ground; 第四条, for all)."""

    SECURITY = "security", "提供了充分有效担保", "adequate security was given"
    SEALED_ENOUGH = "sealed_enough", "已被查封的财产足以清偿债务", "sealed assets are enough"
    LATER_IN_ORDER = "later_in_order", "履行顺序在后", "others must perform first"
    NO_ABILITY = "no_ability", "其他不属于有履行能力而拒不履行的情形", "otherwise not able and unwilling"
    MINOR = "minor", "未成年人", "a minor"


NOT_UNWILLING = (
    NotListableReason.SECURITY, NotListableReason.SEALED_ENOUGH, NotListableReason.LATER_IN_ORDER,
    NotListableReason.NO_ABILITY,
)  # fmt: skip


class RemovalReason(Label):
    """Why an entry is deleted (失信名单规定第二条第二款、第十条)."""

    PERFORMED = "performed", "已履行完毕或者已执行完毕", "performed or fully enforced"
    SETTLED = "settled", "达成和解且已履行完毕", "settled and performed"
    APPLICANT_ASKED = "applicant_asked", "申请执行人书面申请删除", "the applicant asked in writing"
    NO_ASSETS = "no_assets", "终本后两次以上查询未发现财产", "no assets found after the current procedure ended"
    SUSPENDED = "suspended", "因再审或者破产裁定中止执行", "suspended for retrial or bankruptcy"
    REFUSED = "refused", "裁定不予执行", "enforcement refused"
    TERMINATED = "terminated", "裁定终结执行", "enforcement terminated"
    TERM_ENDED = "term_ended", "纳入期限届满", "the term ran out"
    CORRECTED = "corrected", "积极履行或者主动纠正失信行为", "active performance, or the default was made good"


@event("credit.consumption_restricted", "限制消费令", "Consumption restricted")
class ConsumptionRestricted(Event):
    """A debtor may not spend beyond need; for an entity, neither may who answers for it, foremost its legal representative.

    `by_listing` marks the order that goes with an entry on the defaulter list, signed together with it.
    """

    debtor: str = key("debtor")
    legal_representative: str = ""
    by_listing: bool = False


@event("credit.consumption_restriction_lifted", "解除限制消费", "Restriction on consumption lifted")
class ConsumptionRestrictionLifted(Event):
    """The debtor, and who was restricted with the debtor, may spend freely again."""

    debtor: str = key("debtor")
    reason: LiftReason = LiftReason.PERFORMED


@event("credit.listed", "纳入失信被执行人名单", "Listed as defaulter")
class ListedAsDefaulter(Event):
    """A debtor was put on the list on a ground, `until` a day; None when the ground has no term."""

    debtor: str = key("debtor")
    ground: DefaulterGround
    until: date | None
    extension: Extension = Extension.NONE
    extra_years: int = 0


@event("credit.not_listable", "不符合纳入失信条件", "Not listable")
class NotListable(Event):
    """The court found that a debtor may not be listed, and why."""

    debtor: str = key("debtor")
    reason: NotListableReason


@event("credit.listable_again", "不得纳入失信情形消失", "Listable again")
class ListableAgain(Event):
    """A reason for which a debtor could not be listed is gone."""

    debtor: str = key("debtor")
    reason: NotListableReason


@event("credit.removed", "删除失信信息", "Removed from the defaulter list")
class RemovedFromDefaulterList(Event):
    """The entry was deleted. The reason arose on `arose_on`; `remove_by` was the last day to delete it."""

    debtor: str = key("debtor")
    reason: RemovalReason
    arose_on: date | None = None
    remove_by: date | None = None
    calendar: str = ""


# --- conditions ---


def is_restricted(debtor: Asked) -> Truth:
    """Whether a restriction on consumption is in force; asked about one debtor."""
    return debtor.during(ConsumptionRestricted, ConsumptionRestrictionLifted)


def is_listed(debtor: Asked, today: AnyDay) -> Truth:
    """Whether an entry on the defaulter list stands and its term, where it has one, has not run out."""
    return debtor.during(ListedAsDefaulter, RemovedFromDefaulterList) & ~(
        debtor.latest(ListedAsDefaulter.until) < today
    )


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
    debtor = case.this_round.about("debtor", decided)
    signed = debtor.count(Approved, {"matter": Matter.CONSUMPTION_RESTRICTION, "post": Post.PRESIDENT})
    with_an_entry = decided.has(ConsumptionRestricted, {"by_listing": True})  # signed together with the entry
    return with_an_entry | (signed > debtor.count(ConsumptionRestricted, {"by_listing": False}))


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
    CONSUMPTION.article("第一条第二款", mark="K-high", since=date(2015, 7, 22)),
    en="Who is on the defaulter list stays restricted",
    met_by=RemovedFromDefaulterList,
)
def debtor_is_not_listed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """纳入失信被执行人名单的被执行人，人民法院应当对其采取限制消费措施"""
    return ~is_listed(case.about("debtor", decided), today)


@condition(
    DEFAULTERS.article("第五条", mark="K-high"),
    en="The president signed the decision: one signature, one entry",
    met_by=("院长签发纳入失信决定书", "the president's signature"),
)
def listing_was_signed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """决定书由院长签发，自作出之日起生效"""
    debtor = case.this_round.about("debtor", decided)
    signed = debtor.count(Approved, {"matter": Matter.DEFAULTER_LISTING, "post": Post.PRESIDENT})
    return signed > debtor.count(ListedAsDefaulter)


@condition(
    DEFAULTERS.article("第一条"),
    en="A breach of the duty to report property was found",
    met_by=PropertyReportChecked,
)
def listed_report_breach_was_found(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """违反财产报告制度的"""
    breached = case.about("debtor", decided).has(PropertyReportChecked, {"outcome": REPORT_BREACHES})
    return ~decided.has(ListedAsDefaulter, {"ground": DefaulterGround.REPORT_BREACH}) | breached


@condition(
    DEFAULTERS.article("第一条"), en="There was a restriction on consumption to breach", met_by=ConsumptionRestricted
)
def breached_restriction_was_ordered(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """违反限制消费令的"""
    ordered = case.about("debtor", decided).has(ConsumptionRestricted)
    return ~decided.has(ListedAsDefaulter, {"ground": DefaulterGround.CONSUMPTION_BREACH}) | ordered


def _stands(debtor: Asked, reason: NotListableReason) -> Truth:
    where = {"reason": reason}
    return debtor.count(NotListable, where) > debtor.count(ListableAgain, where)


@condition(
    NOT_FOR_UNWILLING,
    en="Who gave security, whose sealed assets suffice, or who need not perform yet, is not able and unwilling",
    met_by=ListableAgain,
)
def debtor_is_unwilling(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """提供充分有效担保、被查封财产足以清偿、履行顺序在后等，不得依有履行能力而拒不履行纳入"""
    debtor = case.about("debtor", decided)
    excused = _stands(debtor, NOT_UNWILLING[0])
    for reason in NOT_UNWILLING[1:]:
        excused = excused | _stands(debtor, reason)
    return ~decided.has(ListedAsDefaulter, {"ground": DefaulterGround.UNWILLING}) | ~excused


@condition(DEFAULTERS.article("第四条", since=SINCE_2017), en="A minor is not listed", met_by=ListableAgain)
def debtor_is_of_age(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人为未成年人的，人民法院不得将其纳入失信被执行人名单"""
    return ~_stands(case.about("debtor", decided), NotListableReason.MINOR)


@condition(
    TERM,
    en="Two years may be extended by one to three, for violence or several acts; the first ground has no term to extend",
    met_by=("延长一至三年，并写明情形", "1 to 3 years, with their reason, on a ground that has a term"),
)
def extension_has_a_reason(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以暴力、威胁方法妨碍、抗拒执行情节严重或具有多项失信行为的，可以延长一年至三年"""
    plain = decided.has(ListedAsDefaulter, {"extension": Extension.NONE, "extra_years": 0})
    grave = decided.has(ListedAsDefaulter, {"extension": (Extension.VIOLENCE, Extension.SEVERAL_ACTS)})
    years = decided.total(ListedAsDefaulter.extra_years)
    has_a_term = ~decided.has(ListedAsDefaulter, {"ground": DefaulterGround.UNWILLING})
    return plain | (grave & has_a_term & (years > 0) & (years <= MOST_EXTRA_YEARS))


@condition(DELETION, en="The reason has arisen", met_by=("删除事由须已发生", "a reason that has arisen"))
def reason_has_arisen(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """具有应当删除情形之一的，人民法院应当在三个工作日内删除失信信息"""
    return decided.latest(RemovedFromDefaulterList.arose_on) <= today


@condition(
    DELETION, en="The term of the entry has run out", met_by=("纳入期限届满", "the last day of the term has passed")
)
def term_has_run_out(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有纳入期限的，期限届满后三个工作日内删除失信信息"""
    ended = case.about("debtor", decided).latest(ListedAsDefaulter.until) < today
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.TERM_ENDED}) | ended


@condition(TERM, en="Only an entry with a term is deleted early", met_by=("纳入有期限", "an entry with a term"))
def early_deletion_shortens_a_term(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """失信被执行人积极履行义务或者主动纠正失信行为的，可以决定提前删除失信信息"""
    has_a_term = case.about("debtor", decided).latest(ListedAsDefaulter.until).came()
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.CORRECTED}) | has_a_term


@condition(DELETION, en="The current procedure was terminated", met_by=RoundClosed)
def procedure_was_terminated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """终结本次执行程序后，通过网络执行查控系统查询两次以上未发现可供执行财产"""
    terminated = case.has(RoundClosed, {"mode": ClosingMode.CURRENT_TERMINATED})
    return ~decided.has(RemovedFromDefaulterList, {"reason": RemovalReason.NO_ASSETS}) | terminated


MAY_RESTRICT = every(
    "consumption_restriction", "限制消费", "Restriction on consumption",
    debtor_is_a_party, notice_period_has_expired, restriction_was_signed, representative_is_an_entitys,
    guards=ConsumptionRestricted,
)  # fmt: skip
MAY_LIFT = every(
    "restriction_lifting", "解除限制消费", "Lifting a restriction",
    debtor_is_not_listed,
    guards=ConsumptionRestrictionLifted,
)  # fmt: skip
MAY_LIST = every(
    "defaulter_listing", "纳入失信名单", "Entry on the defaulter list",
    debtor_is_a_party, notice_period_has_expired, listing_was_signed, listed_report_breach_was_found,
    breached_restriction_was_ordered, debtor_is_unwilling, debtor_is_of_age, extension_has_a_reason,
    guards=ListedAsDefaulter,
)  # fmt: skip
MAY_FIND_NOT_LISTABLE = every(
    "not_listable", "不符合纳入失信条件", "Not listable",
    debtor_is_a_party,
    guards=NotListable,
)  # fmt: skip
MAY_REMOVE = every(
    "defaulter_removal", "删除失信信息", "Removal from the defaulter list",
    reason_has_arisen, term_has_run_out, early_deletion_shortens_a_term, procedure_was_terminated,
    guards=RemovedFromDefaulterList,
)  # fmt: skip

# --- decisions ---


@command("限制消费", "Restrict consumption")
class RestrictConsumption(Command):
    """Order a debtor, and for an entity its legal representative, not to spend beyond need."""

    debtor: str
    legal_representative: str = ""


@command("解除限制消费", "Lift a restriction on consumption")
class LiftConsumptionRestriction(Command):
    """Let a debtor spend freely again."""

    debtor: str
    reason: LiftReason


@command("纳入失信名单", "List as defaulter")
class ListAsDefaulter(Command):
    """Put a debtor on the list; an entity's legal representative is restricted with it."""

    debtor: str
    ground: DefaulterGround
    extension: Extension = Extension.NONE
    extra_years: int = 0
    legal_representative: str = ""


@command("认定不得纳入失信", "Find not listable")
class FindNotListable(Command):
    """Say that a debtor may not be listed."""

    debtor: str
    reason: NotListableReason


@command("认定可以纳入失信", "Find listable again")
class FindListableAgain(Command):
    """Say that the reason against a listing is gone."""

    debtor: str
    reason: NotListableReason


@command("删除失信信息", "Remove from the defaulter list")
class RemoveFromDefaulterList(Command):
    """Delete an entry for a reason that arose on `arose_on` (for a term that ran out: its last day)."""

    debtor: str
    reason: RemovalReason
    arose_on: date | None = None


def _about(case: Case, debtor: str) -> Asked:
    return Keyed(case, "debtor", debtor)


@decides(RestrictConsumption)
def restrict_consumption(case: Case, ask: RestrictConsumption) -> list[Event]:
    """An order in force is not made again; naming a legal representative, or another one, needs another order."""
    restricted = ConsumptionRestricted(
        on=ask.on, debtor=ask.debtor, legal_representative=ask.legal_representative
    )  # fmt: skip
    last = case.last_event(ConsumptionRestricted, {"debtor": ask.debtor})
    same = last and last.legal_representative == ask.legal_representative
    if same and is_restricted(_about(case, ask.debtor)):
        return []
    MAY_RESTRICT.require(case, ask.on, restricted)
    return [restricted]


@decides(LiftConsumptionRestriction)
def lift_restriction(case: Case, ask: LiftConsumptionRestriction) -> list[Event]:
    """Nothing is lifted where nothing is in force; who is listed is not freed before the entry is deleted."""
    if not is_restricted(_about(case, ask.debtor)):
        return []
    lifted = ConsumptionRestrictionLifted(on=ask.on, debtor=ask.debtor, reason=ask.reason)
    MAY_LIFT.require(case, ask.on, lifted)
    return [lifted]


def _listed_until(ask: ListAsDefaulter) -> date | None:
    """The last day of the entry; the first ground has no term, and before May 2017 none had."""
    if ask.ground is DefaulterGround.UNWILLING or ask.on < SINCE_2017:
        return None
    extra_years = min(max(ask.extra_years, 0), MOST_EXTRA_YEARS)  # Other lengths are refused by the rule.
    return months_later(ask.on, LISTED_MONTHS + 12 * extra_years)


@decides(ListAsDefaulter)
def list_as_defaulter(case: Case, ask: ListAsDefaulter) -> list[Event]:
    """Who is listed must be restricted too, so the order goes with the entry (限制消费规定第一条第二款)."""
    debtor = _about(case, ask.debtor)
    last = case.last_event(ListedAsDefaulter, {"debtor": ask.debtor})
    if last and last.ground is ask.ground and is_listed(debtor, Day(ask.on)):
        return []
    listed = ListedAsDefaulter(
        on=ask.on, debtor=ask.debtor, ground=ask.ground, until=_listed_until(ask), extension=ask.extension,
        extra_years=ask.extra_years,
    )  # fmt: skip
    MAY_LIST.require(case, ask.on, listed)
    if is_restricted(debtor):
        return [listed]
    restricted = ConsumptionRestricted(
        on=ask.on, debtor=ask.debtor, legal_representative=ask.legal_representative, by_listing=True
    )  # fmt: skip
    MAY_RESTRICT.require(case, ask.on, restricted)
    return [listed, restricted]


@decides(FindNotListable)
def find_not_listable(case: Case, ask: FindNotListable) -> list[Event]:
    """A finding that stands is not made again."""
    if _stands(_about(case, ask.debtor), ask.reason):
        return []
    found = NotListable(on=ask.on, debtor=ask.debtor, reason=ask.reason)
    MAY_FIND_NOT_LISTABLE.require(case, ask.on, found)
    return [found]


@decides(FindListableAgain)
def find_listable_again(case: Case, ask: FindListableAgain) -> list[Event]:
    """Without a finding that stands, there is nothing to take back."""
    if not _stands(_about(case, ask.debtor), ask.reason):
        return []
    return [ListableAgain(on=ask.on, debtor=ask.debtor, reason=ask.reason)]


@decides(RemoveFromDefaulterList)
def remove_from_list(case: Case, ask: RemoveFromDefaulterList, bench: Bench) -> list[Event]:
    """Within three working days of the reason; a later deletion is recorded with its last day (失信名单规定第十条)."""
    if not _about(case, ask.debtor).during(ListedAsDefaulter, RemovedFromDefaulterList):
        return []
    listed = case.all(ListedAsDefaulter, {"debtor": ask.debtor})[-1]
    ended_on = listed.until if ask.reason is RemovalReason.TERM_ENDED else None
    arose_on = ask.arose_on or min(ended_on or ask.on, ask.on)
    # A reason still to come is refused below; no calendar need reach so far.
    due = bench.calendar.due(min(arose_on, ask.on), THREE_WORKING_DAYS_TO_DELETE)
    removed = RemovedFromDefaulterList(
        on=ask.on, debtor=ask.debtor, reason=ask.reason, arose_on=arose_on, remove_by=due.on, calendar=due.calendar
    )  # fmt: skip
    MAY_REMOVE.require(case, ask.on, removed)
    return [removed]
