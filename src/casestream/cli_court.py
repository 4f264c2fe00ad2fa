"""The commands by which a court fills its docket and keeps it going: `simulate`, `effects`."""

from datetime import date
from pathlib import Path
from typing import Any

import click

import casestream
from casestream.effects import Effect, carry_out, pending
from casestream.kernel.errors import Lang
from casestream.kernel.event import COMMANDS, EVENTS
from casestream.reports.render import aligned
from casestream.terminal import common, progress, say, say_json
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.place import claim, discard
from casestream.testing.simulator import StoryClock, play

EXIT_FINDINGS = 1


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="该日已到期的 / what has fallen due by this day.  [default: today]"
)
@click.option("--dry-run", is_flag=True, help="只列出，不执行 / list what is pending, do nothing.")
@click.option("--again", is_flag=True, help="再试曾被拒绝的 / try once more what was refused.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="本院设定 / a setting of the court.")
@common()
def effects(
    file: str, on: Any, dry_run: bool, again: bool, settings: tuple[str, ...], lang: Lang, as_json: bool
) -> None:
    """补做跨案后果与到期事项：可重复运行 / do what events and days ask of other cases of FILE; may run any number of times."""
    day = on.date() if on else date.today()  # noqa: DTZ011  # The court's own calendar day.
    given = dict(each.partition("=")[::2] for each in settings)
    with (
        casestream.open(file, create=False, settings={name: _value(text) for name, text in given.items()}) as docket,
        progress("跨案后果", "effects", lang) as tell,
    ):
        watch = lambda done, total: tell(done, total, "")  # noqa: E731
        found = (
            list(pending(docket, today=day, again=again, watch=watch))
            if dry_run
            else carry_out(docket, today=day, again=again, watch=watch)
        )
    if as_json:
        say_json([_data(effect) for effect in found])
    else:
        say(
            "\n".join(aligned([_row(effect, lang) for effect in found]))
            or ("没有待办" if lang == "zh" else "nothing is pending")
        )
    if any(effect.refusal for effect in found):
        click.get_current_context().exit(EXIT_FINDINGS)


def _value(text: str) -> Any:
    return int(text) if text.lstrip("-").isdigit() else text


def _data(effect: Effect) -> dict[str, Any]:
    return {
        "cause": effect.cause.type, "causation_id": str(effect.cause.event_id), "command": type(effect.command).__name__,
        "case": effect.command.stream, "on": effect.command.on, "command_id": effect.command_id,
        "done": effect.receipt is not None and not effect.refusal, "refusal": effect.refusal,
    }  # fmt: skip


def _row(effect: Effect, lang: Lang) -> list[str]:
    command, zh = COMMANDS[type(effect.command)], lang == "zh"
    state = ("待办" if zh else "pending") if effect.receipt is None else effect.refusal or ("已办" if zh else "done")
    return [
        str(effect.command.on), effect.command.stream, command.zh if zh else command.en,
        f"← {EVENTS.by_name[effect.cause.type].label(lang)}", state,
    ]  # fmt: skip


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
    type=click.IntRange(2018, 2024),
    default=2024,
    show_default=True,
    help="申请的年度 / the year of the applications.",
)
@common()
def simulate(file: str, cases: int, seed: int, court: str, year: int, lang: Lang, as_json: bool) -> None:
    """模拟：一年首次执行案件的全部历程，写入新案卷 / simulate the whole lives of a year's cases into a new FILE."""
    claim(Path(file))
    clock = StoryClock()
    try:
        with (
            casestream.open(file, clock=clock, settings=sample_settings()) as docket,
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
