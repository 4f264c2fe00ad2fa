"""案件跟踪台账 — one row for each case in hand or in the pool of preliminary cross-enforcement, for the progress meeting.

A row says who owns the case, where it stands, what blocks it, what comes next, by when, and by how many days that is
overdue. The next step is the first of `STEPS` that is not done: the list is the law's own order.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import asdict, frozen

from casestream.kernel.calendar import Calendar
from casestream.kernel.case import Case
from casestream.kernel.deadline import DEADLINES, Lengths, terms
from casestream.kernel.errors import BeyondCalendar
from casestream.kernel.event import EMPTY
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
from casestream.procedures.meeting import SETTLED, DecisionFollowedUp, FollowUp, MeetingDecided
from casestream.procedures.notice import NoticeIssued, PropertyReportChecked
from casestream.procedures.proceeds import ProceedsReceived, held, outstanding
from casestream.procedures.rounds import ClosingMode, Round, RoundClosed
from casestream.procedures.settlement import SettlementRecorded, is_being_performed
from casestream.procedures.suspension import is_suspended, stopped_spans
from casestream.replay.horizon import EVERYTHING, Horizon
from casestream.replay.tabular import Series, Tabular, series_of
from casestream.reports.deadlines import own_lengths
from casestream.store.log import Log

Due = Callable[[Case, Lengths, date], date | None]


def _term(*names: str) -> Due:
    """The earliest last day among the open terms of these deadlines, by the lengths that the court has set."""

    def due(case: Case, lengths: Lengths, today: date) -> date | None:
        stopped, closings = tuple(stopped_spans(case, today)), case._find(RoundClosed)
        every_term = (term for name in names for term in terms(case, DEADLINES[name], lengths, stopped, closings))
        return min((term.due_on for term in every_term if term.kept_on is None and not term.is_moot), default=None)

    return due


def _latest(kind: type[Any], field: str) -> Due:
    def due(case: Case, _: Lengths, __: date) -> date | None:
        happened = case.last_event(kind)
        return getattr(happened, field) if happened else None

    return due


def _none(_: Case, __: Lengths, ___: date) -> date | None:
    return None


@frozen
class Step:
    """Something that has to be done: it is `done` when the answer is yes, and due by `due`."""

    zh: str
    en: str
    done: Callable[[Case], Truth]
    due: Due


STEPS = (
    Step("分案", "assign a handler", lambda case: case.this_round.has(HandlerAssigned), _term("assignment")),
    Step(
        "发出执行通知和报告财产令", "issue the notice and the report order",
        lambda case: every_debtor(case, lambda debtor: debtor.has(NoticeIssued)), _term("notice"),
    ),
    Step(
        "发起网络查控", "start the network query",
        lambda case: every_debtor(case, lambda debtor: debtor.this_round.has(NetworkQueryStarted)),
        _term("network_query_start"),
    ),
    Step(
        "核查财产报告", "check the property report",
        lambda case: every_debtor(case, lambda debtor: debtor.has(PropertyReportChecked)),
        _term("property_report"),
    ),
    Step(
        "核查财产线索", "verify the clue",
        lambda case: case.for_every(ClueReceived, lambda clue: clue.has(ClueVerified)),
        _term("clue_check"),
    ),
    Step("发放执行款", "release the proceeds", lambda case: held(case) <= 0, _term("release")),
    Step(
        "督促履行和解", "see the settlement performed", lambda case: ~is_being_performed(case),
        _latest(SettlementRecorded, "perform_by"),
    ),
    Step("报结执行完毕", "close as fully enforced", lambda case: outstanding(case) > 0, _none),
)  # fmt: skip
WAIT = Step("待中止情形消失", "wait until the reason for the suspension ceases", lambda _: _no(), _none)
LAST_STEP = Step(
    "继续查控处置，或审查是否符合终本条件",
    "go on searching and disposing, or examine 终本",
    lambda _: _no(),
    _term("time_limit", "extended_limit"),
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


@frozen(kw_only=True)
class OpenDecision:
    """What a meeting decided and none settled yet: the next meeting follows it up.

    `due` is the last day that was set, `carried_over` how often it was put off. `number` is that of the case now.
    """

    item: str
    number: str
    who: str
    what: str
    decided_on: date
    due: date
    carried_over: int
    overdue_days: int


@frozen
class Ledger(Tabular):
    """The ledger as of a day, the most overdue first; and what the next meeting has to follow up."""

    today: date
    rows: tuple[LedgerRow, ...]
    decisions: tuple[OpenDecision, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The ledger for a machine."""
        rows, decisions = json.loads(json.dumps(self._plain(), default=str))
        return {
            "report": "ledger", "today": self.today.isoformat(), "rows": rows, "decisions": decisions, "digest": self.digest()
        }  # fmt: skip

    def headline(self) -> tuple[str, str]:
        """What the table is, in Chinese and in English."""
        return f"案件跟踪台账（{self.today}）", f"Tracking ledger ({self.today})"

    def series(self) -> list[Series]:
        """A column for each field of the rows."""
        return series_of(LedgerRow, self.rows, {
            "number": "案号", "debtors": "被执行人", "owner": "承办人", "stage_zh": "阶段", "stage_en": "阶段（英）",
            "blocker_zh": "堵点", "blocker_en": "堵点（英）", "next_zh": "下一步", "next_en": "下一步（英）", "due": "期限",
            "overdue_days": "超期(日)", "outstanding_fen": "未到位", "linked_to": "关联", "pre_cross_until": "预交叉截止",
            "meeting": "推进会决定",
        })  # fmt: skip

    def digest(self) -> str:
        """A SHA-256 over every row and decision."""
        return hashlib.sha256(json.dumps(self._plain(), default=str).encode()).hexdigest()

    def _plain(self) -> list[list[dict[str, Any]]]:
        return [[asdict(row) for row in self.rows], [asdict(each) for each in self.decisions]]


def ledger(
    log: Log, *, today: date, calendar: Calendar, settings: Mapping[str, Any] = EMPTY, horizon: Horizon = EVERYTHING
) -> Ledger:  # fmt: skip
    """The ledger of every case that is open or in the pre-cross pool, as far as the horizon knows.

    Days are those of the report `deadlines`, with the lengths that the court has set itself.
    """
    lengths = Lengths(calendar, own_lengths(settings))
    cases = list(log.fold(until=min(today, horizon.as_of), last_position=horizon.last_position).values())
    linked, decided = _linked(cases), _decided(cases)
    rows = [
        _row(case, lengths, today, _named(linked, case), _named(decided, case))
        for case in cases
        if case.kind == "case" and case.rounds and (case[Round].is_open or bool(in_pool(case)))
    ]
    numbers = {name: case.number for case in cases if case.kind == "case" for name in (case.id, *case.rounds)}
    open_decisions = [one for each in cases if each.kind == "meeting" for one in _to_follow_up(each, numbers, today)]
    return Ledger(
        today, tuple(sorted(rows, key=lambda row: (-row.overdue_days, row.due or date.max, row.number))),
        tuple(sorted(open_decisions, key=lambda one: (one.due, one.item))),
    )  # fmt: skip


def _to_follow_up(meetings: Case, numbers: Mapping[str, str], today: date) -> Iterator[OpenDecision]:
    for one, due in _still_open(meetings):
        yield OpenDecision(
            item=one.item, number=numbers.get(one.case, one.case), who=one.who, what=one.what, decided_on=one.on, due=due,
            carried_over=len(meetings.all(DecisionFollowedUp, {"item": one.item, "outcome": FollowUp.CARRIED_OVER})),
            overdue_days=max(0, (today - due).days),
        )  # fmt: skip


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


def _row(case: Case, lengths: Lengths, today: date, linked_to: str, meeting: str) -> LedgerRow:
    step = _next_step(case)
    due = _due(step, case, lengths, today)
    handler = case.last_event(HandlerAssigned)
    stage_zh, stage_en = _stage(case)
    blocker_zh, blocker_en = _blocker(case)
    return LedgerRow(
        number=case.number, debtors="、".join(debtors_of(case)),
        owner=handler.handler if handler else "", stage_zh=stage_zh, stage_en=stage_en,
        blocker_zh=blocker_zh, blocker_en=blocker_en, next_zh=step.zh, next_en=step.en,
        due=due, overdue_days=max(0, (today - due).days) if due else 0,
        outstanding_fen=int(outstanding(case)), linked_to=linked_to,
        pre_cross_until=_latest(PreCrossWindowOpened, "until")(case, lengths, today) if bool(in_pool(case)) else None,
        meeting=meeting,
    )  # fmt: skip


def _next_step(case: Case) -> Step:
    if not case[Round].is_open:
        return SELF_CHECK
    if bool(is_suspended(case)):
        return WAIT
    return next((step for step in STEPS if not bool(step.done(case))), LAST_STEP)


def _due(step: Step, case: Case, lengths: Lengths, today: date) -> date | None:
    try:
        return step.due(case, lengths, today)
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
