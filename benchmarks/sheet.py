"""A court year as lists: its docket read once, so that copies of it can be stamped without asking SQLite again.

What differs from copy to copy is where the court's code stands and every amount: `said` gives texts in another court's
name with the amounts multiplied.
"""

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from hashlib import sha1
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL

import numpy as np
from attrs import frozen

from casestream.kernel.calendar import Ints
from casestream.store.schema import LABEL_SLOTS, NUMBER_SLOTS

AMOUNT = re.compile(rb'_fen("?[:=])([1-9][0-9]*)')  # It begins with letters: so the search for it is fast.
COLUMNS = ("stream", "version", "type", "day", "recorded_at", "round", *LABEL_SLOTS, *NUMBER_SLOTS, "actor")
END = b"\n"  # Neither JSON as the codec writes it nor the repr of a command holds one.

Slots = dict[str, str]


def said(texts: Sequence[bytes], former: bytes, code: bytes, factor: int) -> list[bytes]:
    """The texts of one court in another one's name, every amount in them multiplied."""
    whole = END.join(texts)
    if factor != 1:
        parts: list[bytes] = AMOUNT.split(whole)
        parts[1::3] = [b"_fen" + sign for sign in parts[1::3]]
        parts[2::3] = [b"%d" % (int(amount) * factor) for amount in parts[2::3]]
        whole = b"".join(parts)
    return whole.replace(former, code).split(END)


@frozen(slots=False)
class Sheet:
    """Everything in the docket of one court year. Numbers of streams, rounds, types and actors are the docket's own."""

    code: str
    types: dict[int, tuple[str, int, str]]
    actors: dict[int, tuple[str, str, str]]
    streams: list[tuple[str, str]]
    rounds: list[tuple[str, int]]
    commands: list[tuple[str, str, int, int, str]]
    columns: dict[str, list[Any]]
    payloads: list[bytes]
    command_ids: list[bytes]

    @cached_property
    def moments(self) -> Ints:
        """The moments of writing, each once."""
        return np.unique(np.array(self.columns["recorded_at"], np.int64))

    @cached_property
    def begins(self) -> dict[str, Ints]:
        """For each number of a table, in its order, the index of the event that was the first to bear it."""
        firsts = {}
        for name in ("stream", "round", "type", "actor"):
            borne = np.array([number or 0 for number in self.columns[name]], np.int64)
            numbers, first = np.unique(borne, return_index=True)
            firsts[name] = first[numbers > 0].astype(np.int64)
        return firsts

    @cached_property
    def numbered(self) -> Ints:
        """The round of each event, 0 where it has none."""
        return np.array([number or 0 for number in self.columns["round"]], np.int64)

    @cached_property
    def amounts(self) -> dict[str, list[int]]:
        """For each number column, the indexes of the events that have an amount other than zero there."""
        slots = {code: _amount_slots(text) for code, (_, _, text) in self.types.items()}
        found: dict[str, list[int]] = {slot: [] for slot in NUMBER_SLOTS}
        for index, code in enumerate(self.columns["type"]):
            for slot in slots[code]:
                if self.columns[slot][index]:
                    found[slot].append(index)
        return found

    @cached_property
    def with_amounts(self) -> list[int]:
        """The indexes of the events whose payload has an amount other than zero."""
        return [index for index, payload in enumerate(self.payloads) if AMOUNT.search(payload)]

    @cached_property
    def index_in_command(self) -> list[bytes]:
        """For each event, which one of its command it is: what the log makes the event's id of."""
        found, last, count = [], b"", 0
        for command_id in self.command_ids:
            count = count + 1 if command_id == last else 0
            last = command_id
            found.append(b"%d" % count)
        return found


def _amount_slots(text: str) -> list[str]:
    slots: Slots = json.loads(text)
    return [slot for field, slot in slots.items() if field.endswith("_fen") and slot in NUMBER_SLOTS]


def read(code: str, file: Path) -> Sheet:
    """The docket of a court year.

    Raises:
        ValueError: it has something that cannot be stamped: another court, a command that set off another.
    """
    with closing(sqlite3.connect(file.absolute().as_uri() + "?mode=ro", uri=True)) as docket:
        _check(docket, code)
        names = ", ".join((*COLUMNS, "payload", "CAST(command_id AS BLOB)"))
        *columns, payloads, command_ids = map(
            list, zip(*docket.execute(f"SELECT {names} FROM events ORDER BY position"), strict=True)
        )
        return Sheet(
            code=code,
            types={row[0]: row[1:] for row in docket.execute("SELECT type, name, schema, slots FROM types")},
            actors={row[0]: row[1:] for row in docket.execute("SELECT actor, id, court, post FROM actors")},
            streams=docket.execute("SELECT id, kind FROM streams ORDER BY stream").fetchall(),
            rounds=docket.execute("SELECT number, stream FROM rounds ORDER BY round").fetchall(),
            commands=docket.execute("SELECT * FROM commands ORDER BY command_id").fetchall(),
            columns=dict(zip(COLUMNS, columns, strict=True)), payloads=payloads, command_ids=command_ids,
        )  # fmt: skip


def _check(docket: sqlite3.Connection, code: str) -> None:
    """What stamping takes for granted."""
    faults = {
        "another court": f"SELECT 1 FROM courts WHERE code <> '{code}'",
        "a correlation or a cause": "SELECT 1 FROM events WHERE correlation_id <> command_id OR causation_id <> ''",
        "a command id without the court": f"SELECT 1 FROM commands WHERE command_id NOT GLOB '{code}/*'",
        "a command that brought nothing about": "SELECT 1 FROM commands WHERE first_position = 0",
        "a stream that is not the court's own": f"SELECT 1 FROM streams WHERE instr(id, '{code}') = 0",
        "a label with the court in it": "SELECT 1 FROM events WHERE instr(label_1, :code) OR instr(label_2, :code)",
        "numbers with gaps": "SELECT 1 FROM (SELECT max(stream) <> count(*) AS gap FROM streams UNION ALL "
        "SELECT max(round) <> count(*) FROM rounds) WHERE gap",
    }
    for fault, statement in faults.items():
        if docket.execute(statement, {"code": code} if ":code" in statement else {}).fetchone():
            raise ValueError(f"the court year {code} has {fault}, which cannot be stamped")


class Stretch:
    """A stretch of one year's events, prepared once for all courts that are copies of it."""

    def __init__(self, sheet: Sheet, bounds: Ints, begin: int, end: int) -> None:
        self.sheet, self.low, self.high = sheet, int(bounds[begin]), int(bounds[end])
        self.former = sheet.code.encode()
        span = slice(self.low, self.high)
        self._ids = END.join(sheet.command_ids[span])
        names = zip(sheet.command_ids[span], sheet.index_in_command[span], strict=True)
        self._names = END.join([NAMESPACE_URL.bytes + id + b"/" + index for id, index in names])
        self._payloads = END.join(sheet.payloads[span])
        self._paying = self._within(sheet.with_amounts)
        self._of_amounts = [sheet.payloads[self.low + index] for index in self._paying]
        self.unnumbered = np.flatnonzero(sheet.numbered[span] == 0).tolist()
        self._slots = {slot: self._within(indexes) for slot, indexes in sheet.amounts.items()}
        self._arrays = {name: np.array(sheet.columns[name][span], np.int64) for name in ("stream", "type", "actor")}
        self._multiplied: dict[int, dict[str, list[Any]]] = {}

    def _within(self, indexes: list[int]) -> list[int]:
        low, high = np.searchsorted(indexes, (self.low, self.high))
        return [index - self.low for index in indexes[low:high]]

    def array(self, name: str) -> Ints:
        """A column of whole numbers."""
        return self._arrays[name]

    def amounts(self, factor: int) -> dict[str, list[Any]]:
        """The number columns that hold amounts, multiplied."""
        if factor not in self._multiplied:
            self._multiplied[factor] = found = {}
            for slot, indexes in self._slots.items():
                found[slot] = column = self.sheet.columns[slot][self.low : self.high]
                for index in indexes:
                    column[index] *= factor
        return self._multiplied[factor]

    def payloads(self, code: bytes, factor: int) -> list[bytes]:
        """The payloads in another court's name, every amount multiplied."""
        payloads = self._payloads.replace(self.former, code).split(END)
        if factor != 1 and self._paying:
            multiplied = said(self._of_amounts, self.former, code, factor)
            for index, payload in zip(self._paying, multiplied, strict=True):
                payloads[index] = payload
        return payloads

    def command_ids(self, code: bytes) -> list[str]:
        """The ids of the commands, one an event."""
        return self._ids.replace(self.former, code).decode().split("\n")

    def event_ids(self, code: bytes) -> list[bytes]:
        """The ids that the log gives: `uuid5(NAMESPACE_URL, "command_id/index")`."""
        names = self._names.replace(self.former, code).split(END)
        digests = b"".join([sha1(name, usedforsecurity=False).digest() for name in names])
        ids = np.frombuffer(digests, np.uint8).reshape(-1, 20)[:, :16].copy()
        ids[:, 6] = ids[:, 6] & 0x0F | 0x50
        ids[:, 8] = ids[:, 8] & 0x3F | 0x80
        whole = ids.tobytes()
        return [whole[start : start + 16] for start in range(0, len(whole), 16)]
