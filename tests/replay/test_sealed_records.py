"""What is sealed is the log itself, and what is damaged is told."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from casestream.replay import Horizon
from casestream.replay.segments.build import build
from casestream.replay.segments.check import check
from casestream.replay.segments.layout import sealed
from casestream.replay.segments.rebuild import records
from casestream.store.log import Log

from .logs import CORPUS, day, write
from .parity import Subject
from .test_mutants import SOME_READINGS, WHOLE
from .ways import WAYS


@pytest.mark.parametrize("name", CORPUS)
def test_every_record_is_made_again_as_it_was_written(name: str, tmp_path: Path) -> None:
    with closing(write(Log(tmp_path / "court.db"), CORPUS[name])) as log:
        build(log)
        again = sorted((record for each in sealed(log) for record in records(each)), key=lambda record: record.position)
        assert again == sorted(log.records(), key=lambda record: record.position)
        assert len(again) == len(CORPUS[name])
        assert check(log, deep=True) == []


def _altered(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


DAMAGES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "truncated": ("records.parquet", lambda file: file.write_bytes(file.read_bytes()[:-9]), "when sealed"),
    "altered": ("records.parquet", _altered, "its bytes are not those that were sealed"),
    "missing": ("streams.parquet", lambda file: file.unlink(), "it cannot be read"),
    "manifest": ("manifest.json", lambda file: file.write_text("{"), "is damaged"),
    "stranger": ("records.parquet", lambda file: shutil.copy(file, file.with_name("more.parquet")), "does not list it"),
}


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_the_one_problem_that_is_told(damage: str, deep: bool, tmp_path: Path) -> None:
    name, harm, told = DAMAGES[damage]
    with closing(write(Log(tmp_path / "court.db"), CORPUS[WHOLE])) as log:
        build(log)
        harm(sealed(log)[0].folder / name)
        (problem,) = check(log, deep=deep)
        assert told in problem.en


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("horizon", [Horizon(as_of=day(41)), Horizon(last_position=60)])
def test_a_horizon_shows_the_same_however_the_log_lies(
    horizon: Horizon, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(WAYS[way].lay(tmp_path / "court.db", CORPUS[WHOLE], monkeypatch)) as log:
        assert list(Subject(log, (), SOME_READINGS, horizon=horizon).differences()) == []
