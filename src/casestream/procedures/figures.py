"""统计发布 — figures of a period that is over, as a court published them, with the receipt of the replay they came of.

What was published is never edited. Late or corrected facts change what the same question is answered with today; how far, and
by which records, is told beside the published figure (`casestream.reports.restatement`). Each period of a report is published
once by a court and is a stream of its own.
"""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
)
from casestream.kernel.event import value
from casestream.procedures.instruments import PUBLICATION

# --- law ---

PERIOD_OVER = PUBLICATION.article("第一条", mark="DERIVED")
NEVER_EDITED = PUBLICATION.article("第二条", mark="DERIVED")
WITH_RECEIPT = PUBLICATION.article("第三条", mark="DERIVED")

# --- events ---


@value
class PublishedRow:
    """The numbers of one group, in the order of the measures."""

    group: tuple[str, ...] = field(zh="组别")
    numbers: tuple[int, ...] = field(zh="数值")


@event("publication.published", "发布统计数据", "Figures published", stream="publication")
class FiguresPublished(Event):
    """`court` published a report for the days from `since` to `until`, its own figures and those of the courts below it.

    The replay read the records up to `last_position`, over which the log has this `root`; `definition` is the hash of
    what was counted and `digest` that of the whole table, rates included. Rates follow from the numbers.
    """

    court: str
    report: str = field(zh="报表")
    since: date = field(zh="期间起")
    until: date = field(zh="期间止")
    by: tuple[str, ...] = field(zh="分组")
    measures: tuple[str, ...] = field(zh="指标")
    rows: tuple[PublishedRow, ...] = field(zh="数据")
    definition: str = field(zh="口径哈希")
    last_position: int = field(zh="截至记录")
    root: str = field(zh="日志根")
    digest: str = field(zh="表摘要")


# --- conditions ---


@condition(PERIOD_OVER, en="The period is over", met_by=("期间届满后发布", "publish when the period is over"))
def period_is_over(publication: Asked, today: AnyDay, decided: Asked) -> Truth:
    """统计数据在期间届满后发布"""
    return decided.latest(FiguresPublished.until) < today


@condition(
    NEVER_EDITED,
    en="These figures were not published before",
    met_by=(
        "已发布的数据不改；变动见 casestream restate",
        "what is published stays; casestream restate tells what changed",
    ),
)
def figures_are_new(publication: Asked, today: AnyDay) -> Truth:
    """同一期间的统计数据只发布一次"""
    return ~publication.has(FiguresPublished)


@condition(WITH_RECEIPT, en="They come of a replay of the log", met_by=("由回放得出", "have them replayed"))
def figures_have_a_receipt(publication: Asked, today: AnyDay, decided: Asked) -> Truth:
    """发布的数据附回放回执：口径、截至记录、摘要"""
    return decided.has(FiguresPublished) & ~decided.has(FiguresPublished, {"digest": ""})


MAY_PUBLISH = every(
    "publication", "发布统计数据", "Publishing figures", period_is_over, figures_are_new, figures_have_a_receipt,
    guards=FiguresPublished,
)  # fmt: skip

# --- decisions ---


@command("发布统计数据", "Publish figures", kind="publication", begins=True)
class PublishFigures(Command):
    """Publish what a replay came to. `docket.publish` asks the replay and gives this command."""

    court: str
    report: str
    since: date
    until: date
    by: tuple[str, ...]
    measures: tuple[str, ...]
    rows: tuple[PublishedRow, ...]
    definition: str
    last_position: int
    root: str
    digest: str


@decides(PublishFigures)
def publish_figures(publication: Case, ask: PublishFigures) -> list[Event]:
    """The same figures are not published a second time; other figures for the same period are refused."""
    published = FiguresPublished(
        on=ask.on, court=ask.court, report=ask.report, since=ask.since, until=ask.until, by=ask.by, measures=ask.measures,
        rows=ask.rows, definition=ask.definition, last_position=ask.last_position, root=ask.root, digest=ask.digest,
    )  # fmt: skip
    if publication.has(FiguresPublished, {"digest": ask.digest, "definition": ask.definition}):
        return []
    MAY_PUBLISH.require(publication, ask.on, published)
    return [published]
