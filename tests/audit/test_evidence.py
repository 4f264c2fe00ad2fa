"""Evidence of a case: two verifiers that know nothing of casestream agree on it, and on every byte that is changed."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import casestream
from audit.attacks import prove_anew, unlocked
from audit.dockets import SIGNER, VKEY, Attacked, a_docket
from cases import applying, basis
from casestream.audit.evidence import Evidence
from casestream.audit.standalone.verify import FIELDS, TOLD, Bundle, bencoded
from casestream.cli import run
from casestream.kernel.errors import LogRewritten, NotWritable, UnknownCase
from casestream.kernel.event import evolve
from casestream.procedures.filing import Party
from casestream.store import leaf
from casestream.store.hashing import Hash
from casestream.store.note import Checkpoint, Note, Signer, sign
from casestream.testing import CLERK

NODE = shutil.which("node")
SECOND = Path(__file__).with_name("verify.mjs")
CASE = basis(7)
Faults = set[tuple[str, str]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """Sixty cases, signed after fifty and after all."""
    return a_docket(tmp_path_factory.mktemp("sound") / "court.db")


@pytest.fixture(scope="module")
def evidence(sound: Attacked) -> Evidence:
    """The evidence of one of them."""
    with casestream.open(sound.place) as docket:
        return docket.evidence(CASE, sound.place.with_name("evidence"), SIGNER)


@pytest.fixture
def bundle(evidence: Evidence, tmp_path: Path) -> Path:
    """A copy of it to be tampered with."""
    return Path(shutil.copytree(evidence.folder, tmp_path / "bundle"))


def by_python(folder: Path, *vkeys: str) -> Faults:
    """What the stand-alone verifier finds, by its own code."""
    return set(Bundle(folder, vkeys).verify().faults)


def by_node(folder: Path, *vkeys: str) -> Faults:
    """What the other one finds."""
    if NODE is None:
        pytest.skip("NO NODE: the second verifier was NOT RUN; install nodejs")
    done = subprocess.run([NODE, str(SECOND), str(folder), *vkeys], capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert (told["ok"], done.returncode) in ((True, 0), (False, 1))
    return {(fault["code"], fault["where"]) for fault in told["faults"]}


def agreed(folder: Path, *vkeys: str) -> Faults:
    """What both find."""
    found = by_python(folder, *vkeys)
    assert by_node(folder, *vkeys) == found
    return found


def alone(folder: Path, *words: str, without: str = "") -> subprocess.CompletedProcess[str]:
    """The program that lies in the bundle, run where casestream is not to be had."""
    hidden = f"sys.modules['{without}'] = None; " if without else ""
    program = f"runpy.run_path({str(folder / 'verify.py')!r}, run_name='__main__')"
    code = f"import sys, runpy; {hidden}sys.argv = {['verify.py', *words]!r}; {program}"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=folder.parent, env={"PATH": os.defpath}
    )  # fmt: skip


# --- good evidence ---


def test_the_program_in_the_bundle_finds_all_as_it_should_be(bundle: Path) -> None:
    done = subprocess.run([sys.executable, "verify.py"], cwd=bundle, capture_output=True, check=False)
    assert done.returncode == 0, done
    told = done.stdout.decode()
    assert "√ 全部成立" in told
    assert f"案件 {CASE}：6 条记录" in told
    assert "请与法院公布的公钥核对" in told
    done = subprocess.run(
        [sys.executable, "verify.py", "--vkey", VKEY, "--lang", "en"], cwd=bundle, capture_output=True
    )
    assert done.returncode == 0
    assert "came with the bundle" not in done.stdout.decode()


def test_both_verifiers_take_good_evidence(bundle: Path) -> None:
    assert agreed(bundle) == agreed(bundle, VKEY) == set()


@pytest.mark.parametrize("hash", ["sha256", "sm3"])
def test_evidence_of_every_case_is_good_under_either_hash(tmp_path: Path, hash: str) -> None:
    attacked = a_docket(tmp_path / "court.db", cases=5, signed_after=(1, 2, 3), hash=hash)
    with casestream.open(attacked.place) as docket:
        for at, case in enumerate(docket.cases()):
            made = docket.evidence(case, tmp_path / str(at), SIGNER)
            assert (made.records, made.checkpoint.size) == (6, 30)
            assert agreed(made.folder, VKEY) == set()
    assert (tmp_path / "0" / "manifest.note").read_text(encoding="utf-8").count(f"file {hash}:") == 10


def test_the_evidence_is_of_what_is_stored(bundle: Path, sound: Attacked) -> None:
    records = [json.loads(line) for line in (bundle / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    with casestream.open(sound.place) as docket:
        assert [record["type"] for record in records] == [record.type for record in docket.history(CASE)]
    assert [record["version"] for record in records] == [1, 2, 3, 4, 5, 6]
    assert {record["stream"] for record in records} == {CASE}


def test_the_rules_of_the_decisions_are_told_as_they_bound_on_their_days(bundle: Path) -> None:
    assert (bundle / "rules.md").read_text(encoding="utf-8").startswith("# 决定所依规则")


def test_the_program_knows_a_leaf_as_the_store_does() -> None:
    assert FIELDS == leaf.FIELDS
    values = (1, "案件", b"\x00\xff", None, -5, "", *[None] * 19)
    assert bencoded(["casestream/1", *values]) == leaf.leaf_data(values)


def test_without_the_package_for_signatures_all_else_is_checked_and_it_says_so(bundle: Path) -> None:
    done = alone(bundle, "--lang", "en", without="cryptography")
    assert done.returncode == 2
    assert "not checked: manifest.note, checkpoints/300.note, checkpoints/360.note" in done.stdout
    assert "all holds" not in done.stdout
    edit(bundle / "records.jsonl", '"version":2', '"version":3')
    done = alone(bundle, "--json", without="cryptography")
    assert done.returncode == 1
    assert {fault["code"] for fault in json.loads(done.stdout)["faults"]} == {"file-altered", "record-not-in-log"}


def test_the_program_does_without_casestream(bundle: Path) -> None:
    assert alone(bundle, without="casestream").returncode == 0


def test_evidence_of_a_docket_that_seals_names_proves_the_records_and_tells_no_name(tmp_path: Path) -> None:
    debtor = Party(name="欧阳明月")
    with casestream.open(tmp_path / "court.db", keys=tmp_path / "keys") as docket:
        docket.handle(evolve(applying(1), debtors=(debtor,)), CLERK)
        made = docket.evidence(basis(1), tmp_path / "evidence", SIGNER)
        assert docket.verify(vkeys=[VKEY]).proven == 3
    assert agreed(made.folder, VKEY) == set()
    files = [path.read_bytes() for path in made.folder.rglob("*") if path.is_file()]
    assert not any(debtor.name.encode() in data for data in files)
    assert b'"sealed":"' in (made.folder / "records.jsonl").read_bytes()


# --- tampered with ---


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def positions(folder: Path) -> list[tuple[str, int]]:
    """Every byte of every file."""
    return [
        (path.relative_to(folder).as_posix(), at)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for at in range(path.stat().st_size)
    ]


def flipped(folder: Path, count: int, seed: int) -> Iterator[str]:
    """The bundle with one bit of one byte changed, so many times."""
    generator = random.Random(seed)
    for name, at in generator.sample(positions(folder), count):
        path = folder / name
        good = path.read_bytes()
        path.write_bytes(good[:at] + bytes([good[at] ^ 1 << generator.randrange(8)]) + good[at + 1 :])
        yield f"{name}:{at}"
        path.write_bytes(good)


def test_no_byte_can_be_changed(bundle: Path) -> None:
    for what in flipped(bundle, 250, seed=5):
        assert by_python(bundle, VKEY), what
        assert by_python(bundle), what
    assert by_python(bundle) == set()


def test_the_second_verifier_finds_the_same_in_every_altered_byte(bundle: Path) -> None:
    for what in flipped(bundle, 12, seed=6):
        assert agreed(bundle, VKEY), what


def test_the_signed_manifest_cannot_be_changed(bundle: Path) -> None:
    path = bundle / "manifest.note"
    good = path.read_bytes()
    for at in range(0, len(good), 5):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert by_python(bundle, VKEY), at


def relisted(folder: Path, signer: Signer = SIGNER) -> None:
    """Write the manifest again over the files as they are: what whoever holds a key can do."""
    old = Note.of((folder / "manifest.note").read_bytes()).text.split("\n")[:5]
    hash = Hash(old[4].removeprefix("hash "))
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    files = [
        f"file {hash.told(hash.of((folder / name).read_bytes()))} {name}" for name in names if name != "manifest.note"
    ]
    (folder / "manifest.note").write_bytes(bytes(sign("\n".join([*old, *files]) + "\n", signer)))


def drop_last(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")


def swap_the_first_two(folder: Path) -> None:
    for name in ("records.jsonl", "proofs.jsonl"):
        first, second, *rest = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join([second, first, *rest]), encoding="utf-8")


def leave_out_the_last(folder: Path) -> None:
    for name in ("records.jsonl", "proofs.jsonl"):
        drop_last(folder / name)


def leave_out_the_third(folder: Path) -> None:
    for name in ("records.jsonl", "proofs.jsonl"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join([*lines[:2], *lines[3:]]), encoding="utf-8")


def resign_newest(folder: Path, change: Callable[[Checkpoint], Checkpoint]) -> None:
    path = folder / "checkpoints" / "360.note"
    checkpoint = change(Checkpoint.of(Note.of(path.read_bytes()).text))
    path.write_bytes(bytes(sign(checkpoint.text, SIGNER)))


def evolved(**changes: Any) -> Callable[[Checkpoint], Checkpoint]:
    return lambda checkpoint: attrs.evolve(checkpoint, **changes)


# What even the holder of the key cannot do unseen: the manifest is signed again over each of these.
TAMPERED: dict[str, tuple[Callable[[Path], Any], Faults]] = {
    "a field altered": (
        lambda folder: edit(folder / "records.jsonl", '"court":"内0624"', '"court":"内0625"'),
        {("record-not-in-log", "records.jsonl:1")},
    ),
    "a field twice": (
        lambda folder: edit(folder / "records.jsonl", '"version":1,', '"version":1,"version":1,'),
        {("record-malformed", "records.jsonl:1"), ("records-missing", "records.jsonl")},
    ),
    "a number as text": (
        lambda folder: edit(folder / "records.jsonl", '"version":1,', '"version":"1",'),
        {("record-malformed", "records.jsonl:1"), ("records-missing", "records.jsonl")},
    ),
    "a number with a fraction": (
        lambda folder: edit(folder / "records.jsonl", '"version":1,', '"version":1.0,'),
        {("record-malformed", "records.jsonl:1"), ("records-missing", "records.jsonl")},
    ),
    "no JSON": (
        lambda folder: edit(folder / "records.jsonl", "{", "["),
        {("record-malformed", "records.jsonl:1"), ("records-missing", "records.jsonl")},
    ),
    "two records swapped": (
        swap_the_first_two,
        {("versions-gap", "records.jsonl:1"), ("versions-gap", "records.jsonl:2")},
    ),
    "the last record left out": (
        leave_out_the_last,
        {("records-missing", "records.jsonl")},
    ),
    "a record left out": (
        leave_out_the_third,
        {("versions-gap", f"records.jsonl:{at}") for at in (3, 4, 5)} | {("records-missing", "records.jsonl")},
    ),
    "a proof left out": (
        lambda folder: drop_last(folder / "proofs.jsonl"),
        {("record-malformed", "records.jsonl:6"), ("records-missing", "records.jsonl")},
    ),
    "another root": (
        lambda folder: resign_newest(folder, evolved(root=bytes(32))),
        {("log-rewritten", "checkpoints/360.note")} | {("record-not-in-log", f"records.jsonl:{at}") for at in range(1, 7)},
    ),
    "a checkpoint of another log": (
        lambda folder: resign_newest(folder, evolved(origin="casestream/other")),
        {("checkpoint-foreign", "checkpoints/360.note")},
    ),
    "a checkpoint of nobody": (
        lambda folder: edit(folder / "checkpoints/360.note", "— court", "— count"),
        {("checkpoint-unsigned", "checkpoints/360.note")},
    ),
    "no checkpoint": (
        lambda folder: shutil.rmtree(folder / "checkpoints"),
        {("file-missing", "checkpoints")},
    ),
    "no proof of growth": (
        lambda folder: (folder / "consistency.json").write_text("[]"),
        {("log-rewritten", "checkpoints/360.note")},
    ),
    "a proof of growth that is none": (
        lambda folder: (folder / "consistency.json").write_text('[{"from":300}]'),
        {("log-rewritten", "consistency.json")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_what_the_holder_of_the_key_cannot_do_unseen_both_verifiers_name(bundle: Path, name: str) -> None:
    tamper, faults = TAMPERED[name]
    tamper(bundle)
    relisted(bundle)
    assert agreed(bundle, VKEY) == faults
    assert all(code in TOLD for code, _ in faults)


def test_a_log_that_the_holder_of_the_key_wrote_anew_is_found_by_whoever_kept_a_checkpoint(
    sound: Attacked, bundle: Path, tmp_path: Path
) -> None:
    forged = Path(shutil.copy(sound.place, tmp_path / "court.db"))
    with unlocked(forged) as connection:
        connection.execute("UPDATE events SET recorded_at = 0")
        prove_anew(connection)
        connection.execute("DELETE FROM checkpoints")
    with casestream.open(forged) as docket:
        again = docket.evidence(CASE, tmp_path / "again", SIGNER).folder
    held = tmp_path / "held.note"
    held.write_bytes(sound.held[0])
    assert agreed(again, VKEY) == set()  # The limit: whoever holds the key signs what he likes.
    assert Bundle(again, [VKEY], [held]).verify().faults == [("checkpoint-missing", str(held))]
    assert Bundle(bundle, [VKEY], [held]).verify().faults == []
    done = alone(again, "--vkey", VKEY, "--checkpoint", str(held), "--lang", "en")
    assert (done.returncode, "written anew" in done.stdout) == (1, True)
    newer = Checkpoint.of(Note.of(sound.held[-1]).text)
    held.write_bytes(bytes(sign(attrs.evolve(newer, size=newer.size + 1).text, SIGNER)))
    assert Bundle(bundle, [VKEY], [held]).verify().faults == [("checkpoint-newer", str(held))]
    held.write_text("no note", encoding="utf-8")
    assert Bundle(bundle, [VKEY], [held]).verify().faults == [("checkpoint-malformed", str(held))]


def test_evidence_of_a_docket_with_a_checkpoint_that_it_does_not_bear_out_is_not_made(
    sound: Attacked, tmp_path: Path
) -> None:
    wrong = Path(shutil.copy(sound.place, tmp_path / "court.db"))
    head = attrs.evolve(Checkpoint.of(Note.of(sound.held[0]).text), root=bytes(32))
    with unlocked(wrong) as connection:
        connection.execute("INSERT INTO checkpoints VALUES (?,?)", (head.size, bytes(sign(head.text, SIGNER)).decode()))
    with casestream.open(wrong) as docket, pytest.raises(LogRewritten):
        docket.evidence(CASE, tmp_path / "evidence", SIGNER)
    assert not list(tmp_path.glob("*evidence*"))


def test_files_more_or_fewer_than_the_manifest_lists_are_named(bundle: Path) -> None:
    (bundle / "more.txt").write_text("more", encoding="utf-8")
    (bundle / "rules.md").unlink()
    assert agreed(bundle, VKEY) == {("file-unlisted", "more.txt"), ("file-missing", "rules.md")}


def test_evidence_signed_by_another_hand_is_not_that_of_the_court(bundle: Path) -> None:
    """Whoever has a key of his own can sign all of it again; the key that the court published tells."""
    stranger = Signer.new("court.example/enforcement")
    for path in (bundle / "checkpoints").glob("*.note"):
        path.write_bytes(bytes(sign(Note.of(path.read_bytes()).text, stranger)))
    (bundle / "vkeys").write_text(f"{stranger.verifier}\n", encoding="utf-8")
    relisted(bundle, stranger)
    assert agreed(bundle) == set()  # The limit: with the key out of the bundle itself, all holds.
    assert agreed(bundle, VKEY) == {
        ("manifest-unsigned", "manifest.note"), ("checkpoint-unsigned", "checkpoints/300.note"),
        ("checkpoint-unsigned", "checkpoints/360.note"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "casestream/evidence/1\n", "casestream/evidence/2\nlog a\ncase b\nrecords 1\nhash sha256\n"]
)
def test_a_manifest_that_is_none_is_refused(bundle: Path, text: str) -> None:
    (bundle / "manifest.note").write_bytes(bytes(sign(text, SIGNER)) if text else b"")
    assert agreed(bundle, VKEY) == {("manifest-malformed", "manifest.note")}


def test_where_there_is_no_bundle_it_says_so(tmp_path: Path) -> None:
    assert agreed(tmp_path, VKEY) == {("file-missing", "manifest.note")}
    assert agreed(tmp_path) == {("file-missing", "vkeys")}


def test_a_key_that_is_none_is_refused(bundle: Path) -> None:
    assert agreed(bundle, "court.example") == {("key-malformed", "vkeys")}
    for words in (("--vkey", "court.example"), ("--checkpoint", "nowhere.note")):
        done = alone(bundle, *words)
        assert (done.returncode, done.stdout) == (2, ""), "what was asked cannot be read: nothing is said of the bundle"
        assert ": ".join(words) in done.stderr


# --- making it ---


def test_evidence_of_an_altered_record_is_not_made(sound: Attacked, tmp_path: Path) -> None:
    place = shutil.copy(sound.place, tmp_path / "court.db")
    with unlocked(place) as connection:
        connection.execute("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 40")
    with casestream.open(place) as docket:
        with pytest.raises(LogRewritten, match="position 40"):
            docket.evidence(CASE, tmp_path / "evidence", SIGNER)
        docket.evidence(basis(8), tmp_path / "other", SIGNER)  # What is not touched can still be shown.
    assert not (tmp_path / "evidence").exists()


def test_a_folder_with_something_in_it_is_not_written_to(sound: Attacked, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with casestream.open(sound.place) as docket:
        with pytest.raises(NotWritable, match="not an empty folder"):
            docket.evidence(CASE, tmp_path, SIGNER)
        with pytest.raises(NotWritable):
            docket.evidence(CASE, tmp_path / "note.txt" / "x", SIGNER)
        with pytest.raises(UnknownCase):
            docket.evidence("没有的案件", tmp_path / "new", SIGNER)


def test_the_command_writes_it(sound: Attacked, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, place = tmp_path / "court.key", str(shutil.copy(sound.place, tmp_path / "court.db"))
    key.write_text(SIGNER.skey, encoding="utf-8")
    folder = tmp_path / "evidence"
    assert run(["export", place, "--evidence", CASE, "--key", str(key), "-o", str(folder)]) == 0
    assert "6 条记录" in capsys.readouterr().out
    assert by_python(folder, VKEY) == set()
    assert run(["export", place, "--evidence", CASE, "--lang", "en"]) == 2
    assert "needs a secret key" in capsys.readouterr().err
