"""Count something of your own: how many days pass from filing to the first network query, court by court.

Run it on any docket, for instance the demo's:  python examples/own_projection.py demo.db
"""

import sys
from datetime import date

import casestream
from casestream.kernel import Count, Projection, Ratio, Span
from casestream.procedures.asset_search import NetworkQueryStarted
from casestream.procedures.rounds import RoundOpened

PROMPTNESS = Projection(
    "promptness", "查控及时性", "Promptness of search", by=("court",),
    opened=Count(RoundOpened, zh="立案", en="Filed"),
    queried=Count(NetworkQueryStarted, per="round", zh="已发起查控", en="Queried"),
    days=Span(RoundOpened, NetworkQueryStarted, zh="立案至查控合计(日)", en="Days from filing to query"),
    mean_days=Ratio("days", "queried", unit="d", zh="平均用时", en="Mean days"),
)  # fmt: skip


def main(place: str) -> None:
    """Replay the projection on both engines and print it."""
    with casestream.open(place, create=False) as docket:
        table = docket.replay(PROMPTNESS, since=date(2025, 1, 1), until=date(2025, 9, 16))
        reference = docket.replay(PROMPTNESS, engine="rows", since=date(2025, 1, 1), until=date(2025, 9, 16))
    for row in table.rows:
        print(" ".join(row.group), {name: str(cell) for name, cell in row.cells.items()})
    print("engines agree:", table.digest() == reference.digest())


if __name__ == "__main__":
    main(sys.argv[1])
