"""The stock side's court: a log written in bulk, its figures by a projection, and its cases folded, as documented.

The projection is a policy under `singledispatchmethod` that a scan of notifications feeds, event by event, through the
mapper; with `topics` the recorder gives only the kinds that it needs. The fold is `mutate`, aggregate by aggregate.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import singledispatchmethod
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.utils import get_topic

from benchmarks.stock import PAGE, Court, open_court
from benchmarks.stock_case import BEGINNINGS, CLASSES, PARKED, CourtCase
from casestream.kernel.event import EVENTS
from casestream.procedures.rounds import ClosingMode
from casestream.reports import statistics

BATCH = 50_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROWS = (
    "SELECT streams.id, version, types.name, recorded_at, payload FROM events JOIN streams USING (stream) "
    "JOIN types USING (type) ORDER BY position"
)

# --- writing ---


def write(docket: Path, place: Path) -> int:
    """Write every event of a docket to a new stock database, in the same order; how many there were.

    The table is the one that the default recorder makes, and each row the one that the mapper and the recorder would
    write (tested). They are not asked, and the journal is off, because this is preparation and not measured.
    """
    open_court(place).close()
    with closing(sqlite3.connect(docket)) as source, closing(sqlite3.connect(place, isolation_level=None)) as target:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000"):
            target.execute(f"PRAGMA {pragma}")
        target.execute("BEGIN")
        cursor, written = source.execute(ROWS), _Rows()
        while page := cursor.fetchmany(BATCH):
            target.executemany("INSERT INTO stored_events VALUES (?,?,?,?)", written.of(page))
        target.execute("COMMIT")
        return int(target.execute("SELECT count(*) FROM stored_events").fetchone()[0])


class _Rows:
    """Rows of a docket as rows of the stock recorder."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._begun: dict[int, bytes] = {}
        self._topics = {name: get_topic(cls) for name, cls in CLASSES.items()}
        self._days = {name: _days(name) for name in CLASSES}
        self._created = {name for name, cls in CLASSES.items() if cls.__name__ in BEGINNINGS}
        self._origin = b'"originator_topic":"%s","on":' % get_topic(CourtCase).encode()

    def of(self, page: list[Any]) -> Iterator[tuple[str, int, str, bytes]]:
        """A page of them."""
        for stream, version, name, recorded_at, payload in page:
            id = self._ids.get(stream) or self._ids.setdefault(stream, CourtCase.create_id(stream).hex)
            state = self._begun.get(recorded_at) or self._begin(recorded_at)
            # A payload begins with `{"on":"2025-01-01"`.
            rest, days = payload[18:], self._days[name]
            if days is not None:
                rest = days.sub(rb'"\1":{"_type_":"date_iso","_data_":"\2"}', rest)
            if name in self._created:
                state = state[:-5] + self._origin  # Before the last field so far, which is `"on":`.
            yield (
                id,
                version,
                self._topics[name],
                b'%s{"_type_":"date_iso","_data_":"%s"}%s' % (state, payload[7:17], rest),
            )

    def _begin(self, recorded_at: int) -> bytes:
        moment = (EPOCH + timedelta(microseconds=recorded_at)).isoformat().encode()
        begun = b'{"timestamp":{"_type_":"datetime_iso","_data_":"%s"},"on":' % moment
        return self._begun.setdefault(recorded_at, begun)


def _days(name: str) -> re.Pattern[bytes] | None:
    """What finds the days in a payload of a kind, but for the first."""
    fields = EVENTS.by_name[name].fields
    days = [field for field, hint in fields.items() if hint in (date, date | None) and field != "on"]
    return re.compile(rf'"({"|".join(days)})":"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"'.encode()) if days else None


# --- figures ---

SATISFIED, STRUCK_OFF, TRANSFERRED_OUT = (
    mode.code for mode in (ClosingMode.SATISFIED, ClosingMode.STRUCK_OFF, ClosingMode.TRANSFERRED_OUT)
)
DISPOSED = tuple(mode.code for mode in statistics.DISPOSED)
WITH_AMOUNTS = tuple(mode.code for mode in statistics.WITH_AMOUNTS)
NEEDED = (
    "round.opened", "round.closed", "termination.round_terminated",
    "hotline.call_received", "hotline.dispatched", "hotline.reported",
)  # fmt: skip
OPENED, CLOSED, TERMINATED, CALLED, DISPATCHED, REPORTED = (CLASSES[name] for name in NEEDED)


class CourtStatistics:
    """The figures of every court over a period, kept up to date event by event.

    An event says neither its court nor its case number, so the projection remembers those of each aggregate. Numbers are
    taken to be of the types 执 and 执恢: there are no others in the tiers.
    """

    def __init__(self, since: date, until: date) -> None:
        self.since, self.until = since, until
        self.counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.rounds: dict[UUID, tuple[str, bool]] = {}

    @singledispatchmethod
    def policy(self, happened: Any) -> None:
        """Most kinds are nothing to a statistician."""

    @policy.register(OPENED)
    def _(self, happened: Any) -> None:
        is_first = "执恢" not in happened.number
        self.rounds[happened.originator_id] = happened.court, is_first
        if happened.on > self.until:
            return
        count = self.counts[happened.court]
        count["received" if happened.on >= self.since else "opened_before"] += 1
        count["pending"] += 1
        count["opened_first"] += is_first

    @policy.register(CLOSED)
    def _(self, happened: Any) -> None:
        court, is_first = self.rounds[happened.originator_id]
        if happened.on > self.until:
            return
        count, mode = self.counts[court], happened.mode
        count["pending"] -= 1
        if happened.on < self.since:
            count["closed_before"] += 1
            count["closed_before_first"] += is_first
            return
        if mode in (STRUCK_OFF, TRANSFERRED_OUT):
            count["struck_off"] += 1
        if mode == TRANSFERRED_OUT:
            count["transferred_out"] += 1
            count["transferred_out_first"] += is_first
        if mode in DISPOSED:
            count["closed"] += 1
            count["closed_first" if is_first else "closed_resumed"] += 1
            if mode == SATISFIED:
                count["satisfied_first" if is_first else "satisfied_resumed"] += 1
        if is_first:
            self._first_closed(count, happened)

    @staticmethod
    def _first_closed(count: defaultdict[str, int], happened: Any) -> None:
        mode = happened.mode
        if mode in DISPOSED:
            count["used_days_first"] += happened.used_days
        if mode in WITH_AMOUNTS:
            count["claimed_first"] += happened.claimed_fen
            count["collected_first"] += happened.collected_fen
        if mode == PARKED:
            count["parked_first"] += 1
        if mode == STRUCK_OFF:
            count["struck_off_first"] += 1

    @policy.register(TERMINATED)
    def _(self, happened: Any) -> None:
        if self.since <= happened.on <= self.until:
            self.counts[self.rounds[happened.originator_id][0]]["terminations"] += 1

    @policy.register(CALLED)
    def _(self, happened: Any) -> None:
        self.rounds[happened.originator_id] = happened.court, False

    @policy.register(DISPATCHED)
    def _(self, happened: Any) -> None:
        if self.since <= happened.on <= self.until:
            count = self.counts[self.rounds[happened.originator_id][0]]
            count["hotline_dispatches"] += 1
            count["hotline_officers"] += happened.officers

    @policy.register(REPORTED)
    def _(self, happened: Any) -> None:
        if self.since <= happened.on <= self.until:
            count = self.counts[self.rounds[happened.originator_id][0]]
            count["hotline_compelled"] += happened.compelled
            count["hotline_detained"] += happened.detained
            count["hotline_closed"] += happened.closed
            count["hotline_collected"] += happened.collected_fen

    def figures(self) -> list[Any]:
        """For each court all measures of `figures.FIGURES`."""
        return [[court, measures(count)] for court, count in sorted(self.counts.items()) if any(count.values())]


def measures(count: defaultdict[str, int]) -> dict[str, Any]:
    """All measures of `figures.FIGURES`, from what was counted in a court."""
    accepted = count["opened_before"] + count["received"] - count["closed_before"] - count["transferred_out"]
    accepted_first = count["opened_first"] - count["closed_before_first"] - count["transferred_out_first"]
    really_closed = count["closed_first"] - count["parked_first"]
    enforced = really_closed - count["struck_off_first"]
    plain = {name: count[name] for name in PLAIN}
    return plain | {
        "opening": count["opened_before"] - count["closed_before"],
        "accepted": accepted,
        "accepted_first": accepted_first,
        "really_closed_first": really_closed,
        "enforced_first": enforced,
        "closing_rate": _rate(count["closed"], accepted),
        "closed_to_received": _rate(count["closed"], count["received"]),
        "completion_rate": _rate(count["satisfied_first"], count["closed_first"]),
        "completion_rate_resumed": _rate(count["satisfied_resumed"], count["closed_resumed"]),
        "collection_rate": _rate(count["collected_first"], count["claimed_first"]),
        "parked_share": _rate(count["parked_first"], count["closed_first"]),
        "parked_rate": _rate(count["parked_first"], accepted_first),
        "really_closed_of_accepted": _rate(enforced, accepted_first),
        "really_closed_of_closed": _rate(really_closed, count["closed_first"]),
        "mean_days": _rate(count["used_days_first"], count["closed_first"], 1, ""),
        "hotline_officers_each": _rate(count["hotline_officers"], count["hotline_dispatches"], 1, ""),
        "hotline_closed_share": _rate(count["hotline_closed"], count["hotline_dispatches"]),
    }


PLAIN = (
    "received", "struck_off", "transferred_out", "closed", "pending", "closed_first", "satisfied_first", "closed_resumed",
    "satisfied_resumed", "claimed_first", "collected_first", "parked_first", "terminations", "used_days_first",
    "hotline_dispatches", "hotline_officers", "hotline_compelled", "hotline_detained", "hotline_closed",
    "hotline_collected",
)  # fmt: skip


def _rate(over: int, under: int, scale: int = 100, sign: str = "%") -> list[Any]:
    if under <= 0:
        return [over, under, "—"]
    value = (Decimal(over * scale) / Decimal(under)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return [over, under, f"{value}{sign}"]


def court_statistics(court: Court, since: date, until: date, kinds: Sequence[str] = ()) -> list[Any]:
    """The figures of every court, from one scan of the notifications: all of them, or those of the kinds given."""
    topics = [get_topic(CLASSES[kind]) for kind in kinds]
    projection, to_domain_event = CourtStatistics(since, until), court.mapper.to_domain_event
    for notification in _notifications(court, topics):
        projection.policy(to_domain_event(notification))
    return projection.figures()


def _notifications(court: Court, topics: Sequence[str] = ()) -> Iterator[Any]:
    start = 1
    while page := court.recorder.select_notifications(start, PAGE, topics=topics):
        yield from page
        start = page[-1].id + 1


# --- cases ---


def fold(court: Court) -> list[CourtCase]:
    """Every aggregate of the log in one scan: a page of notifications, the mapper, `mutate`."""
    cases: dict[UUID, CourtCase] = {}
    for notification in _notifications(court):
        happened: Any = court.mapper.to_domain_event(notification)
        cases[happened.originator_id] = happened.mutate(cases.get(happened.originator_id))
    return list(cases.values())


def state(cases: list[CourtCase], today: date) -> list[Any]:
    """What every enforcement case answers to `figures.STATE`; calls to the hotline are no cases."""
    return [case.answers(today) for case in cases if case.basis]
