"""Events as bytes and back: whatever is written is read as it was, or is not written."""

import json
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import DAY, applied, envelope
from casestream.kernel import Case, Event, Label, event
from casestream.kernel.errors import (
    CasestreamError,
    DeclarationError,
    NewerDocket,
    NotAnAmount,
    NotAValue,
    NotReversible,
    UnencodableText,
    UnknownEventType,
)
from casestream.kernel.event import EVENTS, Corrected, EventType
from casestream.kernel.values import FIRST_DAY, LAST_DAY
from casestream.store.codec import Codec
from casestream.store.log import Log
from casestream.testing.strategies import declared_types, events

FAST, STRICT = Codec(), Codec(compiled=False)
BOTH = pytest.mark.parametrize("codec", [FAST, STRICT], ids=["compiled", "cattrs"])


@pytest.mark.parametrize("event_type", declared_types(), ids=lambda known: known.name)
def test_every_event_comes_back_as_it_went_in_through_both_decoders(event_type: EventType) -> None:
    @settings(max_examples=12, deadline=None, database=None)
    @given(events(event_type.event_class))
    def comes_back(happened: Event) -> None:
        encoded = FAST.encode(happened)
        assert STRICT.encode(happened) == encoded
        for codec in (FAST, STRICT):
            decoded = codec.decode(event_type.name, event_type.schema, encoded)
            assert decoded == codec.decoder(event_type.name, event_type.schema)(encoded) == happened
            assert type(decoded) is type(happened)
            assert repr(decoded) == repr(happened)  # True is no 1, a label no text, a tuple no list.
            assert codec.encode(decoded) == encoded

    comes_back()


def test_the_compiled_decoder_is_the_one_under_test() -> None:
    msgspec = pytest.importorskip("msgspec")
    assert FAST._compiled
    assert not STRICT._compiled
    with pytest.raises(NotReversible) as refused:
        FAST.decoder("filing.applied", 1)(b"{}")
    assert isinstance(refused.value.__cause__, msgspec.MsgspecError)


@BOTH
def test_bytes_are_compact_readable_json_in_the_order_of_the_fields(codec: Codec) -> None:
    encoded = codec.encode(applied())
    assert list(json.loads(encoded)) == list(EVENTS[type(applied())].fields)
    assert encoded.startswith('{"on":"2025-03-10","basis":"依据",'.encode())
    assert encoded.endswith(b'"beyond_money":false}')


# --- what cannot be read ---


def compact(data: Any) -> bytes:
    """JSON as casestream writes it, whatever it says."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


GOOD = json.loads(STRICT.encode(applied()))
UNWRITTEN = {
    "a further field": compact({**GOOD, "surprise": 1}),
    "another spelling of a day": compact({**GOOD, "on": "20250310"}),
    "a week date": compact({**GOOD, "on": "2025-W11-1"}),
    "a lone surrogate": json.dumps({**GOOD, "basis": "\ud800"}, separators=(",", ":")).encode(),
    "a control character": compact({**GOOD, "basis": "\x00"}),
    "a number beyond 2**53": compact({**GOOD, "claimed_fen": 2**53 + 1}),
    "another order of fields": compact(dict(reversed(GOOD.items()))),
    "spaces": json.dumps(GOOD, ensure_ascii=False).encode(),
    "a field twice": compact(GOOD)[:-1] + b',"claimed_fen":100}',
    "an endless nesting": b"[" * 100_000,
}


@BOTH
@pytest.mark.parametrize("payload", UNWRITTEN.values(), ids=UNWRITTEN)
def test_a_payload_that_casestream_would_not_have_written_is_refused(codec: Codec, payload: bytes) -> None:
    assert codec.decode("filing.applied", 1, compact(GOOD)) == applied()
    with pytest.raises(NotReversible, match=r"filing\.applied"):
        codec.decode("filing.applied", 1, payload)


@BOTH
@pytest.mark.parametrize(
    "change", [{"surprise": 1}, {"on": "20250310"}, {"basis": "\x00"}, {"claimed_fen": 2**53 + 1}], ids=str
)
def test_an_event_inside_a_correction_is_read_as_strictly(codec: Codec, change: dict[str, Any]) -> None:
    data = json.loads(codec.encode(Corrected(on=DAY, of=1, event=applied(), reason="误")))
    data["event"]["data"] |= change
    with pytest.raises(NotReversible):
        codec.decode("record.corrected", 1, compact(data))


def test_a_history_refuses_a_payload_that_was_written_past_casestream(place: Path) -> None:
    log = Log(place)
    log.append(Case("a"), [applied()], envelope("a"))
    with log.recorder.writing() as cursor:
        cursor.execute("DROP TRIGGER events_stay")
        cursor.execute("UPDATE events SET payload = ?", (compact({**GOOD, "surprise": 1}),))
    with pytest.raises(NotReversible, match="casestream doctor"):
        log.history("a")
    log.close()


@BOTH
@pytest.mark.parametrize(
    "change",
    [
        {"claimed_fen": 1.5},
        {"claimed_fen": "1"},
        {"claimed_fen": True},
        {"claimed_fen": None},
        {"in_time": 1},
        {"basis": 5},
        {"on": "2025-13-01"},
        {"on": 20250310},
    ],
    ids=str,
)
def test_a_payload_with_a_wrong_value_is_refused(codec: Codec, change: dict[str, Any]) -> None:
    data = {**json.loads(codec.encode(applied())), **change}
    with pytest.raises(NotReversible, match=r"filing\.applied"):
        codec.decode("filing.applied", 1, json.dumps(data).encode())


@BOTH
@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{}"])
def test_a_payload_that_is_no_event_is_refused(codec: Codec, payload: bytes) -> None:
    with pytest.raises(NotReversible):
        codec.decode("filing.applied", 1, payload)


@BOTH
def test_a_label_that_nobody_declared_is_refused(codec: Codec) -> None:
    payload = b'{"on":"2025-03-10","debtor":"x","kind":"alien"}'
    with pytest.raises(NotReversible):
        codec.decode("filing.debtor_named", 1, payload)


@BOTH
@pytest.mark.parametrize(
    "name", ["no.such_event", "os:system", "casestream.procedures.filing:CaseFiled", "", "antigravity"]
)
def test_an_unknown_type_is_refused_by_name_and_never_imported(codec: Codec, name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownEventType) as refused:
        codec.decode(name, 1, b"{}")
    assert name in refused.value.en
    assert name in refused.value.zh


def test_a_module_that_a_row_names_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "planted.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UnknownEventType):
        FAST.decode("planted:Event", 1, b"{}")
    with pytest.raises(SystemExit):  # It could have been.
        __import__("planted")


@BOTH
def test_a_newer_schema_is_refused_by_name(codec: Codec) -> None:
    with pytest.raises(NewerDocket, match=r"filing\.applied has schema 2"):
        codec.decode("filing.applied", 2, codec.encode(applied()))


@BOTH
def test_an_unknown_event_inside_a_correction_is_refused_by_name(codec: Codec) -> None:
    correction = Corrected(on=DAY, of=1, event=applied(), reason="误")
    data = json.loads(codec.encode(correction))
    assert data["event"]["type"] == "filing.applied"
    data["event"]["type"] = "no.such_event"
    with pytest.raises(CasestreamError, match=r"no\.such_event"):
        codec.decode("record.corrected", 1, json.dumps(data).encode())
    data["event"].update(type="filing.applied", schema=9)
    with pytest.raises(CasestreamError, match="schema 9"):
        codec.decode("record.corrected", 1, json.dumps(data).encode())


# --- old schemas ---

STEPS: list[int] = []


def _first_to_second(data: dict[str, Any]) -> dict[str, Any]:
    STEPS.append(1)
    return {**data, "yuan": int(data["yuan"])}


def _second_to_third(data: dict[str, Any]) -> dict[str, Any]:
    STEPS.append(2)
    return {"on": data["on"], "fen": data["yuan"] * 100}


@pytest.fixture
def third() -> Iterator[type[Event]]:
    """An event in its third schema: yuan as text, then as a number, then fen."""

    @event("test.paid", "付", "Paid", schema=3, upcasters={1: _first_to_second, 2: _second_to_third})
    class PaidThird(Event):
        """An amount was paid."""

        fen: int

    STEPS.clear()
    yield PaidThird
    forget(PaidThird)


def forget(event_class: type[Event]) -> None:
    """Leave the registry as it was found."""
    del EVENTS.by_name[EVENTS.by_class.pop(event_class).name]


@BOTH
def test_an_old_schema_is_brought_up_step_by_step(codec: Codec, third: Any) -> None:
    assert codec.decode("test.paid", 1, b'{"on":"2025-03-10","yuan":"28"}') == third(on=DAY, fen=2800)
    assert STEPS == [1, 2]
    STEPS.clear()
    assert codec.decode("test.paid", 2, b'{"on":"2025-03-10","yuan":28}') == third(on=DAY, fen=2800)
    assert STEPS == [2]
    STEPS.clear()
    assert codec.decode("test.paid", 3, b'{"on":"2025-03-10","fen":2800}') == third(on=DAY, fen=2800)
    assert STEPS == []


@BOTH
def test_an_upcast_payload_is_checked_as_strictly_as_a_new_one(codec: Codec, third: Any) -> None:
    for payload in (b'{"on":"2025-03-10","yuan":"many"}', b'{"on":"2025-03-10"}'):
        with pytest.raises(NotReversible):
            codec.decode("test.paid", 1, payload)
    with pytest.raises(NewerDocket):
        codec.decode("test.paid", 4, b'{"on":"2025-03-10","fen":1}')


@BOTH
def test_an_old_event_inside_a_correction_is_brought_up_too(codec: Codec, third: Any) -> None:
    inner = b'{"type":"test.paid","schema":1,"data":{"on":"2025-03-10","yuan":"28"}}'
    payload = b'{"on":"2025-03-10","of":1,"event":%b,"reason":"x"}' % inner
    decoded: Any = codec.decode("record.corrected", 1, payload)
    assert decoded.event == third(on=DAY, fen=2800)


# --- what would not come back ---


@BOTH
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"claimed_fen": 0.1}, NotAnAmount),
        ({"claimed_fen": float("nan")}, NotAnAmount),
        ({"claimed_fen": 2**53 + 1}, NotAnAmount),
        ({"in_time": 1}, NotAValue),
        ({"basis": "\ud800"}, UnencodableText),
        ({"on": "2025-03-10"}, NotAValue),
    ],
    ids=str,
)
def test_a_value_that_would_come_back_otherwise_is_not_encoded(
    codec: Codec, change: dict[str, Any], error: type[CasestreamError]
) -> None:
    wrong: Any = applied()
    with pytest.raises(error):
        codec.encode(attrs.evolve(wrong, **change))


class Twin(Label):
    """Two codes, of which the second is read as the first."""

    ONE = "one", "一", "one"
    TWO = "two", "二", "two"

    @classmethod
    def of(cls, code: str) -> Any:
        """Always the first."""
        return cls.ONE

    @classmethod
    def _missing_(cls, value: object) -> Enum:
        return cls.ONE


@pytest.fixture
def lossy() -> Iterator[type[Event]]:
    """An event whose label does not come back, through the decoder that asks the label."""

    @event("test.lossy", "失", "Lossy")
    class Lossy(Event):
        """Something that is read otherwise than it was written."""

        twin: Twin

    yield Lossy
    forget(Lossy)


def test_an_event_that_would_come_back_otherwise_is_refused_before_commit(lossy: Any, tmp_path: Path) -> None:
    assert STRICT.encode(lossy(on=DAY, twin=Twin.ONE))
    with pytest.raises(NotReversible, match=r"test\.lossy"):
        STRICT.encode(lossy(on=DAY, twin=Twin.TWO))
    log = Log(tmp_path / "court.db")
    log.codec = STRICT
    with pytest.raises(NotReversible):
        log.append(Case("a"), [applied(), lossy(on=DAY, twin=Twin.TWO)], envelope("a"))
    assert log.last_position() == 0
    assert log.stream("a") is None
    log.close()


def test_an_undeclared_event_is_not_encoded() -> None:
    class Stray(Event):
        """Nobody listed it."""

    with pytest.raises(DeclarationError):
        FAST.encode(attrs.frozen(kw_only=True)(Stray)(on=DAY))


@settings(max_examples=100, deadline=None)
@given(st.dates(FIRST_DAY, LAST_DAY))
def test_every_legal_day_comes_back(day: date) -> None:
    encoded = FAST.encode(applied(on=day))
    assert [codec.decode("filing.applied", 1, encoded).on for codec in (FAST, STRICT)] == [day, day]
