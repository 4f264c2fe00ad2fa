"""案款发放前强制核查 — before money is paid, a look whether the payee is a debtor in another case.

The check is a practice of the courts of Ordos. It was reported without its first day and its number, so it binds from the
city's plan of April 2025 on, in these courts only: the intermediate court and the nine below it.
"""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Truth, command, condition, decides, event, every, key
from casestream.kernel.case import Keyed
from casestream.procedures.instruments import ORDOS_PLAN
from casestream.procedures.proceeds.account import ProceedsReceived, ProceedsRedirected, money_is_held
from casestream.procedures.rounds import RoundOpened

# --- law ---

PAYEE_CHECK = ORDOS_PLAN.article("案款发放前强制核查", mark="K-med")
ORDOS_COURTS = (
    "内06", "内0602", "内0603", "内0621", "内0622", "内0623", "内0624", "内0625", "内0626", "内0627",
)  # fmt: skip

# --- events ---


@event("proceeds.payee_checked", "领款人核查", "Payee checked")
class PayeeChecked(Event):
    """Before the pay-out the court looked whether the payee is a debtor elsewhere, and for how much."""

    payee: str = key("payee")
    open_debts_fen: int


# --- conditions ---


@condition(
    PAYEE_CHECK,
    en="Before the pay-out the payee is checked: after the money came in, and anew after each redirection",
    met_by=PayeeChecked,
)
def payee_was_checked(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案款发放前，应当核查领款人是否在其他执行案件中为被执行人"""
    payee = case.about("payee", decided)
    is_recent = payee.last(PayeeChecked) >= case.last(ProceedsReceived)
    return is_recent & ~payee.during(ProceedsRedirected, PayeeChecked)


@condition(
    PAYEE_CHECK,
    en="A payee who is a debtor elsewhere is not paid; the money goes to that case",
    met_by=ProceedsRedirected,
)
def payee_owes_nothing_elsewhere(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """领款人在其他执行案件中为被执行人的，案款不予直接发放，划转另案"""
    return case.about("payee", decided).latest(PayeeChecked.open_debts_fen) <= 0


def outside_ordos(case: Asked, today: AnyDay) -> Truth:
    """鄂尔多斯两级法院以外的法院未施行该项核查"""
    return ~case.this_round.has(RoundOpened, {"court": ORDOS_COURTS})


PAYEE_WAS_CHECKED = payee_was_checked.unless(
    outside_ordos, PAYEE_CHECK, en="The check is a practice of the courts of Ordos"
)
PAYEE_OWES_NOTHING = payee_owes_nothing_elsewhere.unless(
    outside_ordos, PAYEE_CHECK, en="The check is a practice of the courts of Ordos"
)


@condition(
    PAYEE_CHECK,
    en="Only money of a payee who is a debtor elsewhere goes to the other case, and no more than is owed there",
    met_by=PayeeChecked,
)
def payee_owes_that_much_elsewhere(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """领款人在其他执行案件中为被执行人的，案款划转另案，以其所负债务为限"""
    payee = case.about("payee", decided)
    is_owed = payee.latest(PayeeChecked.open_debts_fen) >= decided.total(ProceedsRedirected.amount_fen)
    return is_owed & ~payee.during(ProceedsRedirected, PayeeChecked)


MAY_CHECK_PAYEE = every(
    "payee_check", "领款人核查", "Check of a payee",
    money_is_held,
    guards=PayeeChecked,
)  # fmt: skip

# --- decisions ---


@command("核查领款人", "Check the payee")
class CheckPayee(Command):
    """Record what the look into other cases found: `open_debts_fen` that the payee owes there."""

    payee: str
    open_debts_fen: int


@decides(CheckPayee)
def check_payee(case: Case, ask: CheckPayee) -> list[Event]:
    """The same finding on the same day, with no redirection in between, is one check."""
    checked = PayeeChecked(on=ask.on, payee=ask.payee, open_debts_fen=ask.open_debts_fen)
    redirected_since = Keyed(case, "payee", ask.payee).during(ProceedsRedirected, PayeeChecked)
    if case.last_event(PayeeChecked, {"payee": ask.payee}) == checked and not redirected_since:
        return []
    MAY_CHECK_PAYEE.require(case, ask.on)
    return [checked]
