"""Existing history is recorded as it was: every fact once, whole or not at all, with what the rules find in it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sources import COURT, MAPPING, REGISTER, applied, basis, exported, line, number, opened, paid, told, written

import casestream
from casestream.docket import Docket
from casestream.effects import carry_out, pending
from casestream.importing import Outcome, import_history, read_source, staging
from casestream.kernel.errors import BadRequest, StoreFailed
from casestream.kernel.event import Actor
from casestream.kernel.rule import RULES
from casestream.procedures.correction import CorrectRecord
from casestream.procedures.rounds import RoundOpened
from casestream.procedures.suspension import Suspended
from casestream.store.faults import faults
from casestream.testing.scenario import evolve
from conftest import Clock, Demo

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2025, 9, 16, 4, tzinfo=UTC)


def bring(docket: Docket, source: Path, mapping: Path | None = None, **how: Any) -> Outcome:
    """Import a file."""
    with read_source(source, mapping) as held:
        return import_history(docket, held, **how)


def everything(docket: Docket) -> list[dict[str, Any]]:
    """All records, without our own clock."""
    return [told(record) for record in docket.log.records()]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Twelve cases, their lines dealt out so that no two lines of one case are neighbours."""
    cases = range(1, 13)
    return written(
        tmp_path / "many.jsonl", *map(applied, cases), *map(opened, cases), *map(paid, cases), *map(paid, cases)
    )


# --- facts as they were ---


def test_the_demo_exported_and_imported_again_replays_to_the_same_tables(demo: Demo, tmp_path: Path) -> None:
    with casestream.open(demo.place, create=False) as first, casestream.open(tmp_path / "again.db") as second:
        source = exported(first, tmp_path / "demo.jsonl")
        outcome = bring(second, source)
        assert outcome.problem_count == 0
        assert outcome.written == first.log.last_position() == second.log.last_position()
        for name in ("court", "hotline"):
            tables = [docket.report(name, until=date(2025, 9, 16)) for docket in (first, second)]
            assert tables[0].as_dict()["digest"] == tables[1].as_dict()["digest"], name
        ledgers = [docket.report("ledger", until=date(2025, 9, 16)).as_dict() for docket in (first, second)]
        assert ledgers[0] == ledgers[1]
        for stream in first.cases()[:200]:
            assert [(r.event, r.court, r.round, r.version) for r in first.history(stream)] == [
                (r.event, r.court, r.round, r.version) for r in second.history(stream)
            ]


def test_the_envelope_says_that_it_was_imported_and_when(docket: Docket, clock: Clock, tmp_path: Path) -> None:
    bring(docket, written(tmp_path / "a.jsonl", applied(1), opened(1) | {"actor": "老李"}))
    first, second = docket.log.records()
    assert first.actor == Actor("import", COURT, "system")
    assert second.actor == Actor("import/老李", COURT, "system")
    for record in (first, second):
        assert record.recorded_at == clock.now
        assert record.causation_id == ""
        assert record.command_id.startswith(record.correlation_id + "/")
    assert (first.on, first.round, second.round) == (date(2024, 3, 1), "", number(1))


def test_a_number_stands_for_its_case_within_the_source_and_in_the_docket(docket: Docket, tmp_path: Path) -> None:
    by_number = paid(1) | {"stream": "(2024)鄂1202执1号"}
    bring(docket, written(tmp_path / "a.jsonl", applied(1), opened(1), by_number))
    later = written(tmp_path / "b.jsonl", paid(1, fen=1) | {"stream": f"〔2024〕{number(1)[6:]}"}, paid(1, fen=2))
    assert bring(docket, later).streams == 1
    assert docket.cases() == [basis(1)]
    assert [getattr(event, "amount_fen", 0) for event in docket.case(basis(1)).events] == [0, 0, 40, 1, 2]


def test_a_correction_comes_in_as_it_was_written(docket: Docket, tmp_path: Path) -> None:
    bring(docket, written(tmp_path / "a.jsonl", applied(1), opened(1), paid(1)))
    opening = docket.case(basis(1)).events[1]
    right = evolve(opening, claimed_fen=7)
    there = Actor("president-1", docket.case(basis(1)).court, "president")
    docket.handle(CorrectRecord(case=basis(1), on=date(2025, 1, 2), of=2, event=right, reason="误写"), there)
    source = exported(docket, tmp_path / "b.jsonl")
    with casestream.open(":memory:", clock=lambda: NOW) as other:
        assert bring(other, source).problem_count == 0
        case = other.case(basis(1))
        assert case.last_event(RoundOpened) == right
        assert case.version == 5
        assert [record.event for record in other.log.records()] == [record.event for record in docket.log.records()]


def test_what_the_rules_find_is_what_a_check_of_the_docket_finds(docket: Docket, tmp_path: Path) -> None:
    wrong = [
        line(basis(1), "round.closed", "2024-05-01", mode="satisfied", claimed_fen=100, collected_fen=0,
             opened_on="2024-03-05", used_days=57),
        paid(1, "2024-06-01", fen=-5), paid(1, "2024-06-02", fen=0),
    ]  # fmt: skip
    source = written(tmp_path / "a.jsonl", applied(1), *wrong, opened(2), paid(2, fen=0))
    dry = bring(docket, source, dry_run=True)
    assert docket.log.last_position() == 0
    outcome = bring(docket, source)
    assert outcome.findings == dry.findings
    assert outcome.finding_count == sum(outcome.by_condition.values()) == len(outcome.findings)
    streams = {stream: docket.history(stream) for stream in docket.cases()}
    ours = {(streams[each["stream"]][each["version"] - 1].position, each["condition"], each["article"])
            for each in outcome.findings}  # fmt: skip
    again = {
        (found.position, found.condition, found.article)
        for rule in RULES.values() if rule.guards for found in docket.recheck(rule, engine="rows")
    }  # fmt: skip
    assert ours == again
    assert {each["line"] for each in outcome.findings} == {3, 4, 6}


def test_reactions_are_not_run_and_effects_finds_them(docket: Docket, clock: Clock, tmp_path: Path) -> None:
    source = written(
        tmp_path / "a.jsonl", applied(1), opened(1),
        *bankrupt(basis(1)),
    )  # fmt: skip
    outcome = bring(docket, source)
    assert outcome.problem_count == 0
    assert docket.log.last_position() == outcome.written
    assert {effect.command.stream for effect in pending(docket, today=clock.now.date())} == {basis(1)}
    carry_out(docket, today=clock.now.date())
    assert len(docket.case(basis(1)).all(Suspended)) == 1


def bankrupt(*cases: str) -> Iterator[dict[str, Any]]:
    """A debtor whose handing over to bankruptcy no case has heard of."""
    yield line("某公司", "bankruptcy.debtor_registered", "2024-04-01", court=COURT, number="", kind="enterprise")
    for case in cases:
        yield line("某公司", "bankruptcy.case_linked", "2024-04-01", case=case)
    yield line(
        "某公司", "bankruptcy.handover_decided", "2024-04-02", to_court="鄂12", to_intermediate=True,
        high_court_approved=False, serve_by="2024-04-09", calendar="",
    )  # fmt: skip


# --- once ---


def test_a_second_import_writes_nothing_and_finds_the_same(docket: Docket, tmp_path: Path, many: Path) -> None:
    source = written(tmp_path / "a.jsonl", *many.read_text("utf-8").splitlines(), paid(3, fen=0))
    first = bring(docket, source)
    before = everything(docket)
    second = bring(docket, source)
    assert (first.written, first.known) == (second.known, second.written) == (49, 0)
    assert second.findings == first.findings != []
    assert everything(docket) == before


def test_the_same_register_by_another_mapping_is_refused(docket: Docket, tmp_path: Path) -> None:
    bring(docket, REGISTER, MAPPING)
    other = tmp_path / "other.toml"
    other.write_text(MAPPING.read_text("utf-8").replace('fields.kind = "other"', 'fields.kind = "natural"'), "utf-8")
    with pytest.raises(BadRequest, match="another mapping"):
        bring(docket, REGISTER, other)
    assert docket.log.last_position() == 28


KILLED = """
import os, signal, sys
import casestream
from casestream.importing import import_history, read_source
place, source, after, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
looked = 0
def watch(done, total):
    global looked
    looked += 1
    if looked == after:
        os.kill(os.getpid(), signal.SIGKILL)
with casestream.open(place) as docket, read_source(source) as held:
    import_history(docket, held, batch_facts=size, watch=watch)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
@pytest.mark.parametrize(("streams_written", "kept"), [(1, 0), (3, 8), (4, 8), (12, 40), (0, 0)])
def test_a_killed_import_left_whole_streams_and_goes_on_where_it_was(
    tmp_path: Path, many: Path, streams_written: int, kept: int
) -> None:
    place, size = tmp_path / "killed.db", 5  # Two cases of four facts a batch.
    looked_at = 12 + streams_written  # It is told of each case when it is looked at, and when it is written.
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(place), str(many), str(looked_at), str(size)],
        check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    with casestream.open(place) as docket:
        kept_before = docket.log.last_position()
        whole = [len(docket.history(stream)) for stream in docket.cases()]
        assert set(whole) <= {4}
        outcome = bring(docket, many)
        assert (outcome.known, outcome.written) == (kept_before, 48 - kept_before)
        broken = everything(docket)
        assert list(faults(docket.log)) == []
    with casestream.open(tmp_path / "whole.db") as docket:
        bring(docket, many)
        assert everything(docket) == broken
    assert kept_before == kept


def test_an_interrupted_import_leaves_whole_streams(docket: Docket, many: Path) -> None:
    told = []

    def interrupt(done: int, total: int) -> None:
        told.append(done)
        if len(told) == 12 + 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(docket, many, batch_facts=5, watch=interrupt)
    assert docket.log.last_position() == 16
    assert bring(docket, many).written == 32
    assert docket.log.is_gapless()


def test_two_processes_that_import_the_same_write_it_once(tmp_path: Path, many: Path) -> None:
    place = tmp_path / "court.db"
    casestream.open(place).close()
    both = [
        subprocess.Popen(
            [sys.executable, "-c", KILLED, str(place), str(many), "0", "5"], cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [each.wait(120) for each in both] == [0, 0]
    with casestream.open(place) as docket:
        assert docket.log.last_position() == 48
        assert list(faults(docket.log)) == []


# --- all or nothing ---


def test_one_bad_line_keeps_everything_out(docket: Docket, tmp_path: Path, many: Path) -> None:
    source = written(tmp_path / "a.jsonl", *many.read_text("utf-8").splitlines(), paid(3, "2024-13-01"))
    outcome = bring(docket, source)
    assert (outcome.written, outcome.problem_count) == (0, 1)
    assert outcome.problems[0]["line"] == 49
    assert outcome.problems[0]["stream"] == basis(3)
    assert docket.log.last_position() == 0


def test_keep_going_imports_the_good_streams_whole_and_no_line_of_the_bad(
    docket: Docket, tmp_path: Path, many: Path
) -> None:
    bad: list[Any] = [paid(3, "2024-13-01"), paid(5) | {"stream": number(5), "type": "no.such"}, "{"]
    outcome = bring(docket, written(tmp_path / "a.jsonl", *many.read_text("utf-8").splitlines(), *bad), keep_going=True)
    assert outcome.problem_count == 3
    assert docket.cases() == [basis(n) for n in range(1, 13) if n not in (3, 5)]
    assert outcome.written == docket.log.last_position() == 40


def test_all_problems_are_counted_and_so_many_listed(docket: Docket, tmp_path: Path) -> None:
    source = written(tmp_path / "a.jsonl", *(["x"] * 50))
    outcome = bring(docket, source, listed=7)
    assert outcome.problem_count == 50
    assert [problem["line"] for problem in outcome.problems] == [1, 2, 3, 4, 5, 6, 7]
    assert len(bring(docket, source, listed=-1).problems) == 50


def test_no_room_to_hold_the_source_is_one_error(docket: Docket, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "TABLES", f"{staging.TABLES}; PRAGMA max_page_count=12")
    with pytest.raises(StoreFailed, match="SQLITE_TMPDIR"):
        bring(docket, written(many, *map(applied, range(1, 200))))
    assert docket.log.last_position() == 0
