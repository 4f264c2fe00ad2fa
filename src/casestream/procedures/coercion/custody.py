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
from casestream.procedures.coercion.punishment import Detained, DetentionEnded
from casestream.procedures.instruments import coercion
from casestream.procedures.rounds import ANY_CLOSING

# --- events ---


@event("coercion.handed_to_police", "交公安机关看管", "Handed to the police")
class HandedToPolice(Event):
    """The detained person was handed to the police, who keep them in `place`."""

    debtor: str = key("debtor")
    place: str


deadline(
    "detention", "拘留期限", "end of a detention",
    begins=Detained, kept_by=DetentionEnded, due="until", key="debtor", citation=coercion(118),
    outlives=ANY_CLOSING,
)  # fmt: skip

# --- conditions ---


@condition(coercion(118), en="Somebody is detained", met_by=Detained)
def detention_runs(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被拘留的人，由人民法院交公安机关看管"""
    return case.about("debtor", decided).during(Detained, DetentionEnded)


@condition(coercion(118), en="The place of custody is named", met_by=("写明看管场所", "the place of custody"))
def custody_has_a_place(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """交公安机关看管，送交其看管场所"""
    return ~decided.has(HandedToPolice, {"place": ""})


MAY_HAND_TO_POLICE = every(
    "custody", "交公安机关看管", "Custody of the police", detention_runs, custody_has_a_place, guards=HandedToPolice
)

# --- decisions ---


@command("交公安机关看管", "Hand to the police")
class HandToPolice(Command):
    """Give a detained person into the custody of the police."""

    debtor: str
    place: str


@decides(HandToPolice)
def hand_to_police(case: Case, ask: HandToPolice) -> list[Event]:
    """Once for each detention."""
    debtor = Keyed(case, "debtor", ask.debtor)
    if bool(debtor.during(HandedToPolice, Detained)) and bool(debtor.during(HandedToPolice, DetentionEnded)):
        return []
    handed = HandedToPolice(on=ask.on, debtor=ask.debtor, place=ask.place)
    MAY_HAND_TO_POLICE.require(case, ask.on, handed)
    return [handed]
