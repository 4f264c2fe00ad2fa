"""How the command line speaks: data to stdout, progress to stderr, the language and the form that were asked for."""

import io
import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

import casestream
from casestream.docket import Docket
from casestream.kernel.calendar import COURT_TIME
from casestream.kernel.errors import BadRequest, CasestreamError, Lang
from casestream.sealed import SealedDocket
from casestream.store.system import said

LANGS: tuple[Lang, ...] = ("zh", "en")
LANG_VARIABLE = "CASESTREAM_LANG"
DAY = click.DateTime(["%Y-%m-%d"])
MOMENT = click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"])
USUAL = {"lang": "zh", "as_json": False}

F = TypeVar("F", bound=Callable[..., Any])


class Listed(click.Group):
    """A group that lists its commands with their whole first line: two languages do not fit into one row."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, each with what it does."""
        with formatter.section("Commands"):
            formatter.write_dl([
                (name, (command.help or "").partition("\n\n")[0]) for name, command in self.commands.items()
            ])  # fmt: skip


def say(text: str) -> None:
    """One piece of data to stdout."""
    click.echo(text)


def say_json(data: Any) -> None:
    """Data for a machine to stdout."""
    say(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def say_line(data: Any) -> None:
    """Data for a machine that reads on: a document a line."""
    say(json.dumps(data, ensure_ascii=False, default=str))


def redraw() -> None:
    """On a terminal what comes next stands in the place of what was; elsewhere it follows."""
    if sys.stdout.isatty():
        click.clear()


def say_aside(text: str) -> None:
    """A remark to stderr: no data."""
    click.echo(text, err=True)


def tell_error(error: CasestreamError, lang: Lang, as_json: bool) -> None:
    """An error to stderr: for a person in one language, for a machine in both."""
    try:
        click.echo(json.dumps(error.as_dict(), ensure_ascii=False) if as_json else error.message(lang), err=True)
    except OSError:  # Nobody can be told.
        abandon(sys.stderr)


def never_choke() -> None:
    """A character that the terminal's encoding lacks comes out as a question mark, not as a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def abandon(stream: Any) -> None:
    """Send what a stream still holds nowhere, so that the interpreter does not stumble over it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class _Rate(ProgressColumn):
    """How many are done a second."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._unit = "条/秒" if lang == "zh" else "a second"

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} {self._unit}" if task.speed else "")


class Tell(Protocol):
    """Takes what is done, what there is, and what is being done."""

    def __call__(self, done: int, total: int, what: str = "", /) -> None: ...


@contextmanager
def progress(zh: str, en: str, lang: Lang, *, counted: bool = True, rate: bool = False) -> Iterator[Tell]:
    """A bar on stderr, or a spinner where nothing can be counted, gone when the work is; nothing where nobody watches.

    With a `rate`: how many a second, and how long it will take.
    """
    label = zh if lang == "zh" else en
    counts = (BarColumn(), MofNCompleteColumn()) if counted else ()
    speed = (_Rate(lang), TimeRemainingColumn()) if rate else ()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), *counts, *speed, TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total, what="": bar.update(task, completed=done, total=total, description=what or label)


def _inherited(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """What is said before the command holds for it, until the command says otherwise."""
    name = f"casestream.{parameter.name}"
    if value is not None:
        context.meta[name] = value
    return context.meta.get(name, USUAL[str(parameter.name)])


def common(*, envvar: str | None = None) -> Callable[[F], F]:
    """The options that stand before the command and after it."""
    lang = click.option(
        "--lang", type=click.Choice(LANGS), default=None, envvar=envvar, show_envvar=True, callback=_inherited,
        help="语言 / language.  [default: zh]",
    )  # fmt: skip
    as_json = click.option(
        "--json", "as_json", is_flag=True, default=None, callback=_inherited, help="数据以 JSON 输出 / print JSON."
    )
    return lambda function: lang(as_json(function))


def a_day(text: str, option: str) -> date:
    """A legal day as it is written on the command line.

    Raises:
        BadRequest: it is none.
    """
    return _read(DAY, text, option).date()


def a_moment(text: str, option: str) -> datetime:
    """A moment as it is written on the command line; one without a zone is court time.

    Raises:
        BadRequest: it is none.
    """
    found = _read(MOMENT, text, option)
    return found.replace(tzinfo=COURT_TIME) if found.tzinfo is None else found


def _read(form: click.DateTime, text: str, option: str) -> datetime:
    try:
        found: datetime = form.convert(text, None, None)
    except click.BadParameter as error:
        raise BadRequest(
            f"{option}：“{text}”无法读作日期",
            f"{option}: {text!r} cannot be read",
            "写作 2025-09-16",
            "write it as 2025-09-16",
        ) from error
    return found


def keyed(function: F) -> F:
    """The options that name the keys of a docket which seals its names; `docket_in` opens it with them."""
    keys = click.option(
        "--keys", type=click.Path(), envvar="CASESTREAM_KEYS", show_envvar=True, expose_value=False, callback=_kept,
        help="密钥库 / the key store of FILE.",
    )  # fmt: skip
    main_key = click.option(
        "--main-key", type=click.Path(), envvar="CASESTREAM_MAIN_KEY", show_envvar=True, expose_value=False, callback=_kept,
        help="主密钥文件 / the file with its main key.  [default: KEYS.main]",
    )  # fmt: skip
    return keys(main_key(function))


def _kept(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    context.meta[f"casestream.{parameter.name}"] = value


def docket_in(file: str | Path, **how: Any) -> Docket:
    """The docket in a file, opened with the keys that were named."""
    context = click.get_current_context()
    docket = casestream.open(
        file, keys=context.meta.get("casestream.keys"), main_key=context.meta.get("casestream.main_key"), **how
    )  # fmt: skip
    if isinstance(docket, SealedDocket) and not docket.keys.has_main_key:
        zh = context.params.get("lang") != "en"
        say_aside("没有主密钥：姓名以隐名显示" if zh else "without its main key names are shown as masks")
    return docket


def court_today() -> date:
    """The day on which a step falls that is taken now, wherever the machine stands."""
    return datetime.now(COURT_TIME).date()


def _legal_day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return value and value.date()


def _moment(_: click.Context, __: click.Parameter, value: datetime | None) -> datetime | None:
    """What was known by then; a moment without a zone is court time."""
    return value.replace(tzinfo=COURT_TIME) if value and value.tzinfo is None else value


def knowing(function: F) -> F:
    """The option for the record's clock: as it was known at a moment."""
    return click.option(
        "--known-at", type=MOMENT, callback=_moment,
        help="按当时所知（无时区则为北京时间）/ as it was known then (court time unless it says).",
    )(function)  # fmt: skip


def looking_back(function: F) -> F:
    """The options for both clocks: as the law saw it on a day, as it was known at a moment."""
    as_of = click.option(
        "--as-of", type=DAY, callback=_legal_day, help="按该法律日期 / as the law saw it on this day."
    )  # fmt: skip
    return as_of(knowing(function))


def wanted(words: Sequence[str]) -> tuple[Lang, bool]:
    """The language and the form, from the words alone: what click cannot read has to be told in them, too."""
    lang, as_json, after = os.environ.get(LANG_VARIABLE, ""), False, ""
    for word in words:
        if word == "--":
            break
        option, _, value = word.partition("=")
        said = word if after == "--lang" else value if option == "--lang" else ""
        lang = said if said in LANGS else lang
        as_json = as_json or word == "--json"
        after = word
    return "en" if lang == "en" else "zh", as_json


def meant(program: click.Group, words: Sequence[str]) -> tuple[str, click.Command]:
    """The command that words name, with its path: what click does not say of an option without its value."""
    path, command = ["casestream"], cast(click.Command, program)
    for word in words:
        if isinstance(command, click.Group) and word in command.commands:
            command = command.commands[word]
            path.append(word)
    return " ".join(path), command


def misuse(wrong: click.ClickException, program: click.Group, words: Sequence[str]) -> BadRequest:
    """What click says of words that it cannot read, as an error of ours, in both languages."""
    path, command = meant(program, words)
    en = wrong.format_message().rstrip(".")
    manual = f"{path} --help"
    zh, cure_zh, cure_en = f"无法理解：{en}", manual, manual
    match wrong:
        case click.NoSuchOption():
            zh = f"没有选项 {wrong.option_name}"
        case click.MissingParameter():
            zh = f"缺少 {_named(wrong)}"
        case click.BadParameter():
            given = re.search(r"'[^']*'", wrong.message)
            zh = f"{_named(wrong)} 的值{f' {given[0]} ' if given else ''}不可用"
            cure_zh, cure_en = _values(wrong.param) or (manual, manual)
        case click.BadOptionUsage():
            zh, en, example = _wanting(wrong.option_name, command) or (f"选项 {wrong.option_name} 用法有误", en, "")
            cure_zh = f"例如 {example}；{manual}" if example else manual
            cure_en = f"for instance {example}; {manual}" if example else manual
        case _ if "unexpected extra argument" in en:
            zh = f"多余的参数 {en.partition('(')[2].rstrip(')')}"
    return BadRequest(zh, en, cure_zh, cure_en)


def _wanting(name: str, command: click.Command) -> tuple[str, str, str] | None:
    """Of an option that was not given all its values: what it needs, in both languages, and an example if there is one."""
    option = next((each for each in command.params if name in each.opts), None)
    if option is None or (isinstance(option, click.Option) and option.is_flag):
        return None
    if name in VALUES:
        zh, en, example = VALUES[name]
        return f"选项 {name} 需要{zh}", f"the option {name} needs {en}", example
    return f"选项 {name} 缺少值", f"the option {name} needs a value", ""


def a_cell(_: click.Context, option: click.Parameter, value: tuple[str, str] | None) -> tuple[str, str] | None:
    """A row and a column.

    Raises:
        BadOptionUsage: another option stands where one of them should.
    """
    if value and any(each.startswith("--") for each in value):
        raise click.BadOptionUsage(option.opts[0], "one of its values is an option")
    return value


# Of options that take several values: which, in both languages, and an example.
VALUES = {
    "--explain": ("两个值：行 ROW 和列 COL", "two values, a row ROW and a column COL", "--explain 内0624 completion_rate")
}  # fmt: skip


def _named(wrong: click.BadParameter) -> str:
    if wrong.param is None:
        return str(wrong.param_hint or "参数")
    return wrong.param.get_error_hint(wrong.ctx or click.Context(click.Command("casestream")))


def _values(parameter: click.Parameter | None) -> tuple[str, str] | None:
    """What a parameter takes, where its type says so."""
    match parameter.type if parameter else None:
        case click.Choice(choices=choices):
            return f"可用：{'、'.join(choices)}", f"there are {', '.join(choices)}"
        case click.DateTime():
            return "写作 2025-09-16", "write it as 2025-09-16"
        case click.IntRange(min=least):
            return f"整数，不小于 {least}", f"a whole number, {least} or more"
    return None


def settings_in(path: str | None) -> dict[str, Any]:
    """What a court has set, from a TOML file; lengths of its own stand under [deadlines]: `notice = { days = 3 }`.

    Raises:
        BadRequest: it cannot be read.
    """
    if path is None:
        return {}
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadRequest(
            f"设定文件 {path} 无法读取：{said(error)[0]}", f"the settings {path} cannot be read: {said(error)[1]}",
            "写成 TOML，例如 pre_cross_window_days = 60；期限写在 [deadlines] 下：notice = { days = 3 }",
            "write TOML, for instance pre_cross_window_days = 60; lengths under [deadlines]: notice = { days = 3 }",
        ) from error  # fmt: skip
