"""kill -9 while live views follow: every record counts once; where result and position are written apart, some do not."""

import random
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import casestream
from casestream.docket import Docket
from casestream.kernel.projection import Projection
from casestream.replay.live import LiveView
from casestream.reports import STATISTICS
from casestream.store.tracking import Key, Standing, Views, views_beside
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.simulator import StoryClock, play
from torture.nursery import Child, Nursery
from torture.promise import Outcome, Scale, progress
from torture.server import server

PAGE_RECORDS = 5
STEPS = range(1, 7)  # So many before the kill, which falls anywhere in the step that follows.
LATEST_SECONDS = 0.004  # One follower after the other.
APART_SECONDS = 0.01
COURT: Projection = STATISTICS["court"].grouped(("court", "month"))


class SplitViews(Views):
    """The known-bad configuration: the result is committed, then the position."""

    def advance(self, version: str, before: Standing, after: Standing, changes: Mapping[Key, int]) -> bool:
        """Two transactions, the second a moment later."""
        with self.writing() as c:
            if self._standing(c, version) != before:
                return False
            self._add(c, version, changes)
        time.sleep(APART_SECONDS)
        with self.writing() as c:
            self._move(c, version, before, after)
        return True


def opened(docket: Docket, split: bool) -> LiveView:
    """The view, with so small steps that a kill seldom falls outside of one."""
    kind = SplitViews if split else Views
    return LiveView(docket.log, COURT, views_beside(docket.log, kind), page_records=PAGE_RECORDS)


def keep_following(place: Path | str, split: bool, pipe: Connection) -> None:
    """Step after step, each said when it is done."""
    with casestream.open(place) as docket, opened(docket, split) as view:
        while view.step():
            pipe.send("stepped")
        pipe.send("current")
        time.sleep(600)


def simulated(place: Path | str, cases: int) -> int:
    """Whole lives, corrections among them; how many records."""
    clock = StoryClock()
    with casestream.open(place, clock=clock, settings=sample_settings()) as docket:
        play(docket, clock, plan_life("内0624", date(2023, 1, 1), date(2023, 12, 31), cases, seed=5), label="lives")
        return docket.log.last_position()


def killed(nursery: Nursery, place: Path | str, kills: int, *, split: bool, followers: int) -> tuple[int, int]:
    """So many followers killed, each somewhere in its steps; how many numbers are wrong at the end, and how many rounds over."""
    chance, dead, wrong, rounds = random.Random(5), 0, 0, 1
    while dead < kills:
        children = [nursery.start(keep_following, place, split) for _ in range(followers)]
        is_current = heard_of(children[0], chance)
        for child in children:
            child.kill()
            dead += 1
            progress("control: result and position apart" if split else "live views", dead, kills)
            time.sleep(chance.uniform(0, LATEST_SECONDS))
        if is_current:
            wrong += settled(place, split)
            rounds += 1
    return wrong + settled(place, split), rounds


def heard_of(child: Child, chance: random.Random) -> bool:
    """Wait for some steps, and then for some part of one; whether it has come to the end."""
    took, asked = 0.0, time.monotonic()
    for _ in range(chance.choice(STEPS)):
        if child.hear() == "current":
            return True
        took, asked = time.monotonic() - asked, time.monotonic()
    time.sleep(chance.uniform(0, took))
    return False


def settled(place: Path | str, split: bool) -> int:
    """How many numbers are wrong when the view has come to the end; then it begins again."""
    with casestream.open(place) as docket, opened(docket, split) as view:
        while view.step():
            pass
        wrong = len(view.rebuilt_differently("rows"))
        view.views.reset(view.version, view.views.standing(view.version))
    return wrong


def outcome(
    nursery: Nursery, places: tuple[Path | str, Path | str], cases: int, kills: int, split_kills: int
) -> Outcome:
    """The kills, then the same with a view that writes result and position in two transactions."""
    place, other = places
    records = simulated(place, cases)
    simulated(other, min(cases, 40))
    wrong, rounds = killed(nursery, place, kills, split=False, followers=2)
    split_wrong, _ = killed(nursery, other, split_kills, split=True, followers=1)
    return Outcome(
        figure=f"{kills} followers killed over {records:,} records ({rounds} times over), {wrong} wrong numbers",
        kept=wrong == 0,
        control=f"result and position apart: {split_wrong} wrong numbers after {split_kills} kills",
        control_failed=split_wrong > 0,
    )


def measure(scale: Scale) -> Outcome:
    """Followers of views in a file."""
    with tempfile.TemporaryDirectory() as directory, Nursery() as nursery:
        places = Path(directory) / "court.db", Path(directory) / "split.db"
        return outcome(nursery, places, scale.of(40, 580), kills=scale.of(40, 500), split_kills=scale.of(12, 50))


def measure_on_server(scale: Scale) -> Outcome:
    """Followers of views in a server."""
    with server() as cluster, Nursery() as nursery:
        places = cluster.address(), cluster.address()
        return outcome(nursery, places, scale.of(10, 200), kills=scale.of(16, 200), split_kills=scale.of(12, 50))
