"""From named data, as JSON and TOML give it, to an event: every field declared, none missing, each value readable."""

import types
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import attrs

from casestream.importing import spelling
from casestream.kernel.errors import MalformedCaseNumber, NotAValue, UnknownName
from casestream.kernel.event import EVENTS, Event, EventType, Label
from casestream.kernel.number import canonical
from casestream.kernel.values import check


def declared(name: Any) -> EventType:
    """The event type of this name.

    Raises:
        UnknownName: no procedure declares it.
    """
    event_type = EVENTS.by_name.get(name) if isinstance(name, str) else None
    if event_type is None:
        raise _unknown("事件类型", "event type", name, list(EVENTS.by_name))
    return event_type


def _unknown(zh: str, en: str, name: Any, known: list[str]) -> UnknownName:
    near = get_close_matches(str(name)[:80], known, n=3) or sorted(known)[:8]
    told = ascii(name)[:80]
    return UnknownName(
        f"没有{zh} {str(name)[:80]!r}",
        f"there is no {en} {told}",
        f"可用：{'、'.join(near)} …",
        f"there are {', '.join(near)} …",
    )


def event_of(event_type: EventType, data: Mapping[str, Any]) -> Event:
    """The event, checked; what opens a round bears its number in the one printed form.

    Raises:
        UnknownName: a field that the event does not have, or a choice that its list does not have.
        NotAValue and its kin: a field is missing or does not hold what it declares.
        MalformedCaseNumber: the number that opens a round cannot be read.
    """
    event = cast(Event, built(event_type.event_class, data, event_type.name))
    check(event)
    if event_type.opens:
        given = cast(Any, event).number
        event = cast(Event, attrs.evolve(cast(Any, event), number=_number(given, event_type)))
    return event


def _number(text: str, event_type: EventType) -> str:
    """A case number must be one; the number of a call, say, is what its centre gave."""
    try:
        return canonical(text)
    except MalformedCaseNumber:
        if event_type.stream == "case":
            raise
        return text


def built(cls: Any, data: Any, where: str) -> Any:
    """A named value from its fields.

    Raises:
        UnknownName, NotAValue: a field too many, or one too few.
    """
    if not isinstance(data, Mapping):
        raise NotAValue(
            f"{where} 应为一组字段", f"{where} must be a set of fields", "写作 {字段: 值}", "write {field: value}"
        )
    fields, hints = attrs.fields_dict(cls), _hints(cls)
    for name in data:
        if name not in fields:
            raise _unknown(f" {where} 的字段", f"field of {where}", name, list(fields))
    missing = [name for name, field in fields.items() if name not in data and field.default is attrs.NOTHING]
    if missing:
        raise NotAValue(
            f"{where} 缺少字段 {'、'.join(missing)}", f"{where} lacks the fields {', '.join(missing)}",
            "补上这些字段", "give these fields",
        )  # fmt: skip
    return cls(**{name: value_of(value, hints[name], f"{where}.{name}") for name, value in data.items()})


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def value_of(data: Any, hint: Any, where: str) -> Any:
    """What a field of this type holds, of what JSON or TOML gave; a value of another type is left for `check` to refuse.

    Raises:
        UnknownName, NotAValue: a choice or a day that cannot be read, a value that is no set of fields.
    """
    if get_origin(hint) in (Union, types.UnionType):
        return None if data is None else value_of(data, inner(hint), where)
    if get_origin(hint) is tuple and isinstance(data, list):
        return tuple(value_of(each, get_args(hint)[0], where) for each in data)
    if hint is date and isinstance(data, str):
        return spelling.day(data, where)
    if isinstance(data, datetime) or not isinstance(hint, type):
        return data
    if issubclass(hint, Label) and isinstance(data, str):
        return spelling.choice(data, where, hint)
    if hint is Event:
        return _nested(data, where)
    return built(hint, data, where) if attrs.has(hint) else data


def inner(hint: Any) -> Any:
    """The type behind `X | None`."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    return next(part for part in get_args(hint) if part is not types.NoneType)


def _nested(data: Any, where: str) -> Event:
    """An event inside another (a correction): its type and its data."""
    if not isinstance(data, Mapping) or not {"type", "data"} <= data.keys() <= {"type", "schema", "data"}:
        raise NotAValue(
            f"{where} 应为 type 与 data", f"{where} must have type and data",
            "写作 {type: 事件类型, data: 字段}", "write {type: event type, data: fields}",
        )  # fmt: skip
    return event_of(declared(data["type"]), data["data"])
