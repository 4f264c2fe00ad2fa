"""审计与悬赏 — what the court decides on a request for an audit or a reward, the notice, who reports first, and the payment.

The request itself is `asset_search.RequestSearch`. A reward is taken out of what is due to the applicant who promised it.
"""

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
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
from casestream.procedures.asset_search import (
    ClueResult,
    ClueVerified,
    ReceiveClue,
    SearchMeans,
    SearchRequested,
    case_was_filed,
)
from casestream.procedures.asset_search.ground import SearchDecided, receive_clue, search_request
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.instruments import INVESTIGATION
from casestream.procedures.notice import debtor_is_a_party
from casestream.procedures.once import once
from casestream.procedures.proceeds import ProceedsReceived
from casestream.procedures.proceeds.payout import release

# --- law ---

AUDIT, REWARD = INVESTIGATION.article("第十七条"), INVESTIGATION.article("第二十一条")
NOTICE, REGISTER = INVESTIGATION.article("第二十二条"), INVESTIGATION.article("第二十三条")
PAYMENT = INVESTIGATION.article("第二十四条")

# --- events ---


class InformantRole(Label):
    """Who reports a clue. The law rewards outsiders only."""

    OUTSIDER = "outsider", "其他人员", "somebody else"
    AGENT = "agent", "申请执行人的代理人", "the applicant's agent"
    BOUND = "bound", "有义务提供线索的人员", "a person with a duty to report"
    OTHER = "other", "其他不应发放的情形", "another who gets none"


@event("reward.notice_published", "悬赏公告", "Reward notice published")
class RewardPublished(Event):
    """The court promised, at the applicant's cost, a sum or a share of what a clue brings in."""

    debtor: str = key("debtor")
    reward_fen: int = field(zh="悬赏金", default=0)
    share_percent: int = field(zh="悬赏比例", default=0)
    applicant_promised: bool = field(zh="申请执行人承诺支付", default=True)


@event("reward.informant_registered", "登记线索提供人", "Informant registered")
class InformantRegistered(Event):
    """Somebody reported a clue; who reports the same one later has a later place."""

    clue: str = key("clue")
    informant: str = field(zh="线索提供人")
    role: InformantRole
    rank: int = 1
    known_before: bool = field(zh="法院已掌握", default=False)


@event("reward.paid", "发放悬赏金", "Reward paid")
class RewardPaid(Event):
    """The reward was paid out of the applicant's proceeds; `recovered_fen` is what the clue brought in."""

    clue: str = key("clue")
    debtor: str = key("debtor")
    informant: str = field(zh="线索提供人")
    role: InformantRole
    rank: int
    known_before: bool = field(zh="法院已掌握", default=False)
    recovered_fen: int = field(zh="线索追回金额")
    amount_fen: int
    voucher: str = ""


DECIDE = deadline(
    "search_decision", "决定是否准许审计或悬赏", "Decision on an audit or a reward",
    begins=SearchRequested, kept_by=SearchDecided, citation=AUDIT, due="decide_by", key="request",
)  # fmt: skip

# --- conditions ---


def _waits(case: Asked, decided: Asked, means: SearchMeans) -> Truth:
    debtor, where = case.this_round.about("debtor", decided), {"means": means}
    return ~decided.has(SearchDecided, where) | (
        debtor.count(SearchRequested, where) > debtor.count(SearchDecided, where)
    )


@condition(AUDIT, en="A written request waits for the decision", met_by=SearchRequested)
def search_request_waits(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院应当自收到书面申请之日起十日内决定是否准许"""
    others = decided.has(SearchDecided, {"means": (SearchMeans.AUDIT, SearchMeans.REWARD)})
    return others & _waits(case, decided, SearchMeans.AUDIT) & _waits(case, decided, SearchMeans.REWARD)


@condition(AUDIT, en="Only a legal person or organisation is audited", met_by=("单位被执行人", "an organisation"))
def audited_is_an_organisation(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """作为被执行人的法人或非法人组织不履行生效法律文书确定的义务，可以对该被执行人进行审计"""
    natural = case.about("debtor", decided).has(DebtorNamed, {"kind": PartyKind.NATURAL})
    return ~decided.has(SearchDecided, {"means": SearchMeans.AUDIT, "granted": True}) | ~natural


@condition(NOTICE, en="The reward was granted", met_by=SearchDecided)
def reward_was_granted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院决定悬赏查找财产的，应当制作悬赏公告"""
    granted = {"means": SearchMeans.REWARD, "granted": True}
    return case.this_round.about("debtor", decided).has(SearchDecided, granted)


@condition(NOTICE, en="The notice says how much", met_by=("写明悬赏金", "the sum or the share"))
def reward_is_stated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """悬赏公告应当载明悬赏金的数额或计算方法、领取条件等内容"""
    share = decided.total(RewardPublished.share_percent)
    return ((decided.total(RewardPublished.reward_fen) > 0) | (share > 0)) & (share >= 0) & (share <= 100)


@condition(REWARD, en="The applicant promised to pay it", met_by=("申请执行人承诺", "the applicant's promise"))
def applicant_promised_the_reward(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """使该申请执行人的债权得以全部或部分实现时，自愿支付悬赏金的承诺"""
    return decided.has(RewardPublished, {"applicant_promised": True})


@condition(REGISTER, en="A reward notice was published", met_by=RewardPublished)
def reward_was_published(case: Asked, today: AnyDay) -> Truth:
    """悬赏公告发布后，有关人员向人民法院提供财产线索的，应当对有关人员的身份信息和财产线索进行登记"""
    return case.has(RewardPublished)


@condition(REGISTER, en="The first to report is rewarded", met_by=("先提供线索的人", "the first to report"))
def informant_was_first(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """两人以上提供相同财产线索的，应当按照提供线索的先后顺序登记"""
    return decided.total(RewardPaid.rank) <= 1


@condition(PAYMENT, en="The informant was registered", met_by=InformantRegistered)
def informant_was_registered(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有关人员提供财产线索的，登记后发放"""
    return case.about("clue", decided).has(InformantRegistered) & (decided.total(RewardPaid.rank) > 0)


@condition(PAYMENT, en="Agents and those with a duty to report get none", met_by=("其他人员", "somebody else"))
def informant_may_be_rewarded(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有关人员为申请执行人的代理人、有义务向人民法院提供财产线索的人员或者存在其他不应发放悬赏金情形的，不予发放"""
    return decided.has(RewardPaid, {"role": InformantRole.OUTSIDER})


@condition(PAYMENT, en="The court did not know it yet", met_by=("尚未掌握的线索", "a new clue"))
def clue_was_new(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """提供人民法院尚未掌握的财产线索"""
    return decided.has(RewardPaid, {"known_before": False})


@condition(PAYMENT, en="The clue led to an asset", met_by=ClueVerified)
def clue_led_to_an_asset(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """财产线索经核实"""
    return case.about("clue", decided).has(ClueVerified, {"result": ClueResult.ASSET})


@condition(PAYMENT, en="It satisfied the applicant in part at least", met_by=ProceedsReceived)
def clue_brought_money(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """使申请发布悬赏公告的申请执行人的债权得以全部或部分实现"""
    recovered = decided.total(RewardPaid.recovered_fen)
    return (recovered > 0) & (recovered <= case.total(ProceedsReceived.amount_fen))


@condition(PAYMENT, en="What the notice promised is paid", met_by=("按照悬赏公告", "as the notice says"))
def reward_is_as_promised(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院应当按照悬赏公告发放悬赏金"""
    notice = case.about("debtor", decided)
    share = decided.total(RewardPaid.recovered_fen) * notice.latest(RewardPublished.share_percent)
    promised = notice.latest(RewardPublished.reward_fen) * 100 + share
    paid = decided.total(RewardPaid.amount_fen) * 100
    return (paid <= promised) & (promised < paid + 100)


@condition(PAYMENT, en="A clue is rewarded once", met_by=("已经发放", "it was paid"))
def clue_is_rewarded_once(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """同一线索按登记顺序发放一次"""
    return ~case.about("clue", decided).has(RewardPaid)


MAY_DECIDE_SEARCH = every(
    "search_decision", "决定审计或悬赏", "Decision on an audit or a reward",
    case_was_filed, debtor_is_a_party, search_request_waits, audited_is_an_organisation,
    guards=SearchDecided,
)  # fmt: skip
MAY_PUBLISH_REWARD = every(
    "reward_notice", "悬赏公告", "Reward notice",
    case_was_filed, debtor_is_a_party, reward_was_granted, reward_is_stated, applicant_promised_the_reward,
    guards=RewardPublished,
)  # fmt: skip
MAY_REGISTER = every(
    "informant", "登记线索提供人", "Registering an informant", reward_was_published, guards=InformantRegistered
)  # fmt: skip
MAY_PAY_REWARD = every(
    "reward_payment", "发放悬赏金", "Payment of a reward",
    reward_was_published, informant_was_registered, informant_was_first, informant_may_be_rewarded, clue_was_new,
    clue_led_to_an_asset, clue_brought_money, reward_is_as_promised, clue_is_rewarded_once,
    guards=RewardPaid,
)  # fmt: skip

# --- decisions ---


@command("决定审计或悬赏", "Decide on an audit or a reward")
class DecideSearch(Command):
    """Grant or refuse the applicant's request."""

    debtor: str
    means: SearchMeans
    granted: bool


@command("发布悬赏公告", "Publish a reward notice")
class PublishReward(Command):
    """Promise a sum, or a share of what a clue brings in."""

    debtor: str
    reward_fen: int = 0
    share_percent: int = 0
    applicant_promised: bool = True


@command("登记线索提供人", "Register an informant")
class RegisterInformant(Command):
    """Take in a clue and who reports it, in the order of reporting."""

    clue: str
    informant: str
    role: InformantRole = InformantRole.OUTSIDER
    known_before: bool = False
    urgent: bool = False


@command("发放悬赏金", "Pay a reward")
class PayReward(Command):
    """Pay the informant of a clue against a debtor, out of the proceeds."""

    clue: str
    debtor: str
    informant: str
    recovered_fen: int
    amount_fen: int
    voucher: str


@decides(DecideSearch)
def decide_search(case: Case, ask: DecideSearch) -> list[Event]:
    """Within ten days; an audit is of an organisation (财产调查规定第十七、二十一条)."""
    decided = SearchDecided(
        on=ask.on, debtor=ask.debtor, means=ask.means, granted=ask.granted,
        request=search_request(ask.debtor, ask.means),
    )  # fmt: skip
    return once(case, MAY_DECIDE_SEARCH, decided)


@decides(PublishReward)
def publish_reward(case: Case, ask: PublishReward) -> list[Event]:
    """On the platform of the courts; other media at the applicant's cost."""
    published = RewardPublished(
        on=ask.on, debtor=ask.debtor, reward_fen=ask.reward_fen, share_percent=ask.share_percent,
        applicant_promised=ask.applicant_promised,
    )  # fmt: skip
    return once(case, MAY_PUBLISH_REWARD, published)


@decides(RegisterInformant)
def register_informant(case: Case, ask: RegisterInformant, bench: Bench) -> list[Event]:
    """The first report also brings the clue in, with its days to verify it."""
    earlier = case.all(InformantRegistered, {"clue": ask.clue})
    if any(known.informant == ask.informant for known in earlier):
        return []
    registered = InformantRegistered(
        on=ask.on, clue=ask.clue, informant=ask.informant, role=ask.role, rank=len(earlier) + 1,
        known_before=ask.known_before,
    )  # fmt: skip
    MAY_REGISTER.require(case, ask.on, registered)
    return [
        registered,
        *receive_clue(case, ReceiveClue(case=ask.case, on=ask.on, clue=ask.clue, urgent=ask.urgent), bench),
    ]


@decides(PayReward)
def pay_reward(case: Case, ask: PayReward) -> list[Event]:
    """The money leaves the account for the informant, so the applicant gets so much less (第二十四条第二款)."""
    if case.all(RewardPaid, {"voucher": ask.voucher}):
        return []
    known = case.last_event(InformantRegistered, {"clue": ask.clue, "informant": ask.informant})
    paid = RewardPaid(
        on=ask.on, clue=ask.clue, debtor=ask.debtor, informant=ask.informant,
        role=known.role if known else InformantRole.OTHER, rank=known.rank if known else 0,
        known_before=known.known_before if known else False, recovered_fen=ask.recovered_fen, amount_fen=ask.amount_fen,
        voucher=ask.voucher,
    )  # fmt: skip
    MAY_PAY_REWARD.require(case, ask.on, paid)
    return [paid, release(case, ask.on, ask.amount_fen, ask.informant, ask.voucher)]
