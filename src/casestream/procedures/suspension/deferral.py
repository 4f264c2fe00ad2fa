"""暂缓执行 — measures wait until a day, on security and consent or on a superior's order."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Day,
    Event,
    Truth,
    command,
    condition,
    decides,
    every,
    months_after,
)
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, SECURITY, WORK, cpl, ji
from casestream.procedures.standstill import DeferralEnded, Deferred, is_deferred

# --- law ---

BY_SUPERIOR = WORK.article("第一百三十五条").renumbered(AMENDED_2020, "第七十七条")

# --- conditions ---


def superior_ordered_it(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上级法院通知暂缓执行的，不以提供担保为条件"""
    return decided.has(Deferred, {"by_superior": True})


@condition(cpl(242), en="The debtor gave security", met_by=("向人民法院提供担保", "security given to the court"))
def security_is_given(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在执行中，被执行人向人民法院提供担保"""
    return decided.has(Deferred, {"secured": True})


@condition(cpl(242), en="The applicant consents", met_by=("申请执行人书面同意", "the applicant's written consent"))
def applicant_consents(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """经申请执行人同意的，人民法院可以决定暂缓执行及暂缓执行的期限"""
    return decided.has(Deferred, {"consented": True})


@condition(
    ji(467), en="A deferral on security lasts a year at most", met_by=("期限不超过一年", "a day within one year")
)
def deferral_is_within_a_year(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """暂缓执行的期限应当与担保期限一致，但最长不得超过一年"""
    return decided.latest(Deferred.until) <= months_after(today, 12)


@condition(
    SECURITY.article("第十条"),
    en="Deferrals on security that follow one another last a year together",
    met_by=("自首次暂缓之日起一年内的期限", "a day within a year of the first deferral"),
)
def deferrals_are_within_a_year_together(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """暂缓执行的期限应当与担保书约定一致，但最长不得超过一年"""
    on_security = {"by_superior": False}
    last_day = months_after(case.this_round.first(Deferred, on_security), 12)
    return ~case.this_round.has(Deferred, on_security) | (decided.latest(Deferred.until) <= last_day)


@condition(cpl(242), en="A deferral names the day on which it ends", met_by=("尚未届满的期限", "a day not yet over"))
def deferral_ends_later(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """决定暂缓执行的，应当同时决定暂缓执行的期限"""
    return decided.latest(Deferred.until) >= today


@condition(
    BY_SUPERIOR,
    en="A superior's deferral lasts three months",
    met_by=("期限不超过三个月", "a day within three months"),
)
def superior_deferral_is_within_three_months(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """上级法院通知暂缓执行的期限一般不得超过三个月"""
    return ~decided.has(Deferred, {"by_superior": True}) | (decided.latest(Deferred.until) <= months_after(today, 3))


def superior_president_extended_it(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有特殊情况需要延长的，报经院长批准"""
    return decided.has(Deferred, {"superior_extended": True})


@condition(cpl(242), en="A deferral runs", met_by=Deferred)
def deferral_runs(case: Asked, today: AnyDay) -> Truth:
    """暂缓执行的期限尚未届满"""
    return is_deferred(case, today)


MAY_DEFER = every(
    "deferral", "暂缓执行", "Deferral",
    round_is_open,
    security_is_given.unless(superior_ordered_it, BY_SUPERIOR, en="A superior court ordered it"),
    applicant_consents.unless(superior_ordered_it, BY_SUPERIOR, en="A superior court ordered it"),
    deferral_ends_later,
    deferral_is_within_a_year.unless(superior_ordered_it, BY_SUPERIOR, en="A superior court ordered it"),
    deferrals_are_within_a_year_together.unless(superior_ordered_it, BY_SUPERIOR, en="A superior court ordered it"),
    superior_deferral_is_within_three_months.unless(
        superior_president_extended_it, BY_SUPERIOR, en="The superior court's president extended it"
    ),
    guards=Deferred,
)  # fmt: skip
MAY_END_DEFERRAL = every(
    "deferral_end", "暂缓执行结束", "End of a deferral",
    deferral_runs,
    guards=DeferralEnded,
)  # fmt: skip

# --- decisions ---


@command("暂缓执行", "Defer")
class Defer(Command):
    """Let measures wait until a day."""

    until: date
    secured: bool = False
    consented: bool = False
    by_superior: bool = False
    superior_extended: bool = False


@command("结束暂缓执行", "End the deferral")
class EndDeferral(Command):
    """Go on before the deferral's day."""


@decides(Defer)
def defer(case: Case, ask: Defer) -> list[Event]:
    """On security and consent for a year at most (民诉法解释第四百六十七条), or on a superior's order for three months."""
    deferred = Deferred(
        on=ask.on, until=ask.until, secured=ask.secured, consented=ask.consented, by_superior=ask.by_superior,
        superior_extended=ask.superior_extended,
    )  # fmt: skip
    last = case.last_event(Deferred)
    if last and last.until == ask.until and bool(case.during(Deferred, DeferralEnded)):
        return []
    MAY_DEFER.require(case, ask.on, deferred)
    return [deferred]


@decides(EndDeferral)
def end_deferral(case: Case, ask: EndDeferral) -> list[Event]:
    """A deferral that ran out, or was ended, needs no ending."""
    if case.has(Deferred) and not bool(is_deferred(case, Day(ask.on))):
        return []
    MAY_END_DEFERRAL.require(case, ask.on)
    return [DeferralEnded(on=ask.on)]
