"""The reference reads no more of the log than its measures need, and answers as if it had read all of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from casestream.kernel.event import Corrected
from casestream.kernel.projection import Count, Fold, Measure, Scope, Span, Stage, Sum, Sumwise
from casestream.replay import rows
from casestream.store.log import Log
from casestream.store.stored import Needed

from .logs import CORPUS, Step, logs, opened, paid, plain, write
from .projections import EVERYTHING
from .scratch import Opened, Paid, Plain

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
    assert rows._needed(MEASURES) is None
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
