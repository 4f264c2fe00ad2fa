"""A re-check laid out for paper: a line for every finding, excuse and difference; the summary stands in the notes."""

from collections.abc import Iterator
from pathlib import Path

from casestream.audit.recheck import Found, Recheck
from casestream.kernel.errors import Lang, UnknownName
from casestream.kernel.rule import RULES
from casestream.replay.judging import Decision
from casestream.reports.paper.delimited import write_csv
from casestream.reports.paper.page import Column, Page, Value
from casestream.reports.paper.xlsx import write_xlsx
from casestream.reports.whole_file import whole_file

WRITERS = {".xlsx": write_xlsx, ".csv": write_csv}
FORMS = (*WRITERS, ".json")
HEADS = (
    ("类别", "Kind"), ("规则", "Rule"), ("法院", "Court"), ("月份", "Month"), ("案号", "Number"), ("案件", "Case"), ("日期", "Day"),
    ("位置", "Position"), ("条款", "Article"), ("内容", "Sentence"), ("当时依据", "Relied on then"), ("现时复核", "Holds now"),
)  # fmt: skip
KINDS = {"hard": ("必须", "hard"), "soft": ("应当", "soft")}


def page_of_recheck(found: Recheck, lang: Lang) -> Page:
    """The page."""
    which = 0 if lang == "zh" else 1
    columns = tuple(
        Column(title=head[which], kind="count" if head[1] == "Position" else "day" if head[1] == "Day" else "text")
        for head in HEADS
    )
    rows = [
        *(_row(each, KINDS[each.severity][which], lang) for each in found.findings),
        *(_row(each, ("免除", "excused")[which], lang) for each in found.excuses),
        *(_difference(each, lang) for each in found.differences),
    ]
    return Page(
        name="recheck", title=("决定复核", "Decisions judged again")[which], lang=lang, columns=columns, rows=tuple(rows), headings=1,
        period=f"{'记录' if lang == 'zh' else 'records'} 1–{found.last_position:,}", facts=tuple(_facts(found, lang)),
    )  # fmt: skip


def _row(found: Found, kind: str, lang: Lang) -> tuple[Value, ...]:
    zh = lang == "zh"
    sentence = found.condition.zh if zh else found.condition.en
    if found.ground_zh:
        ground = found.ground_zh if zh else found.ground_en
        sentence += f"；{ground}（{found.ground_article}）" if zh else f"; {ground} ({found.ground_article})"
    held = "符合" if zh else "met"
    relied = "" if found.relied_then is None else held if found.relied_then else "未列" if zh else "not named"
    now = ("免除" if zh else "excused") if found.ground_zh else "不符合" if zh else "not met"
    return (kind, *_place(found.decision, lang), found.article, sentence, relied, now)


def _difference(decision: Decision, lang: Lang) -> tuple[Value, ...]:
    kind, comma = ("依据差异", "、") if lang == "zh" else ("difference", ", ")
    return (
        kind, *_place(decision, lang), comma.join((*decision.not_met_now, *decision.not_named_then, *decision.beyond_the_rule)), "",
        comma.join(decision.relied_on or ()) or "—", comma.join(decision.holds),
    )  # fmt: skip


def _place(decision: Decision, lang: Lang) -> tuple[Value, ...]:
    rule = RULES[decision.rule]
    return (
        rule.zh if lang == "zh" else rule.en, decision.court, decision.month, decision.number, decision.stream, decision.on,
        decision.position,
    )  # fmt: skip


def _facts(found: Recheck, lang: Lang) -> Iterator[tuple[str, str]]:
    zh = lang == "zh"
    yield ("决定" if zh else "decisions"), f"{found.decisions:,}"
    for line in found.by("rule"):
        if line.hard or line.soft or line.excused or line.differing:
            rule = RULES[line.name]
            told = (
                f"决定 {line.decisions:,}，必须 {line.hard:,}，应当 {line.soft:,}，免除 {line.excused:,}，依据差异 {line.differing:,}"
                if zh
                else f"{line.decisions:,} decisions, {line.hard:,} hard, {line.soft:,} soft, {line.excused:,} excused, "
                f"{line.differing:,} differing"
            )
            yield (rule.zh if zh else rule.en), told
    qualified = found.qualification()
    for name, rate in (
        ("终本合格率" if zh else "qualified 终本", qualified.rate),
        ("终本合格率（不含执恢）" if zh else "qualified 终本, without 执恢", qualified.rate_without_resumed),
    ):
        yield name, f"{rate} ({rate.numerator:,}/{rate.denominator:,})"
    yield ("摘要" if zh else "digest"), found.judged.digest()


def form_of(target: str) -> str:
    """The form in which a target is to be written.

    Raises:
        UnknownName: it is none of `FORMS`.
    """
    form = Path(target).suffix.lower()
    if form not in FORMS:
        raise UnknownName(
            f"不能写成“{form or target}”", f"cannot write {form or target!r}",
            f"可用：{'、'.join(FORMS)}", f"there are {', '.join(FORMS)}",
        )  # fmt: skip
    return form


def write_recheck(found: Recheck, target: str, lang: Lang) -> None:
    """Write a re-check to a file: a workbook or CSV. Whole, or not at all.

    Raises:
        TargetNotWritable: the target cannot be written, or another program has it open.
        ExtraMissing: xlsxwriter is not installed.
    """
    with whole_file(target) as part:
        WRITERS[form_of(target)](page_of_recheck(found, lang), part)
