"""A look at one stream: as the law saw it on a day, as it was known at a moment, or as it was after so many records."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from attrs import frozen

from casestream.kernel.calendar import COURT_TIME
from casestream.kernel.case import Case
from casestream.kernel.event import Event, Record, effective


@frozen(kw_only=True)
class Look:
    """Which records are looked at, and which of their facts; None leaves nothing out.

    `known_at` and `version` are the record's clock: what was written down later is not known yet, corrections included.
    `on` is the law's: of what is known, the facts that are dated later are left out.
    """

    on: date | None = None
    known_at: datetime | None = None
    version: int | None = None

    def knows(self, record: Record) -> bool:
        """Whether a record was written down by then."""
        return (self.known_at is None or record.recorded_at <= self.known_at) and (
            self.version is None or record.version <= self.version
        )


@frozen(eq=False)
class Seen:
    """What a look shows: the case, its events by version as they stand, and the legal day on which it is seen."""

    case: Case
    events: dict[int, Event]
    today: date

    @classmethod
    def of(cls, stream: str, kind: str, records: Sequence[Record], look: Look) -> "Seen":
        """A stream as a look shows it; nothing of it may be known yet."""
        known = [record for record in records if look.knows(record)]
        events = {
            version: event
            for version, event in effective([(record.version, record.event) for record in known])
            if look.on is None or event.on <= look.on
        }
        case = Case(stream, kind)
        case.apply(*events.values())
        case.version = len(known)
        return cls(case, events, _day(look, events.values()))


def _day(look: Look, events: Iterable[Event]) -> date:
    """The legal day that is asked for, or on which the moment falls, or the last that the events tell of."""
    if look.on is not None:
        return look.on
    if look.known_at is not None:
        return look.known_at.astimezone(COURT_TIME).date()
    return max((event.on for event in events), default=date.min)
