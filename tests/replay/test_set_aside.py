"""Segments that must not be used, and answers that come all the same; sums that no 64 bits hold, over many chunks."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from casestream.kernel import Case, Count, Event, Projection, Sum
from casestream.kernel.errors import ForeignSegment, UnknownEventType
from casestream.kernel.event import EVENTS, EventType
from casestream.replay import replay, seal, survey
from casestream.replay import source as sources
from casestream.replay.part import CODEC
from casestream.replay.segments.build import build
from casestream.replay.segments.check import check
from casestream.replay.segments.layout import sealed
from casestream.replay.segments.rebuild import records
from casestream.store.log import Log, RecordMapper
from conftest import Demo

from .logs import CORPUS, day, envelope, held, opened, write
from .projections import EVERYTHING
from .scratch import Held, Paid
from .surveys import OF_CASES, OF_DEBTORS

LARGEST = 2**53


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """The whole corpus of lives, sealed."""
    with closing(write(Log(tmp_path / "court.db"), CORPUS["all of them interleaved"])) as made:
        seal(made)
        yield made


def redefined(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> EventType:
    """The event Paid, declared otherwise from now on."""
    changed: EventType = attrs.evolve(EVENTS[Paid], **changes)
    monkeypatch.setitem(EVENTS.by_name, changed.name, changed)
    monkeypatch.setitem(EVENTS.by_class, Paid, changed)
    for codec in (CODEC, RecordMapper.codec):  # A program starts with one definition; these have seen the other.
        for made in ("_encoders", "_decoders", "_strict_decoders"):
            monkeypatch.setattr(codec, made, {})
    return changed


def test_a_segment_of_another_definition_is_set_aside_and_the_store_answers(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = replay(log, EVERYTHING).digest()
    assert len(sealed(log)) == 1
    redefined(monkeypatch, schema=2, upcasters={1: lambda data: {**data, "extra": data["extra"] + 1}})
    assert sealed(log) == []
    tables = [replay(log, EVERYTHING, engine=engine) for engine in ("rows", "columns")]
    assert tables[0].digest() == tables[1].digest() != before
    assert build(log) is not None
    assert len(sealed(log)) == 1
    assert replay(log, EVERYTHING).digest() == tables[0].digest()


def test_old_schemas_are_brought_up_when_they_are_sealed_and_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(write(Log(tmp_path / "court.db"), CORPUS["several rounds in several courts"])) as made:
        redefined(monkeypatch, schema=2, upcasters={1: lambda data: {**data, "text": f"{data['text']}升"}})
        segment = seal(made)
        assert segment is not None
        again = list(records(segment))
    assert {record.schema for record in again if isinstance(record.event, Paid)} == {1}
    assert {record.event.text[-1] for record in again if isinstance(record.event, Paid)} == {"升"}
    with closing(Log(tmp_path / "court.db", create=False)) as opened_again:
        assert sorted(again, key=lambda record: record.position) == opened_again.records()
        assert check(opened_again, deep=True) == []


def test_an_event_that_nobody_declares_is_told_by_name(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(EVENTS.by_name, "scratch.a")
    with pytest.raises(UnknownEventType, match=r"scratch\.a"):
        replay(log, EVERYTHING)


def test_segments_of_another_docket_are_refused_and_found(log: Log, tmp_path: Path) -> None:
    with closing(Log(tmp_path / "other.db")) as other:
        write(other, [("x", opened(0, 1))])
        shutil.copytree(f"{log.place}.segments", f"{other.place}.segments")
        with pytest.raises(ForeignSegment, match="segments build"):
            replay(other, EVERYTHING)
        assert check(other) != []


def test_the_demo_is_made_again_from_its_segment_and_all_engines_tell_one_story(demo: Demo, tmp_path: Path) -> None:
    place = tmp_path / "demo.db"
    shutil.copy(demo.place, place)
    with closing(Log(place, create=False)) as made:
        build(made, processes=2)
        assert check(made, deep=True) == []
        whole = Projection("all", "全", "all", ("court",), **{
            f"n{index}": Count(kind.event_class) for index, kind in enumerate(EVENTS.by_name.values())
        })  # fmt: skip
        digests = {
            engine: [
                replay(made, whole, engine=engine).digest(),
                *(survey(made, asked, date(2025, 9, 16), engine=engine).digest() for asked in (OF_CASES, OF_DEBTORS)),
            ]
            for engine in ("rows", "columns", "pool")
        }
        assert digests["rows"] == digests["columns"] == digests["pool"]


@pytest.mark.parametrize("by", [(), ("court",), ("month", "court", "round_type")], ids=len)
def test_sums_over_many_chunks_are_exact_beyond_64_bits(
    by: tuple[Any, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "CHUNK_RECORDS", 300)
    with closing(Log(tmp_path / "rich.db")) as made:
        for number, name in enumerate(("one", "two", "three", "four"), 1):
            events = [opened(0, number), *(held(n // 4, 0, LARGEST) for n in range(600)), held(3, 1, -5)]
            made.append(Case(name), events, envelope(name))
        projection = Projection(
            "rich", "富", "rich", by, worth=Sum(Held.worth), least=Sum(Held.worth, where={"worth": -5})
        )
        tables = {engine: replay(made, projection, engine=engine) for engine in ("rows", "columns", "pool")}
        seal(made)
        tables |= {f"sealed {engine}": replay(made, projection, engine=engine) for engine in ("columns", "pool")}
    assert len({table.digest() for table in tables.values()}) == 1
    assert sum(int(str(row["worth"])) for row in tables["rows"].rows) == 4 * (600 * LARGEST - 5) > 2**63


def test_a_case_of_a_hundred_thousand_events_lies_in_two_segments_and_a_tail(tmp_path: Path) -> None:
    with closing(Log(tmp_path / "long.db")) as made:
        case = Case("long")
        projection = Projection("long", "长", "long", ("month",), worth=Sum(Held.worth), count=Count(Held))
        for first, until in ((0, 70_000), (70_000, 99_000), (99_000, 100_000)):
            events: list[Event] = [opened(0, 1)] if not first else []
            events += [held(n // 90, n % 2, n % 1009) for n in range(first, until)]
            made.append(case, events, envelope(f"long-{first}"))
            case.apply(*events)
            case.version += len(events)
            if until < 100_000:
                seal(made)
        assert len(sealed(made)) == 2
        tables = [replay(made, projection, engine=engine) for engine in ("rows", "columns")]
        assert tables[0].digest() == tables[1].digest()
        assert (
            survey(made, OF_CASES, day(9), engine="columns").digest()
            == survey(made, OF_CASES, day(9), engine="rows").digest()
        )
