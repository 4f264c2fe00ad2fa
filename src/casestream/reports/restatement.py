"""Restatement: what a published figure would be today, and the records that make the difference, each with its share.

A figure of a period that is over can change only by what was written down later and bears on that period: a late fact, a
correction, an annulment. Each of these records is taken in by itself, in the order of the log, so that the shares of all
of them add up to the difference.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from attrs import asdict, frozen

from casestream.kernel.errors import Lang
from casestream.kernel.event import EVENTS, Annulled, Corrected, Record
from casestream.kernel.projection import ATTRIBUTES, Projection, Ratio
from casestream.replay import Cell, Rate, Row, Table, reference
from casestream.replay.horizon import Horizon, pinned
from casestream.reports.publication import Publication, figures, of_court
from casestream.store.log import Log

Place = tuple[tuple[str, ...], str]  # A group and a measure.
REASONS = {
    "late": ("补记", "recorded late"), "corrected": ("更正", "corrected"), "annulled": ("撤销", "annulled"),
}  # fmt: skip


@frozen(kw_only=True)
class Restated:
    """One figure of a group: as published and as it is now."""

    group: tuple[str, ...]
    measure: str
    zh: str
    en: str
    published: Cell
    now: Cell

    def as_dict(self) -> dict[str, Any]:
        """The figure for a machine."""
        return {
            "group": list(self.group), "measure": self.measure, "zh": self.zh, "en": self.en,
            "published": _plain(self.published), "now": _plain(self.now),
        }  # fmt: skip


@frozen(kw_only=True)
class Cause:
    """A record that made a difference: where it stands, of which case, and by how much it moved which numbers."""

    position: int
    case: str
    number: str
    type: str
    on: date
    recorded_at: datetime
    reason: str
    told: str
    moved: tuple[tuple[tuple[str, ...], str, int], ...]

    def label(self, lang: Lang) -> str:
        """The kind of fact, and why it comes now."""
        why = REASONS[self.reason][lang == "en"]
        return (
            f"{EVENTS.by_name[self.type].label(lang)}（{why}）"
            if lang == "zh"
            else f"{EVENTS.by_name[self.type].label(lang)} ({why})"
        )

    def as_dict(self) -> dict[str, Any]:
        """The cause for a machine."""
        moved = [{"group": list(group), "measure": measure, "by": by} for group, measure, by in self.moved]
        return asdict(self) | {
            "on": self.on.isoformat(), "recorded_at": self.recorded_at.isoformat(), "moved": moved
        }  # fmt: skip


@frozen(kw_only=True)
class Restatement:
    """A publication beside the same question asked again. `last_position` is the last record that was looked at.

    `same_definition`: the report still counts what it counted then. `reproduced`: replayed up to the record up to which it
    was published, the log still gives the published table; None where the definition is another one.
    """

    publication: Publication
    last_position: int
    same_definition: bool
    reproduced: bool | None
    cells: tuple[Restated, ...]
    causes: tuple[Cause, ...]

    def as_dict(self) -> dict[str, Any]:
        """The restatement for a machine."""
        event = self.publication.event
        return {
            "report": event.report, "court": event.court, "since": event.since.isoformat(), "until": event.until.isoformat(),
            "by": list(event.by), "published_on": event.on.isoformat(), "published_at": self.publication.record.position,
            "published_by": self.publication.record.actor.id, "published_position": event.last_position, "root": event.root,
            "digest": event.digest, "last_position": self.last_position, "same_definition": self.same_definition,
            "reproduced": self.reproduced, "cells": [cell.as_dict() for cell in self.cells],
            "causes": [cause.as_dict() for cause in self.causes],
        }  # fmt: skip


def restatement(log: Log, publication: Publication) -> Restatement:
    """The published figures beside those of today.

    Raises:
        UnknownName: this program has no such report.
    """
    published, event, now = publication.table(), publication.event, pinned(log, Horizon())
    projection, scope = published.projection, publication.scope
    today = figures(log, projection, scope, event.court, now)
    same = projection.definition_hash() == event.definition
    then = figures(log, projection, scope, event.court, Horizon(last_position=event.last_position)) if same else None
    cells = tuple(_restated(published, today))
    causes = tuple(_causes(log, publication, projection, now)) if cells else ()
    return Restatement(
        publication=publication, last_position=now.last_position, same_definition=same,
        reproduced=then.digest() == event.digest if then else None, cells=cells, causes=causes,
    )  # fmt: skip


def _restated(published: Table, today: Table) -> Iterator[Restated]:
    before, after = ({row.group: row for row in table.rows} for table in (published, today))
    for group in sorted(before.keys() | after.keys()):
        for name, measure in published.projection.measures.items():
            ratio = measure if isinstance(measure, Ratio) else None
            then, now = (_cell(rows.get(group), name, ratio) for rows in (before, after))
            if then != now:
                yield Restated(group=group, measure=name, zh=measure.zh, en=measure.en, published=then, now=now)


def _cell(row: Row | None, name: str, ratio: Ratio | None) -> Cell:
    if row is not None:
        return row[name]
    return 0 if ratio is None else Rate(0, 0, ratio.unit)


def _causes(log: Log, publication: Publication, projection: Projection, now: Horizon) -> Iterator[Cause]:
    """Each record since the publication that moved a number of its period, with what it moved."""
    numbers: dict[int, dict[Place, int]] = {}
    for position, stream in _later(log, publication, projection, now):
        before = numbers.get(stream)
        if before is None:
            before = _numbers(log, publication, projection, stream, position - 1)
        after = numbers[stream] = _numbers(log, publication, projection, stream, position)
        moved = {place: after.get(place, 0) - before.get(place, 0) for place in sorted(before.keys() | after.keys())}
        if any(moved.values()):
            (record,) = log.records("WHERE position = ?", (position,))
            yield _cause(record, tuple((*place, by) for place, by in moved.items() if by))


def _later(log: Log, publication: Publication, projection: Projection, now: Horizon) -> list[tuple[int, int]]:
    """The later records that may bear on the period, with the numbers of their streams: dated in it, or corrections.

    What says the name of a group (a handler) bears on it whenever it is dated.
    """
    said = [ATTRIBUTES[dimension].kind for dimension in projection.by if dimension in ATTRIBUTES]
    later = "SELECT position, stream FROM events JOIN types USING (type) WHERE position > ? AND position <= ?"
    between = (publication.event.last_position, now.last_position)
    found: set[tuple[int, int]] = set()
    with log.reading() as cursor:
        cursor.execute(f"{later} AND day <= ?", (*between, publication.event.until.toordinal()))
        found.update((position, stream) for position, stream in cursor.fetchall())
        for kind in (Corrected, Annulled, *said):
            cursor.execute(f"{later} AND name = ?", (*between, EVENTS[kind].name))
            found.update((position, stream) for position, stream in cursor.fetchall())
    return sorted(found)


def _numbers(log: Log, publication: Publication, projection: Projection, stream: int, last: int) -> dict[Place, int]:
    """What one stream adds to each number, rates left out, as the log stood at a position."""
    horizon = Horizon(last_position=last)
    table = reference(log, projection, publication.scope, horizon, streams=(stream, stream + 1))
    rows = of_court(table, publication.event.court).rows
    return {
        (row.group, name): cell for row in rows for name, cell in row.cells.items() if isinstance(cell, int) and cell
    }


def _cause(record: Record, moved: tuple[tuple[tuple[str, ...], str, int], ...]) -> Cause:
    match record.event:
        case Corrected(event=fact, reason=told):
            reason = "corrected"
        case Annulled(reason=told):
            fact, reason = record.event, "annulled"
        case fact:
            told, reason = "", "late"
    return Cause(
        position=record.position, case=record.stream, number=record.round, type=EVENTS[type(fact)].name, on=fact.on,
        recorded_at=record.recorded_at, reason=reason, told=told, moved=moved,
    )  # fmt: skip


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Rate):
        value = cell.value()
        return {
            "numerator": cell.numerator,
            "denominator": cell.denominator,
            "value": None if value is None else str(value),
        }
    return cell
