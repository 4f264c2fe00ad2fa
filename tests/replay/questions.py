# ruff: noqa: ARG005 # A question is asked with case, today and decided, whichever of them it looks at.
"""Every word of the vocabulary, of every asker, about every kind: named questions to put to both engines."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from attrs import frozen

from casestream.kernel import AnyDay, Asked, at_least, days_after, months_after
from casestream.kernel.event import EMPTY, EVENTS, Annulled, Corrected, EventClass
from casestream.kernel.words import Where

from .logs import ASSETS, DEBTORS, day
from .scratch import Decided, Flavour, Held, Named, Opened, Paid, Plain, Shade, Stopped, Went

Ask = Callable[..., Any]  # (case, today, decided) → an answer
Asker = Callable[[Asked, Asked], Asked]


@frozen
class Question:
    """One question; `at` are the kinds of event before which it can be asked (none: all)."""

    name: str
    ask: Ask
    at: tuple[EventClass, ...] = ()


KINDS = (Opened, Named, Held, Paid, Decided, Stopped, Went, Plain, Corrected, Annulled)

PLAIN_ASKERS: dict[str, Asker] = {
    "case": lambda case, decided: case,
    "round": lambda case, decided: case.this_round,
    "round of round": lambda case, decided: case.this_round.this_round,
    "decided": lambda case, decided: decided,
    "decided, this round": lambda case, decided: decided.this_round,
}
KEYED_ASKERS: dict[str, tuple[str, Asker]] = {
    "about the debtor": ("debtor", lambda case, decided: case.about("debtor", decided)),
    "about the debtor, then round": ("debtor", lambda case, decided: case.about("debtor", decided).this_round),
    "round, then about the debtor": ("debtor", lambda case, decided: case.this_round.about("debtor", decided)),
    "about the asset": ("asset", lambda case, decided: case.about("asset", decided)),
    "decided about its debtor": ("debtor", lambda case, decided: decided.about("debtor", decided)),
}

WHERES: dict[EventClass, tuple[Where, ...]] = {
    Opened: ({"court": "内0624"}, {"claimed": at_least(200)}, {"number": ("（2024）内0623执1号", "（2024）内0623执31号")}),
    Named: ({"flavour": Flavour.SOUR}, {"debtor": DEBTORS[1]}, {"flavour": (Flavour.SWEET, Flavour.SALT)}),
    Held: (
        {"worth": at_least(5)}, {"asset": ASSETS[1], "worth": (-7, 9)}, {"remark": None}, {"remark": "注1"}, {"tone": None},
        {"tone": Shade.DARK}, {"tone": (Shade.LIGHT, None), "remark": (None, "注0")},
    ),
    Paid: (
        {"flavour": Flavour.SOUR}, {"shade": (Shade.DARK,)}, {"flag": True}, {"flag": (False,)}, {"amount": at_least(4)},
        {"amount": (4, 11, 25)}, {"due": day(7)}, {"maybe": None}, {"maybe": (day(30), day(8))}, {"extra": at_least(33)},
        {"spare": None}, {"spare": at_least(3)}, {"text": "余", "flag": False}, {"on": day(4)}, {"amount": -1},
    ),
    Decided: ({"flag": True}, {"amount": at_least(2), "asset": ASSETS[0]}, {"until": None}),
    Corrected: ({"of": 3},),
    Annulled: ({"of": at_least(4)},),
}  # fmt: skip

NUMBERS: tuple[tuple[EventClass, Any], ...] = (
    (Opened, Opened.claimed), (Held, Held.worth), (Paid, Paid.amount), (Paid, Paid.flag), (Paid, Paid.extra),
    (Paid, Paid.spare), (Decided, Decided.amount), (Decided, Decided.flag), (Annulled, Annulled.of),
)  # fmt: skip
DAYS: tuple[tuple[EventClass, Any], ...] = ((Paid, Paid.due), (Paid, Paid.maybe), (Decided, Decided.until))
PAIRS: tuple[tuple[EventClass, EventClass], ...] = (
    (Stopped, Went), (Went, Stopped), (Paid, Decided), (Stopped, Stopped), (Decided, Stopped),
)  # fmt: skip


def _about_kind(label: str, asker: Asker, kind: EventClass, at: tuple[EventClass, ...]) -> Iterator[Question]:
    """has, count, first and last, with and without each `where`."""
    for where in (EMPTY, *WHERES.get(kind, ())):
        name = f"{label}: %s({kind.__name__}, {dict(where)})"
        yield Question(name % "has", lambda c, t, d, w=where: asker(c, d).has(kind, w), at)
        yield Question(name % "count", lambda c, t, d, w=where: asker(c, d).count(kind, w), at)
        yield Question(name % "first", lambda c, t, d, w=where: asker(c, d).first(kind, w), at)
        yield Question(name % "last", lambda c, t, d, w=where: asker(c, d).last(kind, w), at)


def _about_fields(
    label: str, asker: Asker, kinds: tuple[EventClass, ...], at: tuple[EventClass, ...]
) -> Iterator[Question]:
    """total and latest, with and without each `where`."""
    for kind, field in (*NUMBERS, *DAYS):
        if kind not in kinds:
            continue
        for where in (EMPTY, *WHERES.get(kind, ())[:9:2]):
            name = f"{label}: %s({kind.__name__}.{field.__name__}, {dict(where)})"
            yield Question(name % "latest", lambda c, t, d, f=field, w=where: asker(c, d).latest(f, w), at)
            if (kind, field) in NUMBERS:
                yield Question(name % "total", lambda c, t, d, f=field, w=where: asker(c, d).total(f, w), at)


def _about_spans(
    label: str, asker: Asker, kinds: tuple[EventClass, ...], at: tuple[EventClass, ...]
) -> Iterator[Question]:
    """during and span_days, to today, to another day that may be NEVER, and to one that may lie before the start."""
    for start, end in PAIRS:
        if not {start, end} <= set(kinds):
            continue
        name = f"{label}: %s({start.__name__}, {end.__name__})"
        yield Question(name % "during", lambda c, t, d, s=start, e=end: asker(c, d).during(s, e), at)
        yield Question(name % "span_days", lambda c, t, d, s=start, e=end: asker(c, d).span_days(s, e, t), at)
        yield Question(
            name % "span_days to the first naming",
            lambda c, t, d, s=start, e=end: asker(c, d).span_days(s, e, c.first(Named)), at,
        )  # fmt: skip


def word_by_word() -> Iterator[Question]:
    """Each word of each asker about each kind."""
    for label, asker in PLAIN_ASKERS.items():
        for kind in KINDS:
            yield from _about_kind(label, asker, kind, ())
        yield from _about_fields(label, asker, KINDS, ())
        yield from _about_spans(label, asker, KINDS, ())
    for label, (name, asker) in KEYED_ASKERS.items():
        kinds = tuple(kind for kind in KINDS if name in EVENTS[kind].keys)
        for kind in kinds:
            yield from _about_kind(label, asker, kind, kinds)
        yield from _about_fields(label, asker, kinds, kinds)
        yield from _about_spans(label, asker, kinds, kinds)


TESTS: dict[str, Callable[[Asked, AnyDay, Asked, Asked], Any]] = {
    "was paid": lambda c, t, d, one: one.has(Paid),
    "was paid this round": lambda c, t, d, one: one.this_round.has(Paid),
    "was decided at most once": lambda c, t, d, one: one.count(Decided) <= 1,
    "was paid before today, or the case has two decisions": (
        lambda c, t, d, one: (one.last(Paid) < t) | (c.count(Decided) >= 2)
    ),
    "its latest due day is after the case's last naming": (
        lambda c, t, d, one: one.latest(Paid.due) > c.last(Named).plus_days(2)
    ),
    "its naming rolls past the days off to before today": lambda c, t, d, one: (
        one.first(Named).plus_days(9).rolled() < t
    ),
    "was paid at most as often as days off end before its naming and today": lambda c, t, d, one: (
        one.count(Paid) <= one.first(Named).days_off_before() + t.days_off_before()
    ),
    "has no open span": lambda c, t, d, one: ~one.during(Stopped, Went),
    "stood still for under ten days": lambda c, t, d, one: one.span_days(Stopped, Went, t) < 10,
    "first decided within a month of its naming": (
        lambda c, t, d, one: one.first(Decided) <= months_after(one.first(Named), 1)
    ),
    "owes less than all others together": lambda c, t, d, one: one.total(Paid.amount) * 2 <= c.total(Paid.amount),
    "is no decided sum": lambda c, t, d, one: one.total(Decided.amount) < d.total(Decided.amount) + 2,
    "flagged, where paid sour": lambda c, t, d, one: one.has(Paid, {"flavour": Flavour.SOUR, "extra": at_least(10)}),
    "was stopped this round at most as often as went, or it is early": (
        lambda c, t, d, one: (one.this_round.count(Stopped) <= one.count(Went)) | (t < date(2024, 2, 20))
    ),
}
POPULATIONS: tuple[tuple[EventClass, Where], ...] = (
    (Named, EMPTY), (Named, {"flavour": (Flavour.SWEET, Flavour.SALT)}), (Paid, {"amount": at_least(1)}), (Stopped, EMPTY),
)  # fmt: skip


def for_every() -> Iterator[Question]:
    """`for_every` of the case, the round and the decided event, with tests that mix case, today and the one asked about."""
    for label in ("case", "round", "decided", "decided, this round"):
        asker = PLAIN_ASKERS[label]
        for population, where in POPULATIONS:
            for name, test in TESTS.items():
                yield Question(
                    f"{label}: for_every({population.__name__}, {dict(where)}) {name}",
                    lambda c, t, d, a=asker, p=population, w=where, f=test: (
                        a(c, d).for_every(p, lambda one: f(c, t, d, one), w)
                    ),
                )  # fmt: skip
        yield Question(
            f"{label}: for_every(Held) is decided",
            lambda c, t, d, a=asker: a(c, d).for_every(Held, lambda one: one.has(Decided) | (one.last(Held) > t)),
        )


def compared() -> Iterator[Question]:
    """Days and numbers compared and moved, with each other, with a date, with NEVER."""
    fixed = date(2024, 3, 1)
    questions: dict[str, Ask] = {
        "last < today": lambda c, t, d: c.last(Paid) < t,
        "last <= today": lambda c, t, d: c.last(Paid) <= t,
        "first > last of another": lambda c, t, d: c.first(Paid) > c.last(Named),
        "first >= last of another": lambda c, t, d: c.first(Paid) >= c.last(Named),
        "not (first < today)": lambda c, t, d: ~(c.first(Named) < t),
        "never < never": lambda c, t, d: c.first(Corrected) < c.last(Annulled),
        "came": lambda c, t, d: c.latest(Paid.maybe).came(),
        "a fixed day": lambda c, t, d: (c.last(Paid) < fixed) | (t >= fixed),
        "a fixed day, the other way round": lambda c, t, d: (fixed <= c.last(Paid)) & (fixed > c.first(Named)),
        "months clamp": lambda c, t, d: months_after(c.first(Named), 1) < t,
        "a month after today": lambda c, t, d: months_after(t, 1),
        "months back, into a leap year": lambda c, t, d: months_after(t, -47),
        "seventy years back": lambda c, t, d: months_after(c.last(Decided), -840),
        "three days later": lambda c, t, d: days_after(c.latest(Paid.due), 3),
        "sums": lambda c, t, d: c.total(Paid.amount) * 3 - c.latest(Held.worth) + d.count(Decided),
        "and, or, not": lambda c, t, d: (c.has(Paid) & ~c.this_round.has(Paid)) | (c.count(Decided) > 2),
        "decided and case": lambda c, t, d: d.latest(Decided.until) > c.first(Named),
    }
    for name, ask in questions.items():
        yield Question(name, ask)


QUESTIONS = (*word_by_word(), *for_every(), *compared())
