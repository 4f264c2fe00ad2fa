"""What is exported: which records, stream after stream, so that only one stream is in memory at a time."""

from collections.abc import Callable, Iterator
from datetime import date

import attrs
from attrs import frozen

from casestream.docket import Docket
from casestream.exporting.names import shown
from casestream.kernel.errors import UnknownName
from casestream.kernel.event import EVENTS, Record, effective
from casestream.kernel.values import check_period

Watch = Callable[[int, int], None]


def nobody(_: int, __: int) -> None:
    """For whom nobody watches."""


@frozen(kw_only=True)
class Selection:
    """Records with legal days from `since` to `until`, both included, of streams of these `kinds` (all, if none), or of one.

    Names are masked unless `unmasked`. The records are those that the log holds when the export begins.

    Raises:
        UnknownName: there is no such kind of stream.
        BadRequest: it ends before it begins.
    """

    since: date = date.min
    until: date = date.max
    kinds: tuple[str, ...] = ()
    stream: str = ""
    unmasked: bool = False

    def __attrs_post_init__(self) -> None:
        check_period(self.since, self.until)
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
    """One stream as it is exported, with names as they are shown: its whole `history`, of which a `selection` is told."""

    id: str
    kind: str
    history: tuple[Record, ...]
    selection: Selection

    @property
    def records(self) -> list[Record]:
        """The selected records, as they were written."""
        return [record for record in self.history if self.selection.covers(record.on)]

    @property
    def standing(self) -> list[Record]:
        """The selected records as today's knowledge has them: corrected ones as corrected, annulled ones not at all."""
        written = {record.version: record for record in self.history}
        now = effective([(version, record.event) for version, record in written.items()])
        told = (attrs.evolve(written[version], event=event) for version, event in now)
        return [record for record in told if self.selection.covers(record.on)]


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
        named = [_named(docket, record) for record in records if record.position <= last]
        told = tuple(named if selection.unmasked else shown(named, number))
        if told:
            yield Stream(id=told[0].stream, kind=told[0].kind, history=told, selection=selection)


def _ids(docket: Docket, selection: Selection) -> Iterator[tuple[str, int]]:
    """The streams by their ids, each with the docket's own number of it."""
    if selection.stream:
        (first, *_) = docket.history(selection.stream)
        yield first.stream, docket.log.streams_of(first.kind)[first.stream]
        return
    for kind in selection.kinds or stream_kinds():
        yield from docket.log.streams_of(kind).items()


def _named(docket: Docket, record: Record) -> Record:
    """A record for who reads: what is sealed is opened."""
    revealed, stream = docket.reveal(record), docket.named(record.stream)
    return revealed if stream == revealed.stream else attrs.evolve(revealed, stream=stream)
