"""Where the key that wraps all other keys (key-encryption key) lives: a file here; a KMS or HSM by the same protocol."""

import hmac
import os
import secrets
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import Protocol

from casestream.kernel.errors import KeysFailed, KeysMissing
from casestream.store.ciphers import CIPHERS, Cipher, cipher
from casestream.store.disk import flush
from casestream.store.system import said


class KeyProvider(Protocol):
    """Wraps and unwraps keys. What it wraps with never leaves it; `id` tells which key that is, without telling the key."""

    @property
    def id(self) -> str:
        """Which key-encryption key it is: the same for ever, and not to be traced back to the key."""
        ...

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """The key, sealed for the place that `about` names."""
        ...

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """The key again.

        Raises:
            SealBroken: it was not wrapped here, or not for this place.
        """
        ...


class KeyFile:
    """A key-encryption key in a file of its own, readable by its owner only. Keep it on another medium than the key store.

    Its length says its cipher.

    Raises:
        KeysMissing: there is no such file.
        KeysFailed: it cannot be read, or holds no key.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            self._key = self.path.read_bytes()
        except FileNotFoundError as error:
            raise KeysMissing(
                f"没有主密钥文件 {path}", f"there is no key file {path}",
                "取回该文件；丢失则密封的姓名无法再读", "bring the file back; without it the sealed names cannot be read",
            ) from error  # fmt: skip
        except OSError as error:
            raise _failed(path, *said(error)) from error
        fitting = [each for each in CIPHERS.values() if each.key_bytes == len(self._key)]
        if not fitting:
            raise _failed(path, f"{len(self._key)} 字节不是密钥", f"{len(self._key)} bytes are no key")
        self._cipher: Cipher = fitting[0]
        with suppress(OSError):  # Whoever made it may have been killed before its first name was gone.
            for half in self.path.parent.glob(f"{escape(self.path.name)}.half-*"):
                if half.samefile(self.path):
                    half.unlink()

    @classmethod
    def create(cls, path: str | Path, *, algorithm: str = "aes-256-gcm") -> "KeyFile":
        """Make a new key in a new file. One that is there already is never overwritten: that would lose every name.

        The file has its name once the key in it is on the disk, so however this ends there is a whole key or none.

        Raises:
            KeysFailed: the file is there, or cannot be written.
        """
        whole = Path(path)
        half = whole.with_name(f"{whole.name}.half-{secrets.token_hex(4)}")
        try:
            handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with open(handle, "wb") as file:  # noqa: PTH123  # The handle, made with its permissions at once.
                    file.write(cipher(algorithm).new_key())
                    file.flush()
                    os.fsync(file.fileno())
                _place(half, whole)
            finally:
                half.unlink(missing_ok=True)
            flush(whole.parent)
        except OSError as error:
            raise _failed(path, *said(error)) from error
        return cls(path)

    @property
    def id(self) -> str:
        """The first 16 hex digits of an HMAC under the key itself."""
        return hmac.digest(self._key, b"casestream/key-encryption-key", "sha256").hex()[:16]

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """The key, sealed for the place that `about` names."""
        return self._cipher.seal(self._key, key, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """The key again."""
        return self._cipher.open(self._key, wrapped, about)


def _place(half: Path, whole: Path) -> None:
    """Give a file its name, which no other has: by a link, or on a medium that knows none (FAT) in a place kept for it."""
    try:
        whole.hardlink_to(half)
    except FileExistsError:
        if whole.stat().st_size:
            raise
        half.replace(whole)  # A place that was kept for a key which never came.
    except OSError:
        os.close(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        half.replace(whole)


def _failed(path: str | Path, zh: str, en: str) -> KeysFailed:
    return KeysFailed(
        f"主密钥文件 {path} 不可用：{zh}", f"the key file {path} cannot be used: {en}",
        "检查路径、权限和内容", "check its path, permissions and contents",
    )  # fmt: skip
