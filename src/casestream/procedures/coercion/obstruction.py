"""妨害与查找 — an obstruction that was found must be answered, and a debtor who cannot be found must be looked for."""

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Label,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
)
from casestream.procedures.coercion.punishment import CrimeReferred, Detained, Fined, Ground
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import coercion
from casestream.procedures.notice import REPORT_BREACHES, PropertyReportChecked, debtor_is_a_party

# --- law ---

OBSTRUCTIONS = (Ground.OBSTRUCTION, Ground.REFUSAL, Ground.EVASION)  # 民事诉讼法第一百一十四至一百一十六条

# --- events ---


class SoughtBy(Label):
    """How a debtor is looked for. An audit, a query or a reward looks for property, not for the person."""

    HOME = "home", "住所地、经常居住地查找", "at home"
    WORKPLACE = "workplace", "工作单位、经营场所查找", "at work"
    COMMUNITY = "community", "向村居委会、近亲属了解", "by asking the neighbourhood committee or relatives"
    POLICE = "police", "公安机关协助查找", "with the help of the police"


@event("coercion.obstruction_found", "发现妨害执行", "Obstruction found")
class ObstructionFound(Event):
    """The court found that a debtor, or somebody for the debtor, obstructed enforcement, and by what `act`."""

    debtor: str = key("debtor")
    act: str


@event("coercion.debtor_sought", "查找被执行人", "Debtor looked for")
class DebtorSought(Event):
    """The court looked for a debtor in person; whether the debtor was found is another event."""

    debtor: str = key("debtor")
    means: SoughtBy = field(zh="查找方式")


# --- state ---


def report_breaches_are_punished(case: Asked) -> Truth:
    """Whether each debtor found late, false or refusing in reporting was fined, detained or referred for it, since then.

    法〔2016〕373号第二条第（三）项: what was imposed before the last such finding answers an earlier one.
    """
    breach, found = {"ground": Ground.REPORT_BREACH}, {"outcome": REPORT_BREACHES}

    def punished(debtor: Asked) -> Truth:
        since = debtor.last(PropertyReportChecked, found)
        sanctioned = (debtor.last(Detained, breach) >= since) | (debtor.last(Fined, breach) >= since)
        return sanctioned | (debtor.last(CrimeReferred, breach) >= since)

    return case.for_every(PropertyReportChecked, punished, found)


def obstructions_are_punished(case: Asked) -> Truth:
    """Whether each debtor found to obstruct was fined, detained or referred, since then (法〔2016〕373号第一条第（五）项)."""
    grounds = {"ground": OBSTRUCTIONS}

    def punished(debtor: Asked) -> Truth:
        since = debtor.last(ObstructionFound)
        sanctioned = (debtor.last(Detained, grounds) >= since) | (debtor.last(Fined, grounds) >= since)
        return sanctioned | (debtor.last(CrimeReferred, grounds) >= since)

    return case.for_every(ObstructionFound, punished)


# --- conditions ---


@condition(coercion(114), en="The act is named", met_by=("写明妨害行为", "a name for the act"))
def obstruction_is_named(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """诉讼参与人或者其他人有妨害行为之一的，人民法院可以根据情节轻重予以罚款、拘留"""
    return ~decided.has(ObstructionFound, {"act": ""})


MAY_FIND_OBSTRUCTION = every(
    "obstruction", "发现妨害执行", "Finding of an obstruction",
    round_is_open, debtor_is_a_party, obstruction_is_named,
    guards=ObstructionFound,
)  # fmt: skip
MAY_SEEK = every(
    "seeking", "查找被执行人", "Looking for a debtor",
    round_is_open, debtor_is_a_party,
    guards=DebtorSought,
)  # fmt: skip

# --- decisions ---


@command("认定妨害执行", "Find an obstruction")
class FindObstruction(Command):
    """Say that a debtor obstructed enforcement, and how."""

    debtor: str
    act: str


@command("查找被执行人", "Look for a debtor")
class SeekDebtor(Command):
    """Look for a debtor in person."""

    debtor: str
    means: SoughtBy


@decides(FindObstruction)
def find_obstruction(case: Case, ask: FindObstruction) -> list[Event]:
    """One act is found once."""
    if case.all(ObstructionFound, {"debtor": ask.debtor, "act": ask.act}):
        return []
    found = ObstructionFound(on=ask.on, debtor=ask.debtor, act=ask.act)
    MAY_FIND_OBSTRUCTION.require(case, ask.on, found)
    return [found]


@decides(SeekDebtor)
def seek_debtor(case: Case, ask: SeekDebtor) -> list[Event]:
    """One search a day by one means is recorded."""
    sought = DebtorSought(on=ask.on, debtor=ask.debtor, means=ask.means)
    if sought in case.all(DebtorSought):
        return []
    MAY_SEEK.require(case, ask.on, sought)
    return [sought]
