"""Exports hold what was selected, all of it and once, with names masked unless that is switched off."""

import csv
import gzip
import json
import sqlite3
import sys
import tracemalloc
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import casestream
from casestream.cli import run
from casestream.docket import Docket
from casestream.exporting import FORMS, Selection, export, export_lines
from casestream.exporting.lines import COLUMNS
from casestream.importing import import_history, read_source
from casestream.kernel.errors import ExtraMissing, TargetNotWritable, UnknownCase, UnknownName
from casestream.kernel.event import EVENTS, Record
from exporting.lives import BASIS, CALL, NAMED

pq = pytest.importorskip("pyarrow.parquet")

ALL, OPEN = Selection(), Selection(unmasked=True)


def text_of(path: Path) -> str:
    """All that a reader could find in a file."""
    raw = path.read_bytes()
    if raw.startswith(b"\x1f\x8b"):
        raw = gzip.decompress(raw)
    if raw.startswith(b"PAR1"):
        return str(pq.read_table(path).to_pydict())
    return raw.decode("utf-8", errors="replace")


def rows_of(path: Path, form: str) -> list[dict[str, Any]]:
    """The rows of an export that is a table of records."""
    match form:
        case "csv":
            return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
        case "parquet":
            rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
            return rows
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute("SELECT * FROM events")]


def records(docket: Docket) -> list[Record]:
    """The log."""
    return docket.log.records()


@pytest.mark.parametrize("form", FORMS)
def test_no_export_tells_a_name_unless_it_is_told_to(form: str, docket_of_lives: Docket, tmp_path: Path) -> None:
    export(docket_of_lives, form, tmp_path / "masked", ALL)
    export(docket_of_lives, form, tmp_path / "open", OPEN)
    masked, plain = text_of(tmp_path / "masked"), text_of(tmp_path / "open")
    assert [name for name in NAMED if name in masked] == []
    if form != "xes":  # XES never tells what is personal.
        assert [name for name in NAMED if name not in plain] == []
        assert "诸葛某1" in masked
        assert "诸葛某2" in masked
        assert "某有限责任公司2" in masked


@pytest.mark.parametrize("form", ["csv", "parquet", "sqlite"])
def test_a_table_has_every_record_once_with_its_envelope(form: str, docket_of_lives: Docket, tmp_path: Path) -> None:
    export(docket_of_lives, form, tmp_path / "table", OPEN, lang="en")
    rows = sorted(rows_of(tmp_path / "table", form), key=lambda row: int(row["position"]))
    log = records(docket_of_lives)
    assert [list(rows[0]), len(rows)] == [list(COLUMNS), len(log)]
    for row, record in zip(rows, log, strict=True):
        told = [
            str(row[name]) for name in ("position", "stream", "version", "event_id", "type", "on", "round", "actor")
        ]
        assert told == [
            str(record.position), record.stream, str(record.version), str(record.event_id), record.type, str(record.on),
            record.round, record.actor.id,
        ]  # fmt: skip
        assert row["label"] == EVENTS.by_name[record.type].en
        assert json.loads(row["fields"]).keys() == EVENTS.by_name[record.type].fields.keys() - {"on"}


def test_json_lines_come_back_as_they_were(docket_of_lives: Docket, tmp_path: Path) -> None:
    export(docket_of_lives, "jsonl", tmp_path / "all.jsonl", OPEN)
    with casestream.open(clock=docket_of_lives.clock) as second, read_source(tmp_path / "all.jsonl") as held:
        outcome = import_history(second, held)
        assert outcome.problems == []
        again = {(each.stream, each.version): each.event for each in records(second)}
        assert again == {(each.stream, each.version): each.event for each in records(docket_of_lives)}


def test_cloudevents_are_as_the_standard_says(docket_of_lives: Docket, tmp_path: Path) -> None:
    export(docket_of_lives, "cloudevents", tmp_path / "events.jsonl", OPEN)
    told = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text("utf-8").splitlines()]
    assert len({event["id"] for event in told}) == len(told) == len(records(docket_of_lives))
    assert [event["sequence"] for event in sorted(told, key=lambda event: event["sequence"])] == [
        f"{position:020}" for position in range(1, len(told) + 1)
    ]
    for event in told:
        assert event["specversion"] == "1.0"
        assert event["source"].startswith("urn:casestream:")
        assert event["time"].endswith("Z")
        attributes = event.keys() - {"data"}
        assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in attributes)
        assert all(value != "" and isinstance(value, str | int) for name, value in event.items() if name in attributes)


def test_a_selection_takes_days_kinds_and_single_streams(docket_of_lives: Docket) -> None:
    def told(selection: Selection) -> list[dict[str, Any]]:
        return [json.loads(line) for line in export_lines(docket_of_lives, "jsonl", selection, "zh")]

    log = records(docket_of_lives)
    since, until = date(2023, 3, 1), date(2023, 9, 30)
    within = told(Selection(since=since, until=until))
    assert len(within) == sum(since <= record.on <= until for record in log) < len(log)
    assert {event["stream"] for event in told(Selection(kinds=("dispatch",)))} == {
        record.stream for record in log if record.kind == "dispatch"
    }
    assert {event["stream"] for event in told(Selection(stream=BASIS))} == {BASIS}
    number = next(record.round for record in log if record.stream == BASIS and record.round)
    assert {event["stream"] for event in told(Selection(stream=number))} == {BASIS}
    with pytest.raises(UnknownName, match="dispatch"):
        Selection(kinds=("dispatches",))
    with pytest.raises(UnknownCase):
        told(Selection(stream="（2025）内0624执99999号"))


def test_a_mask_is_the_same_within_the_period_and_in_the_whole(docket_of_lives: Docket) -> None:
    stream = docket_of_lives.cases()[0]
    last_day = max(record.on for record in docket_of_lives.history(stream))
    whole = set(export_lines(docket_of_lives, "jsonl", Selection(stream=stream), "zh"))
    late = set(export_lines(docket_of_lives, "jsonl", Selection(stream=stream, since=last_day), "zh"))
    assert late
    assert late < whole


@pytest.mark.parametrize("form", FORMS)
def test_an_export_that_fails_leaves_what_was_there(form: str, docket_of_lives: Docket, tmp_path: Path) -> None:
    target = tmp_path / "export"
    target.write_text("before")

    def stopped(done: int, _: int) -> None:
        if done > 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(docket_of_lives, form, target, ALL, watch=stopped)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]
    with pytest.raises(TargetNotWritable):
        export(docket_of_lives, form, tmp_path, ALL)


def test_an_unknown_form_and_a_missing_package_are_told(
    docket_of_lives: Docket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnknownName, match="ocel-sqlite"):
        export(docket_of_lives, "xml", tmp_path / "export")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissing, match="columns"):
        export(docket_of_lives, "parquet", tmp_path / "export")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["jsonl", "csv", "cloudevents", "xes"])
def test_memory_does_not_grow_with_the_log(form: str, docket_of_lives: Docket, tmp_path: Path) -> None:
    """What one stream takes is taken again and again: all that is written passes through, little of it stays."""
    export(docket_of_lives, form, tmp_path / "warm", ALL)
    tracemalloc.start()
    export(docket_of_lives, form, tmp_path / "again", ALL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    held = len(text_of(tmp_path / "again"))
    assert peak < max(held, 1 << 22)


def test_an_empty_docket_gives_empty_exports_that_can_be_read(tmp_path: Path) -> None:
    with casestream.open() as docket:
        for form in FORMS:
            export(docket, form, tmp_path / form)
    assert (tmp_path / "jsonl").read_bytes() == b""
    assert (
        rows_of(tmp_path / "csv", "csv")
        == rows_of(tmp_path / "parquet", "parquet")
        == rows_of(tmp_path / "sqlite", "")
        == []
    )
    assert json.loads((tmp_path / "ocel").read_text("utf-8"))["events"] == []
    assert gzip.decompress((tmp_path / "xes").read_bytes()).endswith(b"</log>\n")


# --- the command ---


def test_the_command_goes_by_the_ending_and_says_what_it_wrote(
    docket_of_lives: Docket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = docket_of_lives.log.place
    monkeypatch.chdir(tmp_path)
    for name, form in {
        "a.xes.gz": "xes",
        "a.csv": "csv",
        "a.parquet": "parquet",
        "a.jsonocel": "ocel",
        "a.jsonl": "jsonl",
    }.items():
        assert run(["export", place, "-o", name, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told == {"file": name, "form": form, "bytes": (tmp_path / name).stat().st_size, "masked": True}
    assert run(["export", place, "-o", "a.txt"]) == 2
    assert "从文件名 a.txt 看不出格式" in capsys.readouterr().err
    assert not (tmp_path / "a.txt").exists()
    assert run(["export", place, "--as", "xes"]) == 2
    assert capsys.readouterr().err.startswith("[CS100]")
    assert run(["export", place, CALL, "--as", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == ",".join(COLUMNS)
    assert run(["export", place, BASIS, "--unmasked"]) == 0
    assert "诸葛丽华" in capsys.readouterr().out
