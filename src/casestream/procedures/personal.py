"""个人信息 — which fields of events and commands hold personal data, field by field; every other one is named as holding none.

A name alone does not tell for sure whether it is a person's or an enterprise's, so the names of all who take part in a case are
personal here. Officers of courts act in public and are not; nor are numbers, courts, institutions that are asked or that
value, and things. Free text (reasons, notes, what was said) is as it is written: names do not belong into it.

Source: 个人信息保护法第四条, 第二十八条; officers' names are printed: 法释〔2016〕19号第八条 speaks of parties only.
"""

from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from typing import Any, cast, get_args, get_type_hints

import attrs
from attrs import frozen

from casestream.kernel.event import COMMANDS, EVENTS, Event, Label
from casestream.procedures.approval import PROPOSALS


class Personal(Label):
    """Of which kind a personal value is."""

    NAME = "name", "姓名或者名称", "name"
    ADDRESS = "address", "住址、处所", "address"


@frozen
class Place:
    """A personal field: of which `kind`, and for what is not a name the field that names the person `of` whom it is."""

    kind: Personal
    of: str = ""


NAME = Place(Personal.NAME)

# Whoever takes part: the parties, those who stand for them or answer for them, who bids, buys, keeps, pays, is paid, objects.
NAMES = frozenset((
    "applicant", "bidder", "buyer", "by", "creditor", "custodian", "debtor", "found", "informant", "legal_representative",
    "name", "named", "objector", "party", "payee", "payer", "person", "persons", "replaces", "respondent", "successor",
    "supervisor", "third_party", "to",
))  # fmt: skip
PROPOSALS_IN = "proposal"  # Text that the program words itself: the names in it stand where its titles say.

# Numbers and ids of cases, papers and things; courts; officers; institutions; free text. None of them is sealed.
PUBLIC = frozenset((
    "act_of", "again", "asset", "basis", "calendar", "call", "case", "claim", "clue", "concerns", "court", "court_named",
    "decided_by", "difference_receipt", "earlier", "enforcement", "filing_notice", "from_case", "from_court", "from_number",
    "holder", "inquiry", "instrument", "into", "item", "linked", "list_basis", "number", "objection", "petition", "receipt",
    "receipts", "reference", "referral", "relied_on", "request", "review", "ruling", "seat", "superior", "to_case",
    "to_court", "voucher",
    "account",  # 案款专户: the court's own.
    "approver", "chaired_by", "graded_by", "handler", "officer", "requester", "who",
    "institution",
    "definition", "digest", "group", "measures", "report", "root",  # Of published figures.
    "act", "cause", "content", "matter", "missing", "note", "obligation", "offence", "opinion", "reason", "result", "tip",
    "what",
))  # fmt: skip

# Fields that in one class are something else than their name says: `Class.field`.
APART: Mapping[str, Place | None] = {
    "FiguresPublished.by": None,  # The groups of a table.
    "PublishFigures.by": None,
    "DebtorLocated.place": Place(Personal.ADDRESS, of="debtor"),
    "LocateDebtor.place": Place(Personal.ADDRESS, of="debtor"),
    "HandedToPolice.place": None,  # A house of detention.
    "HandToPolice.place": None,
    "Item.name": None,  # An item of a settlement.
    "DebtorRegistered.number": NAME,  # The id of its stream.
    "ObjectToPlan.against": NAME,
    "PlanObjected.against": NAME,
    "ReviewApplied.against": None,  # The number of the review before.
    "ApplyForReview.against": None,
}

# What the procedures themselves write into such fields: it is nobody's.
NOBODYS = frozenset(("公安机关",))

NAMED_STREAMS = frozenset(("debtor",))  # Streams whose id is somebody's name.


def place_of(cls: type, field: str) -> Place | None:
    """What personal data a field of a class holds; None for none."""
    return APART.get(f"{cls.__name__}.{field}", NAME if field in NAMES or _names_stream(cls, field) else None)


def is_classified(cls: type, field: str) -> bool:
    """Whether this page says of a field with text that it holds personal data, or that it holds none."""
    return f"{cls.__name__}.{field}" in APART or field in NAMES or field in PUBLIC or field == PROPOSALS_IN


def _names_stream(cls: type, field: str) -> bool:
    return field == "case" and cls in COMMANDS and COMMANDS[cls].kind in NAMED_STREAMS


def texts_of(cls: type) -> Iterator[str]:
    """The fields of a class that hold text: one, or several."""
    return (name for name, hint in _hints(cls).items() if _holds(hint, str))


def values_of(cls: type) -> Iterator[str]:
    """The fields of a class that hold named values of their own: a party, or another event."""
    return (name for name, hint in _hints(cls).items() if any(attrs.has(part) for part in (hint, *get_args(hint))))


def _hints(cls: type) -> Mapping[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in attrs.fields(cast(Any, cls))}


def _holds(hint: Any, wanted: type) -> bool:
    return hint is wanted or any(_holds(part, wanted) for part in get_args(hint))


@frozen
class Layout:
    """Where personal data is in a class: its `fields`, whether it carries a `proposal`, which fields hold `values` of their own."""

    fields: tuple[tuple[str, Place], ...]
    has_proposal: bool
    values: tuple[str, ...]


def layout_of(value: object) -> Layout:
    """Where personal data is in an event, a command, or a value inside one."""
    return _layout(cast(Hashable, type(value)))


@cache
def _layout(cls: Any) -> Layout:
    texts = tuple(texts_of(cls))
    places = ((name, place) for name in texts if (place := place_of(cls, name)))
    # Names first: an address is kept for somebody.
    return Layout(
        fields=tuple(sorted(places, key=lambda found: found[1].of != "")),
        has_proposal=PROPOSALS_IN in texts, values=tuple(values_of(cls)),
    )  # fmt: skip


@cache
def titles() -> frozenset[str]:
    """The titles under which a proposal names somebody."""
    return frozenset(
        title
        for command, proposed in PROPOSALS.items()
        for name, title in proposed.fields.items()
        if place_of(command, name) == NAME
    )


def classes() -> list[type]:
    """Every event, command and value class inside one, for who wants to go over all their fields."""
    found: list[type] = [*EVENTS.by_class, *COMMANDS]
    for cls in found:  # It grows while it is read.
        for hint in _hints(cls).values():
            parts = (part for part in (hint, *get_args(hint)) if isinstance(part, type) and attrs.has(part))
            found += [part for part in parts if part not in found and not issubclass(Event, part)]
    return found
