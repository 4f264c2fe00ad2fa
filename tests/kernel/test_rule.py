"""Declarations of events, conditions, rules and decisions, and how a rule answers."""

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import frozen

from casestream.kernel import (
    Actor,
    AnyDay,
    Asked,
    Bench,
    Calendar,
    Case,
    Command,
    Event,
    Instrument,
    Truth,
    condition,
    event,
    every,
    setting,
)  # fmt: skip
from casestream.kernel.calendar import Day
from casestream.kernel.errors import DeclarationError, Refused, SettingMissing, UnknownCommand
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES, Rule, decide
from casestream.kernel.setting import SETTINGS
from casestream.procedures.filing import CaseFiled, DebtorNamed, PartyKind
from casestream.procedures.rounds import Origin, RoundClosed, RoundOpened
from casestream.testing import JUDGE

OLD, NEW = date(2020, 1, 1), date(2022, 1, 1)
ONE_DAY = timedelta(days=1)
LAW = Instrument("试法", "试行规定", OLD)
DEBTOR = DebtorNamed(on=OLD, debtor="乙", kind=PartyKind.NATURAL)
OPENED = RoundOpened(on=OLD, number="（2020）内0624执1号", court="内0624", origin=Origin.FILED, claimed_fen=5)


@condition(LAW.article("第一条").renumbered(NEW, "第二条"), en="A debtor is named", met_by=DebtorNamed)
def debtor_is_named(case: Asked, today: AnyDay) -> Truth:
    """被执行人明确"""
    return case.has(DebtorNamed)


@condition(LAW.article("第三条", since=NEW), en="A round was opened", met_by=("立案", "file the case"))
def round_was_opened(case: Asked, today: AnyDay) -> Truth:
    """案件已立案"""
    return case.has(RoundOpened)


@condition(LAW.article("第四条"), en="More is claimed than nothing", met_by=("有标的", "a claim"))
def something_is_claimed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有执行标的"""
    return decided.latest(RoundOpened.claimed_fen) > 0


TRIAL = Rule("trial", "试", "Trial", (debtor_is_named, round_was_opened))


def stream(*events: Event) -> Case:
    case = Case("试")
    for happened in events:
        case.apply(happened)
    return case


def test_a_condition_binds_from_its_first_day_on() -> None:
    names = [
        [bound.name for bound in TRIAL.in_force(day)] for day in (OLD - ONE_DAY, OLD, NEW - ONE_DAY, NEW, NEW + ONE_DAY)
    ]
    first, both = ["debtor_is_named"], ["debtor_is_named", "round_was_opened"]
    assert names == [[], first, first, both, both]


def test_a_refusal_lists_every_unmet_condition_and_no_other() -> None:
    with pytest.raises(Refused) as refused:
        TRIAL.require(stream(), NEW)
    assert [unmet.condition.name for unmet in refused.value.unmet] == ["debtor_is_named", "round_was_opened"]
    with pytest.raises(Refused) as refused:
        TRIAL.require(stream(DEBTOR), NEW)
    assert [unmet.condition.name for unmet in refused.value.unmet] == ["round_was_opened"]


def test_an_unmet_condition_cites_the_article_of_its_day_and_its_cure() -> None:
    old, new = (TRIAL.unmet(stream(OPENED), day)[0] for day in (NEW - ONE_DAY, NEW))
    assert (old.article, new.article) == ("试法第一条", "试法第二条")
    assert old.condition.cure("zh") == EVENTS[DebtorNamed].zh
    assert TRIAL.unmet(stream(DEBTOR), NEW)[0].condition.cure("en") == "file the case"


def test_a_rule_that_is_met_gives_the_articles_it_relies_on() -> None:
    assert TRIAL.require(stream(DEBTOR, OPENED), NEW) == ("试法第二条", "试法第三条")
    assert TRIAL.require(stream(DEBTOR), NEW - ONE_DAY) == ("试法第一条",)


def test_one_article_is_relied_on_once() -> None:
    twice = Rule("twice", "两次", "Twice", (debtor_is_named, debtor_is_named))
    assert twice.require(stream(DEBTOR), NEW) == ("试法第二条",)


def test_a_condition_may_look_at_the_very_event_that_is_decided() -> None:
    rule = Rule("claimed", "标的", "Claimed", (something_is_claimed,))
    assert rule.require(stream(), NEW, OPENED) == ("试法第四条",)
    with pytest.raises(Refused):
        rule.require(stream(OPENED), NEW)  # The one of the history is not the one decided.


def test_a_ground_excuses_a_condition() -> None:
    def debtor_cannot_be_named(case: Asked, today: AnyDay) -> Truth:
        """公告"""
        return case.has(CaseFiled)

    excused = debtor_is_named.unless(debtor_cannot_be_named, LAW.article("第五条"), "Public notice")
    filed = CaseFiled(on=OLD, basis="试", file_by=OLD, calendar="", relied_on=())
    histories: tuple[tuple[Event, ...], ...] = ((DEBTOR,), (filed,), ())
    assert [bool(excused.holds(stream(*events), Day(NEW))) for events in histories] == [True, True, False]
    assert [bool(debtor_is_named.holds(stream(*events), Day(NEW))) for events in histories] == [True, False, False]
    assert excused.exemptions[0].zh == "公告"
    assert debtor_is_named.exemptions == ()


def test_a_condition_needs_the_sentence_of_the_law() -> None:
    with pytest.raises(DeclarationError, match="sentence"):

        @condition(LAW.article("第九条"), en="Mute", met_by=DebtorNamed)
        def mute(case: Asked, today: AnyDay) -> Truth:
            return case.has(DebtorNamed)


def test_one_name_is_one_rule() -> None:
    name = "filing"
    assert name in RULES
    before = RULES[name]
    with pytest.raises(DeclarationError, match="twice"):
        every(name, "立案", "Filing", debtor_is_named)
    assert RULES[name] is before


def test_an_event_name_is_taken_once() -> None:
    with pytest.raises(DeclarationError, match="taken"):

        @event("round.opened", "又", "Again")
        class Again(Event):
            """Another class under a name that is in use."""

    assert EVENTS.by_name["round.opened"].event_class is RoundOpened


def test_an_event_does_not_subclass_another() -> None:
    with pytest.raises(DeclarationError, match="nothing else"):

        @event("test.sub", "子", "Sub")
        class Sub(RoundClosed):
            """A special closing."""

    assert "test.sub" not in EVENTS.by_name


def test_an_event_that_opens_a_round_names_court_and_number() -> None:
    with pytest.raises(DeclarationError, match="court and number"):

        @event("test.opens", "启", "Opens", opens=True)
        class Opens(Event):
            """An opening without its number."""

            court: str

    assert "test.opens" not in EVENTS.by_name


def test_a_new_schema_brings_an_upcaster_from_every_old_one() -> None:
    with pytest.raises(DeclarationError, match=r"\[1\]"):

        @event("test.lacking", "缺", "Lacking", schema=3, upcasters={2: dict})
        class Lacking(Event):
            """The step from one to two is missing."""

    assert "test.lacking" not in EVENTS.by_name


def test_an_undeclared_event_class_is_named() -> None:
    class Undeclared(Event):
        """Nobody listed it."""

    with pytest.raises(DeclarationError, match="Undeclared"):
        EVENTS[Undeclared]


@frozen(kw_only=True)
class Orphan(Command):
    """A command without a decision."""


ORPHAN: Any = Orphan


def test_a_command_that_no_procedure_decides_is_named() -> None:
    with pytest.raises(UnknownCommand, match="Orphan"):
        decide(stream(), ORPHAN(case="试", on=NEW), Bench(JUDGE, Calendar()))


@condition(LAW.article("第五条"), en="It was done within the week", met_by=("按期", "in time"), soft=True)
def done_in_time(case: Asked, today: AnyDay) -> Truth:
    """应当在七日内完成"""
    return today <= case.first(DebtorNamed).plus_days(7)


def test_what_is_only_late_is_found_and_refuses_nothing() -> None:
    rule = Rule("late", "迟", "Late", (debtor_is_named, done_in_time))
    case, in_time, late = stream(DEBTOR), OLD + 7 * ONE_DAY, OLD + 8 * ONE_DAY
    assert [unmet.condition.name for unmet in rule.unmet(case, late)] == ["done_in_time"]
    assert rule.require(case, in_time) == ("试法第一条", "试法第五条")
    assert rule.require(case, late) == ("试法第一条",)
    with pytest.raises(Refused) as refused:
        rule.require(stream(), late)
    assert [unmet.condition.name for unmet in refused.value.unmet] == ["debtor_is_named"]


CLEARING_DAYS = setting("clearing_days", "清理期限", "days to clear", example=30)
del SETTINGS["clearing_days"]  # Nobody else collects it.


def test_a_parameter_that_the_sources_leave_open_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTINGS, "clearing_days", CLEARING_DAYS)
    with pytest.raises(SettingMissing) as missing:
        Bench(JUDGE, Calendar()).setting(CLEARING_DAYS)
    assert "clearing_days" in missing.value.cure_en
    assert "清理期限" in missing.value.zh
    assert Bench(JUDGE, Calendar(), {"clearing_days": 0}).setting(CLEARING_DAYS) == 0
    with pytest.raises(DeclarationError, match="declared twice"):
        setting("clearing_days", "另一期限", "another", example=1)


def test_events_and_actors_are_frozen() -> None:
    things: list[tuple[Any, str]] = [(OPENED, "claimed_fen"), (Actor("a", "b", "c"), "post"), (LAW, "since")]
    for thing, name in things:
        with pytest.raises(AttributeError):
            setattr(thing, name, None)
