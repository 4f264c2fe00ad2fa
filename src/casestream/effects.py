"""The process manager: reads the log and sees to it that what one stream asks of others is done, once, whatever happens.

A reaction is obeyed in the transaction of the event that set it off. What could not follow then (a case came in later, an
event was imported, a setting was missing, the process died) and what falls due by the passing of days is done here. Each
command bears an id made of what caused it, so that a second run, or two at once, does nothing twice; `causation_id` names
the event behind it. Nothing but the log remembers how far a run came, so a broken one simply runs again.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256

from attrs import frozen

from casestream.docket import SYSTEM_POST, Docket
from casestream.kernel.case import Case
from casestream.kernel.errors import BadRequest, Refused
from casestream.kernel.event import EVENTS, Actor, Command, Event, EventClass, History, Record, effective
from casestream.kernel.reaction import ALARMS, REACTIONS, asked_by
from casestream.replay.watch import Watch, nobody
from casestream.requests import Receipt

PAGE = 1_000


@frozen
class Effect:
    """One command that an event, or a day, asked of a stream. `receipt` is its answer, None when it was only looked at."""

    cause: Record
    command: Command
    command_id: str
    receipt: Receipt | None = None

    @property
    def refusal(self) -> str:
        """Why it could not be done; '' when it was."""
        return self.receipt.refusal if self.receipt else ""


def pending(docket: Docket, *, today: date, again: bool = False, watch: Watch = nobody) -> Iterator[Effect]:
    """Every effect that was never asked for, in the order of the log; `again`: those that were refused, too."""
    for effect in _wanted(docket, today, watch):
        known = docket.log.answered(effect.command_id)
        if known is None:
            yield effect
        elif again and known.refusal:
            retried = Effect(effect.cause, effect.command, f"{effect.command_id}/{today.isoformat()}")
            if docket.log.answered(retried.command_id) is None:
                yield retried


def carry_out(docket: Docket, *, today: date, again: bool = False, watch: Watch = nobody) -> list[Effect]:
    """Ask for every pending effect, each in a transaction of its own, until none is left; refusals are remembered.

    Raises:
        LogError: the docket could not be written. What was done stays done, and a second run goes on from there.
    """
    done: list[Effect] = []
    while found := list(pending(docket, today=today, again=again, watch=watch)):
        for effect in found:
            done.append(Effect(effect.cause, effect.command, effect.command_id, _ask(docket, effect)))
        again = False  # What an effect sets off is looked for once more; what is refused today stays refused today.
    return done


def _ask(docket: Docket, effect: Effect) -> Receipt:
    system = Actor("casestream", effect.cause.court, SYSTEM_POST)
    try:
        return docket.answer(
            effect.command, system, command_id=effect.command_id,
            correlation_id=effect.cause.correlation_id, causation_id=str(effect.cause.event_id),
        )  # fmt: skip
    except (Refused, BadRequest) as refusal:
        docket.log.remember(effect.command_id, repr(effect.command), str(refusal))
        return Receipt((), refusal=str(refusal))


def _wanted(docket: Docket, today: date, watch: Watch) -> Iterator[Effect]:
    """What the log asks for, whether it was done or not."""
    for record in _records(docket, list(REACTIONS), watch):
        then, now = _asked(docket, record)
        for command in now:
            name = str(then.index(command)) if command in then else _digest(command)
            yield Effect(record, command, f"{record.event_id.hex}/{name}")
    for name, watched in ALARMS.items():
        begun: dict[str, list[Record]] = {}
        for record in _records(docket, [watched.begins], nobody):
            begun.setdefault(record.stream, []).append(record)
        for stream, records in begun.items():
            for command in watched.alarm(docket.log.case(stream), today):
                yield Effect(_behind(command, records), command, f"{name.rpartition('.')[2]}/{_digest(command)}")


def _digest(command: Command) -> str:
    """A command's own name: what it says, of which stream and day. Its place in a list would change with the list."""
    return sha256(repr(command).encode()).hexdigest()


def _behind(command: Command, records: Sequence[Record]) -> Record:
    """The last record that names what the command names: of several requests, the one that fell due."""
    for record in reversed(records):
        if all(getattr(command, at, told) == told for at, told in _keys(record.event)):
            return record
    return records[-1]


def _records(docket: Docket, kinds: Sequence[EventClass], watch: Watch) -> Iterator[Record]:
    """The records of these kinds, page by page."""
    position, last = 0, docket.log.last_position()
    while page := docket.log.of_kinds(kinds, position, PAGE):
        yield from page
        position = page[-1].position
        watch(position, last)


def _keys(event: Event) -> Iterator[tuple[str, object]]:
    """What an event names, by field."""
    return ((at, getattr(event, at)) for at in EVENTS[type(event)].keys.values())


def _asked(docket: Docket, record: Record) -> tuple[list[Command], list[Command]]:
    """What a record asked for when it was written, and what it asks for as corrected: nothing, if it was annulled.

    Both of the stream as the command that wrote the record left it, so that every run asks for the same commands.
    """
    history = docket.log.history(record.stream)
    past = {each.version for each in history if each.version <= record.version or each.command_id == record.command_id}
    told = [(each.version, each.event) for each in history]
    then = asked_by(record.event, _stream(record, effective([pair for pair in told if pair[0] in past])))
    restated = effective(told)
    if restated is told:
        return then, then
    standing = [pair for pair in restated if pair[0] in past]
    stands = dict(standing).get(record.version)
    return then, asked_by(stands, _stream(record, standing)) if stands else []


def _stream(record: Record, past: History) -> Case:
    case = Case(record.stream, record.kind)
    case.apply(*(event for _, event in past))
    case.version = len(past)
    return case
