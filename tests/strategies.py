"""Hypothesis strategies for every declared event, made from the types of its fields."""

import types
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st

from casestream import procedures
from casestream.kernel import Event
from casestream.kernel.event import EVENTS, EventType, Label
from casestream.kernel.values import LIMIT
from casestream.procedures.filing import HandlerAssigned

assert procedures.__doc__, "importing the package declares every procedure"

TYPES: list[EventType] = sorted(
    (known for known in EVENTS.by_name.values() if known.event_class.__module__.startswith("casestream.")),
    key=lambda known: known.name,
)
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters=BIDI) | st.sampled_from("\n\t执"),
    max_size=12,
)  # fmt: skip
NUMBERS = st.integers(-LIMIT, LIMIT) | st.sampled_from([LIMIT, -LIMIT, 0])


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values that a field with this type hint may hold."""
    plain = {int: NUMBERS, bool: st.booleans(), str: TEXT, date: st.dates()}
    if hint is Event:
        return instances(EVENTS[HandlerAssigned])
    if hint in plain:
        return plain[hint]
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*(st.none() if part is types.NoneType else values(part) for part in get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if issubclass(hint, Label):
        return st.sampled_from(list(hint))
    assert attrs.has(hint), hint
    hints = get_type_hints(hint)
    return st.builds(hint, **{field.name: values(hints[field.name]) for field in attrs.fields(hint)})


def instances(event_type: EventType) -> st.SearchStrategy[Event]:
    """Events of one type, with anything in their fields that they may hold."""
    return st.builds(event_type.event_class, **{name: values(hint) for name, hint in event_type.fields.items()})
