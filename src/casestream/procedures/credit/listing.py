"""失信被执行人名单 — who is put on the list of judgment defaulters, for how long, and who may not be."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Day,
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
from casestream.kernel.calendar import months_later
from casestream.procedures.approval import Matter, Post, is_approved, needs_approval, proposal_of
from casestream.procedures.credit.breach import ConsumptionBreached
from casestream.procedures.credit.grading import DishonestyGraded
from casestream.procedures.credit.restriction import (
    MAY_RESTRICT,
    ConsumptionRestricted,
    about_debtor,
    is_restricted,
    notice_period_has_expired,
)
from casestream.procedures.filing import case_is_in_hand
from casestream.procedures.instruments import DEFAULTERS, GRADING
from casestream.procedures.notice import REPORT_BREACHES, PropertyReportChecked, debtor_is_a_party
from casestream.procedures.settlement.standing import SettlementBreached as SettlementBreached

# --- law ---

SINCE_2017 = date(2017, 5, 1)  # the amendment that gave most entries a term
LISTED_MONTHS = 24  # 失信名单规定第二条: two years for grounds two to six, one to three more for the worst; since 2017.
MOST_EXTRA_YEARS = 3
TERM = DEFAULTERS.article("第二条", since=SINCE_2017)
NOT_FOR_UNWILLING = DEFAULTERS.article("第三条", since=SINCE_2017)

# --- events ---


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
    WRONGLY_LISTED = "wrongly_listed", "不应纳入，予以撤销", "should not have been listed"


@event("credit.listed", "纳入失信被执行人名单", "Listed as defaulter")
class ListedAsDefaulter(Event):
    """A debtor was put on the list on a ground, `until` a day; None when the ground has no term."""

    debtor: str = key("debtor")
    ground: DefaulterGround
    until: date | None
    extension: Extension = Extension.NONE
    extra_years: int = 0
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


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


# --- state ---


def is_listed(debtor: Asked, today: AnyDay) -> Truth:
    """Whether an entry on the defaulter list stands and its term, where it has one, has not run out."""
    return debtor.during(ListedAsDefaulter, RemovedFromDefaulterList) & ~(
        debtor.latest(ListedAsDefaulter.until) < today
    )


def is_not_listable(debtor: Asked, reason: NotListableReason) -> Truth:
    """Whether the finding that this reason keeps a debtor off the list still stands."""
    where = {"reason": reason}
    return debtor.count(NotListable, where) > debtor.count(ListableAgain, where)


# --- conditions ---


@condition(
    DEFAULTERS.article("第五条", mark="K-high"),
    en="The president signed the decision: one signature, one entry",
    met_by=("院长签发纳入失信决定书", "the president's signature"),
)
def listing_was_signed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """决定书由院长签发，自作出之日起生效"""
    return is_approved(case.this_round, decided, Matter.DEFAULTER_LISTING, Post.PRESIDENT, ListedAsDefaulter)


@condition(
    DEFAULTERS.article("第一条"),
    en="A breach of the duty to report property was found",
    met_by=PropertyReportChecked,
)
def listed_report_breach_was_found(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """违反财产报告制度的"""
    breached = case.about("debtor", decided).has(PropertyReportChecked, {"outcome": REPORT_BREACHES})
    return ~decided.has(ListedAsDefaulter, {"ground": DefaulterGround.REPORT_BREACH}) | breached


@condition(DEFAULTERS.article("第一条"), en="A breach of the restriction was found", met_by=ConsumptionBreached)
def breach_of_restriction_was_found(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """违反限制消费令的"""
    ground = {"ground": DefaulterGround.CONSUMPTION_BREACH}
    return ~decided.has(ListedAsDefaulter, ground) | case.about("debtor", decided).has(ConsumptionBreached)


@condition(DEFAULTERS.article("第一条"), en="A breach of the settlement was recorded", met_by=SettlementBreached)
def breach_of_settlement_was_found(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """无正当理由拒不履行执行和解协议的"""
    ground = {"ground": DefaulterGround.SETTLEMENT_BREACH}
    return ~decided.has(ListedAsDefaulter, ground) | case.has(SettlementBreached)


@condition(
    GRADING.article("分级适用", mark="K-med"),
    en="A dishonesty that was graded is listed only in a grade that this court lists",
    met_by=DishonestyGraded,
)
def grade_is_one_that_is_listed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对失信被执行人区分轻微、一般、严重失信，分级适用惩戒措施"""
    debtor = case.about("debtor", decided)
    return ~debtor.has(DishonestyGraded) | (debtor.latest(DishonestyGraded.listed) > 0)


@condition(
    NOT_FOR_UNWILLING,
    en="Who gave security, whose sealed assets suffice, or who need not perform yet, is not able and unwilling",
    met_by=ListableAgain,
)
def debtor_is_unwilling(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """提供充分有效担保、被查封财产足以清偿、履行顺序在后等，不得依有履行能力而拒不履行纳入"""
    debtor = case.about("debtor", decided)
    excused = is_not_listable(debtor, NOT_UNWILLING[0])
    for reason in NOT_UNWILLING[1:]:
        excused = excused | is_not_listable(debtor, reason)
    return ~decided.has(ListedAsDefaulter, {"ground": DefaulterGround.UNWILLING}) | ~excused


@condition(DEFAULTERS.article("第四条", since=SINCE_2017), en="A minor is not listed", met_by=ListableAgain)
def debtor_is_of_age(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人为未成年人的，人民法院不得将其纳入失信被执行人名单"""
    return ~is_not_listable(case.about("debtor", decided), NotListableReason.MINOR)


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


MAY_LIST = every(
    "defaulter_listing", "纳入失信名单", "Entry on the defaulter list",
    case_is_in_hand, debtor_is_a_party, notice_period_has_expired, listing_was_signed, listed_report_breach_was_found,
    breach_of_restriction_was_found, breach_of_settlement_was_found, grade_is_one_that_is_listed,
    debtor_is_unwilling, debtor_is_of_age, extension_has_a_reason,
    guards=ListedAsDefaulter,
)  # fmt: skip
MAY_FIND_NOT_LISTABLE = every(
    "not_listable", "不符合纳入失信条件", "Not listable",
    debtor_is_a_party,
    guards=NotListable,
)  # fmt: skip

# --- decisions ---


@needs_approval(
    Matter.DEFAULTER_LISTING,
    {
        "debtor": "被执行人", "ground": "情形", "extension": "延长情形", "extra_years": "延长年数",
        "legal_representative": "法定代表人等",
    },
)  # fmt: skip
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


def _listed_until(ask: ListAsDefaulter) -> date | None:
    """The last day of the entry; the first ground has no term, and before May 2017 none had."""
    if ask.ground is DefaulterGround.UNWILLING or ask.on < SINCE_2017:
        return None
    extra_years = min(max(ask.extra_years, 0), MOST_EXTRA_YEARS)  # Other lengths are refused by the rule.
    return months_later(ask.on, LISTED_MONTHS + 12 * extra_years)


@decides(ListAsDefaulter)
def list_as_defaulter(case: Case, ask: ListAsDefaulter) -> list[Event]:
    """Who is listed must be restricted too, so the order goes with the entry (限制消费规定第一条第二款)."""
    debtor = about_debtor(case, ask.debtor)
    last = case.last_event(ListedAsDefaulter, {"debtor": ask.debtor})
    if last and last.ground is ask.ground and is_listed(debtor, Day(ask.on)):
        return []
    listed = ListedAsDefaulter(
        on=ask.on, debtor=ask.debtor, ground=ask.ground, until=_listed_until(ask), extension=ask.extension,
        extra_years=ask.extra_years, proposal=proposal_of(ask),
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
    if is_not_listable(about_debtor(case, ask.debtor), ask.reason):
        return []
    found = NotListable(on=ask.on, debtor=ask.debtor, reason=ask.reason)
    MAY_FIND_NOT_LISTABLE.require(case, ask.on, found)
    return [found]


@decides(FindListableAgain)
def find_listable_again(case: Case, ask: FindListableAgain) -> list[Event]:
    """Without a finding that stands, there is nothing to take back."""
    if not is_not_listable(about_debtor(case, ask.debtor), ask.reason):
        return []
    return [ListableAgain(on=ask.on, debtor=ask.debtor, reason=ask.reason)]
