"""终本合格核查 — the nine items by which a 终本 counts as qualified.

They are those of the check that courts' software applies (2019–2020); each is one or more conditions of the rule
`termination`. The rule asks for more than they do, so a 终本 may be qualified and still be found fault with.
"""

from attrs import frozen

from casestream.kernel.rule import Condition, Rule
from casestream.procedures.termination.ending import MAY_TERMINATE, RoundTerminated
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

_NAMES = {each.name for item in ITEMS for each in item.conditions}
NINE_ITEMS = Rule(
    "nine_items", "终本合格核查", "The check of a qualified 终本",
    tuple(each for each in MAY_TERMINATE.conditions if each.name in _NAMES),  # With the grounds on which they are excused.
    RoundTerminated,
)  # fmt: skip
