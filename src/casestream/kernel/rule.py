"""Conditions, rules and decisions: what must hold before a step may be taken, and who says no.

A condition is one 项 of one article; its docstring is the sentence of the law. A rule is the conditions that one
decision must meet. The same condition guards a command, re-checks one case and re-checks the whole log.

A condition is asked `(case, today)`, or `(case, today, decided)` when it also looks at the very event that the decision
writes: `decided` answers the same words, about that one event.
"""

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from casestream.kernel.authority import pass_gates
from casestream.kernel.calendar import Calendar, Day
from casestream.kernel.case import Case
from casestream.kernel.errors import DeclarationError, Lang, NotAValue, Refused, SettingMissing, UnknownCommand
from casestream.kernel.event import EVENTS, Actor, Command, CommandClass, Event, EventClass
from casestream.kernel.law import Citation
from casestream.kernel.setting import Setting
from casestream.kernel.words import AnyDay, Asked, Truth

Test = Callable[..., Truth]
NOTHING_DECIDED: Asked = Case("", "nothing")


def _ask(test: Test, case: Asked, today: AnyDay, decided: Asked) -> Any:
    takes_decided = test.__code__.co_argcount == 3
    return test(case, today, decided) if takes_decided else test(case, today)


def only(event: Event) -> Asked:
    """The words about one event: what a decision is about to write."""
    alone = Case("", "decided")
    alone.apply(event)
    return alone


@frozen
class Exemption:
    """A ground on which a condition need not hold, with its own article."""

    test: Test
    citation: Citation
    zh: str
    en: str


@frozen
class Condition:
    """One sentence of the law: `test` says whether it holds.

    `met_by` names the event whose happening would satisfy it, or says in words (zh, en) what would. A `soft` one refuses
    nothing: the step is irregular or late, is still recorded, and is found when the log is checked again.
    """

    name: str
    test: Test = field(repr=False)
    citation: Citation
    zh: str
    en: str
    met_by: EventClass | tuple[str, str]
    exemptions: tuple[Exemption, ...] = ()
    soft: bool = False
    source: str = field(default="", eq=False)

    def holds(self, case: Asked, today: AnyDay, decided: Asked = NOTHING_DECIDED) -> Any:
        """Whether the sentence holds, or a ground excuses it. One answer, or a column of answers."""
        return reduce(or_, self.answers(case, today, decided))

    def answers(self, case: Asked, today: AnyDay, decided: Asked = NOTHING_DECIDED) -> list[Any]:
        """Whether the sentence itself holds, then whether each ground excuses it."""
        tests = (self.test, *(exemption.test for exemption in self.exemptions))
        return [_ask(test, case, today, decided) for test in tests]

    def unless(self, test: Test, citation: Citation, en: str) -> "Condition":
        """The same condition, excused on a further ground; the test's docstring is the ground's sentence."""
        ground = Exemption(test, citation, inspect.cleandoc(test.__doc__ or ""), en)
        return evolve(self, exemptions=(*self.exemptions, ground))

    def cure(self, lang: Lang) -> str:
        """What would satisfy it."""
        if isinstance(self.met_by, tuple):
            return self.met_by[0 if lang == "zh" else 1]
        return EVENTS[self.met_by].label(lang)


@frozen
class Unmet:
    """A condition that fails on a day, with the article as that day numbers it."""

    condition: Condition
    day: date

    @property
    def article(self) -> str:
        """The citation on the day of the step."""
        return self.condition.citation.on(self.day)

    def message(self, lang: Lang) -> str:
        """The sentence, its article, and what would satisfy it."""
        cure = self.condition.cure(lang)
        if lang == "zh":
            return f"{self.condition.zh}（{self.article}）→ 需要：{cure}"
        return f"{self.condition.en} ({self.article}) → needs: {cure}"

    def as_dict(self) -> dict[str, object]:
        """The same for a machine."""
        return {
            "condition": self.condition.name,
            "soft": self.condition.soft,
            "article": self.article,
            "zh": self.condition.zh,
            "en": self.condition.en,
            "cure_zh": self.condition.cure("zh"),
            "cure_en": self.condition.cure("en"),
        }


def condition(
    citation: Citation, *, en: str, met_by: EventClass | tuple[str, str], soft: bool = False
) -> Callable[[Test], Condition]:
    """Declare a condition. The function's docstring is the sentence of the law, `en` its meaning in English.

    A `soft` condition refuses nothing; it is found when the log is checked again.

    Raises:
        DeclarationError: the function has no docstring.
    """

    def declare(test: Test) -> Condition:
        if not test.__doc__:
            raise DeclarationError(f"{test.__qualname__} needs the sentence of the law as its docstring")
        code = test.__code__
        return Condition(
            test.__name__, test, citation, inspect.cleandoc(test.__doc__), en, met_by, soft=soft,
            source=f"{test.__module__.replace('.', '/')}.py:{code.co_firstlineno}",
        )  # fmt: skip

    return declare


@frozen
class Rule:
    """The conditions that one decision must meet, each in its time. `guards` is the event that the decision writes."""

    name: str
    zh: str
    en: str
    conditions: tuple[Condition, ...]
    guards: EventClass | None = None

    def in_force(self, day: date) -> list[Condition]:
        """The conditions that bind on `day`."""
        return [condition for condition in self.conditions if condition.citation.in_force(day)]

    def holds(self, case: Asked, day: date, decided: Asked = NOTHING_DECIDED) -> bool:
        """Whether every condition that binds on `day` is met, the soft ones too."""
        return not self.unmet(case, day, decided)

    def unmet(self, case: Asked, day: date, decided: Asked = NOTHING_DECIDED) -> list[Unmet]:
        """Every condition that fails for a step on `day`."""
        today = Day(day)
        return [
            Unmet(condition, day) for condition in self.in_force(day) if not bool(condition.holds(case, today, decided))
        ]

    def require(self, case: Case, day: date, event: Event | None = None) -> tuple[str, ...]:
        """The articles that a step on `day`, writing `event`, relies on: of every condition that was asked and held.

        Among them are conditions that hold because they do not concern the step, such as one about another ground for it.

        Raises:
            Refused: with every condition that is not met. A soft one refuses nothing.
        """
        unmet = self.unmet(case, day, NOTHING_DECIDED if event is None else only(event))
        if refused := [each for each in unmet if not each.condition.soft]:
            where = case.number or case.id
            raise Refused(f"{self.zh} {where} {day}", f"{self.en} {where} {day}", refused)
        missed = {each.condition.name for each in unmet}
        met = (condition for condition in self.in_force(day) if condition.name not in missed)
        return tuple(dict.fromkeys(condition.citation.on(day) for condition in met))


RULES: dict[str, Rule] = {}


def every(name: str, zh: str, en: str, *conditions: Condition, guards: EventClass | None = None) -> Rule:
    """Declare a rule: all of these conditions. Name the event that it `guards`, and the log can be checked again.

    Raises:
        DeclarationError: the name is taken.
    """
    if name in RULES and [known.name for known in RULES[name].conditions] != [new.name for new in conditions]:
        raise DeclarationError(f"rule {name!r} is declared twice")
    RULES[name] = Rule(name, zh, en, conditions, guards)
    return RULES[name]


@frozen
class Bench:
    """What a decision may look at besides the case: who acts, how days are counted, what the court has set."""

    actor: Actor
    calendar: Calendar
    settings: Mapping[str, Any] = field(factory=dict)

    def setting(self, needed: Setting) -> Any:
        """A parameter that the sources leave open.

        Raises:
            SettingMissing: this court has not set it.
            NotAValue: it is set to something that no rule can go by.
        """
        if needed.name not in self.settings:
            example = f"casestream.open(…, settings={{'{needed.name}': {needed.example!r}}})"
            raise SettingMissing(
                f"本院未设定“{needed.zh}”（{needed.name}）：现有依据未给出确定数值，不能代为推定",
                f"this court has not set {needed.name} ({needed.en}): no verified source gives a value and none is guessed",
                f"例如 {example}", f"for instance {example}",
            )  # fmt: skip
        value = self.settings[needed.name]
        if not needed.accepts(value):
            known = " / ".join(needed.choices) or repr(needed.example)
            raise NotAValue(
                f"本院设定的“{needed.zh}”（{needed.name}）为 {value!r}，规则无法适用",
                f"{needed.name} ({needed.en}) is set to {value!r}, which no rule can go by",
                f"例如 {known}", f"for instance {known}",
            )  # fmt: skip
        return value


Decider = Callable[..., list[Event]]
D = TypeVar("D", bound=Decider)
DECISIONS: dict[CommandClass, Decider] = {}


def decides(*commands: CommandClass) -> Callable[[D], D]:
    """Declare the function that decides these commands: `(case, ask)` or `(case, ask, bench)` → events, or `[]`."""

    def declare(decider: D) -> D:
        takes_bench = len(inspect.signature(decider).parameters) == 3
        for command in commands:
            DECISIONS[command] = decider if takes_bench else lambda case, ask, _: decider(case, ask)
        return decider

    return declare


def decide(case: Case, ask: Command, bench: Bench) -> list[Event]:
    """The three answers to a command: events, nothing (it was already so), or `Refused`.

    Raises:
        UnknownCommand: no procedure decides it.
        NotAuthorised: this actor may not ask for it.
        Refused: the law does not allow the step.
    """
    decider = DECISIONS.get(type(ask))
    if decider is None:
        raise UnknownCommand(
            f"没有程序处理命令 {type(ask).__name__}", f"no procedure decides {type(ask).__name__}",
            "检查该程序文件是否已导入", "check that the procedure file that decides it is imported",
        )  # fmt: skip
    pass_gates(case, ask, bench)
    return decider(case, ask, bench)
