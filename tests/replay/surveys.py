# ruff: noqa: ARG005 # A question is asked with case, or with case and today, whichever it looks at.
"""Surveys of cases and of debtors: every word, as a truth, a number, a day, and a day that never came."""

from datetime import date

from casestream.kernel import at_least, months_after
from casestream.kernel.survey import Survey

from .logs import day
from .scratch import Decided, Flavour, Held, Named, Opened, Paid, Plain, Stopped, Went

Asking = tuple[Survey, date]

OF_CASES = Survey(
    "state", "状态", "state",
    is_paid=lambda case: case.has(Paid),
    is_paid_this_round=lambda case: case.this_round.has(Paid, {"flavour": (Flavour.SOUR, Flavour.SALT)}),
    rounds=lambda case: case.count(Opened),
    paid_dark=lambda case: case.count(Paid, {"extra": at_least(22)}),
    owed=lambda case: case.latest(Opened.claimed) - case.total(Paid.amount),
    spare=lambda case: case.this_round.total(Paid.spare),
    begun=lambda case: case.first(Opened),
    paid_on=lambda case: case.this_round.last(Paid),
    maybe=lambda case: case.latest(Paid.maybe),
    is_stopped=lambda case: case.during(Stopped, Went),
    still=lambda case, today: case.span_days(Stopped, Went, today),
    still_this_round=lambda case, today: case.this_round.span_days(Paid, Decided, today),
    is_late=lambda case, today: months_after(case.last(Decided), 1) < today,
    all_paid=lambda case: case.for_every(Named, lambda one: one.has(Paid)),
    all_go_on=lambda case, today: case.for_every(Named, lambda one: one.span_days(Stopped, Went, today) < 10),
    today=lambda case, today: today,
    same_for_all=lambda case: 3,
    worth=lambda case: case.total(Held.worth),
    plain=lambda case: case.last(Plain),
)  # fmt: skip
OF_DEBTORS = Survey(
    "debtors", "被执行人", "debtors", kind="debtor",
    has_asset=lambda case: case.has(Held), names=lambda case: case.count(Named), last=lambda case: case.last(Decided),
)  # fmt: skip
OF_NOTHING = Survey("meetings", "会议", "meetings", kind="meeting", is_held=lambda case: case.has(Held))

ASKINGS: tuple[Asking, ...] = (
    (OF_CASES, day(30)), (OF_CASES, day(-400)), (OF_DEBTORS, day(5)), (OF_NOTHING, day(5)),
)  # fmt: skip
