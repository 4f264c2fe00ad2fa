"""A report laid out for paper, before it is known on which: columns under heads, rows, notes, and what is drawn.

Every column has a number (栏次), so that a note can say of which columns a rate is made. Rows and heads are in one
language; numbers are exact: whole units, fen, or a rate with numerator and denominator.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import field, frozen

from casestream.kernel.errors import Lang
from casestream.replay import Rate

Kind = Literal["text", "count", "money", "percent", "each", "day"]
ABREAST_AT_MOST = 3  # Of so few rows each measure is told in a line of its own.
HUNDRED = Decimal(100)
Value = str | int | date | Rate | None


@frozen(kw_only=True)
class Column:
    """One column: its head and the section over it ('' for none), its unit, what it is made of, its formula and
    where that comes from.

    `parts` are the numbers of the columns with numerator and denominator, for a rate whose parts are columns too;
    `parts_in_fen` where they are amounts.
    """

    title: str
    section: str = ""
    unit: str = ""
    kind: Kind = "text"
    parts: tuple[int, int] | None = None
    parts_in_fen: bool = False
    formula: str = ""
    source: str = ""


@frozen(kw_only=True)
class Panel:
    """Something to draw: a bar for each label. `values` are what is drawn, `shown` what is written at the bar's end."""

    title: str
    labels: tuple[str, ...]
    values: tuple[Decimal | None, ...]
    shown: tuple[str, ...]
    is_share: bool = False  # Of a hundred: drawn on the scale from 0 to 100, or further where one exceeds it.

    @property
    def full(self) -> Decimal:
        """Where the scale ends."""
        whole = HUNDRED if self.is_share else Decimal(0)
        return max([whole, *(value for value in self.values if value is not None)]) or Decimal(1)

    @property
    def exceeds_hundred(self) -> bool:
        """Whether a line has to say where on the scale the whole is."""
        return self.is_share and self.full > HUNDRED


def telling(panels: Iterable[Panel]) -> tuple[Panel, ...]:
    """The panels from which something is to be seen: one bar alone, or numbers none of which is above one, show nothing."""
    return tuple(
        panel for panel in panels
        if len(panel.labels) > 1 and (panel.is_share or any(value is not None and value > 1 for value in panel.values))
    )  # fmt: skip


@frozen(kw_only=True)
class Page:
    """A report for paper. The first `headings` columns name the row. `facts` say where the figures come from.

    `legend` explains the tags in the sources of the columns. `more` are tables that belong to it, each on a sheet of its own.
    """

    name: str
    title: str
    period: str
    lang: Lang
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    headings: int
    facts: tuple[tuple[str, str], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    panels: tuple[Panel, ...] = field(default=(), repr=False, converter=telling)
    more: tuple["Page", ...] = ()

    @property
    def units(self) -> str:
        """The line that says the units of the columns, each once: 单位：件、元."""
        units = list(dict.fromkeys(column.unit for column in self.columns if column.unit))
        if not units:
            return ""
        return f"单位：{'、'.join(units)}" if self.lang == "zh" else f"Units: {', '.join(units)}"

    @property
    def sections(self) -> list[tuple[str, int]]:
        """The heads over the columns, from left to right: each with how many columns it spans."""
        spans: list[tuple[str, int]] = []
        for column in self.columns:
            if spans and spans[-1][0] == column.section and column.section:
                spans[-1] = (column.section, spans[-1][1] + 1)
            else:
                spans.append((column.section, 1))
        return spans

    @property
    def notes(self) -> list[tuple[int, Column]]:
        """The columns of which there is something to say, each with its number."""
        return [(number, column) for number, column in enumerate(self.columns, 1) if column.formula]
