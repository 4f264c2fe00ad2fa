"""Do the engines agree? Every statistic, every survey and every rule, over simulated lives with every event type.

`python -m benchmarks.agreement` simulates some 1.6 million events, and from a part of them a second log with events left
out and told twice, in which much is against the law; then each engine is asked all that the reference was asked. It ends
with 1 when an engine says anything else. Nothing here is timed for comparison.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic

import casestream
from benchmarks.figures import LEDGER, STATE
from casestream.kernel import Actor, Case
from casestream.kernel.event import Annulled, Corrected
from casestream.kernel.rule import RULES
from casestream.procedures.rounds import RoundOpened
from casestream.replay import recheck, replay, seal, survey
from casestream.replay.rows import findings_under
from casestream.reports import STATISTICS
from casestream.store.log import Log
from casestream.store.records import Envelope
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.simulator import StoryClock, play

COURTS, CASES = 10, 3_400  # About 1.6 million events.
FIRST_CODE, FIRST_SEQ = 801, 10_000  # Made up: 内0801, 内0802 …
YEARS = (2024, 2023, 2022)  # In turn, so that days and the law in force differ.
SURVEYS = (STATE, LEDGER)
LEFT_OUT, TWICE, UNTOUCHED = 0.15, 0.1, 6  # Of the events after the first of a stream, which found the case.


def simulate(place: Path, *, courts: int, cases: int, seed: int) -> Log:
    """A docket of so many courts, each with the lives of so many cases, sealed."""
    clock = StoryClock()
    with casestream.open(place, clock=clock, settings=sample_settings()) as docket:
        for k in range(courts):
            code, year = f"内{FIRST_CODE + k:04}", YEARS[k % len(YEARS)]
            since, until = date(year, 1, 1), date(year, 12, 31)
            scripts = plan_life(code, since, until, cases, seed=seed + k, first_seq=FIRST_SEQ * k)
            play(docket, clock, scripts, label=code)
            _say(f"{code} {year}: {docket.log.last_position():,} events")
    log = Log(place, create=False)
    seal(log)
    return log


def shaken(log: Log, place: Path, *, streams: int, seed: int) -> Log:
    """A docket with the first so many streams of a log, some of whose events are left out, some told twice; sealed."""
    random, shaken_log = Random(seed), Log(place)
    with shaken_log.batch():
        for case in islice(log.fold().values(), streams):
            events = list(case.events)
            if not any(isinstance(event, Corrected | Annulled) for event in events):  # Which point to their versions.
                events = [again for nth, event in enumerate(events) for again in [event] * _times(random, nth, event)]
            shaken_log.append(Case(case.id, case.kind), events, _envelope(case.id))
    seal(shaken_log)
    return shaken_log


def _times(random: Random, nth: int, event: object) -> int:
    if nth < UNTOUCHED or isinstance(event, RoundOpened):
        return 1
    drawn = random.random()
    return 0 if drawn < LEFT_OUT else 2 if drawn < LEFT_OUT + TWICE else 1


def _envelope(name: str) -> Envelope:
    return Envelope(
        actor=Actor("clerk", "内0801", "clerk"), recorded_at=datetime(2026, 12, 1, tzinfo=UTC), command_id=name,
        correlation_id=name, causation_id="", asked="",
    )  # fmt: skip


class Asked:
    """What is asked of a log, and what the reference answered: found out once, whoever is compared with it."""

    def __init__(self, log: Log, *, today: date = date(2025, 6, 30)) -> None:
        self.log, self.today = log, today
        self.rules = [rule for rule in RULES.values() if rule.guards]
        self.findings = findings_under(log, self.rules)
        self.digests = self._digests("rows")

    def _digests(self, engine: str) -> dict[str, str]:
        """The digest of every statistic and of every survey."""
        tables = {name: replay(self.log, each, engine=engine).digest() for name, each in STATISTICS.items()}
        rolls = {each.name: survey(self.log, each, self.today, engine=engine).digest() for each in SURVEYS}
        return {f"report {name}": digest for name, digest in tables.items()} | {
            f"survey {name}": digest for name, digest in rolls.items()
        }

    def differences(self, engine: str) -> list[str]:
        """Everything that an engine answers otherwise."""
        digests = self._digests(engine)
        named = [name for name, digest in self.digests.items() if digests[name] != digest]
        return named + [
            f"rule {rule.name}"
            for rule in self.rules
            if recheck(self.log, rule, engine=engine) != self.findings[rule.name]
        ]


def _say(text: str) -> None:
    print(f"{monotonic() - BEGAN:7.0f} s  {text}", file=sys.stderr, flush=True)


BEGAN = monotonic()


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate, ask every engine, say what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--courts", type=int, default=COURTS)
    parser.add_argument("--cases", type=int, default=CASES, help="cases of each court")
    parser.add_argument("--seed", type=int, default=20250917)
    parser.add_argument("--spark", action="store_true", help="ask Spark too")
    given = parser.parse_args(arguments)
    engines = ["columns", "pool", *(["spark"] if given.spark else [])]
    different = 0
    with TemporaryDirectory() as folder:
        lawful = simulate(Path(folder, "lives.db"), courts=given.courts, cases=given.cases, seed=given.seed)
        unlawful = shaken(lawful, Path(folder, "shaken.db"), streams=given.cases, seed=given.seed)
        for name, log in (("lawful", lawful), ("shaken", unlawful)):
            asked = Asked(log)
            many = sum(map(len, asked.findings.values()))
            broken = sum(map(bool, asked.findings.values()))
            _say(f"{name}: {log.last_position():,} events, {len(asked.rules)} rules, {many:,} findings under {broken}")
            for engine in engines:
                found = asked.differences(engine)
                different += len(found)
                _say(f"{name}: {engine} {'agrees' if not found else 'differs: ' + '; '.join(found)}")
            log.close()
    print("the engines agree" if not different else f"{different} differences")
    return min(different, 1)


if __name__ == "__main__":
    sys.exit(main())
