"""What the procedures declare is declared once, and in one way."""

from collections import Counter

from casestream.kernel.rule import RULES


def test_a_name_means_one_condition() -> None:
    conditions = {(each.name, each.source) for rule in RULES.values() for each in rule.conditions}
    assert [name for name, times in Counter(name for name, _ in conditions).items() if times > 1] == []


def test_each_sentence_is_chinese_with_an_english_meaning() -> None:
    for rule in RULES.values():
        for each in rule.conditions:
            assert any("一" <= sign <= "鿿" for sign in each.zh), each.name
            assert "A" <= each.en[:1] <= "Z", each.name
