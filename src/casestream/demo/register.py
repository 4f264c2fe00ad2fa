"""An old case of the register, taken in as it was recorded, unlawful 终本 and all. The case is invented."""

from importlib.resources import as_file, files

from casestream.docket import Docket
from casestream.importing import Outcome, import_history, read_source
from casestream.kernel.errors import Lang

REGISTER = files("casestream.demo") / "register.jsonl"


def take_in(docket: Docket) -> Outcome:
    """Import the register: no fact is refused, every finding is told."""
    with as_file(REGISTER) as path, read_source(path) as source:
        return import_history(docket, source)


def tell(outcome: Outcome, lang: Lang) -> str:
    """What was taken in, and the first of what the rules find in it."""
    first = outcome.findings[0]
    if lang == "zh":
        return (
            f"照实导入旧案 {outcome.streams} 件（{outcome.facts} 条记载，案情虚构）：事实不因违法而被拒绝，"
            f"评查发现 {outcome.finding_count} 项\n  首项：{first['zh']}（{first['article']}）；逐项：casestream recheck"
        )
    return (
        f"{outcome.streams} old case taken in as it was ({outcome.facts} facts, all invented): no fact is refused for being unlawful; "
        f"findings: {outcome.finding_count}\n  the first: {first['en']} ({first['article']}); all of them: casestream recheck"
    )
