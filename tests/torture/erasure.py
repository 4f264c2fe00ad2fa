"""Persons erased: not a byte of their names and keys is in any file afterwards, and what was signed before still holds."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from attrs import frozen

import casestream
from audit.dockets import SIGNER, VKEY
from cases import COURT, applying, basis, filing
from casestream.kernel import Actor
from casestream.kernel.event import evolve
from casestream.procedures.erasure import ErasureGround
from casestream.procedures.filing import Party
from casestream.sealed import SealedDocket
from casestream.testing import CLERK, PRESIDENT
from torture.promise import Outcome, Scale, progress

CHIEF = Actor("chief-1", COURT, "chief")
RETAINED_UNTIL = date(2025, 1, 1)
SURNAME = "欧"
ENDINGS = "甲乙丙丁戊己庚辛壬癸"


@frozen
class Trace:
    """What may be left of a person: the name, and of the keys the data key, as it is and wrapped, the index and the seal."""

    name: str
    token: str
    parts: tuple[bytes, ...]


def name_of(number: int) -> str:
    """A name that is in no other, and in no text of a docket."""
    return SURNAME + "".join(ENDINGS[int(digit)] for digit in f"{number:04}")


def fill(docket: SealedDocket, persons: int) -> bytes:
    """A case for each person, as debtor; sealed into segments, asked for results, signed. The note that an auditor holds."""
    for number in range(1, persons + 1):
        with docket.batch():
            docket.handle(evolve(applying(number), debtors=(Party(name=name_of(number)),)), CLERK)
            docket.handle(filing(number), CLERK)
    docket.seal()
    docket.report("court")
    docket.report("ledger")
    return bytes(docket.checkpoint(SIGNER))


def traces(docket: SealedDocket, persons: int) -> Iterator[Trace]:
    """Everything by which a person could be found again."""
    with closing(sqlite3.connect(docket.keys.path)) as store:
        for number in range(1, persons + 1):
            name = name_of(number)
            token = docket.keys.find(name) or ""
            person = docket.keys.person(token)
            row = store.execute("SELECT key, found, value FROM persons WHERE token = ?", (token,)).fetchone()
            if person is None or person.key is None:
                raise AssertionError(f"{name} is not in the key store")
            yield Trace(name, token, (name.encode(), person.key, *row))


def left_in(directory: Path, sought: Iterable[Trace]) -> int:
    """How many parts of these persons are in any file below a directory, however it came there."""
    files = b"\n".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())
    return sum(part in files for trace in sought for part in trace.parts)


def erase(docket: SealedDocket, sought: list[Trace]) -> None:
    """Each on a request of its own, with two approvals."""
    for number, trace in enumerate(sought, 1):
        docket.erase(
            trace.name, number=f"erasure-{number}", ground=ErasureGround.RETENTION_EXPIRED, retain_until=RETAINED_UNTIL,
            requester=CLERK, approvers=(PRESIDENT, CHIEF),
        )  # fmt: skip
        progress("persons erased", number, len(sought))


def merely_deleted(directory: Path, persons: int) -> int:
    """The known-bad configuration: rows deleted from a key store that is not told to forget. What is left of them."""
    with casestream.open(directory / "court.db", keys=directory / "court.keys") as docket:
        fill(docket, persons)
        sought = list(traces(docket, persons))
    with closing(sqlite3.connect(directory / "court.keys")) as store:
        store.execute("PRAGMA secure_delete=OFF")
        store.execute("DELETE FROM persons")
        store.commit()
    return left_in(directory, sought)


def measure(scale: Scale) -> Outcome:
    """All but one are erased; what is left of them, and of the one; then the control."""
    erased = scale.of(10, 1_000)
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as other:
        directory = Path(name)
        with casestream.open(directory / "court.db", keys=directory / "court.keys") as docket:
            held = fill(docket, erased + 1)
            *sought, kept = traces(docket, erased + 1)
            erase(docket, sought)
            left, verification = left_in(directory, sought), docket.verify(checkpoints=[held], vkeys=[VKEY])
            masked = sum(f"{SURNAME}某" in repr(docket.history(basis(number))) for number in range(1, erased + 1))
        closed = left_in(directory, sought)
        others_left = left_in(directory, [kept])
        control = merely_deleted(Path(other), 10)
    is_proven = verification.ok and verification.proven > 0
    return Outcome(
        figure=f"{erased:,} persons erased: {left + closed} of {5 * erased:,} names, keys, indexes and seals left in any file; "
        f"{masked:,} read as masks; the checkpoint of before {'holds' if is_proven else 'DOES NOT HOLD'}",
        kept=left == closed == 0 < others_left and is_proven and masked == erased,
        control=f"10 persons' rows deleted without overwriting: {control} of 50 left",
        control_failed=control > 0,
    )
