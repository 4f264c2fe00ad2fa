"""How far a replay looks: by the legal day, and by what had been written down."""

from datetime import date

from attrs import frozen

from casestream.store.log import Log

NEWEST = 2**62


@frozen(kw_only=True)
class Horizon:
    """The part of the log that is looked at: records up to `last_position`, and of these the facts dated up to `as_of`.

    Corrections and annulments among these records are worked in first; then whatever is dated later is left out. So
    `as_of` is the law's clock, `last_position` the record's: what is known later does not change what was known then.
    """

    as_of: date = date.max
    last_position: int = NEWEST


EVERYTHING = Horizon()


def pinned(log: Log, horizon: Horizon) -> Horizon:
    """The horizon with its last position made definite: what is written meanwhile is for the next replay."""
    newest = log.last_position()
    return Horizon(
        as_of=horizon.as_of, last_position=newest if horizon.last_position == NEWEST else horizon.last_position
    )
