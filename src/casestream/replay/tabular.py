"""What a notebook sees in a result: a table that it can show, and columns that Arrow, pandas and Polars take as they are."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, Literal, get_type_hints

from attrs import frozen

from casestream.kernel.errors import ExtraMissing
from casestream.replay.rate import Rate

Kind = Literal["text", "whole", "money", "figure", "day", "truth"]
Value = str | int | date | Rate | None
SHOWN_AT_MOST = 60
ABREAST_AT_MOST = 4  # So few rows stand beside each other, a column of the table in each line.
DIGITS = 38


@frozen
class Series:
    """One column: its name in code, its heads, and its values. Money is whole fen; a figure is a rate, or none."""

    name: str
    zh: str
    en: str
    kind: Kind
    values: Sequence[Value]


class Tabular(ABC):
    """A result that is a table. `__arrow_c_stream__` hands it to whatever speaks Arrow: `polars.DataFrame(table)`."""

    __slots__ = ()

    @abstractmethod
    def headline(self) -> tuple[str, str]:
        """What the table is, in Chinese and in English."""

    @abstractmethod
    def series(self) -> list[Series]:
        """Its columns, all of the same length."""

    def to_arrow(self) -> Any:
        """The table as a `pyarrow.Table`: text, int64, days as date32, rates as decimals, exact, without their parts.

        Raises:
            ExtraMissing: pyarrow is not installed.
        """
        try:
            import pyarrow as pa
        except ImportError as error:
            raise ExtraMissing.of("pyarrow", "columns") from error
        types = {
            "text": pa.string(), "whole": pa.int64(), "money": pa.int64(), "figure": pa.decimal128(DIGITS, 2),
            "day": pa.date32(), "truth": pa.bool_(),
        }  # fmt: skip
        return pa.table({
            each.name: pa.array([_plain(value) for value in each.values], types[each.kind]) for each in self.series()
        })  # fmt: skip

    def to_pandas(self) -> Any:
        """The table as a `pandas.DataFrame`.

        Raises:
            ExtraMissing: pyarrow or pandas is not installed.
        """
        table = self.to_arrow()
        try:
            return table.to_pandas()
        except ImportError as error:
            raise ExtraMissing.of("pandas", "spark") from error

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """The table as notebooks show it, in Chinese; what a head means in English is told when it is pointed at."""
        zh, en = self.headline()
        columns = self.series()
        count = len(columns[0].values)
        body = _abreast(columns) if 0 < count <= ABREAST_AT_MOST else _below(columns)
        more = f"<p>… {count:,}</p>" if count > SHOWN_AT_MOST else ""
        return f'<table><caption title="{escape(en)}">{escape(zh)}</caption>{body}</table>{more}'


def series_of(row_class: type, rows: Sequence[Any], heads: Mapping[str, str]) -> list[Series]:
    """The fields of rows as columns. `heads` are the names of fields in Chinese; in English the fields speak for themselves."""
    hints = get_type_hints(row_class)
    return [
        Series(name, zh, name.removesuffix("_fen").replace("_", " "), _kind(name, hints[name]), [getattr(row, name) for row in rows])
        for name, zh in heads.items()
    ]  # fmt: skip


def _kind(name: str, hint: Any) -> Kind:
    if hint is bool:
        return "truth"
    if hint is int:
        return "money" if name.endswith("_fen") else "whole"
    return "day" if hint in (date, date | None) else "text"


def _plain(value: Value) -> Any:
    return value.value() if isinstance(value, Rate) else value


def _head(each: Series) -> str:
    return f'<th title="{escape(each.en)}" style="text-align:left">{escape(each.zh or each.name)}</th>'


def _abreast(columns: list[Series]) -> str:
    return "".join(
        f"<tr>{_head(each)}{''.join(_cell(value, each.kind) for value in each.values)}</tr>" for each in columns
    )


def _below(columns: list[Series]) -> str:
    rows = zip(*(each.values[:SHOWN_AT_MOST] for each in columns), strict=True)
    lines = (
        f"<tr>{''.join(_cell(value, each.kind) for value, each in zip(row, columns, strict=True))}</tr>" for row in rows
    )
    return f"<thead><tr>{''.join(map(_head, columns))}</tr></thead><tbody>{''.join(lines)}</tbody>"


def _cell(value: Value, kind: Kind) -> str:
    if kind in ("text", "day"):
        return f'<td style="text-align:left">{escape(str(value or ""))}</td>'
    match value:
        case bool():
            shown = "√" if value else ""
        case Rate():
            shown = f"{value} ({value.numerator:,}/{value.denominator:,})"
        case int():
            shown = f"{value / 100:,.2f}" if kind == "money" else f"{value:,}"
        case _:
            shown = "—"
    return f'<td style="text-align:right">{escape(shown)}</td>'
