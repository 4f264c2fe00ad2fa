"""What one stream's event, or the passing of a day, asks of other streams: pure, repeatable, decided like any command."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from attrs import frozen

from casestream.kernel.case import Case
from casestream.kernel.event import Command, Event, EventClass

Reaction = Callable[[Event, Case], list[Command]]
Alarm = Callable[[Case, date], list[Command]]
R = TypeVar("R", bound=Reaction)
A = TypeVar("A", bound=Alarm)
REACTIONS: dict[EventClass, list[Reaction]] = {}


@frozen
class Watched:
    """Something that falls due in streams in which `begins` happened, and what is then asked of them."""

    name: str
    begins: EventClass
    alarm: Alarm


ALARMS: dict[str, Watched] = {}


def reacts(kind: EventClass) -> Callable[[R], R]:
    """Declare what one stream's event asks of other streams: `(event, its stream) → commands`. Pure and repeatable."""

    def declare(reaction: R) -> R:
        known = REACTIONS.setdefault(kind, [])
        known[:] = [each for each in known if _name(each) != _name(reaction)] + [reaction]
        return reaction

    return declare


def falls_due(begins: EventClass) -> Callable[[A], A]:
    """Declare what the passing of days asks of a stream in which `begins` happened: `(stream, today) → commands`."""

    def declare(alarm: A) -> A:
        ALARMS[_name(alarm)] = Watched(_name(alarm), begins, alarm)
        return alarm

    return declare


def asked_by(event: Event, stream: Case) -> list[Command]:
    """Every command that an event asks for, in the order in which the reactions were declared."""
    return [command for reaction in REACTIONS.get(type(event), ()) for command in reaction(event, stream)]


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
