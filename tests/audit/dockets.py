"""A docket to be attacked: so many cases of six records each, and the checkpoint of it that an auditor holds."""

from pathlib import Path

from attrs import frozen

import casestream
from cases import applying, assigning, filing
from casestream.store.note import Signer
from casestream.testing import CLERK

PER_CASE = 6
SIGNER = Signer.new("court.example/enforcement")
VKEY = str(SIGNER.verifier)


@frozen
class Attacked:
    """Where the docket is, and the notes that the auditor holds."""

    place: Path
    held: tuple[bytes, ...]


def a_docket(place: Path, cases: int = 60, signed_after: tuple[int, ...] = (50, 60), hash: str = "sha256") -> Attacked:
    """Case n has the positions 6n-5 to 6n; the head is signed after some of them."""
    held = []
    with casestream.open(place, hash=hash) as docket:
        for n in range(1, cases + 1):
            docket.handle(applying(n), CLERK)
            docket.handle(filing(n), CLERK)
            docket.handle(assigning(n, f"handler-{n}"), CLERK)
            if n in signed_after:
                held.append(bytes(docket.checkpoint(SIGNER)))
    return Attacked(place, tuple(held))
