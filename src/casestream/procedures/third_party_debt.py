"""到期债权 — what a third party owes the debtor: a notice, fifteen days, and an objection in time that blocks."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Number,
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
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, WORK, ji
from casestream.procedures.notice import debtor_is_a_party
from casestream.procedures.once import once
from casestream.procedures.standstill import (
    enforcement_is_not_deferred,
    enforcement_is_not_suspended,
    its_debtor_is_not_bankrupt,
    its_debtor_is_not_suspended,
)

# --- law ---

NOTICE = WORK.article("第六十一条").renumbered(AMENDED_2020, "第四十五条")
OBJECTION = WORK.article("第六十三条").renumbered(AMENDED_2020, "第四十七条")
NO_OBJECTION = WORK.article("第六十四条").renumbered(AMENDED_2020, "第四十八条")
ENFORCED = WORK.article("第六十五条").renumbered(AMENDED_2020, "第四十九条")
NO_CHAIN = WORK.article("第六十八条", mark="K-high").renumbered(AMENDED_2020, "第五十二条")
BY_JUDGMENT = ji(499)
FIFTEEN_DAYS = Period(days=15)  # 执行工作规定第四十五条

# --- events ---


class ThirdPartyGround(Label):
    """What a third party says against the notice."""

    DENIES = "denies", "否认债权债务或者金额", "denies the debt or its amount"
    NO_MEANS = "no_means", "无履行能力", "has no means"
    NO_RELATION = "no_relation", "与申请执行人无直接法律关系", "has no direct relation with the applicant"


@event("third_party_debt.notice_served", "履行到期债务通知", "Notice to a third party served")
class ThirdPartyNotified(Event):
    """A third party who owes the debtor was told to pay the applicant by `perform_by`, or to object by then."""

    claim: str = key("claim", zh="到期债权编号")
    debtor: str = key("debtor")
    third_party: str = field(zh="第三人")
    amount_fen: int
    perform_by: date
    calendar: str = ""
    applied_for: bool = field(zh="依申请", default=True)
    served_directly: bool = field(zh="直接送达", default=True)
    by_judgment: bool = field(zh="生效法律文书确定", default=False)
    of_third_partys_debtor: bool = field(zh="第三人对他人的到期债权", default=False)


@event("third_party_debt.objected", "第三人提出异议", "Third party objected")
class ThirdPartyObjected(Event):
    """The third party objected to so much of the debt."""

    claim: str = key("claim", zh="到期债权编号")
    ground: ThirdPartyGround
    amount_fen: int


@event("third_party_debt.performed", "第三人履行", "Third party performed")
class ThirdPartyPerformed(Event):
    """The third party paid so much, on this `receipt`, and has thereby paid the debtor."""

    claim: str = key("claim", zh="到期债权编号")
    amount_fen: int
    receipt: str = ""


@event("third_party_debt.enforcement_ruled", "裁定强制执行第三人", "Enforcement against the third party ruled")
class ThirdPartyRuled(Event):
    """What was neither objected to nor paid is enforced against the third party."""

    claim: str = key("claim", zh="到期债权编号")
    amount_fen: int
    served_on_both: bool = field(zh="同时送达第三人和被执行人", default=True)
    debtor: str = key("debtor", default="")


PERFORM = deadline(
    "third_party_performance", "第三人履行或者异议", "Performance or objection of a third party",
    begins=ThirdPartyNotified, kept_by=(ThirdPartyPerformed, ThirdPartyObjected), citation=NOTICE, due="perform_by", key="claim",
)  # fmt: skip

# --- conditions ---


@condition(NOTICE, en="Applicant or debtor asked for it", met_by=("当事人申请", "an application"))
def notice_was_applied_for(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院可以依申请执行人或被执行人的申请，向第三人发出履行到期债务的通知"""
    return ~decided.has(ThirdPartyNotified, {"applied_for": False})


@condition(NOTICE, en="It is served on the third party itself", met_by=("直接送达", "direct service"))
def notice_is_served_directly(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """履行通知必须直接送达第三人"""
    return ~decided.has(ThirdPartyNotified, {"served_directly": False})


@condition(NOTICE, en="The debt is more than nothing", met_by=("大于零的债权额", "a debt above zero"))
def third_party_owes_something(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人对本案以外的第三人享有到期债权"""
    return decided.total(ThirdPartyNotified.amount_fen) > 0


@condition(
    NO_CHAIN, en="The chain ends with the third party", met_by=("第三人自己的财产", "the third party's own assets")
)
def chain_ends_with_the_third_party(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三人确无财产可供执行的，不得就第三人对他人享有的到期债权强制执行"""
    return ~decided.has(ThirdPartyNotified, {"of_third_partys_debtor": True})


@condition(NOTICE, en="The third party got the notice", met_by=ThirdPartyNotified)
def third_party_was_notified(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三人收到履行通知"""
    return case.about("claim", decided).has(ThirdPartyNotified)


@condition(NOTICE, en="The objection came within fifteen days", met_by=("十五日内提出", "within 15 days"))
def third_party_objects_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对债务有异议的，应当在收到履行通知后的十五日内向执行法院提出"""
    return ~(case.about("claim", decided).latest(ThirdPartyNotified.perform_by) < today)


@condition(NO_OBJECTION, en="To have no means is no objection", met_by=("对债权债务本身的异议", "a denial of the debt"))
def objection_is_to_the_debt(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三人提出自己无履行能力或其与申请执行人无直接法律关系，不属于本规定所指的异议"""
    return decided.has(ThirdPartyObjected, {"ground": ThirdPartyGround.DENIES})


@condition(BY_JUDGMENT, en="A debt that a judgment fixed cannot be denied", met_by=("另行申请再审", "a retrial"))
def debt_is_not_fixed_by_judgment(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对生效法律文书确定的到期债权，该他人予以否认的，人民法院不予支持"""
    return ~case.about("claim", decided).has(ThirdPartyNotified, {"by_judgment": True})


@condition(NO_OBJECTION, en="An objection is to some of the debt", met_by=("写明异议金额", "the amount objected to"))
def objection_is_to_an_amount(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三人对债务部分承认、部分有异议的，可以对其承认的部分强制执行"""
    return decided.total(ThirdPartyObjected.amount_fen) > 0


def _left(claim: Asked) -> Number:
    """What was neither objected to, nor paid, nor ruled on yet."""
    taken = claim.total(ThirdPartyObjected.amount_fen) + claim.total(ThirdPartyPerformed.amount_fen)
    return claim.total(ThirdPartyNotified.amount_fen) - taken - claim.total(ThirdPartyRuled.amount_fen)


@condition(
    OBJECTION, en="Only what was not objected to is enforced", met_by=("对承认的部分执行", "the part that is admitted")
)
def objected_part_is_left_alone(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三人在履行通知指定的期间内提出异议的，人民法院不得对第三人强制执行，对提出的异议不进行审查"""
    return decided.total(ThirdPartyRuled.amount_fen) <= _left(case.about("claim", decided))


@condition(ENFORCED, en="The fifteen days are over", met_by=("期限届满", "the end of the term"))
def third_party_had_its_days(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三人在履行通知指定的期限内没有提出异议，而又不履行的，执行法院有权裁定对其强制执行"""
    return case.about("claim", decided).latest(ThirdPartyNotified.perform_by) < today


@condition(ENFORCED, en="The ruling is for more than nothing", met_by=("大于零的金额", "an amount above zero"))
def ruled_amount_is_positive(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """裁定对第三人强制执行"""
    return decided.total(ThirdPartyRuled.amount_fen) > 0


@condition(ENFORCED, en="The ruling is served on both", met_by=("同时送达", "service on both"))
def ruling_is_served_on_both(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """此裁定同时送达第三人和被执行人"""
    return ~decided.has(ThirdPartyRuled, {"served_on_both": False})


@condition(NOTICE, en="What is paid is more than nothing", met_by=("大于零的金额", "an amount above zero"))
def third_party_pays_something(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三人直接向申请执行人履行其对被执行人所负的债务"""
    return decided.total(ThirdPartyPerformed.amount_fen) > 0


@condition(NOTICE, en="No more is paid than is owed", met_by=("不超过所欠的金额", "no more than what is owed"))
def third_party_pays_within_the_debt(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """第三人向申请执行人履行的，以其对被执行人所负的债务为限"""
    claim = case.about("claim", decided)
    unpaid = claim.total(ThirdPartyNotified.amount_fen) - claim.total(ThirdPartyPerformed.amount_fen)
    return ~claim.has(ThirdPartyNotified) | (decided.total(ThirdPartyPerformed.amount_fen) <= unpaid)


MAY_NOTIFY_THIRD_PARTY = every(
    "third_party_notice", "履行到期债务通知", "Notice to a third party",
    round_is_open, debtor_is_a_party, notice_was_applied_for, notice_is_served_directly, third_party_owes_something,
    chain_ends_with_the_third_party,
    guards=ThirdPartyNotified,
)  # fmt: skip
MAY_OBJECT_AS_THIRD_PARTY = every(
    "third_party_debt_objection", "第三人对到期债权的异议", "Objection of a third party to a debt",
    third_party_was_notified, third_party_objects_in_time, objection_is_to_the_debt, debt_is_not_fixed_by_judgment,
    objection_is_to_an_amount,
    guards=ThirdPartyObjected,
)  # fmt: skip
MAY_PERFORM_AS_THIRD_PARTY = every(
    "third_party_performance", "第三人履行", "Performance by a third party",
    third_party_was_notified, third_party_pays_something, third_party_pays_within_the_debt,
    guards=ThirdPartyPerformed,
)  # fmt: skip
MAY_ENFORCE_THIRD_PARTY = every(
    "third_party_enforcement", "裁定强制执行第三人", "Enforcement against a third party",
    round_is_open, third_party_was_notified, third_party_had_its_days, objected_part_is_left_alone,
    ruled_amount_is_positive, ruling_is_served_on_both, enforcement_is_not_suspended, enforcement_is_not_deferred,
    its_debtor_is_not_suspended, its_debtor_is_not_bankrupt,
    guards=ThirdPartyRuled,
)  # fmt: skip

# --- decisions ---


@command("通知第三人履行", "Notify a third party")
class NotifyThirdParty(Command):
    """Order who owes the debtor to pay the applicant; `claim` is a name of its own in the case."""

    claim: str
    debtor: str
    third_party: str
    amount_fen: int
    applied_for: bool = True
    served_directly: bool = True
    by_judgment: bool = False
    of_third_partys_debtor: bool = False


@command("第三人异议", "Object as a third party")
class ObjectAsThirdParty(Command):
    """Take in what the third party says against so much of the debt."""

    claim: str
    ground: ThirdPartyGround
    amount_fen: int


@command("登记第三人履行", "Record a third party's performance")
class RecordThirdPartyPayment(Command):
    """Say how much the third party paid, and on which receipt."""

    claim: str
    amount_fen: int
    receipt: str


@command("裁定强制执行第三人", "Rule enforcement against a third party")
class RuleAgainstThirdParty(Command):
    """Enforce what was neither objected to nor paid."""

    claim: str
    amount_fen: int
    served_on_both: bool = True


@decides(NotifyThirdParty)
def notify_third_party(case: Case, ask: NotifyThirdParty, bench: Bench) -> list[Event]:
    """One notice a claim; the fifteen days run from its service."""
    if Keyed(case, "claim", ask.claim).has(ThirdPartyNotified):
        return []
    due = bench.calendar.due(ask.on, FIFTEEN_DAYS)
    notified = ThirdPartyNotified(
        on=ask.on, claim=ask.claim, debtor=ask.debtor, third_party=ask.third_party, amount_fen=ask.amount_fen,
        perform_by=due.on, calendar=due.calendar, applied_for=ask.applied_for, served_directly=ask.served_directly,
        by_judgment=ask.by_judgment, of_third_partys_debtor=ask.of_third_partys_debtor,
    )  # fmt: skip
    MAY_NOTIFY_THIRD_PARTY.require(case, ask.on, notified)
    return [notified]


@decides(ObjectAsThirdParty)
def object_as_third_party(case: Case, ask: ObjectAsThirdParty) -> list[Event]:
    """Whether the objection is right is not looked into (执行工作规定第四十七条)."""
    objected = ThirdPartyObjected(on=ask.on, claim=ask.claim, ground=ask.ground, amount_fen=ask.amount_fen)
    return once(case, MAY_OBJECT_AS_THIRD_PARTY, objected)


@decides(RecordThirdPartyPayment)
def record_third_party_payment(case: Case, ask: RecordThirdPartyPayment) -> list[Event]:
    """The money itself comes in as proceeds."""
    paid = ThirdPartyPerformed(on=ask.on, claim=ask.claim, amount_fen=ask.amount_fen, receipt=ask.receipt)
    return once(case, MAY_PERFORM_AS_THIRD_PARTY, paid)


@decides(RuleAgainstThirdParty)
def rule_against_third_party(case: Case, ask: RuleAgainstThirdParty) -> list[Event]:
    """Served on the third party and on the debtor at once."""
    notified = case.last_event(ThirdPartyNotified, {"claim": ask.claim})
    ruled = ThirdPartyRuled(
        on=ask.on, claim=ask.claim, amount_fen=ask.amount_fen, served_on_both=ask.served_on_both,
        debtor=notified.debtor if notified else "",
    )  # fmt: skip
    return once(case, MAY_ENFORCE_THIRD_PARTY, ruled)
