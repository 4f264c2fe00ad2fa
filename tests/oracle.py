"""An oracle of the statistics: plain Python over exported JSON lines, written from the definitions of the indicators alone.

It imports nothing of casestream. What it says of a docket is what a clerk with the file would count by hand.
"""

import json
import re
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

CLOSINGS = {
    "satisfied",
    "current_terminated",
    "terminated",
    "struck_off",
    "refused",
    "dismissed",
}  # Not: taken elsewhere.
MONEY = {"satisfied", "current_terminated", "terminated"}
TYPES = {"执": "first", "执恢": "resumed"}


@dataclass
class Fact:
    """One line of the export, as it stands after corrections."""

    stream: str
    type: str
    on: date
    fields: dict[str, Any]
    court: str
    round: str

    @property
    def round_type(self) -> str:
        found = re.fullmatch(r"（\d{4}）\D\d*(\D+)\d+号", self.round)
        return found[1] if found else ""


@dataclass
class Round:
    """The life under one case number."""

    opened: Fact
    closed: Fact | None = None
    others: list[Fact] = field(default_factory=list)


Group = Callable[[Fact], str]
Figures = dict[str, Counter[str]]


def facts(lines: Iterable[str]) -> dict[str, list[Fact]]:
    """The facts of each stream: corrected ones in the place of what they correct, annulled ones gone."""
    written: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        told = json.loads(line)
        written[told["stream"]].append(told)
    return {stream: list(_standing(told)) for stream, told in written.items()}


def _standing(told: list[dict[str, Any]]) -> Iterator[Fact]:
    verdicts = {each["fields"]["of"]: each for each in told if each["type"] in ("record.corrected", "record.annulled")}
    for version, each in enumerate(told, 1):
        verdict = verdicts.get(version)
        type, on, fields = each["type"], each["on"], each["fields"]
        if verdict and verdict["type"] == "record.annulled":
            continue
        if verdict:
            put = verdict["fields"]["event"]
            type, on = put["type"], put["data"]["on"]
            fields = put["data"]
        yield Fact(each["stream"], type, date.fromisoformat(on), fields, each.get("court", ""), each.get("round", ""))


def rounds(history: list[Fact]) -> list[Round]:
    """The rounds of a case, in order."""
    found: list[Round] = []
    for fact in history:
        if fact.type == "round.opened":
            found.append(Round(fact))
        elif found and fact.type == "round.closed":
            found[-1].closed = fact
        elif found:
            found[-1].others.append(fact)
    return found


def six_months_after(day: date) -> date:
    month = day.month + 6
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Count:
    """Figures by group: `add("received", fact)`."""

    def __init__(self, group: Group) -> None:
        self.group, self.figures = group, defaultdict(Counter)  # type: ignore[var-annotated]

    def add(self, name: str, fact: Fact, amount: int = 1) -> None:
        self.figures[name][self.group(fact)] += amount


Worked = Callable[[date], bool]


def indicators(log: dict[str, list[Fact]], since: date, until: date, group: Group, worked: Worked) -> Figures:
    """The counted numbers of the indicators for a period, by group."""
    count = Count(group)
    for history in log.values():
        for each in rounds(history):
            _caseload(count, each, since, until)
            _outcome(count, each, since, until, worked)
        _stock(count, history, since, until)
        _money(count, history, since, until)
        _petitions(count, history, since, until)
    return count.figures


def _caseload(count: Count, each: Round, since: date, until: date) -> None:
    """旧存 + 新收 = 受理 + 移送; 受理 = 结案 + 未结."""
    kind = TYPES.get(each.opened.round_type)
    if kind is None:
        return
    closed = each.closed
    for suffix in ("", f"_{kind}"):
        if each.opened.on < since and not (closed and closed.on < since):
            count.add(f"opening{suffix}", each.opened)
        if since <= each.opened.on <= until:
            count.add(f"received{suffix}", each.opened)
        if closed and since <= closed.on <= until:
            count.add(f"closed{suffix}" if closed.fields["mode"] in CLOSINGS else f"transferred_out{suffix}", closed)
        if each.opened.on <= until and not (closed and closed.on <= until):
            count.add(f"pending{suffix}", each.opened)


def _outcome(count: Count, each: Round, since: date, until: date, worked: Worked) -> None:
    kind, closed = TYPES.get(each.opened.round_type), each.closed
    if kind is None or closed is None or not since <= closed.on <= until or closed.fields["mode"] not in CLOSINGS:
        return
    mode, told = closed.fields["mode"], closed.fields
    first = kind == "first"
    if mode != "current_terminated":
        count.add("really_closed", closed)
    if mode == "satisfied":
        count.add(f"satisfied_{kind}", closed)
    if mode in MONEY:
        count.add(f"claimed_{kind}", closed, told["claimed_fen"])
        count.add(f"collected_{kind}", closed, told["collected_fen"])
    count.add(f"used_days_{kind}", closed, told["used_days"])
    if not first:
        count.add("calendar_days_resumed", closed, (closed.on - each.opened.on).days)
        return
    names = {"current_terminated": "parked_first", "terminated": "terminated_first"}
    if mode in names:
        count.add(names[mode], closed)
    if mode != "current_terminated":
        count.add("really_closed_first", closed)
        if mode != "struck_off":
            count.add("enforced_first", closed)
    if mode == "satisfied":
        count.add("used_days_satisfied_first", closed, told["used_days"])
    if in_term(each.opened.on, each.others, closed, worked):
        count.add("in_term_first", closed)
        if mode != "current_terminated":
            count.add("really_in_term_first", closed)


def in_term(opened: date, others: list[Fact], closed: Fact, worked: Worked) -> bool:
    """Closed by the end of six months and of the days not counted, which rolls past days off, or within the extension."""
    stood = (closed.on - opened).days - closed.fields["used_days"]
    last = six_months_after(opened) + timedelta(days=stood)
    while last < closed.on and not worked(last):
        last += timedelta(days=1)
    longer = [fact for fact in others if fact.type == "suspension.time_limit_extended"]
    extended = bool(longer) and date.fromisoformat(longer[-1].fields["until"]) >= closed.on
    return closed.on <= last or extended


def _stock(count: Count, history: list[Fact], since: date, until: date) -> None:
    """终本 stock: in it from the closing to the next number, or to its removal; and the way from there to resumption."""
    entered: Fact | None = None
    for fact in [*history, None]:
        leaves = fact is None or fact.type in ("round.opened", "termination.left_stock", "round.closed")
        if entered is not None and leaves:
            left = None if fact is None else fact.on
            if entered.on < since and (left is None or left >= since):
                count.add("stock_opening", entered)
            if entered.on <= until and (left is None or left > until):
                count.add("stock", entered)
            entered = None
        if fact is not None and fact.type == "round.closed" and fact.fields["mode"] == "current_terminated":
            entered = fact
            if since <= fact.on <= until and fact.round_type in TYPES:
                count.add("stock_entered", fact)
    parked: Fact | None = None
    for fact in history:
        if fact.type == "termination.round_terminated":
            parked = parked or fact
            if since <= fact.on <= until:
                count.add("terminations", fact)
        elif fact.type == "resumption.resumed" and parked:
            if since <= fact.on <= until:
                count.add("parked_days", fact, max(0, (fact.on - parked.on).days))
                count.add("resumed_after_parking", fact)
            parked = None


def _money(count: Count, history: list[Fact], since: date, until: date) -> None:
    came: Fact | None = None
    for fact in history:
        if fact.type == "proceeds.received":
            came = came or fact
        elif fact.type == "proceeds.released" and came:
            if since <= fact.on <= until:
                count.add("release_days", fact, max(0, (fact.on - came.on).days))
                count.add("releases", fact)
            came = None


def _petitions(count: Count, history: list[Fact], since: date, until: date) -> None:
    progressed: set[str] = set()
    for fact in history:
        within = since <= fact.on <= until
        if fact.type == "petition.received" and within:
            count.add("petitions_received", fact)
        elif fact.type == "petition.registered":
            if fact.on <= until:
                count.add("petitions_due", fact)
            if within:
                count.add("petitions_registered", fact)
        elif fact.type == "petition.finished":
            if fact.on < since:
                count.add("petitions_due", fact, -1)
            if within:
                count.add("petitions_finished", fact)
        elif fact.type == "petition.progressed" and within and count.group(fact) not in progressed:
            progressed.add(count.group(fact))
            count.add("petitions_progressed", fact)


# --- groups ---


def by_court(fact: Fact) -> str:
    return fact.court


def by_region(fact: Fact) -> str:
    return fact.court[:3]


def by_type(fact: Fact) -> str:
    return fact.round_type


def said(log: dict[str, list[Fact]], type: str, name: str, *, in_round: bool) -> Group:
    """What was said last in the case, or under the case number: the handler, the cause, the mode."""
    told = {(fact.stream, fact.round if in_round else ""): fact.fields[name] for history in log.values() for fact in history
            if fact.type == type}  # fmt: skip
    return lambda fact: told.get((fact.stream, fact.round if in_round else ""), "")


# --- durations ---


def quantile(days: list[int], share: Fraction) -> int | None:
    """The smallest of the days within which at least that share lies."""
    ordered = sorted(days)
    return next((day for at, day in enumerate(ordered, 1) if at >= share * len(ordered)), None)


def lives(log: dict[str, list[Fact]], since: date, until: date) -> Iterator[tuple[str, int, bool]]:
    """Of the rounds filed in the period: the group, the days to their end as far as seen, whether it is full enforcement."""
    for history in log.values():
        for each in rounds(history):
            if each.opened.round_type in TYPES and since <= each.opened.on <= until:
                closed = each.closed if each.closed and each.closed.on <= until else None
                end = closed.on if closed else until
                fact = closed or each.opened
                yield (
                    f"{fact.court} {fact.round_type}",
                    (end - each.opened.on).days,
                    bool(closed and closed.fields["mode"] == "satisfied"),
                )


def still_open(seen: list[tuple[int, bool]], after: int) -> Fraction:
    """Kaplan and Meier: the share not yet fully enforced so many days after filing."""
    share = Fraction(1)
    for day in sorted({days for days, done in seen if done and days <= after}):
        at_risk = sum(days >= day for days, _ in seen)
        share *= 1 - Fraction(sum(days == day and done for days, done in seen), at_risk)
    return share


def months(since: date, until: date) -> Iterator[tuple[str, date, date]]:
    """The calendar months of a period."""
    begin = since
    while begin <= until:
        end = min(until, date(begin.year, begin.month, monthrange(begin.year, begin.month)[1]))
        yield f"{begin:%Y-%m}", begin, end
        begin = end + timedelta(days=1)
