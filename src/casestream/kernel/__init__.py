"""What an event, a law, a period, a case, a rule and a projection *are*.

Pure: no clock, no I/O, no database, no randomness. The law itself is said in `casestream.procedures`, which imports
everything it needs from here.
"""

from casestream.kernel.calendar import NEVER, Calendar, Day, DueDate, Period, days_after, elapsed_days, months_after
from casestream.kernel.case import Case, at_least
from casestream.kernel.event import Actor, Command, Event, Label, Record, command, event, field, key
from casestream.kernel.law import Citation, Instrument, Version
from casestream.kernel.number import CaseNumber, canonical
from casestream.kernel.projection import Count, Fold, Projection, Ratio, Span, Stage, Sum
from casestream.kernel.rule import Bench, condition, decides, every, reacts
from casestream.kernel.survey import Survey
from casestream.kernel.words import AnyDay, Asked, Number, Truth

__all__ = [
    "NEVER",
    "Actor",
    "AnyDay",
    "Asked",
    "Bench",
    "Calendar",
    "Case",
    "CaseNumber",
    "Citation",
    "Command",
    "Count",
    "Day",
    "DueDate",
    "Event",
    "Fold",
    "Instrument",
    "Label",
    "Number",
    "Period",
    "Projection",
    "Ratio",
    "Record",
    "Span",
    "Stage",
    "Sum",
    "Survey",
    "Truth",
    "Version",
    "at_least",
    "canonical",
    "command",
    "condition",
    "days_after",
    "decides",
    "elapsed_days",
    "event",
    "every",
    "field",
    "key",
    "months_after",
    "reacts",
]
