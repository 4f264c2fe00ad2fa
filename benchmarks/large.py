"""What the pairs over tiers share: a tier's files, and the races that are run on more than one of them."""

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import copyfile, rmtree

from attrs import frozen

from benchmarks import figures, ours, stock_court, targets
from benchmarks.data import Data
from benchmarks.gauge import Gauge, Way
from benchmarks.pair import digest
from benchmarks.stock import Court, open_court
from benchmarks.ways import PERIOD, QUESTIONS, by_hand, digest_of_findings, digest_of_table
from casestream.kernel.projection import Scope
from casestream.procedures.termination import MAY_TERMINATE, RoundTerminated
from casestream.replay import recheck, replay, seal
from casestream.replay.segments.layout import Segment
from casestream.store.log import Log

Race = Callable[..., list[Gauge]]
SCOPE = Scope(since=figures.SINCE, until=figures.UNTIL)


@frozen
class Tier:
    """One tier: its segments, and how many events it has."""

    name: str
    data: Data
    segments: list[Segment]

    @classmethod
    def of(cls, name: str, data: Data) -> "Tier":
        """A tier with a docket, sealed by casestream; T4 straight from the pool."""
        return cls(name, data, data.straight(name) if name == "T4" else data.sealed(name))

    @property
    def events(self) -> int:
        """How many events."""
        return self.segments[-1].manifest.last

    def sizes(self) -> dict[str, int]:
        """What goes into the report."""
        files = [size for each in self.segments for size, _ in each.manifest.files.values()]
        streams = self.segments[-1].manifest.bounds[-1] - 1
        return {
            "events": self.events, "streams": streams, "courts": len(self.segments[-1].manifest.courts),
            "bytes": sum(files), "row_groups": len(self.segments[-1].manifest.bounds) - 1,
        }  # fmt: skip


def ask(race: Race, tier: Tier, work: str, *ways: Way, names: tuple[str, ...] = (), rounds: int = 3) -> list[Gauge]:
    """One question: other ways, ours, what was written by hand, on the same files."""
    ours_of_it = QUESTIONS[work].ways(tier.segments, *names, rounds=rounds)
    return race(work, tier.name, tier.events, [*ways, *ours_of_it, *by_hand(work, tier.segments[0], rounds)])


def scan(race: Race, tier: Tier, work: str) -> None:
    """The limit of a question, beside it."""
    race(f"{work}: columns", tier.name, tier.events, QUESTIONS[work].scans(tier.segments[0]))


def stock_figures(court: Court, *, with_topics: bool) -> Way:
    """The stock side's projection, with all kinds or with those that it needs."""
    kinds = stock_court.NEEDED if with_topics else ()
    run = partial(stock_court.court_statistics, court, *PERIOD, kinds)
    return Way(targets.TOPICS if with_topics else targets.STOCK, run, digest, rounds=1, warm=False)


def state(race: Race, tier: Tier) -> None:
    """The state of every case against the stock fold; answers are compared by the ids of the cases."""
    log = Log(tier.data.docket(tier.name), create=False)
    court = open_court(tier.data.stock(tier.name))
    question = QUESTIONS[targets.STATE]
    try:
        theirs = Way(
            targets.STOCK, partial(stock_court.fold, court),
            lambda cases: digest(stock_court.state(cases, figures.TODAY)), rounds=1, warm=False,
        )  # fmt: skip
        mine = [
            Way(way.name, way.run, lambda roll: digest(figures.answers(log, roll)))
            for way in question.ways(tier.segments)
        ]
        race(targets.STATE, tier.name, tier.events, [theirs, *mine])
    finally:
        court.close()
        log.close()


def rechecked(race: Race, tier: Tier) -> None:
    """Every 终本 judged again: event by event, and over columns."""
    log = Log(tier.data.docket(tier.name), create=False)
    try:
        rows = Way(
            targets.ROWS, lambda: recheck(log, MAY_TERMINATE, engine="rows"), digest_of_findings, rounds=1, warm=False
        )  # fmt: skip
        ask(race, tier, targets.RECHECK, rows)
    finally:
        log.close()


def sealing(race: Race, tier: Tier, place: Path) -> None:
    """A docket sealed anew, in one process and in two. What is built is thrown away."""
    link = place / "sealing.db"
    link.symlink_to(tier.data.docket(tier.name))

    def build(processes: int) -> int:
        rmtree(f"{link}.segments", ignore_errors=True)
        log = Log(link, create=False)
        try:
            segment = seal(log, processes=processes)
        finally:
            log.close()
        return segment.manifest.records if segment else 0

    ways = [
        Way(f"{many} process{'es' * (many > 1)}", partial(build, many), lambda n: digest([n]), rounds=1, warm=False)
        for many in (1, 2)
    ]
    race(targets.SEALING, tier.name, tier.events, ways)


def tail(race: Race, tier: Tier) -> tuple[int, int]:
    """Statistics that are up to date, before and after one more event; how many 终本 each of them counted."""
    docket = tier.data.folder / "tail.db"
    _forget(docket)
    copyfile(tier.data.docket(tier.name), docket)
    Path(f"{docket}.segments").symlink_to(tier.segments[0].folder.parent, target_is_directory=True)
    log = Log(docket, create=False)
    counted = []

    def ask_log() -> object:
        return replay(log, figures.FIGURES, engine="pool", scope=SCOPE)

    try:
        for way in ("nothing in the tail", "one event in the tail"):
            race(f"{targets.TAIL}: {way}", tier.name, tier.events, [Way(targets.POOL, ask_log, digest_of_table)])
            counted.append(sum(int(str(row["terminations"])) for row in replay(log, figures.FIGURES, scope=SCOPE).rows))
            append_one(log)
    finally:
        log.close()
        _forget(docket)
    return counted[0], counted[1]


def append_one(log: Log) -> None:
    """One more 终本 within the period, in the first case that has a round."""
    (opened,) = log.records("WHERE types.name = 'round.opened'", limit=1)
    on = min(max(opened.on, figures.SINCE) + timedelta(days=1), figures.UNTIL)
    ended = RoundTerminated(on=on, unpaid_fen=7, served_on=on, next_query_by=on, relied_on=())
    log.append(log.case(opened.stream), [ended], ours.envelope())


def _forget(docket: Path) -> None:
    for path in (Path(f"{docket}{end}") for end in ("", "-wal", "-shm", ".segments")):
        if path.is_symlink() or path.exists():
            os.unlink(path)  # noqa: PTH108  # A link to a folder goes, not the folder.
