"""案件跟踪台账 — one row for each case in hand or in the pool of preliminary cross-enforcement, for the progress meeting.

A row says who owns the case, where it stands, what blocks it, what comes next, by when, and by how many days that is
overdue. The next step is the first of `STEPS` that is not done: the list is the law's own order.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from attrs import asdict, frozen

from casestream.kernel.calendar import Calendar, Period
from casestream.kernel.case import Case, key_field, population_key
from casestream.kernel.errors import BeyondCalendar
from casestream.kernel.words import Truth
from casestream.procedures.asset_search import (
    ClueReceived,
    ClueVerified,
    DebtorLocated,
    NetworkQueryStarted,
    WhereaboutsUnknown,
)
from casestream.procedures.bankruptcy import CaseLinked
from casestream.procedures.cluster import CasesLinked, members
from casestream.procedures.cross_enforcement import PreCrossWindowOpened, in_pool, supervision_failed
from casestream.procedures.filing import HandlerAssigned, debtors_of, every_debtor
from casestream.procedures.meeting import SETTLED, DecisionFollowedUp, MeetingDecided
from casestream.procedures.notice import NoticeIssued, PropertyReportChecked, PropertyReportOrdered
from casestream.procedures.proceeds import ProceedsReceived, held, oldest_release_by, outstanding
from casestream.procedures.rounds import ClosingMode, Round
from casestream.procedures.settlement import SettlementRecorded, is_being_performed
from casestream.procedures.suspension import is_suspended, time_limit
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.store.log import Log

Due = Callable[[Case, Calendar, date], date | None]


def _after_opening(days: int) -> Due:
    return lambda case, calendar, _: calendar.due(case[Round].opened_on, Period(days=days)).on


def _earliest_open(opened: type[Any], done: type[Any], field: str) -> Due:
    """The earliest due day among the debtors, clues … that are still open."""
    key = population_key(opened)

    def due(case: Case, _: Calendar, __: date) -> date | None:
        settled = {getattr(each, key_field(done, key)) for each in case.all(done)}
        name = key_field(opened, key)
        return min(
            (getattr(each, field) for each in case.all(opened) if getattr(each, name) not in settled), default=None
        )

    return due


def _latest(kind: type[Any], field: str) -> Due:
    def due(case: Case, _: Calendar, __: date) -> date | None:
        happened = case.last_event(kind)
        return getattr(happened, field) if happened else None

    return due


def _oldest_money(case: Case, _: Calendar, __: date) -> date | None:
    return oldest_release_by(case)


def _none(_: Case, __: Calendar, ___: date) -> date | None:
    return None


def _limit(case: Case, calendar: Calendar, today: date) -> date | None:
    return time_limit(case, calendar, today).on


@frozen
class Step:
    """Something that has to be done: it is `done` when the answer is yes, and due by `due`."""

    zh: str
    en: str
    done: Callable[[Case], Truth]
    due: Due


STEPS = (
    Step("分案", "assign a handler", lambda case: case.this_round.has(HandlerAssigned), _after_opening(7)),
    Step(
        "发出执行通知和报告财产令", "issue the notice and the report order",
        lambda case: every_debtor(case, lambda debtor: debtor.has(NoticeIssued)), _after_opening(10),
    ),
    Step(
        "发起网络查控", "start the network query",
        lambda case: every_debtor(case, lambda debtor: debtor.this_round.has(NetworkQueryStarted)), _none,
    ),
    Step(
        "核查财产报告", "check the property report",
        lambda case: every_debtor(case, lambda debtor: debtor.has(PropertyReportChecked)),
        _earliest_open(PropertyReportOrdered, PropertyReportChecked, "report_by"),
    ),
    Step(
        "核查财产线索", "verify the clue",
        lambda case: case.for_every(ClueReceived, lambda clue: clue.has(ClueVerified)),
        _earliest_open(ClueReceived, ClueVerified, "verify_by"),
    ),
    Step("发放执行款", "release the proceeds", lambda case: held(case) <= 0, _oldest_money),
    Step(
        "督促履行和解", "see the settlement performed", lambda case: ~is_being_performed(case),
        _latest(SettlementRecorded, "perform_by"),
    ),
    Step("报结执行完毕", "close as fully enforced", lambda case: outstanding(case) > 0, _none),
)  # fmt: skip
WAIT = Step("待中止情形消失", "wait until the reason for the suspension ceases", lambda _: _no(), _none)
LAST_STEP = Step(
    "继续查控处置，或审查是否符合终本条件", "go on searching and disposing, or examine 终本", lambda _: _no(), _limit
)
SELF_CHECK = Step(
    "预交叉限期自查", "self-check within the pre-cross window", lambda _: _no(), _latest(PreCrossWindowOpened, "until")
)


def _no() -> Any:
    return False


@frozen(kw_only=True)
class LedgerRow:
    """One case in the ledger, on one day."""

    number: str
    debtors: str
    owner: str
    stage_zh: str
    stage_en: str
    blocker_zh: str
    blocker_en: str
    next_zh: str
    next_en: str
    due: date | None
    overdue_days: int
    outstanding_fen: int
    linked_to: str
    pre_cross_until: date | None = None
    meeting: str = ""


@frozen
class Ledger:
    """The ledger as of a day, the most overdue first."""

    today: date
    rows: tuple[LedgerRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """The ledger for a machine."""
        rows = json.loads(json.dumps([asdict(row) for row in self.rows], default=str))
        return {"report": "ledger", "today": self.today.isoformat(), "rows": rows, "digest": self.digest()}

    def digest(self) -> str:
        """A SHA-256 over every row."""
        return hashlib.sha256(json.dumps([asdict(row) for row in self.rows], default=str).encode()).hexdigest()


def ledger(log: Log, *, today: date, calendar: Calendar, horizon: Horizon = EVERYTHING) -> Ledger:
    """The ledger of every case that is open or in the pre-cross pool, as far as the horizon knows."""
    cases = list(log.fold(until=min(today, horizon.as_of), last_position=horizon.last_position).values())
    linked, decided = _linked(cases), _decided(cases)
    rows = [
        _row(case, calendar, today, _named(linked, case), _named(decided, case))
        for case in cases
        if case.kind == "case" and case.rounds and (case[Round].is_open or bool(in_pool(case)))
    ]
    return Ledger(today, tuple(sorted(rows, key=lambda row: (-row.overdue_days, row.due or date.max, row.number))))


def _linked(cases: list[Case]) -> dict[str, str]:
    """The debtor's stream, or else the cluster, that each case is linked to."""
    linked = {
        each.case: cluster.id for cluster in cases if cluster.has(CasesLinked) for each in members(cluster)
    }  # fmt: skip
    debtors = (debtor for debtor in cases if debtor.kind == "debtor")
    return linked | {event.case: debtor.id for debtor in debtors for event in debtor.all(CaseLinked)}


def _decided(cases: list[Case]) -> dict[str, str]:
    """The last decision of a meeting about each case that is still open: who does what by when."""
    made = [one for each in cases if each.kind == "meeting" for one in _still_open(each)]
    return {one.case: f"{one.who}：{one.what}（{due_by}）" for one, due_by in sorted(made, key=lambda pair: pair[0].on)}


def _still_open(meetings: Case) -> Iterator[tuple[MeetingDecided, date]]:
    """Each decision that no later meeting settled, with its day, which is a new one where it was carried over."""
    for one in meetings.all(MeetingDecided):
        if not bool(meetings.has(DecisionFollowedUp, {"item": one.item, **SETTLED})):
            carried = meetings.last_event(DecisionFollowedUp, {"item": one.item})
            yield one, carried.due_by or one.due_by if carried else one.due_by


def _named(told: dict[str, str], case: Case) -> str:
    """What is told about the case, by its id or one of its numbers."""
    return next((told[name] for name in (case.id, *reversed(case.rounds)) if name in told), "")


def _row(case: Case, calendar: Calendar, today: date, linked_to: str, meeting: str) -> LedgerRow:
    step = _next_step(case)
    due = _due(step, case, calendar, today)
    handler = case.last_event(HandlerAssigned)
    stage_zh, stage_en = _stage(case)
    blocker_zh, blocker_en = _blocker(case)
    return LedgerRow(
        number=case.number, debtors="、".join(debtors_of(case)),
        owner=handler.handler if handler else "", stage_zh=stage_zh, stage_en=stage_en,
        blocker_zh=blocker_zh, blocker_en=blocker_en, next_zh=step.zh, next_en=step.en,
        due=due, overdue_days=max(0, (today - due).days) if due else 0,
        outstanding_fen=int(outstanding(case)), linked_to=linked_to,
        pre_cross_until=_latest(PreCrossWindowOpened, "until")(case, calendar, today) if bool(in_pool(case)) else None,
        meeting=meeting,
    )  # fmt: skip


def _next_step(case: Case) -> Step:
    if not case[Round].is_open:
        return SELF_CHECK
    if bool(is_suspended(case)):
        return WAIT
    return next((step for step in STEPS if not bool(step.done(case))), LAST_STEP)


def _due(step: Step, case: Case, calendar: Calendar, today: date) -> date | None:
    try:
        return step.due(case, calendar, today)
    except BeyondCalendar:  # A day of a year without a holiday notice: no due date is better than a guessed one.
        return None


def _stage(case: Case) -> tuple[str, str]:
    current = case[Round]
    if current.mode is ClosingMode.CURRENT_TERMINATED:
        return "终本·预交叉", "terminated, in the pre-cross pool"
    if bool(is_being_performed(case)):
        return "和解履行", "settlement"
    if bool(case.this_round.has(ProceedsReceived)):
        return "执行款", "proceeds"
    if bool(case.this_round.has(NetworkQueryStarted)):
        return "查控", "search and control"
    return "立案通知", "filing and notice"


def _blocker(case: Case) -> tuple[str, str]:
    if bool(is_suspended(case)):
        return "中止执行", "suspended"
    if bool(case.during(WhereaboutsUnknown, DebtorLocated)):
        return "被执行人下落不明", "debtor cannot be found"
    if bool(supervision_failed(case)):
        return "督促期满未执结，待提级或者指令", "supervision failed: the superior takes over or instructs"
    return "", ""
