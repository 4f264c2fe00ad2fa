"""The key store: one token a name, one key a person, and nothing left of what was erased."""

import sqlite3
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from casestream.kernel.errors import KeysFailed, KeysMissing, SealBroken, UnknownName
from casestream.store.ciphers import CIPHERS, NONCE_BYTES, Cipher, cipher
from casestream.store.keys import TOKEN, KeyStore, open_keys
from casestream.store.providers import KeyFile

NAME = "诸葛测甲"


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_a_name_has_one_token_and_comes_back_by_it(tmp_path: Path, algorithm: str) -> None:
    with open_keys(tmp_path / "keys", algorithm=algorithm) as keys:
        token = keys.token(NAME)
        assert TOKEN.fullmatch(token)
        assert keys.token(NAME) == token == keys.find(NAME)
        assert keys.token("李江") != token
    with open_keys(tmp_path / "keys", algorithm=algorithm) as keys:
        person = keys.person(token)
        assert person is not None
        assert (person.value, person.mask, person.shown) == (NAME, "诸葛某", NAME)
        assert keys.find(NAME) == token
        assert keys.find("王五") is None
        assert keys.person("p:aaaaaaaaaaaaaaaa") is None


def test_a_name_is_found_however_its_brackets_digits_and_blanks_are_written(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        assert keys.token("内蒙古(1)公司 ") == keys.token("内蒙古（１）公司")


def test_an_address_of_two_people_has_two_tokens(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        one, two = keys.token("吴海"), keys.token("李江")
        places = [keys.token("东胜区一号", "address", of) for of in (one, two)]
        assert len({*places, keys.token("东胜区一号")}) == 3
        keys.erase(one)
        shown = [person.shown for place in places if (person := keys.person(place))]
        assert shown == ["（已隐去）", "东胜区一号"]


def test_nothing_of_a_name_is_in_the_file(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        keys.token(NAME)
        assert NAME.encode() not in (tmp_path / "keys").read_bytes()
        assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
        assert (tmp_path / "keys.main").stat().st_mode & 0o077 == 0


def _row(path: Path, token: str) -> list[bytes]:
    """What the file holds of a person: wrapped key, blind index, sealed name."""
    db = sqlite3.connect(path)
    row = db.execute("SELECT key, found, value FROM persons WHERE token=?", (token,)).fetchone()
    db.close()
    return [part for part in row if part is not None]


def test_what_is_erased_is_in_no_file_and_the_mask_stays(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        tokens = [keys.token(f"{NAME}{turn:04}") for turn in range(300)]  # Enough for pages to split.
        for token in tokens[::3]:
            held = _row(tmp_path / "keys", token)
            assert len(held) == 3
            keys.erase(token)
            files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
            assert not [part for part in held if part in files]
            person = keys.person(token)
            assert person is not None
            assert (person.value, person.key, person.shown, person.is_erased) == (None, None, "诸某", True)
        assert keys.counts() == {"persons": 300, "erased": 100, "restricted": 0}
        assert keys.find(f"{NAME}0000") is None
        assert keys.token(f"{NAME}0000") not in tokens, "who comes again is somebody new"
        kept = keys.person(tokens[1])
        assert kept is not None
        assert kept.value == f"{NAME}0001"


def test_bytes_stay_where_deletion_does_not_overwrite(tmp_path: Path) -> None:
    """The negative control: the same rows in a database that is not told to forget."""
    with open_keys(tmp_path / "keys") as keys:
        token = keys.token(NAME)
        held = _row(tmp_path / "keys", token)
    db = sqlite3.connect(tmp_path / "keys")
    db.execute("PRAGMA secure_delete=OFF")
    db.execute("DELETE FROM persons WHERE token=?", (token,))
    db.commit()
    db.close()
    assert [part for part in held if part in (tmp_path / "keys").read_bytes()]


def test_a_file_whose_wiping_was_cut_off_is_wiped_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_keys(tmp_path / "keys") as keys:
        token = keys.token(NAME)
        with monkeypatch.context() as cut:
            cut.setattr(keys, "_wipe", lambda: None)
            keys.erase(token)
        with closing(sqlite3.connect(tmp_path / "keys")) as db:
            assert db.execute("SELECT count(*) FROM store WHERE key='unwiped'").fetchone() == (1,)
    with open_keys(tmp_path / "keys") as keys:
        person = keys.person(token)
        assert person is not None
        assert person.is_erased
    with closing(sqlite3.connect(tmp_path / "keys")) as db:
        assert db.execute("SELECT count(*) FROM store WHERE key='unwiped'").fetchone() == (0,)


def test_who_wipes_leaves_what_somebody_else_erased_meanwhile_to_be_wiped(tmp_path: Path) -> None:
    """B erases while A rewrites the file, and is killed before it has rewritten it itself."""

    class During:
        """A's connection, at whose side B erases just before the file is rewritten is known to be done."""

        def __init__(self, db: sqlite3.Connection) -> None:
            self.db = db

        def execute(self, statement: str, *parameters: Any) -> sqlite3.Cursor:
            done = self.db.execute(statement, *parameters)
            if statement == "VACUUM":
                with closing(sqlite3.connect(tmp_path / "keys")) as other, other:
                    other.execute("UPDATE store SET value = randomblob(8) WHERE key = 'unwiped'")
            return done

        def __getattr__(self, name: str) -> object:
            return getattr(self.db, name)

    with open_keys(tmp_path / "keys") as keys:
        token = keys.token(NAME)
        keys._db = During(keys._db)  # type: ignore[assignment]
        keys.erase(token)
        with closing(sqlite3.connect(tmp_path / "keys")) as db:
            assert db.execute("SELECT count(*) FROM store WHERE key='unwiped'").fetchone() == (1,)


def test_what_could_not_be_wiped_is_wiped_by_the_same_process_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with open_keys(tmp_path / "keys") as keys:
        tokens = [keys.token(f"{NAME}{turn:04}") for turn in range(300)]
        held = _row(tmp_path / "keys", tokens[7])
        with monkeypatch.context() as disk:
            disk.setattr(keys, "_wipe", full)
            with pytest.raises(KeysFailed):
                keys.erase(tokens[7])
        keys.wipe()
        with closing(sqlite3.connect(tmp_path / "keys")) as db:
            assert db.execute("SELECT count(*) FROM store WHERE key='unwiped'").fetchone() == (0,)
        assert not [part for part in held if part in (tmp_path / "keys").read_bytes()]


def test_another_process_that_erases_is_heard_of(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as here, open_keys(tmp_path / "keys") as there:
        token = here.token(NAME)
        assert here.token(NAME) == token
        assert here.person(token)
        there.erase(token)
        person = here.person(token)
        assert person is not None
        assert person.is_erased
        assert here.find(NAME) is None


def test_whom_only_is_stored_is_masked_and_found(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        token = keys.token(NAME)
        keys.restrict(token)
        person = keys.person(token)
        assert person is not None
        assert (person.shown, person.value, person.is_erased) == ("诸葛某", NAME, False)
        assert keys.token(NAME) == token


def test_what_is_kept_of_whom_only_is_stored_is_not_shown_either(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        token = keys.token(NAME)
        keys.restrict(token)
        place = keys.person(keys.token("东胜区一号", "address", token))
        assert place is not None
        assert (place.shown, place.value) == ("（已隐去）", "东胜区一号")


def test_a_person_who_is_printed_tells_neither_name_nor_key(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        person = keys.person(keys.token(NAME))
        assert person is not None
        assert NAME not in repr(person)
        assert repr(person.key) not in repr(person)


def _name(path: str, turn: int) -> list[str]:
    with open_keys(path) as keys:
        return [keys.token(f"{NAME}{number}") for number in range(turn % 2, 40)]


def test_processes_that_meet_a_new_name_at_once_give_it_one_token(tmp_path: Path) -> None:
    open_keys(tmp_path / "keys").close()
    with get_context("spawn").Pool(4) as pool:
        met = pool.starmap(_name, [(str(tmp_path / "keys"), turn) for turn in range(4)])
    even, odd, *others = met
    assert even[1:] == odd
    assert others == [even, odd]
    assert len(set(even)) == 40


# --- the main key ---


def test_without_its_main_key_masks_are_read_and_nothing_else(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        token = keys.token(NAME)
    (tmp_path / "keys.main").rename(tmp_path / "safe")
    with open_keys(tmp_path / "keys") as keys:
        person = keys.person(token)
        assert person is not None
        assert (person.shown, person.is_erased) == ("诸葛某", False)
        assert keys.find(NAME) is None
        with pytest.raises(KeysMissing):
            keys.token(NAME)
        with pytest.raises(KeysMissing):
            keys.rotate(KeyFile(tmp_path / "safe"))
    with open_keys(tmp_path / "keys", tmp_path / "safe") as keys:
        assert keys.find(NAME) == token


def test_the_main_key_is_changed_and_the_old_one_opens_nothing_any_more(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as keys:
        token, gone = keys.token(NAME), keys.token("李江")
        keys.erase(gone)
        before = _row(tmp_path / "keys", token)
        keys.rotate(KeyFile.create(tmp_path / "new"))
        assert keys.token(NAME) == token
        assert before[0] not in (tmp_path / "keys").read_bytes(), "the key as the old main key wrapped it"
        new = keys.token("王五")
    with pytest.raises(KeysMissing):
        open_keys(tmp_path / "keys")
    with open_keys(tmp_path / "keys", tmp_path / "new") as keys:
        assert [person.shown for each in (token, gone, new) if (person := keys.person(each))] == [NAME, "李某", "王五"]
        assert keys.find(NAME) == token


def test_who_opened_before_the_main_key_was_changed_neither_writes_nor_reads_by_the_old_one(tmp_path: Path) -> None:
    with open_keys(tmp_path / "keys") as early, open_keys(tmp_path / "keys") as other:
        token = early.token(NAME)
        other.rotate(KeyFile.create(tmp_path / "new"))
        for use in (
            lambda: early.token("李江"), lambda: early.person(token), lambda: early.erase(token),
            lambda: early.restrict(token), lambda: early.rotate(KeyFile.create(tmp_path / "third")),
        ):  # fmt: skip
            with pytest.raises(KeysMissing):
                use()
        person = other.person(token)
        assert person is not None
        assert (person.value, person.is_erased, person.is_restricted) == (NAME, False, False)
    with open_keys(tmp_path / "keys", tmp_path / "new") as keys:
        assert keys.counts() == {"persons": 1, "erased": 0, "restricted": 0}


@pytest.mark.parametrize("medium", ["with links", "without links"])
def test_a_key_file_has_its_name_only_when_the_key_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, medium: str
) -> None:
    def without(path: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    def cut_off(file: int) -> None:
        raise OSError(5, "Input/output error")

    if medium == "without links":
        monkeypatch.setattr(Path, "hardlink_to", without)
    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", cut_off)
        with pytest.raises(KeysFailed):
            KeyFile.create(tmp_path / "main")
    assert not list(tmp_path.iterdir())
    made = KeyFile.create(tmp_path / "main")
    with pytest.raises(KeysFailed):
        KeyFile.create(tmp_path / "main")
    assert KeyFile(tmp_path / "main").id == made.id
    assert [path.name for path in tmp_path.iterdir()] == ["main"]
    assert (tmp_path / "main").stat().st_mode & 0o077 == 0


def test_what_a_killed_maker_of_a_key_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "main").touch()  # Without links its place is kept first.
    made = KeyFile.create(tmp_path / "main")
    (tmp_path / "main.half-0123").hardlink_to(tmp_path / "main")  # With links its first name goes last.
    (tmp_path / "main.half-4567").write_bytes(b"another's, who is making a key just now")
    assert KeyFile(tmp_path / "main").id == made.id
    assert sorted(path.name for path in tmp_path.iterdir()) == ["main", "main.half-4567"]
    (tmp_path / "keys.main").touch()
    with open_keys(tmp_path / "keys") as keys:
        assert keys.has_main_key


def test_the_name_of_a_key_file_is_on_the_disk_when_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr("casestream.store.providers.flush", flushed.append)
    KeyFile.create(tmp_path / "main")
    assert flushed == [tmp_path]


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    made = KeyFile.create(tmp_path / "main")
    with pytest.raises(KeysFailed):
        KeyFile.create(tmp_path / "main")
    assert KeyFile(tmp_path / "main").id == made.id
    (tmp_path / "short").write_bytes(b"short")
    with pytest.raises(KeysFailed):
        KeyFile(tmp_path / "short")
    with pytest.raises(KeysMissing):
        KeyFile(tmp_path / "none")


@pytest.mark.parametrize("content", [b"", b"no database at all", b"\0" * 4096])
def test_another_file_is_no_key_store(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    if not content:  # An empty file is an empty database, which somebody may be making.
        open_keys(tmp_path / "other", KeyFile.create(tmp_path / "main")).close()
        return
    with pytest.raises(KeysFailed):
        open_keys(tmp_path / "other", KeyFile.create(tmp_path / "main"))
    assert (tmp_path / "other").read_bytes() == content


def test_an_empty_file_without_a_main_key_is_no_key_store(tmp_path: Path) -> None:
    (tmp_path / "keys").touch()
    with pytest.raises(KeysFailed):
        open_keys(tmp_path / "keys")


def test_a_docket_is_no_key_store(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "some.db").executescript("CREATE TABLE some (thing)")
    with pytest.raises(KeysFailed):
        KeyStore(tmp_path / "some.db", KeyFile.create(tmp_path / "main"))


def test_a_store_that_is_not_there_is_not_made_when_it_should_be_there(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing):
        open_keys(tmp_path / "keys", create=False)
    assert not list(tmp_path.iterdir())


# --- ciphers ---


@pytest.mark.parametrize("used", CIPHERS.values(), ids=CIPHERS)
def test_sealed_bytes_open_under_their_key_and_in_their_place_only(used: Cipher) -> None:
    key = used.new_key()
    sealed = used.seal(key, NAME.encode(), b"here")
    assert used.open(key, sealed, b"here").decode() == NAME
    assert NAME.encode() not in sealed
    assert sealed[:NONCE_BYTES] != used.seal(key, NAME.encode(), b"here")[:NONCE_BYTES]
    for wrong_key, wrong, about in (
        (used.new_key(), sealed, b"here"), (key, sealed, b"there"), (key, sealed[:-1], b"here"), (key, b"", b"here"),
    ):  # fmt: skip
        with pytest.raises(SealBroken):
            used.open(wrong_key, wrong, about)


@pytest.mark.parametrize("used", CIPHERS.values(), ids=CIPHERS)
def test_no_flipped_bit_opens(used: Cipher) -> None:
    key = used.new_key()
    sealed = used.seal(key, b"plain", b"here")
    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            used.open(key, bytes(flipped), b"here")


def test_ciphers_are_the_published_ones() -> None:
    """AES-256-GCM: test case 14 of the GCM specification; SM4-GCM: RFC 8998, appendix A.1."""
    aes = (
        bytes(12)
        + bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18")
        + bytes.fromhex("d0d1c8a799996bf0265b98b5d48ab919")
    )
    assert cipher("aes-256-gcm").open(bytes(32), aes, b"") == bytes(16)
    sealed = bytes.fromhex(
        "00001234567800000000abcd"
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15"
        "a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
    )
    plain = "aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8
    about = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    opened = cipher("sm4-gcm").open(bytes.fromhex("0123456789abcdeffedcba9876543210"), sealed, about)
    assert opened.hex() == plain


def test_an_unknown_cipher_is_refused() -> None:
    with pytest.raises(UnknownName):
        cipher("rot13")
