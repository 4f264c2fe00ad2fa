"""Projections and rules over the scratch events: every measure, every dimension, conditions of every shape."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

from casestream.kernel import (
    AnyDay,
    Asked,
    Count,
    Event,
    Fold,
    Instrument,
    Projection,
    Ratio,
    Span,
    Stage,
    Sum,
    Truth,
    at_least,
    condition,
    days_after,
)
from casestream.kernel.projection import Attribute, Dimension, Measure, Scope
from casestream.kernel.rule import Condition, Rule

from .logs import DAY, day
from .scratch import Decided, Flavour, Held, Named, Opened, Paid, Plain, Shade, Stopped, Went

LAW = Instrument("试〔2020〕1号", "试行规定", date(2020, 1, 1))
OLD = Instrument("旧〔1990〕1号", "旧规定", date(1990, 1, 1), day(10))
ARTICLE = LAW.article("第一条")


@condition(ARTICLE, en="A payment was made", met_by=Paid)
def was_paid(case: Asked, today: AnyDay) -> Truth:
    """有给付"""
    return case.has(Paid)


@condition(LAW.article("第二条", since=day(5), until=day(45)), en="Paid in this round", met_by=Paid)
def was_paid_this_round(case: Asked, today: AnyDay) -> Truth:
    """本程序内有给付"""
    return case.this_round.has(Paid)


@condition(OLD.article("第三条").renumbered(day(3), "第四条"), en="A sour payment long ago", met_by=Paid)
def was_paid_sour_before(case: Asked, today: AnyDay) -> Truth:
    """此前有酸给付"""
    return days_after(case.first(Paid, {"flavour": Flavour.SOUR}), 2) <= today


@condition(ARTICLE, en="Every debtor was paid or named today", met_by=Paid)
def every_debtor_was_paid(case: Asked, today: AnyDay) -> Truth:
    """每一被执行人均已给付，或者于当日列明"""
    return case.for_every(Named, lambda one: one.has(Paid) | (one.last(Named) >= today))


@condition(ARTICLE, en="The debtor decided about stands still", met_by=Went)
def its_debtor_is_not_stopped(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """决定所涉被执行人未中止"""
    debtor = case.about("debtor", decided)
    return ~debtor.during(Stopped, Went) & (debtor.span_days(Stopped, Went, today) < 20)


@condition(ARTICLE, en="The decided amount leaves five of what was paid", met_by=Paid)
def amount_is_covered(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """决定金额至少比已给付金额少五分"""
    return decided.total(Decided.amount) + 5 <= case.total(Paid.amount)


def _flagged(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """加注的决定除外"""
    return decided.has(Decided, {"flag": True})


def _three_were_named(case: Asked, today: AnyDay) -> Truth:
    """列明三人以上的除外"""
    return case.count(Named) >= 3


covered_unless_flagged: Condition = amount_is_covered.unless(_flagged, ARTICLE, "flagged").unless(
    _three_were_named, ARTICLE, "three named"
)


def rule(name: str, *conditions: Condition, guards: type[Event] = Decided) -> Rule:
    """A rule that is not listed among those in use."""
    return Rule(name, name, name, conditions, guards)


RULES = (
    rule("one", was_paid),
    rule("dated", was_paid_this_round, was_paid_sour_before),
    rule("debtors", every_debtor_was_paid, its_debtor_is_not_stopped),
    rule("excused", amount_is_covered, covered_unless_flagged),
    rule("excused alone", covered_unless_flagged),
    rule("excused on either", was_paid.unless(_three_were_named, ARTICLE, "three named"), covered_unless_flagged),
    rule("of plain events", was_paid, every_debtor_was_paid, was_paid_this_round, guards=Plain),
    rule("of openings", was_paid_this_round, was_paid_sour_before, guards=Opened),
    rule("of what never happened", was_paid, guards=Held),
)


def _step(state: tuple[int, int], event: Event) -> tuple[int, int]:
    return state[0] * 3 % 1009 + event.on.toordinal() % 7, state[1] + 1


def _folded(state: tuple[int, int]) -> int:
    return state[0] + state[1]


DECISIONS = Count(Decided)
MEASURES: dict[str, Measure] = {
    "decisions": DECISIONS,
    "paid": Count(Paid, where={"shade": Shade.DARK, "extra": at_least(22)}),
    "before": Count(Paid, when="before"),
    "to_date": Count(Decided, when="to_date"),
    "cases": Count(Decided, per="case"),
    "cases_to_date": Count(Paid, per="case", when="to_date", where={"flag": (True, False)}),
    "rounds": Count(Decided, per="round", where={"amount": at_least(1)}),
    "resumed": Count(Decided, round_type=("执恢", "执保")),
    "resumed_cases": Count(Paid, per="case", round_type=("执恢", "")),
    "lawful": Count(Decided, given=was_paid),
    "dated": Count(Decided, given=was_paid_this_round, when="to_date"),
    "by_rule": Count(Decided, given=RULES[1], per="round"),
    "excused": Sum(Decided.amount, given=covered_unless_flagged),
    "amount": Sum(Paid.amount),
    "flags": Sum(Paid.flag, when="before"),
    "extra": Sum(Paid.extra, where={"flavour": (Flavour.SOUR, Flavour.SALT)}, when="to_date"),
    "spare": Sum(Paid.spare, round_type=("执",)),
    "sour": Sum(Paid.amount, given=rule("sour", was_paid_sour_before, every_debtor_was_paid)),
    "still_round": Span(Stopped, Went),
    "still_case": Span(Stopped, Went, within="case"),
    "still_before": Span(Stopped, Went, within="case", when="before"),
    "still_flagged": Span(Paid, Decided, where={"flag": True}, round_type=("执恢", ""), within="case", when="to_date"),
    "still_this_type": Span(Opened, Paid, where={"shade": Shade.DARK}, round_type=("执",)),
    "to_decision": Span(Paid, Decided, when="to_date"),
    "stand_paid": Stage(Paid, (Opened, Paid, Decided)),
    "stand_decided": Stage(Decided, (Decided, Paid, Named), within="case"),
    "stand_resumed": Stage(Decided, (Opened, Decided), round_type=("执恢",)),
    "stood": Stage(Paid, (Opened, Paid, Decided), within="case", when="before"),
    "stand_dark": Stage(Paid, (Paid, Opened), within="case", where={"shade": Shade.DARK}),
    "folded": Fold("folded", (1, 0), _step, _folded),
    "went": Count(Went),
    "due_late": Count(Paid, where={"due": at_least(day(12))}),
    "maybe_late": Sum(Paid.amount, where={"maybe": at_least(day(3))}),
    "sum": Count(Opened, when="before") + Count(Opened) + DECISIONS,
    "difference": Sum(Paid.amount) - Sum(Decided.amount) - DECISIONS,
    "share": Ratio("lawful", "decisions"),
    "days_each": Ratio("still_case", "cases", unit="d"),
    "balance": Ratio("difference", "sum", unit="x"),
    "nothing": Ratio("never", "never"),
    "never": Count(Held, where={"worth": 123_456}),
}

DIMENSIONS: tuple[Dimension, ...] = ("court", "year", "quarter", "month", "round_type")
IN_WORDS: tuple[tuple[Dimension, ...], ...] = (
    ("region",), ("handler",), ("cause",), ("cross_mode",), ("age",), ("used_days",), ("handler", "court"),
    ("month", "age", "cause"), ("used_days", "round_type", "handler"), ("court", "age"),
)  # fmt: skip
GROUPINGS: tuple[tuple[Dimension, ...], ...] = (
    (), *((one,) for one in DIMENSIONS), *combinations(DIMENSIONS, 2), ("round_type", "month", "court"), *IN_WORDS,
)  # fmt: skip
SAID: dict[Dimension, Attribute] = {
    "handler": Attribute(kind=Named, name="flavour", within="round"),
    "cause": Attribute(kind=Paid, name="text", within="case"),
    "cross_mode": Attribute(kind=Decided, name="debtor", within="round"),
}
EVERYTHING = Projection("scratch", "试", "scratch", (), **MEASURES)


def scope(since: int, until: int) -> Scope:
    """From one day of the corpus to another."""
    return Scope(since=day(since), until=day(until))


SCOPES = (
    Scope(), scope(1, 45), scope(5, 5), Scope(since=day(13)), Scope(until=day(40)), scope(500, 600),
    Scope(until=DAY - timedelta(days=1)),
)  # fmt: skip


def spelled(value: Any) -> str:
    """A grouping or a scope, for a message."""
    return f"since {value.since} until {value.until}" if isinstance(value, Scope) else ",".join(value) or "nothing"
