"""The command for whoever audits decisions: `casestream recheck`."""

import json
from collections.abc import Sequence
from datetime import date, datetime

import click

from casestream.audit.qualification import Qualification
from casestream.audit.recheck import By, Found, Line, Recheck
from casestream.audit.recheck_page import FORMS, form_of, write_recheck
from casestream.kernel.errors import Lang
from casestream.kernel.rule import RULES
from casestream.replay import ENGINES
from casestream.replay.judging import Decision
from casestream.reports.reference import rules_named
from casestream.reports.render import aligned
from casestream.reports.whole_file import whole_file
from casestream.store.server import shown
from casestream.terminal import common, docket_in, keyed, looking_back, progress, say, say_json

EXIT_FINDINGS = 1


@click.command()
@click.argument("file", type=click.Path())
@click.option("--rule", help="只看此规则（名称或标题）/ of this rule only, by name or title.")
@click.option("--court", help="只看此法院 / of this court only.")
@click.option("--month", help="只看此月，例如 2025-03 / of this month only.")
@click.option(
    "--engine", type=click.Choice(list(ENGINES)), default="columns", help="引擎 / engine.  [default: columns]"
)
@click.option("-n", "--limit", type=click.IntRange(min=0), default=20, show_default=True,
    help="各类最多列出 / list so many of each kind; 0: all.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(), help=f"写入文件 / write to a file: {' '.join(FORMS)}.")
@looking_back
@keyed
@common()
def recheck(
    file: str, rule: str | None, court: str | None, month: str | None, engine: str, limit: int, output: str | None,
    as_of: date | None, known_at: datetime | None, lang: Lang, as_json: bool,
) -> None:  # fmt: skip
    """按行为时的法律复核全部决定：有发现则退出码为 1 / judge every decision of FILE again under the law of its day."""
    rules = None if rule is None else tuple(each.name for each in rules_named(rule))
    if output is not None:
        form_of(output)  # What cannot be written is not worked out first.
    with (
        docket_in(file, create=False) as docket,
        progress("复核", "judging again", lang, counted=False),
    ):
        found = docket.recheck_all(rules=rules, engine=engine, as_of=as_of, known_at=known_at)
    asked = (rules, court, month) != (None, None, None)
    found = found.only(court=court, month=month)
    if output is not None:
        _write(found, output, lang)
    if as_json:
        say_json(found.as_dict())
    else:
        say(
            "\n".join(
                [*_summary(found, lang), *(_details(found, lang, limit or None) if asked else _how(found, file, lang))]
            )
        )
    if found.findings:
        click.get_current_context().exit(EXIT_FINDINGS)


def _write(found: Recheck, output: str, lang: Lang) -> None:
    if form_of(output) != ".json":
        write_recheck(found, output, lang)
        return
    with whole_file(output) as part:
        part.write_text(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


# --- the summary ---


def _summary(found: Recheck, lang: Lang) -> list[str]:
    zh, hard = lang == "zh", sum(each.severity == "hard" for each in found.findings)
    soft, excused, differing = len(found.findings) - hard, len(found.excuses), len(found.differences)
    head = (
        f"复核 {found.decisions:,} 项决定（记录 1–{found.last_position:,}）：发现 {hard + soft:,}"
        f"（必须 {hard:,}，应当 {soft:,}），免除 {excused:,}，依据差异 {differing:,}"
        if zh
        else f"{found.decisions:,} decisions judged again (records 1–{found.last_position:,}): {hard + soft:,} findings "
        f"({hard:,} hard, {soft:,} soft), {excused:,} excused, {differing:,} differing"
    )
    lines = [head]
    parts: tuple[tuple[By, str, str], ...] = (
        ("rule", "规则", "Rule"),
        ("court", "法院", "Court"),
        ("month", "月份", "Month"),
    )
    for what, name_zh, name_en in parts:
        lines += ["", *_table(name_zh if zh else name_en, found.by(what), what, lang)]
    return [*lines, "", *_qualification(found.qualification(), lang)]


def _table(name: str, lines: Sequence[Line], what: By, lang: Lang) -> list[str]:
    """Those of which there is something to tell; the others in one line."""
    zh = lang == "zh"
    told = [line for line in lines if what == "court" or line.hard or line.soft or line.excused or line.differing]
    heads = (
        [name, "决定", "必须", "应当", "免除", "依据差异"]
        if zh
        else [name, "Decisions", "Hard", "Soft", "Excused", "Differing"]
    )
    rows = [
        [_title(line.name, what, lang), *(f"{number:,}" for number in
         (line.decisions, line.hard, line.soft, line.excused, line.differing))]
        for line in told
    ]  # fmt: skip
    rest = len(lines) - len(told)
    unit = {"rule": ("条规则", "rules"), "court": ("个法院", "courts"), "month": ("个月", "months")}[what][
        0 if zh else 1
    ]
    left = [(f"其余 {rest} {unit}无发现" if zh else f"nothing to tell of the other {rest} {unit}")] if rest else []
    return [*(aligned([heads, *rows]) if rows else []), *left]


def _title(name: str, what: By, lang: Lang) -> str:
    if what != "rule":
        return name
    return f"{RULES[name].zh if lang == 'zh' else RULES[name].en} ({name})"


def _qualification(found: Qualification, lang: Lang) -> list[str]:
    zh = lang == "zh"
    heads = (
        ["终本合格核查", "项目", "符合", "免除", "不符合"]
        if zh
        else ["Qualified 终本", "Item", "Met", "Excused", "Failed"]
    )
    rows = [
        [str(each.item.number), each.item.zh if zh else each.item.en, f"{each.met:,}", f"{each.exempt:,}", f"{each.failed:,}"]
        for each in found.items
    ]  # fmt: skip
    rates = [
        (f"终本合格率 {found.rate}" if zh else f"Qualified share {found.rate}", found.rate),
        (
            f"终本合格率（不含执恢） {found.rate_without_resumed}"
            if zh
            else f"Qualified share without 执恢 {found.rate_without_resumed}",
            found.rate_without_resumed,
        ),
    ]
    return [*aligned([heads, *rows]), *(f"{told}  ({rate.numerator:,}/{rate.denominator:,})" for told, rate in rates)]


def _how(found: Recheck, file: str, lang: Lang) -> list[str]:
    if not (found.findings or found.excuses or found.differences):
        return []
    first = next(line.name for line in found.by("rule") if line.hard or line.soft or line.excused or line.differing)
    return [
        "",
        ("逐项列出：" if lang == "zh" else "each of them: ") + f"casestream recheck {shown(file)} --rule {first}",
    ]


# --- each of them ---


def _details(found: Recheck, lang: Lang, limit: int | None) -> list[str]:
    zh = lang == "zh"
    lines = []
    for title, what in (
        ("发现" if zh else "Findings", found.findings),
        ("免除" if zh else "Excused", found.excuses),
    ):
        if what:
            lines += ["", f"{title}（{len(what):,}）" if zh else f"{title} ({len(what):,})"]
            lines += [_line(each, lang) for each in what[:limit]]
            lines += _more(len(what), limit, lang)
    if found.differences:
        count = len(found.differences)
        lines += ["", f"依据差异（{count:,}）" if zh else f"Differences ({count:,})"]
        for each in found.differences[:limit]:
            lines += _difference(each, lang)
        lines += _more(count, limit, lang)
    return lines


def _more(count: int, limit: int | None, lang: Lang) -> list[str]:
    left = count - (limit or count)
    if left <= 0:
        return []
    return [f"… 另有 {left:,} 项，-n 0 列出全部" if lang == "zh" else f"… {left:,} more; -n 0 lists them"]


def _where(decision: Decision) -> str:
    return f"{decision.position}  {decision.on}  {decision.number or decision.stream}"


def _line(found: Found, lang: Lang) -> str:
    zh = lang == "zh"
    where, sentence = _where(found.decision), found.condition.zh if zh else found.condition.en
    if found.ground_zh:
        ground = found.ground_zh if zh else found.ground_en
        unless = f"免除：{ground}（{found.ground_article}）" if zh else f"excused: {ground} ({found.ground_article})"
        return f"{where}  ○ {sentence} [{found.article}]  {unless}"
    severity = {"hard": ("必须", "hard"), "soft": ("应当", "soft")}[found.severity][0 if zh else 1]
    then = {
        None: "", True: "；当时列为符合" if zh else "; named as met then", False: "；当时未列" if zh else "; not named then"
    }[found.relied_then]  # fmt: skip
    return f"{where}  ✗ {sentence} [{found.article}]（{severity}{then}）"


def _difference(decision: Decision, lang: Lang) -> list[str]:
    which, comma = (0, "、") if lang == "zh" else (1, ", ")
    if not decision.relied_on:
        return [_where(decision) + ("  当时未列任何依据" if lang == "zh" else "  named no article then")]
    parts = (
        (("当时列为依据，现时不符合", "relied on then, not met now"), decision.not_met_now),
        (("现时符合，当时未列", "met now, not named then"), decision.not_named_then),
        (("当时依据的本规则以外的条款", "relied on then, beyond this rule"), decision.beyond_the_rule),
    )
    colon = "：" if lang == "zh" else ": "
    return [_where(decision), *(f"    {title[which]}{colon}{comma.join(named)}" for title, named in parts if named)]
