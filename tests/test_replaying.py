"""`casestream replay` and `casestream segments` as their users meet them: engines, clocks, receipts, breaking off, views."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import casestream
from casestream.kernel import Count, Projection
from casestream.kernel.errors import NaiveMoment, SegmentDamaged
from casestream.kernel.projection import Scope
from casestream.procedures.rounds import RoundClosed, RoundOpened
from casestream.replay import ENGINES, source
from casestream.replay.kept import Ask, Kept
from casestream.replay.receipt import question_hash
from conftest import Demo
from test_cli import run

MINE = Projection("mine", "我的", "mine", ("court",), opened=Count(RoundOpened, zh="立案", en="Opened"))
MINE_TOO = Projection("mine", "我的", "mine", ("court",), opened=Count(RoundClosed, zh="立案", en="Opened"))


@pytest.fixture(scope="module")
def place(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo's docket in a folder of its own."""
    copy = tmp_path_factory.mktemp("replaying") / "demo.db"
    shutil.copy(demo.place, copy)
    return str(copy)


def asked(*words: str) -> dict[str, Any]:
    done = run("replay", *words, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_all_engines_print_one_digest_sealed_or_not(place: str) -> None:
    unsealed = {engine: asked("court", place, "--engine", engine)["receipt"] for engine in ("rows", "columns", "pool")}
    built = run("segments", "build", place, "--lang", "en")
    assert built.returncode == 0
    assert "in use" in built.stdout
    engines = [engine for engine in ENGINES if engine != "spark" or shutil.which("java") or os.environ.get("CI")]
    sealed = {engine: asked("court", place, "--engine", engine)["receipt"] for engine in engines}
    assert {receipt["digest"] for receipt in (unsealed | sealed).values()} == {unsealed["rows"]["digest"]}
    assert {receipt["engine"] for receipt in sealed.values()} == set(engines) >= {"rows", "columns", "pool"}
    assert len({receipt["anchor"] for receipt in sealed.values()}) == 1


def test_a_second_build_finds_nothing_new_and_ls_tells_what_there_is(place: str) -> None:
    run("segments", "build", place)
    again = run("segments", "build", place, "--lang", "en")
    assert again.returncode == 0
    assert again.stdout.startswith("nothing is new")
    (row,) = json.loads(run("segments", "ls", place, "--json").stdout)
    assert row["first"] == 1
    assert row["records"] == row["last"]
    assert row["state"] == "in use"


def test_check_finds_an_altered_and_a_truncated_file_and_names_it(place: str, tmp_path: Path) -> None:
    run("segments", "build", place)
    copy = tmp_path / "demo.db"
    shutil.copy(place, copy)
    shutil.copytree(f"{place}.segments", f"{copy}.segments")
    assert run("segments", "check", str(copy)).returncode == 0
    (file,) = Path(f"{copy}.segments").glob("*/round.closed.parquet")
    sound = file.read_bytes()
    file.write_bytes(sound[:100] + bytes([sound[100] ^ 1]) + sound[101:])
    altered = run("segments", "check", str(copy), "--lang", "en")
    assert altered.returncode == 1
    assert str(file) in altered.stdout
    file.write_bytes(sound[:-10])
    cut = run("replay", "court", str(copy), "--lang", "en")
    assert cut.returncode == 2
    assert re.search(r"\[CS211\].*round\.closed\.parquet.*segments build", cut.stderr)
    with casestream.open(copy) as docket, pytest.raises(SegmentDamaged):
        docket.replay(MINE)
    shutil.rmtree(f"{copy}.segments")
    assert asked("court", str(copy))["digest"] == asked("court", place)["digest"]


def test_both_clocks_of_a_replay(place: str) -> None:
    whole = asked("court", place)
    early = asked("court", place, "--as-of", "2025-03-01")
    assert early["receipt"]["as_of"] == "2025-03-01"
    assert (
        early["digest"]
        == asked("court", place, "--as-of", "2025-03-01", "--engine", "rows")["digest"]
        != whole["digest"]
    )
    known = asked("court", place, "--known-at", "2025-03-01T08:00:00+08:00")
    assert known["receipt"]["last_position"] < whole["receipt"]["last_position"]
    assert known["receipt"]["known_at"] == "2025-03-01T08:00:00+08:00"
    assert whole["receipt"]["known_at"] is None
    shown = run(
        "replay", "court", place, "--as-of", "2025-03-01", "--known-at", "2025-03-01T08:00:00+08:00", "--lang", "en"
    )
    assert "(as of 2025-03-01)" in shown.stdout
    assert re.search(r"known_at +2025-03-01T08:00:00\+08:00", shown.stdout)
    assert known["digest"] == asked("court", place, "--known-at", "2025-03-01T08:00:00", "--engine", "rows")["digest"]
    with casestream.open(place, create=False) as docket, pytest.raises(NaiveMoment):
        docket.replay(MINE, known_at=datetime(2025, 3, 1))  # noqa: DTZ001 # That is the mistake.


def test_known_at_looks_at_what_was_written_by_then(place: str) -> None:
    with casestream.open(place, create=False) as docket:
        records = docket.log.records(limit=500)
        for record in records[::83]:
            position = docket.log.position_at(record.recorded_at)
            assert position >= record.position
            assert docket.log.records("WHERE position = ?", (position,))[0].recorded_at == record.recorded_at
        assert docket.log.position_at(datetime(1999, 1, 1, tzinfo=UTC)) == 0


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many chunks, as a log of a thousand times the size would have."""
    monkeypatch.setattr(source, "CHUNK_RECORDS", 5_000)
    monkeypatch.setattr(source, "TAIL_RECORDS", 100)


@pytest.mark.parametrize("engine", ["rows", "columns", "pool"])
def test_a_replay_that_was_broken_off_goes_on(
    engine: str, tmp_path: Path, demo: Demo, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking: list[set[int]] = []  # Of each run that keeps its answers, the chunks that it did not find.
    completed = Kept.completed

    def counted(kept: Kept, ask: Ask, chunks: int) -> Iterator[Any]:
        def asking(known: set[int]) -> Iterator[Any]:
            lacking.append(set(range(chunks)) - known)
            return ask(known)

        return completed(kept, asking, chunks)

    monkeypatch.setattr(Kept, "completed", counted)
    copy = tmp_path / "demo.db"
    shutil.copy(demo.place, copy)
    with casestream.open(copy) as docket:
        whole = docket.replay(MINE, engine="columns")
        told: list[tuple[int, int]] = []

        def watch(done: int, total: int) -> None:
            told.append((done, total))
            if len(told) == 7:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            docket.replay(MINE, engine=engine, watch=watch, resumable=True)
        kept = list(Path(f"{copy}.replay").glob("*/*.answer"))
        assert len(kept) == 7
        (before,) = lacking
        assert len(before) > 7
        told.clear()
        again = docket.replay(MINE, engine=engine, watch=lambda done, total: told.append((done, total)), resumable=True)
        assert again.digest() == whole.digest()
        assert told[-1][0] == told[-1][1] == docket.log.last_position()
        assert not Path(f"{copy}.replay").exists()
        assert lacking[1] == before - set(range(7))  # What was answered is not asked again; all else is.


def test_kept_answers_are_for_the_same_question_and_records_only(
    tmp_path: Path, demo: Demo, small_chunks: None
) -> None:
    copy = tmp_path / "demo.db"
    shutil.copy(demo.place, copy)
    with casestream.open(copy) as docket:
        state = source.Source.of(docket.log)
        names = {
            question_hash(one, Scope(since=since), "columns")
            for one in (MINE, MINE_TOO)
            for since in (date.min, date(2025, 1, 1))
        }
        assert len(names) == 4
        folders = {Kept(tmp_path, name).of(state.bounds, state.state()) for name in names}
        assert len({each.folder for each in folders if each}) == 4


BROKEN_OFF = """
import sys
from casestream.replay import source
source.CHUNK_RECORDS, source.TAIL_RECORDS = 5_000, 100
import casestream, time
from casestream.reports.statistics import COURT
def watch(done, total):
    print(done, flush=True)
    time.sleep(0.05)
with casestream.open(sys.argv[1], create=False) as docket:
    print(docket.replay(COURT, engine="columns", watch=watch, resumable=True).digest())
"""


def test_a_replay_survives_kill_9(tmp_path: Path, place: str) -> None:
    copy = tmp_path / "demo.db"
    shutil.copy(place, copy)
    script = [sys.executable, "-c", BROKEN_OFF, str(copy)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUTF8": "1"}) as first:
        assert first.stdout is not None
        for _ in range(5):
            assert first.stdout.readline()
        first.send_signal(signal.SIGKILL)
    kept = {path: path.stat().st_mtime_ns for path in Path(f"{copy}.replay").glob("*/*.answer")}
    assert len(kept) >= 5
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUTF8": "1"}) as second:
        assert second.stdout is not None
        second.stdout.readline()
        assert {path: path.stat().st_mtime_ns for path in kept if path.exists()} == kept  # Not asked anew.
        said = second.stdout.read().split()
    assert said[-1] == asked("court", place)["digest"]


ENDLESS = """
import sys
from casestream import __main__
from casestream.replay import source
source.CHUNK_RECORDS, source.TAIL_RECORDS = 500, 100
from casestream.replay.kept import Kept
keep = Kept._keep
def tell(self, number, answer):
    keep(self, number, answer)
    print("kept", flush=True)
    sys.stdin.readline()
Kept._keep = tell
sys.exit(__main__.main())
"""


def test_ctrl_c_ends_a_replay_quietly_and_says_how_to_go_on(tmp_path: Path, place: str) -> None:
    copy = tmp_path / "demo.db"
    shutil.copy(place, copy)
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, "replay", "court", str(copy), "--engine", "rows", "--lang", "en"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "kept\n"
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "kept\n"  # Now it stands still in the midst of the replay until it is told.
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "run the same command again" in said


def finding(folder: Path) -> dict[str, str]:
    """An environment in which modules in a folder are found, and all that are found here."""
    return {"PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}


def test_a_projection_of_the_readers_own(tmp_path: Path, place: str) -> None:
    (tmp_path / "mine.py").write_text(
        "from casestream.kernel import Count, Projection\n"
        "from casestream.procedures.rounds import RoundOpened\n"
        'MINE = Projection("mine", "我的", "mine", (), opened=Count(RoundOpened))\n'
    )
    done = run("replay", "mine:MINE", place, "--json", environment=finding(tmp_path))
    assert json.loads(done.stdout)["rows"][0]["opened"] > 3000
    unknown = run("replay", "mine:OURS", place, "--lang", "en", environment=finding(tmp_path))
    assert unknown.returncode == 2
    assert "[CS113]" in unknown.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import no_such_thing\n", "ModuleNotFoundError: No module named 'no_such_thing'"),
        ("from casestream.kernel import NoSuchWord\n", "ImportError: cannot import name 'NoSuchWord'"),
        ("MINE = 1 / 0\n", "ZeroDivisionError: division by zero"),
        ("MINE = (\n", "SyntaxError"),
    ],
    ids=["needs another module", "needs another name", "fails", "is no Python"],
)
def test_a_module_that_cannot_be_imported_says_why(text: str, told: str, tmp_path: Path, place: str) -> None:
    (tmp_path / "broken.py").write_text(text)
    done = run("replay", "broken:MINE", place, "--lang", "en", environment=finding(tmp_path))
    assert done.returncode == 2
    assert "[CS100] the module broken cannot be imported" in done.stderr
    assert told in done.stderr


@pytest.mark.parametrize("name", ["no_such_module:MINE", "no.such:MINE", ":MINE", "mine:", "", "mine"])
def test_a_projection_that_is_not_there_is_told_with_those_that_are(name: str, place: str) -> None:
    done = run("replay", name, place, "--lang", "en")
    assert done.returncode == 2
    assert "[CS113]" in done.stderr


@pytest.mark.parametrize("engine", ["rows", "columns"])
def test_where_no_answer_can_be_kept_a_replay_runs_all_the_same(
    engine: str, tmp_path: Path, demo: Demo, small_chunks: None
) -> None:
    copy = tmp_path / "demo.db"
    shutil.copy(demo.place, copy)
    Path(f"{copy}.replay").write_text("")  # A folder cannot be made here, whoever asks.
    with casestream.open(copy) as docket:
        told: list[int] = []
        table = docket.replay(MINE, engine=engine, watch=lambda done, _: told.append(done), resumable=True)
        assert len(told) > 7
        assert table.digest() == docket.replay(MINE).digest()
    assert Path(f"{copy}.replay").read_text() == ""
