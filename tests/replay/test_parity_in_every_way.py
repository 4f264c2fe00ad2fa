"""However a log lies, sealed or not, in one chunk or many, it is answered as the reference answers it unsealed."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from casestream.replay import Horizon
from casestream.replay.segments.layout import sealed
from casestream.replay.source import Source
from casestream.store.log import Log

from .logs import CORPUS, Step, day, logs, write
from .parity import Subject
from .projections import EVERYTHING, GROUPINGS, SCOPES
from .questions import QUESTIONS
from .ways import WAYS, Way

few = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
SOME_READINGS = tuple(
    (EVERYTHING.grouped(GROUPINGS[at]), SCOPES[scope])
    for at, scope in ((0, 0), (0, 1), (7, 4), (9, 0), (16, 3), (5, 2))
)
LAID = [way for way in WAYS if way != "unsealed"]


@cache
def subject_of(name: str) -> Subject:
    """A log of the corpus in memory: the reference is asked once for all ways."""
    return Subject(write(Log(), CORPUS[name]), questions=QUESTIONS[::2], readings=SOME_READINGS)


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    for name in CORPUS:
        subject_of(name).log.close()
    subject_of.cache_clear()


@pytest.mark.parametrize("way", LAID)
@pytest.mark.parametrize("name", CORPUS)
def test_the_corpus_has_one_answer_however_it_lies(
    name: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(WAYS[way].lay(tmp_path / "court.db", CORPUS[name], monkeypatch)) as log:
        assert list(subject_of(name).differences(log)) == []


def test_the_ways_are_as_different_as_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were every way the same in truth, the others would test nothing."""
    shapes = {}
    for number, (name, way) in enumerate(WAYS.items()):
        with monkeypatch.context() as patch:
            place = tmp_path / f"{number}.db"
            with closing(way.lay(place, CORPUS["all of them interleaved"], patch)) as log:
                source = Source.of(log)
                shapes[name] = len(sealed(log)), len(source), source.last_position > source.after
    assert list(shapes.values()) == [
        (0, 1, True), (0, 5, True), (1, 1, False), (1, 5, False), (4, 1, True), (3, 3, True), (2, 5, True),
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["unsealed, a chunk a stream", *LAID[-3:]])
def test_the_pool_gives_the_answers_of_the_reference(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = subject_of("all of them interleaved")
    with closing(WAYS[way].lay(tmp_path / "court.db", CORPUS["all of them interleaved"], monkeypatch)) as log:
        assert list(subject.differences(log, engine="pool")) == []


def drawn_differences(steps: Sequence[Step], way: Way, horizon: Horizon) -> list[str]:
    """What a drawn log, laid in some way, says otherwise than the reference."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch, closing(write(Log(), steps)) as plain:
        subject = Subject(plain, QUESTIONS[::5], SOME_READINGS[1:3], horizon=horizon)
        with closing(way.lay(Path(folder) / "court.db", steps, patch)) as log:
            return list(subject.differences(log))


def drawn_ways() -> st.SearchStrategy[Way]:
    """Builds after any records, chunks of any size, a tail read at once or not."""
    cuts = st.lists(st.integers(1, 24), max_size=4)
    return st.builds(
        lambda cuts, records, tail, merging: Way(
            lambda length: [min(cut, length) for cut in cuts], records, tail, merging
        ),
        cuts, st.integers(1, 9), st.sampled_from([0, 3, 100]), st.booleans(),
    )  # fmt: skip


HORIZONS = st.builds(
    lambda on, last: Horizon(as_of=day(on), last_position=last), st.integers(-5, 80), st.integers(0, 26)
)


@few
@given(logs(max_size=24), drawn_ways())
def test_any_log_has_one_answer_however_it_lies(steps: list[Step], way: Way) -> None:
    assert drawn_differences(steps, way, Horizon()) == []


@few
@given(logs(max_size=24), drawn_ways(), HORIZONS)
def test_any_log_has_one_answer_up_to_any_horizon(steps: list[Step], way: Way, horizon: Horizon) -> None:
    assert drawn_differences(steps, way, horizon) == []
