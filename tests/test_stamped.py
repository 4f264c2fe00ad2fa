"""Segments stamped straight from the pool are those that the builder seals from the stamped docket."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from benchmarks import figures
from benchmarks.asked import findings, roll, table
from benchmarks.stamped import sealed_years, stamp_segments

from casestream.kernel.event import EVENTS
from casestream.procedures.termination import MAY_TERMINATE
from casestream.replay import seal
from casestream.replay.engines import here
from casestream.replay.segments.layout import RECORDS, Segment, sealed
from casestream.store.log import Log
from courts import COURTS, Stamped, stamped_in


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Stamped:
    """Seven courts of three tiny years, one of them with an unlawful termination."""
    return stamped_in(tmp_path_factory.mktemp("stamped"))


@pytest.fixture(scope="module")
def built(stamped: Stamped) -> Segment:
    """The docket of the same courts, sealed by the builder."""
    log = Log(stamped.place, create=False)
    seal(log)
    (segment,) = sealed(log)
    log.close()
    return segment


@pytest.fixture(scope="module", params=[1 << 20, 700], ids=["one chunk", "many chunks"])
def straight(
    request: pytest.FixtureRequest, stamped: Stamped, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Segment]:
    """The same courts without a docket."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benchmarks.stamped.CHUNK_RECORDS", request.param)
        yield stamp_segments(stamped.pool, COURTS, tmp_path_factory.mktemp("straight"))


def test_every_file_is_column_by_column_the_one_that_the_builder_writes(straight: Segment, built: Segment) -> None:
    assert set(straight.manifest.files) == set(built.manifest.files) - {RECORDS}
    for name in straight.manifest.files:
        ours, theirs = pq.read_table(straight.file(name)), pq.read_table(built.file(name))
        assert ours.schema.equals(theirs.schema), name
        for column in ours.column_names:
            if column.startswith("_no_"):
                continue  # Who is number 0 of a stream depends on which kind the builder met first.
            assert ours[column].to_pylist() == theirs[column].to_pylist(), f"{name}: {column}"
    assert straight.manifest.definitions == built.manifest.definitions
    assert straight.manifest.courts == built.manifest.courts


def numbering(segment: Segment) -> dict[tuple[str, int, str | None], int]:
    """What each stream names under each key, and by which number: the same in all kinds."""
    found: dict[tuple[str, int, str | None], int] = {}
    for name in segment.manifest.definitions:
        table = pq.read_table(segment.file(name))
        for key, of in EVENTS.by_name[name].keys.items():
            columns = (table[column].to_pylist() for column in ("_stream", of, f"_no_{key}"))
            for stream, value, number in zip(*columns, strict=True):
                assert found.setdefault((key, stream, value), number) == number
    return found


def test_whoever_a_stream_names_has_one_number(straight: Segment, built: Segment) -> None:
    numbers = []
    for segment in (straight, built):
        found = numbering(segment)
        assert len({(key, stream, number) for (key, stream, _), number in found.items()}) == len(found)
        numbers.append(set(found))
    assert numbers[0] == numbers[1]


def test_a_row_group_holds_whole_streams(straight: Segment) -> None:
    bounds, groups = straight.manifest.bounds, straight.manifest.groups
    for name in straight.manifest.definitions:
        file = pq.ParquetFile(straight.file(name))
        for chunk, group in enumerate(groups[name]):
            if group >= 0:
                streams = file.read_row_group(group, columns=["_stream"])["_stream"].to_numpy()
                assert bounds[chunk] <= streams.min()
                assert streams.max() < bounds[chunk + 1]


def test_every_question_has_the_same_answer(straight: Segment, built: Segment) -> None:
    answers = []
    for segment in (straight, built):
        found = findings([segment], MAY_TERMINATE, here)
        assert found
        answers.append(
            (
                table([segment], figures.FIGURES, here, figures.SINCE, figures.UNTIL).digest(),
                roll([segment], figures.STATE, here).digest(),
                [repr(each) for each in found],
            )
        )
    assert answers[0] == answers[1]


def test_kinds_and_lengths_are_distributed_as_in_the_pool(straight: Segment, stamped: Stamped) -> None:
    years = sealed_years(stamped.pool)
    copies = Counter(stamped.plan.year.tolist())
    kinds, lengths = Counter[str](), Counter[int]()
    for year, segment in enumerate(years):
        for name in segment.manifest.definitions:
            kinds[name] += copies[year] * rows(segment, name)
        for length, many in Counter(pq.read_table(segment.file("streams"))["records"].to_pylist()).items():
            lengths[length] += copies[year] * many
    assert {name: rows(straight, name) for name in straight.manifest.definitions} == kinds
    assert Counter(pq.read_table(straight.file("streams"))["records"].to_pylist()) == lengths


def rows(segment: Segment, name: str) -> int:
    """How many rows a file has."""
    return int(pq.ParquetFile(segment.file(name)).metadata.num_rows)


def test_the_years_are_sealed_once(stamped: Stamped) -> None:
    first = [segment.folder.stat().st_mtime_ns for segment in sealed_years(stamped.pool)]
    assert [segment.folder.stat().st_mtime_ns for segment in sealed_years(stamped.pool)] == first
    assert all(Path(f"{file}.segments").is_dir() for file in stamped.pool.files)
