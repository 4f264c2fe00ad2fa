"""On the command line: a docket with keys, one erased hand by hand, keys shown and changed."""

import base64
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import casestream
from cases import COURT, DAY, NOW, applying, basis, filing, number
from casestream.cli import run
from casestream.procedures.bankruptcy import RegisterDebtor
from casestream.procedures.filing import Party, PartyKind
from casestream.testing import CLERK, evolve

HAI = "斛律海"


@pytest.fixture
def court(tmp_path: Path) -> Path:
    """A folder with a sealed docket, one case in it."""
    with casestream.open(tmp_path / "court.db", keys=tmp_path / "keys", clock=lambda: NOW) as docket:
        docket.handle(evolve(applying(1), debtors=(Party(name=HAI),)), CLERK)
        docket.handle(filing(1), CLERK)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out, told.err


def keyed(court: Path, *words: object) -> tuple[object, ...]:
    return (*words, "--keys", court / "keys")


def test_names_are_shown_to_who_has_the_keys(court: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("ls",), ("report", "ledger"), ("export", "--unmasked")):
        code, out, _ = said(capsys, *keyed(court, *words, court / "court.db"))
        assert (code, HAI in out) == (0, True), words
        code, out, _ = said(capsys, *words, court / "court.db")
        assert (code, HAI in out, "p:" in out) == (0, False, True), words
    code, out, _ = said(capsys, *keyed(court, "show", court / "court.db", number(1)))
    assert (code, HAI in out) == (0, True)


def test_the_keys_are_taken_from_the_environment(
    court: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASESTREAM_KEYS", str(court / "keys"))
    assert HAI in said(capsys, "ls", court / "court.db")[1]


def test_doctor_opens_what_is_sealed(court: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, *keyed(court, "doctor", court / "court.db"))[0] == 0


def test_verify_says_whether_it_opened_what_is_sealed(court: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unopened = "密封的姓名未打开核对"
    code, out, _ = said(capsys, "verify", court / "court.db")
    assert (code, unopened in out) == (0, True)
    code, out, _ = said(capsys, *keyed(court, "verify", court / "court.db"))
    assert (code, unopened in out) == (0, False)
    _alter(court / "court.db")
    assert "CS222" not in said(capsys, "verify", court / "court.db")[1]
    code, out, _ = said(capsys, *keyed(court, "verify", court / "court.db"))
    assert (code, "CS222" in out) == (1, True)
    (court / "keys.main").rename(court / "safe")
    assert unopened in said(capsys, *keyed(court, "verify", court / "court.db"))[1]


def test_a_docket_without_keys_has_nothing_to_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with casestream.open(tmp_path / "plain.db", clock=lambda: NOW) as docket:
        docket.handle(applying(1), CLERK)
    assert json.loads(said(capsys, "verify", tmp_path / "plain.db", "--json")[1])["unchecked"] == []


def _alter(place: Path) -> None:
    """One bit of one sealed value."""
    with closing(sqlite3.connect(place)) as db:
        db.execute("DROP TRIGGER events_stay")
        position, stored = db.execute("SELECT position, sealed FROM events WHERE sealed IS NOT NULL").fetchone()
        told = json.loads(stored)
        pointer = min(told["values"])
        sealed = bytearray(base64.b64decode(told["values"][pointer][1]))
        sealed[-1] ^= 1
        told["values"][pointer][1] = base64.b64encode(sealed).decode()
        db.execute("UPDATE events SET sealed=? WHERE position=?", (json.dumps(told).encode(), position))
        db.commit()


def test_the_evidence_of_somebodys_own_stream_is_found_by_the_name_and_holds_none(
    court: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with casestream.open(court / "court.db", keys=court / "keys", clock=lambda: NOW) as docket:
        docket.handle(RegisterDebtor(case=HAI, on=DAY, court=COURT, kind=PartyKind.NATURAL), CLERK)
    assert said(capsys, "keygen", "court.example/log", "-o", court / "log.key")[0] == 0
    words = ("export", court / "court.db", "--evidence", HAI, "--key", court / "log.key", "-o", court / "evidence")
    assert said(capsys, *words)[0] == 2, "without its keys the docket knows no name"
    code, _, err = said(capsys, *keyed(court, *words))
    assert (code, err) == (0, "")
    written = [path.read_bytes() for path in (court / "evidence").rglob("*") if path.is_file()]
    assert written
    assert HAI.encode() not in b"".join(written)


def test_what_is_exported_is_imported_into_another_sealed_docket(
    court: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = court / "lines.jsonl"
    lines.write_text(said(capsys, *keyed(court, "export", "--unmasked", court / "court.db"))[1], encoding="utf-8")
    code, _, _ = said(capsys, "import", court / "other.db", lines, "--keys", court / "other-keys")
    assert code in (0, 1)
    lines.unlink()
    assert HAI in said(capsys, "ls", court / "other.db", "--keys", court / "other-keys")[1]
    assert HAI.encode() not in b"".join(path.read_bytes() for path in court.iterdir())


def test_one_asks_two_approve_and_it_is_decided(court: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def step(name: str, who: str, *more: object, person: str = HAI) -> tuple[int, str, str]:
        words = (
            "erase",
            court / "court.db",
            person,
            "--number",
            "删1",
            "--step",
            name,
            "--on",
            "2025-09-16",
            "--as",
            who,
        )
        return said(capsys, *keyed(court, *words, *more))

    assert step("request", "zhang/内0624/clerk")[0] == 2, "until when it is retained is not said"
    assert step("request", "zhang/内0624/clerk", "--retained-until", "2025-09-15")[0] == 0
    assert step("decide", "zhang/内0624/clerk")[0] == 1, "nobody approved"
    assert step("approve", "li/内0624/chief", person="斛律江")[0] == 2, "the request is about another"
    assert step("approve", "zhang/内0624/chief")[0] == 1, "who asked does not approve"
    assert "已批准 1 人（须 2 人）：li" in step("approve", "li/内0624/chief")[1]
    assert "此前已办，未作变更；已批准 1 人" in step("approve", "li/内0624/chief")[1], "the same voice twice is one"
    assert step("decide", "zhang/内0624/clerk")[0] == 1, "one voice is not two"
    assert step("approve", "wang/内0624/president")[0] == 0
    assert step("decide", "li/内0624/chief")[0] == 1, "who approved does not decide"
    code, out, _ = step("decide", "zhang/内0624/clerk", "--json")
    assert code == 0
    told = json.loads(out)
    assert ([each["type"] for each in told["events"]], told["approvers"]) == (["erasure.decided"], ["li", "wang"])
    assert told["shown"] == "斛某"
    _, out, _ = said(capsys, *keyed(court, "show", court / "court.db", basis(1)))
    assert "斛某" in out
    assert HAI not in out


def test_who_acts_is_said_whole(court: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("erase", court / "court.db", HAI, "--number", "删1", "--step", "approve", "--as", "zhang")
    assert said(capsys, *keyed(court, *words))[0] == 2


def test_without_keys_nothing_can_be_erased(court: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("erase", court / "court.db", HAI, "--number", "删1", "--step", "approve", "--as", "li/内0624/chief")
    code, _, err = said(capsys, *words)
    assert (code, "CS220" in err) == (2, True)


def test_keys_are_shown_without_names_and_their_main_key_is_changed(
    court: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = said(capsys, "keys", "show", court / "keys", "--json")
    shown = json.loads(out)
    assert (shown["persons"], shown["erased"], shown["cipher"]) == (2, 0, "aes-256-gcm")
    assert HAI not in out
    assert said(capsys, "keys", "rotate", court / "keys", "--new-main-key", court / "new.main")[0] == 0
    code, _, err = said(capsys, *keyed(court, "ls", court / "court.db"))
    assert (code, "CS220" in err) == (2, True)
    assert HAI in said(capsys, *keyed(court, "ls", court / "court.db"), "--main-key", court / "new.main")[1]
