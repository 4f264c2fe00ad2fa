# ruff: noqa: ARG005 # A question is asked with case, today and decided, whichever of them it looks at.
"""One very long case, and sums that no 64-bit float or integer holds."""

from collections.abc import Iterator

import pytest

from casestream.kernel import Case, Count, Event, Projection, Sum
from casestream.kernel.errors import TooMuch
from casestream.kernel.projection import Scope
from casestream.replay import replay
from casestream.replay.source import Source
from casestream.store.log import Log

from .logs import day, decided, envelope, held, named, opened, paid, stopped, went, write
from .parity import Subject, sampled_differences
from .questions import TESTS, Question
from .scratch import Decided, Held, Named, Paid, Stopped, Went

LENGTH = 100_000
LARGEST = 2**53


def _long_life() -> list[Event]:
    """A case of a hundred thousand events: three debtors, a round every 20,000, spans that open and close."""
    events: list[Event] = []
    for index in range(LENGTH):
        on, debtor = index // 40 - index % 3, index % 7 % 3
        match index % 20_000, index % 10:
            case 0, _:
                events.append(opened(on, index + 1))
            case _, 1:
                events.append(named(on, debtor))
            case _, 2 | 6:
                events.append(paid(on, debtor, index % 9))
            case _, 3:
                events.append(stopped(on, debtor))
            case _, 4 | 8:
                events.append(went(on, debtor))
            case _:
                events.append(decided(on, debtor, index % 2, index % 11))
    return events


LONG_QUESTIONS = (
    Question("has", lambda c, t, d: c.this_round.has(Paid, {"amount": 4})),
    Question("first", lambda c, t, d: c.first(Decided)),
    Question("last this round", lambda c, t, d: c.this_round.last(Paid)),
    Question("latest", lambda c, t, d: c.latest(Paid.due)),
    Question("total", lambda c, t, d: c.total(Paid.extra)),
    Question("span", lambda c, t, d: c.span_days(Stopped, Went, t)),
    Question("span this round", lambda c, t, d: c.this_round.span_days(Paid, Decided, t)),
    *(
        Question(name, lambda c, t, d, f=test: c.for_every(Named, lambda one: f(c, t, d, one)))
        for name, test in list(TESTS.items())[3:7]
    ),
)


def test_a_case_of_a_hundred_thousand_events_is_answered_as_the_reference_does() -> None:
    log = Log()
    log.append(Case("long"), _long_life(), envelope("long"))
    sample = [0, 1, 2, 19_999, 20_000, 20_001, *range(33_333, LENGTH, 22_222), LENGTH - 1]
    assert list(sampled_differences(log, LONG_QUESTIONS, sample)) == []
    log.close()


@pytest.fixture
def rich() -> Iterator[Log]:
    """Fifteen hundred assets of the largest worth there is, two a day, and one fen."""
    log = Log()
    log.append(
        Case("rich"), [opened(0, 1), *(held(n // 2, n % 2, LARGEST) for n in range(1500)), held(9, 0, 1)], envelope("r")
    )
    write(log, [("poor", held(9, 1, -LARGEST)), ("poor", held(10, 1, 3))])
    yield log
    log.close()


def test_a_sum_beyond_64_bits_is_exact_in_both_engines(rich: Log) -> None:
    projection = Projection("rich", "富", "rich", (), worth=Sum(Held.worth), count=Count(Held))
    tables = [replay(rich, projection, engine=engine) for engine in ("rows", "columns")]
    assert [table.rows[0]["worth"] for table in tables] == [1499 * LARGEST + 4] * 2
    assert tables[0].digest() == tables[1].digest()


def test_a_sum_beyond_float_precision_is_exact_in_every_group(rich: Log) -> None:
    projection = Projection(
        "rich",
        "富",
        "rich",
        ("court", "month"),
        worth=Sum(Held.worth),
        poor=Sum(Held.worth, where={"worth": (-LARGEST, 3, 1)}),
    )
    scope = Scope(until=day(40))
    tables = [replay(rich, projection, engine=engine, scope=scope) for engine in ("rows", "columns")]
    assert tables[0].digest() == tables[1].digest()
    assert sum(int(str(row["poor"])) for row in tables[0].rows) == 4 - LARGEST


def test_a_total_that_64_bits_hold_is_exact_though_the_running_sum_wraps_around() -> None:
    """Each case fits; all cases together do not."""
    log = Log()
    for name, sign in (("one", 1), ("two", 1), ("three", 1), ("four", -1)):
        log.append(
            Case(name), [*(held(n, 0, sign * LARGEST) for n in range(1000)), held(0, 1, 1), decided(0)], envelope(name)
        )
    questions = (
        Question("total", lambda c, t, d: c.total(Held.worth), (Decided,)),
        Question("total of one asset", lambda c, t, d: c.about("asset", d).total(Held.worth), (Decided,)),
    )
    subject = Subject(log, questions, readings=(), rules=())
    assert subject.answers[0] == [1000 * LARGEST + 1] * 3 + [1 - 1000 * LARGEST]
    assert list(subject.word_differences()) == []
    log.close()


@pytest.mark.parametrize(("count", "fits"), [(1023, True), (1024, False)])
def test_a_total_that_64_bits_do_not_hold_is_refused_by_both_engines(count: int, fits: bool) -> None:
    """1024 times 2⁵³ is the first sum that is too large."""
    log = Log()
    log.append(Case("x"), [*(held(0, 0, LARGEST) for _ in range(count)), decided(1)], envelope("x"))
    subject = Subject(log, (Question("total", lambda c, t, d: c.total(Held.worth), (Decided,)),), (), ())
    if fits:
        assert list(subject.word_differences()) == []
    else:
        with pytest.raises(TooMuch):
            assert subject.answers
        with pytest.raises(TooMuch):
            assert subject.column_answers([plan.chunk() for plan in Source.of(log).plans()], subject.questions[0])
    log.close()
