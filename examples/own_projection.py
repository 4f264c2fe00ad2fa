"""Count something of your own: how many days pass from the filing of a round to its closing, court by court.

Run it on any docket, for instance the demo's:  python examples/own_projection.py demo.db
"""

import sys
from datetime import date

import casestream
from casestream.kernel import Count, Projection, Ratio, Span
from casestream.procedures.rounds import RoundClosed, RoundOpened

DURATION = Projection(
    "duration", "办案用时", "Duration", by=("court", "round_type"),
    closed=Count(RoundClosed, zh="结案", en="Closed"),
    days=Span(RoundOpened, RoundClosed, zh="立案至结案合计(日)", en="Days from filing to closing"),
    mean_days=Ratio("days", "closed", unit="d", zh="平均用时", en="Mean days"),
)  # fmt: skip
SINCE, UNTIL = date(2025, 1, 1), date(2025, 9, 16)


def main(place: str) -> None:
    """Replay the projection on both engines and print it, each mean with its numerator and denominator."""
    with casestream.open(place, create=False) as docket:
        table = docket.replay(DURATION, since=SINCE, until=UNTIL)
        reference = docket.replay(DURATION, engine="rows", since=SINCE, until=UNTIL)
    for row in table.rows:
        print(" ".join(row.group), f"mean {row['mean_days']} days = {row['days']:,} days / {row['closed']:,} rounds")
    print("engines agree:", table.digest() == reference.digest())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "demo.db")
