"""The leaf of every record, the tree above them, and dockets of an older schema that get both."""

import hashlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import casestream
from cases import applied, applying, envelope
from casestream.docket import Docket
from casestream.kernel import Case
from casestream.kernel.errors import OlderDocket, UnknownName
from casestream.store.hashing import Hash
from casestream.store.leaf import FIELDS, leaf_data
from casestream.store.log import Log
from casestream.store.schema import SCHEMA_VERSION, SLOTS
from casestream.testing import CLERK
from places import query

DOCKETS = Path(__file__).parents[1] / "data" / "dockets"
RELEASED = sorted(DOCKETS.glob("schema-*.db"))
ROWS = f"""
    SELECT position, streams.id, streams.kind, version, event_id, types.name, types.schema, day, recorded_at, courts.code,
           rounds.number, {", ".join(SLOTS)}, actors.id, actors.court, actors.post, command_id, correlation_id,
           causation_id, payload, sealed, leaf
    FROM events JOIN streams USING (stream) JOIN types USING (type) JOIN courts ON courts.court = events.court
    JOIN actors USING (actor) LEFT JOIN rounds USING (round) ORDER BY position
"""


@pytest.fixture
def place(any_place: Path | str) -> Path | str:
    """All of this holds in every store."""
    return any_place


def told(value: Any) -> bytes:
    """One value in bencoding, written once more."""
    if value is None:
        return b"le"
    if isinstance(value, int):
        return f"i{value}e".encode()
    data = value if isinstance(value, bytes) else value.encode()
    return str(len(data)).encode() + b":" + data


def leaf_of(values: tuple[Any, ...]) -> bytes:
    """The leaf that a row ought to have, by hashlib alone."""
    return hashlib.sha256(b"\x00l12:casestream/1" + b"".join(map(told, values)) + b"e").digest()


def root(leaves: list[bytes]) -> bytes:
    """The RFC 9162 root over a power of two of leaves, by its recursive definition."""
    if len(leaves) == 1:
        return leaves[0]
    half = len(leaves) // 2
    return hashlib.sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


def check(place: Path | str) -> int:
    """How many records there are; every leaf and every node is what it ought to be."""
    rows = query(place, ROWS)
    for *values, leaf in rows:
        assert len(values) == len(FIELDS)
        assert leaf == leaf_of(tuple(values)), values[0]
    leaves = [row[-1] for row in rows]
    nodes = query(place, "SELECT level, at, hash FROM tree ORDER BY level, at")
    assert nodes == [
        (1, at, root(leaves[256 * at : 256 * (at + 1)])) for at in range(len(leaves) // 256)
    ]  # No test has the 65,536 records of a node of level 2; that is what test_growth is for.
    return len(rows)


def test_every_record_has_the_leaf_of_what_is_stored_of_it(place: Path | str) -> None:
    with casestream.open(place) as docket:
        for index in range(1, 120):
            docket.handle(applying(index), CLERK)
    assert check(place) == 119 * 3


def test_nodes_are_written_by_whatever_number_of_records_completes_them(place: Path | str) -> None:
    with casestream.open(place) as docket:
        for count, name in ((255, "a"), (1, "b"), (255, "c"), (600, "d"), (0, "e"), (1, "f")):
            docket.log.append(Case(name), [applied()] * count, envelope(name))
    assert check(place) == 1112
    assert query(place, "SELECT count(*) FROM tree") == [(4,)]


def test_what_a_failed_append_would_have_proven_is_not_in_the_tree(place: Path | str) -> None:
    with casestream.open(place) as docket:
        docket.log.append(Case("a"), [applied()] * 200, envelope("a"))

        def fail() -> None:
            with docket.batch():
                docket.log.append(Case("b"), [applied()] * 100, envelope("b"))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert query(place, "SELECT count(*) FROM tree") == [(0,)]
        docket.log.append(Case("c"), [applied()] * 100, envelope("c"))
    assert check(place) == 300


def test_a_docket_keeps_the_hash_with_which_it_began(tmp_path: Path) -> None:
    for name in ("sha256", "sm3"):
        place = tmp_path / name
        with casestream.open(place, hash=name) as docket:
            docket.handle(applying(1), CLERK)
        with casestream.open(place) as docket:
            docket.handle(applying(2), CLERK)
            assert docket.log.recorder.hash.name == name
        for *values, leaf in query(place, ROWS):
            assert leaf == hashlib.new(name, b"\x00" + leaf_data(values)).digest()


def test_a_hash_that_is_none_is_refused_and_leaves_no_docket(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="md5"):
        casestream.open(tmp_path / "x.db", hash="md5")
    with casestream.open(tmp_path / "x.db") as docket:  # The place is as good as before.
        assert docket.log.recorder.hash.name == "sha256"


def test_sm3_is_that_of_its_standard() -> None:
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert Hash("sm3").of(b"abc").hex() == expected


# --- dockets of an older schema ---


@pytest.mark.parametrize("old", RELEASED, ids=lambda path: path.stem)
def test_an_old_docket_is_brought_up_to_date_with_its_events_as_they_were(old: Path, tmp_path: Path) -> None:
    place = tmp_path / "court.db"
    shutil.copy(old, place)
    before = query(place, "SELECT position, stream, version, type, day, recorded_at, payload, event_id FROM events")
    assert before
    with casestream.open(place) as docket:
        assert len(docket.log.records()) == len(before)
        docket.handle(applying(1), CLERK)
    after = query(place, "SELECT position, stream, version, type, day, recorded_at, payload, event_id FROM events")
    assert after[: len(before)] == before
    assert query(place, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert check(place) == len(before) + 3
    new = tmp_path / "new.db"
    casestream.open(new).close()
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    assert query(place, schema) == query(new, schema)


def test_there_is_a_docket_of_every_older_schema() -> None:
    assert [path.stem for path in RELEASED] == [f"schema-{number}" for number in range(1, SCHEMA_VERSION)]


def test_a_migration_that_fails_leaves_the_old_docket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "court.db"
    shutil.copy(RELEASED[0], place)
    before = query(place, "SELECT * FROM events")

    def fail(*arguments: Any) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("casestream.store.migrations.grow", fail)
    with pytest.raises(casestream.CasestreamError):
        casestream.open(place)
    monkeypatch.undo()
    assert query(place, "SELECT * FROM events") == before
    assert query(place, "PRAGMA user_version") == [(1,)]
    casestream.open(place).close()
    assert check(place) == len(before)


def test_an_old_docket_that_can_only_be_read_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "court.db"
    shutil.copy(RELEASED[0], place)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(OlderDocket, match="copy"):
        Docket(Log(place))
