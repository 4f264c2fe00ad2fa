"""The life of one stream, a line an event, in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from casestream.kernel.errors import Lang
from casestream.kernel.event import EVENTS, Event, Label, Record
from casestream.reports.fields import field_label
from casestream.reports.render import yuan

# What the envelope or the head of a case already says, and what only an auditor reads.
SILENT = {"on", "relied_on", "calendar", "number", "court"}
LIST_LIMIT = 3


def timeline(records: Sequence[Record], lang: Lang = "zh") -> list[dict[str, Any]]:
    """For each record: version, position, day, case number, label, and its fields in words."""
    return [
        {
            "version": record.version, "position": record.position, "on": record.on.isoformat(), "round": record.round,
            "type": record.type, "label": EVENTS[type(record.event)].label(lang), "details": details(record.event, lang),
            "recorded_at": record.recorded_at.isoformat(), "actor": record.actor.id, "post": record.actor.post,
        }
        for record in records
    ]  # fmt: skip


def details(event: Event, lang: Lang) -> str:
    """The fields of an event that tell something, in words."""
    names = [name for name in EVENTS[type(event)].fields if name not in SILENT]
    return "  ".join(_fields_in_words(event, names, lang))


def _fields_in_words(owner: Any, names: list[str], lang: Lang) -> list[str]:
    """What the named fields of an event, or of a value inside one, hold; the empty ones left out."""
    words = [_words(getattr(owner, name), name, field_label(type(owner), name, lang), lang) for name in names]
    return [word for word in words if word]


def _words(value: Any, name: str, label: str, lang: Lang) -> str:
    match value:
        case None | "" | () | False:
            return ""
        case True:
            return label
        case int():
            return f"{label} {yuan(value, lang)}" if name.endswith("_fen") else f"{label} {value:,}"
        case Label():
            return value.label(lang)
        case date():
            return f"{label} {value.isoformat()}"
        case tuple() if len(value) > LIST_LIMIT:
            return f"{label} {len(value)} 项" if lang == "zh" else f"{len(value)} {label}"
        case tuple():
            return "、".join(_words(item, "", "", lang) for item in value)
        case Event():
            return f"[{EVENTS[type(value)].label(lang)} {details(value, lang)}]"
        case str():
            return value
    return "/".join(_fields_in_words(value, [part.name for part in attrs.fields(type(value))], lang))
