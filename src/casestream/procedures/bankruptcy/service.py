"""送达移送决定 — within five days the decision to hand over is served on the parties of the cases concerned."""

from casestream.kernel import Case, Command, Event, command, decides, event, every
from casestream.procedures.bankruptcy.handover import BankruptcyHandoverDecided, handover_was_decided

# --- events ---


@event("bankruptcy.decision_served", "送达移送决定", "Hand-over decision served", stream="debtor")
class HandoverDecisionServed(Event):
    """The decision reached the last of the parties; each of them may object to the court to which it goes."""


MAY_SERVE_HANDOVER = every(
    "bankruptcy_service", "送达移送决定", "Service of the hand-over decision", handover_was_decided,
    guards=HandoverDecisionServed,
)  # fmt: skip

# --- decisions ---


@command("送达移送决定", "Serve the decision", kind="debtor")
class ServeHandoverDecision(Command):
    """Record that the decision to hand over was served on the parties, the applicants and the debtor."""


@decides(ServeHandoverDecision)
def serve_decision(debtor: Case, ask: ServeHandoverDecision) -> list[Event]:
    """Once for each decision; a late service is recorded all the same."""
    if bool(debtor.during(HandoverDecisionServed, BankruptcyHandoverDecided)):
        return []
    MAY_SERVE_HANDOVER.require(debtor, ask.on)
    return [HandoverDecisionServed(on=ask.on)]
