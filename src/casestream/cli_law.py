"""The commands that show the law in the code: `rules`, `events`, `lifecycle`."""

from typing import Any

import click

from casestream.kernel.errors import BadRequest, Lang
from casestream.kernel.event import EVENTS
from casestream.procedures.posts import Post
from casestream.reports.lifecycle import DRAWINGS, lifecycle
from casestream.reports.reference import (
    LEGEND,
    LEGEND_EN,
    event_data,
    events_markdown,
    everything,
    rule_data,
    rules_markdown,
    rules_named,
)
from casestream.reports.render import aligned
from casestream.terminal import common, court_today, say, say_json


@click.command()
@click.argument("name", required=False)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="按该日有效的条文 / the articles as of this day.")
@click.option("--markdown", is_flag=True, help="docs/rules.md 的内容 / what docs/rules.md holds.")
@common()
def rules(name: str | None, on: Any, markdown: bool, lang: Lang, as_json: bool) -> None:
    """规则、期限、职权、设定；给出名称则列其每项条件 / every rule, deadline, power and setting; each condition of a named rule."""
    day = on.date() if on else court_today()
    if markdown and (name or as_json):
        raise BadRequest(
            "--markdown 输出全部规则，不与名称或 --json 并用", "--markdown prints every rule: without a name, without --json",
            "casestream rules --markdown", "casestream rules --markdown",
        )  # fmt: skip
    if markdown:
        click.echo(rules_markdown(day), nl=False)
    elif name is None and as_json:
        say_json(everything(day))
    elif name is None:
        say(_everything_text(everything(day), lang))
    elif as_json:
        say_json([rule_data(rule, day) for rule in rules_named(name)])
    else:
        say("\n\n".join(_rule_text(rule_data(rule, day), lang) for rule in rules_named(name)))


def _everything_text(data: dict[str, Any], lang: Lang) -> str:
    zh = lang == "zh"
    lines = []
    for rule in data["rules"]:
        lines.append(f"{rule['name']}  {rule['zh'] if zh else rule['en']}")
        lines += aligned([["   ", *_brief(one, lang)] for one in rule["conditions"]]) or ["    —"]
    lines += ["", "期限" if zh else "Deadlines"]
    lines += aligned([
        ["   ", each["zh"] if zh else each["en"], each["length"] or each["due_field"], each["article"], f"[{each['mark']}]"]
        for each in data["deadlines"]
    ])  # fmt: skip
    lines += ["", "职权（未列的事项，任何人不得办理）" if zh else "Authority (what is not listed, nobody may do)"]
    lines += aligned([
        ["   ", each["zh"] if zh else each["en"], ("、" if zh else ", ").join(Post.of(code).label(lang) for code in each["posts"])]
        for each in data["authority"]
    ])  # fmt: skip
    lines += ["", "设定（由各法院作出）" if zh else "Settings (to be made by each court)"]
    lines += aligned([["   ", each["name"], each["zh"] if zh else each["en"]] for each in data["settings"]])
    return "\n".join([*lines, "", LEGEND if zh else LEGEND_EN])


def _brief(one: dict[str, Any], lang: Lang) -> list[str]:
    dates = f"{one['since'] or '—'} – {one['until'] or ''}".rstrip()
    severity = {"zh": {"hard": "必须", "soft": "应当"}, "en": {"hard": "hard", "soft": "soft"}}[lang][one["severity"]]
    return [one["name"], one["article"], dates, severity, f"[{one['mark']}]", one["source"]]


def _rule_text(rule: dict[str, Any], lang: Lang) -> str:
    zh = lang == "zh"
    lines = [f"{rule['zh']}（{rule['name']}，{rule['on']}）" if zh else f"{rule['en']} ({rule['name']}, {rule['on']})"]
    if not rule["conditions"]:
        lines.append("    该日尚无有效条文" if zh else "    none of its articles is in force on that day")
    for number, one in enumerate(rule["conditions"], 1):
        late = {"soft": "（迟延仍予记录）" if zh else " (late is still recorded)"}.get(one["severity"], "")
        lines.append(f"{number:>2}. {one['zh'] if zh else one['en']}{late}")
        lines.append(f"      {one['article']} [{one['mark']}]  {one['source']}")
        lines.append(f"      {'需要' if zh else 'needs'}: {one['needs_zh'] if zh else one['needs_en']}")
        for ground in one["exemptions"]:
            lines.append(
                f"      {'除非' if zh else 'unless'}: {ground['zh'] if zh else ground['en']} ({ground['article']})"
            )
    return "\n".join(lines)


@click.command()
@click.option("--markdown", is_flag=True, help="docs/events.md 的内容 / what docs/events.md holds.")
@common()
def events(markdown: bool, lang: Lang, as_json: bool) -> None:
    """全部事件类型及其字段 / every event type with its fields."""
    data = [event_data(event_type) for event_type in EVENTS.by_name.values()]
    if as_json:
        say_json(data)
    elif markdown:
        click.echo(events_markdown(), nl=False)
    else:
        say(
            "\n".join(aligned([[each["name"], each[lang], each["stream"], ", ".join(each["fields"])] for each in data]))
        )


@click.command("lifecycle")
@click.argument("procedure", required=False, default="")
@click.option(
    "--as",
    "drawing",
    type=click.Choice(list(DRAWINGS)),
    default="markdown",
    show_default=True,
    help="画法；page 是 docs/lifecycle.md 的内容 / drawing; page is what docs/lifecycle.md holds.",
)
@common()
def show_lifecycle(procedure: str, drawing: str, lang: Lang, as_json: bool) -> None:
    """哪个事件可以接在哪个之后，由规则推出 / which event may follow which, read off the rules; of all or of one PROCEDURE."""
    places = lifecycle(procedure)
    if not as_json:
        say(DRAWINGS[drawing](places, lang))
        return
    say_json([
        {
            "event": place.event_type.name, "zh": place.event_type.zh, "en": place.event_type.en,
            "stream": place.event_type.stream, "rule": place.rule.name if place.rule else None,
            "standings": [each.code for each in place.standings],
            "after": [{"event": EVENTS[each.event].name, "always": each.always} for each in place.before],
        }
        for place in places
    ])  # fmt: skip
