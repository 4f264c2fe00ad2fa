"""复议结果 — what a superior court made of a sanction or a ban, as the case comes to know it (`procedures.sanction`)."""

from casestream.kernel import AnyDay, Asked, Case, Command, Event, Label, Truth, command, decides, event, field, key
from casestream.procedures.filing import DebtorNamed

# --- events ---


class Decision(Label):
    """A decision against a person that the superior court may reconsider."""

    DETENTION = "detention", "拘留决定", "a detention"
    FINE = "fine", "罚款决定", "a fine"
    EXIT_BAN = "exit_ban", "限制出境决定", "an exit ban"
    LISTING = "listing", "驳回失信纠正申请决定", "a refusal to correct a listing"


class ReviewOutcome(Label):
    """What the superior court decides."""

    UPHELD = "upheld", "驳回复议，维持原决定", "upheld"
    CHANGED = "changed", "变更原决定", "changed"
    REVOKED = "revoked", "撤销原决定", "revoked"


@event("coercion.reviewed", "上级法院复议决定", "Reviewed by the superior court")
class DecisionReviewed(Event):
    """The superior court reconsidered a decision against a debtor, or against who answers for it, under `review`."""

    debtor: str = key("debtor")
    decision: Decision = field(zh="决定种类")
    outcome: ReviewOutcome = field(zh="复议结果")
    review: str = field(zh="复议案号")


# --- state ---


def was_undone(debtor: Asked, decision: Decision) -> Truth:
    """Whether the superior court changed or revoked such a decision; asked about one debtor."""
    return debtor.has(
        DecisionReviewed, {"decision": decision, "outcome": (ReviewOutcome.CHANGED, ReviewOutcome.REVOKED)}
    )


def detention_was_undone(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上级人民法院经复议撤销或者变更拘留决定的"""
    return was_undone(case.about("debtor", decided), Decision.DETENTION)


# --- decisions ---


@command("登记复议决定", "Note a review")
class NoteReview(Command):
    """Tell the case what the superior court decided about a decision against its debtor."""

    debtor: str
    decision: Decision
    outcome: ReviewOutcome
    review: str


@decides(NoteReview)
def note_review(case: Case, ask: NoteReview) -> list[Event]:
    """Noted once under its number; about somebody who is no debtor of the case there is nothing to note."""
    known = case.all(DecisionReviewed, {"review": ask.review})
    if known or not case.all(DebtorNamed, {"debtor": ask.debtor}):
        return []
    return [
        DecisionReviewed(
            on=ask.on, debtor=ask.debtor, decision=ask.decision, outcome=ask.outcome, review=ask.review
        )
    ]  # fmt: skip
