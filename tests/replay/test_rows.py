"""The reference reads no more of the log than its measures need, and answers as if it had read all of it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from casestream.kernel import Event, Projection, Survey
from casestream.kernel.event import Corrected
from casestream.kernel.projection import Count, Fold, Measure, Scope, Span, Stage, Sum, Sumwise
from casestream.replay import recheck, replay, rows, survey
from casestream.store.log import Log
from casestream.store.stored import Needed

from .logs import CORPUS, Step, day, decided, logs, opened, paid, plain, write
from .projections import EVERYTHING, RULES
from .scratch import Decided, Opened, Paid, Plain

PROJECTION = EVERYTHING.grouped(("court", "month"))


def parts(measure: Measure) -> Iterator[Measure]:
    """The plain measures of which a measure is made up."""
    if isinstance(measure, Sumwise):
        for _, term in measure.terms:
            yield from parts(term)
    elif isinstance(measure, Count | Sum | Span | Stage | Fold):
        yield measure


MEASURES = [part for measure in EVERYTHING.measures.values() for part in parts(measure)]


def alone_and_together(log: Log) -> None:
    """Each measure by itself, which reads what it needs, is what it is among all, which read everything."""
    assert rows.needed_by(MEASURES, ()) is None
    ((*together,),) = rows.tally(log, MEASURES, PROJECTION, [Scope()])
    for measure, tally in zip(MEASURES, together, strict=True):
        assert rows.tally(log, [measure], PROJECTION, [Scope()]) == [[tally]]


@pytest.mark.parametrize("name", CORPUS)
def test_a_measure_alone_is_what_it_is_among_all(name: str, place: Path) -> None:
    log = write(Log(place), CORPUS[name])
    alone_and_together(log)
    log.close()


@given(logs())
def test_a_measure_alone_is_what_it_is_among_all_on_any_log(steps: list[Step]) -> None:
    with_steps = write(Log(), steps)
    alone_and_together(with_steps)
    with_steps.close()


def test_events_that_are_not_needed_are_not_read_but_for_streams_with_a_correction(place: Path) -> None:
    mended = Corrected(on=plain(3).on, of=3, event=paid(3), reason="笔误")
    log = write(Log(place), [
        ("a", opened(0, 1)), ("a", plain(1)), ("b", plain(1)), ("c", opened(2, 2)), ("c", plain(2)), ("c", plain(3)),
        ("c", mended), ("d", paid(4)), ("d", plain(5)),
    ])  # fmt: skip
    read = {
        stream: [type(entry.event) for entry in history]
        for stream, history in rows.histories(log, needed=Needed(frozenset({Opened}), frozenset({Paid})))
    }
    assert read == {"a": [Opened], "c": [Opened, Plain, Paid, Corrected], "d": [Paid, Plain]}
    log.close()


class BusyLog(Log):
    """A log to which somebody else writes one more decision whenever it is about to be read."""

    def by_stream(self, *words: Any) -> Iterator[tuple[str, int, str, str, Event, int]]:
        """The events, of which there is one more by now."""
        with closing(Log(self.place)) as other:
            write(other, [("a", decided(9))], after=other.last_position())
        return super().by_stream(*words)


def test_what_is_written_meanwhile_is_for_the_next_replay(place: Path) -> None:
    steps = [("a", opened(0, 1)), ("a", decided(1)), ("b", opened(2, 2))]
    write(Log(place), steps).close()
    measure = Projection("decided", "定", "decided", (), decided=Count(Decided))
    asked = Survey("roll", "册", "roll", "case", decided=lambda case: case.count(Decided))
    with closing(BusyLog(place)) as log:
        before = log.last_position()
        assert replay(log, measure, engine="rows").rows[0]["decided"] == before - 2
        assert [found.position for found in recheck(log, RULES[0], engine="rows")] == [2, 4]
        assert survey(log, asked, day(20), engine="rows").columns["decided"].tolist() == [3, 0]
        assert log.last_position() == before + 3
