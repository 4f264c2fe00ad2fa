"""终本合格核查 — the nine items by which a 终本 counts as qualified, and the rate of those that do.

The items are those of `procedures.termination`, asked under the law of the day. The same rates are the indicators
`qualified_rate_nine` and `qualified_rate_nine_first`; those over the whole rule are `qualified_rate` and its like.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from casestream.procedures.termination import ITEMS, MAY_TERMINATE, Item
from casestream.replay import Rate
from casestream.replay.judging import Decision, Judged
from casestream.replay.rows import round_type

RESUMED = "执恢"


@frozen(kw_only=True)
class ItemResult:
    """How many 终本 met an item, were excused from it, and failed it."""

    item: Item
    met: int
    exempt: int
    failed: int


@frozen(kw_only=True)
class Qualification:
    """The items over every 终本 that was judged; the rate of all, and that without 执恢. Both keep their denominators."""

    items: tuple[ItemResult, ...]
    rate: Rate
    rate_without_resumed: Rate

    def as_dict(self) -> dict[str, Any]:
        """The check for a machine."""
        return {
            "items": [
                {
                    "item": each.item.number, "zh": each.item.zh, "en": each.item.en, "met": each.met, "exempt": each.exempt,
                    "failed": each.failed,
                }
                for each in self.items
            ],
            "rate": _plain(self.rate), "rate_without_resumed": _plain(self.rate_without_resumed),
        }  # fmt: skip


def qualification(judged: Judged) -> Qualification:
    """The nine items over the 终本 among the decisions."""
    counts = {place: number for place, number in judged.counts.items() if place[0] == MAY_TERMINATE.name}
    decisions = [each for each in judged.decisions if each.rule == MAY_TERMINATE.name]
    resumed = sum(number for place, number in counts.items() if place[3] == RESUMED)
    failing = [each for each in decisions if any(_failed(item, each) for item in ITEMS)]
    failing_first = [each for each in failing if round_type(each.number) != RESUMED]
    every = sum(counts.values())
    return Qualification(
        items=tuple(_result(item, decisions, every) for item in ITEMS), rate=Rate(every - len(failing), every),
        rate_without_resumed=Rate(every - resumed - len(failing_first), every - resumed),
    )  # fmt: skip


def _failed(item: Item, decision: Decision) -> bool:
    return any(each.name in decision.unmet for each in item.conditions)


def _result(item: Item, decisions: list[Decision], every: int) -> ItemResult:
    names = {each.name for each in item.conditions}
    failed = sum(_failed(item, each) for each in decisions)
    exempt = sum(not _failed(item, each) and any(name in names for name, _ in each.excused) for each in decisions)
    return ItemResult(item=item, met=every - failed - exempt, exempt=exempt, failed=failed)


def _plain(rate: Rate) -> Mapping[str, Any]:
    value = rate.value()
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "value": None if value is None else str(value),
    }
