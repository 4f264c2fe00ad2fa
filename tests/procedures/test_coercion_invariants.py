"""Whatever is asked in whatever order: compelled appearance stays within 8 or 24 hours, detention within 15 days, each approved."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from casestream.procedures.approval import Approve, Approved, Matter, Post
from casestream.procedures.coercion import (
    CompelAppearance,
    CompelledToAppear,
    Detain,
    Detained,
    EndDetention,
    Fined,
    ImposeFine,
    RecordAppearance,
    Summon,
)
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.testing import JUDGE, PANEL, PRESIDENT, given

CASE, DEBTORS, FIRST = "（2024）内0624民初100号", ("吴某", "冯某某"), date(2025, 3, 10)
OPEN_CASE = (
    ApplyForEnforcement(
        case=CASE, on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=40_000_00,
        effective_on=date(2024, 6, 1), performance_due=date(2024, 12, 31), applicants=(Party(name="邬某某"),),
        debtors=tuple(Party(name=debtor) for debtor in DEBTORS),
    ),
    FileCase(case=CASE, on=date(2025, 3, 5), number="（2025）内0624执200号"),
)  # fmt: skip
MATTERS = (Matter.COMPELLED_APPEARANCE, Matter.DETENTION, Matter.FINE)

debtor, act = st.sampled_from(DEBTORS), st.sampled_from(("甲", "乙", "丙"))
steps = st.one_of(
    st.tuples(st.builds(dict, matter=st.sampled_from(MATTERS), debtor=debtor), st.just(Approve)),
    st.tuples(st.builds(dict, debtor=debtor), st.just(Summon)),
    st.tuples(st.builds(dict, debtor=debtor, came=st.booleans()), st.just(RecordAppearance)),
    st.tuples(
        st.builds(dict, debtor=debtor, hours=st.integers(-1, 30), complex_case=st.booleans()), st.just(CompelAppearance)
    ),
    st.tuples(st.builds(dict, debtor=debtor, days=st.integers(-1, 20), act=act), st.just(Detain)),
    st.tuples(st.builds(dict, debtor=debtor, admitted=st.booleans()), st.just(EndDetention)),
    st.tuples(st.builds(dict, debtor=debtor, amount_fen=st.integers(-1, 12_000_000), act=act), st.just(ImposeFine)),
)


@settings(max_examples=150, deadline=None)
@drawn(
    st.lists(st.tuples(steps, st.sampled_from((JUDGE, PANEL, PRESIDENT, PRESIDENT)), st.integers(0, 4)), max_size=25)
)
def test_no_order_of_steps_gets_round_the_limits(asked: list[object]) -> None:
    history, day = given(*OPEN_CASE), FIRST
    for (fields, command), actor, days in asked:  # type: ignore[misc, attr-defined]
        day += timedelta(days=days)
        extra = {"appear_on": day} if command is Summon else {}
        outcome = history.when(command(case=CASE, on=day, **fields, **extra), actor)
        history.also(*outcome.events)
    case = history.case
    assert all(one.hours <= (24 if one.complex_case else 8) and one.hours > 0 for one in case.all(CompelledToAppear))
    assert all(0 < one.days <= 15 for one in case.all(Detained))
    assert all(0 < one.amount_fen <= 10_000_000 for one in case.all(Fined))
    approved = Counter((one.matter, one.debtor) for one in case.all(Approved) if one.post is Post.PRESIDENT)
    taken = Counter((matter, one.debtor) for kind, matter in zip((CompelledToAppear, Detained, Fined), MATTERS, strict=True)
                    for one in case.all(kind))  # fmt: skip
    assert all(approved[key] >= count for key, count in taken.items())
    assert len({one.act for one in case.all(Detained)}) == len(case.all(Detained))
    assert len({one.act for one in case.all(Fined)}) == len(case.all(Fined))
