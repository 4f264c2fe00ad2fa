"""The commands of the statistician: `indicators`, `publish`, `restate`."""

from datetime import datetime

import click

import casestream
from casestream.cli_replay import dimensions
from casestream.kernel.errors import Lang
from casestream.kernel.event import Actor
from casestream.procedures.posts import Post
from casestream.reports.catalogue import LEGEND_EN, LEGEND_ZH, catalogue, catalogue_markdown, catalogue_rows
from casestream.reports.publication import publications
from casestream.reports.render import aligned, table_text
from casestream.reports.render_figures import restatements_text
from casestream.terminal import common, progress, say, say_json

EXIT_FINDINGS = 1
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--markdown", is_flag=True, help="docs/indicators.md 的内容 / what docs/indicators.md holds.")
@common()
def indicators(markdown: bool, lang: Lang, as_json: bool) -> None:
    """全部指标及其口径 / every indicator with its variants: formula, scope, source, status."""
    if as_json:
        say_json(catalogue())
    elif markdown:
        click.echo(catalogue_markdown(), nl=False)
    else:
        say("\n".join([*aligned(catalogue_rows(lang)), "", LEGEND_ZH if lang == "zh" else LEGEND_EN]))


@click.command()
@click.argument("name")
@click.argument("file", type=click.Path())
@click.option("--since", type=DAY, required=True, help="期间起 / first day of the period.")
@click.option("--until", type=DAY, required=True, help="期间止 / last day of the period.")
@click.option("--court", required=True, help="发布法院的代字 / the code of the court that publishes.")
@click.option("--actor", required=True, help="发布人 / who publishes.")
@click.option(
    "--post", type=click.Choice([Post.CLERK.code, Post.CHIEF.code, Post.PRESIDENT.code]), default=Post.CHIEF.code,
    show_default=True, help="发布人职务 / the post of who publishes.",
)  # fmt: skip
@click.option("--by", help="分组，逗号分隔 / groups, comma-separated.")
@common()
def publish(
    name: str, file: str, since: datetime, until: datetime, court: str, actor: str, post: str, by: str | None, lang: Lang,
    as_json: bool,
) -> None:  # fmt: skip
    """发布一个已届满期间的统计报表，附回执 / publish a table of FILE for a period that is over, with its receipt.

    发布的数据写入案卷，不再改动；事后变动见 restate / what is published is written into the docket and stays.
    """
    with (
        casestream.open(file, create=False) as docket,
        progress("重放", "replaying", lang, counted=False),
    ):
        receipt = docket.publish(
            name, since=since.date(), until=until.date(), actor=Actor(actor, court, post),
            by=None if by is None else dimensions(by),
        )  # fmt: skip
        published = [each for each in publications(docket.log, name) if each.record.position in receipt.positions]
    if as_json:
        say_json(
            [
                {**each.table().as_dict(), "position": each.record.position, "root": each.event.root}
                for each in published
            ]
        )
        return
    if not published:
        say("此前已发布，数据相同" if lang == "zh" else "it was published before with the same figures")
    for each in published:
        where = (
            f"第 {each.record.position:,} 条，{each.event.root}"
            if lang == "zh"
            else f"record {each.record.position:,}, {each.event.root}"
        )
        say("\n".join([table_text(each.table(), lang), where]))


@click.command()
@click.argument("file", type=click.Path())
@click.argument("name", required=False)
@common()
def restate(file: str, name: str | None, lang: Lang, as_json: bool) -> None:
    """已发布的数据与现数的差异，及其原因 / what was published of FILE, what it would be now, and which records changed it."""
    with (
        casestream.open(file, create=False) as docket,
        progress("重放", "replaying", lang, counted=False),
    ):
        found = docket.restatements(name)
    if as_json:
        say_json([each.as_dict() for each in found])
    else:
        say(restatements_text(found, lang))
    if any(each.reproduced is False for each in found):
        click.get_current_context().exit(EXIT_FINDINGS)
