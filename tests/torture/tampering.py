"""Bits flipped in rows, bytes flipped in the file, and what a forger does: all of it is found, and rows by their position."""

import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from attrs import define, frozen

import casestream
from audit.attacks import ATTACKS, unlocked
from audit.dockets import VKEY, Attacked, a_docket
from casestream.docket import Docket
from casestream.kernel.errors import CasestreamError
from casestream.store.faults import Fault
from torture.promise import Outcome, Scale, progress

# All that a record consists of, and what proves it. What a command asked, in its own words, is no record: it is not proven.
TABLES = ("docket", "types", "courts", "actors", "streams", "rounds", "events", "tree", "checkpoints")
NUMBER_BITS = 63


@frozen
class Flip:
    """One bit of one field of one row of `events`."""

    position: int
    column: str
    before: Any
    after: Any


@define
class Flips:
    """How many were made, how many were found, how many where they were; how many the mere reading did not notice."""

    sound: tuple[Fault, ...]  # What is told before: that the triggers, which would forbid all this, are gone.
    made: int = 0
    found: int = 0
    located: int = 0
    unread: int = 0

    def flip(self, docket: Docket, file: sqlite3.Connection, flip: Flip) -> None:
        """Flip a bit, look for it, and flip it back."""
        update = f"UPDATE events SET {flip.column} = {{}} WHERE position = ?"
        text = isinstance(flip.before, str)
        try:
            file.execute(update.format("CAST(? AS TEXT)" if text else "?"), (flip.after, flip.position))
        except sqlite3.IntegrityError:  # Another row has this key already: the database itself says no.
            return
        self.made += 1
        moved = flip.after if flip.column == "position" else flip.position
        try:
            faults = docket.verify().faults
            self.found += faults != self.sound
            self.located += any(fault.position in (flip.position, moved) for fault in faults)
            self.unread += _reads(docket)
        finally:
            file.execute(update.format("?"), (flip.before, moved))


def _reads(docket: Docket) -> bool:
    """The known-bad auditor: he reads every record, and believes what can be read."""
    try:
        docket.log.records()
    except Exception:  # noqa: BLE001  # However it is noticed.
        return False
    return True


def draw(file: sqlite3.Connection, columns: list[str], records: int, chance: random.Random) -> Flip:
    """Any bit of any field that holds something."""
    while True:
        position, column = chance.randint(1, records), chance.choice(columns)
        (value,) = file.execute(f"SELECT {column} FROM events WHERE position = ?", (position,)).fetchone()
        match value:
            case int():
                return Flip(position, column, value, value ^ 1 << chance.randrange(NUMBER_BITS))
            case str() | bytes() if value:
                data = bytearray(value.encode() if isinstance(value, str) else value)
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                return Flip(position, column, value, bytes(data))


def flip_rows(attacked: Attacked, count: int) -> Flips:
    """So many bits, each flipped alone."""
    chance = random.Random(5)
    with casestream.open(attacked.place) as docket, unlocked(attacked.place) as file:
        file.isolation_level = None
        columns = [name for _, name, *_ in file.execute("PRAGMA table_info(events)").fetchall()]
        records, flips = docket.log.last_position(), Flips(docket.verify().faults)
        while flips.made < count:
            flips.flip(docket, file, draw(file, columns, records, chance))
            progress("bits of rows", flips.made, count)
        if docket.verify().faults != flips.sound:
            raise AssertionError("the bits were not all flipped back")
    return flips


@define
class Damage:
    """Bytes of the file: how many were flipped, how many found, how many changed nothing, how many changed rows unseen."""

    made: int = 0
    found: int = 0
    harmless: int = 0
    unseen: int = 0


def flip_file(attacked: Attacked, count: int) -> Damage:
    """So many bytes of the file, each changed alone, in a copy."""
    damage, chance = Damage(), random.Random(5)
    whole, rows = attacked.place.read_bytes(), _rows(attacked.place)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "court.db"
        for number in range(1, count + 1):
            at, mask = chance.randrange(len(whole)), chance.randrange(1, 256)
            place.write_bytes(whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :])
            damage.made += 1
            if _is_found(Attacked(place, attacked.held)):
                damage.found += 1
            elif _rows(place) == rows:
                damage.harmless += 1
            else:
                damage.unseen += 1
            for path in Path(directory).iterdir():
                path.unlink()
            progress("bytes of the file", number, count)
    return damage


def _is_found(attacked: Attacked) -> bool:
    """Whether the file cannot be opened or is found wrong."""
    try:
        with casestream.open(attacked.place, create=False) as docket:
            return not docket.verify(checkpoints=attacked.held, vkeys=[VKEY]).ok
    except CasestreamError:
        return True


def _rows(place: Path) -> list[Any]:
    with closing(sqlite3.connect(place)) as file:
        file.text_factory = bytes
        return [file.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]


def attack(sound: Attacked) -> int:
    """How many of the known attacks are found where they were made."""
    found = 0
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "court.db"
        for known in ATTACKS:
            shutil.copy(sound.place, place)
            with unlocked(place) as file:
                known.attack(file)
            with casestream.open(place, create=False) as docket:
                faults = docket.verify(checkpoints=sound.held, vkeys=[VKEY]).faults
            found += any(fault.position in known.at for fault in faults)
    return found


def measure(scale: Scale) -> Outcome:
    """Rows, file, attacks; beside them what somebody notices who only reads."""
    with tempfile.TemporaryDirectory() as directory:
        sound = a_docket(Path(directory) / "court.db")
        attacked = attack(sound)
        damage = flip_file(sound, scale.of(40, 5_000))
        flips = flip_rows(sound, scale.of(60, 10_000))
    return Outcome(
        figure=f"{flips.made:,} bits of rows flipped: {flips.found:,} found, {flips.located:,} located; {damage.made:,} bytes of "
        f"the file: {damage.found:,} found, {damage.harmless:,} that changed no row, {damage.unseen} changes unseen; "
        f"{attacked} of {len(ATTACKS)} attacks found",
        kept=flips.made == flips.found == flips.located and damage.unseen == 0 and attacked == len(ATTACKS),
        control=f"reading every record without its proof: {flips.unread:,} of {flips.made:,} flipped bits unnoticed",
        control_failed=flips.unread > 0,
    )
