"""Bits flipped in rows, in names and in the file, and what a forger does: all of it is found, and records by their position."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

import casestream
from audit.attacks import ATTACKS, unlocked
from audit.dockets import VKEY, Attacked, a_docket
from audit.flips import altered, flipped_bytes, flipped_names, flipped_rows
from torture.promise import Outcome, Scale, progress

SEED = 5
CASES = 500  # 3,000 records.


def located(place: Path, rows: int, names: int) -> Counter[bool]:
    """Of so many bits flipped in rows and in names, how many are found where they are."""
    told: Counter[bool] = Counter()
    for flips in (flipped_rows(place, rows, SEED), flipped_names(place, names, SEED)):
        for _, is_found in flips:
            told[is_found] += 1
            progress("bits of rows and names", told.total(), rows + names)
    return told


def damaged(place: Path, count: int) -> Counter[str]:
    """What came of so many bytes of the file, each changed alone."""
    told: Counter[str] = Counter()
    for _, outcome in flipped_bytes(place, count, SEED):
        told[outcome] += 1
        progress("bytes of the file", told.total(), count)
    return told


def attacks_found(sound: Attacked) -> int:
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


def unnoticed(sound: Attacked, count: int) -> int:
    """The known-bad auditor: he reads every record, and believes what can be read. How many flips he does not notice."""
    chance, missed = Random(SEED), 0
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "court.db"
        for _ in range(count):
            shutil.copy(sound.place, place)
            with unlocked(place) as file:
                altered(file, chance, chance.randint(1, 360))
            with casestream.open(place, create=False) as docket:
                try:
                    docket.log.records()
                except Exception:  # noqa: BLE001, S112  # However he notices.
                    continue
            missed += 1
    return missed


def measure(scale: Scale) -> Outcome:
    """Attacks, rows and names, the file; beside them what somebody misses who only reads."""
    read = scale.of(20, 500)
    with tempfile.TemporaryDirectory() as directory:
        sound = a_docket(Path(directory) / "court.db")
        attacks, missed = attacks_found(sound), unnoticed(sound, read)
        file = damaged(sound.place, scale.of(40, 5_000))
        large = a_docket(Path(directory) / "large.db", cases=CASES) if scale is Scale.FULL else sound
        bits = located(large.place, scale.of(100, 10_000), scale.of(10, 500))
    return Outcome(
        figure=f"{bits.total():,} bits of rows and names flipped: {bits[True]:,} found and located; {file.total():,} bytes of the "
        f"file: {file['found']:,} found, {file['harmless']:,} that changed no record, {file['missed']} unseen; "
        f"{attacks} of {len(ATTACKS)} attacks located",
        kept=not bits[False] and not file["missed"] and attacks == len(ATTACKS),
        control=f"reading every record without its proof: {missed} of {read} flipped bits unnoticed",
        control_failed=missed > 0,
    )
