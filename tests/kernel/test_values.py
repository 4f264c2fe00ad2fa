"""What a field may hold: whole numbers, printable text, days, labels, and tuples of these."""

import sys
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestream.kernel import Actor
from casestream.kernel.errors import (
    BadRequest,
    DeclarationError,
    NaiveMoment,
    NotAnAmount,
    NotAValue,
    UnencodableText,
)
from casestream.kernel.event import Annulled, Corrected, Label
from casestream.kernel.values import LIMIT, TEXT_LIMIT, check, check_text
from casestream.procedures.filing import ApplyForEnforcement, DebtorNamed, Party, PartyKind
from casestream.procedures.rounds import ClosingMode, Origin, RoundClosed, RoundOpened

DAY = date(2025, 3, 10)
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
OPENED = RoundOpened(on=DAY, number="（2025）内0624执1号", court="内0624", origin=Origin.FILED, claimed_fen=100)
CLOSED = RoundClosed(on=DAY, mode=ClosingMode.SATISFIED, claimed_fen=1, collected_fen=1, opened_on=DAY, used_days=1)


def but(thing: Any, **changes: Any) -> Any:
    """The same thing with some fields changed, whatever their types."""
    return attrs.evolve(thing, **changes)


class Whole(int):
    """A subclass that would come back as a plain integer."""


@pytest.mark.parametrize("fen", [0, 1, -1, LIMIT, -LIMIT])
def test_takes_whole_fen_that_every_reader_reads_exactly(fen: int) -> None:
    check(but(OPENED, claimed_fen=fen))


@pytest.mark.parametrize(
    "fen", [1.0, 0.1, float("nan"), float("inf"), LIMIT + 1, -LIMIT - 1, 10**30, True, "100", None, Whole(5)]
)
def test_refuses_money_that_is_no_whole_sane_number_of_fen(fen: Any) -> None:
    with pytest.raises(NotAnAmount) as refused:
        check(but(OPENED, claimed_fen=fen))
    assert "RoundOpened.claimed_fen" in refused.value.en
    assert "RoundOpened.claimed_fen" in refused.value.zh


@pytest.mark.parametrize("days", [True, False, 1.0, "1", None, LIMIT + 1])
def test_refuses_a_count_that_is_no_integer(days: Any) -> None:
    with pytest.raises(NotAValue):
        check(but(CLOSED, used_days=days))


@pytest.mark.parametrize("day", [datetime(2025, 3, 10), datetime(2025, 3, 10, tzinfo=UTC)])  # noqa: DTZ001
def test_a_moment_is_no_legal_day(day: Any) -> None:
    with pytest.raises(NaiveMoment):
        check(but(OPENED, on=day))
    with pytest.raises(NaiveMoment):
        check(but(CLOSED, opened_on=day))


@pytest.mark.parametrize("day", ["2025-03-10", 20250310, None])
def test_refuses_a_day_that_is_no_date(day: Any) -> None:
    with pytest.raises(NotAValue):
        check(but(OPENED, on=day))


@pytest.mark.parametrize("text", [None, 5, b"name", "长" * (TEXT_LIMIT + 1), ["a"]])
def test_refuses_a_name_that_is_no_text(text: Any) -> None:
    with pytest.raises(NotAValue):
        check(but(OPENED, number=text))


@pytest.mark.parametrize("mark", ["\ud800", "\x00", "\x1b", "\x7f", "\x85", "\r", *sorted(BIDI)])
def test_refuses_text_that_cannot_be_stored_and_printed(mark: str) -> None:
    with pytest.raises(UnencodableText) as refused:
        check(but(OPENED, number=f"甲{mark}乙"))
    assert f"U+{ord(mark):04X}" in refused.value.en
    refused.value.message("zh").encode()  # The message itself can be printed.
    refused.value.message("en").encode()


@pytest.mark.parametrize("text", ["", "内蒙古", "第一行\n第二行\t列", "𠀀𪚥", "é", "长" * TEXT_LIMIT, "～·—"])
def test_takes_text_as_people_write_it(text: str) -> None:
    check(but(OPENED, number=text))


@given(st.text(st.characters(), max_size=30))
def test_text_that_is_taken_can_be_encoded(text: str) -> None:
    try:
        check_text(text, "field")
    except UnencodableText:
        return
    assert text.encode().decode() == text
    assert not BIDI & set(text)
    assert "\x00" not in text


@pytest.mark.parametrize("origin", ["filed", None, ClosingMode.SATISFIED, Origin])
def test_refuses_a_choice_of_another_list(origin: Any) -> None:
    with pytest.raises(NotAValue):
        check(but(OPENED, origin=origin))


APPLY = ApplyForEnforcement(
    case="依据", on=DAY, cause="借款", court="内0624", claimed_fen=1, effective_on=DAY, performance_due=DAY,
    applicants=(Party(name="甲"),), debtors=(Party(name="乙"),),
)  # fmt: skip


def test_looks_into_tuples_and_what_they_hold() -> None:
    check(APPLY)
    with pytest.raises(NotAValue, match="debtors"):
        check(but(APPLY, debtors=[Party(name="乙")]))
    with pytest.raises(NotAValue, match=r"debtors\[1\]"):
        check(but(APPLY, debtors=(Party(name="乙"), "丙")))
    with pytest.raises(UnencodableText):
        check(but(APPLY, debtors=(Party(name="乙"), Party(name="\x00"))))


def test_looks_into_the_event_of_a_correction() -> None:
    check(Corrected(on=DAY, of=1, event=OPENED, reason="误"))
    with pytest.raises(NotAnAmount):
        check(Corrected(on=DAY, of=1, event=but(OPENED, claimed_fen=0.5), reason="误"))
    nobody: Any = "RoundOpened"
    with pytest.raises(NotAValue):
        check(Corrected(on=DAY, of=1, event=nobody, reason="误"))


@pytest.mark.parametrize("of", [True, 1.0, None])
def test_a_version_is_an_integer(of: Any) -> None:
    with pytest.raises(NotAValue):
        check(Annulled(on=DAY, of=of, reason="误"))


def test_checks_who_acts() -> None:
    check(Actor("法官-1", "内0624", "handler"))
    with pytest.raises(UnencodableText):
        check(Actor("\u202e", "内0624", "handler"))


@attrs.frozen
class Weighed:
    """A field type that nobody provides for."""

    weight: float


def test_a_field_type_that_cannot_be_kept_exactly_is_a_wrong_declaration() -> None:
    with pytest.raises(DeclarationError, match="float"):
        check(Weighed(1.0))


def test_a_long_or_odd_value_is_described_briefly() -> None:
    with pytest.raises(NotAnAmount) as refused:
        check(but(OPENED, claimed_fen="九" * 5000))
    assert len(refused.value.en) < 200
    with pytest.raises(BadRequest):
        check(but(OPENED, claimed_fen=10 ** (sys.get_int_max_str_digits() + 1)))


@pytest.mark.parametrize("label", [PartyKind, Origin, ClosingMode])
def test_a_label_is_found_by_its_code_and_by_no_other(label: type[Label]) -> None:
    for member in label:
        assert label.of(member.code) is member
        assert member.label("zh") != member.label("en")
    with pytest.raises(ValueError, match="nothing"):
        label.of("nothing")


def test_a_key_is_found_where_it_was_declared() -> None:
    assert DebtorNamed(on=DAY, debtor="乙", kind=PartyKind.OTHER).debtor == "乙"
