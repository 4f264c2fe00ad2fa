"""涉案信访 — what the enforcement case learns of a petition that names it."""

from casestream.kernel import Case, Command, Event, command, decides, event, key, reacts
from casestream.procedures.petition.handling import (
    PetitionFinished,
    PetitionReceived,
    PetitionRegistered,
    PetitionResult,
)

# --- events ---


@event("petition.noted", "涉案信访", "Petition noted")
class PetitionNoted(Event):
    """Somebody petitioned about this case."""

    petition: str = key("petition", zh="信访编号")


@event("petition.settled", "涉案信访办结", "Petition about the case finished")
class PetitionSettled(Event):
    """The petition about this case was finished."""

    petition: str = key("petition", zh="信访编号")
    result: PetitionResult


# --- decisions ---


@command("登记涉案信访", "Note a petition")
class NotePetition(Command):
    """Let a case know that somebody petitioned about it."""

    petition: str


@command("登记涉案信访办结", "Note that a petition is finished")
class NotePetitionSettled(Command):
    """Let a case know how the petition ended."""

    petition: str
    result: PetitionResult


@decides(NotePetition)
def note_petition(case: Case, ask: NotePetition) -> list[Event]:
    """Noted once, whatever the state of the case."""
    if case.all(PetitionNoted, {"petition": ask.petition}):
        return []
    return [PetitionNoted(on=ask.on, petition=ask.petition)]


@decides(NotePetitionSettled)
def note_petition_settled(case: Case, ask: NotePetitionSettled) -> list[Event]:
    """Noted once."""
    if case.all(PetitionSettled, {"petition": ask.petition}):
        return []
    return [PetitionSettled(on=ask.on, petition=ask.petition, result=ask.result)]


# --- reactions ---


def _about(petition: Case) -> PetitionReceived | None:
    received = petition.last_event(PetitionReceived)
    return received if received and received.case else None


@reacts(PetitionRegistered)
def tell_the_case(registered: Event, petition: Case) -> list[Command]:
    """The case that it names hears of it."""
    about = _about(petition)
    return [NotePetition(case=about.case, on=registered.on, petition=about.number)] if about else []


@reacts(PetitionFinished)
def tell_the_case_of_the_end(finished: Event, petition: Case) -> list[Command]:
    """And of its end."""
    about = _about(petition)
    if about is None or not isinstance(finished, PetitionFinished):
        return []
    return [NotePetitionSettled(case=about.case, on=finished.on, petition=about.number, result=finished.result)]
