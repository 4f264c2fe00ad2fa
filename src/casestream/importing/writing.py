"""Facts into the docket: whole streams in batches, each batch one durable transaction, each stream under ids of its own.

An id is made of the source's digest and the line, so whoever runs the same import again goes on where it was broken off.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from attrs import frozen

from casestream.importing.placing import place_of
from casestream.importing.reading import Fact
from casestream.importing.staging import Staged
from casestream.kernel.event import Actor, Annulled, Corrected
from casestream.store.log import Log
from casestream.store.records import Envelope

ACTOR, POST = "import", "system"


@frozen(kw_only=True)
class Import:
    """What is imported: an id made of the digest of the source, and the words by which the log remembers it."""

    id: str
    asked: str
    recorded_at: datetime


def batches(staged: Staged, facts: int) -> Iterator[list[str]]:
    """The streams that nothing is wrong with, whole, in batches of at least so many facts."""
    batch: list[str] = []
    size = 0
    for stream, count in staged.streams():
        if staged.is_bad(stream):
            continue
        batch.append(stream)
        size += count
        if size >= facts:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def write(log: Log, stream: str, facts: Sequence[Fact], what: Import) -> int:
    """Append the facts of one stream in a transaction that is open; how many, 0 where this import has already been.

    Raises:
        ChangedMeanwhile, NumberTaken: another process wrote what was not there when the source was checked.
    """
    place = place_of(log, stream, what.id, facts)
    if place.is_done:
        return 0
    case, written = place.case(), []
    for run in _runs(facts):
        first = run[0]
        court = first.court or case.court or getattr(first.event, "court", "")
        envelope = Envelope(
            actor=Actor(f"{ACTOR}/{first.actor}" if first.actor else ACTOR, court, POST), recorded_at=what.recorded_at,
            command_id=f"{what.id}/{first.line}/{first.seq}", correlation_id=what.id, causation_id="",
            asked=what.asked,
        )  # fmt: skip
        records = log.append(case, [fact.event for fact in run], envelope)
        written += [(record.version, record.event) for record in records]
        if isinstance(run[-1].event, Corrected | Annulled):
            case = place.case(written)
        else:
            case.apply(*(fact.event for fact in run))
            case.version += len(run)
    return len(facts)


def _runs(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Stretches that one actor recorded in one court; a restatement ends one, for after it the past is another."""
    restated = 0
    keyed = []
    for fact in facts:
        keyed.append(((fact.actor, fact.court, restated), fact))
        restated += isinstance(fact.event, Corrected | Annulled)
    for _, run in groupby(keyed, key=lambda pair: pair[0]):
        yield [fact for _, fact in run]
