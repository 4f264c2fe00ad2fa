"""Every error is drawn, coded once, and speaks two languages."""

import inspect
import re
from datetime import date

import pytest

from casestream.kernel import NEVER, errors
from casestream.kernel.errors import CasestreamError, DeclarationError, MalformedCaseNumber, Refused
from casestream.kernel.law import Instrument
from casestream.kernel.rule import Condition, Unmet
from casestream.procedures.filing import performance_is_overdue

CLASSES = [
    found for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, CasestreamError)
]  # fmt: skip
DRAWN = dict(re.findall(r"^[│├└─ ]*(\w+) +(CS\d{3})", errors.__doc__ or "", re.MULTILINE))


def depth(name: str) -> int:
    line = next(line for line in (errors.__doc__ or "").splitlines() if re.search(rf"\b{name}\b", line))
    return (re.search(r"\w", line) or pytest.fail(name)).start() // 4


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_every_error_is_drawn_with_its_code(error: type[CasestreamError]) -> None:
    assert DRAWN[error.__name__] == error.code
    assert error.__doc__


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_every_error_is_drawn_below_its_parent(error: type[CasestreamError]) -> None:
    assert depth(error.__name__) == len(error.__mro__) - len(CasestreamError.__mro__)


def test_nothing_is_drawn_that_does_not_exist() -> None:
    assert DRAWN.keys() == {error.__name__ for error in CLASSES}


def test_codes_are_unique() -> None:
    codes = [error.code for error in CLASSES]
    assert len(set(codes)) == len(codes)
    assert all("code" in vars(error) for error in CLASSES)  # None is inherited by oversight.


def test_an_error_says_what_is_wrong_and_what_would_satisfy_it_in_both_languages() -> None:
    error = MalformedCaseNumber("不是案号", "not a number", "写成案号", "write a number")
    assert error.message("zh") == "[CS101] 不是案号 → 写成案号"
    assert error.message("en") == "[CS101] not a number → write a number"
    assert str(error) == f"{error.message('zh')}\n{error.message('en')}"
    assert error.as_dict() == {
        "code": "CS101", "error": "MalformedCaseNumber", "zh": "不是案号", "en": "not a number",
        "cure_zh": "写成案号", "cure_en": "write a number",
    }  # fmt: skip


def test_a_refusal_lists_every_unmet_condition_with_article_and_cure() -> None:
    day = date(2025, 3, 1)
    other = Condition(
        "other", lambda *_: NEVER.came(), Instrument("规定", "规定", day).article("第一条"), "其他", "Other",
        ("补正", "mend it"),
    )  # fmt: skip
    refused = Refused("立案", "Filing", [Unmet(performance_is_overdue, day), Unmet(other, day)])
    for text in (
        "义务人在生效法律文书确定的期限内未履行义务",
        "第十六条",
        "待履行期限届满",
        "规定第一条",
        "补正",
        "2 项",
    ):
        assert text in refused.message("zh")
    for text in ("The debtor has not performed", "Other", "mend it", "2 unmet"):
        assert text in refused.message("en")
    told = refused.as_dict()["unmet"]
    assert isinstance(told, list)
    assert [entry["condition"] for entry in told] == ["performance_is_overdue", "other"]
    assert all(entry["cure_zh"] and entry["cure_en"] and entry["article"] for entry in told)


def test_a_wrong_declaration_is_told_in_both_languages() -> None:
    assert DeclarationError("no field").message("zh") == "[CS301] 声明有误：no field"
    assert DeclarationError("no field").message("en") == "[CS301] no field"
