"""One log in both stores: every row, every leaf and every answer is the same."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from benchmarks.agreement import Asked, simulate

from casestream.docket import Docket
from casestream.replay import seal
from casestream.store.faults import faults
from casestream.store.log import Log
from casestream.store.note import Signer
from casestream.store.server import shown
from cluster import Cluster
from places import query

TABLES = ("types", "courts", "actors", "streams", "rounds", "commands", "tree")


@frozen
class Both:
    """The same log in a file, and in a server, and the addresses of the two."""

    file: Log
    server: Log
    places: tuple[str, str]


def copy(source: Log, target: Log) -> None:
    """Insert the records of one log into another, command by command, as they were inserted there."""
    answers = query(source.place, "SELECT command_id, asked FROM commands")
    asked = dict(answers)
    refused = query(source.place, "SELECT command_id, asked, refusal FROM commands WHERE last_position = 0")
    with target.batch(), target.recorder.writing() as cursor:
        for command_id, records in groupby(source.records(), key=lambda record: record.command_id):
            group = list(records)
            payloads = [source.codec.encode(record.event) for record in group]
            target.recorder.insert(cursor, group, payloads, asked=asked[command_id])
        for command_id, what, refusal in refused:
            target.recorder.answer(cursor, command_id, what, refusal=refusal)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster) -> Iterator[Both]:
    """The lives of 150 cases, which no test changes."""
    folder = tmp_path_factory.mktemp("both")
    address = cluster.address()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        file, server = simulate(folder / "court.db", courts=1, cases=150, seed=7), Log(address)
        copy(file, server)
        yield Both(file, server, (file.place, address))
        file.close()
        server.close()


def test_every_table_holds_the_same(both: Both) -> None:
    assert both.file.last_position() > 5_000
    for table in ("events", *TABLES):
        file, server = (sorted(query(place, f"SELECT * FROM {table}"), key=repr) for place in both.places)
        assert file == server, table


def test_the_log_answers_the_same(both: Both) -> None:
    file, server = both.file, both.server
    assert file.records() == server.records()
    assert list(file.by_stream()) == list(server.by_stream())
    assert file.streams() == server.streams()
    assert server.is_gapless()
    middle = file.records("WHERE position = ?", (file.last_position() // 2,))[0]
    assert file.position_at(middle.recorded_at) == server.position_at(middle.recorded_at)
    for stream in file.streams()[:20]:
        assert vars(file.case(stream)).keys() == vars(server.case(stream)).keys()
        assert file.case(stream).events == server.case(stream).events
        assert file.history(stream) == server.history(stream)
        assert file.stream(file.case(stream).number) == server.stream(server.case(stream).number)
    assert [case.events for case in file.fold().values()] == [case.events for case in server.fold().values()]


def test_every_engine_answers_the_same_with_and_without_segments(both: Both) -> None:
    wanted = Asked(both.file)
    for engine in ("rows", "columns"):
        found = Asked(both.server) if engine == "rows" else wanted
        assert found.digests == wanted.digests
        assert found.findings == wanted.findings
    there = Asked(both.server)
    assert there.differences("columns") == []
    segment = seal(both.server)
    assert segment is not None
    assert segment.manifest.records == both.file.last_position()
    assert there.differences("columns") == []
    assert there.differences("pool") == []


def test_nothing_is_wrong_with_either(both: Both) -> None:
    assert list(faults(both.file)) == list(faults(both.server)) == []


def test_a_checkpoint_of_a_docket_in_a_server_proves_it(both: Both) -> None:
    signer = Signer.new("court.example/enforcement")
    roots = [Docket(log).checkpoint(signer).text.splitlines()[1:3] for log in (both.file, both.server)]
    assert roots[0] == roots[1]  # The size and the root; the docket's own id is above them.


# --- the command line ---


def run(*words: str) -> str:
    """What a command prints; it ends well, or it is `recheck` and has found something."""
    done = subprocess.run([sys.executable, "-m", "casestream", *words], capture_output=True, text=True, check=False)
    assert done.returncode in (0, int(words[0] == "recheck")), done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("ls", "{}", "-n", "5"), ("report", "court", "{}"), ("report", "ledger", "{}", "--as-of", "2025-06-30"),
        ("replay", "court", "{}", "--json"), ("recheck", "{}"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_prints_the_same(both: Both, words: tuple[str, ...]) -> None:
    file, server = (run(*(word.format(place) for word in words)) for place in both.places)
    if words[0] == "replay":  # But for how long it took, and which docket it was.
        tables = [json.loads(told)["rows"] for told in (file, server)]
        assert tables[0] == tables[1]
    else:
        assert file == server.replace(shown(both.places[1]), both.places[0])


@pytest.mark.parametrize("form", ["xes", "csv"])
def test_an_export_is_the_same_from_both(both: Both, form: str, tmp_path: Path) -> None:
    told = []
    for place in both.places:
        run("export", place, "--as", form, "-o", str(tmp_path / form))
        raw = (tmp_path / form).read_bytes()
        told.append(gzip.decompress(raw) if form == "xes" else raw)
    assert told[0] == told[1]
    assert told[0].count(b"\n") > 5_000


def test_what_is_exported_from_one_store_is_imported_into_the_other(
    both: Both, cluster: Cluster, tmp_path: Path
) -> None:
    lines = [run("export", place) for place in both.places]
    assert lines[0] == lines[1]
    facts = tmp_path / "facts.jsonl"
    facts.write_text("".join(lines[0].splitlines(keepends=True)[:200]), encoding="utf-8")
    places = [str(tmp_path / "imported.db"), cluster.address()]
    told: list[Any] = []
    for place in places:
        run("import", place, str(facts), "--dry-run", "--keep-going")
        told.append(run("import", place, str(facts), "--keep-going", "--json"))
    assert [json.loads(each)["written"] for each in told] == [json.loads(told[0])["written"]] * 2
    assert json.loads(told[0])["written"]
    for table in ("streams", "rounds", "commands"):
        rows = [sorted(query(place, f"SELECT * FROM {table}")) for place in places]
        assert rows[0] == rows[1], table
