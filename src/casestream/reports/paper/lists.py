"""The ledger, the terms and the 终本 stock laid out for paper."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from casestream.kernel.errors import Lang
from casestream.replay import Rate
from casestream.reports.deadlines import BUCKETS_DAYS, Deadlines
from casestream.reports.duration_cells import MARKS_DAYS, QUANTILES
from casestream.reports.durations import Durations
from casestream.reports.ledger import Ledger
from casestream.reports.paper.page import Column, Kind, Page, Panel, Value
from casestream.reports.paper.tables import BARS_AT_MOST, DIMENSIONS, titled
from casestream.reports.render import days_of
from casestream.reports.stock import AGES, EXITS, Stock

HALF = Fraction(1, 2)


def page_of_ledger(ledger: Ledger, lang: Lang) -> Page:
    """The tracking ledger: a case a row, the most overdue first; drawn, how many cases stand at each stage."""
    zh = lang == "zh"
    heads = _Heads(lang)
    columns = (
        heads.text("案号", "Number"), heads.text("被执行人", "Debtors"), heads.text("承办人", "Owner"), heads.text("阶段", "Stage"),
        heads.text("堵点", "Blocker"), heads.text("下一步", "Next step"), heads.text("期限", "Due"),
        heads.count("超期", "Overdue", "日"), heads.money("未到位", "Outstanding"), heads.text("预交叉截止", "Pre-cross until"),
        heads.text("关联", "Linked to"), heads.text("推进会决定", "Meeting"),
    )  # fmt: skip
    rows = tuple(
        (
            row.number, row.debtors, row.owner, row.stage_zh if zh else row.stage_en, row.blocker_zh if zh else row.blocker_en,
            row.next_zh if zh else row.next_en, row.due, row.overdue_days, row.outstanding_fen, row.pre_cross_until, row.linked_to,
            row.meeting,
        )
        for row in ledger.rows
    )  # fmt: skip
    stages = Counter(row.stage_zh if zh else row.stage_en for row in ledger.rows)
    overdue = Counter(row.stage_zh if zh else row.stage_en for row in ledger.rows if row.overdue_days)
    return Page(
        name="ledger", title="案件跟踪台账" if zh else "Tracking ledger", period=_as_of(ledger.today, lang), lang=lang,
        columns=columns, rows=rows, headings=1, facts=(_digest(ledger.digest(), lang),),
        panels=(
            _bars("各阶段案件" if zh else "Cases by stage", stages),
            _bars("其中超期" if zh else "Of them overdue", overdue),
        ),
        more=_decisions(ledger, lang),
    )  # fmt: skip


def _decisions(ledger: Ledger, lang: Lang) -> tuple[Page, ...]:
    """What the next meeting has to follow up."""
    if not ledger.decisions:
        return ()
    heads = _Heads(lang)
    columns = (
        heads.text("案号", "Number"), heads.text("事项", "Item"), heads.text("责任人", "Who"), heads.text("决定", "What"),
        heads.text("决定日期", "Decided on"), heads.text("期限", "Due"), heads.count("延期", "Put off", "次"),
        heads.count("超期", "Overdue", "日"),
    )  # fmt: skip
    rows = tuple(
        (each.number, each.item, each.who, each.what, each.decided_on, each.due, each.carried_over, each.overdue_days)
        for each in ledger.decisions
    )
    title = "推进会待办事项" if lang == "zh" else "Open decisions"
    return (
        Page(name="decisions", title=title, period=_as_of(ledger.today, lang), lang=lang, columns=columns, rows=rows, headings=1),
    )  # fmt: skip


def page_of_deadlines(found: Deadlines, lang: Lang) -> Page:
    """The terms that are open or were kept late; drawn, how many of each are overdue and by how much."""
    zh = lang == "zh"
    heads = _Heads(lang)
    columns = (
        heads.text("案号", "Number"), heads.text("期限", "Term"), heads.text("对象", "About"), heads.text("起算", "Begun"),
        heads.text("到期", "Due"), heads.text("完成", "Kept"), heads.text("未完成而结案", "Closed unkept"),
        heads.count("超期", "Overdue", "日"), heads.text("依据", "Article"),
    )  # fmt: skip
    rows = tuple(
        (
            row.number or row.stream, row.zh if zh else row.en, row.about, row.begun, row.due, row.kept, row.ended,
            row.overdue_days, row.article,
        )
        for row in found.rows
    )  # fmt: skip
    late = {count.zh if zh else count.en: count.overdue for count in found.counts if count.overdue}
    by_days = Counter(_bucket(row.overdue_days, lang) for row in found.rows if row.overdue_days)
    order = {_bucket(days, lang): by_days[_bucket(days, lang)] for days in (1, *(each + 1 for each in BUCKETS_DAYS))}
    return Page(
        name="deadlines", title="期限一览表" if zh else "Terms", period=_as_of(found.today, lang), lang=lang, columns=columns,
        rows=rows, headings=1, facts=(_digest(found.digest(), lang),),
        panels=(
            _bars("各期限超期数" if zh else "Overdue by term", late),
            _bars("超期日数" if zh else "Overdue by how much", order),
        ),
    )  # fmt: skip


def page_of_stock(found: Stock, lang: Lang) -> Page:
    """The 终本 stock of each court; drawn, how old it is."""
    zh = lang == "zh"
    left, ages = ("期内出库", "Left"), ("期末库存库龄", "Ages of the stock")
    rates, queries = ("出清率", "Clearing rate"), ("终本后查询", "Queries after 终本")
    heads = _Heads(lang)
    columns = (
        heads.text("法院", "Court"), heads.count("期初库存", "Opening"), heads.count("期内入库", "Entered"),
        *(heads.count(*told, section=left) for told in EXITS.values()), heads.count("期末库存", "Stock"),
        *(heads.count(age_zh, age_en, section=ages) for _, age_zh, age_en in AGES),
        heads.percent("占期初", "Of the opening", rates), heads.percent("占期初加入库", "Of opening and entered", rates),
        heads.count("期内已查", "Made", "次", queries), heads.count("逾期未查", "Overdue", section=queries),
        heads.count("超过五年", "Past five years", section=queries),
    )  # fmt: skip
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            row.court, row.opening, row.entered, *row.exits.values(), row.stock, *row.ages, Rate(*row.cleared_of_opening),
            Rate(*row.cleared_of_all), row.queries_made, row.queries_overdue, row.past_five_years,
        )
        for row in found.rows
    )  # fmt: skip
    panels = tuple(
        _bars(titled(row.court, ages[0 if zh else 1], lang), {
            (age[1] if zh else age[2]): count for age, count in zip(AGES, row.ages, strict=True)
        })
        for row in found.rows
    )  # fmt: skip
    period = f"{found.since} 至 {found.today}" if zh else f"{found.since} to {found.today}"
    return Page(
        name="stock", title="终本案件库存情况统计表" if zh else "Stock of current terminations", period=period, lang=lang,
        columns=columns, rows=rows, headings=1, facts=(_digest(found.digest(), lang),), panels=panels,
    )  # fmt: skip


def page_of_durations(found: Durations, lang: Lang) -> Page:
    """How long cases took; drawn, the median of each group and the share that is fully enforced within a year."""
    zh, heads = lang == "zh", _Heads(lang)
    closed, filed = ("结案用时", "Days used by closed rounds"), ("立案后执行完毕", "Fully enforced since filing")
    columns = (
        *(heads.text(*DIMENSIONS[dimension]) for dimension in found.by), heads.count("结案", "Closed", section=closed),
        heads.count("用时合计", "Days", "日", closed), heads.each("平均", "Mean", "日", closed),
        *(heads.count(f"P{int(share * 100)}", f"P{int(share * 100)}", "日", closed) for share in QUANTILES),
        heads.count("立案", "Filed", section=filed), heads.count("执行完毕", "Enforced", section=filed),
        *(heads.shown(f"{days}日内", f"in {days} days", filed) for days in MARKS_DAYS),
        heads.count("半数完毕", "Half enforced", "日", filed),
    )  # fmt: skip
    rows = tuple(
        (
            *row.group, row.closed, row.days, row.mean, *row.quantiles, row.filed, row.satisfied, *map(row.shown_share, MARKS_DAYS),
            row.median_days,
        )
        for row in found.rows
    )  # fmt: skip
    medians = {
        " ".join(row.group): row.quantiles[QUANTILES.index(HALF)] or 0 for row in found.rows[:BARS_AT_MOST] if row.closed
    }  # fmt: skip
    return Page(
        name="durations", title="执行案件用时情况统计表" if zh else "Durations", lang=lang, columns=columns, rows=rows,
        period=days_of(found.scope, lang),
        headings=max(1, len(found.by)), facts=(_digest(found.digest(), lang),),
        panels=(_bars("结案用时中位数（日）" if zh else "Median of days used", medians),) if medians else (),
    )  # fmt: skip


UNITS_EN = {"件": "cases", "元": "yuan", "日": "days", "次": "times", "%": "%"}
NO_SECTION = ("", "")


@frozen
class _Heads:
    """Columns in one language."""

    lang: Lang

    def text(self, zh: str, en: str) -> Column:
        return self._column("text", zh, en, "", NO_SECTION)

    def count(self, zh: str, en: str, unit: str = "件", section: tuple[str, str] = NO_SECTION) -> Column:
        return self._column("count", zh, en, unit, section)

    def money(self, zh: str, en: str) -> Column:
        return self._column("money", zh, en, "元", NO_SECTION)

    def each(self, zh: str, en: str, unit: str, section: tuple[str, str]) -> Column:
        """A quotient."""
        return self._column("each", zh, en, unit, section)

    def shown(self, zh: str, en: str, section: tuple[str, str]) -> Column:
        """What is a text already."""
        return self._column("text", zh, en, "", section)

    def percent(self, zh: str, en: str, section: tuple[str, str] = NO_SECTION) -> Column:
        return self._column("percent", zh, en, "%", section)

    def _column(self, kind: Kind, zh: str, en: str, unit: str, section: tuple[str, str]) -> Column:
        if self.lang == "zh":
            return Column(title=zh, kind=kind, unit=unit, section=section[0])
        return Column(title=en, kind=kind, unit=UNITS_EN.get(unit, ""), section=section[1])


def _as_of(day: date, lang: Lang) -> str:
    return f"截至 {day}" if lang == "zh" else f"as of {day}"


def _digest(digest: str, lang: Lang) -> tuple[str, str]:
    return "摘要" if lang == "zh" else "digest", digest


def _bucket(days: int, lang: Lang) -> str:
    """How far behind, in the steps that the meeting goes by."""
    first, last = BUCKETS_DAYS[0], BUCKETS_DAYS[-1]
    if days <= first:
        return f"{first}日以内" if lang == "zh" else f"up to {first} days"
    if days > last:
        return f"{last}日以上" if lang == "zh" else f"more than {last} days"
    low, high = next((low, high) for low, high in pairwise(BUCKETS_DAYS) if days <= high)
    return f"{low + 1}至{high}日" if lang == "zh" else f"{low + 1} to {high} days"


def _bars(title: str, counts: Mapping[str, int]) -> Panel:
    return Panel(
        title=title, labels=tuple(counts), values=tuple(map(Decimal, counts.values())),
        shown=tuple(f"{count:,}" for count in counts.values()),
    )  # fmt: skip
