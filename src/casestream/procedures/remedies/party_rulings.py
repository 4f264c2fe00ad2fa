"""对变更、追加裁定的救济 — who is not content asks the superior court within ten days, or sues within fifteen.

The suit is for rulings on owners, partners and shareholders (变更追加规定第三十二条); everything else is reconsidered.
"""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
    reacts,
)
from casestream.procedures.cross_enforcement import is_superior
from casestream.procedures.instruments import PARTIES
from casestream.procedures.parties import ChangeGround, PartyChangeRuled
from casestream.procedures.remedies.kinds import ReviewKind
from casestream.procedures.remedies.reviews import ApplyForReview

# --- law ---

RECONSIDERED = PARTIES.article("第三十条", mark="K-high")
SUED_UPON = PARTIES.article("第三十二条", mark="K-high")
TEN_DAYS, FIFTEEN_DAYS = Period(days=10), Period(days=15)
TO_BE_SUED_UPON = (
    ChangeGround.LIMITED_PARTNER, ChangeGround.UNPAID_CONTRIBUTION, ChangeGround.CONTRIBUTION_WITHDRAWN,
    ChangeGround.SHARE_TRANSFERRED, ChangeGround.ONE_PERSON_COMPANY, ChangeGround.UNLIQUIDATED,
)  # fmt: skip

# --- events ---


class Path(Label):
    """By which path a ruling on parties is contested."""

    RECONSIDERATION = "reconsideration", "申请复议", "reconsideration"
    SUIT = "suit", "执行异议之诉", "suit"


@event("parties.ruling_contested", "不服变更、追加裁定", "Ruling on parties contested")
class PartyRulingContested(Event):
    """`by` contests the ruling about `party`, as `number` in `to_court`; `contest_by` was the last day for it."""

    party: str = key("party", zh="拟变更、追加的人")
    ground: ChangeGround
    path: Path = field(zh="救济途径")
    by: str = field(zh="不服裁定的人")
    number: str
    to_court: str
    by_superior: bool
    contest_by: date = field(zh="救济期限")
    calendar: str


# --- conditions ---


@condition(RECONSIDERED, en="There is a ruling about this party", met_by=PartyChangeRuled)
def change_was_ruled_on(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对执行法院作出的变更、追加裁定或者驳回申请裁定不服的"""
    return case.about("party", decided).has(PartyChangeRuled)


@condition(
    SUED_UPON,
    en="Rulings on partners and shareholders are sued upon, all others reconsidered",
    met_by=("第十四条第二款、第十七条至第二十一条的裁定起诉，其他裁定申请复议", "the path of that ground"),
)
def path_is_of_the_ground(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """依据第十四条第二款、第十七条至第二十一条作出的裁定，可以提起执行异议之诉；其他裁定可以向上一级人民法院申请复议"""
    to_be_sued = decided.has(PartyRulingContested, {"ground": TO_BE_SUED_UPON})
    sued = decided.has(PartyRulingContested, {"path": Path.SUIT})
    return (to_be_sued & sued) | (~to_be_sued & ~sued)


@condition(
    RECONSIDERED,
    en="A reconsideration is asked for within ten days, a suit brought within fifteen",
    met_by=("裁定书送达之日起十日内申请复议，十五日内起诉", "within ten or fifteen days of service"),
)
def contested_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """可以自裁定书送达之日起十日内申请复议；可以自裁定书送达之日起十五日内提起执行异议之诉"""
    return decided.latest(PartyRulingContested.contest_by) >= today


@condition(RECONSIDERED, en="A superior court reconsiders", met_by=("上一级人民法院", "a superior court"))
def superior_reconsiders_the_change(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """向上一级人民法院申请复议"""
    return ~decided.has(PartyRulingContested, {"path": Path.RECONSIDERATION, "by_superior": False})


MAY_CONTEST_CHANGE = every(
    "party_change_contested", "不服变更、追加裁定", "Contesting a ruling on parties",
    change_was_ruled_on, path_is_of_the_ground, contested_in_time, superior_reconsiders_the_change,
    guards=PartyRulingContested,
)  # fmt: skip

# --- decisions ---


@command("不服变更、追加裁定", "Contest a ruling on parties")
class ContestPartyRuling(Command):
    """Ask `to_court` to reconsider as `number`, or sue under `number`; the ruling was served on `served_on`."""

    party: str
    path: Path
    by: str
    number: str
    to_court: str
    served_on: date


@decides(ContestPartyRuling)
def contest_party_ruling(case: Case, ask: ContestPartyRuling, bench: Bench) -> list[Event]:
    """While it is contested, the ruling stands until it is changed."""
    if case.all(PartyRulingContested, {"number": ask.number}):
        return []
    ruled = case.last_event(PartyChangeRuled, {"party": ask.party})
    due = bench.calendar.due(ask.served_on, FIFTEEN_DAYS if ask.path is Path.SUIT else TEN_DAYS)
    contested = PartyRulingContested(
        on=ask.on, party=ask.party, ground=ruled.ground if ruled else ChangeGround.OTHER_ENTITY, path=ask.path, by=ask.by,
        number=ask.number, to_court=ask.to_court,
        by_superior=is_superior(ask.to_court, case.court, bench),
        contest_by=due.on, calendar=due.calendar,
    )  # fmt: skip
    MAY_CONTEST_CHANGE.require(case, ask.on, contested)
    return [contested]


# --- reactions ---


@reacts(PartyRulingContested)
def reconsider_the_change(_: Event, case: Case) -> list[Command]:
    """The superior court gets a case of its own; a suit is another court's file."""
    contested = case.all(PartyRulingContested)[-1]
    if contested.path is Path.SUIT:
        return []
    return [
        ApplyForReview(
            case=contested.number, on=contested.on, kind=ReviewKind.RECONSIDERATION, court=contested.to_court,
            concerns=case.id, applicant=contested.by, matter="不服变更、追加当事人裁定", from_court=case.court,
        )
    ]  # fmt: skip
