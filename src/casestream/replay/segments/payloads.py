"""Payloads of one kind as columns: all of them in one go, by Arrow's JSON reader; what it does not take, one by one.

It reads only what casestream writes today: the declared fields in their declared types. Where anything else turns up, the
payloads are decoded as everywhere: that upcasts what is old, and names what is broken.
"""

from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from casestream.kernel.calendar import EPOCH
from casestream.kernel.event import EventType, Label
from casestream.replay.part import CODEC, Vector, spell, vector

try:
    import msgspec
except ImportError:  # The extra `fast` is optional; without it what is nested is decoded one by one.
    msgspec = None  # type: ignore[assignment]

Columns = dict[str, pa.Array]


class _Unread(Exception):
    """Something that casestream would not have written, or not today."""


def columns(event_type: EventType, schemas: Any, payloads: pa.Array) -> Columns:
    """The fields of these payloads, each written in its schema.

    Raises:
        NotReversible: one of them cannot be read.
    """
    if len(payloads) and (schemas == event_type.schema).all():
        try:
            return _together(event_type, payloads)
        except (_Unread, pa.ArrowException):
            pass
    return _one_by_one(event_type, schemas, payloads)


def _one_by_one(event_type: EventType, schemas: Any, payloads: pa.Array) -> Columns:
    decoders = {schema: CODEC.decoder(event_type.name, schema) for schema in np.unique(schemas).tolist()}
    events = [decoders[schema](payload) for schema, payload in zip(schemas.tolist(), payloads.to_pylist(), strict=True)]
    return {
        name: array_of(vector([getattr(event, name) for event in events], hint), hint)
        for name, hint in event_type.fields.items()
    }


def array_of(vector: Vector, hint: Any) -> pa.Array:
    """A column of a field as Parquet holds it."""
    missing = None if vector.valid is None else ~vector.valid
    if vector.dictionary is not None:
        codes = pa.array(vector.values.astype(np.int32), mask=missing)
        return pa.DictionaryArray.from_arrays(codes, pa.array(vector.dictionary, pa.string()))
    match _plain(hint):
        case "date":
            return pa.array((vector.values - EPOCH).astype(np.int32), mask=missing).view(pa.date32())
        case "bool":
            return pa.array(vector.values.astype(bool), mask=missing)
    return pa.array(vector.values, pa.int64(), mask=missing)


def _together(event_type: EventType, payloads: pa.Array) -> Columns:
    shape = {name: _json_type(hint) for name, hint in event_type.fields.items()}
    plain = {name: type for name, type in shape.items() if type is not None}
    nested = [name for name in shape if name not in plain]
    text = _text(payloads)
    table = pyarrow.json.read_json(
        pa.BufferReader(text),
        read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(text) + 1),
        parse_options=pyarrow.json.ParseOptions(
            explicit_schema=pa.schema(plain), newlines_in_values=True,
            unexpected_field_behavior="ignore" if nested else "error",
        ),
    )  # fmt: skip
    if table.num_rows != len(payloads):
        raise _Unread
    raw = _raw(nested, payloads) if nested else {}
    return {
        name: _spelled(raw[name], hint) if name in raw else _field(name, hint, table[name].combine_chunks(), payloads)
        for name, hint in event_type.fields.items()
    }


def _json_type(hint: Any) -> pa.DataType | None:
    """How a field stands in JSON; None: as more than one plain value."""
    plain = _plain(hint)
    if plain in ("int", "bool"):
        return pa.int64() if plain == "int" else pa.bool_()
    return pa.string() if plain in ("str", "date") or _label(hint) else None


def _alternatives(hint: Any) -> list[Any]:
    """What a field may hold besides None."""
    return [part for part in get_args(hint) or (hint,) if part is not type(None)]


def _plain(hint: Any) -> str:
    """The name of the one class that a field holds, '' for anything else."""
    found = _alternatives(hint)
    return found[0].__name__ if len(found) == 1 and isinstance(found[0], type) and ... not in get_args(hint) else ""


def _label(hint: Any) -> type[Label] | None:
    found = _alternatives(hint)
    return found[0] if _plain(hint) and issubclass(found[0], Label) else None


def _text(payloads: pa.Array) -> pa.Buffer:
    """The payloads as they lie in memory, one after the other. JSON objects need nothing between them."""
    _, ends, text = payloads.buffers()
    first, last = np.frombuffer(ends, np.int32)[[payloads.offset, payloads.offset + len(payloads)]].tolist()
    return text.slice(first, last - first)


def _field(name: str, hint: Any, found: pa.Array, payloads: pa.Array) -> pa.Array:
    if found.null_count:
        missing = payloads.filter(found.is_null())
        if type(None) not in get_args(hint) or not pc.all(pc.match_substring(missing, f'"{name}":null')).as_py():
            raise _Unread
    if found.type != pa.string():
        return found
    if _plain(hint) == "date":
        return found.cast(pa.date32())
    found.validate(full=True)  # The reader does not look whether text is UTF-8.
    found, label = found.dictionary_encode(), _label(hint)
    if label and not {member.code for member in label}.issuperset(found.dictionary.to_pylist()):
        raise _Unread
    return found


def _raw(names: list[str], payloads: pa.Array) -> dict[str, list[bytes]]:
    """The JSON of these fields, as it stands in each payload."""
    if msgspec is None:
        raise _Unread
    try:
        found = _decoder(*names).decode(b"[" + b",".join(payloads.to_pylist()) + b"]")
    except msgspec.MsgspecError as error:
        raise _Unread from error
    return {name: list(map(bytes, map(attrgetter(name), found))) for name in names}


@cache
def _decoder(*names: str) -> Any:
    fields = [(name, msgspec.Raw) for name in names]
    return msgspec.json.Decoder(list[msgspec.defstruct("Nested", fields, gc=False)])  # type: ignore[misc]


def _spelled(raw: list[bytes], hint: Any) -> pa.Array:
    """What is nested as a dictionary of its JSON, each text of it read and written again, which must give the same."""
    found = pa.array(raw, pa.binary()).cast(pa.string()).dictionary_encode()
    if not all(_comes_back(text, hint) for text in found.dictionary.to_pylist()):
        raise _Unread
    return found


@lru_cache(1 << 14)
def _comes_back(text: str, hint: Any) -> bool:
    try:
        return bool(spell(CODEC.value(text, hint), hint) == text)
    except Exception:  # Whatever it is: decoding it in its event tells.  # noqa: BLE001
        return False
