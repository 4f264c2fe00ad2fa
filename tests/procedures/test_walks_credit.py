"""Each walk of this area is lawful on a fresh docket, and together they bring about every event of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

import casestream
from casestream.docket import Docket
from casestream.kernel import Ratio
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.kernel.setting import SETTINGS
from casestream.procedures import coercion, credit, crime, incentives, petition, sanction
from casestream.procedures.credit import (
    MAY_ANSWER_CORRECTION,
    MAY_CORRECT_ENTRY,
    AnswerCorrection,
    CorrectEntry,
    CorrectionGround,
    DefaulterGround,
    ListAsDefaulter,
    RequestCorrection,
)
from casestream.procedures.filing import Party, PartyKind
from casestream.procedures.petition import (
    MAY_FINISH_PETITION,
    MAY_REGISTER_PETITION,
    FinishPetition,
    PetitionResult,
    ReceivePetition,
    RegisterPetition,
)
from casestream.replay import Rate, Table
from casestream.reports.measures import COERCION, CREDIT, PETITIONS
from casestream.reports.render import table_text
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.walks import Walk
from casestream.testing.walks.credit import WALKS

SEEDS = range(12)
OTHERS = {  # Brought about by other walks and the simulator's own years.
    "coercion.summoned", "coercion.appeared", "coercion.absent", "coercion.compelled", "coercion.debtor_sought",
    "settlement.breached", "termination.post_query",
}  # fmt: skip
NOT_HERE = {  # Of other walks, of the court above, or of what has no beginning.
    "summoned", "absent", "compelled", "reviews", "reviewed", "undone", "opening", "removed_performed", "mild",
}  # fmt: skip


def begun(seed: int, name: str, year: int = 2025) -> Script:
    kind = PartyKind.ENTERPRISE if seed % 3 == 0 else PartyKind.NATURAL
    script = Script(
        f"（{year - 1}）内0624民初{seed + 1}号{name}", f"（{year}）内0624执{seed + 1}号", date(year, 7, 1) + timedelta(days=seed % 40),
        applicants=(Party(name="模拟王某甲"), Party(name="模拟李某甲")), debtors=(Party(name="模拟赵某", kind=kind),),
    )  # fmt: skip
    return script.filed("借款合同纠纷", 1_000_000 + seed).notified()


def docket() -> tuple[Docket, StoryClock]:
    clock = StoryClock()
    return casestream.open(clock=clock, settings={name: one.example for name, one in SETTINGS.items()}), clock


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
@pytest.mark.parametrize("year", [2019, 2025])
def test_a_walk_is_lawful_from_the_first_step_to_the_last(walk: Walk, year: int) -> None:
    scripts = [begun(seed, walk.name, year) for seed in SEEDS]
    for seed, script in zip(SEEDS, scripts, strict=True):
        walk.play(script, Random(seed))
    book, clock = docket()
    with book:
        assert play(book, clock, scripts, label=walk.name) >= sum(len(script.steps) for script in scripts)
        happened = {type(record.event) for record in book.log.records()}
        for rule in RULES.values():
            if rule.guards in happened:
                findings = list(book.recheck(rule, engine="rows"))
                assert not findings, (rule.name, findings[:1])


def own_events() -> Iterator[str]:
    packages = tuple(one.__name__ for one in (coercion, credit, crime, incentives, petition, sanction))
    for name, event_type in EVENTS.by_name.items():
        if event_type.event_class.__module__.startswith(packages) and name not in OTHERS:
            yield name


def test_the_walks_bring_about_every_event_and_the_tables_count_them() -> None:
    book, clock = docket()
    scripts = []
    for index, walk in enumerate(WALKS):
        for seed in range(40):
            script = begun(seed + 100 * index, walk.name)
            walk.play(script, Random(seed))
            scripts.append(script)
    with book:
        play(book, clock, scripts, label="all")
        happened = {record.type for record in book.log.records()}
        assert set(own_events()) <= happened
        for projection in (COERCION, CREDIT, PETITIONS):
            rows = book.replay(projection, engine="rows").rows
            columns = book.replay(projection, engine="columns").rows
            assert rows == columns
            court = next(row for row in rows if row.group == ("内0624",))
            empty = {
                name
                for name, measure in projection.measures.items()
                if not isinstance(measure, Ratio) and not court[name]
            }
            assert empty <= NOT_HERE, empty


def test_each_table_is_a_report_with_numerator_and_denominator() -> None:
    book, clock = docket()
    script = begun(4, "petition")
    next(walk for walk in WALKS if walk.name == "petition").play(script, Random(4))
    with book:
        play(book, clock, [script], label="report")
        table = book.report("petitions")
        assert isinstance(table, Table)
        (row,) = table.rows
        rate = row["finish_rate"]
        assert isinstance(rate, Rate)
        assert (rate.numerator, rate.denominator, str(rate)) == (1, 1, "100.00%")
        assert "信访办结率" in table_text(table)
        for name in ("coercion", "credit"):
            assert isinstance(book.report(name), Table)


def test_what_is_late_is_recorded_and_found_alike_by_rows_and_columns() -> None:
    book, clock = docket()
    script = begun(7, "late")
    petition_file = script.aside(Script("信访-迟", script.number, script.day, applicants=(), debtors=()))
    petition_file.do(ReceivePetition, "clerk", court=script.court).after(20)
    petition_file.do(RegisterPetition, "clerk", handler="h").after(60).do(
        FinishPetition, result=PetitionResult.EXPLAINED
    )
    debtor = script.debtors[0].name
    script.after(16).approved(ListAsDefaulter, debtor=debtor, ground=DefaulterGround.EVASION)
    script.do(RequestCorrection, debtor=debtor, ground=CorrectionGround.WRONG_INFORMATION).after(40)
    script.do(AnswerCorrection, debtor=debtor, founded=True).after(20).do(CorrectEntry, debtor=debtor, what="x")
    with book:
        play(book, clock, [script], label="late")
        late = {}
        for rule in (MAY_REGISTER_PETITION, MAY_FINISH_PETITION, MAY_ANSWER_CORRECTION, MAY_CORRECT_ENTRY):
            rows = [str(finding) for finding in book.recheck(rule, engine="rows")]
            assert rows == [str(finding) for finding in book.recheck(rule, engine="columns")]
            late[rule.name] = len(rows)
        assert set(late.values()) == {1}, late
