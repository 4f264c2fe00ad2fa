"""What changed in a case between two looks at it: facts of its state, and the events that make the difference."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from attrs import frozen

from casestream.audit.look import Look, Seen
from casestream.kernel.calendar import COURT_TIME, Day
from casestream.kernel.case import Case
from casestream.kernel.deadline import DEADLINES, Lengths, Term
from casestream.kernel.errors import BeyondCalendar, Lang
from casestream.kernel.event import EVENTS, Annulled, Corrected, Event, Label, Record
from casestream.procedures.control.sealing import AssetSealed, about_asset, is_sealed, rank_now
from casestream.procedures.rounds import RoundClosed
from casestream.reports.deadlines import terms_of
from casestream.reports.fields import field_label
from casestream.reports.render import yuan
from casestream.reports.state import case_state
from casestream.reports.timeline import details

How = Literal["came", "gone", "altered"]

FIELDS = {
    "rounds": ("案号", "case numbers"), "court": ("法院", "court"), "cause": ("案由", "cause"),
    "applicants": ("申请执行人", "applicants"), "debtors": ("被执行人", "debtors"), "handler": ("承办人", "handler"),
    "opened_on": ("立案日", "filed on"), "closed_on": ("结案日", "closed on"),
    "standing": ("状态", "standing"), "claimed_fen": ("申请标的", "claimed"),
    "collected_fen": ("到位金额", "collected"), "outstanding_fen": ("未到位", "outstanding"),
    "unallocated_fen": ("未分配", "not allocated yet"), "restricted": ("限制消费", "restricted from consumption"),
    "listed": ("纳入失信", "on the defaulter list"),
}  # fmt: skip


class Standing(Label):
    """Where a case stands that no closing has ended."""

    APPLIED = "applied", "待立案", "applied for"
    OPEN = "open", "在办", "open"
    SUSPENDED = "suspended", "中止", "suspended"


class DueAs(Label):
    """How a term stands on a day."""

    RUNNING = "running", "未届满", "running"
    OVERDUE = "overdue", "超期未办", "overdue"
    KEPT = "kept", "按期办理", "kept"
    KEPT_LATE = "kept_late", "迟延办理", "kept late"
    ENDED = "ended", "结案时未办", "missed when the round closed"


@frozen
class Due:
    """A term as a fact: its last day, and how it stands."""

    on: date
    stands: DueAs


@frozen
class Hold:
    """A measure in force as a fact: until when, and at which place of the queue."""

    until: date
    rank: int


@frozen
class Fact:
    """One fact of a case's state, under a name that is the same in every look."""

    name: str
    zh: str
    en: str
    value: Any

    def said(self, lang: Lang) -> str:
        """The value in words; '—' where there is none."""
        return _said(self.value, self.name.endswith("_fen"), lang) or "—"


@frozen(kw_only=True)
class Change:
    """A fact that reads otherwise in the later look; None where a look does not have it."""

    name: str
    zh: str
    en: str
    before: Fact | None
    after: Fact | None

    def as_dict(self) -> dict[str, Any]:
        """The change for a machine."""
        before, after = (None if fact is None else _plain(fact.value) for fact in (self.before, self.after))
        return {"name": self.name, "zh": self.zh, "en": self.en, "before": before, "after": after}


@frozen(kw_only=True)
class Move:
    """An event that the later look has and the earlier has not (`came`), has no longer (`gone`), or has otherwise.

    `event` is as it stands in the later look, of one that is gone as it stood; `was` is how one that was altered read
    before. `by` is the version of the correction or annulment that made it so. `late_days` lie between its legal day and the
    day on which it was written down.
    """

    how: How
    record: Record
    event: Event
    was: Event | None
    by: int | None
    late_days: int

    def said(self, lang: Lang) -> str:
        """What the event says; of one that was altered, each field that reads otherwise."""
        if self.was is None or type(self.was) is not type(self.event):
            return details(self.event, lang)
        return "  ".join(
            f"{field_label(type(self.event), name, lang)} {_said(before, name.endswith('_fen'), lang) or '—'} → "
            f"{_said(after, name.endswith('_fen'), lang) or '—'}"
            for name in EVENTS[type(self.event)].fields
            if (before := getattr(self.was, name)) != (after := getattr(self.event, name))
        )

    def as_dict(self) -> dict[str, Any]:
        """The event for a machine."""
        return {
            "how": self.how, "version": self.record.version, "position": self.record.position, "type": self.record.type,
            "on": self.event.on.isoformat(), "recorded_at": self.record.recorded_at.isoformat(),
            "round": self.record.round, "zh": self.said("zh"), "en": self.said("en"),
            "corrected_by": self.by, "late_days": self.late_days,
        }  # fmt: skip


@frozen(kw_only=True)
class CaseDiff:
    """What is between two looks at a stream: the facts that changed, and the events that came, went or read otherwise."""

    id: str
    number: str
    before: Look
    after: Look
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]

    def as_dict(self) -> dict[str, Any]:
        """The difference for a machine."""
        looks = {
            name: {"on": look.on, "known_at": look.known_at, "version": look.version}
            for name, look in (("before", self.before), ("after", self.after))
        }
        return {
            "id": self.id, "number": self.number, **looks,
            "changes": [change.as_dict() for change in self.changes], "events": [move.as_dict() for move in self.moves],
        }  # fmt: skip


def diff(records: Sequence[Record], before: Look, after: Look, lengths: Lengths) -> CaseDiff:
    """What changed in the stream of these records from one look to the other."""
    stream, kind = records[0].stream, records[0].kind
    earlier, later = Seen.of(stream, kind, records, before), Seen.of(stream, kind, records, after)
    return CaseDiff(
        id=stream, number=later.case.number or earlier.case.number, before=before, after=after,
        changes=tuple(_changes(facts_of(earlier, lengths), facts_of(later, lengths))),
        moves=tuple(_moves(records, earlier, later)),
    )  # fmt: skip


def _changes(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if was != now:
            fact = now or was
            assert fact is not None  # noqa: S101  # It is a name of one of the two.
            yield Change(name=name, zh=fact.zh, en=fact.en, before=was, after=now)


def _moves(records: Sequence[Record], earlier: Seen, later: Seen) -> Iterator[Move]:
    verdicts = {
        each.of: version for version, each in sorted({**earlier.events, **later.events}.items())
        if isinstance(each, Corrected | Annulled)
    }  # fmt: skip
    for record in records:
        was, now = earlier.events.get(record.version), later.events.get(record.version)
        event = now or was
        if was == now or event is None:
            continue
        how: How = "came" if was is None else "gone" if now is None else "altered"
        written_on = record.recorded_at.astimezone(COURT_TIME).date()
        yield Move(
            how=how, record=record, event=event, was=was if how == "altered" else None, by=verdicts.get(record.version),
            late_days=max(0, (written_on - event.on).days),
        )  # fmt: skip


# --- the facts of a state ---


def facts_of(seen: Seen, lengths: Lengths) -> dict[str, Fact]:
    """The facts of a stream as it is seen, by name: of a case its state and its measures; of any its terms."""
    facts = [*_state(seen.case), *_holds(seen)] if seen.events and seen.case.kind == "case" else []
    return {fact.name: fact for fact in (*facts, *_terms(seen, lengths))}


def _state(case: Case) -> Iterator[Fact]:
    state = case_state(case)
    if state.is_suspended:
        standing: Label = Standing.SUSPENDED
    elif state.is_open:
        standing = Standing.OPEN
    else:
        standing = state.closed_as or Standing.APPLIED
    closed = None if state.is_open else case.last_event(RoundClosed)
    reckoned = {"standing": standing, "closed_on": closed and closed.on}
    for name, (zh, en) in FIELDS.items():
        yield Fact(name, zh, en, reckoned[name] if name in reckoned else getattr(state, name))
    for each in state.heads:
        yield Fact(
            f"head.{each.head.code}.unpaid_fen", f"{each.head.zh}未付", f"{each.head.en} unpaid", each.unpaid_fen
        )


def _holds(seen: Seen) -> Iterator[Fact]:
    for asset in dict.fromkeys(sealed.asset for sealed in seen.case.all(AssetSealed)):
        if bool(is_sealed(about_asset(seen.case, asset), Day(seen.today))):
            last = seen.case.last_event(AssetSealed, {"asset": asset})
            assert last is not None  # noqa: S101  # It was sealed.
            hold = Hold(last.expires_on, rank_now(seen.case, asset))
            yield Fact(f"asset.{asset}", f"控制 {asset}", f"held: {asset}", hold)


def _terms(seen: Seen, lengths: Lengths) -> Iterator[Fact]:
    times: Counter[str] = Counter()
    for given in DEADLINES.values():
        try:
            found = terms_of(seen.case, given, lengths, seen.today)
        except BeyondCalendar:  # Nobody can say yet when it ends.
            continue
        for term in found:
            begun = f"deadline.{given.name}.{term.about or '-'}.{term.begun_on}"
            times[begun] += 1  # Two may have begun on one day.
            name = begun if times[begun] == 1 else f"{begun}.{times[begun]}"
            about = f"（{term.about}）" if term.about else ""
            yield Fact(
                name, f"期限 {given.zh}{about}", f"term: {given.en}{about}", Due(term.due_on, _due(term, seen.today))
            )


def _due(term: Term, today: date) -> DueAs:
    is_late = term.overdue_days(today) > 0
    if term.kept_on is not None:
        return DueAs.KEPT_LATE if is_late else DueAs.KEPT
    if term.is_moot:
        return DueAs.ENDED
    return DueAs.OVERDUE if is_late else DueAs.RUNNING


def _said(value: Any, is_money: bool, lang: Lang) -> str:
    zh = lang == "zh"
    match value:
        case None | "" | ():
            return ""
        case bool():
            return ("是" if value else "否") if zh else ("yes" if value else "no")
        case int():
            return yuan(value, lang) if is_money else f"{value:,}"
        case Label():
            return value.label(lang)
        case tuple():
            return ("、" if zh else ", ").join(map(str, value))
        case Due(on=on, stands=stands):
            return f"{on} {stands.label(lang)}"
        case Hold(until=until, rank=rank):
            return f"至 {until}，第 {rank} 顺位" if zh else f"until {until}, place {rank}"
    return str(value)


def _plain(value: Any) -> Any:
    match value:
        case Label():
            return value.code
        case Due(on=on, stands=stands):
            return {"due": on.isoformat(), "stands": stands.code}
        case Hold(until=until, rank=rank):
            return {"until": until.isoformat(), "rank": rank}
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
    return value
