"""A cell explained, for people: its formula, then the events behind its numerator and those behind its denominator."""

from casestream.kernel.errors import Lang
from casestream.kernel.event import EVENTS
from casestream.kernel.projection import Ratio
from casestream.replay import Explanation, Lineage, Rate
from casestream.reports.duration_cells import HEADINGS as HEADINGS_OF_DURATIONS
from casestream.reports.duration_cells import PARTS, DurationCell
from casestream.reports.render import aligned, yuan
from casestream.reports.stock import EXITS, HEADINGS, StockCell


def explained_text(found: Explanation | StockCell | DurationCell, lang: Lang, limit: int | None = None) -> str:
    """What is behind a cell of any report; of each list at most `limit` lines."""
    match found:
        case StockCell():
            return stock_cell_text(found, lang, limit)
        case DurationCell():
            return duration_cell_text(found, lang, limit)
    return explanation_text(found, lang, limit)


def explanation_text(explained: Explanation, lang: Lang, limit: int | None = None) -> str:
    """What is behind a cell; of each list at most `limit` events."""
    zh = lang == "zh"
    projection, measure = explained.projection, explained.projection.measures[explained.name]
    title = projection.zh if zh else projection.en
    heading = _plain(measure.zh if zh else measure.en or explained.name)
    where = " ".join(explained.group) or ("全部" if zh else "all")
    cell = explained.cell
    shown = f"{cell}" if isinstance(cell, Rate) else _amount(cell, explained.numerator, lang)
    lines = [f"{title}  {where}  {heading} = {shown}"]
    if measure.note and zh:
        lines.append(f"口径：{measure.note}")
    if isinstance(measure, Ratio):
        names = ("分子", "分母") if zh else ("Numerator", "Denominator")
    else:
        names = ("数值", "") if zh else ("Figure", "")
    for name, part in zip(names, explained.parts, strict=False):
        lines += ["", *_part(name, part, lang, limit)]
    return "\n".join(lines)


def stock_cell_text(cell: StockCell, lang: Lang, limit: int | None = None) -> str:
    """The cases behind a cell of the 终本 stock."""
    zh = lang == "zh"
    lines = [f"{'终本存量' if zh else 'Terminated stock'}  {cell.court}  {HEADINGS[cell.column][0 if zh else 1]}"]
    names = (("分子", "分母") if zh else ("Numerator", "Denominator")) if cell.denominator is not None else ("",)
    for name, stays in zip(names, (cell.numerator, cell.denominator or ()), strict=False):
        heads = ["案号", "案件", "进入", "退出", "方式"] if zh else ["Number", "Case", "Entered", "Left", "How"]
        rows = [
            [
                stay.number, stay.case, stay.entered_on.isoformat(), stay.left_on.isoformat() if stay.left_on else "—",
                EXITS[stay.exit][0 if zh else 1] if stay.exit else "—",
            ]
            for stay in stays[:limit]
        ]  # fmt: skip
        count = f"{len(stays):,} 件" if zh else f"{len(stays):,} cases"
        left = len(stays) - len(rows)
        more = [f"… 另有 {left:,} 件，-n 0 列出全部" if zh else f"… {left:,} more; -n 0 lists them"] if left else []
        lines += ["", f"{name} {count}".strip(), *(aligned([heads, *rows]) if rows else []), *more]
    return "\n".join(lines)


def duration_cell_text(found: DurationCell, lang: Lang, limit: int | None = None) -> str:
    """The rounds behind a cell of the durations, part by part, each with its days."""
    which = 0 if lang == "zh" else 1
    title, where = ("执行案件用时", "全部") if lang == "zh" else ("Durations", "all")
    lines = [f"{title}  {' '.join(found.group) or where}  {HEADINGS_OF_DURATIONS[found.column][which]} = {found.cell}"]
    for name, part in found.parts.items():
        lines += ["", *_part(PARTS[name][which], part, lang, limit)]
    return "\n".join(lines)


def _part(name: str, part: Lineage, lang: Lang, limit: int | None) -> list[str]:
    zh = lang == "zh"
    heading = _plain(part.measure.zh if zh else part.measure.en or part.name)
    counts = (
        f"{len(part):,} 个事件，{len(part.cases):,} 件案件"
        if zh
        else f"{len(part):,} events of {len(part.cases):,} cases"
    )
    head = f"{name} {heading} {_amount(part.total, part, lang)}" + (f"（{counts}）" if zh else f" ({counts})")
    columns = ["位置", "案号", "日期", "事件", "计入"] if zh else ["Position", "Number", "Day", "Event", "Adds"]
    rows = [
        [
            str(line.position), line.number or line.case, line.on.isoformat(), EVENTS.by_name[line.event].label(lang),
            _amount(line.amount, part, lang),
        ]
        for line in part.lines(0, limit)
    ]  # fmt: skip
    left = len(part) - len(rows)
    more = [f"… 另有 {left:,} 个，-n 0 列出全部" if zh else f"… {left:,} more; -n 0 lists them"] if left else []
    return [head, *(aligned([columns, *rows]) if rows else []), *more]


def _plain(heading: str) -> str:
    return heading.removesuffix("(分)").removesuffix(" (fen)")


def _amount(amount: int, part: Lineage, lang: Lang) -> str:
    return yuan(amount, lang) if part.measure.zh.endswith("(分)") else f"{amount:,}"
