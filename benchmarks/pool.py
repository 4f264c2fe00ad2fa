"""A pool of court years: simulated courts, each played for one year by commands under the rules, in a docket of its own.

Everything is simulated, the court codes too. A year is `YearTotals` and `HotlineTotals` of the simulator and a seed; the
years lie apart so that legal days, holidays and the law in force differ. What was played is kept in a folder and played
again only when the years or the sources that play them have changed.

Played cases are lawful, so judging them again would find nothing. Each year therefore takes over some 终本 from elsewhere
when it is over, as a docket takes over old files: recorded without a command, so that no rule was asked (`UNLAWFUL`).
"""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

from attrs import evolve, frozen

import casestream
from casestream.kernel.event import Actor, Record
from casestream.procedures.termination import RoundTerminated
from casestream.store.log import Log
from casestream.store.records import Envelope
from casestream.testing.script import Script
from casestream.testing.simulator import HotlineTotals, StoryClock, YearTotals, plan_hotline, plan_year, play

FIRST_SEQ = 1000
STAMP = "pool.sha256"
UNLAWFUL = "of 200 终本 about one was recorded, not commanded, and fails conditions: there is something to find"
DAYS = (5, 40, 150)  # So long after its round was opened such a 终本 is dated, within the year.
PLAYERS = ("docket", "requests.py", "kernel", "procedures", "store", "testing")  # What decides how a year comes out.

PENDING = """
WHERE types.name = 'round.opened' AND number GLOB '*执[0-9]*' AND NOT EXISTS (
  SELECT 1 FROM events AS later JOIN types AS kinds ON kinds.type = later.type
  WHERE later.stream = events.stream AND kinds.name IN ('round.closed', 'termination.round_terminated'))
"""


@frozen(kw_only=True)
class CourtYear:
    """One court in one year: what it comes to, and the seed that decides everything else.

    `unlawful` so many 终本 are recorded at the end, over those of `totals`, in rounds that are pending.
    """

    code: str
    year: int
    seed: int
    totals: YearTotals
    hotline: HotlineTotals
    unlawful: int = 0

    @property
    def since(self) -> date:
        """The first day of the year."""
        return date(self.year, 1, 1)

    @property
    def until(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    def scripts(self) -> list[Script]:
        """The cases and the calls. A call's number is made the court's own, for several courts share a docket later."""
        calls = plan_hotline(self.code, self.since, self.until, self.hotline, seed=self.seed)
        for call in calls:
            call.steps = [
                (evolve(cast(Any, step), case=f"{self.code}{step.case}"), actor) for step, actor in call.steps
            ]
        return [
            *plan_year(self.code, self.since, self.until, self.totals, seed=self.seed, first_seq=FIRST_SEQ),
            *calls,
        ]

    def play(self, place: Path) -> None:
        """Play the year into a new docket. A command's id begins with the code of the court."""
        clock = StoryClock()
        with casestream.open(place, clock=clock) as docket:
            play(docket, clock, self.scripts(), label=self.code)
            self._record(docket.log)

    def _record(self, log: Log) -> None:
        """The unlawful 终本: each in a first round, drawn by lot, that is open still."""
        chosen = Random(self.seed).sample(log.records(PENDING), self.unlawful)
        for number, opened in enumerate(chosen):
            on = min(opened.on + timedelta(days=DAYS[number % len(DAYS)]), self.until)
            record_termination(log, opened, on, f"{self.code}/recorded/{number}")


def record_termination(log: Log, opened: Record, on: date, command_id: str) -> None:
    """A 终本 as a fact, dated on a day, in the case of a round that was opened; no rule is asked."""
    actor = Actor(f"{opened.court}-handler", opened.court, "handler")
    envelope = Envelope(
        actor=actor, recorded_at=log.records("WHERE position = ?", (log.last_position(),))[0].recorded_at + timedelta(seconds=1),
        command_id=command_id, correlation_id=command_id, causation_id="", asked="",
    )  # fmt: skip
    ruled = RoundTerminated(on=on, unpaid_fen=7, served_on=on, next_query_by=on, relied_on=())
    log.append(log.case(opened.stream), [ruled], envelope)


YEARS = (
    CourtYear(
        code="内9901", year=2025, seed=20250623,
        totals=YearTotals(
            satisfied_first=1_590, parked_first=1_090, withdrawn_first=60, dismissed_first=15, satisfied_resumed=270,
            parked_resumed=145, pending_first=450, pending_resumed=40, claimed_satisfied_fen=30_000_000_000,
            claimed_other_fen=19_000_000_000, collected_other_fen=3_900_000_000,
        ),
        hotline=HotlineTotals(
            dispatches=420, officers=860, compelled=270, detained=100, closed=60, collected_fen=530_000_000
        ),
        unlawful=6,
    ),
    CourtYear(
        code="内9902", year=2023, seed=20230105,
        totals=YearTotals(
            satisfied_first=1_260, parked_first=1_300, withdrawn_first=95, dismissed_first=24, satisfied_resumed=190,
            parked_resumed=150, pending_first=380, pending_resumed=55, claimed_satisfied_fen=17_000_000_000,
            claimed_other_fen=33_000_000_000, collected_other_fen=5_200_000_000,
        ),
        hotline=HotlineTotals(
            dispatches=260, officers=610, compelled=150, detained=70, closed=31, collected_fen=210_000_000
        ),
        unlawful=7,
    ),
    CourtYear(
        code="内9903", year=2021, seed=20210412,
        totals=YearTotals(
            satisfied_first=2_150, parked_first=880, withdrawn_first=40, dismissed_first=9, satisfied_resumed=330,
            parked_resumed=90, pending_first=520, pending_resumed=28, claimed_satisfied_fen=21_000_000_000,
            claimed_other_fen=12_000_000_000, collected_other_fen=2_100_000_000,
        ),
        hotline=HotlineTotals(
            dispatches=130, officers=300, compelled=66, detained=18, closed=12, collected_fen=96_000_000
        ),
        unlawful=5,
    ),
    CourtYear(
        code="内9904", year=2019, seed=20190307,
        totals=YearTotals(
            satisfied_first=1_400, parked_first=1_230, withdrawn_first=110, dismissed_first=30, satisfied_resumed=150,
            parked_resumed=210, pending_first=290, pending_resumed=70, claimed_satisfied_fen=14_000_000_000,
            claimed_other_fen=26_000_000_000, collected_other_fen=4_400_000_000,
        ),
        hotline=HotlineTotals(
            dispatches=90, officers=210, compelled=41, detained=25, closed=9, collected_fen=71_000_000
        ),
        unlawful=7,
    ),
)  # fmt: skip


@frozen
class Pool:
    """Court years that were played, and the docket file of each."""

    years: tuple[CourtYear, ...]
    files: tuple[Path, ...]


def played(folder: Path, years: Sequence[CourtYear] = YEARS, *, workers: int = 2) -> Pool:
    """The pool in a folder: taken as it is when its stamp fits, else played anew, the years in parallel.

    Raises:
        Refused: a year is not lawful, which is a mistake in its totals or in the simulator.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pool = Pool(tuple(years), tuple(folder / f"court-{number}.db" for number in range(1, len(years) + 1)))
    stamp, wanted = folder / STAMP, fingerprint(years)
    if stamp.exists() and stamp.read_text() == wanted and all(file.exists() for file in pool.files):
        return pool
    stamp.unlink(missing_ok=True)
    for file in pool.files:
        for made in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
            made.unlink(missing_ok=True)
    if workers == 1:
        for year, file in zip(years, pool.files, strict=True):
            year.play(file)
    else:
        with ProcessPoolExecutor(workers) as executor:
            list(executor.map(CourtYear.play, years, pool.files))
    stamp.write_text(wanted)  # The last thing: a pool that was left half played has no stamp.
    return pool


def fingerprint(years: Sequence[CourtYear]) -> str:
    """A hash of the years and of every source that decides how they come out."""
    whole = hashlib.sha256(repr(tuple(years)).encode())
    package = Path(casestream.__file__).parent
    for name in PLAYERS:
        found = package / name
        for source in sorted(found.rglob("*.py")) if found.is_dir() else [found]:
            whole.update(f"{source.relative_to(package)}\0".encode() + source.read_bytes())
    whole.update(Path(__file__).read_bytes())
    return whole.hexdigest()
