"""Whole lives: a year's first-time cases of one court, each from the application to its end, with every walk among them.

How often what happens is laid out, not drawn: so many cases of so many, rounded, and from `ENOUGH` cases on each walk in
at least `LEAST`, so that every event occurs in some life. Of fewer cases so many cannot be had: they would be crowded with
what is rare, and their lives would run on for years. Everything is simulated; the seed decides everything else.

Calibrated with Gutian County Court 2020–2024H1 (7,673 first-time closings): 终本 34.82 %, of which 41.32 % small claims,
91.77 % collected by less than 30 %; 执恢 48.02 % of 终本, of which 65.16 % completed, 18.24 % 终本 again, 75.74 % collected;
with 2025's national completion rate of 39.29 %; and with the share that each walk gives. What is left is withdrawn.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from casestream.kernel.setting import SETTINGS
from casestream.procedures.closing import CloseSatisfied, DismissApplication
from casestream.procedures.filing import ApplyForEnforcement
from casestream.procedures.proceeds import ReceiveProceeds
from casestream.procedures.set_off import RuleSetOff
from casestream.procedures.termination import TerminateRound
from casestream.testing.script import Script
from casestream.testing.simulator import Year
from casestream.testing.walks import Walk, every_walk

PARKED, SATISFIED, DISMISSED = 0.3482, 0.3929, 0.005  # Of first-time cases; no source gives the last one.
SMALL, BARELY_COLLECTED = 0.4132, 0.9177  # Of those that end by 终本.
RESUMED, SATISFIED_AGAIN, PARKED_AGAIN, COLLECTED_AGAIN = 0.4802, 0.6516, 0.1824, 0.7574
PARTLY = (COLLECTED_AGAIN - SATISFIED_AGAIN) / (1 - SATISFIED_AGAIN)  # Of the claim, where not all of it is paid.
SMALL_FEN, LARGE_FEN = 5_000_000, 60_000_000  # What is small is assumed: 50,000 yuan.
THREE_MONTHS = 93
LEAST, ENOUGH = 12, 900
EARLY = ("corrected", "jurisdiction", "preserved", "stood_still")  # While versions are known, and before terms run out.


def sample_settings() -> Mapping[str, Any]:
    """The example of every setting: what a simulated court goes by."""
    return {name: each.example for name, each in SETTINGS.items()}


@frozen
class Ending:
    """How a first-time case is to end: claimed in fen, collected in parts of a thousand, and what becomes of a 终本."""

    how: str
    claimed_fen: int
    permille: int = 0
    then: str = ""


def plan_life(court: str, since: date, until: date, cases: int, *, seed: int, first_seq: int = 1000) -> list[Script]:
    """The lives of so many first-time cases that are applied for in a period, to their ends. Simulated.

    A life may run on for two years and more after `until`.

    Raises:
        BeyondCalendar: a life runs into a year for which no holiday notice is known.
    """
    lives = Lives(Year(court, since, until, seed=seed, first_seq=first_seq), cases)
    lives.lead()
    return lives.year.scripts


class Lives:
    """The lives of so many cases in the making."""

    def __init__(self, year: Year, cases: int) -> None:
        self.year, self.cases = year, cases
        self.random = year.random

    def lead(self) -> None:
        """Whole walks first; then the other cases, whose endings make up the court's, with episodes on the way."""
        whole = [walk for walk in every_walk() if walk.whole for _ in range(self._often(walk))]
        ended = [self._whole(walk) for walk in whole]
        endings = self._endings(ended)
        episodes: list[list[Walk]] = [[] for _ in endings]
        for walk in every_walk():
            if not walk.whole:
                for at in self.random.sample(range(len(endings)), min(self._often(walk), len(endings))):
                    episodes[at].append(walk)
        for ending, walks in zip(endings, episodes, strict=True):
            self._lead(ending, walks)

    def _often(self, walk: Walk) -> int:
        return max(self._least, round(walk.share * self.cases))

    @property
    def _least(self) -> int:
        return min(LEAST, LEAST * self.cases // ENOUGH)

    def _begun(self, claimed_fen: int) -> Script:
        days = (self.year.until - self.year.since).days
        applied_on = self.year.since + timedelta(days=self.random.randrange(days + 1))
        return self.year.begun(applied_on, claimed_fen).notified()

    def _claimed(self, *, small: bool) -> int:
        return self.random.randrange(*((200_000, SMALL_FEN) if small else (SMALL_FEN, LARGE_FEN)))

    def _whole(self, walk: Walk) -> Script:
        script = self._begun(self._claimed(small=self.random.random() < SMALL))
        walk.play(script.after(3), self.random)
        return script

    # --- endings ---

    def _endings(self, ended: list[Script]) -> list[Ending]:
        """The endings of the cases that no whole walk leads, so that those of all cases come to the calibration."""
        left = max(0, self.cases - len(ended))
        parked = min(left, self._share(PARKED) - _ended_by(ended, TerminateRound))
        satisfied = min(left - parked, self._share(SATISFIED) - _ended_by(ended, CloseSatisfied))
        dismissed = min(left - parked - satisfied, max(self._least, self._share(DISMISSED)))
        others = [
            ("satisfied", satisfied),
            ("dismissed", dismissed),
            ("withdrawn", left - parked - satisfied - dismissed),
        ]
        endings = [
            Ending(how, self._claimed(small=self.random.random() < SMALL), self.random.choice((0, self.random.randrange(1000))))
            for how, count in others
            for _ in range(count)
        ]  # fmt: skip
        endings += self._parked(parked)
        self.random.shuffle(endings)
        return endings

    def _share(self, share: float) -> int:
        return round(share * self.cases)

    def _parked(self, count: int) -> Iterator[Ending]:
        """So many 终本: small and large, barely and partly collected, and what becomes of them, each in its part."""
        resumed = min(count, round(RESUMED * self._share(PARKED)))  # Those that a whole walk parks are not resumed.
        satisfied, parked = round(SATISFIED_AGAIN * resumed), round(PARKED_AGAIN * resumed)
        then = ["satisfied"] * satisfied + ["parked"] * parked + ["withdrawn"] * (resumed - satisfied - parked)
        thens = self._mixed([*then, *[""] * (count - resumed)])
        small = self._mixed([at < round(SMALL * count) for at in range(count)])
        barely = self._mixed([at < round(BARELY_COLLECTED * count) for at in range(count)])
        for one, two, three in zip(small, barely, thens, strict=True):
            permille = self.random.choice((0, self.random.randrange(300))) if two else self.random.randrange(300, 900)
            yield Ending("parked", self._claimed(small=one), permille, three)

    def _mixed(self, values: list[Any]) -> list[Any]:
        self.random.shuffle(values)
        return values

    # --- lives ---

    def _lead(self, ending: Ending, walks: list[Walk]) -> None:
        """One life: episodes in turn, then the ending."""
        script = self._begun(ending.claimed_fen)
        for walk in sorted(walks, key=_when):
            walk.play(script, self.random)
        collected_fen = ending.claimed_fen * ending.permille // 1000
        match ending.how:
            case "satisfied":
                script.after(self.random.randrange(5, 90)).queried().paid(_outstanding(script)).satisfied()
            case "dismissed":
                script.after(self.random.randrange(5, 40))
                script.do(DismissApplication, reason="模拟：立案后发现申请执行的法律文书给付内容不明确")
            case "withdrawn":
                script.after(self.random.randrange(5, 90))
                self._paid(script, collected_fen)
                script.withdrawn()
            case _:
                self._park(script, collected_fen)
                self._after_parking(script, ending)

    def _paid(self, script: Script, collected_fen: int) -> None:
        more = min(collected_fen, _outstanding(script) - 1)
        if more > 0:
            script.after(5).paid(more)

    def _park(self, script: Script, collected_fen: int) -> None:
        filed = script.steps[0][0].on
        script.queried().after(4).reported().restricted()
        self._paid(script, collected_fen)
        script.after(3).searched(missing=self.random.random() < 0.4)
        script.until(filed + timedelta(days=self.random.randrange(105, 170)))
        script.queried().interviewed().after(1).parked()

    def _after_parking(self, script: Script, ending: Ending) -> None:
        script.after(180).requeried(found=False)
        if not ending.then:
            return
        script.after(self.random.randrange(20, 100)).requeried(found=True).after(1)
        of = script.number
        script.resumed(f"（{script.day.year}{of[5:]}".replace("执", "执恢"))
        left_fen = _outstanding(script)
        script.queried().after(self.random.randrange(5, 60))
        match ending.then:
            case "satisfied":
                script.paid(left_fen).satisfied()
            case "withdrawn":
                self._paid(script, int(PARTLY * left_fen))
                script.withdrawn()
            case _:
                self._paid(script, int(PARTLY * left_fen))
                script.searched().after(THREE_MONTHS).queried().interviewed().after(1).parked()


def _when(walk: Walk) -> int:
    return EARLY.index(walk.name) if walk.name in EARLY else len(EARLY)


def _ended_by(scripts: list[Script], ending: type[TerminateRound | CloseSatisfied]) -> int:
    """In how many of these lives the first round ends so."""
    ends = (TerminateRound, CloseSatisfied)
    firsts = (next((step for step, _ in script.steps if isinstance(step, ends)), None) for script in scripts)
    return sum(isinstance(first, ending) for first in firsts)


def _outstanding(script: Script) -> int:
    """What the application claims, less what came in and was given in payment."""
    left = 0
    for step, _ in script.steps:
        match step:
            case ApplyForEnforcement():
                left = step.claimed_fen
            case ReceiveProceeds():
                left -= step.amount_fen
            case RuleSetOff():
                left -= step.value_fen - step.difference_fen
    return left
