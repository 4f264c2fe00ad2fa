"""The report of reviews and preservations: each kind of round with its own closing modes, the same on every engine."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

import casestream
from casestream.cli import run
from casestream.docket import Docket
from casestream.kernel.projection import Dimension, Scope
from casestream.procedures.filing import Party
from casestream.procedures.preservation import PreservationMode
from casestream.procedures.remedies import ReviewMode
from casestream.reports.periods import replay_by
from casestream.reports.statistics import ROUNDS
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.walks.remedies import WALKS

EPISODES = [walk for walk in WALKS if not walk.whole and walk.name not in ("succession", "joinder")]


@pytest.fixture(scope="module")
def docket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Docket]:
    """Two cases through every walk that leaves traces in streams of their own, in a file."""
    clock, path = StoryClock(), tmp_path_factory.mktemp("rounds") / "court.db"
    scripts = []
    for turn in range(1, 2 * len(EPISODES) + 1):
        script = Script(
            f"（2024）内0624民初{turn}号", f"（2025）内0624执{turn}号", date(2025, 2, 10),
            applicants=(Party(name="模拟王某甲"),), debtors=(Party(name="模拟李某"),),
        ).filed("民间借贷纠纷", 2_800_000).notified()  # fmt: skip
        EPISODES[turn % len(EPISODES)].play(script, Random(turn))
        scripts.append(script)
    with casestream.open(path, clock=clock) as docket:
        play(docket, clock, scripts, label="rounds")
        yield docket


def test_what_is_closed_is_closed_in_one_mode_of_its_kind(docket: Docket) -> None:
    table = docket.replay(ROUNDS)
    rows = {row.group[0]: dict(row.cells) for row in table.rows}
    modes = [f"mode_{mode.code}" for mode in (*ReviewMode, *PreservationMode)]
    for kind in ("执异", "执复", "执监", "执协", "执请", "执保"):
        row = rows[kind]
        assert row["received"] == row["closed"] == sum(cell for mode in modes if isinstance(cell := row[mode], int))
        assert row["pending"] == 0
    assert rows["执异"]["third_party"] == 2
    assert rows["执复"]["mode_remanded"] == rows["执复"]["mode_upheld"] == 2
    assert rows["执监"]["mode_correction_ordered"] == 2
    assert rows["执请"]["mode_answered"] == 2
    assert rows["执保"]["mode_partial"] == rows["执保"]["mode_complete"] == 2
    assert rows["执保"]["amount"] == 4 * 2_800_000
    assert rows["执保"]["preserved"] == 2 * 2_800_000 + 2 * 40_00


def test_rows_and_columns_agree_by_every_group(docket: Docket) -> None:
    groupings: list[tuple[Dimension, ...]] = [("round_type",), ("court", "round_type"), ("month",)]
    for by in groupings:
        tables = [replay_by(docket.log, ROUNDS, by, Scope(), engine) for engine in ("rows", "columns")]
        assert tables[0].digest() == tables[1].digest()


def test_the_command_line_prints_it(docket: Docket, capsys: pytest.CaptureFixture[str]) -> None:
    path = docket.log.place
    assert run(["report", "rounds", path]) == 0
    out = capsys.readouterr().out
    assert "执行审查与财产保全案件" in out
    assert "发回重新审查" in out
    assert run(["report", "rounds", path, "--lang", "en", "--json"]) == 0
