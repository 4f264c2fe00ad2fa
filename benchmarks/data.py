"""Where the tiers are kept between runs: `$CASESTREAM_BENCH`, or `.data` beside this file. Each is made when it is first
needed and again when the sources that it is made by have changed; a stamp beside it says of which it was made.

It is made in a process of its own, so that no memory of it is counted in a race. `python -m benchmarks.data sealed T3`
does only that; the first word is `docket`, `sealed`, `straight` or `stock`.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import casestream
from benchmarks import pool, stamped, stock_court, tiers
from benchmarks.pool import Pool
from casestream.replay import seal
from casestream.replay.segments.layout import Segment, sealed, written
from casestream.store.log import Log

HERE = Path(__file__).parent
SEALING = Path(casestream.__file__).parent / "replay" / "segments"


class Data:
    """The tiers in one folder. Unless told to be the one that makes them, it has another process do so."""

    def __init__(self, folder: Path | None = None, *, makes: bool = False) -> None:
        self._makes = makes
        self.folder = folder or Path(os.environ.get("CASESTREAM_BENCH") or HERE / ".data")
        self.folder.mkdir(parents=True, exist_ok=True)

    def pool(self) -> Pool:
        """The played court years."""
        return pool.played(self.folder / "pool")

    def docket(self, tier: str) -> Path:
        """A tier as a docket."""
        played = self.pool()
        key = _key(HERE / "tiers.py", HERE / "sheet.py", HERE / "pool.py", words=pool.fingerprint(played.years))
        return self._kept(
            ("docket", tier), f"{tier}.db", key, lambda place: tiers.stamp(played, tiers.TIERS[tier], place, workers=2)
        )

    def sealed(self, tier: str) -> list[Segment]:
        """The segments beside the docket of a tier, sealed by casestream."""
        docket = self.docket(tier)

        def build(place: Path) -> None:
            log = Log(docket, create=False)
            try:
                seal(log, processes=2)
            finally:
                log.close()
            if not place.is_dir():
                raise RuntimeError(f"{place} was not built")

        self._kept(
            ("sealed", tier),
            f"{tier}.db.segments",
            _key(*SEALING.glob("*.py"), words=self._stamp(docket).read_text()),
            build,
        )
        log = Log(docket, create=False)
        try:
            return sealed(log)
        finally:
            log.close()

    def straight(self, tier: str) -> list[Segment]:
        """The segments of a tier that has no docket."""
        played = self.pool()
        sources = (*SEALING.glob("*.py"), HERE / "tiers.py", HERE / "sheet.py", HERE / "stamped.py")
        key = _key(*sources, words=pool.fingerprint(played.years))
        folder = self._kept(
            ("straight", tier),
            f"{tier}.segments",
            key,
            lambda place: stamped.stamp_segments(played, tiers.TIERS[tier], place),
        )
        return list(written(folder))

    def stock(self, tier: str) -> Path:
        """The same events in a database of the stock library."""
        docket = self.docket(tier)
        sources = (HERE / name for name in ("stock.py", "stock_case.py", "stock_court.py"))
        key = _key(*sources, words=self._stamp(docket).read_text())
        return self._kept(("stock", tier), f"{tier}.stock.db", key, lambda place: stock_court.write(docket, place))

    def _stamp(self, place: Path) -> Path:
        return place.with_name(f"{place.name}.stamp")

    def _kept(self, words: tuple[str, str], name: str, key: str, make: Callable[[Path], object]) -> Path:
        """What is kept under a name, made again where its stamp does not fit."""
        place = self.folder / name
        stamp = self._stamp(place)
        if place.exists() and stamp.exists() and stamp.read_text() == key:
            return place
        if not self._makes:
            command = [sys.executable, "-m", "benchmarks.data", *words]
            environment = os.environ | {"CASESTREAM_BENCH": str(self.folder.absolute())}
            subprocess.run(command, cwd=HERE.parent, env=environment, check=True)  # noqa: S603
            return place
        for former in (stamp, place, *(place.with_name(f"{name}{end}") for end in ("-wal", "-shm"))):
            rmtree(former) if former.is_dir() else former.unlink(missing_ok=True)
        make(place)
        stamp.write_text(key)  # The last thing: what was left half made has no stamp.
        return place


def _key(*sources: Path, words: str) -> str:
    """A hash of what something is made of."""
    whole = hashlib.sha256(words.encode())
    for source in sorted(sources):
        whole.update(source.name.encode() + source.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    made, of = sys.argv[1:]
    getattr(Data(makes=True), made)(of)
