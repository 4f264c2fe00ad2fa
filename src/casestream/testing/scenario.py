"""Given a history, when a command, then events, nothing or a refusal: pure, without a store."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from casestream.kernel import Actor, Bench, Calendar, Case, Command, Event
from casestream.kernel.errors import NotAuthorised, Refused
from casestream.kernel.event import COMMANDS, Annulled, Corrected, effective
from casestream.kernel.event import evolve as evolve
from casestream.kernel.rule import decide
from casestream.procedures import authority
from casestream.procedures.approval import approval_of
from casestream.procedures.filing import HandlerAssigned

COURT = "内0624"
JUDGE = Actor("judge-1", COURT, "handler")
CLERK = Actor("clerk-1", COURT, "clerk")
PANEL = Actor("panel-1", COURT, "panel")
PRESIDENT = Actor("president-1", COURT, "president")
CHIEF = Actor("chief-1", COURT, "chief")
SYSTEM = Actor("casestream", COURT, "system")

Step = Command | Event | tuple[Command, Actor]


def who_may(command: Command, case: Case | None = None) -> Actor:
    """By whom a step is taken that names nobody: the judge, or where a judge may not, the first who may.

    In a `case` he is of the court in charge, and as a judge the one who has it.
    """
    posts = [post.code for post in authority.who_may(type(command))]
    actor = next((actor for actor in (JUDGE, CLERK, CHIEF, PANEL, PRESIDENT, SYSTEM) if actor.post in posts), JUDGE)
    if case is None:
        return actor
    assigned = case.last_event(HandlerAssigned)
    return Actor(assigned.handler if assigned and actor is JUDGE else actor.id, case.court or COURT, actor.post)


def approved(step: Command, by: Actor = PRESIDENT) -> tuple[Command, Actor]:
    """The approval of this very step, given on its day."""
    return approval_of(step), by


@frozen
class Outcome:
    """What a command came to: `events`, or `refusal`."""

    events: tuple[Event, ...]
    refusal: Refused | None

    def then(self, *expected: type[Event] | Event) -> "Outcome":
        """Exactly these events, each given whole or by its class."""
        if self.refusal:
            raise AssertionError(f"refused, not {expected}:\n{self.refusal.message('en')}")
        matched = len(self.events) == len(expected) and all(
            event == wanted if isinstance(wanted, Event) else type(event) is wanted
            for event, wanted in zip(self.events, expected, strict=True)
        )
        if not matched:
            raise AssertionError(f"expected {expected}\n but got {self.events}")
        return self

    def then_nothing(self) -> "Outcome":
        """No event: it was already so."""
        return self.then()

    def then_not_authorised(self) -> "Outcome":
        """Whoever asked may not."""
        if not isinstance(self.refusal, NotAuthorised):
            raise AssertionError(f"expected that this actor may not, got {self.refusal or self.events}")
        return self

    def then_refused(self, *conditions: str) -> "Outcome":
        """A refusal for exactly these conditions, in any order."""
        if self.refusal is None or isinstance(self.refusal, NotAuthorised):
            raise AssertionError(f"expected a refusal by the law, got {self.refusal or self.events}")
        names = sorted(unmet.condition.name for unmet in self.refusal.unmet)
        if names != sorted(conditions):
            raise AssertionError(f"expected {sorted(conditions)}\n but got {names}")
        return self


class Given:
    """A history, built from commands (each by the judge, or who else may in the court in charge, unless paired with an actor)
    and from bare events.

    `case` is the stream so far, as a docket reads it: corrections honoured, `version` that of the last record.
    `settings` are those of the court.
    """

    def __init__(self, *history: Step, settings: Mapping[str, Any] | None = None) -> None:
        self.settings = dict(settings or {})
        self.case = Case("")
        self._records: list[Event] = []
        self.also(*history)

    def _decide(self, command: Command, actor: Actor) -> list[Event]:
        if not self.case.id:
            self.case.id = command.stream
            if COMMANDS[type(command)].kind != "any":
                self.case.kind = COMMANDS[type(command)].kind
        return decide(self.case, command, Bench(actor, Calendar(), self.settings))

    def also(self, *history: Step) -> "Given":
        """Further history, each step as lawful as the ones before."""
        for step in history:
            match step:
                case Event():
                    self._apply([step])
                case Command():
                    self._apply(self._decide(step, who_may(step, self.case)))
                case (Command() as command, Actor() as actor):
                    self._apply(self._decide(command, actor))
        return self

    def _apply(self, events: list[Event]) -> None:
        self._records += events
        if any(isinstance(event, Corrected | Annulled) for event in events):  # The past changed: read it anew.
            self.case = Case(self.case.id, self.case.kind)
            events = [event for _, event in effective(list(enumerate(self._records, 1)))]
        for event in events:
            self.case.apply(event)
        self.case.version = len(self._records)

    def when(self, command: Command, actor: Actor | None = None) -> Outcome:
        """Decide one command on this history, without adding to it."""
        try:
            return Outcome(tuple(self._decide(command, actor or who_may(command, self.case))), None)
        except Refused as refusal:
            return Outcome((), refusal)


def given(*history: Step, settings: Mapping[str, Any] | None = None) -> Given:
    """A history to test a command on."""
    return Given(*history, settings=settings)
