"""A setting holds what the rules can go by, or says what it should hold."""

from typing import Any

import pytest

from casestream.kernel import Actor, Calendar
from casestream.kernel.errors import NotAValue, SettingMissing
from casestream.kernel.rule import Bench
from casestream.kernel.setting import MOST, Setting

DAYS = Setting("days", "天数", "days", 60)
UNIT = Setting("unit", "单位", "unit", "days", ("days", "working_days"))
GRADES = Setting("grades", "等级", "grades", ("general",), ("mild", "general"))
PAPER = Setting("paper", "依据", "paper", "办法")
ABOVE = Setting("above", "上级", "above", {"京0105": "京03"})


def bench(**settings: Any) -> Bench:
    return Bench(Actor("judge-1", "内0624", "handler"), Calendar(), settings)


@pytest.mark.parametrize(
    ("needed", "value", "read"),
    [
        (DAYS, 0, 0), (DAYS, MOST, MOST), (UNIT, "working_days", "working_days"), (PAPER, "本院办法", "本院办法"),
        (GRADES, ("mild",), ("mild",)), (GRADES, ["mild", "general"], ["mild", "general"]), (GRADES, (), ()),
        (ABOVE, {}, {}), (ABOVE, {"沪0101": "沪02"}, {"沪0101": "沪02"}),
    ],
)  # fmt: skip
def test_what_a_court_sets_is_read(needed: Setting, value: Any, read: Any) -> None:
    assert bench(**{needed.name: value}).setting(needed) == read


@pytest.mark.parametrize(
    ("needed", "value"),
    [
        (DAYS, -1), (DAYS, MOST + 1), (DAYS, "60"), (DAYS, 1.5), (DAYS, True), (DAYS, None), (DAYS, [60]),
        (UNIT, "weeks"), (UNIT, 1), (PAPER, 1), (GRADES, "general"), (GRADES, ("grave",)),
        (GRADES, (1,)), (ABOVE, "京03"), (ABOVE, {"京0105": 3}), (ABOVE, {3: "京03"}),
    ],
)  # fmt: skip
def test_what_no_rule_can_go_by_is_refused(needed: Setting, value: Any) -> None:
    with pytest.raises(NotAValue, match=needed.name):
        bench(**{needed.name: value}).setting(needed)


def test_what_is_not_set_is_asked_for() -> None:
    with pytest.raises(SettingMissing, match="days"):
        bench().setting(DAYS)
