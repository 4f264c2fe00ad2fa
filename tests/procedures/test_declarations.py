"""What the procedures declare is declared once, and in one way."""

from collections import Counter

from casestream.kernel.deadline import DEADLINES
from casestream.kernel.rule import RULES

NODES = {f"{number:03}" for number in range(1, 41)}  # 流程节点: the court data mart's codes 001 to 040.


def test_a_name_means_one_condition() -> None:
    conditions = {(each.name, each.source) for rule in RULES.values() for each in rule.conditions}
    assert [name for name, times in Counter(name for name, _ in conditions).items() if times > 1] == []


def test_process_nodes_bear_the_codes_of_the_table() -> None:
    assert {each.node for each in DEADLINES.values() if each.node} <= NODES


def test_each_sentence_is_chinese_with_an_english_meaning() -> None:
    for rule in RULES.values():
        for each in rule.conditions:
            assert any("一" <= sign <= "鿿" for sign in each.zh), each.name
            assert "A" <= each.en[:1] <= "Z", each.name
