"""A small table with every kind of column, and what is in a workbook, in words, to be compared with a golden file."""

import re
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from casestream.kernel import Count, Projection, Ratio, Stage, Sum
from casestream.kernel.errors import Lang
from casestream.kernel.projection import Scope
from casestream.procedures.rounds import ClosingMode, RoundClosed, RoundOpened
from casestream.procedures.termination import MAY_TERMINATE, RoundTerminated
from casestream.replay.rate import Rate
from casestream.replay.table import Row, Table
from casestream.reports.paper import write_report

GOLDEN = Path(__file__).parent / "golden"
BOTH, FIRST = ("执", "执恢"), ("执",)
SMALL = Projection(
    "small", "小表", "A small table", by=("court",),
    opening=(Count(RoundOpened, round_type=BOTH, when="before") - Count(RoundClosed, round_type=BOTH, when="before")).named(
        "旧存", "Pending at the start", "此前立案减此前结案"),
    ended=Count(RoundTerminated, given=MAY_TERMINATE, zh="合格终本(次)", en="Qualified terminations"),
    closed=Count(RoundClosed, where={"mode": ClosingMode.SATISFIED}, round_type=FIRST, zh="首执执行完毕", en="Fully enforced"),
    pending=Stage(RoundOpened, (RoundOpened, RoundClosed), round_type=BOTH, zh="未结", en="Pending"),
    claimed=Sum(RoundClosed.claimed_fen, round_type=FIRST, zh="首执申请标的(分)", en="Claimed (fen)"),
    collected=Sum(RoundClosed.collected_fen, round_type=FIRST, zh="首执到位金额(分)", en="Collected (fen)"),
    collection_rate=Ratio("collected", "claimed", zh="执行到位率", en="Collection rate", note="到位/标的"),
    days=Sum(RoundClosed.used_days, round_type=FIRST, zh="用时合计(日)", en="Days used"),
    mean_days=Ratio("days", "closed", unit="d", zh="平均用时", en="Mean days"),
    each=Ratio("ended", "pending", unit="x", zh="终本与未结之比", en="Terminations to pending"),
)  # fmt: skip


def row(group: tuple[str, ...], *counted: int) -> Row:
    """A row of the small table from its whole numbers, in their order."""
    numbers = dict(zip(("opening", "ended", "closed", "pending", "claimed", "collected", "days"), counted, strict=True))
    rates = {
        name: Rate(numbers[each.numerator], numbers[each.denominator], each.unit)
        for name, each in SMALL.measures.items()
        if isinstance(each, Ratio)
    }
    cells = numbers | rates
    return Row(group, {name: cells[name] for name in SMALL.measures})


YEAR = Scope(since=date(2025, 1, 1), until=date(2025, 12, 31))
TWO_COURTS = Table(
    SMALL, (row(("内0623",), 1, 0, 0, 0, 0, 0, 0), row(("内0624",), 12, 3, 40, 7, 1_234_567, 789_012, 4_811)), YEAR
)
FIVE_COURTS = Table(
    SMALL, tuple(row((f"内062{n}",), n, n, 10 + n, 5, 100_000, 10_000 * n, 1_000) for n in range(1, 6)), YEAR
)


def cells_of(path: Path) -> str:
    """A workbook in words: of each sheet the merged heads, what stays in sight, and each cell with its format."""
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    lines = []
    for sheet in formulas.worksheets:
        lines += [f"# {sheet.title}", f"frozen {sheet.freeze_panes}"]
        lines += [f"merged {each}" for each in sorted(map(str, sheet.merged_cells.ranges))]
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.value is not None:
                    shown = values[sheet.title][cell.coordinate].value
                    told = f"{cell.value} -> {shown}" if cell.data_type == "f" else f"{cell.value}"
                    lines.append(f"{cell.coordinate} [{cell.number_format}] {told!r}")
    return unhashed("\n".join(lines) + "\n")


def unhashed(text: str) -> str:
    """A text without the hashes in it: they change with whatever the law says."""
    return re.sub(r"[0-9a-f]{64}", "<hash>", text)


def written(path: Path, table: Table, lang: Lang) -> Path:
    """The path, with the table in it."""
    write_report(table, path, lang)
    return path
