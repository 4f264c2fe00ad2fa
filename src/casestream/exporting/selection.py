"""What is exported: which records, stream after stream, so that only one stream is in memory at a time."""

from collections.abc import Callable, Iterator
from datetime import date

import attrs
from attrs import frozen

from casestream.docket import Docket
from casestream.exporting.names import shown
from casestream.kernel.errors import UnknownName
from casestream.kernel.event import EVENTS, Record

Watch = Callable[[int, int], None]


def nobody(_: int, __: int) -> None:
    """For whom nobody watches."""


@frozen(kw_only=True)
class Selection:
    """Records with legal days from `since` to `until`, both included, of streams of these `kinds` (all, if none), or of one.

    Names are masked unless `unmasked`. The records are those that the log holds when the export begins.

    Raises:
        UnknownName: there is no such kind of stream.
    """

    since: date = date.min
    until: date = date.max
    kinds: tuple[str, ...] = ()
    stream: str = ""
    unmasked: bool = False

    def __attrs_post_init__(self) -> None:
        known = stream_kinds()
        if unknown := [kind for kind in self.kinds if kind not in known]:
            raise UnknownName(
                f"没有“{unknown[0]}”这一类", f"there is no kind {unknown[0]!r}",
                f"可用：{'、'.join(known)}", f"there are {', '.join(known)}",
            )  # fmt: skip

    def covers(self, day: date) -> bool:
        """Whether a legal day is within the period."""
        return self.since <= day <= self.until


def stream_kinds() -> list[str]:
    """The kinds of stream there are, cases first."""
    return sorted({each.stream for each in EVENTS.by_name.values()} - {"any"}, key=lambda kind: (kind != "case", kind))


@frozen(kw_only=True)
class Stream:
    """One stream as it is exported: the records that were selected, in their order, with names as they are shown."""

    id: str
    kind: str
    records: tuple[Record, ...]


def streams(docket: Docket, selection: Selection, watch: Watch = nobody) -> Iterator[Stream]:
    """The selected streams, kind after kind, each kind in the order in which its streams began.

    Raises:
        UnknownCase: the one stream that is asked for is not there.
    """
    last, done = docket.log.last_position(), 0
    for id, number in _ids(docket, selection):
        records = docket.log.history(id)
        done += len(records)
        watch(min(done, last), last)
        told = _told(docket, [record for record in records if record.position <= last], number, selection)
        if told:
            yield Stream(id=told[0].stream, kind=told[0].kind, records=told)


def _ids(docket: Docket, selection: Selection) -> Iterator[tuple[str, int]]:
    """The streams by their ids, each with the docket's own number of it."""
    if selection.stream:
        (first, *_) = docket.history(selection.stream)
        yield first.stream, docket.log.streams_of(first.kind)[first.stream]
        return
    for kind in selection.kinds or stream_kinds():
        yield from docket.log.streams_of(kind).items()


def _told(docket: Docket, records: list[Record], number: int, selection: Selection) -> tuple[Record, ...]:
    """What the selection takes of a stream, for who reads. Whoever comes up first is named first, within the period or before."""
    named = [_named(docket, record) for record in records]
    told = named if selection.unmasked else shown(named, number)
    return tuple(record for record in told if selection.covers(record.on))


def _named(docket: Docket, record: Record) -> Record:
    """A record for who reads: what is sealed is opened."""
    revealed, stream = docket.reveal(record), docket.named(record.stream)
    return revealed if stream == revealed.stream else attrs.evolve(revealed, stream=stream)
