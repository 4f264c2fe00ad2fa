"""`casestream doctor`: what is installed, and whether a docket can be trusted with a write."""

import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from attrs import asdict, frozen

from casestream.docket import open
from casestream.kernel import holidays
from casestream.kernel.errors import CasestreamError
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.store.log import MEMORY

NEEDED = ("eventsourcing", "attrs", "cattrs", "numpy")
OPTIONAL = ("msgspec", "click", "rich", "hypothesis")


@frozen
class Check:
    """One thing looked at: whether it is as it should be, and what was found."""

    zh: str
    en: str
    ok: bool
    found: str

    def as_dict(self) -> dict[str, Any]:
        """The check for a machine."""
        return asdict(self)


def examine(file: str | None = None) -> list[Check]:
    """Look at the installation, and at a docket if one is given."""
    python = ".".join(map(str, sys.version_info[:3]))
    checks = [Check("Python ≥ 3.11", "Python ≥ 3.11", sys.version_info >= (3, 11), python)]
    checks += [
        Check(f"组件 {name}", f"package {name}", (found := _installed(name)) != "", found or "—") for name in NEEDED
    ]
    checks += [
        Check(f"可选组件 {name}", f"optional package {name}", True, _installed(name) or "—") for name in OPTIONAL
    ]
    checks.append(
        Check(
            "事件类型、规则",
            "event types, rules",
            bool(EVENTS.by_name and RULES),
            f"{len(EVENTS.by_name)}, {len(RULES)}",
        )
    )
    checks.append(
        Check("节假日历", "holiday calendar", True, f"{holidays.VERSION}: {min(holidays.OFF)}–{max(holidays.OFF)}")
    )
    return checks + _examine_docket(file or MEMORY, file is None)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _examine_docket(place: str, in_memory: bool) -> list[Check]:
    try:
        with open(place, create=in_memory) as docket:
            positions = docket.log.last_position()
            gapless = docket.log.is_gapless()
            pragmas = docket.log.durability()
    except CasestreamError as error:
        return [Check(f"案卷 {place}", f"docket {place}", False, error.message("en"))]
    return [
        Check(f"案卷 {place}", f"docket {place}", True, f"{positions} records"),
        Check("位置与版本无缺口", "positions and versions without gaps", gapless, "1…" + str(positions)),
        Check("写入持久", "writes are durable", in_memory or pragmas == ("full", "wal"), "/".join(pragmas)),
    ]
