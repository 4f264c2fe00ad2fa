"""OCEL 2.0: events and the objects that they are about, for process mining that looks at more than the case.

Objects are the streams themselves (cases, and what else has a stream), rounds, parties, assets and courts. A party or an asset
is one within its stream: that two cases name alike is no proof that they mean the same. The history is told as today's
knowledge has it. For what the time of an event is, see `xes`.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import IO, Any

from attrs import Factory, frozen

from casestream.exporting.lines import fields_of
from casestream.exporting.names import names_of
from casestream.exporting.selection import Stream, stream_kinds
from casestream.kernel.calendar import COURT_TIME
from casestream.kernel.errors import Lang
from casestream.kernel.event import EVENTS, Record
from casestream.procedures.personal import place_of

ATTRIBUTES = {"version": "integer", "actor": "string", "post": "string"}
OBJECT_TYPES: dict[str, dict[str, str]] = {
    "round": {"number": "string"}, "party": {"name": "string"}, "asset": {"name": "string"}, "court": {"code": "string"}
}  # fmt: skip
OCEL_TYPES = {bool: "boolean", int: "integer", str: "string"}

Relation = tuple[str, str]  # Of an object the id, and the qualifier.


@frozen(kw_only=True)
class Thing:
    """An object: its type, its attributes, and what other objects it is related to."""

    id: str
    type: str
    attributes: dict[str, str]
    relations: tuple[Relation, ...] = ()


@frozen(kw_only=True)
class Happening:
    """An event: its type, its moment, its attributes, and the objects that it is about."""

    id: str
    type: str
    time: str
    attributes: dict[str, Any]
    relations: tuple[Relation, ...]


@frozen
class Told:
    """What one stream brings: its events and its objects. Courts are told once for all streams, by whoever writes."""

    happenings: list[Happening] = Factory(list)
    things: dict[str, Thing] = Factory(dict)


def object_types() -> dict[str, dict[str, str]]:
    """The types of object with their attributes: the kinds of stream, then what is within them."""
    return {kind: {"id": "string"} for kind in stream_kinds()} | OBJECT_TYPES


@cache
def event_attributes(name: str) -> dict[str, str]:
    """The attributes of a type of event and what each holds: its own plain fields that are not personal, then the envelope's."""
    known = EVENTS.by_name[name]
    own = {
        field: OCEL_TYPES.get(hint, "string")
        for field, hint in known.fields.items()
        if field != "on" and not place_of(known.event_class, field)
    }
    return own | ATTRIBUTES


def told(stream: Stream) -> Told:
    """The stream as events and objects."""
    found = Told()
    rounds: dict[str, str] = {}
    for record in stream.standing:
        event = record.event
        within = [(_thing(found, stream, "party", name), field) for field, name in names_of(event)]
        for key, field in EVENTS[type(event)].keys.items():
            if key == "asset" and getattr(event, field):
                within.append((_thing(found, stream, "asset", getattr(event, field)), field))
        if record.round:
            rounds[record.round] = record.court
        relations = [(_id(stream.kind, stream.id), "of"), *within, (_id("court", record.court), "court")]
        relations += [(_id("round", record.round), "round")] if record.round else []
        found.happenings.append(_happening(record, tuple(dict.fromkeys(relations))))
    for number, court in rounds.items():
        id = _id("round", number)
        found.things[id] = Thing(
            id=id, type="round", attributes={"number": number}, relations=((_id("court", court), "court"),)
        )  # fmt: skip
    id = _id(stream.kind, stream.id)
    parts = tuple((each.id, each.type) for each in found.things.values())
    found.things[id] = Thing(id=id, type=stream.kind, attributes={"id": stream.id}, relations=parts)
    return found


def _id(kind: str, name: str) -> str:
    return f"{kind}:{name}"


def _thing(found: Told, stream: Stream, kind: str, name: str) -> str:
    id = f"{kind}:{stream.id}/{name}"
    found.things.setdefault(id, Thing(id=id, type=kind, attributes={"name": name}))
    return id


def _happening(record: Record, relations: tuple[Relation, ...]) -> Happening:
    event, name = record.event, EVENTS[type(record.event)].name
    fields = fields_of(event)
    own = {field: _plain(fields.get(field)) for field in event_attributes(name) if fields.get(field) not in (None, "")}
    envelope = {"version": record.version, "actor": record.actor.id, "post": record.actor.post}
    return Happening(
        id=str(record.event_id), type=name, time=moment_of(event.on, record.version), attributes=own | envelope,
        relations=relations,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | str) else json.dumps(value, ensure_ascii=False)


def moment_of(day: Any, version: int) -> str:
    """The legal day at midnight, court time, and as many milliseconds as the version, in UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=COURT_TIME)
    moment = (midnight + timedelta(milliseconds=version)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def court_thing(code: str) -> Thing:
    """A court as an object."""
    return Thing(id=_id("court", code), type="court", attributes={"code": code})


# --- JSON ---


def write_ocel(streams: Iterable[Stream], path: Path, lang: Lang) -> None:
    """One OCEL 2.0 JSON file. Objects are written aside while the events are, and put after them."""
    with (
        path.open("w", encoding="utf-8") as file,
        tempfile.TemporaryFile("w+", encoding="utf-8", dir=path.parent) as aside,
    ):
        file.write(f'{{"objectTypes":{_dumped(_declared(object_types()))},\n')
        types = {name: event_attributes(name) for name in EVENTS.by_name}
        file.write(f'"eventTypes":{_dumped(_declared(types))},\n"events":[\n')
        _write_each(_events_and_objects(streams, aside), file)
        file.write('],\n"objects":[\n')
        aside.seek(0)
        shutil.copyfileobj(aside, file)
        file.write("]}\n")


def _declared(types: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": each, "type": type} for each, type in attributes.items()]}
        for name, attributes in types.items()
    ]


def _dumped(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _write_each(lines: Iterator[str], file: IO[str]) -> None:
    for index, line in enumerate(lines):
        file.write(f",\n{line}" if index else line)


def _events_and_objects(streams: Iterable[Stream], aside: IO[str]) -> Iterator[str]:
    """Each event as JSON; the objects go aside meanwhile."""
    courts: set[str] = set()
    is_first = True
    for stream in streams:
        found = told(stream)
        fresh = {record.court for record in stream.standing} - courts
        courts |= fresh
        for thing in (*map(court_thing, sorted(fresh)), *found.things.values()):
            aside.write(("" if is_first else ",\n") + _dumped(_object(thing)))
            is_first = False
        yield from (_dumped(_event(happening)) for happening in found.happenings)


def _object(thing: Thing) -> dict[str, Any]:
    return {
        "id": thing.id, "type": thing.type,
        "attributes": [{"name": name, "time": "1970-01-01T00:00:00Z", "value": value} for name, value in thing.attributes.items()],
        "relationships": _related(thing.relations),
    }  # fmt: skip


def _event(happening: Happening) -> dict[str, Any]:
    return {
        "id": happening.id, "type": happening.type, "time": happening.time,
        "attributes": [{"name": name, "value": value} for name, value in happening.attributes.items()],
        "relationships": _related(happening.relations),
    }  # fmt: skip


def _related(relations: tuple[Relation, ...]) -> list[dict[str, str]]:
    return [{"objectId": id, "qualifier": qualifier} for id, qualifier in relations]
