"""The simulated court year: laid out so that, with the page's own cases, it replays to the table that was published.

Published (page of 2025-09-17, "2025年以来"): accepted 2,895, closed 2,509, 86.67 %; completed 58.26 %; collected 68.96 %,
2.71亿元. The hotline since its founding: 421 dispatches, 856 officers, 277 拘传, 99 拘留, 57 closed, 535万元.

58.26 % is k/2,895 for no whole k, nor k/2,509: its denominator is another one. Here it is the first-time closings, as
courts' own reports define it, and it is 1,270 of 2,180. How many of the 2,509 were 执恢 is not printed; 329 is invented.
"""

from datetime import date

from casestream.demo.page import COURT
from casestream.replay import Rate, Row, Table
from casestream.testing.script import Script
from casestream.testing.simulator import HotlineTotals, YearTotals, plan_hotline, plan_year

YEAR_SEED, HOTLINE_SEED = 20250917, 110
FIRST_SEQ = 1300
HOTLINE_SINCE = date(2023, 3, 1)  # The founding day is not printed; this one is invented.

ACCEPTED, CLOSED = 2_895, 2_509
CLOSED_FIRST, SATISFIED_FIRST = 2_180, 1_270
WITHDRAWN_FIRST, DISMISSED_FIRST = 48, 12
SATISFIED_RESUMED = 214
PENDING_RESUMED = 31
CLAIMED_FEN = 39_300_000_000
COLLECTED_FEN = 27_101_280_000
CLAIMED_SATISFIED_FEN = 24_000_000_000


def _count(row: Row, measure: str) -> int:
    cell = row[measure]
    if isinstance(cell, Rate):
        raise TypeError(measure)
    return cell


def year_scripts(so_far: Table, since: date, until: date) -> list[Script]:
    """Simulated cases that, added to what the docket holds so far, come to the published table."""
    row = next(row for row in so_far.rows if row.group == (COURT,))
    collected, claimed = _count(row, "collected_first"), _count(row, "claimed_first")
    closed_first = CLOSED_FIRST - _count(row, "closed_first")
    satisfied_first = SATISFIED_FIRST - _count(row, "satisfied_first")
    closed_resumed = CLOSED - CLOSED_FIRST - _count(row, "closed_resumed")
    pending = ACCEPTED - CLOSED - _count(row, "pending")
    totals = YearTotals(
        satisfied_first=satisfied_first,
        parked_first=closed_first - satisfied_first - WITHDRAWN_FIRST - DISMISSED_FIRST,
        withdrawn_first=WITHDRAWN_FIRST,
        dismissed_first=DISMISSED_FIRST,
        satisfied_resumed=SATISFIED_RESUMED,
        parked_resumed=closed_resumed - SATISFIED_RESUMED,
        pending_first=pending - PENDING_RESUMED,
        pending_resumed=PENDING_RESUMED,
        claimed_satisfied_fen=CLAIMED_SATISFIED_FEN,
        claimed_other_fen=CLAIMED_FEN - CLAIMED_SATISFIED_FEN - claimed,
        collected_other_fen=COLLECTED_FEN - CLAIMED_SATISFIED_FEN - collected,
    )
    return plan_year(COURT, since, until, totals, seed=YEAR_SEED, first_seq=FIRST_SEQ)


def hotline_scripts(so_far: Table, until: date) -> list[Script]:
    """Simulated dispatches of the hotline since its founding that, added to those so far, come to the published counts."""
    row = next(row for row in so_far.rows if row.group == (COURT,))
    totals = HotlineTotals(
        dispatches=421 - _count(row, "dispatches"), officers=856 - _count(row, "officers"),
        compelled=277 - _count(row, "compelled"), detained=99 - _count(row, "detained"),
        closed=57 - _count(row, "closed"), collected_fen=535_000_000 - _count(row, "collected"),
    )  # fmt: skip
    return plan_hotline(COURT, HOTLINE_SINCE, until, totals, seed=HOTLINE_SEED)
