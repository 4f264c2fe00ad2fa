"""一事一记 — the answer of most decisions: what already stands is not written again, the rest must be lawful."""

from casestream.kernel import Case, Event
from casestream.kernel.event import EVENTS, EventClass
from casestream.kernel.rule import Rule


def once(case: Case, rule: Rule, event: Event, *, undone_by: tuple[EventClass, ...] = ()) -> list[Event]:
    """The event, unless this very one is in the log and no event of `undone_by` about the same thing came after it.

    Raises:
        Refused: the rule does not allow it.
    """
    stands = False
    for known in case.events if undone_by else case.all(type(event)):
        if known == event:
            stands = True
        elif isinstance(known, undone_by) and _about_the_same(known, event):
            stands = False
    if stands:
        return []
    rule.require(case, event.on, event)
    return [event]


def gone_on(case: Case, *events: Event) -> Case:
    """The case as it will be after these events, for what the same decision writes after them."""
    then = Case(case.id, case.kind)
    then.apply(*case.events, *events)
    return then


def _about_the_same(one: Event, other: Event) -> bool:
    """Whether two events name the same asset, debtor, holder … under every key that both have."""
    keys, others = EVENTS[type(one)].keys, EVENTS[type(other)].keys
    return all(getattr(one, keys[name]) == getattr(other, others[name]) for name in keys.keys() & others.keys())
