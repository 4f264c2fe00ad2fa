"""执行回转 — the basis was revoked after something had been enforced: what was taken goes back, in a case of its own.

The ruling that orders the return is the basis of the new case; it is applied for at once and filed like any other.
"""

from datetime import date
from functools import partial

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Number,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    reacts,
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.control import AssetDisposed
from casestream.procedures.filing import (
    ApplicantNamed,
    ApplyForEnforcement,
    DebtorNamed,
    Party,
    applicants_of,
    debtors_of,
)
from casestream.procedures.instruments import AMENDED_2020, WORK, cpl
from casestream.procedures.proceeds import PaidToCreditor, PerformedInKind, ProceedsReleased
from casestream.procedures.proceeds.account import SET_OFF
from casestream.procedures.standstill import BasisRevoked

# --- law ---

BASIS_FELL = cpl(244)
RETURN_IS_RULED = WORK.article("第一百零九条").renumbered(AMENDED_2020, "第六十五条")
NEW_CASE = WORK.article("第一百一十条").renumbered(AMENDED_2020, "第六十六条")

# --- events ---


@event("reversal.ordered", "裁定执行回转", "Reversal ordered")
class ReversalOrdered(Event):
    """`payer` has to give back to `payee`, by `perform_by`. `ruling` is the basis of the new case, at `court`.

    `fruits_fen` is what the thing got has borne (孳息), on top of the thing itself.
    """

    ruling: str = field(zh="回转裁定")
    court: str
    amount_fen: int
    payer: str = field(zh="返还义务人")
    payee: str
    perform_by: date
    relied_on: tuple[str, ...] = ()
    fruits_fen: int = field(zh="孳息", default=0)


# --- state ---


def gained(case: Asked) -> Number:
    """What the applicants got out of the enforcement, whichever round it came in; not what went back to a debtor."""
    return (
        case.total(ProceedsReleased.amount_fen, {"to_debtor": False})
        + case.total(PaidToCreditor.amount_fen)
        + case.total(PerformedInKind.value_fen)
        + case.total(AssetDisposed.realised_fen, {"method": SET_OFF})
    )


# --- conditions ---


@condition(BASIS_FELL, en="An effective instrument revoked or changed the basis", met_by=BasisRevoked)
def basis_was_revoked(case: Asked, today: AnyDay) -> Truth:
    """执行完毕后，据以执行的判决、裁定和其他法律文书确有错误，被人民法院撤销的，应当作出裁定，责令取得财产的人返还"""
    return case.has(BasisRevoked)


@condition(
    RETURN_IS_RULED,
    en="No more goes back than was got, with the fruits it bore, and something does",
    met_by=("不超过已取得的财产，孳息另计", "at most what was got, and its fruits besides"),
)
def return_is_of_what_was_got(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在执行中或者执行完毕后，原申请执行人应当返还已取得的财产及其孳息"""
    returned = decided.total(ReversalOrdered.amount_fen)
    ordered_before = case.total(ReversalOrdered.amount_fen)
    bears_fruit = decided.total(ReversalOrdered.fruits_fen) >= 0
    return (returned > 0) & (returned + ordered_before <= gained(case)) & bears_fruit


@condition(NEW_CASE, en="The ruling is a basis of its own", met_by=("回转裁定的文号", "the number of the ruling"))
def ruling_has_a_number(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行回转应重新立案，适用执行程序的有关规定"""
    return ~decided.has(ReversalOrdered, {"ruling": ""})


@condition(BASIS_FELL, en="The instrument is named", met_by=("写明撤销原执行依据的文书", "name the instrument"))
def revoking_instrument_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """据以执行的法律文书被撤销或者变更"""
    return ~decided.has(BasisRevoked, {"number": ""})


MAY_RECORD_REVOCATION = every(
    "basis_revoked", "执行依据被撤销", "Revocation of the basis", revoking_instrument_is_named, guards=BasisRevoked
)
MAY_REVERSE = every(
    "reversal", "裁定执行回转", "Ordering a reversal", basis_was_revoked, return_is_of_what_was_got, ruling_has_a_number,
    guards=ReversalOrdered,
)  # fmt: skip

# --- decisions ---


@command("登记执行依据被撤销", "Record that the basis was revoked")
class RecordRevocation(Command):
    """An effective instrument revoked or changed the basis."""

    number: str


@command("裁定执行回转", "Order a reversal")
class OrderReversal(Command):
    """Order `payer`, an applicant, to give `amount_fen` back to `payee`, a debtor, and its fruits besides."""

    ruling: str
    amount_fen: int
    payer: str
    payee: str
    perform_by: date
    fruits_fen: int = 0


@decides(RecordRevocation)
def record_revocation(case: Case, ask: RecordRevocation) -> list[Event]:
    """Whether the case ends by it is ruled on separately (终结执行)."""
    revoked = BasisRevoked(on=ask.on, number=ask.number)
    if case.all(BasisRevoked, {"number": ask.number}):
        return []
    MAY_RECORD_REVOCATION.require(case, ask.on, revoked)
    return [revoked]


@decides(OrderReversal)
def order_reversal(case: Case, ask: OrderReversal) -> list[Event]:
    """On application or ex officio; who refuses is enforced against (民事诉讼法第二百四十四条).

    Raises:
        BadRequest: the payer is no applicant, or the payee no debtor, or the day has passed.
    """
    if case.all(ReversalOrdered, {"ruling": ask.ruling}):
        return []
    if ask.payer not in applicants_of(case) or ask.payee not in debtors_of(case) or ask.perform_by < ask.on:
        raise BadRequest(
            f"{ask.payer} 不能被责令于 {ask.perform_by} 向 {ask.payee} 返还",
            f"{ask.payer} cannot be ordered to give back to {ask.payee} by {ask.perform_by}",
            "由申请执行人向被执行人返还，期限不早于裁定日", "an applicant gives back to a debtor, on or after the day of the ruling",
        )  # fmt: skip
    ordered = partial(
        ReversalOrdered,
        on=ask.on, ruling=ask.ruling, court=case.court, amount_fen=ask.amount_fen, payer=ask.payer, payee=ask.payee,
        perform_by=ask.perform_by, fruits_fen=ask.fruits_fen,
    )  # fmt: skip
    articles = MAY_REVERSE.require(case, ask.on, ordered())
    return [ordered(relied_on=articles)]


# --- reactions ---


@reacts(ReversalOrdered)
def apply_for_the_return(_: Event, case: Case) -> list[Command]:
    """The new case: roles are turned round, the ruling is the basis, what was got and its fruits are the claim."""
    ordered = case.all(ReversalOrdered)[-1]
    payer_kind = case.all(ApplicantNamed, {"applicant": ordered.payer})[-1].kind
    payee_kind = case.all(DebtorNamed, {"debtor": ordered.payee})[-1].kind
    return [
        ApplyForEnforcement(
            case=ordered.ruling, on=ordered.on, cause="执行回转", court=ordered.court,
            claimed_fen=ordered.amount_fen + ordered.fruits_fen,
            effective_on=ordered.on, performance_due=ordered.perform_by,
            applicants=(Party(name=ordered.payee, kind=payee_kind),),
            debtors=(Party(name=ordered.payer, kind=payer_kind),),
        )
    ]  # fmt: skip
