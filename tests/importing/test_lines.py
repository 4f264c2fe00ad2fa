"""A line that cannot be read or placed is told in one typed error with its number and a cure; anything else is recorded."""

import io
import json
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources import COURT, MAPPING, REGISTER, applied, basis, line, number, opened, paid, written

import casestream
from casestream.docket import Docket
from casestream.importing import Outcome, import_history, read_source
from casestream.importing.mapping import read_mapping, register
from casestream.importing.reading import LINE_BYTES, Fact, Problem, csv_rows, json_lines
from casestream.importing.spelling import amount_fen, choice, day, truth, whole_number
from casestream.kernel.errors import (
    BadRequest,
    CasestreamError,
    MalformedMapping,
    NotAnAmount,
    NotAValue,
    UnreadableSource,
)
from casestream.kernel.event import Event
from casestream.procedures.rounds import ClosingMode
from casestream.store.codec import Codec
from casestream.testing.scenario import evolve
from casestream.testing.strategies import declared_types, events
from conftest import Clock

TODAY = date(2025, 9, 16)


def bring(docket: Docket, *lines: Any, folder: Path) -> Outcome:
    """Import these lines."""
    with read_source(written(folder / "lines.jsonl", *lines)) as held:
        return import_history(docket, held)


def but(data: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The same line with other fields."""
    return data | {"fields": {**data["fields"], **fields}}


def without(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The same line without one of its keys."""
    return {key: value for key, value in data.items() if key != name}


CORRECTED = line(basis(1), "record.corrected", "2024-05-01", of=2, reason="误", event={
    "type": "round.opened", "schema": 1, "data": {"on": "2024-03-05", "number": number(2), "court": COURT,
                                                  "origin": "filed", "claimed_fen": 1}})  # fmt: skip

BAD: dict[str, tuple[str, Any]] = {
    "no JSON": ("CS116", "{"),
    "a number that JSON lacks": ("CS106", json.dumps(but(paid(1), amount_fen=float("nan")))),
    "a list": ("CS116", "[]"),
    "nested too deeply": ("CS116", "[" * 100_000),
    "a key twice": ("CS116", '{"stream":"a","stream":"b","type":"c","on":"2024-01-01"}'),
    "no stream": ("CS116", without(paid(1), "stream")),
    "no type": ("CS116", without(paid(1), "type")),
    "no day": ("CS116", without(paid(1), "on")),
    "an unknown key": ("CS116", paid(1) | {"recorded_at": "2014-01-01"}),
    "an empty stream": ("CS107", paid(1) | {"stream": " "}),
    "a stream that is a number": ("CS107", paid(1) | {"stream": 5}),
    "a lone surrogate": ("CS108", json.dumps(paid(1) | {"stream": "\ud800"})),
    "an unknown type": ("CS113", paid(1) | {"type": "proceeds.paid_to_the_creditor"}),
    "a type that is a list": ("CS113", paid(1) | {"type": []}),
    "an unknown field": ("CS113", but(paid(1), sum_fen=1)),
    "a missing field": ("CS107", paid(1) | {"fields": {}}),
    "fields that are a list": ("CS107", paid(1) | {"fields": []}),
    "a day among the fields": ("CS107", but(paid(1), on="2024-01-01")),
    "a float for money": ("CS106", but(paid(1), amount_fen=1.5)),
    "text for money": ("CS106", but(paid(1), amount_fen="40")),
    "money beyond what is exact": ("CS106", but(paid(1), amount_fen=2**53 + 1)),
    "an unknown choice": ("CS113", but(opened(2), origin="found")),
    "no such day": ("CS107", paid(1, "2023-02-29")),
    "a day too long ago": ("CS107", paid(1, "1899-12-31")),
    "a malformed case number": ("CS101", but(opened(2), number="2024鄂1202执2号")),
    "a number of another line": ("CS206", but(opened(2), number=f"({number(1)[1:5]}) {number(1)[6:]}")),
    "the same number again": ("CS206", opened(1, "2024-05-01")),
    "a correction to another case's number": (
        "CS206",
        CORRECTED | {"fields": {**CORRECTED["fields"], "event": {
            **CORRECTED["fields"]["event"], "data": {**CORRECTED["fields"]["event"]["data"], "number": number(9)}}}}),
    "a correction of what is not there": ("CS107", but(CORRECTED, of=3)),
    "a correction without its event": ("CS107", but(CORRECTED, event={"type": "round.opened"})),
    "before the opening": ("CS109", paid(1, "2024-03-04")),
    "tomorrow": ("CS110", paid(1, "2025-09-17")),
    "another kind of stream": ("CS100", line(basis(1), "hotline.dispatched", "2024-05-01", officers=1)),
    "a case that nothing opened": ("CS102", paid(7)),
    "another number than stands there": ("CS107", paid(1) | {"round": number(8)}),
    "another court than stands there": ("CS107", paid(1) | {"court": "鄂1203"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_told_with_its_number_and_leaves_nothing(name: str, docket: Docket, tmp_path: Path) -> None:
    code, bad = BAD[name]
    outcome = bring(docket, applied(1), opened(1), applied(9), opened(9), bad, paid(1), folder=tmp_path)
    (problem,) = outcome.problems
    assert (problem["code"], problem["line"]) == (code, 5), problem
    assert all(problem[key] for key in ("zh", "en", "cure_zh", "cure_en"))
    assert (outcome.written, docket.log.last_position()) == (0, 0)


def test_the_day_of_the_opening_and_today_are_fine(docket: Docket, tmp_path: Path) -> None:
    fine = [applied(1, "2024-03-05"), opened(1, "2024-03-05"), paid(1, "2024-03-05"), paid(1, TODAY.isoformat())]
    assert bring(docket, *fine, folder=tmp_path).written == 4


def test_today_is_the_courts_own(tmp_path: Path, clock: Clock) -> None:
    clock.now = datetime(2025, 9, 16, 16, 30, tzinfo=UTC)  # Half past midnight of the 17th, court time.
    with casestream.open(":memory:", clock=clock) as docket:
        lines = [applied(1), opened(1), paid(1, "2025-09-17")]
        assert bring(docket, *lines, folder=tmp_path).problem_count == 0


def test_a_number_of_a_case_of_the_docket_is_taken(docket: Docket, tmp_path: Path) -> None:
    assert bring(docket, applied(1), opened(1), folder=tmp_path).written == 2
    outcome = bring(docket, applied(2), but(opened(2), number=number(1)), folder=tmp_path)
    assert [(problem["code"], problem["line"]) for problem in outcome.problems] == [("CS206", 2)]
    again = bring(docket, opened(1), paid(1), folder=tmp_path)
    assert [(problem["code"], problem["line"]) for problem in again.problems] == [("CS206", 1)]
    assert docket.log.last_position() == 2


def test_a_line_longer_than_any_record_is_told_and_the_next_is_read() -> None:
    good = json.dumps(paid(1)).encode()
    for excess in (0, 1, LINE_BYTES, 3 * LINE_BYTES):
        items = list(json_lines(io.BytesIO(b" " * (LINE_BYTES + excess) + b"x\n" + good)))
        assert isinstance(items[0], Problem)
        assert items[0].error.code == "CS116"
        assert isinstance(items[1], Fact)
        assert [item.line for item in items] == [1, 2]


def test_blank_lines_and_a_mark_at_the_start_are_passed_over() -> None:
    source = b"\xef\xbb\xbf" + json.dumps(paid(1)).encode() + b"\n\n  \n" + json.dumps(paid(1)).encode()
    assert [(type(item), item.line) for item in json_lines(io.BytesIO(source))] == [(Fact, 1), (Fact, 4)]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_every_event_that_can_be_written_can_be_imported(data: st.DataObject) -> None:
    event_type = data.draw(st.sampled_from([each for each in declared_types() if not each.opens]))
    event: Event = data.draw(events(event_type.event_class))
    fields = json.loads(Codec().encode(event))
    told = {"stream": "甲", "type": event_type.name, "on": fields.pop("on"), "fields": fields}
    (item,) = json_lines(io.BytesIO(json.dumps(told).encode()))
    assert isinstance(item, Fact), item
    assert item.event == event


# --- whatever comes ---


def read(source: bytes, lines: Any) -> list[Fact | Problem]:
    """Everything that a reader makes of these bytes; only declared errors may come out."""
    try:
        items = list(lines(io.BytesIO(source)))
    except BadRequest:
        return []
    for item in items:
        if isinstance(item, Problem):
            assert isinstance(item.error, CasestreamError)
            assert item.error.message("zh")
            assert item.line <= source.count(b"\n") + 1
    return items


HEADER = REGISTER.read_text("utf-8").splitlines()[0]
ROWS = REGISTER.read_text("utf-8").splitlines()[1:]
WORDS = st.text(max_size=6) | st.sampled_from(
    ['"', ",", "\n", "\r", "\x00", "9" * 5000, "1e999", "-0", "二〇", "万元", "\ufeff"]
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2), max_leaves=4,
)  # fmt: skip


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_random_bytes_give_declared_errors_and_nothing_else(source: bytes) -> None:
    read(source, json_lines)
    read(source, csv_rows(read_mapping(MAPPING)))
    read(f"{HEADER}\n".encode() + source, csv_rows(read_mapping(MAPPING)))


@given(
    st.sampled_from([applied(1), opened(1), paid(1), CORRECTED]), st.sampled_from(["stream", "type", "on", "fields", "court"]),
    st.sampled_from(["basis", "number", "origin", "amount_fen", "event", "of", "on"]), JSON_VALUES, st.booleans(),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_a_line_with_anything_in_it_is_read_or_told(
    good: dict[str, Any], key: str, field: str, value: Any, inside: bool
) -> None:
    told = but(good, **{field: value}) if inside else good | {key: value}
    assert len(read(json.dumps(told).encode(), json_lines)) == 1


@given(st.sampled_from(ROWS), st.integers(0, 19), WORDS)
@settings(max_examples=300, deadline=None)
def test_a_row_with_anything_in_a_cell_is_read_or_told(row: str, column: int, word: str) -> None:
    cells = row.replace('"28,000.50"', "28000.50").split(",")
    cells[column] = word
    source = f"{HEADER}\n{','.join(cells)}\n".encode("utf-8", "surrogatepass")
    read(source, csv_rows(read_mapping(MAPPING)))


@given(
    st.lists(
        st.sampled_from([applied(1), opened(1), paid(1), paid(1, "2024-01-01"), opened(2), CORRECTED, paid(2)]),
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_lines_in_any_order_are_recorded_whole_or_told(
    tmp_path_factory: pytest.TempPathFactory, lines: list[Any]
) -> None:
    with casestream.open(":memory:", clock=Clock()) as docket:
        outcome = bring(docket, *lines, folder=tmp_path_factory.mktemp("order"))
        assert outcome.written == docket.log.last_position() == (0 if outcome.problem_count else len(lines))


# --- registers ---


def rows(text: str, mapping: str, encoding: str = "utf-8") -> list[Fact | Problem]:
    """What a register gives by a mapping."""
    return list(csv_rows(register(tomllib.loads(mapping)))(io.BytesIO(text.encode(encoding))))


SMALL = f"""
court = "{COURT}"
stream = {{ column = "案" }}
[[event]]
type = "proceeds.paid_to_creditor"
on = {{ column = "日" }}
fields.amount_fen = {{ column = "元", unit = "yuan" }}
"""


def test_the_register_of_the_example_gives_its_facts_and_findings(docket: Docket, tmp_path: Path) -> None:
    with read_source(REGISTER, MAPPING) as held:
        outcome = import_history(docket, held)
    assert (outcome.lines, outcome.streams, outcome.facts, outcome.written) == (5, 4, 28, 28)
    assert outcome.problem_count == 0
    found = {each["line"]: each["article"] for each in outcome.findings}
    assert set(found) == {3, 5}
    # A case ended in 2015 is judged by the law of 2015, which asked for one thing only.
    assert [each["article"] for each in outcome.findings if each["line"] == 3] == ["民诉法解释（2015年）第五百一十九条"]
    assert sum(each["line"] == 5 for each in outcome.findings) == 11
    first, second, third, _ = (docket.case(stream) for stream in docket.cases())
    assert [case.number for case in (first, second, third)] == [
        "（2014）鄂法执字第00123号", "（2014）鄂法执字第456号", "（2015）鄂法执字第7号"
    ]  # fmt: skip
    assert [event.on for event in third.events[:1]] == [date(2015, 1, 6)]
    assert [getattr(event, "debtor", None) for event in first.events[2:4]] == ["李某", "王某"]
    assert third.events[-1] == evolve(third.events[-1], amount_fen=1_200_000)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-8-sig"])
def test_a_register_in_its_own_encoding(encoding: str) -> None:
    said = "utf-8" if encoding == "utf-8-sig" else encoding
    (fact,) = rows("案,日,元\n甲,2024年3月5日,1.5\n", f'encoding = "{said}"\n{SMALL}', encoding)
    assert isinstance(fact, Fact)
    assert (fact.stream, fact.event.on, fact.court, fact.line) == ("甲", date(2024, 3, 5), COURT, 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("案,日,元\n甲,2024-03-05\n乙,2024-03-05,2\n", [(2, "CS116")]),
        ("案,日,元\n甲,2024-03-05,2,3\n", [(2, "CS116")]),
        ("案,日,元\n甲,,2\n", [(2, "CS107")]),
        ("案,日,元\n,2024-03-05,2\n", [(2, "CS107")]),
        ("案,日,元\n甲,2024-03-05,\n", [(2, "CS107")]),
        ("案,日,元\n甲,2024-03-05,二\n乙,2024-03-05,0.001\n", [(2, "CS106"), (3, "CS106")]),
        ('案,日,元\n"甲\n乙",2024-03-05,1\n丙,x,1\n', [(4, "CS107")]),
        ('案,日,元\n甲,"2024"-03-05,1\n丙,2024-03-05,1\n', [(2, "CS116")]),
        ('案,日,元\n甲,2024-03-05,"1', [(2, "CS116")]),
    ],
)
def test_a_bad_row_is_told_with_the_line_on_which_it_begins(text: str, told: list[tuple[int, str]]) -> None:
    items = rows(text, SMALL)
    assert [(item.line, item.error.code) for item in items if isinstance(item, Problem)] == told


def test_a_row_in_another_encoding_is_told_and_the_next_is_read() -> None:
    source = "案,日,元\n".encode() + "甲,2024-03-05,1\n".encode("gb18030") + "乙,2024-03-05,1\n".encode()
    items = list(csv_rows(register(tomllib.loads(SMALL)))(io.BytesIO(source)))
    assert [(type(item), item.line) for item in items] == [(Problem, 2), (Fact, 3)]


@pytest.mark.parametrize("text", ["", "\n", '"案,日', "案,日\n", "案,日,元,元\n"])
def test_a_register_without_the_columns_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises((UnreadableSource, MalformedMapping)):
        rows(text, SMALL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("court =", "courts ="),
        ('stream = { column = "案" }', ""),
        ("[[event]]", "[event]"),
        ("paid_to_creditor", "paid_to_nobody"),
        ('on = { column = "日" }', ""),
        ("fields.amount_fen", "fields.amount"),
        ('fields.amount_fen = { column = "元", unit = "yuan" }', ""),
        (', unit = "yuan"', ""),
        ('unit = "yuan"', 'unit = "jiao"'),
        ('unit = "yuan"', 'units = "yuan"'),
        ('{ column = "元", unit = "yuan" }', "{ each = true, unit = 'yuan' }"),
        ('on = { column = "日" }', 'on = "someday"'),
        ('on = { column = "日" }', 'on = { column = "日" }\nwhen = "日"'),
        ('on = { column = "日" }', 'on = { column = "日" }\nwhen = { column = "日", is = "x" }'),
        (f'court = "{COURT}"', 'court = "x"\nencoding = "utf-16"'),
        (f'court = "{COURT}"', 'court = "x"\ndelimiter = ",,"'),
        (f'court = "{COURT}"', "court = 5"),
        ("[[event]]", "[[event"),
    ],
)
def test_a_mapping_that_names_what_is_not_there_is_refused(old: str, new: str, tmp_path: Path) -> None:
    assert old in SMALL
    (tmp_path / "map.toml").write_text(SMALL.replace(old, new), "utf-8")
    with pytest.raises(MalformedMapping) as refused:
        read_mapping(tmp_path / "map.toml")
    assert refused.value.cure_zh
    assert refused.value.cure_en


# --- spellings ---


@pytest.mark.parametrize(
    "text",
    ["2014-03-05", "2014-3-5", "2014/03/05", "2014.3.5", "20140305", "2014年3月5日", "２０１４年３月５日", "二〇一四年三月五日",
     "二零一四年三月五号", " 2014-03-05 ", "2014-03-05 00:00:00"],
)  # fmt: skip
def test_days_as_registers_write_them(text: str) -> None:
    assert day(text, "x") == date(2014, 3, 5)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_as_it_is_written(given_day: date) -> None:
    digits, month, dom = "〇一二三四五六七八九", given_day.month, given_day.day

    def small(n: int) -> str:
        tens, ones = divmod(n, 10)
        return ("" if tens == 0 else ("" if tens == 1 else digits[tens]) + "十") + (digits[ones] if ones else "")

    chinese = "".join(digits[int(each)] for each in str(given_day.year)) + f"年{small(month)}月{small(dom)}日"
    assert day(chinese, "x") == day(given_day.isoformat(), "x") == day(f"{given_day:%Y%m%d}", "x") == given_day
    assert day(f"{given_day:%d/%m/%Y}", "x", "%d/%m/%Y") == given_day
    assert day(f"{given_day + timedelta(1)}", "x") != given_day if given_day.year < 2199 else True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2014-02-29",
        "2014-13-01",
        "05/03/2014",
        "2014-03/05",
        "二〇一四年十三月五日",
        "2014-03-05 12:00",
        "十十年",
        "昨天",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotAValue):
        day(text, "x")


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [("28,000.50", "yuan", 2_800_050), ("28000", "yuan", 2_800_000), ("￥28000元", "yuan", 2_800_000), ("2.8万元", "yuan", 2_800_000),
     ("2.71亿", "yuan", 27_100_000_000), ("2.8", "wan_yuan", 2_800_000), ("0.000001", "wan_yuan", 1), ("280", "fen", 280),
     ("2.8万元", "wan_yuan", 2_800_000), ("28000元", "wan_yuan", 2_800_000), ("2.71亿元", "wan_yuan", 27_100_000_000),
     ("100元", "fen", 10_000), ("2.8万", "fen", 2_800_000), ("2.8元万", "yuan", None), ("5元元", "fen", None),
     ("-5", "yuan", -500), ("０．０１", "yuan", None), ("0.01", "yuan", 1), ("0.005", "yuan", None), ("1.5", "fen", None),
     ("一万", "yuan", None), ("", "yuan", None), ("1e3", "yuan", None), ("9" * 19, "fen", None)],
)  # fmt: skip
def test_amounts_come_to_whole_fen_or_are_refused(text: str, unit: str, fen: int | None) -> None:
    if fen is not None:
        assert amount_fen(text, "x_fen", unit) == fen
        return
    with pytest.raises(NotAnAmount):
        amount_fen(text, "x_fen", unit)


def test_choices_go_by_code_and_by_both_names() -> None:
    for mode in ClosingMode:
        assert {
            choice(text, "x", ClosingMode) for text in (mode.code, mode.zh, mode.en, mode.en.upper(), f" {mode.zh} ")
        } == {mode}
    with pytest.raises(BadRequest) as refused:
        choice("终本", "x", ClosingMode)
    assert "current_terminated" in refused.value.cure_en


def test_yes_no_and_whole_numbers() -> None:
    assert [truth(text, "x") for text in ("是", "有", "TRUE", "1", "否", "无", "No", "0")] == [True] * 4 + [False] * 4
    assert [whole_number(text, "x") for text in ("12", "1,200", "-3", "１２")] == [12, 1200, -3, 12]
    for text in ("", "maybe", "1.0"):
        with pytest.raises(NotAValue):
            truth(text, "x")
        with pytest.raises(NotAValue):
            whole_number(text, "x")
