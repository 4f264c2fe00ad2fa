"""The whole log judged again, under the law of each day: what an auditor reads of it.

A *finding* is a condition that was not met just before a decision; an *excuse* a condition that was not met and that a
ground of the law excused; a *difference* a decision whose own list of articles is not what the rule answers now. All three
name the event. What there is no list for is told in numbers: by rule, by court, by month.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Literal

from attrs import evolve, frozen

from casestream.audit.qualification import Qualification, qualification
from casestream.kernel.errors import BadRequest, UnknownName
from casestream.kernel.rule import RULES, Condition, Rule
from casestream.replay.judging import Decision, Judged, Place

Severity = Literal["hard", "soft"]
By = Literal["rule", "court", "month"]


@frozen(kw_only=True)
class Found:
    """A condition of a decision: unmet (`ground_zh` is ''), or excused on that ground.

    `article` is the condition's on the day of the decision, `ground_article` the ground's. `relied_then` says whether the
    decision itself named the article as met, None where it names none.
    """

    decision: Decision
    rule: Rule
    condition: Condition
    article: str
    relied_then: bool | None
    ground_zh: str = ""
    ground_en: str = ""
    ground_article: str = ""

    @property
    def severity(self) -> Severity:
        """Whether the law refuses the step (`hard`), or only finds fault with it (`soft`)."""
        return "soft" if self.condition.soft else "hard"

    def as_dict(self) -> dict[str, Any]:
        """The finding for a machine."""
        told = {
            **_place(self.decision), "severity": self.severity, "condition": self.condition.name, "article": self.article,
            "zh": self.condition.zh, "en": self.condition.en, "cure_zh": self.condition.cure("zh"),
            "cure_en": self.condition.cure("en"), "relied_then": self.relied_then,
        }  # fmt: skip
        if self.ground_zh:
            told |= {"ground_zh": self.ground_zh, "ground_en": self.ground_en, "ground_article": self.ground_article}
        return told


@frozen(kw_only=True)
class Line:
    """A summary of the decisions of one rule, court or month."""

    name: str
    decisions: int
    hard: int
    soft: int
    excused: int
    differing: int


def _place(decision: Decision) -> dict[str, Any]:
    return {
        "rule": decision.rule, "position": decision.position, "case": decision.stream, "number": decision.number,
        "on": decision.on.isoformat(), "court": decision.court,
    }  # fmt: skip


@frozen(eq=False, slots=False)
class Recheck:
    """The whole log judged again, or the part that was asked for. Records up to `last_position` were looked at."""

    judged: Judged
    last_position: int

    @cached_property
    def findings(self) -> tuple[Found, ...]:
        """Every condition that was not met, in the order of the log."""
        return tuple(each for decision in self.judged.decisions for each in _findings(decision))

    @cached_property
    def excuses(self) -> tuple[Found, ...]:
        """Every condition that was not met and is excused, with the ground."""
        return tuple(each for decision in self.judged.decisions for each in _excuses(decision))

    @cached_property
    def differences(self) -> tuple[Decision, ...]:
        """The decisions that name other articles than those which hold now."""
        return tuple(each for each in self.judged.decisions if each.differs)

    @property
    def decisions(self) -> int:
        """How many decisions were judged."""
        return sum(self.judged.counts.values())

    def by(self, what: By) -> list[Line]:
        """The summary by rule, court or month; rules in the order of the law, the others in their own."""
        at = ("rule", "court", "month").index(what)
        names = {place[at] for place in self.judged.counts}
        order = [rule for rule in RULES if rule in names] if what == "rule" else sorted(names)
        lines = {name: [0, 0, 0, 0, 0] for name in order}
        for place, number in self.judged.counts.items():
            lines[place[at]][0] += number
        for found in self.findings:
            lines[getattr(found.decision, what)][1 if found.severity == "hard" else 2] += 1
        for excuse in self.excuses:
            lines[getattr(excuse.decision, what)][3] += 1
        for decision in self.differences:
            lines[getattr(decision, what)][4] += 1
        return [
            Line(name=name, decisions=all_, hard=hard, soft=soft, excused=excused, differing=differing)
            for name, (all_, hard, soft, excused, differing) in lines.items()
        ]

    def qualification(self) -> Qualification:
        """The nine items of the qualified 终本, over the 终本 that were judged."""
        return qualification(self.judged)

    def only(
        self, *, rules: tuple[str, ...] | None = None, court: str | None = None, month: str | None = None
    ) -> "Recheck":  # fmt: skip
        """The part of some rules, of one court, of one month (2025-03).

        Raises:
            BadRequest: the month is not written as one.
            UnknownName: no decision was judged of this rule, court or month.
        """
        if month is not None:
            _check_month(month)
        asked = (rules, court, month)
        counts = {place: number for place, number in self.judged.counts.items() if _fits(place, asked)}
        if not counts and self.judged.counts and asked != (None, None, None):
            raise self._nothing(court, month)
        decisions = (
            each for each in self.judged.decisions if _fits((each.rule, each.court, each.month, ""), asked)
        )  # fmt: skip
        return evolve(self, judged=Judged(counts, tuple(decisions)))

    def _nothing(self, court: str | None, month: str | None) -> UnknownName:
        courts = sorted({place[1] for place in self.judged.counts})
        if court is not None and court not in courts:
            return UnknownName(
                f"没有法院“{court}”的决定", f"there is no decision of a court {court!r}",
                f"可用：{'、'.join(courts)}", f"there are {', '.join(courts)}",
            )  # fmt: skip
        months = sorted({place[2] for place in self.judged.counts})
        return UnknownName(
            f"没有这样的决定{f'（{month}）' if month else ''}", f"there is no such decision{f' in {month}' if month else ''}",
            f"有决定的月份自 {months[0]} 至 {months[-1]}", f"there are decisions from {months[0]} to {months[-1]}",
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """The whole for a machine."""
        return {
            "last_position": self.last_position, "decisions": self.decisions, "digest": self.judged.digest(),
            "by_rule": [_line(line) for line in self.by("rule")], "by_court": [_line(line) for line in self.by("court")],
            "by_month": [_line(line) for line in self.by("month")], "qualification": self.qualification().as_dict(),
            "findings": [each.as_dict() for each in self.findings], "excused": [each.as_dict() for each in self.excuses],
            "differences": [
                {
                    **_place(each), "relied_on": each.relied_on, "holds_now": each.holds, "not_met_now": each.not_met_now,
                    "not_named_then": each.not_named_then, "beyond_the_rule": each.beyond_the_rule,
                }
                for each in self.differences
            ],
        }  # fmt: skip


def _line(line: Line) -> Mapping[str, Any]:
    return {
        "name": line.name, "decisions": line.decisions, "hard": line.hard, "soft": line.soft, "excused": line.excused,
        "differing": line.differing,
    }  # fmt: skip


def _fits(place: Place, asked: tuple[tuple[str, ...] | None, str | None, str | None]) -> bool:
    rules, court, month = asked
    return (rules is None or place[0] in rules) and court in (None, place[1]) and month in (None, place[2])


def _check_month(month: str) -> None:
    try:
        date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise BadRequest(
            f"“{month}”不是月份", f"{month!r} is no month", "写作 2025-03", "write it as 2025-03"
        ) from error


@lru_cache
def _condition(rule: str, name: str) -> Condition:
    return next(each for each in RULES[rule].conditions if each.name == name)


def _findings(decision: Decision) -> Iterator[Found]:
    for name in decision.unmet:
        condition = _condition(decision.rule, name)
        article = condition.citation.on(decision.on)
        relied = None if decision.relied_on is None else article in decision.relied_on
        yield Found(
            decision=decision, rule=RULES[decision.rule], condition=condition, article=article, relied_then=relied
        )


def _excuses(decision: Decision) -> Iterator[Found]:
    for name, place in decision.excused:
        condition = _condition(decision.rule, name)
        article, ground = condition.citation.on(decision.on), condition.exemptions[place]
        yield Found(
            decision=decision, rule=RULES[decision.rule], condition=condition, article=article,
            relied_then=None if decision.relied_on is None else article in decision.relied_on,
            ground_zh=ground.zh, ground_en=ground.en, ground_article=ground.citation.on(decision.on),
        )  # fmt: skip
