"""交公安看管 — who is detained is handed to the police, and is let go on the last day at the latest."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.kernel.errors import BadRequest
from casestream.procedures.coercion.punishment import Detained
from casestream.procedures.coercion.reviewed import detention_was_undone
from casestream.procedures.instruments import coercion
from casestream.procedures.rounds import ANY_CLOSING

# --- events ---


@event("coercion.handed_to_police", "交公安机关看管", "Handed to the police")
class HandedToPolice(Event):
    """The detained person was handed to the police, who keep them in `place`."""

    debtor: str = key("debtor")
    place: str
    person: str = key("person", default="")


@event("coercion.detention_ended", "解除拘留", "Detention ended")
class DetentionEnded(Event):
    """A detention ended; `early` when before its last day, which needs that `person` `admitted` and corrected the wrong."""

    debtor: str = key("debtor")
    person: str = key("person", default="")
    early: bool = False
    admitted: bool = False


deadline(
    "detention", "拘留期限", "end of a detention",
    begins=Detained, kept_by=DetentionEnded, due="until", key="person", citation=coercion(118),
    outlives=ANY_CLOSING,
)  # fmt: skip

# --- state ---


def who_is_detained(case: Case, debtor: str, person: str) -> str | None:
    """Who is detained for this debtor: the named person, or the only one; None where nobody is.

    Raises:
        BadRequest: several are, and none is named.
    """
    known = dict.fromkeys(one.person for one in case.all(Detained, {"debtor": debtor}))
    held = [one for one in known if bool(Keyed(case, "person", one).during(Detained, DetentionEnded))]
    if not person and len(held) > 1:
        raise BadRequest(
            f"{debtor} 一方被拘留的有 {'、'.join(held)}，未写明是谁", f"{', '.join(held)} are detained for {debtor}: which?",
            "写明姓名（person）", "name the person",
        )  # fmt: skip
    return next((one for one in held if person in ("", one)), None)


# --- conditions ---


@condition(coercion(118), en="Somebody is detained", met_by=Detained)
def detention_runs(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被拘留的人，由人民法院交公安机关看管"""
    return case.about("person", decided).during(Detained, DetentionEnded)


@condition(coercion(118), en="The place of custody is named", met_by=("写明看管场所", "the place of custody"))
def custody_has_a_place(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """交公安机关看管，送交其看管场所"""
    return ~decided.has(HandedToPolice, {"place": ""})


@condition(
    coercion(118),
    en="A detention ends early only for who admits and corrects the wrong",
    met_by=("被拘留人承认并改正错误", "the person admits and corrects the wrong"),
)
def early_release_is_earned(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在拘留期间，被拘留人承认并改正错误的，人民法院可以决定提前解除拘留"""
    return ~decided.has(DetentionEnded, {"early": True, "admitted": False})


EARLY_RELEASE_IS_EARNED = early_release_is_earned.unless(
    detention_was_undone, coercion(119), en="The superior court undid the detention"
)
MAY_HAND_TO_POLICE = every(
    "custody", "交公安机关看管", "Custody of the police", detention_runs, custody_has_a_place, guards=HandedToPolice
)
MAY_END_DETENTION = every(
    "detention_end", "解除拘留", "End of a detention",
    EARLY_RELEASE_IS_EARNED,
    guards=DetentionEnded,
)  # fmt: skip

# --- decisions ---


@command("交公安机关看管", "Hand to the police")
class HandToPolice(Command):
    """Give a detained person into the custody of the police; `person` as in `EndDetention`."""

    debtor: str
    place: str
    person: str = ""


@command("解除拘留", "End a detention")
class EndDetention(Command):
    """Let a detained person go; `admitted` when the wrong was admitted and corrected.

    `person` is who of an entity is meant; it may be left out where only one is detained.
    """

    debtor: str
    admitted: bool = False
    person: str = ""


@decides(HandToPolice)
def hand_to_police(case: Case, ask: HandToPolice) -> list[Event]:
    """Once for each detention."""
    detained = who_is_detained(case, ask.debtor, ask.person) or ask.person or ask.debtor
    person = Keyed(case, "person", detained)
    if bool(person.during(HandedToPolice, Detained)) and bool(person.during(HandedToPolice, DetentionEnded)):
        return []
    handed = HandedToPolice(on=ask.on, debtor=ask.debtor, place=ask.place, person=detained)
    MAY_HAND_TO_POLICE.require(case, ask.on, handed)
    return [handed]


@decides(EndDetention)
def end_detention(case: Case, ask: EndDetention) -> list[Event]:
    """Nobody detained, nothing to end; an end before the last day needs its reason."""
    person = who_is_detained(case, ask.debtor, ask.person)
    if person is None:
        return []
    until = case.all(Detained, {"debtor": ask.debtor, "person": person})[-1].until
    ended = DetentionEnded(
        on=ask.on, debtor=ask.debtor, person=person, early=until is not None and ask.on < until, admitted=ask.admitted
    )  # fmt: skip
    MAY_END_DETENTION.require(case, ask.on, ended)
    return [ended]
