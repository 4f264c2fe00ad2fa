"""Every text of every event and command is classified: it holds personal data, or it is named as holding none."""

from casestream.kernel import Event, event
from casestream.kernel.event import COMMANDS, EVENTS
from casestream.procedures.approval import PROPOSALS
from casestream.procedures.filing import Party
from casestream.procedures.personal import (
    APART,
    NAMES,
    PUBLIC,
    Personal,
    classes,
    is_classified,
    place_of,
    texts_of,
    titles,
)


def of_the_project() -> list[type]:
    """Other tests declare events and commands, too."""
    return [cls for cls in classes() if cls.__module__.startswith("casestream.")]


def test_every_text_is_classified() -> None:
    unsaid = [
        f"{cls.__name__}.{name}" for cls in of_the_project() for name in texts_of(cls) if not is_classified(cls, name)
    ]
    assert not unsaid, "say in procedures/personal.py whether they hold personal data"


def test_values_inside_events_and_commands_are_gone_over_too() -> None:
    assert Party in classes()
    assert {*EVENTS.by_class, *COMMANDS} <= set(classes())


def test_a_new_text_that_nobody_classified_is_found() -> None:
    """The negative control of the first test."""

    @event("personal.test", "测试", "Test")
    class Tested(Event):
        nickname: str

    try:
        assert [name for name in texts_of(Tested) if not is_classified(Tested, name)] == ["nickname"]
    finally:
        del EVENTS.by_name["personal.test"], EVENTS.by_class[Tested]


def test_no_row_stands_for_nothing() -> None:
    texts = {(cls.__name__, name) for cls in of_the_project() for name in texts_of(cls)}
    fields = {name for _, name in texts}
    assert not (NAMES | PUBLIC) - fields
    assert not {tuple(row.split(".")) for row in APART} - texts
    assert not NAMES & PUBLIC


def test_the_name_of_a_debtor_is_personal_where_a_command_finds_the_debtor_by_it() -> None:
    by_name = {
        cls for cls, spec in COMMANDS.items() if spec.kind == "debtor" and cls.__module__.startswith("casestream.")
    }
    assert by_name
    for cls in by_name:
        found = place_of(cls, "case")
        assert found is not None
        assert found.kind is Personal.NAME
    others = [cls for cls, spec in COMMANDS.items() if spec.kind != "debtor"]
    assert not any(place_of(cls, "case") for cls in others)


def test_an_address_is_kept_for_somebody_who_is_named_before_it() -> None:
    for cls in of_the_project():
        for name in texts_of(cls):
            place = place_of(cls, name)
            if place and place.of:
                assert place.of in texts_of(cls), f"{cls.__name__}.{name} is of nobody"
                assert place_of(cls, place.of) is not None


def test_what_a_proposal_names_stands_under_a_title_that_names_a_person() -> None:
    for cls, proposed in PROPOSALS.items():
        if cls.__module__.startswith("casestream."):
            for name, title in proposed.fields.items():
                assert (title in titles()) == (place_of(cls, name) is not None), f"{title} is now a name, now none"


def test_officers_and_case_numbers_are_not_personal() -> None:
    for cls in of_the_project():
        for name in ("handler", "approver", "officer", "chaired_by", "number", "court"):
            if name in texts_of(cls) and f"{cls.__name__}.{name}" not in APART:
                assert place_of(cls, name) is None
