"""The key store: a database of its own in which every person of a docket has a token, a data key and a sealed name.

The docket holds tokens and ciphertext only. Destroying a person's row here (`erase`) leaves the mask, and nothing with
which what the docket sealed could be opened again. So this file forgets at once what is deleted from it: no write-ahead
log, a rollback journal that is removed, `secure_delete`, temporary pages in memory only, and a vacuum after every erasure.
"""

import base64
import hmac
import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from attrs import field, frozen

from casestream.kernel.errors import KeysFailed, KeysMissing
from casestream.kernel.number import canonical_id
from casestream.procedures.masking import PUBLISHED, Profile
from casestream.store.ciphers import Cipher, cipher
from casestream.store.providers import KeyFile, KeyProvider
from casestream.store.system import said

APPLICATION_ID = 0x43_53_54_4B  # "CSTK"
SCHEMA_VERSION = 1
LOCK_TIMEOUT_SECONDS = 60
EXTRA = 3  # `synchronous`: the directory, too, is written before a commit is acknowledged.

TOKEN = re.compile(r"p:[a-z2-7]{16}")
INDEX = b"casestream/index"
UNWIPED = "unwiped"  # In the store while what was erased may still be in a page: a process may end before it is wiped.

# With the main key that wraps it now: of one state, for another process may change it.
PERSON = """SELECT (SELECT value FROM store WHERE key='kek'), mask, key, value, is_restricted
    FROM persons WHERE token=?"""
TABLES = (
    "CREATE TABLE store (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    # `found` is the blind index, an HMAC of the value; NULL with `key` and `value` once the person is erased.
    """CREATE TABLE persons (
        token TEXT PRIMARY KEY, kind TEXT NOT NULL, of TEXT NOT NULL, key BLOB, found BLOB UNIQUE, value BLOB,
        mask TEXT NOT NULL, is_restricted INTEGER NOT NULL DEFAULT 0) STRICT""",
    "CREATE INDEX persons_of ON persons (of)",
)


@frozen
class Person:
    """What the store knows behind a token: the `value` and its data `key`, None once erased (or without the main key)."""

    token: str
    mask: str
    value: str | None = field(repr=False)
    key: bytes | None = field(repr=False)
    is_erased: bool
    is_restricted: bool

    @property
    def is_masked(self) -> bool:
        """Whether a reader sees the mask."""
        return self.value is None or self.is_restricted

    @property
    def shown(self) -> str:
        """What a reader sees: the value, or its mask."""
        return self.mask if self.value is None or self.is_restricted else self.value


class KeyStore:
    """A key store in a file. Thread-safe, and safe for several processes: a new name gets one token, whoever meets it first.

    `provider` wraps its keys; without one, masks can be read and nothing else. A new file is sealed by `algorithm`.

    Raises:
        KeysMissing: it was wrapped by another provider, or it is not there and `create` is False.
        KeysFailed: it cannot be opened, or is no key store.
    """

    def __init__(
        self, path: str | Path, provider: KeyProvider | None = None, *, create: bool = True,
        algorithm: str = "aes-256-gcm", profile: Profile = PUBLISHED,
    ) -> None:  # fmt: skip
        self.path = Path(path).absolute()
        self.profile = profile
        self._lock = threading.RLock()
        self._provider, self.has_main_key = provider, provider is not None
        with self._told():
            self._db = self._connect(create and provider is not None)
            self._begin(provider, algorithm)
            said = dict(self._db.execute("SELECT key, value FROM store"))
        self.id: str = said["id"].decode()
        self.cipher: Cipher = cipher(said["cipher"].decode())
        self._check_main_key(said["kek"])
        self._index = provider.unwrap(said["index"], INDEX) if provider else None
        self._tokens: dict[bytes, str] = {}
        self._persons: dict[str, Person] = {}
        self._seen = self._data_version()
        self.wipe()

    # --- the file ---

    def _connect(self, create: bool) -> sqlite3.Connection:
        if not self.path.exists():
            if not create:
                raise KeysMissing(
                    f"没有密钥库 {self.path}", f"there is no key store {self.path}",
                    "检查路径；丢失则密封的姓名无法再读", "check the path; without it the sealed names cannot be read",
                )  # fmt: skip
            with suppress(FileExistsError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        db = sqlite3.connect(self.path, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False)
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        is_other = application != APPLICATION_ID if tables else self._provider is None
        if is_other or version > SCHEMA_VERSION:
            db.close()
            raise self._failed("不是本程序的密钥库", "it is no key store of this program")
        for setting in ("synchronous=EXTRA", "fullfsync=ON", "secure_delete=ON", "temp_store=MEMORY"):
            db.execute(f"PRAGMA {setting}").fetchall()
        kept = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")]
        if kept != ["delete", EXTRA, 1]:
            db.close()
            raise self._failed(f"不能保证删除即清除：{kept}", f"it would not forget what is deleted: {kept}")
        return db

    def _begin(self, provider: KeyProvider | None, algorithm: str) -> None:
        """Make the tables in a new file."""
        if provider is None or self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return
        with self._transaction():
            if self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                return  # Somebody else was first.
            for statement in TABLES:
                self._db.execute(statement)
            said = {
                "id": uuid4().hex.encode(), "cipher": cipher(algorithm).name.encode(), "kek": provider.id.encode(),
                "index": provider.wrap(secrets.token_bytes(32), INDEX),
            }  # fmt: skip
            self._db.executemany("INSERT INTO store VALUES (?,?)", said.items())
            self._db.execute(f"PRAGMA application_id={APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the database or the disk says inside, in our words."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise self._failed(*said(error)) from error

    def _failed(self, zh: str, en: str) -> KeysFailed:
        return KeysFailed(
            f"密钥库 {self.path} 不可用：{zh}", f"the key store {self.path} cannot be used: {en}",
            "检查路径、权限和磁盘", "check the path, its permissions and the disk",
        )  # fmt: skip

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction in which nobody else changes the main key."""
        with self._transaction():
            self._check_main_key(self._says("kek"))
            yield

    def _says(self, key: str) -> bytes:
        """What the store says of itself, b"" where it does not."""
        row = self._db.execute("SELECT value FROM store WHERE key=?", (key,)).fetchone()
        return row[0] if row else b""

    def _check_main_key(self, main_key: bytes) -> None:
        """Refuse a main key that is not the store's, or not any more: what it wraps from now on nobody could unwrap."""
        if self._provider is not None and main_key != self._provider.id.encode():
            raise KeysMissing(
                f"密钥库 {self.path} 现由另一主密钥封装（{main_key.decode()}）",
                f"key store {self.path} is wrapped by another main key now ({main_key.decode()})",
                "更换了主密钥的，用新的重新打开", "where the main key was changed, open again with the new one",
            )  # fmt: skip

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _data_version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def _current(self) -> Iterator[None]:
        """One thread at a time, and nothing remembered that another process may have erased meanwhile."""
        with self._lock, self._told():
            if (seen := self._data_version()) != self._seen:
                self._forget()
                self._seen = seen
            yield

    def _forget(self) -> None:
        self._tokens.clear()
        self._persons.clear()

    def bind(self, docket: str) -> None:
        """Serve the docket with this id and no other: who is erased in one is not to be missing in another.

        Raises:
            KeysMissing: it serves another.
        """
        with self._current():
            if self._provider is not None and not self._says("docket"):
                with self._writing():
                    self._db.execute("INSERT OR IGNORE INTO store VALUES ('docket', ?)", (docket.encode(),))
            bound = self._says("docket").decode()
        if bound not in ("", docket):
            raise KeysMissing(
                f"密钥库 {self.path} 属于另一案卷（{bound}）",
                f"key store {self.path} belongs to another docket ({bound})",
                "每一案卷用自己的密钥库", "give each docket a key store of its own",
            )  # fmt: skip

    # --- persons ---

    def token(self, value: str, kind: str = "name", of: str = "") -> str:
        """The token of a name, or of another value `of` the person with that token; a new one gets its own data key.

        Raises:
            KeysMissing: there is no main key.
        """
        found = self._found(value, kind, of)
        with self._current():
            known = self._tokens.get(found) or self._look(found)
            if known is None:
                with self._writing():
                    known = self._look(found) or self._add(found, value, kind, of)
            self._tokens[found] = known
        return known

    def find(self, name: str) -> str | None:
        """The token of a name, if it has one; None also without the main key."""
        if self._index is None:
            return None
        with self._current():
            return self._look(self._found(name, "name", ""))

    def _found(self, value: str, kind: str, of: str) -> bytes:
        if self._index is None:
            raise KeysMissing(
                f"密钥库 {self.path} 没有主密钥，只能读取隐名", f"key store {self.path} has no main key: only masks can be read",
                "给出主密钥", "give the main key",
            )  # fmt: skip
        # A name is found however its brackets, digits and blanks are written, as the id of a stream is.
        return hmac.digest(self._index, "\0".join((kind, of, canonical_id(value))).encode(), "sha256")

    def _look(self, found: bytes) -> str | None:
        row = self._db.execute("SELECT token FROM persons WHERE found=?", (found,)).fetchone()
        return row[0] if row else None

    def _add(self, found: bytes, value: str, kind: str, of: str) -> str:
        assert self._provider is not None  # `_found` has asked.  # noqa: S101
        token, key = f"p:{base64.b32encode(secrets.token_bytes(10)).decode().lower()}", self.cipher.new_key()
        self._db.execute(
            "INSERT INTO persons VALUES (?1,?2,?3,?4,?5,?6,?7,coalesce((SELECT is_restricted FROM persons WHERE token=?3),0))",
            (token, kind, of, self._provider.wrap(key, token.encode()), found,
             self.cipher.seal(key, value.encode(), token.encode()), self.profile.masked(value, kind)),
        )  # fmt: skip
        return token

    def person(self, token: str) -> Person | None:
        """Who is behind a token; None where the store has never given it."""
        with self._current():
            known = self._persons.get(token)
            if known is None:
                row = self._db.execute(PERSON, (token,)).fetchone()
                if row is None:
                    return None
                self._check_main_key(row[0])
                known = self._persons[token] = self._opened(token, *row[1:])
        return known

    def _opened(self, token: str, mask: str, wrapped: bytes | None, sealed: bytes | None, restricted: int) -> Person:
        if wrapped is None or sealed is None or self._provider is None:
            return Person(token, mask, None, None, wrapped is None, bool(restricted))
        key = self._provider.unwrap(wrapped, token.encode())
        return Person(token, mask, self.cipher.open(key, sealed, token.encode()).decode(), key, False, bool(restricted))

    def main_key_id(self) -> str:
        """Which key wraps the keys in here."""
        with self._current():
            return self._says("kek").decode()

    def counts(self) -> dict[str, int]:
        """How many persons there are, and how many of them are erased or only stored."""
        with self._current():
            persons, erased, restricted = self._db.execute(
                "SELECT count(*), count(*) - count(key), coalesce(sum(is_restricted), 0) FROM persons WHERE kind='name'"
            ).fetchone()
        return {"persons": persons, "erased": erased, "restricted": restricted}

    # --- what the law asks ---

    def erase(self, token: str) -> None:
        """Destroy the data key, the index entry and the sealed value of a person, and of what is kept of it; the mask stays.

        What was erased is not in the file any more when this returns. Copies of the file are beyond it.
        """
        with self._current():
            with self._writing():
                self._db.execute(
                    "UPDATE persons SET key=NULL, found=NULL, value=NULL, is_restricted=0 WHERE token=?1 OR of=?1",
                    (token,),
                )
                self._db.execute(f"INSERT OR REPLACE INTO store VALUES ('{UNWIPED}', randomblob(8))")
            self._forget()
            self._wipe()

    def wipe(self) -> None:
        """Finish what an erasure or a change of the main key has begun, and was kept from: by a full disk, by its end."""
        with self._current():
            if self._db.execute("SELECT 1 FROM store WHERE key=?", (UNWIPED,)).fetchone():
                self._wipe()

    def _wipe(self) -> None:
        """Rewrite the file: pages that were split may hold a copy of what was zeroed in its place."""
        flag = self._db.execute("SELECT value FROM store WHERE key=?", (UNWIPED,)).fetchone() or (b"",)
        self._db.execute("VACUUM")  # Whoever erases meanwhile puts a flag of his own, which stays.
        self._db.execute("DELETE FROM store WHERE key=? AND value=?", (UNWIPED, *flag))

    def restrict(self, token: str) -> None:
        """Keep a person's name and show it no more: storage and protection only (个人信息保护法第四十七条第二款)."""
        with self._current():
            with self._writing():
                self._db.execute(
                    "UPDATE persons SET is_restricted=1 WHERE (token=?1 OR of=?1) AND key IS NOT NULL", (token,)
                )
            self._forget()

    def rotate(self, provider: KeyProvider) -> None:
        """Wrap every key by another provider; the old one opens nothing here afterwards.

        Raises:
            KeysMissing: the store was opened without its main key.
        """
        old = self._provider
        if old is None:
            self._found("", "name", "")  # It tells so.
            return
        with self._current():
            with self._writing():
                rows = self._db.execute("SELECT token, key FROM persons WHERE key IS NOT NULL").fetchall()
                self._db.executemany(
                    "UPDATE persons SET key=? WHERE token=?",
                    ((provider.wrap(old.unwrap(key, token.encode()), token.encode()), token) for token, key in rows),
                )
                (index,) = self._db.execute("SELECT value FROM store WHERE key='index'").fetchone()
                said = {"kek": provider.id.encode(), "index": provider.wrap(old.unwrap(index, INDEX), INDEX)}
                self._db.executemany("UPDATE store SET value=?2 WHERE key=?1", said.items())
                self._db.execute(f"INSERT OR REPLACE INTO store VALUES ('{UNWIPED}', randomblob(8))")
            self._provider = provider
            self._wipe()

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._forget()
            self._db.close()

    def __enter__(self) -> "KeyStore":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def open_keys(
    path: str | Path, main_key: KeyProvider | str | Path | None = None, *, create: bool = True, algorithm: str = "aes-256-gcm"
) -> KeyStore:  # fmt: skip
    """The key store at a path, its main key from a provider or from a file (`path.main` unless it is named).

    Where there is no key store yet, both are made. Where only the main key is missing, masks can still be read.

    Raises:
        KeysMissing, KeysFailed: they are not there and not to be made, or cannot be used.
    """
    if main_key is not None and not isinstance(main_key, str | Path):
        return KeyStore(path, main_key, create=create, algorithm=algorithm)
    file = Path(f"{path}.main" if main_key is None else main_key)
    if file.exists() and file.stat().st_size:  # An empty one: its maker was killed, where there are no links.
        return KeyStore(path, KeyFile(file), create=create, algorithm=algorithm)
    if Path(path).exists() or not create:
        return KeyStore(path, None, create=False)
    return KeyStore(path, KeyFile.create(file, algorithm=algorithm), algorithm=algorithm)
