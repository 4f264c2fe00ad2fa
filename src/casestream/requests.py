"""Requests and their answers: what is wrong before any law is asked, and the receipt of what was brought about."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from attrs import frozen

from casestream.kernel.case import Case
from casestream.kernel.errors import (
    ActorMissing,
    DatedBeforeFiling,
    DatedInFuture,
    NaiveMoment,
    UnknownCommand,
    UnknownName,
)
from casestream.kernel.event import COMMANDS, EVENTS, Actor, Command, Event, Record, evolve
from casestream.kernel.number import canonical_id
from casestream.kernel.values import check


def check_request(command: Command, actor: Actor | None) -> Actor:
    """Who acts, once the command and the actor can be read.

    Raises:
        UnknownCommand: it is no declared command.
        ActorMissing: nobody is named as acting.
        BadRequest: a value is not of its field's type.
    """
    if type(command) not in COMMANDS:
        raise UnknownCommand(
            f"{type(command).__name__} 不是命令", f"{type(command).__name__} is no command",
            "命令在程序文件中以 @command 声明", "commands are declared with @command in a procedure file",
        )  # fmt: skip
    named = isinstance(actor, Actor) and all(part.strip() for part in map(str, (actor.id, actor.court, actor.post)))
    if actor is None or not named:
        raise ActorMissing(
            f"{COMMANDS[type(command)].zh}：未指明何人办理", f"{COMMANDS[type(command)].en}: nobody is named as acting",
            "给出 Actor(id, 法院代字, 职务)", "give an Actor(id, court, post)",
        )  # fmt: skip
    check(command)
    check(actor)
    return actor


def with_ids(command: Command, stream: Callable[[str], str | None]) -> Command:
    """The command with each other stream that it names under that stream's id; one that is not kept here keeps its name."""
    plain = {field: canonical_id(getattr(command, field)) for field in COMMANDS[type(command)].naming}
    named = {field: stream(name) or name for field, name in plain.items()}
    return evolve(command, **named) if named else command


def check_dates(command: Command, case: Case, today: date) -> None:
    """A command is dated within the life of its case so far: from its filing on, once it is filed.

    Raises:
        DatedInFuture: its day is still to come.
        DatedBeforeFiling: its day is before the case was filed, or before its first event.
    """
    refuse_future(command, command.on, today)
    if not case.events:
        return
    filed = (event for event in case.events if type(event) in EVENTS.opening)
    # What begins a stream may be said again after the filing; everything else comes after it.
    began = case.events[0] if COMMANDS[type(command)].begins else next(filed, case.events[0])
    if command.on < began.on:
        raise DatedBeforeFiling(
            f"{COMMANDS[type(command)].zh}的日期 {command.on} 早于案件起始 {began.on}",
            f"{COMMANDS[type(command)].en} is dated {command.on}, before the case began on {began.on}",
            "核对日期", "check the day",
        )  # fmt: skip


def refuse_future(command: Command, day: date, today: date) -> None:
    """No day that a command records is after today.

    Raises:
        DatedInFuture: this one is.
    """
    if day > today:
        raise DatedInFuture(
            f"{COMMANDS[type(command)].zh}的日期 {day} 晚于今天 {today}",
            f"{COMMANDS[type(command)].en} is dated {day}, after today, {today}",
            "未发生的事不能记录", "what has not happened cannot be recorded",
        )  # fmt: skip


def aware(moment: datetime, zh: str, en: str) -> datetime:
    """The moment itself, which what is named in `zh` and `en` gave.

    Raises:
        NaiveMoment: it is no moment, or has no time zone.
    """
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise NaiveMoment(
            f"{zh}没有给出带时区的时刻", f"{en} gives no moment with a time zone",
            "例如 datetime.now(UTC)", "for instance datetime.now(UTC)",
        )  # fmt: skip
    return moment


@frozen
class Receipt:
    """The answer to a command: the records it brought about (none when it was already so).

    `repeated` tells that this very command had been obeyed before and is answered from the log. `followed` are the
    receipts of what it set off in other streams; one that could not follow there tells its `refusal`, zh and en.
    """

    records: tuple[Record, ...]
    repeated: bool = False
    followed: tuple["Receipt", ...] = ()
    refusal: str = ""

    @property
    def events(self) -> tuple[Event, ...]:
        """The events alone."""
        return tuple(record.event for record in self.records)

    @property
    def positions(self) -> tuple[int, ...]:
        """Where they stand in the log."""
        return tuple(record.position for record in self.records)


def must_be(given: Any, wanted: type, zh: tuple[str, str], en: tuple[str, str]) -> None:
    """Refuse what is of another kind: what it should be, and what to give."""
    if not isinstance(given, wanted):
        raise UnknownName(f"{given!r} 不是{zh[0]}", f"{given!r} is no {en[0]}", zh[1], en[1])
