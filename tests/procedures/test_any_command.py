"""Whatever a command holds, the answer is events, nothing, or an error of casestream: in a case at any point of its life.

The lives are those that the walks leave behind, cut off anywhere; what the fields hold is drawn from the life itself (its
parties, assets, numbers, days), so that decisions are reached, and from all that a field may hold, so that they are tried.
"""

from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, cast, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

import casestream
from casestream.docket import SYSTEM_POST, Docket
from casestream.kernel import Actor, Calendar, Case, Command
from casestream.kernel.errors import CasestreamError, Refused
from casestream.kernel.event import COMMANDS, CommandClass
from casestream.kernel.rule import DECISIONS, Bench, decide
from casestream.kernel.setting import SETTINGS
from casestream.kernel.values import check
from casestream.procedures.approval import Approve, Post
from casestream.procedures.authority import who_may
from casestream.procedures.filing import Party, PartyKind
from casestream.requests import Receipt
from casestream.testing.scenario import COURT
from casestream.testing.script import Script
from casestream.testing.simulator import StoryClock, play
from casestream.testing.strategies import values
from casestream.testing.walks import assets, cooperation, credit, money, recusal, remedies

WALKS = (*assets.WALKS, *cooperation.WALKS, *recusal.WALKS, *credit.WALKS, *money.WALKS, *remedies.WALKS)
EXAMPLES = {name: each.example for name, each in SETTINGS.items()}
OURS = sorted(
    (each for each in COMMANDS if each.__module__.startswith("casestream.")), key=lambda each: each.__qualname__
)


@cache
def lives() -> dict[str, list[Case]]:
    """Streams of every kind, as the walks leave them."""
    found: dict[str, list[Case]] = {}
    for turn, walk in enumerate(WALKS, 1):
        kind = PartyKind.NATURAL if turn % 2 else PartyKind.ENTERPRISE
        script = Script(
            f"（2024）内0624民初{turn}号", f"（2025）内0624执{turn}号", date(2025, 2, 10),
            applicants=(Party(name="模拟甲"),), debtors=(Party(name="模拟乙", kind=kind),),
        )  # fmt: skip
        clock = StoryClock()
        with casestream.open(clock=clock, settings=EXAMPLES) as docket:
            walk.play(script.filed("借款合同纠纷", 2_800_000).notified(), Random(turn))
            play(docket, clock, [script], label=walk.name)
            for stream_kind in {spec.kind for spec in COMMANDS.values()} - {"any"}:
                for stream in docket.cases(stream_kind):
                    case = docket.case(stream)
                    case.events  # noqa: B018  # Read now: the docket is about to close.
                    found.setdefault(stream_kind, []).append(case)
    return found


def cut(case: Case, length: int) -> Case:
    """The first so many events of a life."""
    young = Case(case.id, case.kind)
    for event in case.events[:length]:
        young.apply(event)
        young.version += 1
    return young


def held(case: Case) -> dict[type, list[Any]]:
    """What the events of a life hold, by type: names, days, numbers."""
    pool: dict[type, dict[Any, None]] = {str: {"": None}, int: {0: None, 1: None}, date: {}}
    for event in case.events:
        for name in attrs.fields_dict(cast(Any, type(event))):
            value = getattr(event, name)
            if type(value) in pool:
                pool[type(value)].setdefault(value)
    return {kind: list(known) for kind, known in pool.items()}


def filled(hint: Any, pool: dict[type, list[Any]]) -> st.SearchStrategy[Any]:
    """Values for a field: mostly what the life already knows."""
    if pool.get(hint):
        return st.sampled_from(pool[hint]) | st.sampled_from(pool[hint]) | values(hint)
    if get_origin(hint) is tuple:
        return st.lists(filled(get_args(hint)[0], pool), max_size=4).map(tuple)
    if isinstance(hint, type) and attrs.has(hint) and hint.__module__.startswith("casestream.procedures"):
        hints = get_type_hints(hint)
        return st.builds(hint, **{one.name: filled(hints[one.name], pool) for one in attrs.fields(hint)})
    return values(hint)


@st.composite
def attempts(draw: st.DrawFn, asked: CommandClass) -> tuple[Case, Command, Bench]:
    """A command of this class, in a life of its kind."""
    spec = COMMANDS[asked]
    kinds = sorted(lives()) if spec.kind == "any" else [spec.kind]
    known = [case for kind in kinds for case in lives().get(kind, [])]
    young = spec.begins and draw(st.booleans())
    if not known or young:
        whole = case = Case("测试", spec.kind)
    else:
        whole = draw(st.sampled_from(known))
        case = cut(whole, draw(st.integers(1, len(whole.events))))
    pool = held(whole)
    last = max((event.on for event in case.events), default=date(2025, 2, 10))
    days = st.sampled_from([last, last + timedelta(days=1), last + timedelta(days=20), last + timedelta(days=200)])
    hints = get_type_hints(asked)
    fields = {
        one.name: filled(hints[one.name], pool)
        for one in attrs.fields(cast(Any, asked))
        if one.name not in ("case", "on")
    }
    command = draw(st.builds(asked, case=st.just(case.id), on=days, **fields))
    allowed = [post.value for post in who_may(asked)]
    post = draw(st.sampled_from(allowed) | st.sampled_from([*allowed, *(post.value for post in Post), "无此职务"]))
    return (
        case,
        command,
        Bench(Actor(f"{COURT}-{post}", COURT, post), Calendar(), draw(st.sampled_from([EXAMPLES, {}]))),
    )


def test_every_command_has_a_decision() -> None:
    assert [each for each in OURS if each not in DECISIONS] == []
    assert len(OURS) > 200


@pytest.mark.parametrize("asked", OURS, ids=lambda asked: asked.__qualname__)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@drawn(data=st.data())
def test_any_command_is_answered(asked: CommandClass, data: st.DataObject) -> None:
    case, command, bench = data.draw(attempts(asked))
    before, happened = list(case.events), []
    try:
        happened = decide(case, command, bench)
        for event in happened:
            check(event)  # As the log does before it writes.
    except CasestreamError as no:
        answers = [no.message("zh"), no.message("en")]
        complete = all(answers) and (type(no) is not Refused or bool(no.unmet))
    else:
        complete = all(event.on == command.on for event in happened)
    assert complete
    assert case.events == before


def test_the_same_command_again_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a walk does is done twice. Only an approval counts each time, for each serves one step."""
    asked: set[str] = set()

    def twice(docket: Docket, command: Command, actor: Actor, **more: Any) -> Receipt:
        receipt = handle(docket, command, actor, **more)
        if receipt.records and actor.post != SYSTEM_POST and not isinstance(command, Approve):
            assert handle(docket, command, actor).records == (), command
            asked.add(type(command).__qualname__)
        return receipt

    handle = Docket.handle
    monkeypatch.setattr(Docket, "handle", twice)
    lives.__wrapped__()
    assert len(asked) > 150
