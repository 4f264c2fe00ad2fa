"""The command line as its users meet it: a process, its output and its exit code."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

import casestream.cli
from cases import applying, basis, filing
from casestream.testing import CLERK
from conftest import Demo

ROOT = Path(__file__).parent.parent
PIPE_BYTES = 65_536


def hear_interrupts() -> None:
    """A shell's background jobs ignore Ctrl-C and hand that down; whoever tests it must undo it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(*words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "casestream", *words], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", **(environment or {})}, preexec_fn=hear_interrupts,
    )  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("cli") / "court.db"
    with casestream.open(path) as docket:
        for n in (1, 2, 3):
            docket.handle(applying(n), CLERK)
            docket.handle(filing(n), CLERK)
    return str(path)


def test_lists_the_cases(file: str) -> None:
    done = run("ls", file)
    assert done.returncode == 0
    assert done.stdout.count("内0624执") == 3
    assert [case["number"] for case in json.loads(run("ls", file, "--json").stdout)] == [
        f"（2025）内0624执{n}号" for n in (1, 2, 3)
    ]


def test_shows_one_case_by_any_form_of_its_number(file: str) -> None:
    shown = run("show", file, "(2025)内0624执2号")
    assert shown.returncode == 0
    assert "立案受理" in shown.stdout
    english = run("show", file, "〔2025〕内0624执2号", "--lang", "en")
    assert "Case filed" in english.stdout
    data = json.loads(run("show", file, basis(2), "--json").stdout)
    assert data["state"]["claimed_fen"] == 2_800_000
    assert data["history"][0]["type"] == "filing.applied"


def test_a_case_shown_on_a_day_before_it_began_has_no_history_yet(file: str) -> None:
    shown = run("show", file, basis(1), "--on", "2025-03-09")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "立案受理" not in shown.stdout
    assert json.loads(run("show", file, basis(1), "--on", "2025-03-09", "--json").stdout)["history"] == []


def test_reports_give_every_rate_its_numerator_and_denominator(file: str) -> None:
    data = json.loads(run("report", "court", file, "--json").stdout)
    rates = [column["name"] for column in data["columns"] if "numerator" in column]
    assert rates
    for row in data["rows"]:
        for name in rates:
            assert {"numerator", "denominator", "value", "unit"} == row[name].keys()


def test_a_court_gives_its_settings_in_a_file(file: str, tmp_path: Path) -> None:
    court = tmp_path / "court.toml"
    court.write_text("pre_cross_window_days = 60\n[deadlines]\nassignment = { days = 3 }\n", encoding="utf-8")
    words = ("report", "ledger", file, "--until", "2025-03-12", "--json")
    usual, own = (json.loads(run(*words, *more).stdout)["rows"] for more in ((), ("--settings", str(court))))
    assert {row["due"] for row in usual} == {"2025-03-17"}
    assert {row["due"] for row in own} == {"2025-03-13"}
    for wrong in (
        "assignment = 3",
        "[deadlines]\nassignment = { weeks = 1 }",
        "[deadlines]\nassignment = 'soon'",
        "= 1",
    ):
        court.write_text(wrong, encoding="utf-8")
        done = run(*words, "--settings", str(court))
        assert done.returncode == (0 if wrong == "assignment = 3" else 2), wrong
    assert run(*words, "--settings", str(tmp_path / "none.toml")).returncode == 2


def test_both_engines_print_the_same_digest(file: str) -> None:
    digests = {
        json.loads(run("report", "court", file, "--json", "--engine", engine).stdout)["digest"]
        for engine in ("rows", "columns")
    }
    assert len(digests) == 1


def test_groups_and_periods_narrow_a_report(file: str) -> None:
    data = json.loads(run("report", "court", file, "--by", "court,month", "--since", "2025-03-01", "--json").stdout)
    assert [row["group"] for row in data["rows"]] == [["内0624", "2025-03"]]
    assert json.loads(run("report", "court", file, "--by", "", "--json").stdout)["rows"][0]["group"] == []


def test_the_ledger_names_the_next_step(file: str) -> None:
    data = json.loads(run("report", "ledger", file, "--until", "2025-04-01", "--json").stdout)
    assert [row["next_zh"] for row in data["rows"]] == ["分案"] * 3
    assert data["rows"][0]["overdue_days"] == (date(2025, 4, 1) - date.fromisoformat(data["rows"][0]["due"])).days


def test_rules_show_article_and_source_line_of_each_condition() -> None:
    shown = run("rules", "终本")
    assert shown.returncode == 0
    assert "法〔2016〕373号第一条第（四）项" in shown.stdout
    sources = re.findall(r"(casestream/\S+\.py):(\d+)", shown.stdout)
    assert len(sources) >= 15
    for source, line in sources:
        text = (ROOT / "src" / source).read_text(encoding="utf-8").splitlines()
        assert any(one.startswith(("@condition", "def ")) for one in text[int(line) - 1 : int(line) + 1]), (
            source,
            line,
        )


def test_rules_cite_the_articles_of_the_day_asked_for() -> None:
    assert "第五百一十九条" in run("rules", "终本", "--on", "2020-06-01").stdout
    assert "第五百一十七条" in run("rules", "终本", "--on", "2025-06-01").stdout


def test_a_day_before_the_law_says_that_nothing_was_in_force() -> None:
    assert (
        "none of its articles is in force" in run("rules", "termination", "--on", "1980-01-01", "--lang", "en").stdout
    )


def test_lists_every_rule() -> None:
    assert {"filing", "termination", "resumption"} <= {
        rule["name"] for rule in json.loads(run("rules", "--json").stdout)["rules"]
    }


def test_a_small_court_is_simulated_and_says_how_many_cases_it_has(tmp_path: Path) -> None:
    made = run("simulate", str(tmp_path / "small.db"), "--cases", "30", "--seed", "4", "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["cases"] == 30


def test_events_and_the_lifecycle_are_shown() -> None:
    assert "termination.round_terminated" in run("events").stdout
    assert run("events", "--markdown").stdout == (ROOT / "docs/events.md").read_text(encoding="utf-8")
    assert run("lifecycle", "--as", "mermaid").stdout.startswith("stateDiagram-v2")
    drawn = json.loads(run("lifecycle", "termination", "--json").stdout)
    assert {each["event"] for each in drawn} >= {"termination.round_terminated", "termination.interview_held"}


def test_doctor_finds_a_sound_docket_sound_and_a_text_file_not(file: str, tmp_path: Path) -> None:
    assert run("doctor", file).returncode == 0
    other = tmp_path / "letter.txt"
    other.write_text("这不是案卷" * 500, encoding="utf-8")
    done = run("doctor", str(other))
    assert done.returncode == 1
    assert "CS201" in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("ls", "nowhere.db"), "CS201"),
        (("show", "{file}", "（2025）内执号"), "CS101"),
        (("show", "{file}", "（2025）内0624执99号"), "CS102"),
        (("report", "weather", "{file}"), "CS113"),
        (("report", "court", "{file}", "--by", "moon"), "CS113"),
        (("rules", "无此规则"), "CS113"),
        (("lifecycle", "nowhere"), "CS113"),
    ],
)
def test_errors_are_told_in_one_line_with_exit_code_two(
    file: str, words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [word.format(file=file) for word in words]
    for lang in ("zh", "en"):
        assert casestream.cli.run([*asked, "--lang", lang]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert re.fullmatch(rf"\[{code}\] .+\n", told.err)
    assert casestream.cli.run([*asked, "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["code"] == code


def test_an_error_ends_the_process_with_its_code_and_no_traceback() -> None:
    done = run("ls", "nowhere.db")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("[CS201]")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "en"),
    [
        (("ls", "{file}", "--kind", "bogus"), "no kind 'bogus'"),
        (("ls", "{file}", "-n", "-3"), "-3"),
        (("ls", "{file}", "--colour"), "--colour"),
        (("ls",), "FILE"),
        (("ls", "{file}", "more"), "more"),
        (("lst", "{file}"), "no command 'lst'"),
        ((), "a command is missing"),
        (("show", "{file}", basis(1), "--on", "yesterday"), "yesterday"),
        (("report", "court", "{file}", "--since", "2025-05-02", "--until", "2025-05-01"), "2025-05-02 is after"),
        (("report", "court", "{file}", "--engine", "steam"), "steam"),
        (("report", "ledger", "{file}", "--by", "court"), "ledger"),
        (("report", "ledger", "{file}", "--since", "2025-05-02"), "ledger"),
        (("report", "ledger", "{file}", "--engine", "rows"), "ledger"),
    ],
)
def test_what_cannot_be_asked_is_told_in_both_languages(
    file: str, words: tuple[str, ...], en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [word.format(file=file) for word in words]
    assert casestream.cli.run([*asked, "--lang", "en"] if asked else ["--lang", "en"]) == 2
    english = capsys.readouterr()
    assert english.out == ""
    assert re.fullmatch(r"\[CS1\d\d\] .+ → .+\n", english.err)
    assert en in english.err
    assert casestream.cli.run(asked) == 2
    assert re.search(r"[\u4e00-\u9fff]", capsys.readouterr().err)
    assert casestream.cli.run(["--json", *asked]) == 2
    told = json.loads(capsys.readouterr().err)
    assert told["code"].startswith("CS1")
    assert en in told["en"]


def test_the_language_and_the_form_may_stand_before_or_after_the_command(
    file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*words: str) -> str:
        assert casestream.cli.run(list(words)) == 0
        return capsys.readouterr().out

    monkeypatch.delenv("CASESTREAM_LANG", raising=False)
    assert (
        said("--lang", "en", "ls", file)
        == said("ls", file, "--lang=en")
        == said("--lang=zh", "ls", file, "--lang", "en")
    )
    assert "Outstanding" in said("--lang", "en", "ls", file)
    assert json.loads(said("--json", "ls", file)) == json.loads(said("ls", "--json", file))
    monkeypatch.setenv("CASESTREAM_LANG", "en")
    assert "Outstanding" in said("ls", file)
    assert "未到位" in said("ls", file, "--lang", "zh")


def test_a_word_that_happens_to_be_en_is_no_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CASESTREAM_LANG", raising=False)
    assert casestream.cli.run(["ls", "en"]) == 2
    assert "没有案卷" in capsys.readouterr().err
    monkeypatch.setenv("CASESTREAM_LANG", "en")
    assert casestream.cli.run(["ls", "nowhere.db"]) == 2
    assert "there is no docket" in capsys.readouterr().err


def test_a_reader_that_goes_away_ends_it_quietly(demo: Demo) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "casestream", "ls", demo.place, "-n", "400", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        assert len(process.stdout.read(PIPE_BYTES + 1)) == PIPE_BYTES + 1  # There is more than a pipe holds.
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [("ls", "{file}"), ("doctor", "{file}"), ("--help",)])
def test_output_that_cannot_be_written_is_told_in_one_line(file: str, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "casestream", *(word.format(file=file) for word in words)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    assert done.returncode == 2
    assert re.fullmatch(r"\[CS000\] 输出失败：.+\n", done.stderr)


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_terminal_that_lacks_a_character_is_no_reason_to_fail(file: str, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "casestream", "show", file, basis(2)], capture_output=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    marks = subprocess.run(
        [sys.executable, "-m", "casestream", "doctor", file], capture_output=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert marks.returncode == 0
    assert "√" in marks.stdout.decode("gbk" if encoding == "gbk" else "utf-8")


@pytest.mark.parametrize("words", [("report", "court", "{file}"), ("ls", "-n", "0", "{file}"), ("doctor", "{file}")])
def test_progress_goes_to_a_terminal_and_nowhere_else(file: str, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "casestream", *(word.format(file=file) for word in words)]
    terminal, stderr = pty.openpty()
    watched = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=stderr, check=False, cwd=ROOT, env={**os.environ, "TERM": "xterm"}
    )
    os.close(stderr)
    seen = os.read(terminal, PIPE_BYTES)
    os.close(terminal)
    unwatched = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    assert b"\x1b[" in seen
    assert unwatched.stderr == b""
    assert watched.stdout == unwatched.stdout != b""
    assert b"\x1b" not in watched.stdout


@pytest.mark.parametrize("module", ["attrs", "click", "numpy"])
def test_an_interrupt_while_it_starts_ends_it_quietly(tmp_path: Path, module: str) -> None:
    (tmp_path / f"{module}.py").write_text(
        "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(60)\n", encoding="utf-8"
    )
    done = run("ls", "x.db", environment={"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "src")])})
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_an_interrupted_demo_takes_its_file_away(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "casestream", "demo", str(tmp_path / "demo.db")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, preexec_fn=hear_interrupts,
    ) as process:  # fmt: skip
        while not (tmp_path / "demo.db-wal").exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == (b"", b"")
        assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise ModuleNotFoundError('no click', name='click')", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    done = run("ls", "x.db", environment={"PYTHONPATH": path})
    assert done.returncode == 2
    assert "casestream[cli]" in done.stderr
