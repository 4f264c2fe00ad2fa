"""The mapping file: which column of a register feeds which field of which event. TOML, read and checked before any row.

```toml
encoding = "gb18030"                       # utf-8 unless it says; delimiter = "," likewise
court = "鄂1202"                            # the court that kept the register
stream = { column = "执行依据" }            # which case a row is about

[[event]]                                  # a row brings one event of each block, in this order
type = "round.closed"
when = { column = "结案方式" }              # only where this is not empty; is = ["终本"]: only where it is one of these
on = { column = "结案日期" }
fields.mode = { column = "结案方式", labels = { "终本" = "current_terminated" } }
fields.collected_fen = { column = "到位金额", unit = "yuan", default = 0 }
fields.used_days = 0                       # whatever is no table with `column` or `each` is the value itself
```

`each = { column = "被执行人", split = "、" }` in a block brings one event for each part; the field says `{ each = true }`.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args, get_origin

import attrs
from attrs import field, frozen

from casestream.importing import spelling
from casestream.importing.shaping import declared, event_of, inner, value_of
from casestream.kernel.errors import BadRequest, CasestreamError, MalformedMapping, NotAValue
from casestream.kernel.event import Event, EventType, Label

ENCODINGS = ("utf-8", "gb18030", "gbk")  # A line's end is one byte in each.
ABSENT: Any = object()
Cells = Mapping[str, str]

BLOCK = {"type", "stream", "on", "fields", "when", "each"}
WHOLE = {"encoding", "delimiter", "court", "stream", "event"}
CELL = {"column", "each", "unit", "format", "labels", "default", "split"}


@frozen(kw_only=True)
class Cell:
    """Where one value comes from, and how it is spelled there: a `column`, the part of `each`, or a `constant`."""

    constant: Any = ABSENT
    column: str = ""
    unit: str = ""
    format: str = ""
    labels: Mapping[str, Any] = field(factory=dict)
    default: Any = ABSENT
    split: str = ""

    def read(self, cells: Cells, part: str, hint: Any, where: str) -> Any:
        """What the field holds for one row; ABSENT where the cell is empty and the event has a default.

        Raises:
            BadRequest: the cell cannot be read as what the field holds.
        """
        if self.constant is not ABSENT:
            return value_of(self.constant, hint, where)
        text = (cells[self.column] if self.column else part).strip()
        if not text:
            return self.default if self.default is ABSENT else value_of(self.default, hint, where)
        if text in self.labels:
            return value_of(self.labels[text], hint, where)
        hint = inner(hint)
        if get_origin(hint) is tuple:
            parts = [each.strip() for each in text.split(self.split)] if self.split else [text]
            return tuple(self._plain(each, get_args(hint)[0], where) for each in parts if each)
        return self._plain(text, hint, where)

    def _plain(self, text: str, hint: Any, where: str) -> Any:
        if hint is date:
            return spelling.day(text, where, self.format)
        if hint is bool:
            return spelling.truth(text, where)
        if hint is int:
            return spelling.amount_fen(text, where, self.unit) if self.unit else spelling.whole_number(text, where)
        if isinstance(hint, type) and issubclass(hint, Label):
            return spelling.choice(text, where, hint)
        return text


@frozen(kw_only=True)
class Block:
    """One event that a row brings."""

    event_type: EventType
    stream: Cell
    on: Cell
    fields: Mapping[str, Cell]
    when: Cell | None
    only: frozenset[str]
    each: Cell | None

    def events(self, cells: Cells) -> Iterator[tuple[str, Event]]:
        """The stream and the event, none where the row has none, several where `each` says so.

        Raises:
            BadRequest: a cell cannot be read.
        """
        if self.when is not None:
            text = cells[self.when.column].strip()
            if not text or (self.only and text not in self.only):
                return
        parts = [""] if self.each is None else cells[self.each.column].split(self.each.split or None)
        for part in (each.strip() for each in parts):
            if self.each is None or part:
                yield self.stream.read(cells, part, str, "stream"), self._event(cells, part)

    def _event(self, cells: Cells, part: str) -> Event:
        name, data = self.event_type.name, {}
        for field_name, cell in {"on": self.on, **self.fields}.items():
            where = f"{name}.{field_name}"
            value = cell.read(cells, part, self.event_type.fields[field_name], where)
            if value is not ABSENT:
                data[field_name] = value
            elif field_name == "on":
                raise NotAValue(
                    f"{where}：“{cell.column}”为空", f"{where}: the column {cell.column} is empty",
                    "补上日期，或者以 when 排除该行", "give the day, or leave such rows out with when",
                )  # fmt: skip
        return event_of(self.event_type, data)

    @property
    def columns(self) -> set[str]:
        """The columns that it reads."""
        cells = (self.stream, self.on, *self.fields.values(), self.when, self.each)
        return {cell.column for cell in cells if cell is not None and cell.column}


@frozen(kw_only=True)
class Register:
    """How a register in CSV is written, and what its rows bring."""

    encoding: str
    delimiter: str
    court: str
    blocks: tuple[Block, ...]

    def check_columns(self, header: Sequence[str]) -> None:
        """Refuse a register that lacks a column, or has one twice.

        Raises:
            MalformedMapping: which.
        """
        for block in self.blocks:
            if missing := sorted(block.columns - set(header)):
                raise _wrong(
                    f"{block.event_type.name} 引用的列 {'、'.join(missing)} 不在表头",
                    f"{block.event_type.name} reads columns that are not there: {', '.join(missing)}",
                    f"表头：{'、'.join(header)[:300]}", f"there are {', '.join(header)[:300]}",
                )  # fmt: skip
        if len(set(header)) < len(header):
            twice = sorted({name for name in header if header.count(name) > 1})
            raise _wrong(
                f"表头重复：{'、'.join(twice)}",
                f"columns that are there twice: {', '.join(twice)}",
                "改列名",
                "rename one",
            )


def read_mapping(path: str | Path) -> Register:
    """The mapping in a TOML file.

    Raises:
        MalformedMapping: it cannot be read, names what does not exist, or leaves out what an event needs.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise _wrong(f"映射文件 {path} 无法读取：{error}", f"the mapping {path} cannot be read: {error}") from error
    return register(data)


def register(data: Mapping[str, Any]) -> Register:
    """The mapping that this TOML says.

    Raises:
        MalformedMapping: it names what does not exist, or leaves out what an event needs.
    """
    _only(data, WHOLE, "映射文件", "the mapping")
    encoding, delimiter, court = (
        _text(data, *each) for each in (("encoding", "utf-8"), ("delimiter", ","), ("court", ""))
    )
    if encoding.lower() not in ENCODINGS:
        raise _wrong(f"编码 {encoding!r} 不可用", f"encoding {encoding!r} is not read", *("、".join(ENCODINGS),) * 2)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise _wrong(f"分隔符 {delimiter!r} 不可用", f"{delimiter!r} is no delimiter", "一个字符", "give one character")
    blocks = data.get("event")
    if not isinstance(blocks, list) or not blocks:
        raise _wrong("没有 [[event]]", "there is no [[event]]", "至少写一个", "write one at least")
    return Register(
        encoding=encoding, delimiter=delimiter, court=court,
        blocks=tuple(_block(block, data.get("stream")) for block in blocks),
    )  # fmt: skip


def _block(data: Any, stream: Any) -> Block:
    if not isinstance(data, Mapping):
        raise _wrong("[[event]] 应为表", "an [[event]] is a table")
    _only(data, BLOCK, "[[event]]", "an [[event]]")
    try:
        event_type = declared(data.get("type"))
    except BadRequest as error:
        raise _wrong(error.zh, error.en, error.cure_zh, error.cure_en) from error
    name, hints, fields = event_type.name, event_type.fields, data.get("fields", {})
    if not isinstance(fields, Mapping) or (unknown := sorted(fields.keys() - (hints.keys() - {"on"}))):
        listed = "、".join(unknown) if isinstance(fields, Mapping) else repr(fields)
        raise _wrong(
            f"{name} 没有字段 {listed}", f"{name} has no fields {listed}",
            f"可用：{'、'.join(event_type.fields)}", f"there are {', '.join(event_type.fields)}",
        )  # fmt: skip
    when, each = (_of_column(data[key], name, key) if key in data else None for key in ("when", "each"))
    block = Block(
        event_type=event_type, on=_cell(data.get("on"), name, "on", date), when=when, each=each,
        stream=_cell(data.get("stream", stream), name, "stream", str),
        only=frozenset(data["when"].get("is", ())) if "when" in data else frozenset(),
        fields={key: _cell(value, name, key, hints[key]) for key, value in fields.items()},
    )  # fmt: skip
    if each is None and any(
        not cell.column and cell.constant is ABSENT for cell in (block.stream, *block.fields.values())
    ):
        raise _wrong(
            f"{name} 用了 each 却未定义", f"{name} uses each and does not say of what", "加上 each", "add each"
        )
    _check_complete(block)
    return block


def _check_complete(block: Block) -> None:
    """A field without a default has to be fed."""
    declared_fields = attrs.fields_dict(cast(Any, block.event_type.event_class))
    missing = [
        name for name, each in declared_fields.items()
        if each.default is attrs.NOTHING and name != "on" and name not in block.fields
    ]  # fmt: skip
    if missing:
        name = block.event_type.name
        raise _wrong(
            f"{name} 缺少字段 {'、'.join(missing)}", f"{name} lacks the fields {', '.join(missing)}",
            "补上列或者常量", "give a column or a value",
        )  # fmt: skip


def _of_column(data: Any, name: str, key: str) -> Cell:
    if not isinstance(data, Mapping) or not isinstance(data.get("column"), str):
        raise _wrong(f"{name}.{key} 未指明列", f"{name}.{key} names no column", '{ column = "…" }', '{ column = "…" }')
    _only(data, {"column", "is", "split"}, f"{name}.{key}", f"{name}.{key}")
    listed = data.get("is", [])
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise _wrong(f"{name}.{key}.is 应为文本列表", f"{name}.{key}.is must be a list of texts")
    return Cell(column=data["column"], split=_text(data, "split", ""))


def _cell(data: Any, name: str, key: str, hint: Any) -> Cell:
    where = f"{name}.{key}"
    if data is None:
        raise _wrong(f"{name} 未说明 {key}", f"{name} does not say {key}", f"补上 {key}", f"give {key}")
    if not isinstance(data, Mapping) or not ({"column", "each"} & data.keys()):
        try:
            value_of(data, hint, where)
        except CasestreamError as error:
            raise _wrong(error.zh, error.en, error.cure_zh, error.cure_en) from error
        return Cell(constant=data)
    _only(data, CELL, where, where)
    unit, labels = _text(data, "unit", ""), data.get("labels", {})
    if (unit and unit not in spelling.FEN_IN) or (key.endswith("_fen") and not unit):
        raise _wrong(
            f"{where} 未写明金额单位", f"{where} does not say the unit of its amount", 'unit = "yuan"、"wan_yuan" 或 "fen"',
            'unit = "yuan", "wan_yuan" or "fen"',
        )  # fmt: skip
    if not isinstance(labels, Mapping):
        raise _wrong(f"{where}.labels 应为表", f"{where}.labels must be a table")
    return Cell(
        column=_text(data, "column", ""), unit=unit, format=_text(data, "format", ""), labels=labels,
        default=data.get("default", ABSENT), split=_text(data, "split", ""),
    )  # fmt: skip


def _text(data: Mapping[str, Any], key: str, usual: str) -> str:
    value = data.get(key, usual)
    if not isinstance(value, str):
        raise _wrong(f"{key} = {value!r} 应为文本", f"{key} = {value!r} must be text", "加上引号", "put it in quotes")
    return value


def _only(data: Mapping[str, Any], known: set[str], zh: str, en: str) -> None:
    if unknown := sorted(data.keys() - known):
        raise _wrong(
            f"{zh}中有未知的 {'、'.join(unknown)}", f"{en} has unknown keys {', '.join(unknown)}",
            f"可用：{'、'.join(sorted(known))}", f"there are {', '.join(sorted(known))}",
        )  # fmt: skip


def _wrong(
    zh: str, en: str, cure_zh: str = "核对映射文件", cure_en: str = "check the mapping file"
) -> MalformedMapping:
    return MalformedMapping(zh, en, cure_zh, cure_en)
