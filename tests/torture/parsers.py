"""Whatever reads bytes that others may have written: each is a function of bytes that may raise declared errors only."""

import atexit
import json
import os
import shutil
import tempfile
import types
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

import casestream
from cases import applying, filing
from casestream.audit.standalone.verify import Bundle, as_dict
from casestream.importing.mapping import read_mapping
from casestream.importing.reading import Fact, Problem, csv_rows, json_lines
from casestream.kernel import Event
from casestream.kernel.errors import CasestreamError
from casestream.kernel.event import EVENTS, Label
from casestream.procedures.filing import HandlerAssigned
from casestream.store.codec import Codec
from casestream.store.note import Checkpoint, Signer, Verifier, opened, sign
from casestream.testing import CLERK
from casestream.testing.strategies import declared_types

DATA = Path(__file__).parent.parent / "data"
MAPPING = read_mapping(DATA / "register.toml")
CODEC = Codec()
TYPES = declared_types()
SIGNER = Signer.new("casestream.test/torture")
CHECKPOINT = Checkpoint("casestream/torture", 5, bytes(range(32)))


@frozen
class Parser:
    """What reads bytes, and bytes to begin from."""

    read: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def payload(data: bytes) -> None:
    """The payload of an event, whose type the first two bytes choose. What is accepted comes back from what is written."""
    event_type, stored = TYPES[int.from_bytes(data[:2]) % len(TYPES)], data[2:]
    try:
        CODEC.decoder(event_type.name, event_type.schema)(stored)
        event = CODEC.decode(event_type.name, event_type.schema, stored)
    except CasestreamError:
        return
    if CODEC.decode(event_type.name, event_type.schema, CODEC.encode(event)) != event:
        raise AssertionError(f"{event_type.name} was accepted and would come back otherwise")


def payloads() -> list[bytes]:
    """An event of every type, with something in every field."""
    return [index.to_bytes(2) + CODEC.encode(_some(each.event_class)) for index, each in enumerate(TYPES)]


def _some(hint: Any) -> Any:
    """Something that a field with this type hint may hold."""
    plain: dict[Any, Any] = {int: 1, bool: True, str: "甲", date: date(2025, 3, 10)}
    if hint in plain:
        return plain[hint]
    if hint is Event:
        return _some(HandlerAssigned)
    if get_origin(hint) in (Union, types.UnionType):
        return _some(next(part for part in get_args(hint) if part is not types.NoneType))
    if get_origin(hint) is tuple:
        return (_some(get_args(hint)[0]),)
    if issubclass(hint, Label):
        return next(iter(hint))
    names = EVENTS[hint].fields if issubclass(hint, Event) else attrs.fields_dict(hint)
    hints = get_type_hints(hint)
    return hint(**{name: _some(hints[name]) for name in names})


def facts(data: bytes) -> None:
    """Lines of an import, in JSON. What is accepted can be written into a docket."""
    _encoded(json_lines(BytesIO(data)))


def lines() -> list[bytes]:
    """An event of every type as a line of an import."""
    told = []
    for event_type, stored in zip(TYPES, payloads(), strict=True):
        fields = json.loads(stored[2:])
        line = {
            "stream": "（2023）鄂1202民初1号判决",
            "type": event_type.name,
            "on": fields.pop("on"),
            "fields": fields,
        }
        told.append(json.dumps(line, ensure_ascii=False).encode())
    return told


def rows(data: bytes) -> None:
    """A register in CSV. What is accepted can be written into a docket."""
    try:
        _encoded(csv_rows(MAPPING)(BytesIO(data)))
    except CasestreamError:
        return


def registers() -> list[bytes]:
    """The worked register: whole, and its first rows."""
    whole = (DATA / "register.csv").read_bytes()
    return [whole, b"".join(whole.splitlines(keepends=True)[:3])]


def note(data: bytes) -> None:
    """A signed checkpoint. What is accepted was signed by whom we trust, and says what it says in one way only."""
    try:
        accepted = opened(data, [SIGNER.verifier])
        checkpoint = Checkpoint.of(accepted.text)
    except CasestreamError:
        return
    if bytes(accepted) != data or accepted.text != CHECKPOINT.text or checkpoint != CHECKPOINT:
        raise AssertionError("a checkpoint that nobody signed was accepted")


def keys(data: bytes) -> None:
    """A key for verifying, as text."""
    try:
        key = Verifier.of(data.decode(errors="replace"))
    except CasestreamError:
        return
    if str(key).encode() != data:
        raise AssertionError("a key was accepted that is written otherwise")


@cache
def bundle() -> dict[str, bytes]:
    """The evidence of one case, file by file, and under '' where it lies."""
    made = tempfile.mkdtemp(prefix="casestream-evidence-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    folder = Path(made) / "evidence"
    with casestream.open(":memory:") as docket:
        for number in (1, 2):
            docket.handle(applying(number), CLERK)
            docket.handle(filing(number), CLERK)
            docket.checkpoint(SIGNER)
        docket.evidence(docket.cases()[0], folder, SIGNER)
    there = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: (folder / name).read_bytes() for name in there} | {"": bytes(folder)}


class Altered(Bundle):
    """A bundle one of whose files has other bytes."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(os.fsdecode(bundle()[""]), [str(SIGNER.verifier)])
        self._name, self._data = name, data

    def read(self, name: str) -> bytes:
        """The bytes of a file, or those put in their place."""
        return self._data if name == self._name else bundle()[name]


def evidence(data: bytes) -> None:
    """A file of a bundle of evidence, which the first byte chooses. Any other bytes than its own are found."""
    names = [name for name in bundle() if name]
    name, stored = names[int.from_bytes(data[:1]) % len(names)], data[1:]
    verified = Altered(name, stored).verify()
    as_dict(verified)
    if stored != bundle()[name] and not verified.faults:
        raise AssertionError(f"{name} is not what it was, and nobody noticed")


def unguarded(data: bytes) -> None:
    """The known-bad reader: it trusts that what it reads is an event."""
    try:
        CODEC._structure(TYPES[0], TYPES[0].schema)(data[2:])
    except CasestreamError:
        return


def _encoded(read: Iterable[Fact | Problem]) -> None:
    for each in read:
        if isinstance(each, Fact):
            CODEC.encode(each.event)


PARSERS = {
    "payload": Parser(payload, payloads),
    "lines": Parser(facts, lines),
    "register": Parser(rows, registers),
    "note": Parser(note, lambda: [bytes(sign(CHECKPOINT.text, SIGNER))]),
    "key": Parser(keys, lambda: [str(SIGNER.verifier).encode()]),
    "evidence": Parser(
        evidence, lambda: [bytes([index]) + data for index, (name, data) in enumerate(bundle().items()) if name]
    ),
    "unguarded": Parser(unguarded, payloads),
}
