"""Signed notes and checkpoints: the head of a log on a few lines of text that others can keep, print and check.

```
casestream/0f8e…
20852
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
hash sha256

— casestream/0f8e… Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
```

Sources: c2sp.org/signed-note (Ed25519, type 0x01), c2sp.org/tlog-checkpoint; keys are written as in golang.org/x/mod/sumdb/note.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NoReturn, Self

from attrs import frozen

from casestream.kernel.errors import ExtraMissing, MalformedNote, NotSigned
from casestream.store.hashing import Hash
from casestream.store.merkle import HASH_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519: Final = b"\x01"
KEY_BYTES = 32
ID_BYTES = 4
LONGEST_NOTE = 1 << 20  # Bytes: far more than 16 signatures of any kind.
MOST_SIGNATURES = 100
SECRET = "PRIVATE+KEY+"  # noqa: S105  # How the text of every secret key begins.


def _malformed(zh: str, en: str) -> NoReturn:
    raise MalformedNote(zh, en, "按 c2sp.org/signed-note 书写", "write it as c2sp.org/signed-note says")


def _ed25519() -> "tuple[type[Ed25519PrivateKey], type[Ed25519PublicKey], type[Exception]]":
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    except ImportError as error:
        raise ExtraMissing.of("cryptography", "crypto") from error
    return Ed25519PrivateKey, Ed25519PublicKey, InvalidSignature


def _base64(text: str, what: str) -> bytes:
    """Bytes from their one base64 spelling.

    Raises:
        MalformedNote: it is not base64, or spelled otherwise than base64 is written.
    """
    try:
        data = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        _malformed(f"{what} 不是 base64", f"{what} is not base64")
    if b64encode(data).decode() != text:
        _malformed(f"{what} 的 base64 写法不规范", f"the base64 of {what} is not written as base64 is")
    return data


def _check_name(name: str) -> str:
    if not name or "+" in name or any(c.isspace() or c < " " for c in name) or not _is_utf8(name):
        _malformed(
            f"密钥名 {name!r} 为空或含空格、加号", f"the key name {name!r} is empty or has a space or a plus in it"
        )
    return name


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:ID_BYTES]


@frozen
class Verifier:
    """A public key by which notes are believed: `name+id+key`, the text in which it is handed on."""

    name: str
    public: bytes

    @classmethod
    def of(cls, vkey: str) -> Self:
        """The key from its text.

        Raises:
            MalformedNote: it is no Ed25519 key, or its id is not that of the key.
        """
        match vkey.strip().split("+", 2):
            case [name, id, key]:
                public = _key(key)
            case _:
                _malformed("公钥应写作 名称+编号+密钥", "a public key is written name+id+key")
        _check_name(name)
        if id != _key_id(name, public).hex():
            _malformed(f"公钥 {name} 的编号 {id} 不符", f"the id {id} of the public key {name} is not that of the key")
        return cls(name, public)

    @property
    def id(self) -> bytes:
        """Four bytes that, with the name, tell keys apart."""
        return _key_id(self.name, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature over the text.

        Raises:
            ExtraMissing: `cryptography` is not installed.
        """
        _, public_key, invalid = _ed25519()
        try:
            public_key.from_public_bytes(self.public).verify(signature, text.encode())
        except (invalid, ValueError):  # A key may be 32 bytes and no point of the curve.
            return False
        return True


def _key(text: str) -> bytes:
    data = _base64(text, "key")
    if len(data) != 1 + KEY_BYTES or not data.startswith(ED25519):
        _malformed("密钥不是 Ed25519 密钥", "the key is no Ed25519 key")
    return data[1:]


@frozen
class Signer:
    """A secret key that signs notes. Its text is to be kept from everyone else."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> Self:
        """A new key of this name, random.

        Raises:
            MalformedNote: the name is empty, or has a space or a plus in it.
            ExtraMissing: `cryptography` is not installed.
        """
        private_key, _, _ = _ed25519()
        return cls(_check_name(name), private_key.generate().private_bytes_raw())

    @classmethod
    def of(cls, skey: str) -> Self:
        """The key from its text.

        Raises:
            MalformedNote: it is no Ed25519 key, or its id is not that of the key.
            ExtraMissing: `cryptography` is not installed.
        """
        text = skey.strip()
        parts = text.removeprefix(SECRET).split("+", 2)
        if not text.startswith(SECRET) or len(parts) != 3:
            _malformed("私钥应写作 PRIVATE+KEY+名称+编号+密钥", "a secret key is written PRIVATE+KEY+name+id+key")
        signer = cls(_check_name(parts[0]), _key(parts[2]))
        if parts[1] != signer.verifier.id.hex():
            _malformed(
                f"私钥 {signer.name} 的编号不符", f"the id of the secret key {signer.name} is not that of the key"
            )
        return signer

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"  # Never the seed: reprs end up in logs.

    @property
    def skey(self) -> str:
        """The key as text, secret."""
        return f"{SECRET}{self.name}+{self.verifier.id.hex()}+{b64encode(ED25519 + self.seed).decode()}"

    @property
    def verifier(self) -> Verifier:
        """The public key that goes with it."""
        private_key, _, _ = _ed25519()
        return Verifier(self.name, private_key.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, text: str) -> "Signature":
        """The signature over a text."""
        private_key, _, _ = _ed25519()
        made = private_key.from_private_bytes(self.seed).sign(text.encode())
        return Signature(self.name, self.verifier.id, made)


@frozen
class Signature:
    """One signature line: whose key it claims to be, and what that key made of the text."""

    name: str
    key_id: bytes
    made: bytes

    @classmethod
    def of(cls, line: str) -> Self:
        """The signature from its line.

        Raises:
            MalformedNote: the line is none.
        """
        match line.split(" "):
            case ["—", name, encoded]:
                data = _base64(encoded, "signature")
            case _:
                _malformed(f"签名行 {line!r} 不合格式", f"{line!r} is no signature line")
        if len(data) <= ID_BYTES:
            _malformed(f"{name} 的签名过短", f"the signature of {name} is too short")
        return cls(_check_name(name), data[:ID_BYTES], data[ID_BYTES:])

    def __str__(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.made).decode()}\n"


@frozen
class Note:
    """A text that ends in a newline, and signatures over it: not to be believed before `opened` has checked them."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def of(cls, data: bytes) -> Self:
        """The note from its bytes; nothing is checked but the form.

        Raises:
            MalformedNote: it is not UTF-8, has control characters, no blank line, or lines that are no signatures.
        """
        if len(data) > LONGEST_NOTE:
            _malformed("注记过长", "the note is too long")
        try:
            whole = data.decode()
        except UnicodeDecodeError:
            _malformed("注记不是 UTF-8", "the note is not UTF-8")
        if any(c < " " and c != "\n" for c in whole):
            _malformed("注记含控制字符", "the note has control characters in it")
        text, blank, signed = whole.rpartition("\n\n")
        if not blank or not signed.endswith("\n"):
            _malformed("注记没有签名", "the note has no signatures")
        lines = signed[:-1].split("\n")
        if len(lines) > MOST_SIGNATURES:
            _malformed("签名过多", "the note has too many signatures")
        return cls(text + "\n", tuple(Signature.of(line) for line in lines))

    def __bytes__(self) -> bytes:
        return (f"{self.text}\n" + "".join(map(str, self.signatures))).encode()

    def signers(self, trusted: Iterable[Verifier]) -> list[Verifier]:
        """Those of the trusted keys that signed it. Signatures of other keys count for nothing.

        Raises:
            NotSigned: a signature that claims to be of a trusted key is not.
            ExtraMissing: `cryptography` is not installed.
        """
        found = []
        for key in trusted:
            claimed = [each for each in self.signatures if (each.name, each.key_id) == (key.name, key.id)]
            for signature in claimed:
                if not key.accepts(self.text, signature.made):
                    raise NotSigned(
                        f"{key.name} 的签名与内容不符", f"the signature of {key.name} is not over this text",
                        "注记或签名已被改动，向签名者另取一份", "the note or its signature was altered; get it from the signer again",
                    )  # fmt: skip
            if claimed:
                found.append(key)
        return found


def sign(text: str, *signers: Signer) -> Note:
    """A text, which must end in a newline, signed by each of these keys.

    Raises:
        MalformedNote: the text cannot be that of a note.
    """
    note = Note(text, tuple(signer.sign(text) for signer in signers))
    if Note.of(bytes(note)) != note:
        _malformed("内容不能作为注记", "the text cannot be that of a note")
    return note


def opened(data: bytes, trusted: Iterable[Verifier]) -> Note:
    """A note that at least one of the trusted keys signed.

    Raises:
        MalformedNote: the bytes are no note.
        NotSigned: none of the keys signed it, or a signature is not over this text.
        ExtraMissing: `cryptography` is not installed.
    """
    keys, note = list(trusted), Note.of(data)
    if not note.signers(keys):
        raise NotSigned(
            "注记没有可信密钥的签名", "no trusted key has signed the note",
            f"签名者：{'、'.join(each.name for each in note.signatures)}；给出其公钥",
            f"signed by {', '.join(each.name for each in note.signatures)}; give the public key",
        )  # fmt: skip
    return note


@frozen
class Checkpoint:
    """The head of a log: `size` records, and the `root` over them all; `origin` says whose log."""

    origin: str
    size: int
    root: bytes
    hash: str = "sha256"

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\nhash {self.hash}\n"

    @classmethod
    def of(cls, text: str) -> Self:
        """The checkpoint from the text of its note. One that names no hash is of SHA-256, as everyone else's are.

        Raises:
            MalformedNote: the text is no checkpoint.
            UnknownName: there is no hash of the name that it gives.
        """
        origin, size, root, extensions = _lines(text)
        if not re.fullmatch("0|[1-9][0-9]{0,18}", size):
            _malformed(f"检查点的记录数 {size!r} 不是数", f"{size!r} is no size of a checkpoint")
        digest = _base64(root, "root")
        if len(digest) != HASH_BYTES:
            _malformed("检查点的根不是 32 字节", "the root of the checkpoint is not 32 bytes")
        named = [line.removeprefix("hash ") for line in extensions if line.startswith("hash ")]
        if len(named) > 1:
            _malformed("检查点写了两种杂凑算法", "the checkpoint names two hashes")
        return cls(origin, int(size), digest, Hash(named[0]).name if named else "sha256")


def _lines(text: str) -> tuple[str, str, str, list[str]]:
    match text.split("\n"):
        case [origin, size, root, *extensions, ""] if origin and all(extensions):
            return origin, size, root, extensions
    _malformed("检查点至少三行，行行不空", "a checkpoint is three lines or more, none of them empty")
