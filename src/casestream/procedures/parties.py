"""变更、追加当事人 — somebody takes the place of a party, or joins one, on a ground that the interpretation knows.

The application is examined by a panel in a public hearing unless the case is clear, and ruled on within sixty days. A
guarantor of the enforcement (执行担保) is never made a debtor: what was promised is enforced directly.
"""

from datetime import date
from functools import partial

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
    deadline,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.rule import only
from casestream.procedures.filing import (
    ApplicantLeft,
    ApplicantNamed,
    DebtorLeft,
    DebtorNamed,
    PartyKind,
    applicants_of,
    case_is_in_hand,
    debtors_of,
)
from casestream.procedures.instruments import PARTIES, SECURITY
from casestream.procedures.posts import Post, post_of
from casestream.procedures.rounds import PARKING

# --- law ---

GROUNDS = PARTIES.article("第二条至第二十五条", mark="K-high")
EXAMINED = PARTIES.article("第二十八条")
SIXTY_DAYS = Period(days=60)

# --- events ---


class Side(Label):
    """On which side the party stands."""

    APPLICANT = "applicant", "申请执行人", "applicant"
    DEBTOR = "debtor", "被执行人", "debtor"


class ChangeGround(Label):
    """Why a party changes (变更追加规定第二条至第二十五条). The last is no lawful ground; it exists to be refused."""

    APPLICANT_DIED = "applicant_died", "申请执行人死亡", "the applicant died (art. 2)"
    APPLICANT_DIVORCED = "applicant_divorced", "离婚分割权利", "the right was shared out on divorce (art. 3)"
    APPLICANT_ENDED = "applicant_ended", "申请执行的组织终止", "the applying entity ended (art. 4)"
    APPLICANT_MERGED = "applicant_merged", "申请执行的组织合并", "the applying entity merged (art. 5)"
    APPLICANT_SPLIT = "applicant_split", "申请执行的组织分立", "the applying entity was split (art. 6)"
    CLAIM_ALLOTTED = "claim_allotted", "清算、破产分配债权", "the claim was allotted in winding-up (art. 7)"
    AUTHORITY_ABOLISHED = "authority_abolished", "机关法人被撤销", "the authority was abolished (art. 8)"
    CLAIM_ASSIGNED = "claim_assigned", "转让债权", "the claim was assigned (art. 9)"
    DEBTOR_DIED = "debtor_died", "被执行人死亡", "the debtor died (art. 10)"
    DEBTOR_MERGED = "debtor_merged", "被执行的组织合并", "the debtor merged (art. 11)"
    DEBTOR_SPLIT = "debtor_split", "被执行的组织分立", "the debtor was split (art. 12)"
    SOLE_PROPRIETOR = "sole_proprietor", "个人独资企业出资人", "owner of a sole proprietorship (art. 13)"
    PARTNER = "partner", "普通合伙人", "general partner (art. 14, para. 1)"
    LIMITED_PARTNER = "limited_partner", "有限合伙人未足额出资", "limited partner who did not pay in (art. 14, para. 2)"
    BRANCH = "branch", "法人分支机构", "legal person of a branch (art. 15)"
    OTHER_ENTITY = "other_entity", "其他组织的责任人", "who answers for another entity (art. 16)"
    UNPAID_CONTRIBUTION = "unpaid_contribution", "未足额出资", "unpaid contribution (art. 17)"
    CONTRIBUTION_WITHDRAWN = "contribution_withdrawn", "抽逃出资", "contribution taken back (art. 18)"
    SHARE_TRANSFERRED = "share_transferred", "未出资即转让股权", "share sold before it was paid (art. 19)"
    ONE_PERSON_COMPANY = "one_person_company", "一人公司财产混同", "one-person company (art. 20)"
    UNLIQUIDATED = "unliquidated", "未经清算即注销", "deregistered without liquidation (art. 21)"
    ASSETS_RECEIVED = "assets_received", "无偿接受财产", "assets received for nothing (art. 22)"
    PROMISED_ON_DEREGISTRATION = "promised_on_deregistration", "注销时承诺承担", "promise on deregistration (art. 23)"
    PROMISED_TO_PERFORM = "promised_to_perform", "承诺代为履行", "promise to perform in its place (art. 24)"
    ALLOCATED = "allocated", "财产被行政命令调拨", "assets allocated by an order (art. 25)"
    ENFORCEMENT_GUARANTOR = "enforcement_guarantor", "执行担保人", "guarantor of the enforcement"


OF_APPLICANTS = tuple(list(ChangeGround)[: list(ChangeGround).index(ChangeGround.DEBTOR_DIED)])
OF_DEBTORS = tuple(ground for ground in ChangeGround if ground not in OF_APPLICANTS)


@event("parties.change_applied", "申请变更、追加当事人", "Change of parties applied for")
class PartyChangeApplied(Event):
    """`party` is to join on one side, or (with `replaces`) to take a party's place. `rule_by` is the last of sixty days."""

    party: str = key("party", zh="拟变更、追加的人")
    kind: PartyKind
    side: Side = field(zh="地位")
    ground: ChangeGround
    replaces: str = field(zh="被替代的当事人", default="")
    rule_by: date = field(zh="裁定期限")
    calendar: str


@event("parties.time_extended", "延长变更、追加审查期限", "Time for the ruling extended")
class PartyChangeExtended(Event):
    """There is more time for the ruling, until a day; `post` says who approved it."""

    party: str = key("party", zh="拟变更、追加的人")
    until: date
    post: Post


@event("parties.change_ruled", "变更、追加当事人裁定", "Change of parties ruled on")
class PartyChangeRuled(Event):
    """The application was allowed or not, by a panel, after a public hearing or because the case was clear."""

    party: str = key("party", zh="拟变更、追加的人")
    ground: ChangeGround
    allowed: bool = field(zh="准许")
    panel: bool = field(zh="合议庭审查")
    heard: bool = field(zh="公开听证")
    clear: bool = field(zh="事实清楚、争议不大")
    relied_on: tuple[str, ...] = ()


RULING_TERM = deadline(
    "party_change", "变更、追加当事人裁定", "Ruling on a change of parties",
    begins=PartyChangeApplied, kept_by=(PartyChangeRuled, PartyChangeExtended), due="rule_by", key="party",
    citation=EXAMINED, outlives=PARKING,
)  # fmt: skip
EXTENDED_TERM = deadline(
    "party_change_extended", "变更、追加当事人裁定（延长后）", "Ruling on a change of parties, extended",
    begins=PartyChangeExtended, kept_by=PartyChangeRuled, due="until", key="party", citation=EXAMINED,
    outlives=PARKING,
)  # fmt: skip

# --- conditions ---


@condition(
    SECURITY.article("第十一条"),
    en="Who guarantees the enforcement is not made a debtor",
    met_by=("直接执行担保财产或者保证人的财产", "enforce against the security itself"),
)
def guarantor_is_not_added(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """不得将担保人变更、追加为被执行人，可以直接裁定执行担保财产或者保证人的财产"""
    return ~decided.has(PartyChangeApplied, {"ground": ChangeGround.ENFORCEMENT_GUARANTOR})


@condition(
    GROUNDS,
    en="The ground is one for that side",
    met_by=("符合第二条至第二十五条之一的事由", "a ground of arts 2 to 25"),
)
def ground_fits_the_side(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """变更、追加申请执行人适用第二条至第九条，变更、追加被执行人适用第十条至第二十五条"""
    of_applicants = decided.has(PartyChangeApplied, {"side": Side.APPLICANT, "ground": OF_APPLICANTS})
    return of_applicants | decided.has(PartyChangeApplied, {"side": Side.DEBTOR, "ground": OF_DEBTORS})


@condition(EXAMINED, en="The party is named", met_by=("写明被申请人", "name the party"))
def new_party_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请人申请变更、追加执行当事人，应当提交书面申请及相关证据材料"""
    return ~decided.has(PartyChangeApplied, {"party": ""})


@condition(EXAMINED, en="An application about this party is pending", met_by=PartyChangeApplied)
def change_is_pending(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行法院应当对变更、追加申请组成合议庭审查"""
    return case.about("party", decided).during(PartyChangeApplied, PartyChangeRuled)


@condition(EXAMINED, en="A panel examined it", met_by=("组成合议庭审查", "a panel"))
def panel_examined_it(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """除事实清楚、权利义务关系明确、争议不大的案件外，执行法院应当组成合议庭审查并公开听证"""
    return decided.has(PartyChangeRuled, {"panel": True})


@condition(EXAMINED, en="It was heard in public", met_by=("公开听证", "a public hearing"))
def hearing_was_public(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """除事实清楚、权利义务关系明确、争议不大的案件外，执行法院应当组成合议庭审查并公开听证"""
    return decided.has(PartyChangeRuled, {"heard": True})


def matter_is_clear(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """事实清楚、权利义务关系明确、争议不大的案件除外"""
    return decided.has(PartyChangeRuled, {"clear": True})


@condition(EXAMINED, en="The president approves more time", met_by=("由本院院长批准", "the president's approval"))
def president_gave_more_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有特殊情况需要延长的，由本院院长批准"""
    return decided.has(PartyChangeExtended, {"post": Post.PRESIDENT})


CLEAR = "The facts are clear and little is in dispute"
MAY_APPLY_FOR_CHANGE = every(
    "party_change_application", "申请变更、追加当事人", "Applying for a change of parties",
    case_is_in_hand, guarantor_is_not_added, ground_fits_the_side, new_party_is_named,
    guards=PartyChangeApplied,
)  # fmt: skip
MAY_EXTEND_CHANGE = every(
    "party_change_extension", "延长变更、追加审查期限", "More time for a change of parties",
    change_is_pending, president_gave_more_time,
    guards=PartyChangeExtended,
)  # fmt: skip
MAY_RULE_ON_CHANGE = every(
    "party_change_ruling", "变更、追加当事人裁定", "Ruling on a change of parties",
    case_is_in_hand, change_is_pending,
    panel_examined_it.unless(matter_is_clear, EXAMINED, en=CLEAR),
    hearing_was_public.unless(matter_is_clear, EXAMINED, en=CLEAR),
    guards=PartyChangeRuled,
)  # fmt: skip

# --- decisions ---


@command("申请变更、追加当事人", "Apply for a change of parties")
class ApplyForPartyChange(Command):
    """Ask that somebody joins a side, or takes the place of the party that it `replaces`."""

    party: str
    side: Side
    ground: ChangeGround
    kind: PartyKind = PartyKind.NATURAL
    replaces: str = ""


@command("延长变更、追加审查期限", "Extend the time for a change of parties")
class ExtendPartyChange(Command):
    """Take until a later day; the president does."""

    party: str
    until: date


@command("裁定变更、追加当事人", "Rule on a change of parties")
class RuleOnPartyChange(Command):
    """Allow or reject it; `clear`: so plain that no hearing was needed."""

    party: str
    allowed: bool
    panel: bool = True
    heard: bool = False
    clear: bool = False


@decides(ApplyForPartyChange)
def apply_for_party_change(case: Case, ask: ApplyForPartyChange, bench: Bench) -> list[Event]:
    """Ruled on within sixty days (变更追加规定第二十八条); a further application about somebody waits for the first.

    Raises:
        BadRequest: the party that is to be replaced is none of that side.
    """
    last = case.last_event(PartyChangeApplied, {"party": ask.party})
    same = last and (last.side, last.ground, last.replaces) == (ask.side, ask.ground, ask.replaces)
    if same and len(case.all(PartyChangeApplied, {"party": ask.party})) > len(
        case.all(PartyChangeRuled, {"party": ask.party})
    ):
        return []
    present = applicants_of(case) if ask.side is Side.APPLICANT else debtors_of(case)
    if (ask.replaces and ask.replaces not in present) or ask.party in present:
        raise BadRequest(
            f"{ask.replaces or ask.party} 不能被替代或者追加", f"{ask.replaces or ask.party} cannot be replaced or added",
            f"现有{ask.side.zh}：{'、'.join(present)}", f"there are {', '.join(present)}",
        )  # fmt: skip
    due = bench.calendar.due(ask.on, SIXTY_DAYS)
    applied = PartyChangeApplied(
        on=ask.on, party=ask.party, kind=ask.kind, side=ask.side, ground=ask.ground, replaces=ask.replaces,
        rule_by=due.on, calendar=due.calendar,
    )  # fmt: skip
    MAY_APPLY_FOR_CHANGE.require(case, ask.on, applied)
    return [applied]


@decides(ExtendPartyChange)
def extend_party_change(case: Case, ask: ExtendPartyChange, bench: Bench) -> list[Event]:
    """The law sets no length for it; the president's approval does."""
    post = post_of(bench.actor)
    extended = PartyChangeExtended(on=ask.on, party=ask.party, until=ask.until, post=post)
    if case.last_event(PartyChangeExtended, {"party": ask.party}) == extended:
        return []
    MAY_EXTEND_CHANGE.require(case, ask.on, extended)
    return [extended]


@decides(RuleOnPartyChange)
def rule_on_party_change(case: Case, ask: RuleOnPartyChange) -> list[Event]:
    """Who comes in is a party from the ruling on, and who was replaced is none any more."""
    applied = case.last_event(PartyChangeApplied, {"party": ask.party})
    ruled = partial(
        PartyChangeRuled,
        on=ask.on, party=ask.party, ground=applied.ground if applied else ChangeGround.OTHER_ENTITY, allowed=ask.allowed,
        panel=ask.panel, heard=ask.heard, clear=ask.clear,
    )  # fmt: skip
    last = case.last_event(PartyChangeRuled, {"party": ask.party})
    if last and last.allowed is ask.allowed and not bool(change_is_pending.holds(case, Day(ask.on), only(ruled()))):
        return []
    articles = MAY_RULE_ON_CHANGE.require(case, ask.on, ruled())
    changed = changed_parties(applied, ask.on) if ask.allowed and applied else []
    return [ruled(relied_on=articles), *changed]


def changed_parties(applied: PartyChangeApplied, on: date) -> list[Event]:
    """The parties as the ruling leaves them."""
    if applied.side is Side.APPLICANT:
        left: list[Event] = [ApplicantLeft(on=on, applicant=applied.replaces)] if applied.replaces else []
        return [*left, ApplicantNamed(on=on, applicant=applied.party, kind=applied.kind)]
    left = [DebtorLeft(on=on, debtor=applied.replaces)] if applied.replaces else []
    return [*left, DebtorNamed(on=on, debtor=applied.party, kind=applied.kind)]
