"""Which event may follow which: read off the rules that guard the events, so that it cannot drift from them.

Where a case stands (standing) is told by its rounds: applied for, open, ended by 终本, otherwise ended. A condition that
holds in one standing and fails in another is about the standing; an event may happen in those where none of its rule's
conditions of that kind fails. What must have happened before it are the events that satisfy its rule's conditions: always,
where the condition fails without them whatever the event says and whatever else has happened; otherwise only in some cases.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Any, get_args

import attrs
from attrs import evolve, frozen

from casestream.kernel.calendar import Day
from casestream.kernel.case import Case
from casestream.kernel.errors import Lang, UnknownName
from casestream.kernel.event import EVENTS, Event, EventClass, EventType, Label
from casestream.kernel.rule import RULES, Condition, Rule, only
from casestream.procedures.proceeds import ProceedsReceived, ProceedsReleased, Source
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened

DAY = date(2026, 3, 2)
BEFORE = DAY - timedelta(days=400)


class Standing(Label):
    """Where a case stands in its rounds."""

    APPLIED = "applied", "待立案", "applied for"
    OPEN = "open", "在办", "open"
    PARKED = "parked", "终本", "ended by 终本"
    CLOSED = "closed", "已结案", "closed"


@frozen
class Before:
    """An event that must, or in some cases must, have happened before another one."""

    event: EventClass
    always: bool


@frozen
class Place:
    """One event type in the life of a stream: the rule that guards it, its standings, and what comes before it."""

    event_type: EventType
    rule: Rule | None
    standings: tuple[Standing, ...]
    before: tuple[Before, ...]

    @property
    def procedure(self) -> str:
        """The procedure that the event belongs to, as its permanent name begins."""
        return self.event_type.name.partition(".")[0]


def standing(case: Case) -> Standing:
    """Where a case stands."""
    closed = case.last_event(RoundClosed) if case.rounds else None
    if not case.rounds:
        return Standing.APPLIED
    if bool(case.during(RoundOpened, RoundClosed)) or closed is None:
        return Standing.OPEN
    return Standing.PARKED if closed.mode is ClosingMode.CURRENT_TERMINATED else Standing.CLOSED


def lifecycle(procedure: str = "") -> list[Place]:
    """Every event type in its place, in the order in which the procedures follow each other; of one procedure, if named.

    Raises:
        UnknownName: there is no such procedure.
    """
    every = _once_filed(
        [_place(event_type) for event_type in EVENTS.by_name.values() if not event_type.name.startswith("record.")]
    )
    found = [place for place in every if procedure in ("", place.procedure)]
    if not found:
        names = list(dict.fromkeys(place.procedure for place in every))
        raise UnknownName(
            f"没有程序“{procedure}”", f"there is no procedure {procedure!r}",
            f"可用：{'、'.join(names)}", f"there are {', '.join(names)}",
        )  # fmt: skip
    return found


@cache
def _standings() -> dict[Standing, tuple[Case, ...]]:
    """Bare cases in each standing: ended in every mode; without money, with what is claimed or more held, with it paid out."""
    opened = [
        RoundOpened(on=BEFORE, number=f"（2025）{court}执1号", court=court, origin=Origin.FILED, claimed_fen=1)
        for court in ("内0624", "甘1223")  # Where the rules of one city bind, and where they do not.
    ]
    received = ProceedsReceived(
        on=BEFORE, amount_fen=1, source=Source.PERFORMANCE, release_by=DAY, calendar="", receipt=""
    )  # fmt: skip
    released = ProceedsReleased(on=BEFORE, amount_fen=1, payee="", voucher="", relied_on=())
    ends = [
        RoundClosed(on=BEFORE, mode=mode, claimed_fen=1, collected_fen=0, opened_on=BEFORE, used_days=0)
        for mode in ClosingMode
    ]
    cases: dict[Standing, list[Case]] = {each: [] for each in Standing}
    for begun in ([], *([each, *end] for each in opened for end in ([], *([one] for one in ends)))):
        for money in ([], [received], [received, received], [received, released]):
            case = Case("", "case")
            case.apply(*begun[:1], *money, *begun[1:])
            cases[standing(case)].append(case)
    return {each: tuple(found) for each, found in cases.items()}


def _place(event_type: EventType) -> Place:
    rule = next((rule for rule in RULES.values() if rule.guards is event_type.event_class), None)
    if rule is None:
        return Place(event_type, None, tuple(Standing), ())
    samples = list(_samples(event_type))
    standings = list(Standing)
    before: dict[EventClass, bool] = {}
    for condition in rule.in_force(DAY):
        if condition.soft:
            continue
        holding = {
            each
            for each, cases in _standings().items()
            if any(_holds(condition, case, decided) for case in cases for decided in samples)
        }
        if holding:  # It does not fail everywhere: it is about the standing, or about nothing that a bare case shows.
            standings = [each for each in standings if each in holding]
        if isinstance(condition.met_by, type) and condition.met_by is not RoundOpened:
            always = not holding and not condition.exemptions and not _holds_without(condition, samples)
            before[condition.met_by] = before.get(condition.met_by, False) or always
    return Place(event_type, rule, tuple(standings), tuple(Before(kind, always) for kind, always in before.items()))


def _once_filed(places: list[Place]) -> list[Place]:
    """What always comes after something that needs a filed case needs one too: nothing is applied for twice."""
    filed = {place.event_type.event_class for place in places if Standing.APPLIED not in place.standings}
    found = [
        evolve(place, standings=tuple(each for each in place.standings if each is not Standing.APPLIED))
        if any(each.always and each.event in filed for each in place.before)
        else place
        for place in places
    ]
    return found if found == places else _once_filed(found)


def _holds(condition: Condition, case: Case, decided: Event) -> bool:
    return bool(condition.holds(case, Day(DAY), only(decided)))


def _holds_without(condition: Condition, samples: list[Event]) -> bool:
    """Whether the condition can hold when everything has happened but what is said to meet it: then something else does."""
    case = Case("", "case")
    case.apply(*(each for kind, each in _plain_events().items() if kind is not condition.met_by))
    return any(_holds(condition, case, decided) for decided in samples)


@cache
def _plain_events() -> dict[EventClass, Event]:
    """One plain event of every type, the opening of a round first."""
    kinds = sorted(EVENTS.by_class, key=lambda kind: kind is not RoundOpened)
    return {kind: next(iter(_samples(EVENTS[kind]))) for kind in kinds if not EVENTS[kind].name.startswith("record.")}


def _samples(event_type: EventType) -> Iterator[Event]:
    """The event as it might be written: a plain one, and one for every choice of each of its fields."""
    plain = {name: _plain(hint) for name, hint in event_type.fields.items()}
    yield event_type.event_class(**plain)
    for name, hint in event_type.fields.items():
        for choice in _choices(hint):
            yield event_type.event_class(**{**plain, name: choice})


def _plain(hint: Any) -> Any:
    options = get_args(hint)
    if type(None) in options:
        return None
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if attrs.has(hint):
        return EVENTS.by_name["filing.handler_assigned"].event_class(on=DAY, handler="", assign_by=DAY, calendar="")  # type: ignore[call-arg]
    return {int: 1, bool: False, str: "甲", date: DAY}.get(hint, ())


def _choices(hint: Any) -> Iterable[Any]:
    if hint is bool:
        return (True,)
    if hint is int:
        return (0, 2**40)
    if hint is str:
        return ("",)
    if hint is date:
        return (BEFORE, DAY + timedelta(days=400))
    return list(hint) if isinstance(hint, type) and issubclass(hint, Enum) else ()


# --- drawings ---


def mermaid(places: list[Place], lang: Lang) -> str:
    """The drawing for Mermaid: rounds as states when the whole life is asked for, one procedure as a flow chart."""
    if len({place.procedure for place in places}) > 1:
        return _states(places, lang)
    lines = ["flowchart LR"]
    names = {kind: EVENTS[kind] for place in places for kind in (place.event_type.event_class, *_kinds(place))}
    lines += [f'    {_id(each.name)}["{each.label(lang)}"]' for each in names.values()]
    for place in places:
        lines += [
            f"    {_id(EVENTS[each.event].name)} {'-->' if each.always else '-.->'} {_id(place.event_type.name)}"
            for each in place.before
        ]
    return "\n".join(lines)


def _states(places: list[Place], lang: Lang) -> str:
    zh = lang == "zh"
    lines = ["stateDiagram-v2", *(f"    {each.code}: {each.label(lang)}" for each in Standing), "    [*] --> applied"]
    lines += ["    applied --> open: 立案" if zh else "    applied --> open: filed"]
    lines += ["    parked --> open: 恢复执行" if zh else "    parked --> open: resumed"]
    lines += ["    closed --> open: 恢复或再次立案" if zh else "    closed --> open: resumed or filed again"]
    for mode in ClosingMode:
        to = Standing.PARKED if mode is ClosingMode.CURRENT_TERMINATED else Standing.CLOSED
        lines.append(f"    open --> {to.code}: {mode.label(lang)}")
    for each in Standing:
        here = [place for place in places if place.rule and each in place.standings]
        names = dict.fromkeys(place.procedure for place in here)
        if names:
            lines += [f"    note right of {each.code}", f"        {', '.join(names)}", "    end note"]
    return "\n".join([*lines, "    closed --> [*]"])


def dot(places: list[Place], lang: Lang) -> str:
    """The drawing for Graphviz: what must come before what, dashed where only in some cases."""
    lines = ["digraph lifecycle {", '    rankdir=LR; node [shape=box, fontname="Noto Sans CJK SC"];']
    by_procedure: dict[str, list[Place]] = {}
    for place in places:
        by_procedure.setdefault(place.procedure, []).append(place)
    for name, own in by_procedure.items():
        lines.append(f'    subgraph "cluster_{name}" {{ label="{name}";')
        lines += [f'        "{place.event_type.name}" [label="{place.event_type.label(lang)}"];' for place in own]
        lines.append("    }")
    for place in places:
        for each in place.before:
            style = "" if each.always else " [style=dashed]"
            lines.append(f'    "{EVENTS[each.event].name}" -> "{place.event_type.name}"{style};')
    return "\n".join([*lines, "}"])


def markdown(places: list[Place], lang: Lang) -> str:
    """A table: each event, where it may happen, what comes before it always and in some cases, and the rule."""
    zh = lang == "zh"
    head = ("事件", "名称", "可发生于", "必先有", "视情形先有", "规则") if zh else (
        "Event", "Name", "May happen while", "Always after", "In some cases after", "Rule"
    )  # fmt: skip
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for place in places:
        cells = (
            f"`{place.event_type.name}`", place.event_type.label(lang),
            _where(place, lang),
            _listed(place, always=True, lang=lang), _listed(place, always=False, lang=lang),
            f"`{place.rule.name}`" if place.rule else "—",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _where(place: Place, lang: Lang) -> str:
    if place.event_type.stream != "case":
        return f"`{place.event_type.stream}`"
    if place.rule is None:
        return "随其他步骤" if lang == "zh" else "with another step"
    return ("、" if lang == "zh" else ", ").join(each.label(lang) for each in place.standings)


def _listed(place: Place, *, always: bool, lang: Lang) -> str:
    names = [EVENTS[each.event].label(lang) for each in place.before if each.always is always]
    return ("、" if lang == "zh" else ", ").join(names) or "—"


def _kinds(place: Place) -> list[EventClass]:
    return [each.event for each in place.before]


def _id(name: str) -> str:
    return name.replace(".", "_")


# --- the page ---


def page(places: list[Place], lang: Lang) -> str:
    """What docs/lifecycle.md holds: the standings of a case, then each procedure, drawn where anything comes first, and listed."""
    zh = lang == "zh"
    parts = [
        "# 案件的生命周期 / the life of a case",
        "由代码生成（`casestream lifecycle --as page`），勿手改；次序由规则推出。实线：必先有；虚线：视情形先有。"
        if zh
        else "Written by the code (`casestream lifecycle --as page`); do not edit. The order is read off the rules. "
        "Solid: always after; dashed: in some cases after.",
    ]
    by_procedure: dict[str, list[Place]] = {}
    for place in places:
        by_procedure.setdefault(place.procedure, []).append(place)
    if len(by_procedure) > 1:
        parts.append(_fenced(mermaid(places, lang)))
    for name, own in by_procedure.items():
        drawn = [_fenced(mermaid(own, lang))] if any(place.before for place in own) else []
        parts += [f"## `{name}`", *drawn, markdown(own, lang)]
    return "\n\n".join(parts)


def _fenced(drawing: str) -> str:
    return f"```mermaid\n{drawing}\n```"


DRAWINGS = {"markdown": markdown, "mermaid": mermaid, "dot": dot, "page": page}
