"""关键节点 — of the closings of first-time cases, how many nodes of the process were not passed in time.

No official list of the key nodes was found (their table is `procedures.nodes`): these are the nodes that every case passes,
and the clues that came in. A node counts once a case, however many of its terms were missed. Terms are the law's own, on the
calendar of the notices; what a court has set itself, and every other node, is in the report `deadlines`.
"""

from typing import Any

from casestream.kernel import AnyDay, Asked, Count, Truth, condition
from casestream.kernel.projection import Sumwise
from casestream.kernel.rule import Condition
from casestream.procedures.asset_search import ClueReceived, ClueVerified, NetworkQueryStarted, OfflineSearched
from casestream.procedures.filing import (
    FILING_CONDITIONS,
    CaseFiled,
    DebtorLeft,
    DebtorNamed,
    EnforcementApplied,
    HandlerAssigned,
)
from casestream.procedures.instruments import EVALUATION, INVESTIGATION, R35, ji
from casestream.procedures.notice import NoticeIssued
from casestream.procedures.rounds import RoundClosed, RoundOpened
from casestream.procedures.suspension import TimeLimitExtended
from casestream.procedures.suspension.clock import SIX_MONTHS
from casestream.reports.statistics import DISPOSED, FIRST

FILE_DAYS, ASSIGN_DAYS, NOTIFY_DAYS, QUERY_DAYS, SEARCH_DAYS = 7, 7, 10, 5, 30

# --- what is asked of a closing, before it is counted ---


@condition(
    SIX_MONTHS, en="The round closed within its six months, or within the extension it was given", met_by=RoundClosed
)  # fmt: skip
def closed_within_term(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在立案之日起六个月内（扣除不计入期限的期间，末日是节假日的顺延）或者经批准延长的期限内结案"""
    round_ = case.this_round
    six_months = round_.first(RoundOpened).plus_months(6)
    # From the opening to that day; and if the last day is one of those off, it rolled to the day of the closing.
    allowed_days = round_.span_days(RoundOpened, RoundClosed, six_months) + today.days_off_before()
    return (decided.total(RoundClosed.used_days) <= allowed_days) | (round_.latest(TimeLimitExtended.until) >= today)


def _is_later_round(case: Asked) -> Truth:
    """What was due before the first number was given counts under that number only."""
    return case.count(RoundOpened) > 1


def _done(done_on: AnyDay, due_on: AnyDay, today: AnyDay) -> Truth:
    """Whether it was done on its last day or before; or the last day had not gone by, or it was never due."""
    return (done_on <= due_on) | ~(due_on < today)


@condition(FILING_CONDITIONS, en="The filing was decided within seven days", met_by=CaseFiled)
def filed_in_time(case: Asked, today: AnyDay) -> Truth:
    """立案审查未超期（203001001）"""
    due_on = case.last(EnforcementApplied).plus_days(FILE_DAYS).rolled()
    return _is_later_round(case) | _done(case.first(CaseFiled), due_on, today)


@condition(R35.article("第二条"), en="A handler was assigned within seven days", met_by=HandlerAssigned)
def assigned_in_time(case: Asked, today: AnyDay) -> Truth:
    """分案未超期（203001002）"""
    round_ = case.this_round
    return _done(round_.first(HandlerAssigned), round_.first(RoundOpened).plus_days(ASSIGN_DAYS).rolled(), today)


@condition(ji(480), en="Every debtor was told to perform within ten days", met_by=NoticeIssued)
def notified_in_time(case: Asked, today: AnyDay) -> Truth:
    """发出执行通知未超期（203001003）"""

    def was_notified(debtor: Asked) -> Truth:
        due_on = debtor.first(DebtorNamed).plus_days(NOTIFY_DAYS).rolled()
        return (debtor.first(DebtorLeft) <= due_on) | _done(debtor.first(NoticeIssued), due_on, today)

    return _is_later_round(case) | case.for_every(DebtorNamed, was_notified)


@condition(EVALUATION.article("网络查控"), en="The network was queried within five days", met_by=NetworkQueryStarted)
def queried_in_time(case: Asked, today: AnyDay) -> Truth:
    """首次启动网络查控未超期（203001004，地方期限）"""
    round_ = case.this_round
    return _done(round_.first(NetworkQueryStarted), round_.first(RoundOpened).plus_days(QUERY_DAYS).rolled(), today)


@condition(
    EVALUATION.article("传统查控"), en="The search on the ground was done in thirty days", met_by=OfflineSearched
)
def searched_in_time(case: Asked, today: AnyDay) -> Truth:
    """完成传统查控未超期（203001006，地方期限）"""
    round_ = case.this_round
    return _done(round_.first(OfflineSearched), round_.first(RoundOpened).plus_days(SEARCH_DAYS).rolled(), today)


@condition(INVESTIGATION.article("第二条"), en="Every clue was looked into by its day", met_by=ClueVerified)
def clues_checked_in_time(case: Asked, today: AnyDay) -> Truth:
    """线索核查未超期（203001009）"""
    return case.this_round.for_every(
        ClueReceived, lambda clue: _done(clue.first(ClueVerified), clue.latest(ClueReceived.verify_by), today)
    )


NATIONAL = (filed_in_time, assigned_in_time, notified_in_time, clues_checked_in_time, closed_within_term)
LOCAL = (queried_in_time, searched_in_time)

# --- what is counted ---


def _closed(**more: Any) -> Count:
    return Count(RoundClosed, where={"mode": DISPOSED}, round_type=FIRST, **more)


def _overdue(nodes: tuple[Condition, ...]) -> Sumwise:
    """At each closing of a first-time case its nodes, less those that were passed in time."""
    return Sumwise(((len(nodes), _closed()), *((-1, _closed(given=node)) for node in nodes)))


OVERDUE_NODES = _overdue(NATIONAL).named(
    "首执超期节点", "Nodes overdue, first-time", "结案时立案、分案、执行通知、线索核查、结案五个节点中超期的个数"
)
OVERDUE_NODES_LOCAL = _overdue(NATIONAL + LOCAL).named(
    "首执超期节点(含地方期限)", "Nodes overdue, local terms too, first-time", "另计首次网络查控、完成传统查控两个节点"
)
