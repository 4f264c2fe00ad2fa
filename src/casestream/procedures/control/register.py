"""查封登记簿 — the queue of courts on one asset, as the register keeps it: who comes next takes effect by itself.

A stream of its own, for courts queue on a thing and not in a case. When the first measure goes, the register says whose
takes effect, and that case is told (查封扣押冻结规定第二十六条).
"""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
    reacts,
)
from casestream.kernel.case import Keyed
from casestream.kernel.event import field
from casestream.procedures.control.activation import ActivateQueuedMeasure
from casestream.procedures.control.sealing import LAPSE, QUEUE
from casestream.procedures.once import once

# --- events ---


@event("control.entry_made", "登记查封", "Measure entered in the register", stream="register")
class EntryMade(Event):
    """The measure of a case was entered at this place; `asset` is what that case calls the thing."""

    holder: str = key("holder", zh="查封案件")
    asset: str
    rank: int
    expires_on: date


@event("control.entry_renewed", "续行登记", "Entry renewed", stream="register")
class EntryRenewed(Event):
    """The measure runs on; its place stays."""

    holder: str = key("holder", zh="查封案件")
    expires_on: date


@event("control.entry_removed", "注销查封登记", "Entry removed", stream="register")
class EntryRemoved(Event):
    """The measure was lifted, was used up by a sale, or lapsed."""

    holder: str = key("holder", zh="查封案件")
    lapsed: bool = field(zh="期满失效", default=False)


@event("control.next_took_effect", "轮候查封自动生效", "Next measure took effect", stream="register")
class NextTookEffect(Event):
    """The measures ahead are gone: this one is the first now."""

    holder: str = key("holder", zh="查封案件")
    asset: str


# --- state ---


def queue(register: Case, on: date) -> list[EntryMade]:
    """The entries that stand and have not lapsed by a day, in the order of registration."""
    standing: dict[str, EntryMade] = {}
    until: dict[str, date] = {}
    for happened in register.events:
        match happened:
            case EntryMade(holder=holder):
                standing[holder], until[holder] = happened, happened.expires_on
            case EntryRenewed(holder=holder):
                until[holder] = happened.expires_on
            case EntryRemoved(holder=holder):
                standing.pop(holder, None)
    return [entry for holder, entry in standing.items() if until[holder] >= on]


# --- conditions ---


@condition(QUEUE, en="A case is entered once", met_by=EntryRemoved)
def holder_is_not_entered(register: Asked, today: AnyDay, decided: Asked) -> Truth:
    """同一案件对同一财产不重复登记"""
    return ~register.about("holder", decided).during(EntryMade, EntryRemoved)


@condition(QUEUE, en="The case is entered", met_by=EntryMade)
def holder_is_entered(register: Asked, today: AnyDay, decided: Asked) -> Truth:
    """该案件的查封已经登记"""
    return register.about("holder", decided).during(EntryMade, EntryRemoved)


@condition(LAPSE, en="The term is still to come", met_by=("届满日不早于当日", "a last day still to come"))
def entry_term_lies_ahead(register: Asked, today: AnyDay, decided: Asked) -> Truth:
    """查封、扣押、冻结期限尚未届满"""
    entered = decided.has(EntryMade) & (decided.latest(EntryMade.expires_on) >= today)
    return entered | (decided.has(EntryRenewed) & (decided.latest(EntryRenewed.expires_on) >= today))


def _runs_out_before(register: Asked, today: AnyDay, decided: Asked) -> Truth:
    holder = register.about("holder", decided)
    renewed = holder.during(EntryRenewed, EntryMade)
    late = renewed & (holder.latest(EntryRenewed.expires_on) < today)
    return late | (~renewed & (holder.latest(EntryMade.expires_on) < today))


@condition(LAPSE, en="A renewal comes before the last day is over", met_by=("届满前续行", "a renewal in time"))
def entry_has_not_lapsed(register: Asked, today: AnyDay, decided: Asked) -> Truth:
    """续行应当在查封、扣押、冻结期限届满前办理"""
    return ~_runs_out_before(register, today, decided)


@condition(LAPSE, en="What is struck as lapsed has lapsed", met_by=("期限届满", "the end of the term"))
def struck_entry_has_lapsed(register: Asked, today: AnyDay, decided: Asked) -> Truth:
    """期限届满，人民法院未办理延期手续的，查封、扣押、冻结的效力消灭"""
    return ~decided.has(EntryRemoved, {"lapsed": True}) | _runs_out_before(register, today, decided)


MAY_ENTER = every(
    "register_entry", "登记查封", "Entry in the register",
    holder_is_not_entered, entry_term_lies_ahead,
    guards=EntryMade,
)  # fmt: skip
MAY_RENEW_ENTRY = every(
    "register_renewal", "续行登记", "Renewal of an entry",
    holder_is_entered, entry_term_lies_ahead, entry_has_not_lapsed,
    guards=EntryRenewed,
)  # fmt: skip
MAY_REMOVE_ENTRY = every(
    "register_removal", "注销查封登记", "Removal of an entry",
    holder_is_entered, struck_entry_has_lapsed,
    guards=EntryRemoved,
)  # fmt: skip

# --- decisions ---


@command("登记查封", "Enter a measure in the register", kind="register", begins=True)
class EnterMeasure(Command):
    """Enter the measure of a case on the thing that this register is about."""

    holder: str
    asset: str
    expires_on: date


@command("续行登记", "Renew an entry", kind="register")
class RenewEntry(Command):
    """Keep the entry of a case until a later day."""

    holder: str
    expires_on: date


@command("注销查封登记", "Remove an entry", kind="register")
class RemoveEntry(Command):
    """Strike the entry of a case, because the measure was lifted or lapsed."""

    holder: str
    lapsed: bool = False


@decides(EnterMeasure)
def enter_measure(register: Case, ask: EnterMeasure) -> list[Event]:
    """The place is the one behind all that stand; first come, first served."""
    standing = queue(register, ask.on)
    if any(
        (known.holder, known.asset, known.expires_on) == (ask.holder, ask.asset, ask.expires_on) for known in standing
    ):
        return []
    entered = EntryMade(
        on=ask.on, holder=ask.holder, asset=ask.asset, rank=len(standing) + 1, expires_on=ask.expires_on
    )  # fmt: skip
    return once(register, MAY_ENTER, entered, undone_by=(EntryRemoved,))


@decides(RenewEntry)
def renew_entry(register: Case, ask: RenewEntry) -> list[Event]:
    """A renewal moves nobody."""
    return once(register, MAY_RENEW_ENTRY, EntryRenewed(on=ask.on, holder=ask.holder, expires_on=ask.expires_on))


@decides(RemoveEntry)
def remove_entry(register: Case, ask: RemoveEntry) -> list[Event]:
    """When the first goes, whoever was registered next and has not lapsed takes effect by itself."""
    written = once(
        register,
        MAY_REMOVE_ENTRY,
        EntryRemoved(on=ask.on, holder=ask.holder, lapsed=ask.lapsed),
        undone_by=(EntryMade,),
    )
    behind = [entry for entry in queue(register, ask.on) if entry.holder != ask.holder]
    if not written or not behind or _is_effective(register, behind[0]):
        return written
    return [*written, NextTookEffect(on=ask.on, holder=behind[0].holder, asset=behind[0].asset)]


def _is_effective(register: Case, entry: EntryMade) -> bool:
    """Whether it was the first when it was entered, or became it since."""
    return entry.rank == 1 or bool(Keyed(register, "holder", entry.holder).during(NextTookEffect, EntryMade))


@reacts(NextTookEffect)
def tell_the_next_case(took_effect: Event, register: Case) -> list[Command]:
    """The case whose measure took effect learns it in its own file."""
    if not isinstance(took_effect, NextTookEffect):
        return []
    return [ActivateQueuedMeasure(case=took_effect.holder, on=took_effect.on, asset=took_effect.asset)]
