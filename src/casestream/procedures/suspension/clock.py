"""执行期限 — how long a case may take: days that are not counted, and months that are added.

The six months for a case run from the opening of its round; days on which it stood are not counted.
"""

from datetime import date
from functools import partial, reduce
from operator import or_

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Calendar,
    Case,
    Command,
    DueDate,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.event import EventClass
from casestream.procedures.approval import Approved, Matter, Post, is_approved, needs_approval, proposal_in
from casestream.procedures.filing import debtors_of, round_is_open
from casestream.procedures.instruments import AMENDED_2020, PROCEDURE, R35, TIME_LIMITS, WORK
from casestream.procedures.rounds import Round, RoundClosed, RoundOpened, is_open
from casestream.procedures.standstill import DeferralEnded, Deferred, Suspended, SuspensionLifted

# --- law ---

SIX_MONTHS = WORK.article("第一百零七条").renumbered(AMENDED_2020, "第六十三条")
NOT_COUNTED = PROCEDURE.article("第十四条").renumbered(AMENDED_2020, "第十三条")
LIMIT_MONTHS, EXTENSION_MONTHS = 6, 3  # 执行工作规定第六十三条, 审理期限规定第五条
FIVE_DAYS_BEFORE = 5  # 法发〔2006〕35号

# --- events ---


class ClockReason(Label):
    """Why days are not counted though nothing is suspended (执行程序解释第十三条, 审理期限规定第九条)."""

    ANNOUNCEMENT = "announcement", "公告", "public announcement"
    APPRAISAL = "appraisal", "鉴定、评估", "appraisal"
    JURISDICTION = "jurisdiction", "管辖争议处理", "dispute over jurisdiction"
    COORDINATION = "coordination", "执行争议协调", "coordination between courts"
    SALE = "sale", "拍卖、变卖被查封、扣押的财产", "sale of sealed or seized property"


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
    proposal: str = key("proposal", zh="拟批事项", default="", sentence=True)


# --- deadlines ---

TIME_LIMIT = deadline(
    "time_limit",
    "执行期限",
    "time limit of the case",
    begins=RoundOpened,
    kept_by=(RoundClosed, TimeLimitExtended),
    citation=SIX_MONTHS,
    period=Period(months=LIMIT_MONTHS),
    stops=True,
    node="203001031",
)
EXTENDED_LIMIT = deadline(
    "extended_limit",
    "延长后的执行期限",
    "time limit after an extension",
    begins=TimeLimitExtended,
    kept_by=(RoundClosed, TimeLimitExtended),
    citation=TIME_LIMITS.article("第五条"),
    due="until",
)

# --- state ---


Span = tuple[date, date]


def stopped_spans(case: Case, today: date = date.max) -> list[tuple[date, date]]:
    """The days of this round that are not counted, as `(first, day on which counting goes on)`; open spans run to today.

    What began under an earlier number, or while no round was open, counts from the opening of this round.
    """
    spans = [*_suspensions(case, today), *_spans_by_reason(_of_this_round(case), today), *_deferrals(case, today)]
    opened_on = case[Round].opened_on
    clipped = [(max(first, opened_on), last) for first, last in spans]
    return sorted(span for span in clipped if span[0] < span[1])


def _in_order(*pairs: tuple[int, Event]) -> list[Event]:
    return [event for _, event in sorted(pairs, key=lambda pair: pair[0])]


def _of_this_round(case: Case) -> list[Event]:
    """Where the clock was stopped and restarted in this round, in the order of the log."""
    round_ = case.this_round
    return _in_order(*round_._find(ClockStopped), *round_._find(ClockRestarted))


def _suspensions(case: Case, today: date) -> list[Span]:
    """The days on which the whole case stood: as such, or against each of its debtors at once."""
    events = _in_order(*case._find(Suspended), *case._find(SuspensionLifted))
    of_debtor: dict[str, list[Event]] = {}
    for happened in events:
        of_debtor.setdefault(happened.debtor, []).append(happened)  # type: ignore[attr-defined]  # All of them name a debtor.
    whole = _spans_by_reason(of_debtor.pop("", []), today)
    debtors = set(debtors_of(case))
    if not of_debtor or not debtors:
        return whole
    return whole + reduce(_common, [_spans_by_reason(of_debtor.get(debtor, []), today) for debtor in sorted(debtors)])


def _common(ones: list[Span], others: list[Span]) -> list[Span]:
    """The days that lie in a span of both."""
    met = [(max(one[0], other[0]), min(one[1], other[1])) for one in ones for other in others]
    return [span for span in met if span[0] < span[1]]


def _spans_by_reason(events: list[Event], today: date) -> list[Span]:
    spans: list[Span] = []
    opened: dict[Label, date] = {}
    for happened in events:
        reason = happened.reason  # type: ignore[attr-defined]  # All four kinds name their reason.
        if isinstance(happened, Suspended | ClockStopped):
            opened.setdefault(reason, happened.on)
        elif reason in opened:
            spans.append((opened.pop(reason), happened.on))
    return spans + [(since, today) for since in opened.values()]


def _deferrals(case: Case, today: date) -> list[Span]:
    spans: list[Span] = []
    for happened in _in_order(*case._find(Deferred), *case._find(DeferralEnded)):
        if isinstance(happened, Deferred):
            spans.append((happened.on, min(today, date.fromordinal(happened.until.toordinal() + 1))))
        elif spans:
            spans[-1] = (spans[-1][0], min(spans[-1][1], happened.on))
    return spans


def open_times(case: Case, start: EventClass, end: EventClass, reason: Label) -> int:
    """How often a reason began in this round without ending; one or none."""
    where = {"reason": reason}
    return int(case.this_round.count(start, where) - case.this_round.count(end, where))


def time_limit(case: Case, calendar: Calendar, today: date) -> DueDate:
    """The last day for this round: six months, three more for each extension, the stopped days added."""
    return _limit(case, calendar, today, int(case.this_round.count(TimeLimitExtended)))


def _limit(case: Case, calendar: Calendar, today: date, extensions: int) -> DueDate:
    months = LIMIT_MONTHS + EXTENSION_MONTHS * extensions
    return calendar.due(case[Round].opened_on, Period(months=months), stopped=stopped_spans(case, today))


# --- conditions ---


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
def president_approved_extension(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """确有特殊情况需要延长的，由本院院长批准"""
    return is_approved(case.this_round, decided, Matter.TIME_EXTENSION, Post.PRESIDENT, TimeLimitExtended)


@condition(
    TIME_LIMITS.article("第五条"),
    en="A further extension is reported to the high court",
    met_by=("层报高级人民法院备案", "a report to the high court"),
)
def further_extension_is_reported(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """还需延长的，层报高级人民法院备案"""
    is_first = ~case.this_round.has(TimeLimitExtended)
    return is_first | decided.has(TimeLimitExtended, {"reported_to_high_court": True})


@condition(
    R35.article("第一条"),
    en="More time is asked for five days before the time limit ends",
    met_by=("期限届满五日前申请", "ask five days before the last day"),
    soft=True,
)
def more_time_is_asked_for_early(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请延长执行期限的，应当在期限届满前五日内提出"""
    return ~decided.has(TimeLimitExtended, {"asked_in_time": False})


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
    round_is_open, president_approved_extension, further_extension_is_reported, more_time_is_asked_for_early,
    guards=TimeLimitExtended,
)  # fmt: skip

# --- decisions ---


@command("扣除期限", "Stop the clock")
class StopClock(Command):
    """Days are not counted from today on."""

    reason: ClockReason


@command("恢复计算期限", "Restart the clock")
class RestartClock(Command):
    """Days are counted again from today on."""

    reason: ClockReason


def former_limit(case: Case, on: date, bench: Bench) -> dict[str, object]:
    """What is extended: the last day of this number as it stands."""
    former = time_limit(case, bench.calendar, on).on.isoformat() if is_open(case) else ""
    return {"案号": case.number, "原届满日": former}


@needs_approval(Matter.TIME_EXTENSION, {}, facts=former_limit)
@command("延长执行期限", "Extend the time limit")
class ExtendTimeLimit(Command):
    """Give the round three months more."""

    reported_to_high_court: bool = False


@decides(StopClock)
def stop_clock(case: Case, ask: StopClock) -> list[Event]:
    """Each reason stops the clock once; spans that overlap count once (执行程序解释第十三条)."""
    if open_times(case, ClockStopped, ClockRestarted, ask.reason):
        return []
    MAY_STOP_CLOCK.require(case, ask.on)
    return [ClockStopped(on=ask.on, reason=ask.reason)]


@decides(RestartClock)
def restart_clock(case: Case, ask: RestartClock) -> list[Event]:
    """The reason ceased. Restarted already, it is not restarted again."""
    was_stopped = bool(case.this_round.has(ClockStopped, {"reason": ask.reason}))
    if was_stopped and not open_times(case, ClockStopped, ClockRestarted, ask.reason):
        return []
    restarted = ClockRestarted(on=ask.on, reason=ask.reason)
    MAY_RESTART_CLOCK.require(case, ask.on, restarted)
    return [restarted]


@decides(ExtendTimeLimit)
def extend_time_limit(case: Case, ask: ExtendTimeLimit, bench: Bench) -> list[Event]:
    """Three months from the former last day; asking later than five days before it is recorded, not refused."""
    if (last := case.last_event(TimeLimitExtended)) and last.on == ask.on:
        return []
    extended = partial(
        TimeLimitExtended, on=ask.on, reported_to_high_court=ask.reported_to_high_court,
        proposal=proposal_in(case, ask, bench),
    )  # fmt: skip
    MAY_EXTEND.require(case, ask.on, extended(former=ask.on, until=ask.on, calendar="", asked_in_time=True))
    former = time_limit(case, bench.calendar, ask.on)
    until = _limit(case, bench.calendar, ask.on, int(case.this_round.count(TimeLimitExtended)) + 1)
    in_time = ask.on.toordinal() <= former.on.toordinal() - FIVE_DAYS_BEFORE
    return [extended(former=former.on, until=until.on, calendar=until.calendar, asked_in_time=in_time)]
