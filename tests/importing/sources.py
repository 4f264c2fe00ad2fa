"""Sources to import: the worked register, a few lawful streams as JSON lines, and what a docket holds afterwards."""

import json
from pathlib import Path
from typing import Any

import attrs

from casestream.docket import Docket
from casestream.importing.reading import as_line
from casestream.kernel.event import Record

DATA = Path(__file__).parent.parent / "data"
REGISTER, MAPPING = DATA / "register.csv", DATA / "register.toml"
COURT = "鄂1202"


def line(stream: str, type: str, on: str, **fields: Any) -> dict[str, Any]:
    """One line as data."""
    return {"stream": stream, "type": type, "on": on, "fields": fields}


def applied(n: int, on: str = "2024-03-01") -> dict[str, Any]:
    """The application in case `n`."""
    return line(
        basis(n), "filing.applied", on, basis=basis(n), cause="民间借贷纠纷", court=COURT, claimed_fen=100,
        effective_on="2023-12-01", performance_due="2024-01-10", in_time=True,
    )  # fmt: skip


def opened(n: int, on: str = "2024-03-05") -> dict[str, Any]:
    """The opening of case `n` under number `n`."""
    return line(basis(n), "round.opened", on, number=number(n), court=COURT, origin="filed", claimed_fen=100)


def paid(n: int, on: str = "2024-04-01", fen: int = 40) -> dict[str, Any]:
    """A payment in case `n`."""
    return line(basis(n), "proceeds.paid_to_creditor", on, amount_fen=fen)


def basis(n: int) -> str:
    """The id of case `n`."""
    return f"（2023）鄂1202民初{n}号判决"


def number(n: int) -> str:
    """The number of case `n`."""
    return f"（2024）鄂1202执{n}号"


def written(path: Path, *lines: dict[str, Any] | str) -> Path:
    """A file of these lines."""
    told = (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines)
    path.write_text("".join(f"{each}\n" for each in told), encoding="utf-8")
    return path


def exported(docket: Docket, path: Path) -> Path:
    """Every record of a docket as lines."""
    return written(path, *(as_line(record, docket.log.codec) for record in docket.log.records()))


def told(record: Record) -> dict[str, Any]:
    """A record without our own clock."""
    return {key: value for key, value in attrs.asdict(record, recurse=False).items() if key != "recorded_at"}
