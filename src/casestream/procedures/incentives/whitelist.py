"""白名单 — a court's own list of enterprises that keep their word: entered after a certificate, left by default."""

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
    decides,
    event,
    every,
    field,
    key,
    setting,
)
from casestream.kernel.case import Keyed
from casestream.procedures.credit import (
    ConsumptionRestrictionLifted,
    ListedAsDefaulter,
    RemovedFromDefaulterList,
    is_listed,
    is_restricted,
)
from casestream.procedures.filing import DebtorNamed, PartyKind
from casestream.procedures.incentives.certificate import CertificateIssued
from casestream.procedures.instruments import INCENTIVES

# --- law ---

HONEST_LIST = INCENTIVES.article("关于诚信履行名单的规定", mark="K-med")
LIST_BASIS = setting(
    "whitelist_basis",
    "诚信履行名单（白名单）的依据",
    "the document on which this court's list of honest enterprises rests",
    example="本院诚信履行企业名单管理办法",
)

# --- events ---


class LeaveReason(Label):
    """Why an enterprise leaves the list."""

    LISTED = "listed", "被纳入失信名单", "listed as defaulter"
    DEFAULT = "default", "再次不履行", "another default"
    TERM = "term", "名单期满", "its time on the list ran out"
    OWN_WISH = "own_wish", "企业申请退出", "its own wish"


@event("incentives.whitelisted", "列入诚信履行名单", "Whitelisted")
class Whitelisted(Event):
    """An enterprise was put on the list under `list_basis`."""

    debtor: str = key("debtor")
    list_basis: str = field(zh="名单依据")


@event("incentives.whitelist_left", "退出诚信履行名单", "Whitelist left")
class WhitelistLeft(Event):
    """An enterprise left the list."""

    debtor: str = key("debtor")
    reason: LeaveReason


# --- state ---


def is_whitelisted(debtor: Asked) -> Truth:
    """Whether an enterprise is on the list: entered, not left, and not listed as defaulter since. Of one debtor."""
    return debtor.during(Whitelisted, WhitelistLeft) & debtor.during(Whitelisted, ListedAsDefaulter)


# --- conditions ---


@condition(HONEST_LIST, en="The list is of enterprises", met_by=("被执行人须为企业", "a debtor that is an enterprise"))
def whitelisted_is_an_enterprise(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """诚信履行名单以企业为对象"""
    return case.about("debtor", decided).has(DebtorNamed, {"kind": PartyKind.ENTERPRISE})


@condition(HONEST_LIST, en="The enterprise has the certificate", met_by=CertificateIssued)
def whitelisted_has_the_certificate(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自动履行生效法律文书并经证明的企业，列入诚信履行名单"""
    return case.about("debtor", decided).has(CertificateIssued)


@condition(HONEST_LIST, en="It is no listed defaulter", met_by=RemovedFromDefaulterList)
def whitelisted_is_no_defaulter(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被纳入失信被执行人名单的，不得列入诚信履行名单"""
    return ~is_listed(case.about("debtor", decided), today)


@condition(HONEST_LIST, en="It is not restricted in its consumption", met_by=ConsumptionRestrictionLifted)
def whitelisted_is_not_restricted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被采取限制消费措施的，不得列入诚信履行名单"""
    return ~is_restricted(case.about("debtor", decided))


@condition(HONEST_LIST, en="The enterprise was put on the list", met_by=Whitelisted)
def enterprise_is_on_the_list(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """已列入诚信履行名单的，方可退出"""
    return case.about("debtor", decided).during(Whitelisted, WhitelistLeft)


MAY_WHITELIST = every(
    "whitelist", "列入诚信履行名单", "Entry on the whitelist",
    whitelisted_is_an_enterprise, whitelisted_has_the_certificate, whitelisted_is_no_defaulter,
    whitelisted_is_not_restricted,
    guards=Whitelisted,
)  # fmt: skip
MAY_LEAVE_WHITELIST = every(
    "whitelist_exit", "退出诚信履行名单", "Leaving the whitelist", enterprise_is_on_the_list, guards=WhitelistLeft
)

# --- decisions ---


@command("列入诚信履行名单", "Put on the whitelist")
class EnterWhitelist(Command):
    """Put an enterprise on the list."""

    debtor: str


@command("退出诚信履行名单", "Take off the whitelist")
class LeaveWhitelist(Command):
    """Take an enterprise off the list."""

    debtor: str
    reason: LeaveReason


@decides(EnterWhitelist)
def enter_whitelist(case: Case, ask: EnterWhitelist, bench: Bench) -> list[Event]:
    """Who is on it is not put on it again."""
    if bool(is_whitelisted(Keyed(case, "debtor", ask.debtor))):
        return []
    entered = Whitelisted(on=ask.on, debtor=ask.debtor, list_basis=bench.setting(LIST_BASIS))
    MAY_WHITELIST.require(case, ask.on, entered)
    return [entered]


@decides(LeaveWhitelist)
def leave_whitelist(case: Case, ask: LeaveWhitelist) -> list[Event]:
    """Left once."""
    last = case.last_event(WhitelistLeft, {"debtor": ask.debtor})
    on_it = bool(Keyed(case, "debtor", ask.debtor).during(Whitelisted, WhitelistLeft))
    if last and last.reason is ask.reason and not on_it:
        return []
    left = WhitelistLeft(on=ask.on, debtor=ask.debtor, reason=ask.reason)
    MAY_LEAVE_WHITELIST.require(case, ask.on, left)
    return [left]
