"""The law as it stands in the code: rules, conditions, deadlines, settings, authority, events, for reader and machine.

`docs/rules.md` and `docs/events.md` are written from here; a test compares them.
"""

from datetime import date
from typing import Any, get_args

from casestream.kernel.calendar import Period
from casestream.kernel.deadline import DEADLINES, Deadline
from casestream.kernel.errors import Lang, UnknownName
from casestream.kernel.event import COMMANDS, EVENTS, CommandClass, EventType, Label
from casestream.kernel.law import Citation
from casestream.kernel.rule import RULES, Condition, Rule
from casestream.kernel.setting import SETTINGS, Setting
from casestream.procedures.approval import FACTS, POWERS, PROPOSALS
from casestream.procedures.authority import MAY


def rules_named(name: str | None) -> list[Rule]:
    """The rules of this name, or else those whose title has it; every rule for None.

    Raises:
        UnknownName: there is none.
    """
    every = list(RULES.values())
    if name is None:
        return every
    found = [rule for rule in every if name in (rule.name, rule.zh, rule.en)] or [
        rule for rule in every if name in rule.zh or name.lower() in rule.en.lower()
    ]
    if not found:
        raise UnknownName(
            f"没有规则“{name}”", f"there is no rule {name!r}",
            "casestream rules 列出全部", "casestream rules lists them",
        )  # fmt: skip
    return found


def rule_data(rule: Rule, day: date) -> dict[str, Any]:
    """A rule as it binds on a day, each condition with article, dates, severity and source line."""
    return {
        "name": rule.name, "zh": rule.zh, "en": rule.en, "on": day.isoformat(),
        "guards": EVENTS[rule.guards].name if rule.guards else None,
        "conditions": [_condition_data(one, day) for one in rule.in_force(day)],
    }  # fmt: skip


def _condition_data(one: Condition, day: date) -> dict[str, Any]:
    return {
        "name": one.name, "zh": one.zh, "en": one.en, **_citation_data(one.citation, day),
        "severity": "soft" if one.soft else "hard", "source": one.source,
        "needs_zh": one.cure("zh"), "needs_en": one.cure("en"),
        "exemptions": [
            {"zh": ground.zh, "en": ground.en, **_citation_data(ground.citation, day)} for ground in one.exemptions
        ],
    }  # fmt: skip


def _citation_data(citation: Citation, day: date) -> dict[str, Any]:
    return {
        "instrument": citation.instrument.title, "article": citation.on(day), "mark": citation.mark,
        "since": None if citation.since == date.min else citation.since.isoformat(),
        "until": citation.until.isoformat() if citation.until else None,
    }  # fmt: skip


def deadline_data(given: Deadline, day: date) -> dict[str, Any]:
    """A deadline: what begins it, what keeps it, its length, its process node."""
    return {
        "name": given.name, "zh": given.zh, "en": given.en, "begins": EVENTS[given.begins].name,
        "kept_by": [EVENTS[kind].name for kind in given.kept_by], "length": length(given.period, "en"),
        "due_field": given.due or None, "for_each": given.key or None, "stops": given.stops, "node": given.node or None,
        "official": given.official, **_citation_data(given.citation, day),
    }  # fmt: skip


def setting_data(given: Setting) -> dict[str, Any]:
    """A setting that a court has to make."""
    return {"name": given.name, "zh": given.zh, "en": given.en, "example": given.example}


def authority_data(ask: CommandClass) -> dict[str, Any]:
    """Who may give a command, and what makes up the proposal that has to be approved, where one has."""
    titles, proposed = COMMANDS[ask], PROPOSALS.get(ask)
    return {
        "command": ask.__name__, "zh": titles.zh, "en": titles.en, "stream": titles.kind,
        "posts": [post.code for post in MAY[ask]],
        "approval": proposed.matter.code if proposed else None,
        "approved_by": [post.code for post in POWERS[proposed.matter][0]] if proposed else [],
        "proposal": list(proposed.fields) if proposed else [],
    }  # fmt: skip


def event_data(event_type: EventType) -> dict[str, Any]:
    """An event type: its permanent name, titles, stream, fields and the rule that guards it."""
    rule = next((rule.name for rule in RULES.values() if rule.guards is event_type.event_class), None)
    return {
        "name": event_type.name, "zh": event_type.zh, "en": event_type.en, "stream": event_type.stream,
        "schema": event_type.schema, "opens_round": event_type.opens, "rule": rule,
        "fields": {name: _type_name(hint) for name, hint in event_type.fields.items()},
        "says": (event_type.event_class.__doc__ or "").strip().partition("\n")[0],
    }  # fmt: skip


def everything(day: date) -> dict[str, Any]:
    """Every rule, deadline and setting as of a day."""
    return {
        "on": day.isoformat(),
        "rules": [rule_data(rule, day) for rule in RULES.values()],
        "deadlines": [deadline_data(each, day) for each in DEADLINES.values() if each.citation.in_force(day)],
        "settings": [setting_data(each) for each in SETTINGS.values()],
        "authority": [authority_data(each) for each in MAY],
    }


def length(period: Period | None, lang: Lang) -> str:
    """The length of a period in words; '' where the event itself carries the day."""
    if period is None:
        return ""
    count = period.days or period.working_days or period.months
    unit = ("日", "day") if period.days else ("个工作日", "working day") if period.working_days else ("个月", "month")
    if not count:
        return "当日" if lang == "zh" else "the same day"
    return f"{count}{unit[0]}" if lang == "zh" else f"{count} {unit[1]}{'s' if count > 1 else ''}"


def _type_name(hint: Any) -> str:
    if get_args(hint):
        return " | ".join(_type_name(part) for part in get_args(hint) if part is not Ellipsis)
    if isinstance(hint, type) and issubclass(hint, Label):
        return "/".join(member.code for member in hint)
    return "—" if hint is type(None) else str(getattr(hint, "__name__", hint))


# --- documents ---


LEGEND = "标记 V 已核实；DERIVED 推算；K-high/K-med/K-low 凭知识，依次可信度递减。"
LEGEND_EN = "Marks: V verified; DERIVED; K-high, K-med, K-low from knowledge, in falling confidence."


def rules_markdown(day: date) -> str:
    """`docs/rules.md`: every rule with its conditions, then the deadlines and the settings, as of a day."""
    lines = [
        "# 规则、期限与设定 / rules, deadlines, settings", "",
        f"由代码生成（`casestream rules --markdown --on {day}`），勿手改。Written by the code; do not edit. "
        f"{LEGEND} *soft*: 迟延或不规范仍予记录，复查时列出。", "",
    ]  # fmt: skip
    for rule in RULES.values():
        guards = f" → `{EVENTS[rule.guards].name}`" if rule.guards else ""
        lines += [f"## {rule.zh} / {rule.en} (`{rule.name}`){guards}", ""]
        lines += [
            "| 条件 / condition | 条文 / article | 施行 / in force | 标记 | 源码 / source |",
            "|---|---|---|---|---|",
        ]
        lines += [_condition_row(one, day) for one in rule.conditions] + [""]
    lines += [
        "## 期限 / deadlines",
        "",
        "| 期限 | 起算 | 完成 | 长度 | 条文 | 标记 | 节点 |",
        "|---|---|---|---|---|---|---|",
    ]
    for given in DEADLINES.values():
        kept = "、".join(EVENTS[kind].zh for kind in given.kept_by)
        long = length(given.period, "zh") or f"事件所载 `{given.due}`"
        lines.append(
            f"| {given.zh} / {given.en} (`{given.name}`) | {EVENTS[given.begins].zh} | {kept} | {long} "
            f"| {given.citation.on(day)} | {given.citation.mark}{'' if given.official else ' · 非官方'} | {given.node or '—'} |"
        )
    lines += ["", "## 设定 / settings", "", "依据未给出确定数值，由各法院设定；不设定而使用即报错。", ""]
    lines += [f"- `{each.name}`: {each.zh} / {each.en} （例如 `{each.example!r}`）" for each in SETTINGS.values()]
    return "\n".join([*lines, *_authority_lines(), ""])


def _authority_lines() -> list[str]:
    """The table of authority: each step, who may take it, and who approves which proposal first."""
    lines = [
        "", "## 职权 / authority", "",
        "未列的事项，任何人不得办理。What no row names, nobody may do. 批准人不得自行实施所批准的事项。", "",
        "| 事项 / step | 可以办理的职务 / posts | 须经批准 / approval | 拟批事项 / proposal |", "|---|---|---|---|",
    ]  # fmt: skip
    for ask, posts in MAY.items():
        proposed, titles = PROPOSALS.get(ask), COMMANDS[ask]
        approvers = "、".join(post.zh for post in POWERS[proposed.matter][0]) if proposed else ""
        approval = f"{proposed.matter.zh}：{approvers}" if proposed else "—"
        parts = list(proposed.fields.values()) if proposed else []
        if proposed and proposed.matter in FACTS:
            parts.append("案件当时情况")
        lines.append(
            f"| {titles.zh} / {titles.en} (`{ask.__name__}`) | {'、'.join(post.zh for post in posts)} "
            f"| {approval} | {'、'.join(parts) or '—'} |"
        )
    return lines


def _condition_row(one: Condition, day: date) -> str:
    citation = one.citation
    since = "—" if citation.since == date.min else f"{citation.since}"
    dates = f"{since} – {citation.until or ''}".strip()
    soft = " *soft*" if one.soft else ""
    grounds = "".join(f"<br>除非 / unless: {ground.zh}（{ground.citation.on(day)}）" for ground in one.exemptions)
    return f"| {one.zh} / {one.en}{soft}{grounds} | {citation.on(day)} | {dates} | {citation.mark} | `{one.source.rpartition(':')[0]}` |"


def events_markdown() -> str:
    """`docs/events.md`: every event type by procedure, with its fields."""
    lines = [
        "# 事件 / events",
        "",
        "由代码生成（`casestream events --markdown`），勿手改。Written by the code; do not edit.",
        "",
    ]
    procedure = ""
    for event_type in EVENTS.by_name.values():
        if event_type.name.partition(".")[0] != procedure:
            procedure = event_type.name.partition(".")[0]
            lines += [
                f"## {procedure}",
                "",
                "| 事件 / event | 名称 / title | 流 / stream | 字段 / fields | 规则 / rule |",
                "|---|---|---|---|---|",
            ]
        data = event_data(event_type)
        fields = "<br>".join(f"`{name}`: {hint}" for name, hint in data["fields"].items() if name != "on")
        rule = f"`{data['rule']}`" if data["rule"] else "—"
        lines.append(
            f"| `{data['name']}` | {data['zh']} / {data['en']} | {data['stream']} | {fields or '—'} | {rule} |"
        )
    return "\n".join([*lines, ""])
