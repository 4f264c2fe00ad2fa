"""Plays the story into a docket and tells it. Every figure is replayed from the docket's events; none is written down here."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from casestream.demo import register
from casestream.demo.page import COURT, SETTINGS, Chapter, chapters
from casestream.demo.systems import Scene, scenes
from casestream.demo.systems.told import ToldScene, tell_scenes
from casestream.demo.year import hotline_scripts, year_scripts
from casestream.docket import Docket
from casestream.importing import Outcome
from casestream.kernel import Actor, Command
from casestream.kernel.errors import Lang, Refused
from casestream.kernel.event import Record, evolve
from casestream.opening import open
from casestream.procedures.correction import CorrectRecord
from casestream.procedures.rounds import RoundClosed, RoundOpened
from casestream.replay import Table
from casestream.reports import Ledger, Report
from casestream.reports.render import aligned, ledger_text, table_text, yuan
from casestream.reports.state import case_state
from casestream.reports.timeline import timeline
from casestream.store.log import MEMORY
from casestream.testing.place import claim, discard
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, Tell
from casestream.testing.simulator import play as play_scripts

PERIOD = (date(2025, 1, 1), date(2025, 9, 16))  # "2025年以来", printed on 17 September 2025.
HALF_YEAR = date(2025, 6, 30)
LEDGER_ROWS = 8


@frozen(kw_only=True)
class Told:
    """One of the page's cases as it came out: its records, the refusal, and how many cases there are and were suspended."""

    chapter: Chapter
    records: list[Record]
    state: dict[str, Any]
    refusal: Refused | None
    linked: int
    suspended: int

    def heading(self, lang: Lang) -> str:
        """What the case is about, with its figures as they were replayed."""
        opened = [record.on for record in self.records if isinstance(record.event, RoundOpened)]
        return (self.chapter.zh if lang == "zh" else self.chapter.en).format(
            claimed=yuan(self.state["claimed_fen"], lang), linked=self.linked, years=opened[-1].year - opened[0].year
        )


@frozen(kw_only=True)
class Story:
    """All that the demo shows, replayed from its docket."""

    place: str
    told: list[Told]
    systems: list[ToldScene]
    court: Table
    hotline: Table
    ledger: Ledger
    register: Outcome
    records: int
    cases: int

    def as_dict(self) -> dict[str, Any]:
        """The story for a machine."""
        return {
            "place": self.place, "records": self.records, "cases": self.cases,
            "stories": [
                {
                    "letter": told.chapter.letter, "zh": told.heading("zh"), "en": told.heading("en"), "state": told.state,
                    "suspended": told.suspended, "refusal": told.refusal.as_dict() if told.refusal else None,
                    "timeline": timeline(told.records),
                }
                for told in self.told
            ],
            "systems": [told.as_dict() for told in self.systems],
            "court": self.court.as_dict(), "hotline": self.hotline.as_dict(), "register": self.register.as_dict(),
        }  # fmt: skip

    def text(self, lang: Lang = "zh") -> str:
        """The story for a person."""
        zh = lang == "zh"
        since, until = PERIOD
        parts = [part for told in self.told for part in _tell_case(told, lang)] + _tell_systems(self.systems, lang)
        title = (
            f"模拟办案年度（{since} 至 {until}）：模拟案件与上述案件同在一卷，逐条命令受同一规则约束，表中各数均由事件重放得出"
            if zh
            else f"A simulated court year ({since} to {until}): by commands under the same rules; every figure is replayed from events"
        )
        named = next(row for row in self.court.rows if row.group == (COURT,))
        first, accepted, closed = (f"{named[name]:,}" for name in ("closed_first", "accepted", "closed"))
        note = (
            f"执行完毕率的分母是首执结案（{first} 件），不是受理（{accepted}）或结案总数（{closed}）"
            if zh
            else f"the completion rate is over first-time closings ({first}), not over accepted ({accepted}) or closed ({closed})"
        )
        parts += [_heading(title), table_text(self.court, lang), note, table_text(self.hotline, lang)]
        parts += [ledger_text(self.ledger, lang, LEDGER_ROWS), register.tell(self.register, lang)]
        parts.append(
            f"案卷 {self.place}：{self.cases:,} 案，{self.records:,} 条记录"
            if zh
            else f"docket {self.place}: {self.cases:,} cases, {self.records:,} records"
        )
        return "\n\n".join(parts)


def _heading(text: str) -> str:
    return f"── {text} ──"


def _tell_case(told: Told, lang: Lang) -> list[str]:
    zh = lang == "zh"
    lines = [
        [str(line["on"]), str(line["round"]), str(line["label"]), str(line["details"])]
        for line in timeline(told.records, lang)
    ]
    parts = [_heading(told.heading(lang)), "\n".join(aligned(_brief(lines, zh)))]
    if told.refusal:
        tried = (
            "途中试行一个不合法的步骤（立案未满三个月、未约谈即终本）："
            if zh
            else "On the way an unlawful step is tried (终本 too early and without the interview):"
        )
        parts.append(f"{tried}\n{told.refusal.message(lang)}")
    if told.suspended:
        parts.append(
            f"因移送破产而中止的关联案件：{told.suspended} 件"
            if zh
            else f"linked cases suspended by the hand-over: {told.suspended}"
        )
    return parts


def _tell_systems(systems: list[ToldScene], lang: Lang) -> list[str]:
    """The section on the systems of the page: a short scene each."""
    title = (
        "报载各系统：每项一个短场景，试行一个不合法的步骤（✗），并重放其报表（∑）；当事人、案情、日期、金额均为虚构"
        if lang == "zh"
        else "The page's systems: a short scene each, with a step that is refused (✗) and the figure of its report (∑); all invented"
    )
    scenes_told = [
        "\n".join([f"{number}. {told.heading(lang)}", *told.lines(lang)]) for number, told in enumerate(systems, 1)
    ]
    return [_heading(title), *scenes_told]


def _brief(lines: list[list[str]], zh: bool) -> list[list[str]]:
    """A run of answers of the network is told once."""
    answer = "网络查询反馈" if zh else "Network scope returned"
    shown: list[list[str]] = []
    for line in lines:
        if line[2] == answer and shown and shown[-1][2] == answer:
            shown[-1] = [*line[:3], "…"]
        else:
            shown.append(line)
    return shown


def play(place: str = MEMORY, *, tell: Tell | None = None) -> Story:
    """Play the page's cases and the simulated year into a new docket at `place`.

    Raises:
        NotWritable: something is there already, or nothing can be written there.
    """
    if place == MEMORY:
        return _play(place, tell)
    claim(place)
    try:
        return _play(place, tell)
    except BaseException:  # Ctrl-C, too: half a story would only stand in the way of the next.
        discard(Path(place))
        raise


def _play(place: str, tell: Tell | None) -> Story:
    clock = StoryClock()
    with open(place, clock=clock, settings=SETTINGS) as docket:
        refusals = [_play_chapter(docket, clock, chapter, tell) for chapter in chapters()]
        played = [(scene, _play_scene(docket, clock, scene, tell)) for scene in scenes()]
        since, until = PERIOD
        so_far = _table(docket.report("court", since=since, until=until))
        dispatched = _table(docket.report("hotline", until=until))
        play_scripts(docket, clock, year_scripts(so_far, since, until), label="模拟年度 simulated year", tell=tell)
        play_scripts(docket, clock, hotline_scripts(dispatched, until), label="模拟110 simulated hotline", tell=tell)
        clock.day = until
        taken_in = register.take_in(docket)
        _publish(docket, until)
        return _gather(docket, place, refusals, played, taken_in, until)


def _publish(docket: Docket, today: date) -> None:
    """The court publishes its half year; a day of closing that was written down two days early is put right afterwards."""
    chief, (since, _) = Actor(f"{COURT}-chief", COURT, "chief"), PERIOD
    docket.publish("court", since=since, until=HALF_YEAR, actor=chief, on=today)
    closed = [
        record for record in docket.log.of_kinds([RoundClosed]) if (record.court, record.on) == (COURT, HALF_YEAR)
    ]
    wrong = closed[-1]
    assert isinstance(wrong.event, RoundClosed)  # noqa: S101 # It was asked for by that.
    right = evolve(wrong.event, on=HALF_YEAR + timedelta(days=2), used_days=wrong.event.used_days + 2)
    docket.handle(
        CorrectRecord(case=wrong.stream, on=today, of=wrong.version, event=right, reason="结案日期误录，应为七月二日"),
        chief,
    )


def _play_chapter(docket: Docket, clock: StoryClock, chapter: Chapter, tell: Tell | None) -> Refused | None:
    label = f"case {chapter.letter}"
    if chapter.tried is None:
        play_scripts(docket, clock, chapter.scripts, label=label, tell=tell)
        return None
    by = Actor(f"{COURT}-handler", COURT, "handler")
    return play_and_try(docket, clock, chapter.scripts, chapter.tried, by, label=label, tell=tell)


def _play_scene(docket: Docket, clock: StoryClock, scene: Scene, tell: Tell | None) -> Refused:
    tried, by = scene.tried
    return play_and_try(docket, clock, scene.scripts, tried, by, label=scene.systems[0], tell=tell)


def play_and_try(
    docket: Docket, clock: StoryClock, scripts: tuple[Script, ...], tried: Command, by: Actor, *, label: str,
    tell: Tell | None = None,
) -> Refused:  # fmt: skip
    """Play scripts, and at the end of the day of a step that must be refused, try it."""
    play_scripts(docket, clock, scripts, label=label, tell=tell, until=tried.on)
    clock.day = tried.on
    try:
        docket.handle(tried, by)
    except Refused as refusal:
        play_scripts(docket, clock, scripts, label=label, tell=tell, after=tried.on)
        return refusal
    raise AssertionError(f"{tried} must be refused")


def _gather(
    docket: Docket, place: str, refusals: list[Refused | None], played: list[tuple[Scene, Refused]], taken_in: Outcome,
    until: date,
) -> Story:  # fmt: skip
    told = []
    for chapter, refusal in zip(chapters(), refusals, strict=True):
        states = [case_state(docket.case(script.case)) for script in chapter.scripts if script.case in docket.cases()]
        told.append(
            Told(
                chapter=chapter, records=docket.history(chapter.shown), refusal=refusal,
                state=case_state(docket.case(chapter.shown)).as_dict(), linked=len(states),
                suspended=sum(state.is_suspended for state in states),
            )
        )  # fmt: skip
    since, _ = PERIOD
    return Story(
        place=place, told=told, systems=tell_scenes(docket, played, since, until),
        court=_table(docket.report("court", since=since, until=until)),
        hotline=_table(docket.report("hotline", until=until)), ledger=_ledger(docket.report("ledger", until=until)),
        register=taken_in,
        records=docket.log.last_position(), cases=len(docket.cases()),
    )  # fmt: skip


def _table(report: Report) -> Table:
    if not isinstance(report, Table):
        raise TypeError(report)
    return report


def _ledger(report: Report) -> Ledger:
    if not isinstance(report, Ledger):
        raise TypeError(report)
    return report
