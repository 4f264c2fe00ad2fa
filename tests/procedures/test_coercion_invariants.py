"""Whatever is asked in whatever order: compelled appearance stays within 8 or 24 hours, detention within 15 days, each approved."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from casestream.kernel import Actor
from casestream.procedures.approval import Approve, Approved, Matter, Post, approval_of
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
Stretch = list[tuple[partial[Any], Actor]]
MATTERS = (Matter.COMPELLED_APPEARANCE, Matter.DETENTION, Matter.FINE)

debtor, act, actors = (
    st.sampled_from(DEBTORS),
    st.sampled_from(("甲", "乙", "丙")),
    st.sampled_from((PANEL, PRESIDENT, PRESIDENT)),
)


def _approval(step: partial[Any], **fields: Any) -> Approve:
    """The approval of this very step."""
    return approval_of(step(**fields))


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    """A measure of some length or amount against a debtor, with or without what it needs, taken once or twice."""
    whom, what = draw(debtor), draw(act)
    measures: list[tuple[Matter, partial[Any]]] = [
        (MATTERS[0], partial(CompelAppearance, hours=draw(st.integers(-1, 26)), complex_case=draw(st.booleans()))),
        (MATTERS[1], partial(Detain, days=draw(st.integers(-1, 17)), act=what)),
        (MATTERS[2], partial(ImposeFine, amount_fen=draw(st.integers(-1, 10_000_001)), act=what)),
    ]
    _, measure = draw(st.sampled_from(measures))
    before: Stretch = []
    if draw(st.booleans()):
        before += [
            (partial(Summon, debtor=whom), JUDGE),
            (partial(RecordAppearance, debtor=whom, came=draw(st.booleans())), JUDGE),
        ]
    if draw(st.integers(0, 3)):
        before.append((partial(_approval, partial(measure, debtor=whom)), draw(actors)))
    after: Stretch = (
        [(partial(EndDetention, debtor=whom, admitted=draw(st.booleans())), JUDGE)] if draw(st.booleans()) else []
    )
    return [*before, *[(partial(measure, debtor=whom), JUDGE)] * draw(st.integers(1, 2)), *after]


@settings(max_examples=150, deadline=None)
@drawn(st.lists(st.tuples(stretches(), st.integers(0, 4)), max_size=8))
def test_no_order_of_steps_gets_round_the_limits(asked: list[tuple[Stretch, int]]) -> None:
    history, day = given(*OPEN_CASE), FIRST
    for stretch, days in asked:
        day += timedelta(days=days)
        for command, actor in stretch:
            extra = {"appear_on": day} if command.func is Summon else {}
            history.also(*history.when(command(case=CASE, on=day, **extra), actor).events)
    case = history.case
    assert all(one.hours <= (24 if one.complex_case else 8) and one.hours > 0 for one in case.all(CompelledToAppear))
    assert all(0 < one.days <= 15 for one in case.all(Detained))
    assert all(0 < one.amount_fen <= 10_000_000 for one in case.all(Fined))
    approved = Counter((one.matter, one.debtor) for one in case.all(Approved) if one.post is Post.PRESIDENT)
    taken = Counter((MATTERS[0], one.debtor) for one in case.all(CompelledToAppear))
    taken += Counter((MATTERS[1], one.debtor) for one in case.all(Detained))
    taken += Counter((MATTERS[2], one.debtor) for one in case.all(Fined))
    assert all(approved[key] >= count for key, count in taken.items())
    assert len({(one.person, one.act) for one in case.all(Detained)}) == len(case.all(Detained))
    assert len({(one.debtor, one.act) for one in case.all(Fined)}) == len(case.all(Fined))
