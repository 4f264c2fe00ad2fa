#!/usr/bin/env python3
"""校验执行案件证据包：不需要 casestream / checks an evidence bundle of an enforcement case, without casestream.

    python verify.py [DIR] [--vkey KEY]... [--checkpoint NOTE]... [--lang zh|en] [--json]

只用 Python 标准库；签名另需 cryptography / standard library only, and `cryptography` for the signatures.
退出码 / exit code: 0 全部成立 / all holds; 1 有不符 / something does not; 2 不能（全部）校验 / could not be checked (wholly).

What is bound by what:
- each line of records.jsonl, by its proof in proofs.jsonl, to the root of the newest checkpoint (RFC 9162);
- each older checkpoint, by its proof in consistency.json, to the next: the log has only grown;
- each checkpoint by the signature of the log's key (c2sp.org/tlog-checkpoint);
- every file, this one and the key too, by its digest in manifest.note, which the log's key signed. The manifest also says
  how many records the case had: that none is left out is the word of whoever signed it.
The key that lies in the bundle shows only that all is of one hand. To know whose, give the key that the court published
(--vkey), and run a verify.py of your own. Whoever holds the key can write the whole log anew and sign it again: that shows
only against a checkpoint of before that somebody else has kept (--checkpoint).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Tuple

FORMAT = "casestream/evidence/1"
LEAF_FORMAT = "casestream/1"
# What a leaf covers, in this order; `BYTES` are base64 in the JSON, `OPTIONAL` may be null.
FIELDS = (
    "position", "stream", "kind", "version", "event_id", "type", "schema", "day", "recorded_at", "court", "round",
    "label_1", "label_2", "number_1", "number_2", "number_3", "number_4", "actor", "actor_court", "actor_post",
    "command_id", "correlation_id", "causation_id", "payload", "sealed",
)  # fmt: skip
WHOLE = {"position", "version", "schema", "day", "recorded_at", "number_1", "number_2", "number_3", "number_4"}
BYTES = {"event_id", "payload", "sealed"}
OPTIONAL = {"round", "label_1", "label_2", "number_1", "number_2", "number_3", "number_4", "sealed"}
MANIFEST, CHECKPOINTS, VKEYS = "manifest.note", "checkpoints", "vkeys"
RECORDS, PROOFS, CONSISTENCY = "records.jsonl", "proofs.jsonl", "consistency.json"
SAFE = 2**53 - 1  # Whole numbers that every reader of JSON reads alike.
HASHES = ("sha256", "sm3")
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
Key = Tuple[str, bytes, bytes]  # Its name, its id, its 32 bytes.

TOLD = {
    "hash-missing": ("这台机器没有此杂凑算法", "this machine has no such hash"),
    "file-missing": ("文件缺失", "the file is missing"),
    "file-altered": ("文件与清单的摘要不符", "the file is not what the manifest lists"),
    "file-unlisted": ("清单中没有此文件", "the manifest does not list this file"),
    "manifest-malformed": ("清单写法不合格式", "the manifest is not written as it should be"),
    "manifest-unsigned": ("清单没有可信密钥的签名", "no trusted key has signed the manifest"),
    "key-malformed": ("公钥写法不合格式", "the public key is not written as it should be"),
    "checkpoint-malformed": ("检查点写法不合格式", "the checkpoint is not written as it should be"),
    "checkpoint-unsigned": ("检查点没有可信密钥的签名", "no trusted key has signed the checkpoint"),
    "checkpoint-foreign": ("检查点属于别的日志", "the checkpoint is of another log"),
    "checkpoint-missing": (
        "手中的检查点不在其中：日志已被改写",
        "the checkpoint you hold is not in it: the log was written anew",
    ),
    "checkpoint-newer": (
        "手中的检查点比证据包新，请重新出具",
        "the checkpoint you hold is newer: ask for new evidence",
    ),
    "log-rewritten": ("后一检查点不含前一检查点的全部记录", "the later checkpoint does not contain all of the earlier"),
    "record-malformed": ("记录写法不合格式", "the record is not written as it should be"),
    "record-foreign": ("记录属于别的案件", "the record is of another case"),
    "record-not-in-log": ("记录不在已签署的日志中", "the record is not in the signed log"),
    "versions-gap": ("记录不连续", "records are missing in between, or in another order"),
    "records-missing": ("记录数与清单不符", "there are not as many records as the manifest says"),
}
OWN_KEY = (
    "公钥取自证据包本身，只能证明出自同一人；请与法院公布的公钥核对（--vkey）",
    "the key came with the bundle and shows one hand only; compare it with the key that the court published (--vkey)",
)
NEEDED = ("签名需要：pip install cryptography", "Signatures need: pip install cryptography")


class Fault(Exception):
    """Something is not as it should be: what, where."""


def digest(name: str, data: bytes) -> bytes:
    """The hash of this name over bytes."""
    return hashlib.new(name, data).digest()


def bencoded(values: Iterable[int | str | bytes | None]) -> bytes:
    """The data of a leaf: whole numbers, text or bytes with their lengths, nothing as an empty list."""
    told = b""
    for value in values:
        if value is None:
            told += b"le"
        elif isinstance(value, int):
            told += b"i%de" % value
        else:
            data = value.encode() if isinstance(value, str) else value
            told += b"%d:%b" % (len(data), data)
    return b"l%be" % told


def climbed(hash: str, at: int, last: int, found: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Where a path leads from node `at` of a row that ends with `last`: the hash over all up to `at`, and that over all."""
    left = whole = found
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            left, whole = digest(hash, b"\x01" + sibling + left), digest(hash, b"\x01" + sibling + whole)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            whole = digest(hash, b"\x01" + whole + sibling)
        at, last = at >> 1, last >> 1
    return (left, whole) if last == 0 else None


def includes(hash: str, root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof leads from leaf `index` to the root of a tree of `size` leaves (RFC 9162 §2.1.3.2)."""
    top = climbed(hash, index, size - 1, leaf, proof) if 0 <= index < size else None
    return top is not None and top[1] == root


def grew(hash: str, old_root: bytes, old: int, new_root: bytes, new: int, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree `new` begins with all of the tree `old` (RFC 9162 §2.1.4.2)."""
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not (1 <= old < new and path):
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    return climbed(hash, at, last, path[0], path[1:]) == (old_root, new_root)


def unbase64(text: str) -> bytes:
    """Bytes from their one base64 spelling; ValueError where it is another."""
    data = b64decode(text.encode(), validate=True)
    if b64encode(data).decode() != text:
        raise ValueError(text)
    return data


def hashes(texts: list[str]) -> list[bytes]:
    """Digests of 32 bytes each from a list of base64."""
    found = [unbase64(text) for text in texts]
    if type(texts) is not list or any(len(each) != 32 for each in found):
        raise ValueError(texts)
    return found


def compact(data: bytes) -> Any:
    """JSON in its one compact spelling, so that every reader reads the same; ValueError where it is another."""
    value = json.loads(data)
    if json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() != data:
        raise ValueError(data)
    return value


def opened(data: bytes, keys: Sequence[Key]) -> tuple[str, list[Key] | None, int]:
    """The text of a signed note, those of the keys that signed it, how many signatures it has; ValueError where it is none.

    None in place of the keys where `cryptography` is not installed.
    """
    whole = data.decode()
    text, blank, signed = whole.rpartition("\n\n")
    if not blank or not signed.endswith("\n") or any(c < " " and c != "\n" for c in whole):
        raise ValueError(whole)
    made = []
    for line in signed[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        if dash != "—" or not name:
            raise ValueError(line)
        made.append((name, unbase64(encoded)))
    text += "\n"
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return text, None, len(made)
    signers: list[Key] = []
    for key in keys:
        for name, signature in made:
            if name == key[0] and signature[:4] == key[1]:
                try:
                    Ed25519PublicKey.from_public_bytes(key[2]).verify(signature[4:], text.encode())
                except (InvalidSignature, ValueError):
                    return text, [], len(made)
                signers.append(key)
    return text, signers, len(made)


def head_of(text: str) -> tuple[str, int, bytes, list[str]]:
    """Of a checkpoint its log, its size, its root, and what more it says; ValueError where it is none."""
    origin, size, root, *more, end = text.split("\n")
    if end or not size.isascii() or not size.isdigit():
        raise ValueError(size)
    return origin, int(size), hashes([root])[0], more


def key_of(vkey: str) -> Key:
    """A public key from its text `name+id+key`: its name, its id, its 32 bytes."""
    name, id, encoded = vkey.split("+", 2)
    data = unbase64(encoded)
    made = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] != 1 or not name or made.hex() != id:
        raise ValueError(vkey)
    return name, made, data[1:]


class Bundle:
    """One reading of a bundle: what was found wrong, what could not be checked, and what there is."""

    def __init__(self, folder: str | Path, vkeys: Sequence[str] = (), held: Sequence[str | Path] = ()) -> None:
        self.folder, self.held = Path(folder), [Path(each) for each in held]
        self.vkeys, self.key_from_bundle = list(vkeys), not vkeys
        self.keys: list[Key] = []
        self.faults: list[tuple[str, str]] = []
        self.unchecked: list[str] = []
        self.log = self.case = self.hash = ""
        self.records = self.records_due = self.last_position = 0
        self.checkpoints: list[tuple[int, bytes, str]] = []

    def verify(self) -> Bundle:
        """Check everything, and go on past what is wrong as far as that makes sense."""
        try:
            self.check_keys()
            self.check_manifest()
            self.check_checkpoints()
            self.check_growth()
            self.check_held()
            self.check_records()
        except Fault as fault:
            self.faults.append((fault.args[0], fault.args[1]))
        return self

    def read(self, name: str) -> bytes:
        """The bytes of a file; Fault where there is none."""
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise Fault("file-missing", name) from error

    def check_keys(self) -> None:
        """The keys that are believed are those given, or else those of the bundle."""
        try:
            if self.key_from_bundle:
                self.vkeys = self.read(VKEYS).decode().splitlines()
            self.keys = [key_of(vkey) for vkey in self.vkeys]
        except ValueError as error:
            raise Fault("key-malformed", VKEYS) from error

    def signed(self, name: str, kind: str) -> str:
        """The text of a note; a fault where no trusted key signed it."""
        try:
            text, signers, signatures = opened(self.read(name), self.keys)
        except ValueError as error:
            raise Fault(f"{kind}-malformed", name) from error
        if signers is None:
            self.unchecked.append(name)
        elif not signers or (kind == "manifest" and signatures > 1):  # A second one there could be altered unseen.
            self.faults.append((f"{kind}-unsigned", name))
        return text

    def check_manifest(self) -> None:
        """The manifest is signed, and the files are those that it lists."""
        listed: dict[str, str] = {}
        try:
            format, *lines, end = self.signed(MANIFEST, "manifest").split("\n")
            head = dict(line.split(" ", 1) for line in lines[:4])
            for line in lines[4:]:
                word, told, name = line.split(" ", 2)
                listed[name] = told if word == "file" and name not in listed else ""
            self.log, self.case, self.hash = head["log"], head["case"], head["hash"]
            self.records_due = int(head["records"])
            if format != FORMAT or end or self.hash not in HASHES:
                raise ValueError(format)
        except MALFORMED as error:
            raise Fault("manifest-malformed", MANIFEST) from error
        if self.hash not in hashlib.algorithms_available:
            self.unchecked.append(self.hash)
            raise Fault("hash-missing", self.hash)
        there = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if not path.is_dir()}
        for name in sorted(there - listed.keys() - {MANIFEST}):
            self.faults.append(("file-unlisted", name))
        for name, told in listed.items():
            if name not in there:
                self.faults.append(("file-missing", name))
            elif f"{self.hash}:{digest(self.hash, self.read(name)).hex()}" != told:
                self.faults.append(("file-altered", name))

    def check_checkpoints(self) -> None:
        """Each checkpoint is signed and is of this log."""
        for path in sorted((self.folder / CHECKPOINTS).glob("*.note")):
            name = path.relative_to(self.folder).as_posix()
            try:
                origin, size, root, more = head_of(self.signed(name, "checkpoint"))
            except ValueError as error:
                raise Fault("checkpoint-malformed", name) from error
            if origin != self.log or (more or ["hash sha256"]) != [f"hash {self.hash}"]:
                self.faults.append(("checkpoint-foreign", name))
            self.checkpoints.append((size, root, name))
        if not self.checkpoints:
            raise Fault("file-missing", CHECKPOINTS)
        self.checkpoints.sort()

    def check_growth(self) -> None:
        """Each checkpoint contains all of the one before it."""
        try:
            proofs = {(one["from"], one["to"]): hashes(one["proof"]) for one in compact(self.read(CONSISTENCY))}
        except MALFORMED as error:
            raise Fault("log-rewritten", CONSISTENCY) from error
        for at, (new, new_root, name) in enumerate(self.checkpoints[1:]):
            old, old_root, _ = self.checkpoints[at]
            if not grew(self.hash, old_root, old, new_root, new, proofs.get((old, new), [])):
                self.faults.append(("log-rewritten", name))

    def check_held(self) -> None:
        """Each checkpoint that the auditor holds is one of those in the bundle."""
        for path in self.held:
            try:
                origin, size, root, _ = head_of(opened(path.read_bytes(), [])[0])
            except (OSError, ValueError) as error:
                raise Fault("checkpoint-malformed", str(path)) from error
            if origin != self.log or (size, root) not in {each[:2] for each in self.checkpoints}:
                is_newer = origin == self.log and size > self.checkpoints[-1][0]
                self.faults.append(("checkpoint-newer" if is_newer else "checkpoint-missing", str(path)))

    def check_records(self) -> None:
        """Each record is in the log that the newest checkpoint signs; together they are the whole case."""
        records, proofs = self.read(RECORDS).split(b"\n"), self.read(PROOFS).split(b"\n")
        if records.pop() or proofs.pop():
            self.faults.append(("record-malformed", RECORDS))
        for number, (line, proof) in enumerate(zip_longest(records, proofs, fillvalue=b""), 1):
            try:
                self.check_record(number, line, proof)
            except Fault as fault:
                self.faults.append((fault.args[0], fault.args[1]))
        if self.records != self.records_due:
            self.faults.append(("records-missing", RECORDS))

    def check_record(self, number: int, line: bytes, proof: bytes) -> None:
        """One record; Fault where it is not one of this case, in its turn, in the log."""
        where, (size, root, _) = f"{RECORDS}:{number}", self.checkpoints[-1]
        try:
            record, shown = compact(line), compact(proof)
            values = [value_of(field, record[field]) for field in FIELDS]
            if list(record) != list(FIELDS) or list(shown) != ["position", "proof"]:
                raise ValueError(where)
            path = hashes(shown["proof"])
        except MALFORMED as error:
            raise Fault("record-malformed", where) from error
        self.records += 1
        leaf = digest(self.hash, b"\x00" + bencoded([LEAF_FORMAT, *values]))
        if not includes(self.hash, root, size, record["position"] - 1, leaf, path):
            raise Fault("record-not-in-log", where)
        if record["stream"] != self.case:
            raise Fault("record-foreign", where)
        if record["version"] != number or record["position"] <= self.last_position:
            raise Fault("versions-gap", where)
        self.last_position = record["position"]


def value_of(field: str, value: Any) -> Any:
    """A value of a record as its leaf has it; ValueError where the field cannot hold it."""
    kind: Any = int if field in WHOLE else str
    if value is None and field in OPTIONAL:
        return None
    if type(value) is not kind or (kind is int and abs(value) > SAFE):
        raise ValueError(value)
    return unbase64(value) if field in BYTES else value


def as_dict(bundle: Bundle) -> dict[str, Any]:
    """The result for a machine."""
    return {
        "ok": not bundle.faults and not bundle.unchecked,
        "faults": [{"code": code, "where": where, "zh": TOLD[code][0], "en": TOLD[code][1]} for code, where in bundle.faults],
        "unchecked": bundle.unchecked, "log": bundle.log, "case": bundle.case, "records": bundle.records,
        "checkpoints": [size for size, _, _ in bundle.checkpoints], "vkeys": bundle.vkeys,
        "key_from_bundle": bundle.key_from_bundle,
    }  # fmt: skip


def lines(bundle: Bundle, lang: str) -> list[str]:
    """The result for a person."""
    sizes, left_out = ", ".join(f"{size:,}" for size, _, _ in bundle.checkpoints), ", ".join(bundle.unchecked)
    told = [
        (f"日志 {bundle.log}", f"log {bundle.log}"),
        (f"案件 {bundle.case}：{bundle.records:,} 条记录", f"case {bundle.case}: {bundle.records:,} records"),
        (f"检查点 {sizes}", f"checkpoints {sizes}"),
        *((f"公钥 {vkey}", f"key {vkey}") for vkey in bundle.vkeys),
    ]
    if bundle.key_from_bundle:
        told.append(OWN_KEY)
    told += [(f"× {where}：{TOLD[code][0]}", f"× {where}: {TOLD[code][1]}") for code, where in bundle.faults]
    if left_out:
        told.append((f"未能校验：{left_out}。{NEEDED[0]}", f"not checked: {left_out}. {NEEDED[1]}"))
    if not bundle.faults and not left_out:
        told.append(("√ 全部成立", "√ all holds"))
    return [zh if lang == "zh" else en for zh, en in told]


def main() -> int:
    """Check the bundle that the command line names, by default the one in which this file lies."""
    parser = argparse.ArgumentParser(description="校验证据包 / check an evidence bundle")
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).resolve().parent))
    parser.add_argument("--vkey", action="append", default=[], help="公钥，或其文件 / a public key, or a file with it")
    parser.add_argument("--checkpoint", action="append", default=[], help="自存的检查点 / a checkpoint that you kept")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出 / print JSON")
    asked = parser.parse_args()
    vkeys = [Path(each).read_text(encoding="utf-8").strip() if Path(each).is_file() else each for each in asked.vkey]
    for what, told, check in (
        ("--vkey", vkeys, key_of),
        ("--checkpoint", asked.checkpoint, lambda each: Path(each).read_bytes()),
    ):
        for each in told:
            try:
                check(each)
            except (OSError, ValueError) as error:
                parser.error(f"{what}: {each}: {error}")
    bundle = Bundle(asked.folder, vkeys, asked.checkpoint).verify()
    told = [json.dumps(as_dict(bundle), ensure_ascii=False, indent=2)] if asked.json else lines(bundle, asked.lang)
    text = "\n".join(told)
    sys.stdout.buffer.write(f"{text}\n".encode())  # Whatever encoding the terminal has, the text is UTF-8.
    wrong = [code for code, _ in bundle.faults if code != "hash-missing"]
    return 1 if wrong else 2 if bundle.unchecked else 0


if __name__ == "__main__":
    sys.exit(main())
