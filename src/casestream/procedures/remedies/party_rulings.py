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
from casestream.kernel.event import evolve
from casestream.procedures.cross_enforcement import is_superior
from casestream.procedures.filing import (
    ApplicantLeft,
    ApplicantNamed,
    DebtorLeft,
    DebtorNamed,
    applicants_of,
    debtors_of,
)
from casestream.procedures.instruments import PARTIES
from casestream.procedures.parties import (
    SIXTY_DAYS,
    ChangeGround,
    PartyChangeApplied,
    PartyChangeRuled,
    Side,
    changed_parties,
)
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


class ContestOutcome(Label):
    """What became of a ruling on parties that was contested."""

    STANDS = "stands", "维持原裁定", "the ruling stands"
    TURNED = "turned", "撤销或者改变原裁定", "the ruling is turned round"
    SENT_BACK = "sent_back", "发回重新审查", "the application is to be ruled on again"


@event("parties.contest_decided", "变更、追加救济结果", "Contest of a ruling on parties decided")
class PartyContestDecided(Event):
    """The reconsideration or the suit `number` about `party` ended; the parties are as it leaves them."""

    party: str = key("party", zh="拟变更、追加的人")
    number: str
    outcome: ContestOutcome = field(zh="结果")


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


@condition(SUED_UPON, en="The ruling about this party is contested", met_by=PartyRulingContested)
def change_is_contested(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对复议、诉讼的结果，执行法院据以变更、追加或者恢复当事人"""
    party = case.about("party", decided)
    return party.count(PartyRulingContested) > party.count(PartyContestDecided)


MAY_DECIDE_CONTEST = every(
    "party_contest_decided", "变更、追加救济结果", "Outcome of a contested ruling on parties",
    change_is_contested,
    guards=PartyContestDecided,
)  # fmt: skip
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


@command("变更、追加救济结果", "Record the outcome of a contest over parties")
class DecidePartyContest(Command):
    """The reconsideration or the suit `number` ended; of a suit, whoever gets the judgment that took effect says so."""

    number: str
    outcome: ContestOutcome


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


@decides(DecidePartyContest)
def decide_party_contest(case: Case, ask: DecidePartyContest, bench: Bench) -> list[Event]:
    """Who had come in leaves again, and who was replaced returns; who had been kept out comes in. Quiet where none contests."""
    contested = case.last_event(PartyRulingContested, {"number": ask.number})
    applied = case.last_event(PartyChangeApplied, {"party": contested.party}) if contested else None
    ruled = case.last_event(PartyChangeRuled, {"party": contested.party}) if contested else None
    if not (contested and applied and ruled) or case.all(PartyContestDecided, {"number": ask.number}):
        return []
    decided = PartyContestDecided(on=ask.on, party=contested.party, number=ask.number, outcome=ask.outcome)
    MAY_DECIDE_CONTEST.require(case, ask.on, decided)
    events: list[Event] = [decided]
    if ask.outcome is not ContestOutcome.STANDS and ruled.allowed:
        events += _restored(case, applied, ask.on)
    if ask.outcome is ContestOutcome.TURNED and not ruled.allowed:
        events += changed_parties(applied, ask.on)
    if ask.outcome is ContestOutcome.SENT_BACK:
        due = bench.calendar.due(ask.on, SIXTY_DAYS)
        events.append(evolve(applied, on=ask.on, rule_by=due.on, calendar=due.calendar))
    return events


def _restored(case: Case, applied: PartyChangeApplied, on: date) -> list[Event]:
    """The parties as they were before the change, as far as nothing else has changed them since."""
    restored: list[Event] = []
    if applied.side is Side.APPLICANT:
        if applied.party in applicants_of(case):
            restored.append(ApplicantLeft(on=on, applicant=applied.party))
        was = case.last_event(ApplicantNamed, {"applicant": applied.replaces})
        if was and applied.replaces not in applicants_of(case):
            restored.append(evolve(was, on=on))
        return restored
    if applied.party in debtors_of(case):
        restored.append(DebtorLeft(on=on, debtor=applied.party))
    named = case.last_event(DebtorNamed, {"debtor": applied.replaces})
    if named and applied.replaces not in debtors_of(case):
        restored.append(evolve(named, on=on))
    return restored


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
