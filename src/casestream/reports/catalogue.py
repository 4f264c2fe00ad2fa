"""Every rate of every table in one list: its formula, numerator and denominator, scope, source and status.

`docs/indicators.md` is written from here; a test compares them.
"""

from typing import Any

from casestream.kernel.errors import Lang
from casestream.kernel.projection import Projection, Ratio
from casestream.reports.indicators import INDICATORS
from casestream.reports.sources import SOURCES, STATUSES
from casestream.reports.tables import STATISTICS
from casestream.reports.variants import VARIANTS, Variant

OWN = "own"  # A ratio that no source defines: this library's, from numbers that the table shows.
BY_NAME = {variant.name: variant for variant in VARIANTS}
UNITS = {"%": ("%", "%"), "d": ("日", "days"), "x": ("倍", "times")}


def catalogue() -> list[dict[str, Any]]:
    """Each variant of each indicator, then the rates of the other tables that are not among them."""
    ratios = [(table, name) for table in _tables() for name, each in table.measures.items() if isinstance(each, Ratio)]
    return [
        _entry(table, name, BY_NAME.get(name) if table is INDICATORS else None)
        for table, name in ratios
        if table is INDICATORS or name not in BY_NAME
    ]


def _tables() -> list[Projection]:
    return [INDICATORS, *(table for table in STATISTICS.values() if table is not INDICATORS)]


def _entry(table: Projection, name: str, variant: Variant | None) -> dict[str, Any]:
    ratio = table.measures[name]
    assert isinstance(ratio, Ratio)  # noqa: S101 # They were chosen by that.
    over, under = table.measures[ratio.numerator], table.measures[ratio.denominator]
    parts = {
        which: {"name": part_name, "zh": _plain(part.zh), "en": _plain(part.en), "note": part.note}
        for which, part_name, part in (("numerator", ratio.numerator, over), ("denominator", ratio.denominator, under))
    }
    return {
        "name": name, "report": table.name, "indicator": variant.indicator if variant else ratio.zh, "zh": ratio.zh,
        "en": ratio.en or name, "formula_zh": f"{_plain(over.zh)} / {_plain(under.zh)}",
        "formula_en": f"{_plain(over.en)} / {_plain(under.en)}", **parts, "unit": ratio.unit,
        "scope_zh": variant.scope_zh if variant else table.zh, "scope_en": variant.scope_en if variant else table.en,
        "source": variant.source if variant else "", "status": variant.status if variant else OWN,
    }  # fmt: skip


def _plain(heading: str) -> str:
    for unit in ("(分)", "(日)", " (fen)"):
        heading = heading.removesuffix(unit)
    return heading


def catalogue_rows(lang: Lang) -> list[list[str]]:
    """The list for a person: a head, then one row a variant."""
    zh = lang == "zh"
    head = (
        ["指标", "口径", "公式", "单位", "范围", "来源", "状态", "报表.名称"]
        if zh
        else ["Indicator", "Variant", "Formula", "Unit", "Scope", "Source", "Status", "report.name"]
    )
    return [head] + [
        [
            each["indicator"], each[lang], each[f"formula_{lang}"], UNITS[each["unit"]][not zh], each[f"scope_{lang}"],
            each["source"] or "—", each["status"], f"{each['report']}.{each['name']}",
        ]
        for each in catalogue()
    ]  # fmt: skip


LEGEND_ZH = f"{STATUSES[0]}来源的标记见 docs/indicators.md 文末。分母为零的不给出数字。"
LEGEND_EN = f"{STATUSES[1]} The tags of the sources are told at the end of docs/indicators.md. A zero denominator gives no figure."


def catalogue_markdown() -> str:
    """What docs/indicators.md holds."""
    lines = [
        "# 指标口径 / Indicators and their variants", "", "`casestream indicators --markdown > docs/indicators.md`", "", LEGEND_ZH, "",
        LEGEND_EN, "",
    ]  # fmt: skip
    head = ["指标", "口径", "English", "分子 / 分母", "numerator / denominator", "单位", "范围", "来源", "状态", "名称"]
    lines += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for each in catalogue():
        cells = [
            each["indicator"], each["zh"], each["en"], each["formula_zh"], each["formula_en"], each["unit"], each["scope_zh"],
            each["source"] or "—", each["status"], f"`{each['report']}.{each['name']}`",
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "## 来源 / Sources", "", "| 标记 | 来源 | source |", "|---|---|---|"]
    lines += [f"| {tag} | {zh} | {en} |" for tag, (zh, en) in SOURCES.items()]
    return "\n".join(lines) + "\n"
