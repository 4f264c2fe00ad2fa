"""A report as one HTML file: figures, charts and table, for any browser, on screen and on paper; it asks for nothing else."""

from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path

from casestream.kernel.errors import Lang
from casestream.replay import Rate
from casestream.reports.paper.page import ABREAST_AT_MOST, HUNDRED, Column, Page, Panel, Value
from casestream.reports.render import width, yuan

STYLE = """
:root{--ink:#1c2733;--soft:#5b6b7b;--line:#d5dce4;--head:#eef2f7;--paper:#fff;--bar:#2f6f9f;--track:#edf1f5}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa8b6;--line:#36424f;--head:#1f2a35;--paper:#141b22;
--bar:#6aa9d6;--track:#222d38}}
body{margin:0 auto;max-width:1200px;padding:24px;color:var(--ink);background:var(--paper);
font:15px/1.6 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif}
h1{font-size:26px;text-align:center;margin:8px 0}h2{font-size:17px;margin:28px 0 8px}
.under{display:flex;justify-content:space-between;color:var(--soft);gap:16px}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px;margin:18px 0}
.card{border:1px solid var(--line);border-radius:8px;padding:10px 14px}.card b{display:block;font-size:24px}
.card span,.parts{color:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(520px,100%),1fr));gap:18px}
figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:12px}figcaption{font-weight:600;margin-bottom:6px}
svg{width:100%;max-width:720px;height:auto}svg text{fill:var(--ink);font-size:13px}svg .shown{fill:var(--soft);font-size:12px}
svg .hundred{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 3}
svg .track{fill:var(--track)}svg .bar{fill:var(--bar)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px}
th,td{border:1px solid var(--line);padding:4px 8px;vertical-align:middle}
th{background:var(--head);font-weight:600;text-align:center}thead{position:sticky;top:0}
.g{white-space:nowrap}td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}td .parts{display:block}
footer{margin-top:28px;color:var(--soft);font-size:12px;overflow-wrap:anywhere}
@media print{body{max-width:none;padding:0}.wide{overflow:visible}thead{position:static}tr,figure,.card{break-inside:avoid}
@page{size:A4 landscape;margin:12mm}}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_html(page: Page, path: Path) -> None:
    """The page as one HTML file."""
    path.write_text(html_page(page), encoding="utf-8")


def html_page(page: Page) -> str:
    """The whole document."""
    zh = page.lang == "zh"
    charts = "".join(
        f"<figure><figcaption>{escape(panel.title)}</figcaption>{bars(panel)}</figure>" for panel in page.panels
    )
    parts = [
        f'<!doctype html><html lang="{"zh-CN" if zh else "en"}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(page.title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(page.title)}</h1>",
        f'<div class="under"><span>{escape(page.period)}</span><span>{escape(page.units)}</span></div>',
        _cards(page),
        f'<div class="charts">{charts}</div>' if charts else "",
        f"<h2>{'统计表' if zh else 'Table'}</h2>",
        html_table(page),
        _legend(page),
        *(f"<h2>{escape(each.title)}</h2>{html_table(each)}" for each in page.more),
        _footer(page),
        "</body></html>\n",
    ]
    return "\n".join(part for part in parts if part)


def html_table(page: Page) -> str:
    """The table alone: with a line a measure where there are few rows of figures, otherwise as it is on paper."""
    if not page.rows:
        return "<p>（无可计数者）</p>" if page.lang == "zh" else "<p>(nothing to count)</p>"
    if page.notes and len(page.rows) <= ABREAST_AT_MOST:
        return _by_measure(page)
    return _by_row(page) + _notes(page)


def _by_measure(page: Page) -> str:
    zh = page.lang == "zh"
    groups = "".join(f'<th class="g">{_words(row[: page.headings])}</th>' for row in page.rows)
    number, measure, formula = ("栏次", "指标", "口径") if zh else ("No.", "Measure", "Formula")
    head = f"<tr><th>{number}</th><th>{measure}</th>{groups}<th>{formula}</th></tr>"
    lines, section, span = [], "", len(page.rows) + 3
    for index in range(page.headings, len(page.columns)):
        column = page.columns[index]
        if column.section != section:
            section = column.section
            lines.append(f'<tr><th colspan="{span}">{escape(section)}</th></tr>')
        unit = f" ({escape(column.unit)})" if column.unit else ""
        cells = "".join(_cell(row[index], column, page.lang) for row in page.rows)
        lines.append(
            f'<tr><td class="n">{index + 1}</td><td>{escape(column.title)}{unit}</td>{cells}<td>{_formula(column)}</td></tr>'
        )
    return f'<div class="wide"><table><thead>{head}</thead><tbody>{"".join(lines)}</tbody></table></div>'


def _formula(column: Column) -> str:
    return escape(column.formula) + (f'<span class="parts">{escape(column.source)}</span>' if column.source else "")


def _words(values: tuple[Value, ...]) -> str:
    return escape(" ".join(f"{value}" for value in values if value))


def _by_row(page: Page) -> str:
    tall = not any(column.section for column in page.columns)
    over = "".join(
        f'<th colspan="{span}">{escape(section)}</th>' if section else f'<th rowspan="2">{_titled(page.columns[at])}</th>'
        for section, span, at in _placed(page)
    )  # fmt: skip
    under = "".join(f"<th>{_titled(column)}</th>" for column in page.columns if column.section or tall)
    numbers = "".join(f"<th>{number}</th>" for number in range(1, len(page.columns) + 1)) if page.notes else ""
    heads = f"<tr>{under}</tr>" if tall else f"<tr>{over}</tr><tr>{under}</tr>"
    rows = "".join(
        f"<tr>{''.join(_cell(*cell, page.lang, at < page.headings) for at, cell in enumerate(zip(row, page.columns, strict=True)))}</tr>"
        for row in page.rows
    )
    counted = f"<tr>{numbers}</tr>" if numbers else ""
    return f'<div class="wide"><table><thead>{heads}{counted}</thead><tbody>{rows}</tbody></table></div>'


def _placed(page: Page) -> list[tuple[str, int, int]]:
    """The sections with how many columns they span and where they begin."""
    placed, at = [], 0
    for section, span in page.sections:
        placed.append((section, span, at))
        at += span
    return placed


def _titled(column: Column) -> str:
    return escape(column.title) + (f"<br>({escape(column.unit)})" if column.unit else "")


def _cell(value: Value, column: Column, lang: Lang, names_the_row: bool = False) -> str:
    if column.kind == "text":
        head = '<td class="g">' if names_the_row else "<td>"
        return f"{head}{escape(value.isoformat() if isinstance(value, date) else str(value or ''))}</td>"
    if isinstance(value, Rate):
        return f'<td class="n">{escape(str(value))}<span class="parts">{_parts(value, column, lang)}</span></td>'
    if value is None:
        return '<td class="n">—</td>'
    return f'<td class="n">{_figure(value, column)}</td>'


def _figure(value: Value, column: Column) -> str:
    return f"{Decimal(str(value)) / 100:,.2f}" if column.kind == "money" else f"{value:,}"


def _parts(rate: Rate, column: Column, lang: Lang) -> str:
    parts = (rate.numerator, rate.denominator)
    return " / ".join(yuan(part, lang) if column.parts_in_fen else f"{part:,}" for part in parts)


def _cards(page: Page) -> str:
    """The rates of few rows, large; those without a figure are in the table only."""
    if len(page.rows) > ABREAST_AT_MOST:
        return ""
    cards = [
        f'<div class="card">{_words((*row[: page.headings], column.title))}<b>{escape(str(value))}</b>'
        f"<span>{_parts(value, column, page.lang)}</span></div>"
        for row in page.rows
        for value, column in zip(row, page.columns, strict=True)
        if isinstance(value, Rate) and value.value() is not None
    ]
    return f'<div class="cards">{"".join(cards)}</div>' if cards else ""


def _notes(page: Page) -> str:
    if not page.notes:
        return ""
    zh = page.lang == "zh"
    lines = "".join(
        f'<tr><td class="n">{number}</td><td>{escape(column.title)}</td><td>{escape(column.section)}</td>'
        f"<td>{_formula(column)}</td></tr>"
        for number, column in page.notes
    )
    heads = ("栏次", "指标", "范围", "口径") if zh else ("No.", "Measure", "Scope", "Formula")
    head = "".join(f"<th>{text}</th>" for text in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<h2>{"说明" if zh else "Notes"}</h2><div class="wide">{table}</div>'


def _legend(page: Page) -> str:
    """What the tags in the sources stand for."""
    if not page.legend:
        return ""
    lines = "".join(f'<tr><td class="g">{escape(tag)}</td><td>{escape(told)}</td></tr>' for tag, told in page.legend)
    return f'<h2>{"出处" if page.lang == "zh" else "Sources"}</h2><div class="wide"><table><tbody>{lines}</tbody></table></div>'


def _footer(page: Page) -> str:
    return "<footer>" + "<br>".join(f"{escape(name)}: {escape(text)}" for name, text in page.facts) + "</footer>"


# --- charts ---

CHART_WIDTH, LONGEST_LABEL, LEAST_ROOM, LINE, BAR, LETTER = 680, 310, 220.0, 26, 14, 6.7


def bars(panel: Panel) -> str:
    """Horizontal bars as SVG, with words that the browser sets in its own fonts. The full scale of a share is 100."""
    left = min(LONGEST_LABEL, 12 + LETTER * max(map(width, panel.labels), default=0))
    right = 14 + LETTER * max(map(width, panel.shown), default=0)
    room = max(LEAST_ROOM, CHART_WIDTH - left - right)
    drawn = []
    for at, (label, value, shown) in enumerate(zip(panel.labels, panel.values, panel.shown, strict=True)):
        middle = at * LINE + LINE / 2
        length = float(max(value or Decimal(0), Decimal(0)) / panel.full) * room
        top = middle - BAR / 2
        drawn.append(
            f'<text x="{left - 6:.0f}" y="{middle + 4:.0f}" text-anchor="end">{escape(label)}</text>'
            f'<rect class="track" x="{left:.0f}" y="{top:.0f}" width="{room:.0f}" height="{BAR}" rx="3"/>'
            f'<rect class="bar" x="{left:.0f}" y="{top:.0f}" width="{length:.1f}" height="{BAR}" rx="3"/>'
            f'<text class="shown" x="{left + room + 6:.0f}" y="{middle + 4:.0f}">{escape(shown)}</text>'
        )
    tall = LINE * len(panel.labels)
    if panel.exceeds_hundred:
        at_hundred = left + float(HUNDRED / panel.full) * room
        drawn.append(f'<line class="hundred" x1="{at_hundred:.1f}" y1="0" x2="{at_hundred:.1f}" y2="{tall}"/>')
    whole = left + room + right
    return f'<svg viewBox="0 0 {whole:.0f} {tall}" role="img" aria-label="{escape(panel.title)}">{"".join(drawn)}</svg>'
