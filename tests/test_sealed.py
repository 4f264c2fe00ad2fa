"""A docket that seals its names: the law and the figures are as ever, and no file holds a name."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import casestream
from cases import DAY, applying, basis, envelope, filing, number
from casestream.docket import Docket
from casestream.effects import carry_out
from casestream.importing import import_history, read_source
from casestream.kernel import Actor
from casestream.kernel.errors import (
    BadRequest,
    ChangedMeanwhile,
    KeysFailed,
    KeysMissing,
    NotAValue,
    Refused,
    SealBroken,
    UnknownCase,
)
from casestream.kernel.event import Corrected, Event
from casestream.procedures.approval import Approved, approval_of
from casestream.procedures.asset_search import LocateDebtor
from casestream.procedures.bankruptcy import RegisterDebtor
from casestream.procedures.coercion.punishment import MAY_FINE
from casestream.procedures.correction import CorrectRecord
from casestream.procedures.credit import RestrictConsumption
from casestream.procedures.erasure import (
    ErasureApproved,
    ErasureDecided,
    ErasureGround,
    ErasureRequested,
    ProcessingRestricted,
    RequestErasure,
    RestrictProcessing,
)
from casestream.procedures.filing import DebtorNamed, Party, PartyKind
from casestream.procedures.parties import ApplyForPartyChange, ChangeGround, Side
from casestream.procedures.posts import Post
from casestream.reports.state import case_state
from casestream.sealed import ALL_DECISIONS, SealedDocket
from casestream.store.faults import faults
from casestream.store.keys import TOKEN, open_keys
from casestream.store.log import RECORDS
from casestream.store.providers import KeyFile
from casestream.testing import CLERK, PRESIDENT, evolve
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.scenario import CHIEF
from casestream.testing.simulator import StoryClock, play
from conftest import Clock

HAI, JIANG = "斛律海", "斛律江"
ERASURE: dict[str, Any] = {
    "ground": ErasureGround.RETENTION_EXPIRED, "requester": CLERK, "approvers": (CHIEF, PRESIDENT),
}  # fmt: skip


@pytest.fixture
def sealed(place: Path, clock: Clock) -> Iterator[SealedDocket]:
    """A docket with one case against two people, of whom one is in another case too."""
    with casestream.open(place, keys=f"{place}.keys", clock=clock) as docket:
        docket.handle(evolve(applying(1), debtors=(Party(name=HAI), Party(name=JIANG))), CLERK)
        docket.handle(filing(1), CLERK)
        docket.handle(evolve(applying(2), debtors=(Party(name=HAI),)), CLERK)
        yield docket


def everything_in(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def token(docket: SealedDocket, name: str) -> str:
    found = docket.keys.find(name)
    assert found is not None
    return found


# --- what is written and what is read ---


def test_no_file_holds_a_name_and_who_reads_sees_it(sealed: SealedDocket, tmp_path: Path) -> None:
    sealed.seal()
    sealed.report("ledger")
    assert HAI.encode() not in everything_in(tmp_path)
    assert case_state(sealed.case(number(1))).debtors == (HAI, JIANG)
    assert [record.event.debtor for record in sealed.history(basis(1)) if isinstance(record.event, DebtorNamed)] == [
        HAI,
        JIANG,
    ]
    assert HAI in str(sealed.report("ledger"))


def test_a_docket_without_keys_holds_its_names(docket: Docket, tmp_path: Path) -> None:
    """The negative control of the search."""
    docket.handle(evolve(applying(1), debtors=(Party(name=HAI),)), CLERK)
    assert HAI.encode() in everything_in(tmp_path)


def test_a_receipt_speaks_in_names_and_a_retry_is_answered(sealed: SealedDocket) -> None:
    ask = evolve(applying(3), debtors=(Party(name=JIANG),))
    receipt = sealed.handle(ask, CLERK, command_id="once")
    named = [event.debtor for event in receipt.events if isinstance(event, DebtorNamed)]
    assert named == [JIANG]
    again = sealed.handle(ask, CLERK, command_id="once")
    assert again.repeated
    assert again.events == receipt.events


def test_a_person_is_one_token_in_every_case(sealed: SealedDocket) -> None:
    raw = [sealed.log.case(basis(n)).all(DebtorNamed)[0].debtor for n in (1, 2)]
    assert raw[0] == raw[1] == token(sealed, HAI)


def test_a_token_may_be_given_for_a_name_and_one_that_was_never_given_is_refused(sealed: SealedDocket) -> None:
    receipt = sealed.handle(evolve(applying(3), debtors=(Party(name=token(sealed, HAI)),)), CLERK)
    assert HAI in str(receipt.events)
    with pytest.raises(NotAValue):
        sealed.handle(evolve(applying(4), debtors=(Party(name="p:aaaaaaaaaaaaaaaa"),)), CLERK)


def test_a_refusal_names_who_is_meant(sealed: SealedDocket) -> None:
    change = ApplyForPartyChange(
        case=basis(1), on=DAY, party="王五", side=Side.DEBTOR, ground=ChangeGround.OTHER_ENTITY, replaces="赵六"
    )
    with pytest.raises(BadRequest) as refused:
        sealed.handle(change, CLERK)
    assert "赵六 不能被替代" in str(refused.value)
    assert f"{HAI}、{JIANG}" in str(refused.value)
    assert not TOKEN.search(str(refused.value))


def test_a_proposal_holds_tokens_and_its_approval_still_fits(sealed: SealedDocket) -> None:
    step = RestrictConsumption(case=basis(1), on=DAY, debtor=HAI)
    sealed.handle(approval_of(step), PRESIDENT)
    raw = sealed.log.case(basis(1)).all(Approved)[0]
    assert HAI not in raw.proposal
    assert token(sealed, HAI) in raw.proposal
    shown = sealed.case(basis(1)).all(Approved)[0]
    assert HAI in shown.proposal
    with pytest.raises(Refused) as refused:
        sealed.handle(step, Actor("judge-1", "内0624", "handler"))
    assert [unmet.condition.name for unmet in refused.value.unmet] == ["notice_period_has_expired"], (
        "all but the approval"
    )


def test_a_debtors_own_stream_is_found_by_the_name_and_bears_a_token(sealed: SealedDocket) -> None:
    sealed.handle(RegisterDebtor(case=HAI, on=DAY, court="内0624", kind=PartyKind.NATURAL), CLERK)
    assert sealed.cases("debtor") == [token(sealed, HAI)]
    assert sealed.history(HAI) == sealed.history(token(sealed, HAI))
    assert sealed.named(token(sealed, HAI)) == HAI
    with pytest.raises(UnknownCase):
        sealed.case(JIANG)


def test_a_correction_seals_what_is_inside_it(sealed: SealedDocket, tmp_path: Path) -> None:
    named = next(record for record in sealed.history(basis(2)) if isinstance(record.event, DebtorNamed))
    event = evolve(named.event, debtor="斛律河")
    sealed.handle(CorrectRecord(case=basis(2), on=DAY, of=named.version, event=event, reason="登记有误"), PRESIDENT)
    assert case_state(sealed.case(basis(2))).debtors == ("斛律河",)
    assert "斛律河".encode() not in everything_in(tmp_path)
    corrected = sealed.history(basis(2))[-1]
    assert isinstance(corrected.event, Corrected)
    assert "/event/data/debtor" in sealed.sealed_values(corrected)


# --- the whole life of a court, sealed and not ---


def test_the_law_and_the_figures_are_the_same_where_names_are_sealed(tmp_path: Path) -> None:
    told: list[list[Any]] = []
    for keys in (None, tmp_path / "keys"):
        clock = StoryClock()
        opened = casestream.open(clock=clock, settings=sample_settings(), keys=keys) if keys else casestream.open(
            clock=clock, settings=sample_settings()
        )  # fmt: skip
        with opened as docket:
            scripts = plan_life("内0624", date(2023, 1, 1), date(2023, 12, 31), 60, seed=7)
            play(docket, clock, scripts, label="一年")
            made: list[Any] = [record.event for id in docket.cases() for record in docket.history(id)]
            made += [sorted(map(str, _rows(docket, name))) for name in ("ledger", "deadlines", "stock", "court")]
            made += [docket.recheck(MAY_FINE)]
            told.append(made)
    assert told[0] == told[1]


def _rows(docket: Docket, name: str) -> Any:
    """Which rows come first among equals is not the same: tokens are sorted otherwise than names."""
    return docket.report(name).as_dict()["rows"]


def test_effects_and_imports_go_through_the_seal(sealed: SealedDocket, tmp_path: Path) -> None:
    line = {
        "stream": basis(9), "court": "内0624", "type": "filing.applied", "on": "2025-03-10",
        "fields": {
            "basis": basis(9), "cause": "借款", "content": "", "court": "内0624", "claimed_fen": 100,
            "effective_on": "2024-12-01", "performance_due": "2025-01-10", "in_time": True,
        },
    }  # fmt: skip
    named = {
        "stream": basis(9),
        "court": "内0624",
        "type": "filing.debtor_named",
        "on": "2025-03-10",
        "fields": {"debtor": "斛律湖", "kind": "natural"},
    }
    outside = tmp_path.parent / f"{tmp_path.name}-lines.jsonl"
    outside.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in (line, named)), encoding="utf-8")
    with read_source(str(outside)) as source:
        outcome = import_history(sealed, source)
    assert outcome.written == 2, outcome.as_dict()
    carry_out(sealed, today=DAY)
    assert case_state(sealed.case(basis(9))).debtors == ("斛律湖",)
    assert "斛律湖".encode() not in everything_in(tmp_path)


# --- keys ---


def test_without_its_keys_a_docket_shows_tokens_and_takes_nothing(
    sealed: SealedDocket, place: Path, clock: Clock
) -> None:
    with casestream.open(place, clock=clock) as plain:
        assert TOKEN.fullmatch(case_state(plain.case(number(1))).debtors[0])
        with pytest.raises(KeysMissing):
            plain.handle(applying(3), CLERK)
        assert plain.log.last_position() == sealed.log.last_position()


def test_nothing_is_acknowledged_whose_names_a_changed_main_key_could_not_open(
    sealed: SealedDocket, place: Path, clock: Clock, tmp_path: Path
) -> None:
    with open_keys(sealed.keys.path) as keys:
        keys.rotate(KeyFile.create(tmp_path / "new.main"))
    before = sealed.log.last_position()
    for name in ("斛律湖", HAI):
        with pytest.raises(KeysMissing, match="用新的重新打开"):
            sealed.handle(evolve(applying(3), debtors=(Party(name=name),)), CLERK)
    assert sealed.log.last_position() == before
    sealed.close()
    with casestream.open(place, keys=f"{place}.keys", main_key=tmp_path / "new.main", clock=clock) as reopened:
        reopened.handle(evolve(applying(3), debtors=(Party(name="斛律湖"),)), CLERK)
        assert case_state(reopened.case(basis(3))).debtors == ("斛律湖",)
        assert reopened.verify().ok


def test_other_keys_do_not_open_it(sealed: SealedDocket, place: Path, tmp_path: Path) -> None:
    with pytest.raises(KeysMissing):
        casestream.open(place, keys=tmp_path / "others")


def test_a_key_store_serves_one_docket(sealed: SealedDocket, tmp_path: Path) -> None:
    with pytest.raises(KeysMissing):
        casestream.open(tmp_path / "other.db", keys=sealed.keys.path)
    assert sealed.case(number(1)).number == number(1)


def test_a_docket_that_was_begun_without_keys_is_not_sealed_later(docket: Docket, place: Path, tmp_path: Path) -> None:
    docket.handle(applying(1), CLERK)
    with pytest.raises(KeysMissing):
        casestream.open(place, keys=tmp_path / "keys")


def test_who_opened_it_before_it_was_sealed_writes_nothing_unsealed(place: Path, clock: Clock) -> None:
    with (
        casestream.open(place, clock=clock) as early,
        casestream.open(place, keys=f"{place}.keys", clock=clock) as sealed,
    ):
        sealed.handle(applying(1), CLERK)
        with pytest.raises(KeysMissing):
            early.handle(applying(2), CLERK)


def test_without_the_main_key_masks_are_read(sealed: SealedDocket, place: Path, clock: Clock) -> None:
    sealed.close()
    Path(f"{place}.keys.main").unlink()
    with casestream.open(place, keys=f"{place}.keys", clock=clock) as masked:
        assert case_state(masked.case(number(1))).debtors == ("斛某1", "斛某2")
        with pytest.raises(KeysMissing):
            masked.handle(evolve(applying(3)), CLERK)


@pytest.mark.parametrize("algorithm", ["aes-256-gcm", "sm4-gcm"])
def test_what_is_sealed_opens_from_the_record_and_nowhere_else(place: Path, clock: Clock, algorithm: str) -> None:
    with casestream.open(place, keys=f"{place}.keys", clock=clock, cipher=algorithm) as sealed:
        sealed.handle(evolve(applying(1), debtors=(Party(name=HAI),)), CLERK)
        records = sealed.history(basis(1))
        named = next(record for record in records if isinstance(record.event, DebtorNamed))
        assert sealed.sealed_values(named) == {"/debtor": HAI}
        assert not list(faults(sealed.log))
        elsewhere = next(record for record in records if record.position != named.position)
        with sealed.log.reading() as cursor:
            cursor.execute("SELECT sealed FROM events WHERE position=?", (named.position,))
            (stored,) = cursor.fetchone()
        with pytest.raises(SealBroken):
            sealed.log.seal.sealer.opened(elsewhere.stream, elsewhere.event_id, stored)  # type: ignore[union-attr]


def test_a_sealed_value_that_is_altered_is_found(sealed: SealedDocket, place: Path) -> None:
    position = next(record.position for record in sealed.history(basis(1)) if isinstance(record.event, DebtorNamed))
    sealed.log.close()
    with closing(sqlite3.connect(place)) as db:
        db.execute("DROP TRIGGER events_stay")
        (stored,) = db.execute("SELECT sealed FROM events WHERE position=?", (position,)).fetchone()
        told = json.loads(stored)
        (pointer,) = told["values"]
        told["values"][pointer][1] = "AAAA" + told["values"][pointer][1][4:]
        db.execute("UPDATE events SET sealed=? WHERE position=?", (json.dumps(told).encode(), position))
        db.commit()
    with casestream.open(place, keys=f"{place}.keys") as reopened:
        found = [fault for fault in faults(reopened.log) if fault.position == position]
    assert any("CS222" in fault.zh for fault in found)


def test_an_event_with_a_plain_name_is_not_written(sealed: SealedDocket) -> None:
    case = sealed.log.case(basis(1))
    with pytest.raises(SealBroken):
        sealed.log.append(case, [DebtorNamed(on=DAY, debtor="王五", kind=PartyKind.NATURAL)], envelope("bare"))


# --- erasing: that nothing is left in any file is tried in `torture.erasure` ---


def test_who_is_erased_reads_as_a_mask_everywhere_and_others_do_not(sealed: SealedDocket) -> None:
    sealed.handle(RegisterDebtor(case=HAI, on=DAY, court="内0624", kind=PartyKind.NATURAL), CLERK)
    before = [record.event_id for record in sealed.history(basis(1))]
    gone = token(sealed, HAI)
    sealed.erase(HAI, number="删1", retain_until=DAY, **ERASURE)
    assert case_state(sealed.case(number(1))).debtors == ("斛某", JIANG)
    assert case_state(sealed.case(basis(2))).debtors == ("斛某",)
    assert "斛某" in str(sealed.report("ledger"))
    assert [record.event_id for record in sealed.history(basis(1))] == before
    assert sealed.history(gone)[0].event.number == "斛某"  # type: ignore[attr-defined]
    assert sealed.named(gone) == f"斛某（{gone[2:]}）"
    named = next(record for record in sealed.history(basis(2)) if isinstance(record.event, DebtorNamed))
    assert sealed.sealed_values(named) == {"/debtor": "斛某"}
    assert sealed.keys.find(HAI) is None
    with pytest.raises(UnknownCase):
        sealed.history(HAI)
    sealed.handle(evolve(applying(5), debtors=(Party(name=HAI),)), CLERK)
    assert token(sealed, HAI) != gone, "who comes again is somebody new"
    assert case_state(sealed.case(basis(5))).debtors == (HAI,)


def test_two_people_whose_masks_are_alike_stay_two(sealed: SealedDocket) -> None:
    for turn, name in enumerate((HAI, JIANG)):
        sealed.erase(name, number=f"删{turn}", retain_until=DAY, **ERASURE)
    assert case_state(sealed.case(number(1))).debtors == ("斛某1", "斛某2")
    named = [record.event for record in sealed.history(basis(1)) if isinstance(record.event, DebtorNamed)]
    assert [event.debtor for event in named] == ["斛某1", "斛某2"]


def test_two_foreigners_whose_letter_is_the_same_stay_two(sealed: SealedDocket) -> None:
    names = ("John Smith", "Jane Roe")
    sealed.handle(evolve(applying(7), debtors=tuple(Party(name=name) for name in names)), CLERK)
    for turn, name in enumerate(names):
        sealed.erase(name, number=f"删{turn}", retain_until=DAY, **ERASURE)
    assert case_state(sealed.case(basis(7))).debtors == ("J1", "J2")


def test_an_erasure_changes_no_leaf_and_no_node_of_the_proof(sealed: SealedDocket) -> None:
    def proof() -> list[Any]:
        with sealed.log.reading() as cursor:
            cursor.execute("SELECT position, leaf FROM events WHERE position <= ?", (last,))
            return list(cursor.fetchall())

    last = sealed.log.last_position()
    before = proof()
    sealed.erase(HAI, number="删1", retain_until=DAY, **ERASURE)
    assert proof() == before
    assert sealed.verify().ok


def test_nothing_is_erased_while_retention_runs_or_for_one_voice(sealed: SealedDocket, clock: Clock) -> None:
    today = clock().date()
    with pytest.raises(Refused):
        sealed.erase(HAI, number="删1", retain_until=today, **ERASURE)
    with pytest.raises(Refused):
        sealed.erase(HAI, number="删1", retain_until=DAY, **{**ERASURE, "approvers": (CHIEF, CHIEF)})
    assert case_state(sealed.case(number(1))).debtors == (HAI, JIANG)
    assert sealed.cases("erasure") == [], "all or nothing"


def test_whom_only_is_stored_reads_as_a_mask_and_work_goes_on(sealed: SealedDocket, clock: Clock) -> None:
    today = clock().date()
    ask = RequestErasure(
        case="删1", on=today, person=HAI, ground=ErasureGround.CONSENT_WITHDRAWN, retain_until=today + timedelta(days=1)
    )
    sealed.handle(ask, CLERK)
    sealed.handle(RestrictProcessing(case="删1", on=today), CLERK)
    assert case_state(sealed.case(number(1))).debtors == ("斛某", JIANG)
    receipt = sealed.handle(LocateDebtor(case=basis(1), on=today, debtor=HAI, place="东胜区一号"), CLERK)
    assert "东胜区一号" not in str(sealed.case(basis(1)).events)
    for record in (*receipt.records, *sealed.history(basis(2))):
        assert not {HAI, "东胜区一号"} & set(sealed.sealed_values(record).values())
    assert sealed.verify().ok, "what is sealed is compared with the name, not with what is shown"


def test_an_erasure_that_is_rolled_back_erases_nothing(sealed: SealedDocket) -> None:
    def undone() -> None:
        with sealed.batch():
            sealed.erase(HAI, number="删1", retain_until=DAY, **ERASURE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert case_state(sealed.case(number(1))).debtors == (HAI, JIANG)


def test_an_erasure_whose_process_ended_in_between_is_carried_out_when_it_is_opened(
    sealed: SealedDocket, place: Path, clock: Clock, tmp_path: Path
) -> None:
    aside = tmp_path.parent / f"{tmp_path.name}-keys"
    shutil.copy(f"{place}.keys", aside)
    sealed.erase(HAI, number="删1", retain_until=DAY, **ERASURE)
    sealed.close()
    shutil.copy(aside, f"{place}.keys")  # As if the keys had not been reached: so a restored copy is erased again, too.
    with casestream.open(place, keys=f"{place}.keys", clock=clock) as reopened:
        assert case_state(reopened.case(number(1))).debtors == ("斛某", JIANG)
        assert reopened.keys.find(HAI) is None


# --- nobody erases alone, and nobody by mistake ---


def _write(docket: SealedDocket, *told: tuple[Event, Actor], number: str = "删1") -> None:
    """Past the law: what a docket may hold that was written before there was this or that safeguard."""
    for turn, (event, actor) in enumerate(told):
        case = docket.log.case(number)
        case.kind = "erasure"
        docket.log.append(case, [docket.protect(event)], envelope(f"{number}/{turn}", actor=actor))


ASKED = ErasureRequested(
    on=DAY, person=HAI, ground=ErasureGround.RETENTION_EXPIRED, retain_until=date(2025, 1, 1), requester=CLERK.id
)
DECIDED = ErasureDecided(on=DAY, person=HAI, ground=ErasureGround.RETENTION_EXPIRED, relied_on=())
RESTRICTED = ProcessingRestricted(on=DAY, person=HAI, until=date(2099, 1, 1), relied_on=())


def yes(actor: Actor, approver: str = "") -> tuple[Event, Actor]:
    """An approval that somebody recorded, for himself or for another."""
    return ErasureApproved(on=DAY, person=HAI, approver=approver or actor.id, post=Post.CHIEF), actor


WANG = Actor("wang", CHIEF.court, "chief")
ENOUGH = ((ASKED, CLERK), yes(CHIEF), yes(PRESIDENT))


@pytest.mark.parametrize(
    ("told", "is_gone"),
    [
        (((DECIDED, CLERK),), False),
        (((ASKED, CLERK), (DECIDED, CLERK)), False),
        (((ASKED, CLERK), yes(CHIEF), (DECIDED, CLERK)), False),
        (((ASKED, CLERK), yes(CHIEF), yes(CHIEF, "wang"), (DECIDED, CLERK)), False),
        (((ASKED, CLERK), yes(CHIEF), yes(CLERK), (DECIDED, CLERK)), False),
        (((ASKED, CLERK), yes(CHIEF), yes(WANG), (DECIDED, WANG)), False),
        ((yes(CHIEF), yes(PRESIDENT), (DECIDED, CLERK)), False),
        (((DECIDED, CLERK), *ENOUGH), False),
        (((evolve(ASKED, person=JIANG), CLERK), *ENOUGH[1:], (DECIDED, CLERK)), False),
        ((*ENOUGH, (DECIDED, CLERK)), True),
        (((RESTRICTED, CLERK),), False),
        (((ASKED, CLERK), (RESTRICTED, CLERK)), True),
    ],
)  # fmt: skip
def test_a_decision_is_carried_out_only_after_a_request_and_two_approvals_by_others(
    sealed: SealedDocket, place: Path, told: tuple[tuple[Event, Actor], ...], is_gone: bool
) -> None:
    _write(sealed, *told)
    sealed.close()
    with casestream.open(place, keys=f"{place}.keys") as reopened:
        assert case_state(reopened.case(number(1))).debtors == ("斛某" if is_gone else HAI, JIANG)


def _line(stream: str, type: str, /, **fields: Any) -> str:
    told = {"stream": stream, "court": "内0624", "type": type, "on": "2025-03-10", "fields": fields}
    return json.dumps(told, ensure_ascii=False)


def test_who_is_erased_while_he_is_imported_gets_no_second_life_under_two_tokens(
    sealed: SealedDocket, tmp_path: Path
) -> None:
    placed = {
        "stream": "斛律湖", "court": "内0624", "type": "bankruptcy.debtor_registered", "on": "2025-03-10",
        "fields": {"court": "内0624", "number": "斛律湖", "kind": "natural"},
    }  # fmt: skip
    outside = tmp_path.parent / f"{tmp_path.name}-lines.jsonl"
    outside.write_text(json.dumps(placed, ensure_ascii=False), encoding="utf-8")

    def erase(done: int, total: int) -> None:
        if (token := sealed.keys.find("斛律湖")) is not None:
            sealed.keys.erase(token)

    with read_source(str(outside)) as source, pytest.raises(ChangedMeanwhile):
        import_history(sealed, source, watch=erase)
    with read_source(str(outside)) as source:
        assert import_history(sealed, source).written == 1
    with sealed.log.reading() as cursor:
        cursor.execute("SELECT id FROM streams WHERE kind = 'debtor'")
        ids = [id for (id,) in cursor.fetchall()]
    assert sealed.keys.find("斛律湖") in ids


def test_no_line_of_an_import_erases_and_the_rest_of_it_comes_in(
    sealed: SealedDocket, place: Path, tmp_path: Path
) -> None:
    sealed.handle(
        RequestErasure(case="删2", on=DAY, person=JIANG, ground=ErasureGround.UNLAWFUL, retain_until=DAY), CLERK
    )
    decided = {"person": HAI, "ground": "retention_expired", "relied_on": []}
    approved = {"on": "2025-03-10", "person": JIANG, "approver": "wang", "post": "chief"}
    inner = {"type": "erasure.approved", "schema": 1, "data": approved}
    lines = (
        _line("接警-1", "hotline.call_received", court="内0624", number="接警-1", tip="线索"),
        _line("删1", "erasure.decided", **decided),
        _line("删2", "record.corrected", of=1, reason="误记", event=inner),
        _line("删2", "record.annulled", of=1, reason="误记"),
    )  # fmt: skip
    (tmp_path / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with read_source(tmp_path / "lines.jsonl") as source:
        outcome = import_history(sealed, source, keep_going=True)
    assert [(each["line"], each["code"]) for each in outcome.problems] == [(2, "CS100"), (3, "CS100"), (4, "CS100")]
    assert outcome.written == 1
    assert len(sealed.history("删2")) == 1
    sealed.close()
    with casestream.open(place, keys=f"{place}.keys") as reopened:
        assert case_state(reopened.case(number(1))).debtors == (HAI, JIANG)


def test_a_name_that_is_not_in_the_docket_is_not_erased_for_another(sealed: SealedDocket) -> None:
    persons = sealed.keys.counts()
    with pytest.raises(BadRequest, match="核对姓名"):
        sealed.erase("斛律诲", number="删1", retain_until=DAY, **ERASURE)
    assert (sealed.cases("erasure"), sealed.keys.counts()) == ([], persons)
    sealed.erase(token(sealed, HAI), number="删1", retain_until=DAY, **ERASURE)
    assert case_state(sealed.case(number(1))).debtors == ("斛某", JIANG)


def test_whom_another_process_is_about_to_erase_comes_in_as_somebody_new(
    sealed: SealedDocket, place: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other has decided and not reached the keys; while we name somebody nobody can decide."""
    with casestream.open(place, keys=f"{place}.keys", clock=clock) as other:
        with monkeypatch.context() as slow:
            slow.setattr(other, "_carry_out_committed", lambda: None)
            other.erase(HAI, number="删1", retain_until=DAY, **ERASURE)
        named, is_writing = sealed.keys.token, []

        def naming(*about: str) -> str:
            is_writing.append(sealed.log.recorder.is_writing)
            return named(*about)

        monkeypatch.setattr(sealed.keys, "token", naming)
        sealed.handle(evolve(applying(5), debtors=(Party(name=HAI),)), CLERK)
        assert is_writing
        assert all(is_writing)
        other.carry_out_erasures()
    assert case_state(sealed.case(basis(5))).debtors == (HAI,)
    assert case_state(sealed.case(number(1))).debtors == ("斛某", JIANG)


def test_what_could_not_be_wiped_is_wiped_with_the_next_command(
    sealed: SealedDocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    def unwiped() -> int:
        with closing(sqlite3.connect(sealed.keys.path)) as db:
            return int(db.execute("SELECT count(*) FROM store WHERE key='unwiped'").fetchone()[0])

    with monkeypatch.context() as disk:
        disk.setattr(sealed.keys, "_wipe", full)
        with pytest.raises(KeysFailed):
            sealed.erase(HAI, number="删1", retain_until=DAY, **ERASURE)
    assert unwiped() == 1
    sealed.handle(applying(5), CLERK)
    assert unwiped() == 0


def test_a_docket_with_nothing_to_erase_is_opened_without_writing_to_its_keys(
    sealed: SealedDocket, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed.erase(HAI, number="删1", retain_until=DAY, **ERASURE)
    sealed.close()
    monkeypatch.setattr("casestream.store.keys.LOCK_TIMEOUT_SECONDS", 0)
    with closing(sqlite3.connect(f"{place}.keys", isolation_level=None)) as elsewhere:
        elsewhere.execute("BEGIN IMMEDIATE")  # Nobody else can write.
        with casestream.open(place, keys=f"{place}.keys") as reopened:
            assert case_state(reopened.case(number(1))).debtors == ("斛某", JIANG)


def test_decisions_are_found_without_reading_every_event(sealed: SealedDocket) -> None:
    with sealed.log.reading() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {RECORDS} {ALL_DECISIONS} ORDER BY position LIMIT 9")
        steps = [str(row[3]) for row in cursor.fetchall()]
    assert not [step for step in steps if step.startswith("SCAN events")], steps
