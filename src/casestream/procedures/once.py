"""一事一记 — the answer of most decisions: what is already written is not written again, the rest must be lawful."""

from casestream.kernel import Case, Event
from casestream.kernel.rule import Rule


def once(case: Case, rule: Rule, event: Event) -> list[Event]:
    """The event, unless this very one is already in the log.

    Raises:
        Refused: the rule does not allow it.
    """
    if event in case.all(type(event)):
        return []
    rule.require(case, event.on, event)
    return [event]
