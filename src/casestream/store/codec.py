"""Events as JSON bytes and back.

Where msgspec is installed, it writes and reads the bytes of current schemas; cattrs does the rest, and the same bytes
(tested). Both read what casestream wrote as it was, upcast old schemas, and refuse by name what they cannot read. What
casestream did not write is for `Codec.decode` to find: it takes a payload only if it would write the very same.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, cast, get_args

import attrs
from cattrs import Converter
from cattrs.errors import ForbiddenExtraKeysError

from casestream.kernel.errors import BadRequest, NewerDocket, NotReversible, UnknownEventType
from casestream.kernel.event import EVENTS, Event, EventClass, EventType, Label
from casestream.kernel.values import check

try:
    import msgspec
except ImportError:  # The extra `fast` is optional.
    msgspec = None  # type: ignore[assignment]

Encoder = Callable[[Event], bytes]
Decoder = Callable[[bytes], Event]

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=False)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, _day)
    converter.register_structure_hook(int, _exactly(int))
    converter.register_structure_hook(bool, _exactly(bool))
    converter.register_structure_hook(str, _exactly(str))
    converter.register_unstructure_hook_func(_is_label, lambda label: label.value)
    converter.register_structure_hook_func(_is_label, lambda code, cls: cls.of(code))
    converter.register_unstructure_hook_func(_is_any_event, lambda event: _tagged(event, converter))
    converter.register_structure_hook_func(_is_any_event, lambda data, _: _untagged(data, converter))
    return converter


def _day(text: str, _: Any) -> date:
    """A day as casestream writes it: Python alone would read `20250310` and `2025-W11-1` too."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(f"{text!r} is not written as {day}")
    return day


def _is_label(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Label)


def _is_any_event(cls: Any) -> bool:
    return cls is Event


def _exactly(wanted: type) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not wanted:
            raise TypeError(f"{value!r} is not {wanted.__name__}")
        return value

    return structure


def _tagged(event: Event, converter: Converter) -> dict[str, Any]:
    """An event inside another (a correction): its type and schema beside its fields."""
    event_type = EVENTS[type(event)]
    return {"type": event_type.name, "schema": event_type.schema, "data": converter.unstructure(event, type(event))}


def _untagged(data: dict[str, Any], converter: Converter) -> Event:
    event_type = known_type(data["type"], data["schema"])
    return converter.structure(upcast(event_type, data["schema"], data["data"]), event_type.event_class)


def known_type(name: str, schema: int) -> EventType:
    """The registered type of this name, if this program can read its schema.

    Raises:
        UnknownEventType: no procedure declares it.
        NewerDocket: it was written in a newer schema.
    """
    event_type = EVENTS.by_name.get(name)
    if event_type is None:
        raise UnknownEventType(
            f"日志中有未知的事件类型 {name}", f"the log holds the unknown event type {name}",
            "导入声明该事件的程序文件，或者升级 casestream", "import the procedure that declares it, or upgrade casestream",
        )  # fmt: skip
    if schema > event_type.schema:
        raise NewerDocket(
            f"事件 {name} 的格式版本 {schema} 比本程序（{event_type.schema}）新",
            f"event {name} has schema {schema}, newer than this program's {event_type.schema}",
            "升级 casestream", "upgrade casestream",
        )  # fmt: skip
    return event_type


def upcast(event_type: EventType, schema: int, data: dict[str, Any]) -> dict[str, Any]:
    """A payload of an old schema, brought up step by step by the pure functions of its procedure file."""
    for old in range(schema, event_type.schema):
        data = event_type.upcasters[old](data)
    return data


class Codec:
    """Encodes events to bytes that are proven to come back equal, and decodes them."""

    def __init__(self, *, compiled: bool = True) -> None:
        self._converter = _converter()
        self._compiled = compiled and msgspec is not None
        self._encoders: dict[EventClass, Encoder] = {}
        self._decoders: dict[tuple[str, int], Decoder] = {}
        self._proving: dict[EventClass, tuple[Encoder, Decoder]] = {}
        self._strict_decoders: dict[tuple[str, int], Decoder] = {}

    def encode(self, event: Event) -> bytes:
        """The event as compact JSON in the order of its fields.

        Raises:
            NotAValue and its kin: a field does not hold what it declares.
            NotReversible: the bytes would not decode to an equal event.
        """
        check(event)
        encode, decode = self._proving.get(type(event)) or self._prove(EVENTS[type(event)])
        encoded = encode(event)
        if not decode(encoded) == event:  # noqa: SIM201  # attrs writes `!=` in Python around `==`.
            name = EVENTS[type(event)].name
            raise NotReversible(
                f"事件 {name} 存入后不能原样读出", f"event {name} would not be read back as written",
                "检查事件字段的类型声明", "check the declared types of its fields",
            )  # fmt: skip
        return encoded

    def _prove(self, event_type: EventType) -> tuple[Encoder, Decoder]:
        """What writes a type, and what must read the same again."""
        pair = self._encoder(event_type), self.decoder(event_type.name, event_type.schema)
        self._proving[event_type.event_class] = pair
        return pair

    def _encoder(self, event_type: EventType) -> Encoder:
        encoder = self._encoders.get(event_type.event_class)
        if encoder is None:
            encoder = self._encoders[event_type.event_class] = self._make_encoder(event_type)
        return encoder

    def _make_encoder(self, event_type: EventType) -> Encoder:
        if self._compiled and not _nests_values(event_type):
            # Its dict in one expression, for zipping names to values takes as long as writing them. What is compiled is
            # made of field names only, which are identifiers.
            told = ", ".join(f"{name!r}: event.{name}" for name in event_type.fields)
            return cast(Encoder, eval(f"lambda event: write({{{told}}})", {"write": msgspec.json.Encoder().encode}))  # noqa: S307

        def encode(event: Event) -> bytes:
            data = self._converter.unstructure(event, event_type.event_class)
            return _dumps({name: data[name] for name in event_type.fields}).encode()

        return encode

    def decode(self, name: str, schema: int, payload: bytes) -> Event:
        """The event behind stored bytes, for who wants to be sure of them: a history, a check of the log.

        The fields are exactly those declared, each holding what it may hold. A payload in the current schema is encoded
        again and must be the same, byte by byte; only what holds another event, perhaps in an old schema, is not.

        Raises:
            UnknownEventType, NewerDocket: this program cannot read it.
            NotReversible: casestream would not have written these bytes for this type.
        """
        decoder = self._strict_decoders.get((name, schema))
        if decoder is None:
            decoder = self._strict_decoders[name, schema] = self._make_strict_decoder(known_type(name, schema), schema)
        return decoder(payload)

    def text(self, value: Any, hint: Any) -> str:
        """What one field with this type holds, as JSON: for fields that hold more than one plain value."""
        return _dumps(self._converter.unstructure(value, hint))

    def value(self, text: str, hint: Any) -> Any:
        """A field of this type from its JSON."""
        return self._converter.structure(json.loads(text), hint)

    def decoder(self, name: str, schema: int) -> Decoder:
        """The function that decodes one type and schema, made once: the fast one, for reading cases and whole logs.

        It refuses what is not JSON, a missing field, a value of another type, an undeclared label. It does not look for
        what casestream never writes (further fields, other spellings of a day, text or numbers that no field may
        hold): compiled, it passes over them. `decode` does.

        Raises:
            UnknownEventType, NewerDocket: this program cannot read it.
        """
        decoder = self._decoders.get((name, schema))
        if decoder is None:
            decoder = self._decoders[name, schema] = self._make_decoder(known_type(name, schema), schema)
        return decoder

    def _make_decoder(self, event_type: EventType, schema: int) -> Decoder:
        if self._compiled and schema == event_type.schema and not _nests_events(event_type.event_class):
            return _guarded(msgspec.json.Decoder(event_type.event_class).decode, event_type)
        return _guarded(self._structure(event_type, schema), event_type)

    def _structure(self, event_type: EventType, schema: int) -> Decoder:
        def structure(payload: bytes) -> Event:
            data = upcast(event_type, schema, json.loads(payload))
            return self._converter.structure(data, event_type.event_class)

        return structure

    def _make_strict_decoder(self, event_type: EventType, schema: int) -> Decoder:
        structure, encode = self._structure(event_type, schema), self._encoder(event_type)
        again = schema == event_type.schema and not _nests_events(event_type.event_class)

        def decoded(payload: bytes) -> Event:
            event = structure(payload)
            check(event)
            if again and encode(event) != payload:
                raise ValueError(f"it would be written as {encode(event)!r}")
            return event

        return _guarded(decoded, event_type)


def _nests_events(event_class: EventClass) -> bool:
    return Event in EVENTS[event_class].fields.values()


def _nests_values(event_type: EventType) -> bool:
    """Whether a field holds named values of its own: their fields msgspec writes in an order of its own."""
    return any(attrs.has(part) for hint in event_type.fields.values() for part in (hint, *get_args(hint)))


def _guarded(decode: Decoder, event_type: EventType) -> Decoder:
    failures: tuple[type[Exception], ...] = (
        ForbiddenExtraKeysError, BadRequest, ValueError, TypeError, LookupError, AttributeError, RecursionError
    )  # fmt: skip
    if msgspec is not None:
        failures += (msgspec.MsgspecError,)

    def decoded(payload: bytes) -> Event:
        try:
            return decode(payload)
        except failures as error:
            raise NotReversible(
                f"事件 {event_type.name} 的内容无法读出：{error}", f"the payload of {event_type.name} cannot be read: {error}",
                "用 casestream doctor 检查案卷", "check the docket with casestream doctor",
            ) from error  # fmt: skip

    return decoded
