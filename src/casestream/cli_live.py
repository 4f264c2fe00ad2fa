"""The commands for live views: `casestream live`. They keep a statistic current beside a docket, and set right what stuck."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import click
from attrs import asdict

from casestream.cli_replay import differences_text, named_projection, plain_difference
from casestream.docket import Docket
from casestream.kernel.errors import Lang
from casestream.replay.live import LiveView
from casestream.replay.views import Difference
from casestream.reports import STATISTICS
from casestream.reports.render import aligned, table_text
from casestream.store.following import WATCH_SECONDS
from casestream.store.growth import stream_ids, wait_for_more
from casestream.store.records import moment
from casestream.store.tracking import DeadLetter
from casestream.terminal import Listed, common, docket_in, keyed, progress, redraw, say, say_json, say_line

EXIT_FINDINGS = 1
REST_SECONDS = 0.1
NAMES = f"NAME: {', '.join(STATISTICS)}, MODULE:PROJECTION."
NAME, FILE = click.argument("name"), click.argument("file", type=click.Path())


@click.group(cls=Listed)
def live() -> None:
    """实时视图：随案卷更新的统计 / statistics that are kept current beside a docket."""


@contextmanager
def _opened(file: str, name: str) -> Iterator[tuple[Docket, LiveView]]:
    projection = named_projection(name)
    with docket_in(file, create=False) as docket, docket.live(projection) as view:
        yield docket, view


@live.command(epilog=NAMES)
@NAME
@FILE
@click.option("--once", is_flag=True, help="更新一次即结束 / end when it is current.")
@click.option(
    "--switch", is_flag=True, help="定义已变的，改用新视图 / use the view of a changed definition from now on."
)
@keyed
@common()
def follow(name: str, file: str, once: bool, switch: bool, lang: Lang, as_json: bool) -> None:
    """使视图保持最新并显示；Ctrl-C 结束 / keep a view of FILE current and show it, until Ctrl-C.

    可同时运行多个，可随时终止 / any number may run at once, and any may be killed at any time.
    """
    with _opened(file, name) as (docket, view):
        with progress("更新", "catching up", lang, counted=False):
            position = view.catch_up()
        if not view.is_in_use and not _switched(view, switch, lang, as_json):
            click.get_current_context().exit(EXIT_FINDINGS)
        show_while_growing(
            docket, lambda: _show(view, lang, as_json), once=once, position=position, catch_up=view.catch_up
        )


def show_while_growing(
    docket: Docket, show: Callable[[], None], *, once: bool, position: int, catch_up: Callable[[], int]
) -> None:
    """Show a state, and each later one; `catch_up` gives the position that the next state has.

    Between two there is a rest as long as the work before it, so that who looks on does not hold up who writes.
    """
    nobody, began = Event(), time.monotonic()
    show()
    while not once:
        nobody.wait(max(REST_SECONDS, time.monotonic() - began))
        while wait_for_more(docket.log, position, nobody, WATCH_SECONDS) <= position:
            continue
        began = time.monotonic()
        position = catch_up()
        redraw()
        show()


def _show(view: LiveView, lang: Lang, as_json: bool) -> None:
    table = view.table()
    receipt = table.receipt.as_dict() if table.receipt else {}
    if as_json:
        say_line({**table.as_dict(), "receipt": receipt})
    else:
        zh = lang == "zh"
        say(table_text(table, lang))
        say(f"截至第 {receipt['last_position']:,} 条" if zh else f"up to record {receipt['last_position']:,}")


def _switched(view: LiveView, switch: bool, lang: Lang, as_json: bool) -> bool:
    """Use the new version, if that is wanted; else tell where it differs."""
    if switch:
        view.switch()
        return True
    found = view.differences_from_the_one_in_use()
    if as_json:
        say_json({"differences": [plain_difference(each) for each in found], "then": "casestream live follow --switch"})
    else:
        say(differences_text(found, compared=True, lang=lang))
        say("改用此视图：--switch" if lang == "zh" else "to use this view: --switch")
    return False


@live.command()
@FILE
@keyed
@common()
def lag(file: str, lang: Lang, as_json: bool) -> None:
    """各视图落后多少 / how far every view of FILE is behind."""
    with docket_in(file, create=False) as docket:
        found = docket.lag()
    if as_json:
        say_json([asdict(each) for each in found])
        return
    head = (
        ["视图", "位置", "落后", "秒", "搁置"]
        if lang == "zh"
        else ["view", "position", "behind", "seconds", "set aside"]
    )
    rows = [
        [each.name + ("" if each.in_use else " *"), f"{each.position:,}", f"{each.records:,}", f"{each.seconds:.1f}",
         f"{each.dead_letters}"] for each in found
    ]  # fmt: skip
    none = "没有实时视图" if lang == "zh" else "there are no live views"
    say("\n".join(aligned([head, *rows])) if rows else none)


@live.command("dead-letters", epilog=NAMES)
@NAME
@FILE
@keyed
@common()
def dead_letters(name: str, file: str, lang: Lang, as_json: bool) -> None:
    """视图不能计入的记载及其案件 / the records that a view of FILE cannot take, and with them their streams."""
    with _opened(file, name) as (docket, view):
        _tell_letters(docket, view.dead_letters(), lang, as_json)


@live.command(epilog=NAMES)
@NAME
@FILE
@keyed
@common()
def retry(name: str, file: str, lang: Lang, as_json: bool) -> None:
    """重新计入搁置的案件 / take up again what was set aside of FILE."""
    with _opened(file, name) as (docket, view):
        _tell_letters(docket, view.retry(), lang, as_json)


def _tell_letters(docket: Docket, letters: tuple[DeadLetter, ...], lang: Lang, as_json: bool) -> None:
    names = stream_ids(docket.log, [letter.stream for letter in letters])
    told = [
        {**asdict(letter), "stream": names[letter.stream], "failed_at": moment(letter.failed_at).isoformat()}
        for letter in letters
    ]
    if as_json:
        say_json(told)
    elif told:
        head = ["位置", "案件", "已计至", "错误"] if lang == "zh" else ["position", "stream", "counted to", "error"]
        rows = [[f"{each[key]}" for key in ("position", "stream", "counted_to", "error")] for each in told]
        say("\n".join(aligned([head, *rows])))
    else:
        say("没有搁置的案件" if lang == "zh" else "nothing is set aside")
    if told:
        click.get_current_context().exit(EXIT_FINDINGS)


@live.command(epilog=NAMES)
@NAME
@FILE
@keyed
@common()
def check(name: str, file: str, lang: Lang, as_json: bool) -> None:
    """与全部重放核对 / compare a view of FILE with a replay of the whole log."""
    with _opened(file, name) as (_, view), progress("核对", "checking", lang, counted=False):
        _tell_differences(view.rebuilt_differently(), lang, as_json)


@live.command(epilog=NAMES)
@NAME
@FILE
@keyed
@common()
def rebuild(name: str, file: str, lang: Lang, as_json: bool) -> None:
    """从头重算 / count a view of FILE anew."""
    with _opened(file, name) as (_, view):
        with progress("重算", "rebuilding", lang, counted=False):
            view.rebuild()
        _show(view, lang, as_json)


def _tell_differences(found: list[Difference], lang: Lang, as_json: bool) -> None:
    if as_json:
        say_json([plain_difference(each) for each in found])
    else:
        none = "与全部重放一致" if lang == "zh" else "it is what a replay of the whole log gives"
        say(differences_text(found, compared=True, lang=lang) if found else none)
    if found:
        click.get_current_context().exit(EXIT_FINDINGS)
