"""A docket against its proof: nobody alters, deletes, inserts, swaps, forges or cuts off a record unseen."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import casestream
from audit.attacks import ATTACKS, Known, forget, prove_anew, sql, then, unlocked
from audit.dockets import SIGNER, VKEY, Attacked, a_docket
from cases import applying
from casestream.audit.verify import Verification
from casestream.cli import run
from casestream.docket import Docket
from casestream.kernel.errors import BadRequest, LogRewritten, MalformedNote
from casestream.store.note import Checkpoint, Note, Signer, sign
from casestream.testing import CLERK

RECORDS = 360


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """Sixty cases, signed after fifty and after all."""
    return a_docket(tmp_path_factory.mktemp("sound") / "court.db")


@pytest.fixture
def attacked(sound: Attacked, place: Path) -> Attacked:
    """A copy of the file to be attacked."""
    shutil.copy(sound.place, place)
    return Attacked(place, sound.held)


def found(attacked: Attacked, *, held: bool = True) -> Verification:
    """What the auditor finds, with the checkpoints that he holds or without."""
    with casestream.open(attacked.place, create=False) as docket:
        return docket.verify(checkpoints=attacked.held if held else (), vkeys=[VKEY])


def test_a_sound_docket_is_what_was_signed(attacked: Attacked) -> None:
    verification = found(attacked)
    assert verification.faults == ()
    assert verification.ok
    assert (verification.records, verification.upheld, verification.proven) == (RECORDS, (300, RECORDS), RECORDS)
    head = Checkpoint.of(Note.of(attacked.held[-1]).text)
    assert verification.root == f"sha256:{head.root.hex()}"
    assert verification.origin == head.origin


@pytest.mark.parametrize("known", ATTACKS, ids=lambda known: known.name)
def test_an_attack_on_the_file_is_found_where_it_was_made(attacked: Attacked, known: Known) -> None:
    with unlocked(attacked.place) as connection:
        known.attack(connection)
    verification = found(attacked)
    assert not verification.ok
    assert any(fault.position in known.at for fault in verification.faults), verification.faults


def test_a_guard_of_the_file_that_does_nothing_any_more_is_found(attacked: Attacked) -> None:
    with closing(sqlite3.connect(attacked.place)) as connection, connection:
        connection.execute("DROP TRIGGER events_stay")
        connection.execute("CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT 1; END")
    assert [fault.en for fault in found(attacked).faults] == ["events_stay is not as it was made"]


def test_a_log_with_a_hole_says_so_to_whoever_comes_across_it(attacked: Attacked) -> None:
    with unlocked(attacked.place) as connection:
        connection.execute("DELETE FROM events WHERE position = 180")
        connection.execute("INSERT INTO streams VALUES (NULL, '没有记录', 'case')")
    with casestream.open(attacked.place) as docket:
        with pytest.raises(LogRewritten):
            docket.case("没有记录", known_at=datetime(2025, 9, 1, tzinfo=UTC))
        with pytest.raises(LogRewritten):
            docket.report("court", known_at=datetime(2025, 9, 1, tzinfo=UTC))


def test_what_is_written_after_a_checkpoint_is_not_proven_yet(attacked: Attacked) -> None:
    with casestream.open(attacked.place) as docket:
        docket.handle(applying(61), CLERK)
    verification = found(attacked)
    assert verification.ok
    assert (verification.records, verification.proven) == (RECORDS + 3, RECORDS)


CUT_OFF = then(lambda connection: forget(connection, 198), sql("DELETE FROM checkpoints"), prove_anew)


def test_a_file_that_was_forged_throughout_is_found_by_a_checkpoint_held_elsewhere_only(attacked: Attacked) -> None:
    """The negative control, and the limit: of a file that agrees with itself, only somebody else's memory tells."""
    with unlocked(attacked.place) as connection:
        CUT_OFF(connection)
    alone = found(attacked, held=False)
    assert alone.ok
    assert (alone.records, alone.proven) == (198, 0)
    verification = found(attacked)
    assert [fault.position for fault in verification.faults] == [199, 199]


def test_the_first_checkpoint_that_does_not_hold_says_between_which_two_it_was(attacked: Attacked) -> None:
    with unlocked(attacked.place) as connection:
        then(sql("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 355"), prove_anew)(connection)
    verification = found(attacked)
    assert verification.upheld == (300,)
    assert verification.proven == 300
    assert {fault.position for fault in verification.faults} == {301, 356}  # 356: recorded before 355, now.


def test_checkpoints_of_nobody_known_prove_nothing_and_wrong_ones_are_faults(attacked: Attacked) -> None:
    stranger = Signer.new("stranger.example")
    text = Note.of(attacked.held[-1]).text
    with casestream.open(attacked.place) as docket:
        for data, told in (
            (bytes(sign(text, stranger)), "no trusted key"),
            (attacked.held[-1].replace(b"\n360\n", b"\n359\n"), "not over this text"),
            (bytes(sign(text.replace("casestream/", "casestream/0"), SIGNER)), "is of casestream/0"),
            (bytes(sign(text.replace("sha256", "sha1"), SIGNER)), "no hash algorithm sha1"),
            (b"\xff", "not UTF-8"),
            (b"", "no signatures"),
        ):
            verification = docket.verify(checkpoints=[data], vkeys=[VKEY])
            assert [told in fault.en for fault in verification.faults] == [True]
        assert docket.verify(vkeys=[str(stranger.verifier)]).proven == 0
        assert docket.verify().proven == 0
        assert docket.verify().ok
        with pytest.raises(MalformedNote):
            docket.verify(vkeys=["court.example"])


def test_a_docket_proven_by_sm3_is_verified_by_sm3(place: Path) -> None:
    attacked = a_docket(place, cases=50, signed_after=(50,), hash="sm3")
    verification = found(attacked)
    assert verification.proven == 300
    assert verification.root.startswith("sm3:")
    with unlocked(place) as connection:
        connection.execute("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 300")
    assert [fault.position for fault in found(attacked).faults] == [300]


def test_it_reads_a_page_at_a_time_and_says_how_far_it_is(attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casestream.store.faults.PAGE", 100)
    told: list[tuple[int, int]] = []
    with casestream.open(attacked.place) as docket:
        assert docket.verify(tell=lambda done, total, _: told.append((done, total))).ok
    assert told == [(100, 360), (200, 360), (300, 360), (360, 360)]


def test_a_segment_that_says_otherwise_than_the_log_is_a_fault(attacked: Attacked) -> None:
    with casestream.open(attacked.place) as docket:
        docket.seal()
        assert docket.verify().ok
    with unlocked(attacked.place) as connection:
        then(sql("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 355"), prove_anew)(connection)
    assert any("segment" in fault.en for fault in found(attacked).faults)


# --- checkpoints ---


def test_the_same_head_is_signed_once(docket: Docket) -> None:
    docket.handle(applying(1), CLERK)
    first = docket.checkpoint(SIGNER)
    assert docket.checkpoint(SIGNER) == first
    docket.handle(applying(2), CLERK)
    assert Checkpoint.of(docket.checkpoint(SIGNER).text).size == 6
    assert docket.verify(vkeys=[VKEY]).upheld == (3, 6)


def test_an_empty_docket_has_no_head_to_sign(docket: Docket) -> None:
    with pytest.raises(BadRequest, match="empty"):
        docket.checkpoint(SIGNER)


@pytest.mark.parametrize(
    "attack",
    [
        then(sql("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 3"), prove_anew),
        sql("UPDATE checkpoints SET size = 400, note = replace(note, char(10)||'360'||char(10), char(10)||'400'||char(10)) "
            "WHERE size = 360"),
        sql("DELETE FROM tree"),
    ],
)  # fmt: skip
def test_nothing_is_signed_over_a_log_that_was_rewritten(
    attacked: Attacked, attack: Callable[..., None], tmp_path: Path
) -> None:
    with unlocked(attacked.place) as connection:
        attack(connection)
    with casestream.open(attacked.place) as docket:
        with pytest.raises(LogRewritten, match="CS232"):
            docket.checkpoint(SIGNER)
        with pytest.raises(LogRewritten, match="CS232"):
            docket.evidence(docket.cases()[0], tmp_path / "evidence", SIGNER)
    assert not (tmp_path / "evidence").exists()


# --- on the command line ---


def test_the_command_says_what_is_wrong_and_where(
    attacked: Attacked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note, key = tmp_path / "court.note", tmp_path / "court.vkey"
    note.write_bytes(attacked.held[-1])
    key.write_text(f"{VKEY}\n", encoding="utf-8")
    place = str(attacked.place)
    assert run(["verify", place, "--checkpoint", str(note), "--vkey", str(key), "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert "trusted keys have signed the first 360 records" in english
    assert f" {note.read_text(encoding='utf-8').splitlines()[2]}\n" in english, "the root as the note writes it"
    assert not any("\u4e00" <= character <= "\u9fff" for character in english)
    assert run(["verify", place]) == 0
    assert "未给出公钥" in capsys.readouterr().out
    with unlocked(place) as connection:
        connection.execute("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 7")
    assert run(["verify", place, "--vkey", VKEY]) == 1
    assert "位置 7：记录与其校验叶不符" in capsys.readouterr().out
    assert run(["verify", place, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["position"] == 7
    assert run(["verify", place, "--checkpoint", str(tmp_path / "nowhere.note"), "--lang", "en"]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err
    assert run(["verify", place, "--checkpoint", str(key), "--json"]) == 2, "a key is no checkpoint"
    told = capsys.readouterr()
    assert (told.out, "不是检查点" in told.err) == ("", True)


def test_keys_are_made_once_and_sign(attacked: Attacked, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, copy = tmp_path / "court.key", tmp_path / "court.note"
    assert run(["keygen", "court.example/new", "-o", str(key)]) == 0
    vkey = capsys.readouterr().out.strip()
    assert key.stat().st_mode & 0o777 == 0o600
    assert str(Signer.of(key.read_text(encoding="utf-8")).verifier) == vkey
    assert run(["keygen", "court.example/new", "-o", str(key), "--lang", "en"]) == 2
    assert "CS203" in capsys.readouterr().err
    assert run(["keygen", "court.example/new", "-o", str(key)]) == 2
    assert f"{key}：已存在" in capsys.readouterr().err
    assert run(["checkpoint", str(attacked.place), "--key", str(key), "-o", str(copy)]) == 0
    assert capsys.readouterr().out.encode() == copy.read_bytes()
    assert run(["verify", str(attacked.place), "--checkpoint", str(copy), "--vkey", vkey, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["proven"] == RECORDS
