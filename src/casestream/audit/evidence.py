"""The evidence of one case: its records with their proofs, the checkpoints, the rules, and a program that checks them.

```
evidence/
├── records.jsonl       every record of the case, every field that its leaf covers; bytes in base64
├── proofs.jsonl        for each of them the path to the root of the newest checkpoint
├── checkpoints/N.note  the heads of the log that were signed, by their sizes
├── consistency.json    for each checkpoint that it grew out of the one before
├── rules.md            the articles by which each decision was taken, as they were in force on its day
├── vkeys               the public key of whoever signed; to be compared with the one that the court published
├── verify.py           checks all this and needs no casestream
└── manifest.note       the digest of every other file, signed
```

What is bound by what is said in `standalone/verify.py`.
"""

import json
from base64 import b64encode
from itertools import pairwise
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

from attrs import frozen

from casestream.audit.checkpoint import check_signed, checkpoint, stored
from casestream.audit.standalone import verify
from casestream.kernel.errors import LogRewritten, NotWritable
from casestream.kernel.event import EVENTS, Record
from casestream.kernel.rule import RULES
from casestream.reports.reference import rule_data
from casestream.store.leaf import FIELDS, PROVEN, leaf_data
from casestream.store.log import Log
from casestream.store.merkle import Subtree, consistency_proof, inclusion_proof
from casestream.store.note import Checkpoint, Note, Signer, sign
from casestream.store.system import said
from casestream.store.tree import kept


@frozen
class Evidence:
    """What was written: where, of which stream, how many records, under which head."""

    folder: Path
    case: str
    records: int
    checkpoint: Checkpoint
    vkey: str


def export_evidence(log: Log, stream: str, folder: str | Path, signer: Signer) -> Evidence:
    """Write the evidence of one stream into a new folder, under a checkpoint of the log as it is now.

    Raises:
        LogRewritten: a record of the case is not what its leaf proves, or the log not what was signed of it.
        NotWritable: the folder is there and not empty, or cannot be written.
        ExtraMissing: `cryptography` is not installed.
    """
    target = Path(folder)
    with log.batch(), log.reading() as cursor:  # One state of the log, of which no record can be added meanwhile.
        newest = checkpoint(log, signer)
        now = Checkpoint.of(newest.text)
        subtree = kept(cursor, log.recorder.hash)
        rows = _rows(log, cursor, stream)
        files = {
            verify.RECORDS: b"".join(map(_line, ({**_told(row)} for row in rows))),
            verify.PROOFS: b"".join(_line(_proof(log, subtree, row[0], now.size)) for row in rows),
            **_checkpoints(log, cursor, signer, newest, subtree),
            "rules.md": _rules(log.history(stream)).encode(),
            verify.VKEYS: f"{signer.verifier}\n".encode(),
            "verify.py": Path(verify.__file__).read_bytes(),
        }
    files[verify.MANIFEST] = bytes(sign(_manifest(log, now, stream, len(rows), files), signer))
    _write(target, files)
    return Evidence(target, stream, len(rows), now, str(signer.verifier))


def _rows(log: Log, cursor: Any, stream: str) -> list[tuple[Any, ...]]:
    """The records of the stream as their leaves cover them; evidence of an altered record is not handed out."""
    cursor.execute(f"{PROVEN} WHERE streams.id = ? ORDER BY version", (stream,))
    rows = []
    for *values, leaf, _, _ in cursor.fetchall():
        if log.recorder.hash.leaf(leaf_data(values)) != bytes(leaf):
            raise LogRewritten.found(
                f"位置 {values[0]} 的记录已被改动", f"the record at position {values[0]} was altered"
            )
        rows.append(tuple(values))
    return rows


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        name: b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in zip(FIELDS, row, strict=True)
    }


def _line(value: Any) -> bytes:
    """JSON in the one spelling that the verifiers take."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _base64(hashes: list[bytes]) -> list[str]:
    return [b64encode(each).decode() for each in hashes]


def _proof(log: Log, subtree: Subtree, position: int, size: int) -> dict[str, Any]:
    path = inclusion_proof(position - 1, size, subtree, log.recorder.hash)
    return {"position": position, "proof": _base64(path)}


def _checkpoints(log: Log, cursor: Any, signer: Signer, newest: Note, subtree: Subtree) -> dict[str, bytes]:
    """The checkpoints that this key signed, one of each size, and the proofs that each contains the one before it."""
    keys = [signer.verifier]
    by_size: dict[int, Note] = {}
    for note in (*map(Note.of, stored(cursor)), newest):
        if note.signers(keys):
            signed = Checkpoint.of(note.text)
            check_signed(log, cursor, signed)
            by_size[signed.size] = note
    proofs = [
        {"from": old, "to": new, "proof": _base64(consistency_proof(old, new, subtree, log.recorder.hash))}
        for old, new in pairwise(sorted(by_size))
    ]
    files = {f"{verify.CHECKPOINTS}/{size}.note": bytes(note) for size, note in by_size.items()}
    return {**files, verify.CONSISTENCY: _line(proofs)[:-1]}


def _rules(records: list[Record]) -> str:
    """The rules that guard what was decided, each as it bound on the day of the decision."""
    parts = ["# 决定所依规则 / the rules of the decisions\n"]
    for record in records:
        for rule in RULES.values():
            if rule.guards is None or rule.guards is not type(record.event):
                continue
            told = rule_data(rule, record.event.on)
            label = EVENTS[rule.guards]
            parts.append(f"## {record.version}. {label.zh} / {label.en}，{told['on']}：{rule.zh} / {rule.en}\n")
            parts += [f"- {one['zh']}（{one['article']}）\n  {one['en']}" for one in told["conditions"]]
            parts.append("")
    return "\n".join(parts)


def _manifest(log: Log, now: Checkpoint, stream: str, records: int, files: dict[str, bytes]) -> str:
    """The text that is signed. No checkpoint can be read out of it: its second line is no number."""
    hash = log.recorder.hash
    listed = [f"file {hash.told(hash.of(data))} {name}" for name, data in sorted(files.items())]
    head = [verify.FORMAT, f"log {now.origin}", f"case {stream}", f"records {records}", f"hash {hash.name}"]
    return "\n".join([*head, *listed]) + "\n"


def _write(target: Path, files: dict[str, bytes]) -> None:
    """All of the folder at once: written beside its place, then put into it."""
    part = target.with_name(f".{target.name}.{uuid4().hex[:12]}.part")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise NotWritable(
                f"{target} 不是空目录", f"{target} is not an empty folder",
                "另选一个目录", "choose another folder",
            )  # fmt: skip
        for name, data in files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        part.replace(target)
    except OSError as error:
        rmtree(part, ignore_errors=True)
        raise NotWritable(
            f"{target} 不能写入：{said(error)[0]}", f"{target} cannot be written: {said(error)[1]}",
            "另选一个目录", "choose another folder",
        ) from error  # fmt: skip
