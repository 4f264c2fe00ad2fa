"""Law with dates: a citation answers for a day."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Instrument, Version
from casestream.kernel.law import article
from casestream.procedures.instruments import CPL, CROSS, JI, R373, WORK, coercion, cpl, ji

SINCE, UNTIL = date(2020, 3, 1), date(2022, 3, 1)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "第一条"),
        (10, "第十条"),
        (11, "第十一条"),
        (20, "第二十条"),
        (85, "第八十五条"),
        (100, "第一百条"),
        (105, "第一百零五条"),
        (110, "第一百一十条"),
        (113, "第一百一十三条"),
        (256, "第二百五十六条"),
        (267, "第二百六十七条"),
        (519, "第五百一十九条"),
        (999, "第九百九十九条"),
    ],
)
def test_prints_an_article_number_as_a_statute_does(number: int, text: str) -> None:
    assert article(number) == text


def test_every_article_number_is_printed_differently() -> None:
    assert len({article(number) for number in range(1, 1000)}) == 999


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2015, 2, 4), "民诉法解释（2015年）第五百一十九条"),
        (date(2021, 1, 1), "民诉法解释（2020年修正）第五百一十九条"),
        (date(2022, 4, 9), "民诉法解释（2020年修正）第五百一十九条"),
        (date(2022, 4, 10), "民诉法解释（2022年修正）第五百一十七条"),
        (date(2022, 4, 11), "民诉法解释（2022年修正）第五百一十七条"),
    ],
)
def test_the_interpretation_was_renumbered_on_10_april_2022(day: date, printed: str) -> None:
    assert ji(517).on(day) == printed


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2020, 6, 1), "民事诉讼法（2017年修正）第二百五十六条"),
        (date(2021, 12, 31), "民事诉讼法（2017年修正）第二百五十六条"),
        (date(2022, 1, 1), "民事诉讼法（2021年修正）第二百六十三条"),
        (date(2022, 6, 1), "民事诉讼法（2021年修正）第二百六十三条"),
        (date(2023, 12, 31), "民事诉讼法（2021年修正）第二百六十三条"),
        (date(2024, 1, 1), "民事诉讼法（2023年修正）第二百六十七条"),
        (date(2025, 9, 16), "民事诉讼法（2023年修正）第二百六十七条"),
    ],
)
def test_article_267_of_the_procedure_law_bore_other_numbers(day: date, printed: str) -> None:
    assert cpl(267).on(day) == printed


def test_coercive_measures_were_renumbered_once() -> None:
    days = date(2020, 6, 1), date(2022, 6, 1), date(2025, 6, 1)
    assert [coercion(118).article_on(day) for day in days] == ["第一百一十五条", "第一百一十八条", "第一百一十八条"]


def test_a_part_of_an_article_keeps_its_part() -> None:
    assert cpl(264, "第一款").on(date(2025, 1, 1)) == "民事诉讼法（2023年修正）第二百六十四条第一款"


def test_a_wording_is_named_from_its_first_day_on() -> None:
    assert CPL.wording(date(1990, 1, 1)) == ""
    assert CPL.wording(date(2023, 12, 31)) == "2021年修正"
    assert CPL.wording(date(2024, 1, 1)) == "2023年修正"
    assert WORK.wording(date(2020, 12, 31)) == "1998年"
    assert WORK.wording(date(2021, 1, 1)) == "2020年修正"
    assert R373.wording(date(2025, 1, 1)) == ""
    assert R373.article("第一条").on(date(2025, 1, 1)) == "法〔2016〕373号第一条"


@pytest.mark.parametrize("first", [R373.since, CROSS.since, JI.since])
def test_an_instrument_is_law_from_its_first_day(first: date) -> None:
    instrument = next(known for known in (R373, CROSS, JI) if known.since == first)
    cited = instrument.article("第一条")
    for law in (instrument, cited):
        assert [law.in_force(day) for day in (first - ONE_DAY, first, first + ONE_DAY)] == [False, True, True]


def test_an_instrument_is_law_until_the_day_before_its_end() -> None:
    ended = Instrument("旧规定", "旧规定", SINCE, UNTIL)
    for law in (ended, ended.article("第一条")):
        assert [law.in_force(day) for day in (UNTIL - ONE_DAY, UNTIL, UNTIL + ONE_DAY)] == [True, False, False]
        assert [law.in_force(day) for day in (SINCE - ONE_DAY, SINCE)] == [False, True]


def test_one_article_may_bind_for_less_time_than_its_instrument() -> None:
    law = Instrument("规定", "规定", SINCE, None, (Version(since=SINCE, name="2020年"),))
    cited = law.article("第九条", since=date(2021, 1, 1), until=date(2021, 7, 1))
    binds = [cited.in_force(date(2021, month, 1) - ONE_DAY * early) for month in (1, 7) for early in (1, 0)]
    assert binds == [False, True, True, False]
    assert law.in_force(date(2021, 7, 1))


def test_a_citation_is_not_changed_by_renumbering_it() -> None:
    before = R373.article("第一条")
    after = before.renumbered(date(2030, 1, 1), "第二条")
    assert before.article_on(date(2031, 1, 1)) == "第一条"
    assert after.article_on(date(2029, 12, 31)) == "第一条"
    assert after.article_on(date(2030, 1, 1)) == "第二条"
