"""执行终结后的妨害 — who interferes with what was enforced, within six months of the end, is stopped on application."""

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
    every,
    months_after,
)
from casestream.procedures.rounds import INTERFERENCE, ClosingMode, LeftStock, RoundClosed, is_open
from casestream.procedures.rounds import InterferenceRemoved as InterferenceRemoved

# --- law ---

SIX_MONTHS = 6
ENDED = (ClosingMode.SATISFIED, ClosingMode.TERMINATED)

# --- conditions ---


@condition(INTERFERENCE, en="The enforcement has ended", met_by=RoundClosed)
def enforcement_has_ended(case: Asked, today: AnyDay) -> Truth:
    """在执行终结后"""
    return ~is_open(case) & (case.this_round.has(RoundClosed, {"mode": ENDED}) | case.this_round.has(LeftStock))


@condition(
    INTERFERENCE,
    en="The interference arose within six months of the end",
    met_by=("执行终结六个月内的妨害行为", "an interference within six months; after that, a suit"),
)
def interference_is_within_six_months(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在执行终结六个月内，被执行人或者其他人对已执行的标的有妨害行为的，人民法院可以依申请排除妨害"""
    arose, closed, left = (
        decided.latest(InterferenceRemoved.arose_on), case.this_round.last(RoundClosed), case.this_round.last(LeftStock)
    )  # fmt: skip
    after_closing = ~case.this_round.has(LeftStock) & _is_within(arose, closed)
    return ~case.this_round.has(RoundClosed) | after_closing | _is_within(arose, left)


def _is_within(arose: AnyDay, ended: AnyDay) -> Truth:
    return (arose <= months_after(ended, SIX_MONTHS)) & (arose >= ended)


@condition(INTERFERENCE, en="Somebody applies for it", met_by=("申请排除妨害", "an application"))
def removal_was_applied_for(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院可以依申请排除妨害"""
    return ~decided.has(InterferenceRemoved, {"applicant": ""})


MAY_REMOVE_INTERFERENCE = every(
    "interference", "排除妨害", "Removing an interference",
    enforcement_has_ended, interference_is_within_six_months, removal_was_applied_for,
    guards=InterferenceRemoved,
)  # fmt: skip

# --- decisions ---


@command("排除妨害", "Remove an interference")
class RemoveInterference(Command):
    """End what somebody does to what was enforced."""

    applicant: str
    person: str
    act: str
    arose_on: date


@decides(RemoveInterference)
def remove_interference(case: Case, ask: RemoveInterference) -> list[Event]:
    """Each interference is removed once; it may be punished besides (民事诉讼法第一百一十四条)."""
    removed = InterferenceRemoved(
        on=ask.on, applicant=ask.applicant, person=ask.person, act=ask.act, arose_on=ask.arose_on
    )  # fmt: skip
    if case.all(InterferenceRemoved, {"person": ask.person, "act": ask.act, "arose_on": ask.arose_on}):
        return []
    MAY_REMOVE_INTERFERENCE.require(case, ask.on, removed)
    return [removed]
