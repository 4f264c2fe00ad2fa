"""What is sealed is what the store holds, however it was fetched and decoded; what fails leaves nothing behind."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import pytest
from attrs import evolve

from casestream.kernel import Event
from casestream.kernel.errors import NewerDocket, NotReversible, NotSealed, UnknownEventType
from casestream.kernel.event import EVENTS, Corrected, event
from casestream.replay import source
from casestream.replay.segments import build as building
from casestream.replay.segments import payloads
from casestream.replay.segments.build import build
from casestream.replay.segments.layout import LOCK, Segment, sealed
from casestream.replay.segments.rebuild import records
from casestream.store.log import Log

from .logs import CORPUS, Step, day, write
from .scratch import Decided, Held, Named, Opened, Paid, Plain, Stopped, Went


def steps() -> list[Step]:
    """The whole corpus in one log, each case of it in a stream of its own, under a number of its own."""
    return [
        (f"{place}/{stream}", renumbered(told, 2000 + place))
        for place, name in enumerate(CORPUS)
        for stream, told in CORPUS[name]
    ]


def renumbered(told: Any, year: int) -> Event:
    """The event with the number, if it brings one, of another year."""
    changes: dict[str, Any] = {}
    if isinstance(told, Corrected):
        changes = {"event": renumbered(told.event, year)}
    elif isinstance(told, Opened):
        changes = {"number": told.number.replace("2024", str(year))}
    found: Event = evolve(cast(Any, told), **changes)
    return found


def contents(segment: Segment) -> dict[str, dict[str, list[Any]]]:
    """Every column of every file, value by value, and where the chunks are."""
    files = {}
    for path in sorted(segment.folder.glob("*.parquet")):
        file = pq.ParquetFile(path)
        files[path.stem] = file.read().to_pydict() | {
            "arrow": [file.schema_arrow],
            "groups": [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)],
        }
    return files


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """A log with every scratch kind, corrected and annulled ones included."""
    with closing(Log(tmp_path / "court.db")) as found:
        yield write(found, steps())


def built(log: Log, **options: Any) -> dict[str, dict[str, list[Any]]]:
    """The contents of a segment that is built and removed again."""
    segment = build(log, **options)
    assert segment is not None
    found = contents(segment)
    for path in segment.folder.iterdir():
        path.unlink()
    segment.folder.rmdir()
    return found


def left(log: Log) -> list[str]:
    """What lies beside a docket besides the lock of builds."""
    return sorted(path.name for path in Path(f"{log.place}.segments").iterdir() if path.name != LOCK)


def one_by_one(*_: Any) -> Any:
    """Refuse to read payloads together."""
    raise payloads._Unread


def in_shares(patch: pytest.MonkeyPatch, records: int = 40) -> None:
    """Have a log divided as if it were large."""
    patch.setattr(building, "SHARE_RECORDS", records)
    patch.setattr(source, "CHUNK_RECORDS", records * 3)


def tamper(log: Log, statement: str) -> None:
    """Change what must never be changed, behind the back of the log."""
    with closing(sqlite3.connect(log.place)) as raw:
        raw.executescript(f"DROP TRIGGER events_stay; {statement};")


def test_payloads_read_together_give_what_they_give_one_by_one(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    together = built(log)
    monkeypatch.setattr(payloads, "_together", one_by_one)
    assert built(log) == together
    kinds = {EVENTS[kind].name for kind in (Opened, Named, Held, Paid, Decided, Stopped, Went, Plain)}
    assert kinds | {"record.corrected", "record.annulled"} <= together.keys()


def test_nothing_of_the_corpus_needs_to_be_decoded_one_by_one(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("msgspec")
    monkeypatch.setattr(payloads, "_one_by_one", one_by_one)
    assert built(log)["records"]["position"]


def test_without_msgspec_the_same_is_sealed(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = built(log)
    monkeypatch.setattr(payloads, "msgspec", None)
    assert built(log) == with_it


def test_other_processes_seal_what_this_one_seals(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "CHUNK_RECORDS", 120)
    here = {name: without_numbers(columns) for name, columns in built(log).items()}
    in_shares(monkeypatch)
    one, two = built(log, processes=1), built(log, processes=2)
    assert one == two
    assert {name: without_numbers(columns) for name, columns in two.items()} == here
    assert len(two["records"]["groups"]) > 1


def without_numbers(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """All but the numbers of debtors and assets, of which it matters only which are equal."""
    return {name: values for name, values in columns.items() if not name.startswith("_no_")}


@pytest.mark.parametrize("large", [False, True])
def test_a_stream_has_one_number_for_each_debtor_in_all_kinds(
    large: bool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        in_shares(monkeypatch)
    files = built(log)
    numbers: dict[tuple[int, str], set[int]] = {}
    for kind in (Named, Paid, Decided, Stopped, Went):
        columns = files[EVENTS[kind].name]
        for stream, debtor, number in zip(columns["_stream"], columns["debtor"], columns["_no_debtor"], strict=True):
            numbers.setdefault((stream, debtor), set()).add(number)
    assert {len(each) for each in numbers.values()} == {1}
    for stream in {stream for stream, _ in numbers}:
        found = sorted(number for (of, _), each in numbers.items() if of == stream for number in each)
        assert found == list(range(len(found)))


@pytest.mark.parametrize("share", [1 << 17, 30])
def test_what_is_sealed_in_pieces_is_the_whole_log(share: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_shares(monkeypatch, share)
    every, done, told = steps(), 0, list[tuple[int, int]]()
    with closing(Log(tmp_path / "court.db")) as log:
        for cut in (150, 190, 200, 205, len(every)):
            write(log, every[done:cut], after=done)
            done = cut
            build(log, watch=lambda records, total: told.append((records, total)))
            assert told[-1][0] == told[-1][1]
            assert build(log) is None
        written = sorted(
            (record for segment in sealed(log) for record in records(segment)), key=lambda each: each.position
        )
        assert written == list(log.records())
        bounds = [(segment.manifest.first, segment.manifest.last) for segment in sealed(log)]
        assert bounds[0][0] == 1
        assert bounds[-1][1] == len(every)


def _louder(data: dict[str, Any]) -> dict[str, Any]:
    return {"on": data["on"], "words": [data["word"], data["word"]]}


def test_an_old_schema_is_sealed_as_it_reads_today(tmp_path: Path) -> None:
    def declare(**declared: Any) -> type[Event]:
        hints = {"words": tuple[str, ...]} if declared else {"word": str}
        made = type("Said", (Event,), {"__annotations__": hints, "__module__": __name__, "__qualname__": "Said"})
        return event("scratch.said", "说", "Said", **declared)(made)

    with closing(Log(tmp_path / "court.db")) as log:
        write(log, [("case-1", declare()(on=day(0), word="哎"))])  # type: ignore[call-arg]
    newer = declare(schema=2, upcasters={1: _louder})
    try:
        with closing(Log(tmp_path / "court.db")) as log:
            write(log, [("case-2", newer(on=day(1), words=("嗯",)))], after=1)  # type: ignore[call-arg]
            found = built(log)
    finally:
        del EVENTS.by_name["scratch.said"]
    assert found["scratch.said"]["words"] == ['["哎","哎"]', '["嗯"]']
    assert found["records"]["schema"] == [1, 2]


BROKEN = {
    "a label that is not declared": (Named, '"sweet"', '"tart"'),
    "text in place of a number": (Held, '"worth":5', '"worth":"5"'),
    "a broken-off text": (Decided, '"flag":true', '"flag":tr'),
    "a day that never was": (Stopped, '"2024-', '"2024-0'),
    "a missing field": (Decided, ',"until":null', ""),
}


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_payload_is_named_and_leaves_no_half_segment(
    how: str, large: bool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, was, becomes = BROKEN[how]
    name = EVENTS[kind].name
    where = f"type IN (SELECT type FROM types WHERE name = '{name}') AND instr(CAST(payload AS TEXT), '{was}')"
    tamper(
        log,
        f"UPDATE events SET payload = CAST(replace(CAST(payload AS TEXT), '{was}', '{becomes}') AS BLOB) WHERE {where}",
    )
    if large:
        in_shares(monkeypatch)
    with pytest.raises(NotReversible, match=name):
        build(log)
    assert left(log) == []


def test_text_that_is_no_utf_8_is_refused(log: Log) -> None:
    tamper(log, "")
    with closing(sqlite3.connect(log.place)) as raw:
        (position, payload), *_ = raw.execute(
            "SELECT position, payload FROM events JOIN types USING (type) WHERE name = 'scratch.named'"
        )
        broken = payload.replace(json.loads(payload)["debtor"].encode(), b"\xff\xfe")
        raw.execute("UPDATE events SET payload = ? WHERE position = ?", (broken, position))
        raw.commit()
    with pytest.raises(NotReversible, match=r"scratch\.named"):
        build(log)


def test_what_this_program_does_not_know_is_told_before_anything_is_written(log: Log) -> None:
    tamper(log, "UPDATE types SET schema = 9 WHERE name = 'scratch.a'")
    with pytest.raises(NewerDocket):
        build(log)
    with closing(sqlite3.connect(log.place)) as raw, raw:
        raw.execute("UPDATE types SET schema = 1, name = 'scratch.gone' WHERE name = 'scratch.a'")
    with pytest.raises(UnknownEventType):
        build(log)
    assert left(log) == []


def test_a_place_that_cannot_be_written_is_told(log: Log) -> None:
    Path(f"{log.place}.segments").write_text("in the way")
    with pytest.raises(NotSealed):
        build(log)
    assert list(log.records())
