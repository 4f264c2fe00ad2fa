"""Hypothesis strategies: events from the types of their fields, case numbers, and lawful lives of cases.

`from casestream.testing.strategies import case_numbers, events, scripts` (needs the extra `testing`).
"""

import types
from datetime import date
from random import Random
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st

from casestream import procedures
from casestream.kernel import CaseNumber, Event
from casestream.kernel.event import EVENTS, EventClass, EventType, Label
from casestream.kernel.number import PROVINCES, ROUND_TYPES
from casestream.kernel.values import FIRST_DAY, LAST_DAY, LIMIT
from casestream.procedures.filing import HandlerAssigned
from casestream.testing.script import Script
from casestream.testing.simulator import Year

FORBIDDEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # Marks that turn the reading direction.
SINCE, UNTIL = date(2025, 1, 1), date(2025, 9, 16)

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters=FORBIDDEN) | st.sampled_from("\n\t执"),
    max_size=12,
)  # fmt: skip
numbers = st.integers(-LIMIT, LIMIT) | st.sampled_from([LIMIT, -LIMIT, 0])
days = st.dates(FIRST_DAY, LAST_DAY)
amounts_fen = st.integers(1, 100_000_000_00)

case_numbers = st.builds(
    CaseNumber,
    year=st.integers(2016, 2026),
    court=st.builds("{}{}".format, st.sampled_from(PROVINCES), st.sampled_from(["", "06", "0624"])),
    type=st.sampled_from(ROUND_TYPES),
    seq=st.integers(1, 999_999_999),
)


def declared_types() -> list[EventType]:
    """Every event type that casestream itself declares, by name."""
    package = procedures.__name__.partition(".")[0]
    known = (each for each in EVENTS.by_name.values() if each.event_class.__module__.partition(".")[0] == package)
    return sorted(known, key=lambda each: each.name)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values that a field with this type hint may hold."""
    plain = {int: numbers, bool: st.booleans(), str: texts, date: days}
    if hint is Event:
        return events(HandlerAssigned)
    if hint in plain:
        return plain[hint]
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*(st.none() if part is types.NoneType else values(part) for part in get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if issubclass(hint, Label):
        return st.sampled_from(list(hint))
    hints = get_type_hints(hint)
    return st.builds(hint, **{field.name: values(hints[field.name]) for field in attrs.fields(hint)})


def events(event_class: EventClass) -> st.SearchStrategy[Event]:
    """Events of one class, with anything in their fields that they may hold: readable, not necessarily lawful."""
    fields = EVENTS[event_class].fields
    return st.builds(event_class, **{name: values(hint) for name, hint in fields.items()})


@st.composite
def scripts(draw: st.DrawFn) -> list[Script]:
    """One to six simulated cases of one court, each a lawful life in commands: play them into a docket."""
    year = Year("内0624", SINCE, UNTIL, seed=draw(st.integers(0, 2**32)), first_seq=1000)
    random = Random(year.random.random())  # noqa: S311  # A simulation, not a secret.
    kinds = st.sampled_from(("satisfied", "parked", "withdrawn", "dismissed", "pending", "resumed"))
    for kind in draw(st.lists(kinds, min_size=1, max_size=6)):
        claimed = random.randrange(100_000, 50_000_000)
        match kind:
            case "parked" | "withdrawn":
                getattr(year, kind)(claimed, random.choice((0, claimed // 3)))
            case "resumed":
                year.resumed(claimed, random.choice(("satisfied", "parked", "pending")))
            case _:
                getattr(year, kind)(claimed)
    return year.scripts
