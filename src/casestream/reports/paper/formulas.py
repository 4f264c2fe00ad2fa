"""What a measure counts, said from its declaration: of which events, of which rounds, on which days, under which rule."""

from typing import Any

from casestream.kernel.case import AtLeast
from casestream.kernel.errors import Lang
from casestream.kernel.event import EVENTS, EventClass, Label
from casestream.kernel.projection import Count, Fold, Measure, Ratio, Span, Stage, Sum, Sumwise
from casestream.reports.fields import field_label

WHEN = {"before": ("期初以前", "before the period"), "to_date": ("截至期末", "to the end of the period")}
PER = {"case": ("按案件计", "by case"), "round": ("按案号计", "by case number")}


def round_types(measure: Measure) -> tuple[str, ...]:
    """The types of round that a measure is limited to; () where it is not. A sum is as its first term."""
    match measure:
        case Sumwise(terms=((_, first), *_)):
            return round_types(first)
        case Count(round_type=types) | Sum(round_type=types) | Stage(round_type=types):
            return types
    return ()


def formula(measure: Measure, numbers: dict[str, int], lang: Lang) -> str:
    """One sentence; `numbers` are those of the columns, by the names of their measures."""
    zh = lang == "zh"
    match measure:
        case Ratio(numerator=over, denominator=under):
            return f"[{numbers[over]}]÷[{numbers[under]}]"
        case Sumwise(terms=terms):
            signs = [("+" if zh else " + ") if sign > 0 else ("−" if zh else " − ") for sign, _ in terms]
            told = [
                f"{sign}{f'{abs(factor)}×' if abs(factor) > 1 else ''}{formula(term, numbers, lang)}"
                for sign, (factor, term) in zip(signs, terms, strict=True)
            ]
            return "".join(told).strip().removeprefix("+").strip()
        case Count(kind=kind, per=per):
            head = f"“{EVENTS[kind].zh}”" if zh else f"“{EVENTS[kind].en}”"
            return head + _limits(measure, lang, PER.get(per))
        case Sum(kind=kind, name=name):
            field = field_label(kind, name, lang)
            head = f"“{EVENTS[kind].zh}”的{field}" if zh else f"{field} of “{EVENTS[kind].en}”"
            return head + _limits(measure, lang)
        case Stage(kind=kind):
            head = f"期末处于“{EVENTS[kind].zh}”" if zh else f"standing at “{EVENTS[kind].en}” at the end"
            return head + _limits(measure, lang)
        case Span(start=start, end=end):
            first, last = EVENTS[start], EVENTS[end]
            head = f"“{first.zh}”至“{last.zh}”的日数" if zh else f"days from “{first.en}” to “{last.en}”"
            return head + _limits(measure, lang)
        case Fold(name=name):
            return f"逐案推算（{name}）" if zh else f"worked out case by case ({name})"
    return ""


def _limits(measure: Any, lang: Lang, per: tuple[str, str] | None = None) -> str:
    """What narrows a count, in brackets."""
    index = 0 if lang == "zh" else 1
    said = [] if per is None else [per[index]]
    if measure.round_type:
        said.append("、".join(measure.round_type) if lang == "zh" else ", ".join(measure.round_type))
    said += [_where(measure.kind, name, wanted, lang) for name, wanted in getattr(measure, "where", {}).items()]
    if when := WHEN.get(getattr(measure, "when", "")):
        said.append(when[index])
    if given := getattr(measure, "given", None):
        said.append(f"符合“{given.zh}”" if lang == "zh" else f"where “{given.en}” held")
    if not said:
        return ""
    return f"（{'；'.join(said)}）" if lang == "zh" else f" ({'; '.join(said)})"


def _where(kind: EventClass, name: str, wanted: Any, lang: Lang) -> str:
    several = wanted if isinstance(wanted, tuple) else (wanted,)
    words = [_word(each, lang) for each in several]
    return f"{field_label(kind, name, lang)}：{'、'.join(words)}" if lang == "zh" else f"{name}: {', '.join(words)}"


def _word(wanted: Any, lang: Lang) -> str:
    match wanted:
        case Label():
            return wanted.label(lang)
        case AtLeast(bound=bound):
            return f"≥{bound}"
        case bool():
            return ("是" if wanted else "否") if lang == "zh" else ("yes" if wanted else "no")
    return f"{wanted}"
