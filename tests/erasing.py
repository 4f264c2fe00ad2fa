"""Many persons erased from one docket, and what is left of them in any file: for a test, and for the torture."""

from datetime import UTC, date, datetime
from pathlib import Path

from attrs import frozen

import casestream
from casestream.kernel import Actor
from casestream.procedures.erasure import ErasureGround
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.sealed import SealedDocket
from casestream.store.faults import faults

COURT = "内0624"
DAY = date(2025, 3, 10)
NOW = datetime(2025, 9, 16, 4, 0, tzinfo=UTC)
CLERK, CHIEF, PRESIDENT = (Actor(f"{post}-1", COURT, post) for post in ("clerk", "chief", "president"))


@frozen
class Left:
    """What was found: names in plain text before any erasure, names and key bytes after, faults of the log, all erased shown masked."""

    persons: int
    plain_before: int
    plain_after: int
    key_bytes: int
    faults: int
    unmasked: int


def name(person: int) -> str:
    """One of many names that no other text holds."""
    return f"斛律孤{person:05}"


def _bytes_in(folder: Path) -> bytes:
    """Everything in every file of the docket and of its key store, but the main key's."""
    return b"\0".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".main")


def _secrets(docket: SealedDocket, token: str) -> list[bytes]:
    """The data key itself, and what the store holds of the person: the key wrapped, the index, the sealed name."""
    person = docket.keys.person(token)
    assert person is not None
    assert person.key is not None
    return [person.key, *docket.keys.held(token)]


def case(person: int) -> ApplyForEnforcement:
    """A case against one of them."""
    return ApplyForEnforcement(
        case=f"（2024）{COURT}民初{person}号判决", on=DAY, cause="民间借贷纠纷", court=COURT, claimed_fen=2_800_000,
        effective_on=date(2024, 12, 1), performance_due=date(2025, 1, 10), applicants=(Party(name="模拟银行"),),
        debtors=(Party(name=name(person)),),
    )  # fmt: skip


def erase_many(folder: Path, persons: int) -> Left:
    """Begin a case against each, erase each, and search every file."""
    with casestream.open(folder / "court.db", keys=folder / "keys", clock=lambda: NOW) as docket:
        with docket.batch():
            for person in range(1, persons + 1):
                docket.handle(case(person), CLERK)
                docket.handle(FileCase(case=case(person).case, on=DAY, number=f"（2025）{COURT}执{person}号"), CLERK)
        docket.report("ledger")
        names = [name(person).encode() for person in range(1, persons + 1)]
        plain = _bytes_in(folder)
        plain_before = sum(each in plain for each in names)
        secrets = []
        for person in range(1, persons + 1):
            token = docket.keys.find(name(person))
            assert token is not None
            secrets += _secrets(docket, token)
            docket.erase(
                name(person), number=f"删{person}", ground=ErasureGround.RETENTION_EXPIRED, retain_until=DAY,
                requester=CLERK, approvers=(CHIEF, PRESIDENT),
            )  # fmt: skip
        shown = [event for person in range(1, persons + 1) for event in docket.case(case(person).case).events]
        unmasked = sum("斛律孤" in str(event) for event in shown)
        wrong = sum(1 for _ in faults(docket.log))
        left = _bytes_in(folder)  # While it is open: the write-ahead log, too.
    left += _bytes_in(folder)
    return Left(
        persons=persons, plain_before=plain_before, plain_after=sum(each in left for each in names),
        key_bytes=sum(each in left for each in secrets), faults=wrong, unmasked=unmasked,
    )  # fmt: skip
