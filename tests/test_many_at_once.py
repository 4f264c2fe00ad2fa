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
from threading import Event
from typing import Any

import pytest
from attrs import frozen

import casestream
import casestream.cli
from casestream.kernel.projection import Projection
from casestream.reports import STATISTICS
from casestream.store.faults import faults
from casestream.store.following import until
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

    def begin(*words: str, output: Any = subprocess.PIPE) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "casestream", *words], stdout=output, stderr=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"}, preexec_fn=hear_interrupts,
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@frozen
class Command:
    """The command line in this process: what it writes and its exit code, without the second that a process takes to start."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> tuple[int, str]:
        self.capsys.readouterr()
        code = casestream.cli.run(list(words))
        return code, self.capsys.readouterr().out


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


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
    for _ in range(2):  # Whoever is killed is started again.
        writers = [feed(start, place, seed) for seed in range(1, WRITERS + 1)]
        followers = [start("live", "follow", "court", str(place), "--json") for _ in range(2)]
        next_line(followers[0])
        time.sleep(chance.uniform(0, 0.5))
        for process in (*writers, *followers):
            time.sleep(chance.uniform(0, 0.05))
            process.kill()
            process.communicate()
    told = tmp_path / "told.jsonl"
    with told.open("w") as output:
        start("live", "follow", "court", str(place), "--json", output=output)
    writers = [feed(start, place, seed) for seed in range(1, WRITERS + 1)]
    assert [writer.wait(PATIENCE_SECONDS) for writer in writers] == [0] * WRITERS
    with casestream.open(place) as docket:
        last = docket.log.last_position()
        with docket.live(COURT) as view:
            view.wait_for(last, PATIENCE_SECONDS)
            assert view.rebuilt_differently("rows") == []
        assert docket.log.is_gapless()
        assert list(faults(docket.log)) == []
        digest = docket.replay(COURT, engine="rows").digest()
        with docket.log.reading() as cursor:
            cursor.execute("SELECT count(*) FROM commands WHERE command_id GLOB 'feed *'")
            answered = cursor.fetchone()[0]
    assert answered == sum(commands_of(seed) for seed in range(1, WRITERS + 1)) + answered_of_one(place)
    assert wait_for(lambda: (whole := lines(told)) and whole[-1]["receipt"]["last_position"] == last)
    assert lines(told)[-1]["digest"] == digest


def lines(told: Path) -> list[dict[str, Any]]:
    """The lines that are whole by now."""
    return [
        json.loads(line) for line in told.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")
    ]


def wait_for(comes: Callable[[], Any]) -> bool:
    return until(lambda: bool(comes()), Event(), PATIENCE_SECONDS)


def answered_of_one(place: Path) -> int:
    """The commands of the one case that was there at first."""
    with casestream.open(place) as docket, docket.log.reading() as cursor:
        cursor.execute("SELECT count(*) FROM commands WHERE command_id GLOB 'feed * 1 90/*'")
        return int(cursor.fetchone()[0])


def test_feeding_again_writes_nothing_twice(place: Path, command: Command) -> None:
    first, again = (json.loads(command("feed", str(place), "--cases", "2", "--json")[1]) for _ in range(2))
    assert first["new_commands"] > 0
    assert again["new_commands"] == 0
    assert again["last_position"] == first["last_position"]


def test_each_seed_has_case_numbers_of_its_own(place: Path, command: Command) -> None:
    for seed in ("1", "2", "98"):
        assert command("feed", str(place), "--cases", "3", "--seed", seed)[0] == 0
    assert command("feed", str(place), "--cases", "2", "--seed", "1")[0] == 2
    assert command("feed", str(place), "--seed", "99")[0] == 2


def test_a_followed_report_is_told_again_whenever_the_docket_has_grown(start: Start, place: Path) -> None:
    def due() -> int:
        return len(json.loads(run("report", "ledger", str(place), "--until", "2023-07-31", "--json").stdout)["rows"])

    run("feed", str(place), "--cases", "5")
    following = start("report", "ledger", str(place), "--until", "2023-07-31", "--follow", "--json")
    before = len(next_line(following)["rows"])
    assert before == due()
    run("feed", str(place), "--cases", "5", "--seed", "2")
    wanted = due()
    assert wanted > before  # Else there would be nothing to wait for.
    while len(next_line(following)["rows"]) != wanted:
        continue
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


def test_lag_check_and_rebuild(
    any_place: Path | str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = str(any_place)
    command("feed", file, "--cases", "1")
    assert "没有实时视图" in command("live", "lag", file)[1]
    code, shown = command("live", "follow", "court", file, "--once", "--lang", "en")
    assert (code, shown.splitlines()[-1].startswith("up to record ")) == (0, True)
    (lag,) = json.loads(command("live", "lag", file, "--json")[1])
    assert (lag["name"], lag["records"], lag["dead_letters"], lag["in_use"]) == ("court", 0, 0, True)
    assert "court" in command("live", "lag", file)[1]
    assert command("live", "check", "court", file)[0] == 0
    assert "nothing is set aside" in command("live", "dead-letters", "court", file, "--lang", "en")[1]
    assert json.loads(command("live", "retry", "court", file, "--json")[1]) == []
    with (
        casestream.open(any_place) as docket,
        docket.live(COURT) as view,
        view.views.writing() as cursor,
    ):
        cursor.execute("UPDATE tallies SET number = number + 1")
    code, told = command("live", "check", "court", file, "--json")
    assert (code, len(json.loads(told)) > 0) == (1, True)
    assert command("live", "rebuild", "court", file)[0] == 0
    assert command("live", "check", "court", file)[0] == 0


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


def test_dead_letters_and_a_changed_definition_on_the_command_line(
    place: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = str(place)
    command("feed", file, "--cases", "1")
    monkeypatch.syspath_prepend(str(tmp_path))

    def define(module: str, kind: str, stumbles: bool) -> None:
        (tmp_path / f"{module}.py").write_text(MODULE.format(kind=kind, stumbles=stumbles), encoding="utf-8")

    define("mine_before", "RoundOpened", stumbles=True)
    define("mine_after", "RoundClosed", stumbles=False)
    assert command("live", "follow", "mine_before:STUMBLING", file, "--once")[0] == 0
    code, told = command("live", "dead-letters", "mine_before:STUMBLING", file, "--json")
    (letter,) = [each for each in json.loads(told) if "民初" in each["stream"]]
    assert (code, letter["error"]) == (1, "ValueError: a bad one")
    assert command("live", "retry", "mine_before:STUMBLING", file, "--lang", "en")[0] == 1
    assert command("live", "follow", "mine_before:MINE", file, "--once")[0] == 0
    code, told = command("live", "follow", "mine_after:MINE", file, "--once", "--lang", "en")
    assert (code, "to use this view: --switch" in told) == (1, True)
    assert json.loads(command("live", "follow", "mine_after:MINE", file, "--json")[1])["then"].endswith("--switch")
    assert command("live", "follow", "mine_after:MINE", file, "--once", "--switch")[0] == 0
    assert command("live", "check", "mine_after:MINE", file)[0] == 0
