"""XES (IEEE 1849), gzipped: a trace a stream, an event a record, for process mining.

Straight from the rows of the docket, without decoding what is in them: an event tells its name, its legal day, who acted, its
round, and of its own fields those that a row has beside the payload (labels as codes, whole numbers, days). What is personal
is never among them. The history is told as today's knowledge has it: what was corrected stands corrected, what was annulled is left out.

Events of a case share a legal day often, so the time of an event is its day at midnight, court time, and as many
milliseconds as its version: an order, not a time of day.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from casestream.docket import Docket
from casestream.exporting.names import shown_id
from casestream.exporting.selection import Selection, Watch, nobody
from casestream.kernel.errors import Lang
from casestream.kernel.event import EVENTS, Corrected, EventClass, EventType
from casestream.procedures.personal import place_of
from casestream.store.schema import SLOTS, promote, slot_of
from casestream.store.stored import MENDING, Decoders

ROWS = """
    SELECT events.stream, version, type, day, number, courts.code, actors.id, actors.post, {slots},
           CASE WHEN type IN ({mending}) THEN payload END
    FROM events JOIN streams USING (stream) JOIN courts ON courts.court = events.court JOIN actors USING (actor)
    LEFT JOIN rounds USING (round)
    WHERE streams.kind = ? AND position <= ? AND (? = 0 OR events.stream = ?) ORDER BY events.stream, version
"""
VERSION, TYPE, DAY, NUMBER, COURT, ACTOR, POST, FIRST_SLOT = range(1, 9)
LAST_MILLISECOND = 86_399_999
WRITTEN_AT_ONCE = 1 << 20
LEVEL = 1  # Three times as fast as gzip's own, for a fifth more.

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00.000+08:00"/></global>
<classifier name="Event" keys="concept:name"/>
<classifier name="Type" keys="cs:type"/>
"""
TAIL = "</log>\n"

Row = tuple[Any, ...]


def write_xes(docket: Docket, selection: Selection, path: Path, lang: Lang, watch: Watch = nobody) -> None:
    """The selected streams as one gzipped XES file; cases, where no kinds are named."""
    with gzip.open(path, "wb", compresslevel=LEVEL) as file:
        file.write(HEAD.encode())
        waiting: list[str] = []
        size = 0
        for trace in _traces(docket, selection, lang, watch):
            waiting.append(trace)
            size += len(trace)
            if size > WRITTEN_AT_ONCE:
                file.write("".join(waiting).encode())
                waiting.clear()
                size = 0
        file.write("".join((*waiting, TAIL)).encode())


def _traces(docket: Docket, selection: Selection, lang: Lang, watch: Watch) -> Iterator[str]:
    """The streams one after another, each as a trace; one without an event in the period is left out."""
    log, done = docket.log, 0
    last, decoders = log.last_position(), log.decoders()
    types = _types(docket, lang)
    mending = ",".join(str(code) for code, known in types.items() if known.event_class in MENDING) or "NULL"
    for kind, ids, only in _kinds(docket, selection):
        with log.reading() as cursor:
            asked = ROWS.format(slots=", ".join(SLOTS), mending=mending)
            scanned = cursor.scan(asked, (kind, last, only, only))
            for number, rows in groupby(chain.from_iterable(scanned), itemgetter(0)):
                told = list(rows)
                done += len(told)
                events = [
                    known.event(row)
                    for row, known in _effective(told, types, decoders, lang)
                    if selection.since.toordinal() <= row[DAY] <= selection.until.toordinal()
                ]
                if events:
                    id = docket.named(ids[number])
                    id = id if selection.unmasked else shown_id(id, kind, number)
                    yield (
                        f'<trace><string key="concept:name" value="{_quoted(id)}"/><string key="cs:kind" value="{kind}"/>\n'
                        f"{''.join(events)}</trace>\n"
                    )
                watch(done, last)


def _kinds(docket: Docket, selection: Selection) -> Iterator[tuple[str, dict[int, str], int]]:
    """Each kind that is selected, the ids of its streams by their numbers, and the number of the only one, or 0."""
    kinds, only, log = selection.kinds or ("case",), "", docket.log
    if selection.stream:
        first = docket.history(selection.stream)[0]
        kinds, only = (first.kind,), first.stream
    for kind in kinds:
        numbers = log.streams_of(kind)
        yield kind, {number: id for id, number in numbers.items()}, numbers[only] if only else 0


def _effective(rows: list[Row], types: dict[int, "_Type"], decoders: Decoders, lang: Lang) -> list[tuple[Row, "_Type"]]:
    """The rows of a stream as today's knowledge has them, each with its type."""
    verdicts: dict[int, Any] = {}
    for row in rows:
        if row[-1] is not None:
            said: Any = decoders[row[TYPE]](row[-1])
            verdicts[said.of] = said
    if not verdicts:
        return [(row, types[row[TYPE]]) for row in rows]
    told = []
    for row in rows:
        match verdicts.get(row[VERSION]):
            case None:
                told.append((row, types[row[TYPE]]))
            case Corrected(event=event):
                mended = (*row[:DAY], event.on.toordinal(), *row[NUMBER:FIRST_SLOT], *promote(event), None)
                told.append((mended, _Type.now(type(event), lang)))
    return told


def _types(docket: Docket, lang: Lang) -> dict[int, "_Type"]:
    """The types of events by the codes that stand in the rows; which field is in which slot says the docket itself."""
    with docket.log.reading() as cursor:
        cursor.execute("SELECT type, name, slots FROM types")
        return {code: _Type(EVENTS.by_name[name], json.loads(slots), lang) for code, name, slots in cursor.fetchall()}


class _Type:
    """How the events of a type are written: what all of them begin with, and each field that may be told, by its slot."""

    def __init__(self, known: EventType, slots: Mapping[str, str], lang: Lang) -> None:
        self.event_class = known.event_class
        self._head = (
            f'<event><string key="concept:name" value="{_quoted(known.label(lang))}"/><string key="cs:type" value="{known.name}"/>'
            '<string key="lifecycle:transition" value="complete"/><date key="time:timestamp" value="'
        )
        self._fields = [
            (FIRST_SLOT + SLOTS.index(slot), *_attribute(field, known.fields[field]))
            for field, slot in slots.items()
            if field in known.fields and not place_of(known.event_class, field)
        ]

    @classmethod
    def now(cls, event_class: EventClass, lang: Lang) -> "_Type":
        """As this program writes its events."""
        known = EVENTS[event_class]
        return cls(known, slot_of(known), lang)

    def event(self, row: Row) -> str:
        """One row as an event."""
        _, version, _, day, number, court, actor, post, *_ = row
        told = "".join([
            f"{opening}{value(row[at])}\"/>" for at, opening, value in self._fields if row[at] is not None
        ])  # fmt: skip
        around = f'<string key="cs:round" value="{_quoted(number)}"/>' if number else ""
        return (
            f'{self._head}{_day(day)}T{_clock(version)}+08:00"/>{_by(actor, post, court)}{around}'
            f'<int key="cs:version" value="{version}"/>{told}</event>\n'
        )


@lru_cache(1 << 14)
def _by(actor: str, post: str, court: str) -> str:
    return (
        f'<string key="org:resource" value="{_quoted(actor)}"/><string key="org:role" value="{_quoted(post)}"/>'
        f'<string key="org:group" value="{_quoted(court)}"/>'
    )


def _attribute(field: str, hint: Any) -> tuple[str, Callable[[Any], Any]]:
    """How a field is written: how its attribute begins, and what turns a row's value into text."""
    if hint in (date, date | None):
        return f'<date key="{field}" value="', lambda day: f"{_day(day)}T00:00:00.000+08:00"
    if hint is bool:
        return f'<boolean key="{field}" value="', lambda truth: "true" if truth else "false"
    if hint is int:
        return f'<int key="{field}" value="', int
    return f'<string key="{field}" value="', _quoted


@lru_cache(1 << 16)
def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})


@lru_cache(1 << 16)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(1 << 12)
def _clock(version: int) -> str:
    """So many milliseconds after midnight; they end with the day."""
    seconds, milliseconds = divmod(min(version, LAST_MILLISECOND), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"
