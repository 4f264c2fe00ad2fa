"""Lines of a source, read into facts: JSON lines as casestream writes them, or a register in CSV through its mapping.

A line that cannot be read is a problem with its number and its cure, and the next line is read all the same.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from attrs import frozen

from casestream.importing.mapping import Register
from casestream.importing.shaping import declared, event_of
from casestream.kernel.errors import CasestreamError, MalformedCaseNumber, NotAValue, UnreadableSource
from casestream.kernel.event import EVENTS, Event, Record
from casestream.kernel.number import canonical, canonical_id
from casestream.kernel.values import check_text
from casestream.store.codec import Codec

LINE_BYTES = 1 << 20
KEYS = {"stream", "type", "on", "fields", "court", "round", "actor"}
NEEDED = ("stream", "type", "on")


@frozen(kw_only=True)
class Fact:
    """One event of the source, and what its line says of how it was recorded there; '' where it says nothing.

    `seq` counts the facts of the source, once they are staged: one line of a register may bring several.
    """

    line: int
    stream: str
    event: Event
    court: str = ""
    round: str = ""
    actor: str = ""
    seq: int = 0


@frozen(kw_only=True)
class Problem:
    """What is wrong with a line. `stream` is the case it is about, '' where not even that can be read."""

    line: int
    error: CasestreamError
    stream: str = ""


Lines = Iterator[Fact | Problem]
Read = Callable[[BinaryIO], Lines]


def named(text: Any, where: str = "stream") -> str:
    """A case number, or any other id of a stream, in its one printed form.

    Raises:
        NotAValue, UnencodableText: it is empty, no text, or cannot be stored.
    """
    check_text(text, where)
    try:
        name = canonical(text)
    except MalformedCaseNumber:
        name = canonical_id(text)
    if not name:
        raise NotAValue(f"{where} 为空", f"{where} is empty", "写明案号或者执行依据", "give a case number or the basis")
    return name


def _raw_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number; None for one that is longer than any record is."""
    number = 0
    while raw := file.readline(LINE_BYTES):
        number += 1
        whole = raw.endswith(b"\n") or len(raw) < LINE_BYTES
        while not whole:
            rest = file.readline(LINE_BYTES)
            whole = rest.endswith(b"\n") or not rest
            raw = b""
        yield number, raw or None


def _too_long() -> UnreadableSource:
    return UnreadableSource(
        f"该行超过 {LINE_BYTES} 字节",
        f"the line is longer than {LINE_BYTES} bytes",
        "每行一条记载",
        "write one record a line",
    )


def _undecodable(encoding: str) -> UnreadableSource:
    return UnreadableSource(
        f"该行不是 {encoding} 编码", f"the line is not encoded in {encoding}",
        "转换编码，或者在映射中写明 encoding", "convert it, or say its encoding in the mapping",
    )  # fmt: skip


# --- JSON lines ---


def json_lines(file: BinaryIO) -> Lines:
    """One event a line: `stream`, `type`, `on`, `fields`, and if known the `court`, `round` and `actor` of its recording."""
    for number, raw in _raw_lines(file):
        if raw is not None and not raw.strip():
            continue
        stream = ""
        try:
            data = _object(raw)
            stream = named(data["stream"])
            yield _fact(number, stream, data)
        except CasestreamError as error:
            yield Problem(line=number, error=error, stream=stream)


def _object(raw: bytes | None) -> dict[str, Any]:
    if raw is None:
        raise _too_long()
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_key_twice)
    except UnicodeDecodeError as error:
        raise _undecodable("utf-8") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(
            f"不是 JSON：{error}", f"it is no JSON: {error}", "每行一个 JSON 对象", "write one JSON object a line"
        ) from error
    if not isinstance(data, dict) or not set(NEEDED) <= data.keys() <= KEYS:
        raise UnreadableSource(
            "不是一条记载", "it is no record",
            f"必有 {'、'.join(NEEDED)}，可有 fields、court、round、actor",
            f"give {', '.join(NEEDED)}; fields, court, round and actor may follow",
        )  # fmt: skip
    return data


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("a key stands twice")
    return data


def _fact(line: int, stream: str, data: Mapping[str, Any]) -> Fact:
    event_type = declared(data["type"])
    fields = data.get("fields", {})
    if not isinstance(fields, dict) or "on" in fields:
        raise NotAValue(
            "fields 应为字段，日期写在 on", "fields must be the fields, and the day stands under on",
            "写作 {字段: 值}", "write {field: value}",
        )  # fmt: skip
    told = {key: data.get(key, "") for key in ("court", "round", "actor")}
    for key, text in told.items():
        check_text(text, key)
    if told["round"]:
        told["round"] = named(told["round"], "round")
    return Fact(line=line, stream=stream, event=event_of(event_type, {"on": data["on"], **fields}), **told)


def as_line(record: Record, codec: Codec) -> str:
    """A record as a line that can be imported again, as it was; our own clock is not among what it tells."""
    fields = json.loads(codec.encode(record.event))
    data = {
        "stream": record.stream, "type": record.type, "on": fields.pop("on"), "fields": fields, "court": record.court,
        "round": record.round, "actor": record.actor.id,
    }  # fmt: skip
    return json.dumps({key: value for key, value in data.items() if value != ""}, ensure_ascii=False)


# --- registers in CSV ---


def csv_rows(mapping: Register) -> Read:
    """The reader of a register that is written as the mapping says."""
    return lambda file: _rows(file, mapping)


def _rows(file: BinaryIO, mapping: Register) -> Lines:
    faults: list[Problem] = []
    rows = csv.reader(_decoded(file, mapping.encoding, faults), delimiter=mapping.delimiter, strict=True)
    header = _header(rows, faults)
    mapping.check_columns(header)
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(line=line, error=_no_row(f"不是 CSV：{error}", f"it is no CSV: {error}"))
            continue
        if faults:
            yield from faults
            faults.clear()
        elif row and len(row) != len(header):
            yield Problem(line=line, error=_no_row(
                f"有 {len(row)} 列，表头有 {len(header)} 列", f"it has {len(row)} columns, the header {len(header)}"
            ))  # fmt: skip
        elif row:
            yield from _facts(line, dict(zip(header, row, strict=True)), mapping)


def _header(rows: Iterator[list[str]], faults: list[Problem]) -> list[str]:
    """The names of the columns.

    Raises:
        UnreadableSource: there are none to be read.
    """
    try:
        header = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise _no_row(f"表头不是 CSV：{error}", f"the header is no CSV: {error}") from error
    if faults:
        raise faults[0].error
    if not any(header):
        raise UnreadableSource("没有表头", "there is no header", "首行写列名", "name the columns in the first line")
    return header


def _no_row(zh: str, en: str) -> UnreadableSource:
    return UnreadableSource(zh, en, "核对引号与分隔符", "check quotes and delimiters")


def _decoded(file: BinaryIO, encoding: str, faults: list[Problem]) -> Iterator[str]:
    """Lines as text. What cannot be decoded is told among the `faults`, and an empty line stands in its place."""
    for number, raw in _raw_lines(file):
        try:
            if raw is None:
                raise _too_long()
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            faults.append(Problem(line=number, error=_undecodable(encoding)))
            text = "\n"
        except UnreadableSource as error:
            faults.append(Problem(line=number, error=error))
            text = "\n"
        yield text.removeprefix("\ufeff") if number == 1 else text


def _facts(line: int, cells: Mapping[str, str], mapping: Register) -> Lines:
    for block in mapping.blocks:
        stream = ""
        try:
            for text, event in block.events(cells):
                stream = named(text)
                yield Fact(line=line, stream=stream, event=event, court=_court(event, mapping))
        except CasestreamError as error:
            yield Problem(line=line, error=error, stream=stream or _stream(block.stream.column, cells))


def _stream(column: str, cells: Mapping[str, str]) -> str:
    """The case that a bad row is about, if that much can be read."""
    try:
        return named(cells.get(column, ""))
    except CasestreamError:
        return ""


def _court(event: Event, mapping: Register) -> str:
    """What opens a round names its court itself."""
    return "" if EVENTS[type(event)].opens else mapping.court
