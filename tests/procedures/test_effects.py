"""The process manager: what one stream asks of others is done once, whatever happened before."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from paths import BASIS, path_to_termination, terminate

import casestream
from cases import COURT, DAY, applying, basis, envelope, filing, number
from casestream.cli import run
from casestream.docket import Docket
from casestream.effects import carry_out, pending
from casestream.kernel import Event
from casestream.kernel.case import Case
from casestream.procedures.bankruptcy import BankruptcyHandoverDecided, CaseLinked, DebtorRegistered
from casestream.procedures.correction import AnnulRecord, CorrectRecord
from casestream.procedures.cross_enforcement import (
    PreCrossExpired,
    PreCrossWindowOpened,
    ScreenForPreCross,
    ScreenReason,
)
from casestream.procedures.filing import PartyKind
from casestream.procedures.linkage import Agency, LinkageMatter, LinkageOverdue, LinkageRequested, RequestLinkage
from casestream.procedures.suspension import Suspended
from casestream.testing import JUDGE, evolve
from casestream.testing.scenario import CHIEF, who_may

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
CASES = 40


def linked(path: Path, cases: int = CASES) -> Docket:
    """A docket whose debtor was handed over to bankruptcy, as facts that no decision followed up: an import."""
    docket = casestream.open(path, clock=lambda: NOW)
    with docket.batch():
        for n in range(1, cases + 1):
            docket.handle(applying(n), JUDGE)
            docket.handle(filing(n), JUDGE)
    imported(docket, "某公司", *(basis(n) for n in range(1, cases + 1)))
    return docket


def imported(docket: Docket, name: str, *cases: str) -> None:
    """A debtor with cases, and its hand-over, as facts of two earlier commands."""
    debtor = Case(name, "debtor")
    known: list[Event] = [
        DebtorRegistered(on=DAY, court=COURT, number="", kind=PartyKind.ENTERPRISE),
        *(CaseLinked(on=DAY, case=case, kept_here=True, named="") for case in cases),
    ]
    docket.log.append(debtor, known, envelope(f"{name}-1", recorded_at=NOW))
    debtor = docket.log.case(name)
    decided = BankruptcyHandoverDecided(
        on=DAY,
        to_court="内06",
        to_intermediate=True,
        high_court_approved=False,
        serve_by=DAY,
        calendar="",
        relied_on=(),
    )
    docket.log.append(debtor, [decided], envelope(f"{name}-2", recorded_at=NOW))


@pytest.fixture
def docket(tmp_path: Path) -> Iterator[Docket]:
    with linked(tmp_path / "court.db") as docket:
        yield docket


def suspended(docket: Docket) -> list[int]:
    return [docket.case(basis(n)).count(Suspended) for n in range(1, CASES + 1)]  # type: ignore[misc]


def test_every_linked_case_of_a_debtor_stands_still_once(docket: Docket) -> None:
    decided = docket.history("某公司")[-1]
    assert sum(suspended(docket)) == 0
    done = [effect for effect in carry_out(docket, today=DAY) if effect.receipt and effect.receipt.records]
    assert len(done) == CASES
    assert suspended(docket) == [1] * CASES
    for effect in done:
        (record,) = effect.receipt.records if effect.receipt else ()
        assert UUID(record.causation_id) == decided.event_id
        assert record.correlation_id == decided.correlation_id
    before = docket.log.last_position()
    assert carry_out(docket, today=DAY + timedelta(days=9)) == []
    assert docket.log.last_position() == before


def test_a_case_that_is_filed_later_is_found_by_the_next_run(docket: Docket) -> None:
    carry_out(docket, today=DAY)
    imported(docket, "另一公司", basis(99))
    (refused,) = [effect for effect in carry_out(docket, today=DAY) if effect.refusal]
    assert "CS101" in refused.refusal
    assert list(pending(docket, today=DAY)) == []
    docket.handle(applying(99), JUDGE)
    docket.handle(filing(99), JUDGE)
    (done,) = carry_out(docket, today=DAY + timedelta(days=1), again=True)
    assert done.refusal == ""
    assert bool(docket.case(basis(99)).has(Suspended))


KILLED = """
import sys
import casestream
from casestream.effects import carry_out
from datetime import UTC, date, datetime
docket = casestream.open(sys.argv[1], create=False, clock=lambda: datetime(2026, 3, 2, 4, tzinfo=UTC))
carry_out(docket, today=date(2025, 3, 10), watch=lambda done, total: None)
"""


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "court.db"
    linked(path).close()
    program = textwrap.dedent(KILLED).replace(
        "carry_out(docket", "_answer = docket.answer\n"
        "def answer(*given, **named):\n"
        "    receipt = _answer(*given, **named)\n"
        "    print('done', flush=True)\n"
        "    return receipt\n"
        "docket.answer = answer\n"
        "carry_out(docket"
    )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for _ in range(CASES // 4):
        assert process.stdout.readline() == "done\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with casestream.open(path, create=False, clock=lambda: NOW) as docket:
        before = sum(suspended(docket))
        assert CASES // 4 <= before < CASES
        carry_out(docket, today=DAY)
        assert suspended(docket) == [1] * CASES
        assert docket.log.is_gapless()


def parked(tmp_path: Path) -> Docket:
    clock = {"now": datetime(2024, 9, 2, 4, tzinfo=UTC)}
    docket = casestream.open(tmp_path / "pool.db", clock=lambda: clock["now"], settings={"pre_cross_window_days": 30})
    for step in (*path_to_termination(), terminate()):
        assert not isinstance(step, Event)
        docket.handle(*(step if isinstance(step, tuple) else (step, who_may(step))))
    clock["now"] = NOW
    docket.handle(ScreenForPreCross(case=BASIS, on=date(2025, 6, 3), reason=ScreenReason.WHEREABOUTS), JUDGE)
    return docket


def test_a_window_that_has_run_out_ends_by_itself_on_the_day_after(tmp_path: Path) -> None:
    with parked(tmp_path) as docket:
        opened = docket.case(BASIS).last_event(PreCrossWindowOpened)
        assert opened
        assert list(pending(docket, today=opened.until)) == []
        (effect,) = carry_out(docket, today=opened.until + timedelta(days=1))
        assert effect.refusal == ""
        assert docket.case(BASIS).last_event(PreCrossExpired) == PreCrossExpired(on=opened.until + timedelta(days=1))
        assert carry_out(docket, today=opened.until + timedelta(days=99)) == []


def test_each_request_falls_due_though_an_earlier_one_fell_due_before(tmp_path: Path) -> None:
    asked = RequestLinkage(case=basis(1), on=DAY, request="一", agency=Agency.BANK, matter=LinkageMatter.INFORMATION)
    settings = {"linkage_response_days": 10}
    with casestream.open(tmp_path / "two.db", clock=lambda: NOW, settings=settings) as docket:
        for command in (applying(1), filing(1), asked):
            docket.handle(command, JUDGE)
        docket.handle(evolve(asked, on=date(2025, 3, 24), request="二"), JUDGE)
        lapsed = [carry_out(docket, today=day) for day in (date(2025, 3, 21), date(2025, 4, 4), date(2025, 6, 1))]
        assert [len(done) for done in lapsed] == [1, 1, 0]
        assert [each.request for each in docket.case(basis(1)).all(LinkageOverdue)] == ["一", "二"]
        caused = [record.event for record in docket.history(basis(1)) if isinstance(record.event, LinkageRequested)]
        assert [done[0].cause.event for done in lapsed[:2]] == caused


def test_what_was_annulled_asks_for_nothing_more(docket: Docket) -> None:
    last = docket.history("某公司")[-1].version
    docket.handle(AnnulRecord(case="某公司", on=DAY, of=last, reason="误记"), CHIEF)
    assert carry_out(docket, today=DAY) == []
    assert sum(suspended(docket)) == 0


def test_what_was_corrected_asks_for_what_it_should_have_said(docket: Docket) -> None:
    decided, moved = docket.history("某公司")[-1], date(2025, 3, 17)
    corrected = evolve(decided.event, on=moved)
    docket.handle(CorrectRecord(case="某公司", on=moved, of=decided.version, event=corrected, reason="误记"), CHIEF)
    carry_out(docket, today=moved)
    assert [docket.case(basis(n)).all(Suspended)[0].on for n in range(1, CASES + 1)] == [moved] * CASES
    assert list(pending(docket, today=moved)) == []


def test_what_was_done_is_not_asked_for_again_after_a_correction_beside_it(docket: Docket) -> None:
    carry_out(docket, today=DAY)
    decided = docket.history("某公司")[-1]
    corrected = evolve(decided.event, to_court="内01")
    docket.handle(CorrectRecord(case="某公司", on=DAY, of=decided.version, event=corrected, reason="误记"), CHIEF)
    docket.handle(AnnulRecord(case="某公司", on=DAY, of=2, reason="误记"), CHIEF)  # The first of the linked cases.
    assert list(pending(docket, today=DAY)) == []


def test_the_command_lists_then_does_and_says_when_it_could_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "court.db"
    linked(path, 3).close()
    assert run(["effects", str(path), "--dry-run", "--lang", "en"]) == 0
    assert capsys.readouterr().out.count("pending") == 3
    assert run(["effects", str(path), "--lang", "en"]) == 0
    assert capsys.readouterr().out.count("done") == 3
    assert run(["effects", str(path), "--lang", "en"]) == 0
    assert "nothing is pending" in capsys.readouterr().out
    assert number(1)
