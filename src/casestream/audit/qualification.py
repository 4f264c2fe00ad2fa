"""终本合格核查 — the nine items by which a 终本 counts as qualified, and the rate of those that do.

The items are those of the check that courts' software applies (2019–2020); each is one or more conditions of the rule
`termination`, asked under the law of the day. The rule asks for more than they do, so a 终本 may be qualified and still be
found fault with; the rate over the whole rule is the measure `qualified_rate` of the report `court`.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from casestream.kernel.rule import Condition
from casestream.procedures.termination import MAY_TERMINATE
from casestream.procedures.termination.preconditions import (
    assets_were_dealt_with,
    clues_were_verified,
    consumption_is_restricted,
    eligible_debtors_are_listed,
    every_report_was_ordered,
    further_assets_were_looked_into,
    interview_was_held,
    network_was_queried,
    notice_was_issued,
    offline_search_was_made,
    something_is_outstanding,
)
from casestream.replay import Rate
from casestream.replay.judging import Decision, Judged
from casestream.replay.rows import round_type

RESUMED = "执恢"


@frozen
class Item:
    """One item of the check: met when all its conditions are."""

    number: int
    zh: str
    en: str
    conditions: tuple[Condition, ...]


ITEMS = (
    Item(1, "执行通知和报告财产令", "notice and report order", (notice_was_issued, every_report_was_ordered)),
    Item(2, "三个月内总对总查询", "network query within three months", (network_was_queried,)),
    Item(3, "传统调查", "search on the ground", (offline_search_was_made,)),
    Item(4, "公积金、理财、保险、股息红利", "fund, wealth products, insurance, dividends", (further_assets_were_looked_into,)),
    Item(5, "线索核查", "clues verified", (clues_were_verified,)),
    Item(6, "财产处置或者不能处置", "assets dealt with", (assets_were_dealt_with,)),
    Item(7, "限制消费和失信名单", "restriction and defaulter list", (consumption_is_restricted, eligible_debtors_are_listed)),
    Item(8, "终本约谈", "interview", (interview_was_held,)),
    Item(9, "尚有未履行", "something is outstanding", (something_is_outstanding,)),
)  # fmt: skip


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
