"""Words, measures and findings: the columns answer as the reference does, on a corpus and on drawn logs."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from casestream.replay import Cell, Rate
from casestream.store.log import Log

from .logs import CORPUS, Step, logs, write
from .parity import Subject
from .projections import EVERYTHING, GROUPINGS, SCOPES

few = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture(params=CORPUS)
def subject(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    """A log of the corpus, in a file."""
    with closing(write(Log(tmp_path / "court.db"), CORPUS[request.param])) as log:
        yield Subject(log)


def test_every_word_has_one_answer_at_every_position(subject: Subject) -> None:
    assert list(subject.word_differences()) == []


def test_every_measure_has_one_digest_in_every_grouping_and_scope(subject: Subject) -> None:
    assert list(subject.table_differences()) == []


def test_behind_every_cell_every_engine_finds_the_same_events(subject: Subject) -> None:
    assert list(subject.trace_differences()) == []


def test_every_decision_is_judged_alike(subject: Subject) -> None:
    assert list(subject.judging_differences()) == []


def test_every_rule_has_one_list_of_findings(subject: Subject) -> None:
    assert list(subject.finding_differences()) == []


def _drawn(steps: list[Step], **narrowed: object) -> list[str]:
    log = write(Log(), steps)
    try:
        subject = Subject(log, **narrowed)  # type: ignore[arg-type]
        return [*subject.word_differences(), *subject.finding_differences(), *subject.table_differences()]
    finally:
        log.close()


@few
@given(logs())
def test_words_and_findings_agree_on_any_log(steps: list[Step]) -> None:
    assert _drawn(steps, readings=()) == []


@few
@given(logs(max_size=24))
def test_measures_agree_on_any_log(steps: list[Step]) -> None:
    readings = [
        (EVERYTHING.grouped(GROUPINGS[at]), SCOPES[scope]) for at, scope in ((0, 1), (7, 4), (9, 0), (16, 3), (5, 2))
    ]
    assert _drawn(steps, readings=readings, questions=()) == []


def test_the_corpus_tells_every_kind_of_answer() -> None:
    """A corpus on which a rule never fails, a measure is always zero or a word always says yes would compare nothing."""
    with closing(write(Log(), CORPUS["all of them interleaved"])) as log:
        subject = Subject(log)
        rows = [row for table in subject.tables for row in table.rows]
        silent = {name for name in EVERYTHING.measures if not any(number(row.cells[name]) for row in rows)}
        told: dict[str, set[object]] = {}
        for question, answers in zip(subject.questions, subject.answers, strict=True):
            told.setdefault(question.name.partition("(")[0], set()).update(answers)
        assert silent == {"never", "nothing"}
        assert [rule.name for rule, found in zip(subject.rules, subject.findings, strict=True) if not found] == [
            "excused alone",  # Every failure is excused there: `judging_differences` compares the grounds.
            "of what never happened",
        ]
        assert [word for word, answers in told.items() if len(answers) < 2 and not word.startswith("decided")] == []


def number(cell: Cell) -> int:
    """The whole number of a cell: of a rate the numerator."""
    return cell.numerator if isinstance(cell, Rate) else cell
