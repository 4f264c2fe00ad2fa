"""casestream: the whole life of a court enforcement case (执行案件) as immutable events.

Lawful commands in, refusals with their articles or events out, and replay to exact figures that name their denominator.
Start with `casestream.open`. What is here is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casestream import procedures
    from casestream.docket import Docket, Receipt
    from casestream.kernel.errors import CasestreamError, Refused
    from casestream.kernel.event import Actor, Command, Event, Record
    from casestream.opening import open

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

if not TYPE_CHECKING:  # A type checker sees the imports above.
    _HOME = {
        "docket": ("Docket", "Receipt"),
        "kernel.errors": ("CasestreamError", "Refused"),
        "kernel.event": ("Actor", "Command", "Event", "Record"),
        "opening": ("open",),
    }

    def __getattr__(name):
        if name == "procedures":
            return import_module("casestream.procedures")
        for home, names in _HOME.items():
            if name in names:
                found = globals()[name] = getattr(import_module(f"casestream.{home}"), name)
                return found
        raise AttributeError(f"module 'casestream' has no attribute {name!r}")
