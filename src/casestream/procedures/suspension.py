"""中止、暂缓、扣除、延长 — when a case stands still, and how long it may take.

The six months for a case run from the opening of its round; days on which it stood are not counted.
"""

from datetime import date
from functools import reduce
from operator import or_

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Calendar,
    Case,
    Command,
    Day,
    DueDate,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    months_after,
)
from casestream.kernel.event import EventClass
from casestream.procedures.approval import Approved, Matter, Post
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import AMENDED_2020, PROCEDURE, SETTLEMENT, TIME_LIMITS, WORK, cpl, ji
from casestream.procedures.rounds import Round
from casestream.procedures.settlement import SettlementRecorded, is_being_performed

# --- law ---

WRITTEN_NOTICE = WORK.article("第一百零四条").renumbered(AMENDED_2020, "第六十条")
SIX_MONTHS = WORK.article("第一百零七条").renumbered(AMENDED_2020, "第六十三条")
BY_SUPERIOR = WORK.article("第一百三十五条").renumbered(AMENDED_2020, "第七十七条")
NOT_COUNTED = PROCEDURE.article("第十三条")
LIMIT_MONTHS, EXTENSION_MONTHS = 6, 3  # 执行工作规定第六十三条, 审理期限规定第五条
FIVE_DAYS_BEFORE = 5  # 法发〔2006〕35号

# --- events ---


class SuspensionReason(Label):
    """Why enforcement is suspended (民事诉讼法第二百六十七条)."""

    APPLICANT_AGREES = "applicant_agrees", "申请人表示可以延期执行", "the applicant agrees to wait"
    THIRD_PARTY_OBJECTION = (
        "third_party_objection",
        "案外人提出确有理由的异议",
        "a third party objects with good reason",
    )
    PARTY_DIED = "party_died", "等待继承人", "a party died and the heirs are awaited"
    PARTY_ENDED = "party_ended", "尚未确定权利义务承受人", "an entity ended and its successor is awaited"
    SETTLEMENT = "settlement", "执行和解", "the parties settled"
    BANKRUPTCY = "bankruptcy", "移送破产审查", "handed over to bankruptcy"
    RETRIAL = "retrial", "再审", "the basis is being retried"
    OTHER = "other", "其他应当中止的情形", "another good reason"


class ClockReason(Label):
    """Why days are not counted though nothing is suspended (执行程序解释第十三条)."""

    ANNOUNCEMENT = "announcement", "公告", "public announcement"
    APPRAISAL = "appraisal", "鉴定、评估", "appraisal"
    JURISDICTION = "jurisdiction", "管辖争议处理", "dispute over jurisdiction"
    COORDINATION = "coordination", "执行争议协调", "coordination between courts"


@event("suspension.suspended", "中止执行", "Enforcement suspended")
class Suspended(Event):
    """Enforcement stands still until the reason ceases. Several reasons may hold at one time."""

    reason: SuspensionReason
    note: str = ""


@event("suspension.lifted", "恢复执行（中止消失）", "Suspension lifted")
class SuspensionLifted(Event):
    """One reason ceased; `noticed` tells whether the parties were told in writing."""

    reason: SuspensionReason
    noticed: bool


@event("suspension.deferred", "暂缓执行", "Enforcement deferred")
class Deferred(Event):
    """Measures wait until `until`: because the debtor gave security and the applicant consents, or a superior says so."""

    until: date
    secured: bool
    consented: bool
    by_superior: bool = False
    superior_extended: bool = False


@event("suspension.deferral_ended", "暂缓执行结束", "Deferral ended")
class DeferralEnded(Event):
    """The deferral ended before its day."""


@event("suspension.clock_stopped", "扣除期限开始", "Clock stopped")
class ClockStopped(Event):
    """From today on days are not counted, for this reason."""

    reason: ClockReason


@event("suspension.clock_restarted", "扣除期限结束", "Clock restarted")
class ClockRestarted(Event):
    """From today on days are counted again, as far as this reason goes."""

    reason: ClockReason


@event("suspension.time_limit_extended", "延长执行期限", "Time limit extended")
class TimeLimitExtended(Event):
    """The president gave three months more. `former` was the last day before; `asked_in_time`: five days earlier."""

    former: date
    until: date
    calendar: str
    asked_in_time: bool
    reported_to_high_court: bool


# --- state ---


def is_suspended(case: Asked) -> Truth:
    """Whether some reason for suspension holds in this round: each was lifted once for each time that it began."""
    return case.this_round.count(Suspended) > case.this_round.count(SuspensionLifted)


def is_deferred(case: Asked, today: AnyDay) -> Truth:
    """Whether a deferral runs in this round today; it ends by itself after its last day."""
    runs = case.this_round.during(Deferred, DeferralEnded)
    return runs & (case.this_round.latest(Deferred.until) >= today)


def stopped_spans(case: Case, today: date = date.max) -> list[tuple[date, date]]:
    """The days of this round that are not counted, as `(first, day on which counting goes on)`; open spans run to today."""
    spans = [
        *_spans_by_reason(case, Suspended, SuspensionLifted, today),
        *_spans_by_reason(case, ClockStopped, ClockRestarted, today),
        *_deferrals(case, today),
    ]
    return sorted(span for span in spans if span[0] < span[1])


def _of_this_round(case: Case, *kinds: EventClass) -> list[Event]:
    """The events of these kinds in this round, in the order of the log."""
    pairs = [pair for kind in kinds for pair in case.this_round._find(kind)]
    return [event for _, event in sorted(pairs, key=lambda pair: pair[0])]


def _spans_by_reason(case: Case, start: EventClass, end: EventClass, today: date) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    opened: dict[Label, date] = {}
    for happened in _of_this_round(case, start, end):
        reason = happened.reason  # type: ignore[attr-defined]  # Both kinds name their reason.
        if type(happened) is start:
            opened.setdefault(reason, happened.on)
        elif reason in opened:
            spans.append((opened.pop(reason), happened.on))
    return spans + [(since, today) for since in opened.values()]


def _deferrals(case: Case, today: date) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for happened in _of_this_round(case, Deferred, DeferralEnded):
        if isinstance(happened, Deferred):
            spans.append((happened.on, min(today, date.fromordinal(happened.until.toordinal() + 1))))
        elif spans:
            spans[-1] = (spans[-1][0], min(spans[-1][1], happened.on))
    return spans


def time_limit(case: Case, calendar: Calendar, today: date) -> DueDate:
    """The last day for this round: six months, three more for each extension, the stopped days added."""
    return _limit(case, calendar, today, int(case.this_round.count(TimeLimitExtended)))


def _limit(case: Case, calendar: Calendar, today: date, extensions: int) -> DueDate:
    months = LIMIT_MONTHS + EXTENSION_MONTHS * extensions
    return calendar.due(case[Round].opened_on, Period(months=months), stopped=stopped_spans(case, today))


# --- conditions: suspension ---


@condition(
    cpl(267, "第一款第（五）项"),
    en="A reason that the list does not name is stated",
    met_by=("写明中止的理由", "state the reason"),
)
def other_reason_is_stated(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院认为应当中止执行的其他情形，应当写明理由"""
    return ~decided.has(Suspended, {"reason": SuspensionReason.OTHER, "note": ""})


@condition(SETTLEMENT.article("第二条"), en="A settlement stands and is being performed", met_by=SettlementRecorded)
def settlement_is_behind_it(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """和解协议达成后，人民法院可以裁定中止执行"""
    return ~decided.has(Suspended, {"reason": SuspensionReason.SETTLEMENT}) | is_being_performed(case)


@condition(
    WRITTEN_NOTICE, en="Enforcement is suspended for that reason", met_by=Suspended
)  # fmt: skip
def reason_still_holds(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """因该情形中止执行，尚未恢复"""
    round_ = case.this_round
    return reduce(
        or_,
        (
            decided.has(SuspensionLifted, {"reason": reason})
            & (round_.count(Suspended, {"reason": reason}) > round_.count(SuspensionLifted, {"reason": reason}))
            for reason in SuspensionReason
        ),
    )


@condition(WRITTEN_NOTICE, en="The parties are told in writing", met_by=("书面通知当事人", "a written notice"))
def parties_are_told_in_writing(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """恢复执行应当书面通知当事人"""
    return decided.has(SuspensionLifted, {"noticed": True})


@condition(
    SETTLEMENT.article("第十一条第（三）项"),
    en="A case suspended for a settlement goes on only when the settlement is performed, broken or set aside",
    met_by=("和解协议履行完毕、不履行或者被撤销", "a settlement performed, broken or set aside"),
)
def settlement_is_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被执行人一方正在按照执行和解协议约定履行义务的，裁定不予恢复执行"""
    return ~(decided.has(SuspensionLifted, {"reason": SuspensionReason.SETTLEMENT}) & is_being_performed(case))


# --- conditions: deferral ---


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


# --- conditions: the clock ---


@condition(NOT_COUNTED, en="The clock stands for that reason", met_by=ClockStopped)
def clock_stands_for_it(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """公告、鉴定评估、管辖争议处理、执行争议协调期间正在扣除"""
    round_ = case.this_round
    return reduce(
        or_,
        (
            decided.has(ClockRestarted, {"reason": reason})
            & (round_.count(ClockStopped, {"reason": reason}) > round_.count(ClockRestarted, {"reason": reason}))
            for reason in ClockReason
        ),
    )


@condition(SIX_MONTHS, en="The court president approved this extension", met_by=Approved)
def president_approved_extension(case: Asked, today: AnyDay) -> Truth:
    """确有特殊情况需要延长的，由本院院长批准"""
    approvals = case.this_round.count(Approved, {"matter": Matter.TIME_EXTENSION, "post": Post.PRESIDENT})
    return approvals > case.this_round.count(TimeLimitExtended)


@condition(
    TIME_LIMITS.article("第五条"),
    en="A further extension is reported to the high court",
    met_by=("层报高级人民法院备案", "a report to the high court"),
)
def further_extension_is_reported(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """还需延长的，层报高级人民法院备案"""
    is_first = ~case.this_round.has(TimeLimitExtended)
    return is_first | decided.has(TimeLimitExtended, {"reported_to_high_court": True})


MAY_SUSPEND = every(
    "suspension", "中止执行", "Suspension",
    round_is_open, other_reason_is_stated, settlement_is_behind_it,
    guards=Suspended,
)  # fmt: skip
MAY_LIFT = every(
    "lifting", "恢复执行（中止消失）", "Lifting of a suspension",
    round_is_open, reason_still_holds, parties_are_told_in_writing, settlement_is_over,
    guards=SuspensionLifted,
)  # fmt: skip
MAY_DEFER = every(
    "deferral", "暂缓执行", "Deferral",
    round_is_open,
    security_is_given.unless(superior_ordered_it, BY_SUPERIOR, en="A superior court ordered it"),
    applicant_consents.unless(superior_ordered_it, BY_SUPERIOR, en="A superior court ordered it"),
    deferral_ends_later,
    deferral_is_within_a_year.unless(superior_ordered_it, BY_SUPERIOR, en="A superior court ordered it"),
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
MAY_STOP_CLOCK = every(
    "clock_stop", "扣除期限", "Stopping the clock",
    round_is_open,
    guards=ClockStopped,
)  # fmt: skip
MAY_RESTART_CLOCK = every(
    "clock_restart", "恢复计算期限", "Restarting the clock",
    clock_stands_for_it,
    guards=ClockRestarted,
)  # fmt: skip
MAY_EXTEND = every(
    "extension", "延长执行期限", "Extension of the time limit",
    round_is_open, president_approved_extension, further_extension_is_reported,
    guards=TimeLimitExtended,
)  # fmt: skip

# --- decisions ---


@command("中止执行", "Suspend")
class Suspend(Command):
    """Let enforcement stand still for a reason."""

    reason: SuspensionReason
    note: str = ""


@command("恢复执行（中止消失）", "Lift a suspension")
class LiftSuspension(Command):
    """Say that a reason ceased and that the parties were told in writing."""

    reason: SuspensionReason
    noticed: bool


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


@command("扣除期限", "Stop the clock")
class StopClock(Command):
    """Days are not counted from today on."""

    reason: ClockReason


@command("恢复计算期限", "Restart the clock")
class RestartClock(Command):
    """Days are counted again from today on."""

    reason: ClockReason


@command("延长执行期限", "Extend the time limit")
class ExtendTimeLimit(Command):
    """Give the round three months more."""

    reported_to_high_court: bool = False


def _open_times(case: Case, start: EventClass, end: EventClass, reason: Label) -> int:
    """How often a reason began in this round without ending; one or none."""
    where = {"reason": reason}
    return int(case.this_round.count(start, where) - case.this_round.count(end, where))


@decides(Suspend)
def suspend(case: Case, ask: Suspend) -> list[Event]:
    """Each reason suspends once; another one may join it."""
    if _open_times(case, Suspended, SuspensionLifted, ask.reason):
        return []
    suspended = Suspended(on=ask.on, reason=ask.reason, note=ask.note)
    MAY_SUSPEND.require(case, ask.on, suspended)
    return [suspended]


@decides(LiftSuspension)
def lift_suspension(case: Case, ask: LiftSuspension) -> list[Event]:
    """On application or ex officio, once the reason ceased. Lifted already, it is not lifted again."""
    was_suspended = bool(case.this_round.has(Suspended, {"reason": ask.reason}))
    if was_suspended and not _open_times(case, Suspended, SuspensionLifted, ask.reason):
        return []
    lifted = SuspensionLifted(on=ask.on, reason=ask.reason, noticed=ask.noticed)
    MAY_LIFT.require(case, ask.on, lifted)
    return [lifted]


@decides(Defer)
def defer(case: Case, ask: Defer) -> list[Event]:
    """On security and consent for a year at most (民诉法解释第四百六十七条), or on a superior's order for three months."""
    deferred = Deferred(
        on=ask.on, until=ask.until, secured=ask.secured, consented=ask.consented, by_superior=ask.by_superior,
        superior_extended=ask.superior_extended,
    )  # fmt: skip
    last = case.last_event(Deferred)
    if last and last.until == ask.until and bool(case.this_round.during(Deferred, DeferralEnded)):
        return []
    MAY_DEFER.require(case, ask.on, deferred)
    return [deferred]


@decides(EndDeferral)
def end_deferral(case: Case, ask: EndDeferral) -> list[Event]:
    """A deferral that ran out, or was ended, needs no ending."""
    if case.this_round.has(Deferred) and not bool(is_deferred(case, Day(ask.on))):
        return []
    MAY_END_DEFERRAL.require(case, ask.on)
    return [DeferralEnded(on=ask.on)]


@decides(StopClock)
def stop_clock(case: Case, ask: StopClock) -> list[Event]:
    """Each reason stops the clock once; spans that overlap count once (执行程序解释第十三条)."""
    if _open_times(case, ClockStopped, ClockRestarted, ask.reason):
        return []
    MAY_STOP_CLOCK.require(case, ask.on)
    return [ClockStopped(on=ask.on, reason=ask.reason)]


@decides(RestartClock)
def restart_clock(case: Case, ask: RestartClock) -> list[Event]:
    """The reason ceased. Restarted already, it is not restarted again."""
    was_stopped = bool(case.this_round.has(ClockStopped, {"reason": ask.reason}))
    if was_stopped and not _open_times(case, ClockStopped, ClockRestarted, ask.reason):
        return []
    restarted = ClockRestarted(on=ask.on, reason=ask.reason)
    MAY_RESTART_CLOCK.require(case, ask.on, restarted)
    return [restarted]


@decides(ExtendTimeLimit)
def extend_time_limit(case: Case, ask: ExtendTimeLimit, bench: Bench) -> list[Event]:
    """Three months from the former last day; asking later than five days before it is recorded, not refused."""
    if (last := case.last_event(TimeLimitExtended)) and last.on == ask.on:
        return []
    probe = TimeLimitExtended(
        on=ask.on, former=ask.on, until=ask.on, calendar="", asked_in_time=True,
        reported_to_high_court=ask.reported_to_high_court,
    )  # fmt: skip
    MAY_EXTEND.require(case, ask.on, probe)
    former = time_limit(case, bench.calendar, ask.on)
    until = _limit(case, bench.calendar, ask.on, int(case.this_round.count(TimeLimitExtended)) + 1)
    in_time = ask.on.toordinal() <= former.on.toordinal() - FIVE_DAYS_BEFORE
    return [
        TimeLimitExtended(
            on=ask.on, former=former.on, until=until.on, calendar=until.calendar, asked_in_time=in_time,
            reported_to_high_court=ask.reported_to_high_court,
        )
    ]  # fmt: skip
