"""Case numbers: every form is read, one is printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestream.kernel import CaseNumber, canonical
from casestream.kernel.errors import MalformedCaseNumber
from casestream.kernel.number import OTHER_TYPES, PROVINCES, ROUND_TYPES, TRIAL_TYPES

TYPES = ROUND_TYPES + OTHER_TYPES + TRIAL_TYPES


@pytest.mark.parametrize("opening", "（(〔[")
@pytest.mark.parametrize("closing", "）)〕]")
def test_reads_every_bracket_and_prints_one(opening: str, closing: str) -> None:
    assert canonical(f"{opening}2025{closing}内0624执123号") == "（2025）内0624执123号"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(2025)内0624执123号", CaseNumber(2025, "内0624", "执", 123)),
        ("（2025）内0624执恢45号", CaseNumber(2025, "内0624", "执恢", 45)),
        ("（2025）内06执复7号", CaseNumber(2025, "内06", "执复", 7)),
        ("（2024）最高法执监1号", CaseNumber(2024, "最高法", "执监", 1)),
        ("(2025)内0624执保8号之一", CaseNumber(2025, "内0624", "执保", 8, "一")),
        ("(2016)浙01民初1号", CaseNumber(2016, "浙01", "民初", 1)),
        ("（2018）黔执351号", CaseNumber(2018, "黔", "执", 351)),
        ("（2024）内0624民初2900号", CaseNumber(2024, "内0624", "民初", 2900)),
        ("(2021)内0623执88号", CaseNumber(2021, "内0623", "执", 88)),
        ("(2025)内0624执501号", CaseNumber(2025, "内0624", "执", 501)),
        ("（2025）兵0101执1号", CaseNumber(2025, "兵0101", "执", 1)),
        ("（2025）军12执1号", CaseNumber(2025, "军12", "执", 1)),
        ("（2025）沪74司救执3号", CaseNumber(2025, "沪74", "司救执", 3)),
        ("（2025）内0624司惩复2号", CaseNumber(2025, "内0624", "司惩复", 2)),
        ("（2025）内06破申9号", CaseNumber(2025, "内06", "破申", 9)),
        ("（2025）内0624执请4号", CaseNumber(2025, "内0624", "执请", 4)),
    ],
)
def test_reads_the_numbers_that_courts_write(text: str, expected: CaseNumber) -> None:
    assert CaseNumber.parse(text) == expected


@pytest.mark.parametrize("code", TYPES)
def test_reads_every_type_code_whole(code: str) -> None:
    assert CaseNumber.parse(f"（2025）内0624{code}1号").type == code


def test_reads_through_spaces_and_full_width_digits() -> None:
    assert canonical(" ( 2025 ) 内0624 执 123 号 ") == "（2025）内0624执123号"
    assert canonical("（２０２５）内０６２４执１２３号") == "（2025）内0624执123号"


def test_a_number_before_2016_keeps_its_wording() -> None:
    old = CaseNumber.parse("(2014)鄂法执字第00123号")
    assert (old.year, old.seq, old.legacy) == (2014, 123, "鄂法执字第00123号")
    assert str(old) == "（2014）鄂法执字第00123号"
    assert canonical("〔2015〕鄂法执字第1号") == "（2015）鄂法执字第1号"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "（2025）内0624执0号",
        "（2025）内0624执012号",
        "（2025）内0624执1234567890号",
        "（2025）内0624执-1号",
        "（2025）内0624执123",
        "2025内0624执123号",
        "（1899）内0624执1号",
        "（25）内0624执1号",
        "（2025）美0624执1号",
        "（2025）内062执1号",
        "（2025）内06240执1号",
        "（2025）内0624赚1号",
        "（2025）内0624执1号之",
        "（2025）内0624执1号附件",
        "（2025）内٠٦٢٤执1号",  # Digits of another script would make a second number that looks like the first.
        "（2016）鄂法执字第00123号",  # From 2016 on there is one form.
        "（2014）鄂法执字第000号",
    ],
)
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(MalformedCaseNumber):
        canonical(text)


def test_a_document_is_a_paper_in_a_case_and_not_another_case() -> None:
    ruling = CaseNumber.parse("（2025）内0624执123号之二")
    assert ruling.document == "二"
    assert ruling != CaseNumber.parse("（2025）内0624执123号")
    assert str(ruling) == "（2025）内0624执123号之二"
    assert CaseNumber.parse("（2014）鄂法执字第00123号").legacy == "鄂法执字第00123号"


MODERN = st.builds(
    lambda year, province, digits, code, seq, document: f"（{year}）{province}{digits}{code}{seq}号{document}",
    st.integers(1900, 2099), st.sampled_from([*PROVINCES, "军", "兵", "最高法"]), st.from_regex(r"([0-9]{2}|[0-9]{4})?", fullmatch=True),
    st.sampled_from(TYPES), st.integers(1, 999_999_999), st.sampled_from(["", "之一", "之十二", "之3"]),
)  # fmt: skip
LEGACY = st.builds(
    lambda year, court, zeros, seq: f"({year}){court}执字第{'0' * zeros}{seq}号",
    st.integers(1990, 2015), st.sampled_from(["鄂法", "鄂前", "准"]), st.integers(0, 3), st.integers(1, 9999),
)  # fmt: skip


@given(MODERN | LEGACY)
def test_the_printed_form_is_read_as_the_same_number(text: str) -> None:
    printed = canonical(text)
    assert canonical(printed) == printed
    assert CaseNumber.parse(printed) == CaseNumber.parse(text)


@given(MODERN)
def test_the_printed_form_of_a_modern_number_is_the_one_given(text: str) -> None:
    assert canonical(text) == text
    assert canonical(text.replace("（", "[").replace("）", "]")) == text
