"""Builds that are killed, that find the disk full, that meet another; segments that are damaged, and those being read."""

import errno
import fcntl
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from casestream.kernel import Count, Projection, Sum
from casestream.kernel.errors import EngineCannot, ForeignSegment, NotSealed, SegmentDamaged
from casestream.kernel.projection import Scope
from casestream.replay import Horizon, columns, groups, replay, replayed, source
from casestream.replay.segments.build import build, digest
from casestream.replay.segments.check import check
from casestream.replay.segments.layout import MANIFEST, Manifest, Segment, held, hidden, sealed
from casestream.replay.segments.rebuild import records
from casestream.replay.segments.tables import encoding
from casestream.replay.source import Source
from casestream.store.log import Log

from .logs import opened, write
from .scratch import Opened, Paid
from .test_segments_build import left, steps
from .test_set_aside import redefined

ROOT = Path(__file__).parents[2]
PROJECTION = Projection("r", "险", "risk", ("court", "round_type"), paid=Sum(Paid.amount), opened=Count(Opened))
SCRIPT = """
import resource, sys
from contextlib import closing
import tests.replay.scratch
from casestream.kernel.errors import NotSealed
from casestream.replay import source
from casestream.replay.segments import build as building
from casestream.store.log import Log

place, records, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if records:  # Have the log divided as if it were large.
    building.SHARE_RECORDS, source.CHUNK_RECORDS = records, records * 3
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
first = True

def told(done, total):
    global first
    if first:
        first = False
        print(done, total, flush=True)
        sys.stdin.readline()

with closing(Log(place, create=False)) as log:
    print("begins", flush=True)
    try:
        segment = building.build(log, watch=told, processes=2)
        print(segment and segment.folder.name, flush=True)
    except NotSealed as error:
        print(error.code, flush=True)
"""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """A log with every scratch kind."""
    with closing(Log(tmp_path / "court.db")) as found:
        yield write(found, steps())


def script(log: Log, *, share: int = 0, limit: int = 0) -> subprocess.Popen[str]:
    """A build in a program of its own, that says how far it is after the first chunk and then waits for a line."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, log.place, str(share), str(limit)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )


def said(program: subprocess.Popen[str]) -> list[str]:
    """The next line of a program, word by word."""
    assert program.stdout is not None
    return program.stdout.readline().split()


@pytest.mark.parametrize("share", [0, 40])
def test_a_build_that_is_killed_leaves_nothing_that_is_used(share: int, log: Log) -> None:
    with script(log, share=share) as program:
        assert said(program) == ["begins"]
        done, total = map(int, said(program))
        program.send_signal(signal.SIGKILL)
    assert total == log.last_position()
    assert (done < total) == bool(share)
    assert [name.startswith(".building-") for name in left(log)] == [True]
    assert sealed(log) == []
    segment = build(log)
    assert segment is not None
    assert left(log) == [segment.folder.name]
    assert sorted(records(segment), key=lambda record: record.position) == list(log.records())


@pytest.mark.parametrize("share", [0, 40])
def test_a_full_disk_is_told_and_the_docket_untouched(share: int, log: Log) -> None:
    before = list(log.records())
    with script(log, share=share, limit=6_000) as program:
        told = program.communicate("\n" * 9)[0].split()
    assert told[-1] == NotSealed.code
    assert left(log) == []
    assert sealed(log) == []
    assert list(log.records()) == before
    assert build(log) is not None


def test_a_manifest_that_cannot_be_written_leaves_nothing_half_sealed(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    write_manifest = Manifest.write

    def full(self: Any, folder: Path) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
        try:
            write_manifest(self, folder)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    monkeypatch.setattr(Manifest, "write", full)
    with pytest.raises(NotSealed):
        build(log)
    assert left(log) == []


def test_of_two_builds_at_once_one_seals_and_the_other_finds_it_sealed(log: Log) -> None:
    with script(log) as first:
        assert said(first) == ["begins"]
        assert said(first) == [str(log.last_position())] * 2
        with script(log) as second:
            assert second.stdin is not None
            second.stdin.write("\n")  # It need not wait, should it come to write anything.
            second.stdin.flush()
            assert said(second) == ["begins"]
            (name,) = first.communicate("\n")[0].split()
            assert second.communicate()[0].split() == ["None"]
    assert left(log) == [name]
    assert check(log, deep=True) == []


def test_nothing_is_built_beside_a_segment_of_another_docket(log: Log, tmp_path: Path) -> None:
    segment = build(log)
    with closing(Log(tmp_path / "other.db")) as other:
        write(other, [("x", opened(0, 1))])
        Path(f"{log.place}.segments").rename(f"{other.place}.segments")
        with pytest.raises(ForeignSegment, match="segments build"):
            build(other)
        assert segment is not None
        assert left(other) == [segment.folder.name]


@pytest.mark.parametrize("engine", ["columns", "pool"])
@pytest.mark.parametrize("column", ["amount", "_court", "_round_type", "on"])
def test_an_altered_page_is_told_by_the_name_of_its_file(column: str, engine: str, log: Log) -> None:
    segment = build(log)
    assert segment is not None
    file = segment.file("scratch.a")
    group = pq.read_metadata(file).row_group(0)
    (chunk,) = (group.column(n) for n in range(group.num_columns) if group.column(n).path_in_schema == column)
    data = bytearray(file.read_bytes())
    first = chunk.data_page_offset if chunk.dictionary_page_offset is None else chunk.dictionary_page_offset
    data[first + chunk.total_compressed_size - 1] ^= 1
    file.write_bytes(data)
    with pytest.raises(SegmentDamaged, match=r"scratch\.a\.parquet"):
        replay(log, PROJECTION, engine=engine)


def without(*keys: str) -> Callable[[dict[str, Any]], object]:
    """Take something out of a manifest."""

    def harm(manifest: dict[str, Any]) -> None:
        for key in keys[:-1]:
            manifest = manifest[key]
        del manifest[keys[-1]]

    return harm


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "no file of a kind": without("files", "scratch.a"),
    "no file of the rounds": without("files", "rounds"),
    "no row groups of a kind": without("groups", "scratch.a"),
    "no row groups of the streams": without("groups", "streams"),
    "no bounds": without("bounds"),
    "bounds that descend": lambda manifest: manifest.update(bounds=[9, 1]),
    "positions of others": lambda manifest: manifest.update(first=2),
    "a court without a number": lambda manifest: manifest["courts"].update(x="内06"),
    "files that are no table": lambda manifest: manifest.update(files=[1]),
    "a size without a digest": lambda manifest: manifest["files"].update(rounds=[7]),
    "row groups out of order": lambda manifest: manifest["groups"].update({"scratch.a": [3]}),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_manifest_is_told_by_its_name(how: str, log: Log) -> None:
    segment = build(log)
    assert segment is not None
    place = segment.folder / MANIFEST
    manifest = json.loads(place.read_text())
    BROKEN[how](manifest)
    place.write_text(json.dumps(manifest))
    for act in (lambda: replay(log, PROJECTION), lambda: build(log)):
        with pytest.raises(SegmentDamaged, match=r"manifest\.json"):
            act()
    (problem,) = check(log)
    assert problem.file == place


def rewritten(segment: Segment, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Alter a file so that neither its size nor its digest tells."""
    file, place = segment.file(name), segment.folder / MANIFEST
    table = change(pq.read_table(file))
    pq.write_table(table, file, row_group_size=max(table.num_rows, 1), **encoding(table.schema))
    manifest = json.loads(place.read_text())
    manifest["files"][name] = [file.stat().st_size, digest(file)]
    place.write_text(json.dumps(manifest))


def with_one_more(column: str) -> Callable[[pa.Table], pa.Table]:
    """Add one to the first of the whole numbers of a column, or change its text."""

    def change(table: pa.Table) -> pa.Table:
        place, first = table.schema.get_field_index(column), pc.equal(pa.array(range(table.num_rows)), 0)
        values = table[column].combine_chunks()
        if pa.types.is_dictionary(values.type):
            values = values.dictionary_decode()
        other = (
            pa.scalar("恢", pa.string()) if values.type == pa.string() else pc.add(values, pa.scalar(1, values.type))
        )
        changed = pc.if_else(first, other, values)
        return table.set_column(place, column, changed.dictionary_encode() if changed.type == pa.string() else changed)

    return change


@pytest.mark.parametrize(
    ("name", "column"),
    [
        *(
            ("scratch.b", name)
            for name in ("_no_debtor", "_no_asset", "_round_type", "_court", "_round", "_stream", "_version")
        ),
        ("streams", "records"),
        ("rounds", "type"),
    ],
)
def test_a_derived_column_that_does_not_fit_its_records_is_found(name: str, column: str, log: Log) -> None:
    segment = build(log)
    assert segment is not None
    rewritten(segment, name, with_one_more(column))
    assert check(log) == []
    assert (segment.file(name), column) in {
        (problem.file, problem.en.removeprefix("its derived column ").partition(" ")[0])
        for problem in check(log, deep=True)
    }


def test_what_another_release_says_besides_is_passed_over(log: Log) -> None:
    segment = build(log)
    assert segment is not None
    before = replay(log, PROJECTION).digest()
    place = segment.folder / MANIFEST
    place.write_text(json.dumps({**json.loads(place.read_text()), "round_types": ["执"]}))
    assert [found.folder for found in sealed(log)] == [segment.folder]
    assert replay(log, PROJECTION).digest() == before


def test_a_superseded_segment_stays_for_as_long_as_it_is_read(tmp_path: Path) -> None:
    every = steps()
    with closing(Log(tmp_path / "court.db")) as log:
        write(log, every[:40])
        first = build(log)
        assert first is not None
        reading = Source.of(log)
        for done, until in ((40, 100), (100, 101), (101, 220)):
            write(log, every[done:until], after=done)
            build(log)
            assert first.folder.is_dir()
        assert first.folder not in [segment.folder for segment in sealed(log)]
        (plan,) = reading.plans()
        assert plan.chunk() is not None
        assert len(list(records(plan.segments[0]))) == 40
        del reading
        write(log, every[220:221], after=220)
        build(log)
        assert not first.folder.exists()


def test_a_replay_goes_on_though_its_segment_is_superseded_and_others_are_built(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "CHUNK_RECORDS", 40)
    first = build(log)
    assert first is not None
    before = replay(log, PROJECTION).digest()
    after, rounds = log.last_position(), list[int]()

    def build_meanwhile(done: int, _: int) -> None:
        if not rounds:
            rounds.append(done)
            for number in range(3):
                new = [(f"{number}-{n}", opened(0, 9000 + 1000 * number + n)) for n in range(300 * 2**number)]
                write(log, new, after=log.last_position())
                build(log)
        assert first.folder.is_dir()

    during = replayed(log, PROJECTION, Scope(), Horizon(), watch=build_meanwhile)
    assert during.digest() == before
    assert rounds[0] < after
    assert first.folder not in [segment.folder for segment in sealed(log)]
    write(log, [("last", opened(0, 8999))], after=log.last_position())
    build(log)
    assert not first.folder.exists()


def test_a_segment_of_another_definition_that_is_being_read_is_not_replaced(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, reading = build(log), Source.of(log)
    redefined(monkeypatch, schema=2, upcasters={1: dict})
    assert first is not None
    assert [segment.folder for segment in reading.segments] == [first.folder]
    with pytest.raises(NotSealed, match="still being read"):
        build(log)
    del reading
    second = build(log)
    assert second is not None
    assert left(log) == [second.folder.name]


def test_a_disk_that_is_full_for_the_new_segment_leaves_the_one_of_the_other_definition(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(log)
    assert first is not None
    redefined(monkeypatch, schema=2, upcasters={1: dict})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, limits[1]))
    try:
        with pytest.raises(NotSealed):
            build(log)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert left(log) == [first.folder.name]
    monkeypatch.undo()
    assert [segment.folder for segment in sealed(log)] == [first.folder]
    assert check(log, deep=True) == []


def test_what_is_held_is_not_mistaken_for_another_of_its_name(log: Log) -> None:
    segment = build(log)
    assert segment is not None
    found, hold = held(log)
    assert hold.still(found)
    hidden(segment.folder)
    assert not hold.still(found)
    assert build(log) == segment
    assert not hold.still(found)


def test_a_segment_that_cannot_be_locked_is_told(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    build(log)

    def flock(file: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(EngineCannot, match="--engine rows"):
        replay(log, PROJECTION)
    assert replay(log, PROJECTION, engine="rows").rows


ASKED = """
import sys
import pyarrow as pa
from casestream.replay.segments.fetch import over_adbc
with over_adbc(sys.argv[1]) as ask:
    print(ask("SELECT told FROM t", pa.schema({"told": pa.string()}))["told"].null_count)
"""


def test_a_column_that_is_empty_for_long_is_read_as_what_it_is(tmp_path: Path) -> None:
    empty = 300_000
    with closing(sqlite3.connect(tmp_path / "long.db")) as database, database:
        database.execute("CREATE TABLE t (told TEXT)")
        database.executemany("INSERT INTO t VALUES (?)", [(None,)] * empty + [("a",)])
    done = subprocess.run(
        [sys.executable, "-c", ASKED, tmp_path / "long.db"], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == empty


def test_memory_does_not_grow_with_the_periods(log: Log) -> None:
    build(log)
    sizes = []
    for periods in (1, 40):
        (plan,) = Source.of(log).plans()
        chunk = plan.chunk()
        scopes = tuple(Scope(since=date(2024, 1, 1) + timedelta(days=n)) for n in range(periods))
        columns.tally(chunk, groups.Question((Sum(Paid.amount), Count(Opened)), ("court",), scopes, 9))
        sizes.append(len(chunk.answers))
    assert sizes[0] == sizes[1]
