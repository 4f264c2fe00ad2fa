"""`casestream doctor`: what is installed, and whether a docket is whole and can be trusted with a write."""

import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from itertools import islice

from casestream.docket import Docket
from casestream.health import Check, durable
from casestream.kernel import holidays
from casestream.kernel.errors import CasestreamError
from casestream.kernel.event import EVENTS
from casestream.kernel.rule import RULES
from casestream.opening import open
from casestream.store.faults import Tell, faults
from casestream.store.log import MEMORY
from casestream.store.server import shown

NEEDED = ("eventsourcing", "attrs", "cattrs", "numpy")
OPTIONAL = ("msgspec", "click", "rich", "hypothesis", "cryptography", "opentelemetry-api")
FAULTS_TOLD = 20
Opened = Callable[..., Docket]


def examine(file: str | None = None, tell: Tell | None = None, opened: Opened = open) -> list[Check]:
    """Look at the installation, and at a docket if one is given; `tell` hears how far the reading of the docket is.

    `opened` opens it, with whatever keys it needs.
    """
    checks = [
        Check.plain(
            "Python ≥ 3.11", "Python ≥ 3.11", sys.version_info >= (3, 11), ".".join(map(str, sys.version_info[:3]))
        )
    ]
    for name in NEEDED:
        found = _installed(name)
        checks.append(Check.plain(f"组件 {name}", f"package {name}", bool(found), found or "—"))
    for name in OPTIONAL:
        checks.append(Check.plain(f"可选组件 {name}", f"optional package {name}", True, _installed(name) or "—"))
    events, rules = len(EVENTS.by_name), len(RULES)
    checks.append(
        Check(
            "事件类型、规则", "event types, rules", bool(events and rules),
            f"{events} 种事件，{rules} 项规则", f"{events} event types, {rules} rules",
        )
    )  # fmt: skip
    years = f"{holidays.VERSION}: {min(holidays.OFF)}–{max(holidays.OFF)}"
    checks.append(Check.plain("节假日历", "holiday calendar", True, years))
    return checks + _examine_docket(file or MEMORY, file is None, tell, opened)


def examine_quickly(file: str, opened: Opened = open) -> list[Check]:
    """Look at a docket's health: what takes milliseconds, however many records there are."""
    try:
        with opened(file, create=False) as docket:
            return docket.health()
    except CasestreamError as error:
        return [_not_opened(file, error)]


def _not_opened(place: str, error: CasestreamError) -> Check:
    where = shown(place)
    return Check(f"案卷 {where}", f"docket {where}", False, error.message("zh"), error.message("en"))


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _examine_docket(
    place: str, in_memory: bool, tell: Tell | None, opened: Opened
) -> list[Check]:  # fmt: skip
    try:
        with opened(place, create=in_memory) as docket:
            return [*_records(docket, tell), durable(docket.log)]
    except CasestreamError as error:
        return [_not_opened(place, error)]


def _records(docket: Docket, tell: Tell | None) -> list[Check]:
    """The docket as a whole, then each fault, the first of them at least."""
    found = faults(docket.log, tell)
    told = [
        Check(
            f"位置 {fault.position}" if fault.position else "文件", f"position {fault.position}" if fault.position else "file",
            False, fault.zh, fault.en,
        )
        for fault in islice(found, FAULTS_TOLD)
    ]  # fmt: skip
    count = len(told) + sum(1 for _ in found)
    place = docket.log.place
    if count:
        head = Check(
            f"案卷 {place}",
            f"docket {place}",
            False,
            f"{count:,} 处有误，先列 {len(told)} 处",
            f"{count:,} faults; the first {len(told)}:",
        )
        return [head, *told]
    records = docket.log.last_position()
    return [
        Check(
            f"案卷 {place}", f"docket {place}", True,
            f"{records:,} 条记录逐条核对无误，位置与版本无缺口", f"{records:,} records read back, positions and versions without gaps",
        )
    ]  # fmt: skip
