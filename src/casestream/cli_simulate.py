"""The commands that fill a docket with simulated lives: `simulate` a new one, `feed` one that others write to as well."""

from datetime import date
from pathlib import Path

import click

from casestream.kernel.errors import Lang
from casestream.terminal import common, docket_in, keyed, progress, say, say_json
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.place import claim, discard
from casestream.testing.simulator import StoryClock, play
from casestream.testing.simulator import feed as feed_into

MOST_CASES, MOST_SEED = 1_000, 98  # So every seed has case numbers of its own.


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--cases", type=click.IntRange(min=1), default=3_000, show_default=True, help="首次执行案件数 / first-time cases."
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="种子：同种子同结果 / the same seed, the same lives."
)
@click.option("--court", default="内0624", show_default=True, help="法院代字 / the code of the court.")
@click.option(
    "--year",
    type=click.IntRange(2019, 2023),  # A life may run on for two years and more: as far as holidays are known.
    default=2023,
    show_default=True,
    help="申请的年度 / the year of the applications.",
)
@keyed
@common()
def simulate(file: str, cases: int, seed: int, court: str, year: int, lang: Lang, as_json: bool) -> None:
    """模拟：一年首次执行案件的全部历程，写入新案卷 / simulate the whole lives of a year's cases into a new FILE."""
    claim(file)
    clock = StoryClock()
    try:
        with (
            docket_in(file, clock=clock, settings=sample_settings()) as docket,
            progress("模拟", "simulating", lang) as tell,
        ):
            scripts = plan_life(court, date(year, 1, 1), date(year, 12, 31), cases, seed=seed)
            play(docket, clock, scripts, label=f"模拟 simulated {seed}", tell=tell)
            made = {"simulated": True, "place": file, "records": docket.log.last_position(), "cases": len(scripts)}
    except BaseException:  # Ctrl-C, too: half a year would only stand in the way of the next.
        discard(Path(file))
        raise
    if as_json:
        say_json(made)
    elif lang == "zh":
        say(
            f"模拟数据：{cases} 件首次执行案件的全部历程，{made['records']} 条记录，写入 {file}（当事人、金额、日期均为虚构）"
        )
    else:
        say(
            f"Simulated: the whole lives of {cases} first-time cases, {made['records']} records, in {file}; all invented"
        )


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--cases",
    type=click.IntRange(1, MOST_CASES),
    default=20,
    show_default=True,
    help="首次执行案件数 / first-time cases.",
)
@click.option(
    "--seed",
    type=click.IntRange(1, MOST_SEED),
    default=1,
    show_default=True,
    help="种子：各种子案号不同 / each seed has case numbers of its own.",
)
@click.option("--court", default="内0625", show_default=True, help="法院代字 / the code of the court.")
@click.option(
    "--year",
    type=click.IntRange(2019, 2023),
    default=2023,
    show_default=True,
    help="申请的年度 / the year of the applications.",
)
@keyed
@common()
def feed(file: str, cases: int, seed: int, court: str, year: int, lang: Lang, as_json: bool) -> None:
    """模拟：逐条命令写入案卷，可多进程同时、可随时终止再续 / write simulated lives into FILE, command by command.

    Any number may write at once, each with its own seed; whatever is killed goes on when the same command is run again.
    """  # fmt: skip
    scripts = plan_life(court, date(year, 1, 1), date(year, 12, 31), cases, seed=seed, first_seq=1_000 * seed)
    with docket_in(file, settings=sample_settings()) as docket, progress("写入", "feeding", lang) as tell:
        new = feed_into(docket, scripts, label=f"feed {court} {year} {cases} {seed}", tell=tell)
        made = {
            "simulated": True,
            "place": docket.log.place,
            "new_commands": new,
            "last_position": docket.log.last_position(),
        }
    if as_json:
        say_json(made)
    elif lang == "zh":
        say(f"模拟数据：新办 {new:,} 条命令，案卷到第 {made['last_position']:,} 条（当事人、金额、日期均为虚构）")
    else:
        say(f"Simulated: {new:,} new commands; the docket has come to {made['last_position']:,}; all invented")
