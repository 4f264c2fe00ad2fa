"""Ask every case the same questions, a column an answer: which are open, suspended, parked, and what is still owed.

Run it on any docket, for instance the demo's:  python examples/every_case.py demo.db
"""

import sys

import casestream
from casestream.kernel import Survey
from casestream.procedures.proceeds import outstanding
from casestream.procedures.rounds import is_open, is_parked
from casestream.procedures.suspension import is_suspended

STANDING = Survey(
    "standing", "案件现状", "How every case stands",
    is_open=is_open, is_parked=is_parked, is_suspended=is_suspended, outstanding_fen=outstanding,
)  # fmt: skip


def main(place: str) -> None:
    """Seal the docket, put the questions to every case, and add the answers up."""
    with casestream.open(place, create=False) as docket:
        docket.seal()
        roll = docket.survey(STANDING)
        reference = docket.survey(STANDING, engine="rows")
    open_ones = roll.columns["is_open"] == 1
    print(f"{len(roll):,} cases, {open_ones.sum():,} open, {roll.columns['is_suspended'].sum():,} suspended")
    print(f"owed in open cases: {roll.columns['outstanding_fen'][open_ones].sum():,} fen")
    print("engines agree:", roll.digest() == reference.digest())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "demo.db")
