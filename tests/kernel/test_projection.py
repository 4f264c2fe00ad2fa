"""What a projection says is checked when it is declared, and its hash changes with what it means."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import casestream
from cases import DAY, applying
from casestream.kernel import (
    AnyDay,
    Asked,
    Count,
    Event,
    Fold,
    Instrument,
    Projection,
    Ratio,
    Sum,
    Truth,
    at_least,
    condition,
    event,
)
from casestream.kernel.errors import BadRequest, DeclarationError, EngineCannot, NaiveMoment, NotAValue
from casestream.kernel.event import EVENTS, EventType, Label
from casestream.kernel.projection import Measure, Scope
from casestream.kernel.rule import Condition, Rule
from casestream.procedures.filing import DebtorNamed, EnforcementApplied
from casestream.procedures.rounds import RoundClosed, RoundOpened
from casestream.replay import ENGINES
from casestream.reports.statistics import COURT
from casestream.testing import CLERK

LAW = Instrument("试法", "试行法", date(2020, 1, 1))


def projection(by: Any = (), **measures: Any) -> Projection:
    return Projection("test", "试", "test", by, **measures)


# --- where ---


class Size(Label):
    """Large or small."""

    LARGE = "large", "大", "large"
    SMALL = "small", "小", "small"


class Weight(Label):
    """The same codes."""

    LARGE = "large", "重", "heavy"


@pytest.fixture
def thing() -> Any:
    """An event with one of every kind of field, as long as the test runs."""

    @event("test.thing", "物", "Thing")
    class Thing(Event):
        """One of every kind of field."""

        name: str
        size: Size
        amount: int
        spare: int | None
        flag: bool
        due: date | None
        tags: tuple[str, ...]

    yield Thing
    del EVENTS.by_name[EVENTS.by_class.pop(Thing).name]


RIGHT: list[dict[str, Any]] = [
    {"name": "x"}, {"name": ("x", "y")}, {"size": Size.LARGE}, {"size": (Size.LARGE, Size.SMALL)}, {"amount": 1},
    {"amount": (1, 2)}, {"amount": at_least(1)}, {"spare": None}, {"spare": (None, 1)}, {"spare": at_least(1)},
    {"flag": True}, {"flag": (True, False)}, {"due": DAY}, {"due": (None, DAY)}, {"due": at_least(DAY)}, {"on": DAY},
    {"tags": (("a", "b"),)},
]  # fmt: skip
WRONG: list[dict[str, Any]] = [
    {"nome": "x"}, {"name": 1}, {"name": ("x", 1)}, {"name": None}, {"name": at_least(1)}, {"size": "large"},
    {"size": Weight.LARGE}, {"size": (Size.LARGE, "small")}, {"size": at_least(1)}, {"amount": "1"}, {"amount": 1.0},
    {"amount": True}, {"amount": None}, {"amount": [1, 2]}, {"amount": at_least(True)}, {"amount": at_least(1.5)}, # type: ignore[arg-type]
    {"spare": "x"}, {"flag": 1}, {"flag": at_least(1)}, {"due": "2025-03-10"}, {"due": at_least(1)}, {"amount": at_least(DAY)},
    {"due": datetime(2025, 3, 10, tzinfo=UTC)}, {"on": None}, {"tags": "a"}, {"tags": ("a", "b")},
]  # fmt: skip


@pytest.mark.parametrize("where", RIGHT, ids=str)
def test_a_field_is_compared_with_what_it_may_hold(thing: Any, where: dict[str, Any]) -> None:
    assert Count(thing, where=where).where == where


@pytest.mark.parametrize("where", WRONG, ids=str)
def test_a_field_is_not_compared_with_what_it_can_never_hold(thing: Any, where: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match=next(iter(where))):
        Count(thing, where=where)
    with pytest.raises(DeclarationError, match=next(iter(where))):
        Sum(thing.amount, where=where)


# --- projections ---


@pytest.mark.parametrize("by", ["court", ("colour",), ("court", "colour"), None, (1,)], ids=str)
def test_a_projection_is_grouped_by_dimensions_that_there_are(by: Any) -> None:
    with pytest.raises(DeclarationError, match="grouped by"):
        projection(by, opened=Count(RoundOpened))
    with pytest.raises(DeclarationError, match="grouped by"):
        projection(opened=Count(RoundOpened)).grouped(by)


@pytest.mark.parametrize("parts", [("share", "opened"), ("opened", "share"), ("share", "share")])
def test_a_ratio_is_not_of_ratios(parts: tuple[str, str]) -> None:
    with pytest.raises(DeclarationError, match="ratio itself"):
        projection(
            opened=Count(RoundOpened), closed=Count(RoundClosed), share=Ratio("closed", "opened"), wrong=Ratio(*parts)
        )


@pytest.mark.parametrize("parts", [("none", "opened"), ("opened", "none")])
def test_a_ratio_is_of_measures_that_there_are(parts: tuple[str, str]) -> None:
    with pytest.raises(DeclarationError, match="'none', which is not there"):
        projection(opened=Count(RoundOpened), wrong=Ratio(*parts))


def test_a_ratio_is_not_added_to_anything() -> None:
    with pytest.raises(DeclarationError, match="ratio"):
        Count(RoundOpened) + Ratio("a", "b")
    with pytest.raises(DeclarationError, match="ratio"):
        Ratio("a", "b") - Count(RoundOpened)


def test_a_measure_is_a_measure() -> None:
    with pytest.raises(DeclarationError, match="'opened'"):
        projection(opened=RoundOpened)


# --- folds ---


def _next(state: int, event: Event) -> int:
    return state + 1


def _same(state: int) -> int:
    return state


@pytest.mark.parametrize("parts", [("", _next, _same), (None, _next, _same), ("x", len, _same), ("x", _next, int)])
def test_a_fold_has_a_name_and_plain_functions(parts: tuple[Any, Any, Any]) -> None:
    name, step, value = parts
    with pytest.raises(DeclarationError):
        Fold(name, 0, step, value)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "spark"])
@pytest.mark.parametrize("figure", [1.5, "1", None, True])
def test_a_fold_that_gives_no_integer_is_told(engine: str, figure: Any) -> None:
    folded = projection(folded=Fold("wrong", 0, _next, lambda _: figure))
    with casestream.open() as docket:
        docket.handle(applying(1), CLERK)
        with pytest.raises(DeclarationError, match="'wrong' must give an integer"):
            docket.replay(folded, engine=engine)


def test_spark_says_that_it_runs_no_fold() -> None:
    folded = projection(folded=Fold("steps", 0, _next, lambda state: state))
    with casestream.open() as docket:
        docket.handle(applying(1), CLERK)
        with pytest.raises(EngineCannot, match="steps"):
            docket.replay(folded, engine="spark")


# --- hashes ---


def hash_of(measure: Measure) -> str:
    return projection(measure=measure).definition_hash()


def made(text: str, docstring: str = "有申请") -> Condition:
    """A condition from its source, always under one name."""
    names: dict[str, Any] = {"__name__": "laws", "EnforcementApplied": EnforcementApplied, "RoundOpened": RoundOpened}
    exec(f"def applied(case, today):\n    '''{docstring}'''\n    return {text}", names)  # noqa: S102
    return condition(LAW.article("第一条"), en="Applied", met_by=EnforcementApplied)(names["applied"])


def limit(bound: int) -> Callable[[Asked, AnyDay], Truth]:
    """A test that closes over a number."""

    def within(case: Asked, today: AnyDay) -> Truth:
        return case.count(RoundOpened) < bound

    return within


def bounded(bound: int) -> Condition:
    within = limit(bound)
    within.__doc__ = "次数有限"
    return condition(LAW.article("第二条"), en="Bounded", met_by=EnforcementApplied)(within)


def given(condition: Condition | Rule) -> Measure:
    return Count(RoundOpened, given=condition)


def rule(*conditions: Condition) -> Rule:
    return Rule("rule", "规则", "rule", conditions)


BASE = made("case.has(EnforcementApplied)")
OTHERWISE = made("case.has(RoundOpened)")
DEFINITIONS: dict[str, tuple[Measure, Measure]] = {
    "lambdas": (Fold("f", 0, _next, lambda state: state + 1), Fold("f", 0, _next, lambda state: state + 2)),
    "methods called": (Fold("f", "", _next, lambda text: text.find("")), Fold("f", "", _next, lambda text: text.count(""))),
    "fold names": (Fold("f", 0, _next, _same), Fold("g", 0, _next, _same)),
    "initial states": (Fold("f", 0, _next, _same), Fold("f", 1, _next, _same)),
    "tests": (given(BASE), given(OTHERWISE)),
    "tests of a rule": (given(rule(BASE)), given(rule(OTHERWISE))),
    "conditions of a rule": (given(rule(BASE)), given(rule(BASE, OTHERWISE))),
    "what a test closes over": (given(bounded(1)), given(bounded(2))),
    "grounds": (given(BASE), given(BASE.unless(limit(1), LAW.article("第三条"), "ground"))),
    "articles": (given(BASE), given(Condition("applied", BASE.test, LAW.article("第四条"), "", "", EnforcementApplied))),
    "where": (Count(DebtorNamed, where={"debtor": "1"}), Count(DebtorNamed, where={"debtor": "2"})),
}  # fmt: skip


@pytest.mark.parametrize("what", DEFINITIONS)
def test_another_definition_has_another_hash(what: str) -> None:
    one, other = DEFINITIONS[what]
    assert hash_of(one) != hash_of(other)


def test_the_same_definition_has_the_same_hash() -> None:
    assert hash_of(given(made("case.has(EnforcementApplied)"))) == hash_of(given(BASE))
    assert hash_of(given(bounded(1))) == hash_of(given(bounded(1)))
    assert hash_of(Fold("f", 0, _next, _same)) == hash_of(Fold("f", 0, _next, _same))


def test_a_function_that_closes_over_itself_has_a_hash() -> None:
    def down(state: int) -> int:
        return state and down(state - 1)

    assert hash_of(Fold("f", 0, _next, down)) == hash_of(Fold("f", 0, _next, down))


PRINT = """
from casestream.kernel import Count, Fold, Projection
from casestream.procedures.rounds import RoundOpened
from casestream.reports.statistics import COURT
fold = Fold("f", 0, lambda state, event: state + (type(event).__name__ in {"a", "b", "c", "d"}), lambda state: state)
print(COURT.definition_hash(), Projection("p", "", "", fold=fold).definition_hash())
"""


def test_a_hash_does_not_depend_on_the_process() -> None:
    source = str(Path(casestream.__file__).parent.parent)
    said = {
        subprocess.run(
            [sys.executable, "-c", PRINT], env={"PYTHONPATH": source, "PYTHONHASHSEED": seed}, check=True,
            capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


# --- scopes ---


@pytest.mark.parametrize("bound", ["since", "until"])
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ("2025-03-10", NotAValue),
        (None, NotAValue),
        (20250310, NotAValue),
        (datetime(2025, 3, 10, tzinfo=UTC), NaiveMoment),
    ],
    ids=str,
)
def test_a_period_is_of_days(bound: str, wrong: Any, error: type[BadRequest]) -> None:
    with pytest.raises(error, match=bound):
        Scope(**{bound: wrong})
    with casestream.open() as docket, pytest.raises(error, match=bound):
        docket.replay(COURT, **{bound: wrong})


def test_a_period_does_not_end_before_it_begins() -> None:
    assert Scope(since=DAY, until=DAY).since == DAY
    with pytest.raises(BadRequest, match="2025-03-11"):
        Scope(since=date(2025, 3, 11), until=DAY)


# --- names of events ---


def declaring(module: str) -> EventType:
    """Declare the event in a module of this name."""
    source = (
        "from casestream.kernel import Event, event\n"
        "@event('test.named', '名', 'Named')\n"
        "class Named(Event):\n    '''An event.'''\n    text: str\n"
    )
    made = ModuleType(module)
    sys.modules[module] = made
    try:
        exec(source, made.__dict__)  # noqa: S102
    finally:
        del sys.modules[module]
    return EVENTS.by_name["test.named"]


def test_an_event_name_belongs_to_one_class_of_one_module() -> None:
    first = declaring("test_one")
    try:
        with pytest.raises(DeclarationError, match=r"taken by test_one\.Named"):
            declaring("test_other")
        assert EVENTS.by_name["test.named"] is first
        again = declaring("test_one")  # The same module, run again.
        assert again.event_class is not first.event_class
    finally:
        del EVENTS.by_name["test.named"]
        for event_class in [
            each for each in EVENTS.by_class if each.__name__ == "Named" and "test_" in each.__module__
        ]:
            del EVENTS.by_class[event_class]
