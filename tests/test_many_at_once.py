"""Many at once, on one file: writers, and those that keep views of it current; any of them may be killed at any time."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

import casestream
from casestream.kernel.projection import Projection
from casestream.reports import STATISTICS
from casestream.store.faults import faults
from casestream.testing.life import plan_life
from casestream.testing.simulator import in_order
from test_cli import ROOT, hear_interrupts, run

Start = Callable[..., subprocess.Popen[str]]
COURT: Projection = STATISTICS["court"]
CASES, WRITERS = 6, 3
PATIENCE_SECONDS = 120


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a command of the command line as a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "casestream", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"}, preexec_fn=hear_interrupts,
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def next_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str]:
    """What a process ends with when somebody presses Ctrl-C."""
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, errors


def feed(start: Start, place: Path, seed: int) -> subprocess.Popen[str]:
    return start("feed", str(place), "--cases", str(CASES), "--seed", str(seed), "--json")


def commands_of(seed: int) -> int:
    scripts = plan_life("内0625", date(2023, 1, 1), date(2023, 12, 31), CASES, seed=seed, first_seq=1_000 * seed)
    return len(in_order(scripts))


def test_writers_and_followers_killed_at_any_time_lose_nothing_and_the_view_is_exact(
    start: Start, place: Path, tmp_path: Path
) -> None:
    chance = Random(7)
    assert run("feed", str(place), "--cases", "1", "--seed", "90").returncode == 0
    for _ in range(3):  # Whoever is killed is started again.
        writers = [feed(start, place, seed) for seed in range(1, WRITERS + 1)]
        followers = [start("live", "follow", "court", str(place), "--json") for _ in range(2)]
        next_line(followers[0])
        time.sleep(chance.uniform(0, 0.5))
        for process in (*writers, *followers):
            time.sleep(chance.uniform(0, 0.05))
            process.kill()
            process.communicate()
    follower = start("live", "follow", "court", str(place), "--json")
    writers = [feed(start, place, seed) for seed in range(1, WRITERS + 1)]
    assert [writer.wait(PATIENCE_SECONDS) for writer in writers] == [0] * WRITERS
    with casestream.open(place) as docket:
        last = docket.log.last_position()
        with docket.live(COURT) as view:
            view.wait_for(last, PATIENCE_SECONDS)
            assert view.rebuilt_differently("rows") == []
        assert docket.log.is_gapless()
        assert list(faults(docket.log)) == []
        with docket.log.reading() as cursor:
            cursor.execute("SELECT count(*) FROM commands WHERE command_id GLOB 'feed *'")
            answered = cursor.fetchone()[0]
    assert answered == sum(commands_of(seed) for seed in range(1, WRITERS + 1)) + answered_of_one(place)
    told = next_line(follower)
    while told["receipt"]["last_position"] < last:
        told = next_line(follower)
    assert told["digest"] == json.loads(run("report", "court", str(place), "--json").stdout)["digest"]


def answered_of_one(place: Path) -> int:
    """The commands of the one case that was there at first."""
    with casestream.open(place) as docket, docket.log.reading() as cursor:
        cursor.execute("SELECT count(*) FROM commands WHERE command_id GLOB 'feed * 1 90/*'")
        return int(cursor.fetchone()[0])


def test_feeding_again_writes_nothing_twice(place: Path) -> None:
    first = json.loads(run("feed", str(place), "--cases", "2", "--json").stdout)
    again = json.loads(run("feed", str(place), "--cases", "2", "--json").stdout)
    assert first["new_commands"] > 0
    assert again["new_commands"] == 0
    assert again["last_position"] == first["last_position"]


def test_each_seed_has_case_numbers_of_its_own(place: Path) -> None:
    for seed in ("1", "2", "98"):
        assert run("feed", str(place), "--cases", "3", "--seed", seed).returncode == 0
    refused = run("feed", str(place), "--cases", "2", "--seed", "1", "--lang", "en")
    assert refused.returncode == 2
    assert run("feed", str(place), "--seed", "99").returncode == 2


def test_a_followed_report_is_told_again_whenever_the_docket_has_grown(start: Start, place: Path) -> None:
    run("feed", str(place), "--cases", "1")
    following = start("report", "ledger", str(place), "--follow", "--json")
    before = next_line(following)
    run("feed", str(place), "--cases", "1", "--seed", "2")
    after = next_line(following)
    while len(after["rows"]) == len(before["rows"]):
        after = next_line(following)
    assert interrupted(following) == (130, "")


def test_a_followed_report_is_a_table_for_a_person(start: Start, place: Path) -> None:
    run("feed", str(place), "--cases", "1")
    following = start("report", "court", str(place), "--follow", "--lang", "en")
    assert following.stdout is not None
    assert "Enforcement by court" in following.stdout.readline()
    assert interrupted(following)[0] == 130


def test_a_view_that_is_followed_ends_quietly(start: Start, place: Path) -> None:
    run("feed", str(place), "--cases", "1")
    following = start("live", "follow", "court", str(place), "--json")
    assert next_line(following)["report"] == "court"
    assert interrupted(following) == (130, "")


def test_lag_check_and_rebuild(place: Path) -> None:
    run("feed", str(place), "--cases", "1")
    file = str(place)
    assert "没有实时视图" in run("live", "lag", file).stdout
    once = run("live", "follow", "court", file, "--once", "--lang", "en")
    assert (once.returncode, once.stdout.splitlines()[-1].startswith("up to record ")) == (0, True)
    (lag,) = json.loads(run("live", "lag", file, "--json").stdout)
    assert (lag["name"], lag["records"], lag["dead_letters"], lag["in_use"]) == ("court", 0, 0, True)
    assert "court" in run("live", "lag", file).stdout
    assert run("live", "check", "court", file).returncode == 0
    assert "nothing is set aside" in run("live", "dead-letters", "court", file, "--lang", "en").stdout
    assert json.loads(run("live", "retry", "court", file, "--json").stdout) == []
    with (
        casestream.open(place) as docket,
        docket.live(COURT) as view,
        view.views.datastore.transaction(commit=True) as cursor,
    ):
        cursor.execute("UPDATE tallies SET number = number + 1")
    wrong = run("live", "check", "court", file, "--json")
    assert (wrong.returncode, len(json.loads(wrong.stdout)) > 0) == (1, True)
    assert run("live", "rebuild", "court", file).returncode == 0
    assert run("live", "check", "court", file).returncode == 0


MODULE = """
from casestream.kernel import Count, Event, Projection
from casestream.kernel.projection import Fold
from casestream.procedures.filing import EnforcementApplied
from casestream.procedures.rounds import RoundClosed, RoundOpened

MINE = Projection("mine", "我的", "mine", ("court",), counted=Count({kind}, zh="数", en="Number"))

def step(state, event):
    if isinstance(event, RoundOpened) and {stumbles}:
        raise ValueError("a bad one")
    return state + 1

def value(state):
    return state

STUMBLING = Projection("stumbling", "数", "stumbling", (), seen=Fold("seen", 0, step, value, zh="数", en="seen"))
"""


def test_dead_letters_and_a_changed_definition_on_the_command_line(place: Path, tmp_path: Path) -> None:
    file, module = str(place), tmp_path / "mine.py"
    with_mine = {"PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])}
    run("feed", file, "--cases", "1")

    def live(*words: str) -> subprocess.CompletedProcess[str]:
        return run("live", *words, environment=with_mine)

    module.write_text(MODULE.format(kind="RoundOpened", stumbles=True), encoding="utf-8")
    assert live("follow", "mine:STUMBLING", file, "--once").returncode == 0
    letters = live("dead-letters", "mine:STUMBLING", file, "--json")
    (letter,) = [each for each in json.loads(letters.stdout) if "民初" in each["stream"]]
    assert (letters.returncode, letter["error"]) == (1, "ValueError: a bad one")
    assert live("retry", "mine:STUMBLING", file, "--lang", "en").returncode == 1
    assert live("follow", "mine:MINE", file, "--once").returncode == 0
    module.write_text(MODULE.format(kind="RoundClosed", stumbles=False), encoding="utf-8")
    beside = live("follow", "mine:MINE", file, "--once", "--lang", "en")
    assert (beside.returncode, "to use this view: --switch" in beside.stdout) == (1, True)
    assert json.loads(live("follow", "mine:MINE", file, "--json").stdout)["differences"] is not None
    assert live("follow", "mine:MINE", file, "--once", "--switch").returncode == 0
    assert live("check", "mine:MINE", file).returncode == 0
