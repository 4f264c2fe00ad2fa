"""casestream: the whole life of a court enforcement case (执行案件) as immutable events.

Lawful commands in, refusals with their articles or events out, and replay to exact figures that name their denominator.
Start with `casestream.open`.
"""

from casestream import procedures
from casestream.docket import Docket, Receipt, open
from casestream.kernel.errors import CasestreamError, Refused
from casestream.kernel.event import Actor, Command, Event, Record

__version__ = "0.1.0"

__all__ = [
    "Actor",
    "CasestreamError",
    "Command",
    "Docket",
    "Event",
    "Receipt",
    "Record",
    "Refused",
    "open",
    "procedures",
]
