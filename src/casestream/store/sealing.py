"""Names outside, tokens inside: what comes in is protected, what is written is sealed, what is read is revealed.

Cases, rules, engines, segments, ids of streams and remembered commands hold tokens and need not know. Beside the payload of an
event its `sealed` column holds the value behind each token as it was when the event was written, under that person's key
and bound to stream, event and place in the payload.
"""

import base64
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from operator import is_
from types import MappingProxyType
from typing import Any, TypeVar, cast
from uuid import UUID

import attrs

from casestream.kernel.case import Case
from casestream.kernel.errors import CasestreamError, KeysMissing, NotAValue, SealBroken
from casestream.kernel.event import EVENTS, Event, Label, Record
from casestream.procedures.approval import said
from casestream.procedures.personal import NAME, NOBODYS, PROPOSALS_IN, Place, layout_of, titles
from casestream.store.keys import TOKEN, KeyStore, Person

T = TypeVar("T")
Shown = Callable[[str], str]
PREFIX = "p:"
NOTHING = b'{"values":{}}'
# Fields by which the docket finds something again, and of the envelope.
IDS = ("id", "stream", "event_id", "actor", "command_id", "correlation_id", "causation_id")


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value, or each of several, changed; the very same where nothing is."""
    if not isinstance(value, tuple | list):
        return change(value)
    told = [change(item) for item in value]
    return value if all(map(is_, told, value)) else type(value)(told)


def _evolved(owner: T, changes: Mapping[str, Any]) -> T:
    told = {name: value for name, value in changes.items() if value is not getattr(owner, name)}
    return cast(T, attrs.evolve(cast(Any, owner), **told)) if told else owner


def _parts(proposal: str) -> Iterator[tuple[str, str]]:
    """The parts of a proposal: each with its title and what stands there, or without a title. `said` doubles separators."""
    for part in proposal.replace("；；", "\0").split("；"):
        title, is_titled, value = part.replace("\0", "；").partition("=")
        yield (title, value) if is_titled else ("", title)


def personal_in(event: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every personal text of an event or a value: where in the payload (JSON pointer), and what stands there.

    A name inside a proposal has the pointer of the proposal and an ordinal after it.
    """
    known = layout_of(event)
    for name, _ in known.fields:
        for where, text in _each_at(event, name, at):
            if text.strip() and text not in NOBODYS:
                yield where, text
    if known.has_proposal:
        for ordinal, (title, value) in enumerate(_parts(getattr(event, PROPOSALS_IN))):
            if title in titles():
                yield f"{at}/{PROPOSALS_IN}#{ordinal}", value
    for name in known.values:
        for where, inner in _each_at(event, name, at):
            if attrs.has(type(inner)):
                yield from personal_in(inner, f"{where}/data" if isinstance(inner, Event) else where)


def _each_at(owner: Any, name: str, at: str) -> Iterator[tuple[str, Any]]:
    value = getattr(owner, name)
    if isinstance(value, tuple):
        yield from ((f"{at}/{name}/{index}", item) for index, item in enumerate(value))
    else:
        yield f"{at}/{name}", value


@cache
def _telling(cls: Any) -> tuple[str, ...]:
    """The fields of a class that may tell a name."""
    return tuple(field.name for field in attrs.fields(cls) if field.name not in IDS)


class Sealing:
    """Between names and tokens, by one key store."""

    def __init__(self, keys: KeyStore) -> None:
        self.keys = keys

    @property
    def id(self) -> str:
        """Which keys they are."""
        return self.keys.id

    @property
    def opens(self) -> bool:
        """Whether the main key is there: without it nothing is opened, and nothing that is sealed can be checked."""
        return self.keys.has_main_key

    # --- coming in ---

    def protect(self, given: T) -> T:
        """A command or an event with a token in the place of every personal value.

        Raises:
            NotAValue: it names a token that the key store has never given.
            KeysMissing: the key store has no main key.
        """
        known = layout_of(given)
        changes: dict[str, Any] = {}
        for name, place in known.fields:
            changes[name] = _each(getattr(given, name), partial(self._token, place=place, of=changes.get(place.of, "")))
        if known.has_proposal:
            changes[PROPOSALS_IN] = self._proposal(getattr(given, PROPOSALS_IN))
        for name in known.values:
            changes[name] = _each(
                getattr(given, name), lambda inner: self.protect(inner) if attrs.has(type(inner)) else inner
            )
        return _evolved(given, changes)

    def _token(self, text: str, place: Place, of: str = "") -> str:
        if not text.strip() or text in NOBODYS:
            return text
        if not TOKEN.fullmatch(text):
            return self.keys.token(text, str(place.kind.value), of)
        if self.keys.person(text) is None:
            raise NotAValue(
                f"没有代号 {text}", f"there is no token {text}",
                "给出姓名，或者本案卷用过的代号", "give the name, or a token of this docket",
            )  # fmt: skip
        return text

    def _proposal(self, text: str) -> str:
        """A proposal with tokens where its titles say that it names somebody."""
        told = "；".join(
            f"{title}={said(self._token(value, NAME) if title in titles() else value)}" if title else said(value)
            for title, value in _parts(text)
        )
        return text if told == text else told

    def named(self, name: str) -> str:
        """The token under which a person's own stream is kept, or the name itself where it has none."""
        return self.keys.find(name) or name

    # --- being written ---

    def seal(self, stream: str, event_id: UUID, event: Event) -> bytes | None:
        """What the `sealed` column of an event holds; None when nothing personal is in it.

        Raises:
            SealBroken: a personal field holds no token: nothing is written that is not protected.
        """
        values = {}
        for pointer, token in personal_in(event):
            if not TOKEN.fullmatch(token):
                raise SealBroken(
                    f"事件 {EVENTS[type(event)].name} 的 {pointer} 是未受保护的个人信息",
                    f"{pointer} of event {EVENTS[type(event)].name} is personal data that is not protected",
                    "经 docket.handle 或者导入写入", "write through docket.handle or an import",
                )  # fmt: skip
            if "#" in pointer:
                continue  # A name in a proposal: the field beside it seals it.
            person = self.keys.person(token)
            if person and person.key is not None and person.value is not None:
                sealed = self.keys.cipher.seal(person.key, person.value.encode(), _about(stream, event_id, pointer))
                values[pointer] = [token, base64.b64encode(sealed).decode()]
        if not values:
            return None
        told = {"cipher": self.keys.cipher.name, "values": values}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    def opened(self, stream: str, event_id: UUID, sealed: bytes) -> dict[str, str]:
        """What an event sealed, by its place in the payload, as a reader sees it: the value, or the mask.

        Raises:
            SealBroken: it is not what was sealed there.
            KeysMissing: it names a token that the key store does not know.
        """
        return {
            pointer: person.mask if value is None or person.is_masked else value
            for pointer, person, value in self._opened(stream, event_id, sealed)
        }

    def _opened(self, stream: str, event_id: UUID, sealed: bytes) -> Iterator[tuple[str, Person, str | None]]:
        """Each place, whose value is sealed there, and the value; None where its key is not to be had."""
        try:
            values = {
                pointer: (token, base64.b64decode(text))
                for pointer, (token, text) in json.loads(sealed)["values"].items()
            }
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise SealBroken(f"密封栏无法读出：{error}", f"the sealed column cannot be read: {error}") from error
        for pointer, (token, text) in values.items():
            person = self.keys.person(token)
            if person is None:
                raise KeysMissing(
                    f"密钥库中没有代号 {token}", f"the key store has no token {token}",
                    "给出本案卷的密钥库", "give the key store of this docket",
                )  # fmt: skip
            key, about = person.key, _about(stream, event_id, pointer)
            yield pointer, person, None if key is None else self.keys.cipher.open(key, text, about).decode()

    def check(self, stream: str, event_id: UUID, event: Event, sealed: bytes | None) -> None:
        """Whether an event sealed what it says of each person: all of it, under their keys, in its place.

        Raises:
            SealBroken, KeysMissing: it did not.
        """
        opened = {pointer: value for pointer, _, value in self._opened(stream, event_id, sealed or NOTHING)}
        for pointer, token in personal_in(event):
            person = self.keys.person(token)
            if "#" in pointer or person is None or person.key is None:
                continue  # In a proposal, before a key was lost, or nothing is left to compare with.
            if opened.get(pointer) != person.value:
                raise SealBroken(
                    f"{pointer} 的密封内容与代号 {token} 不符", f"what is sealed at {pointer} is not what {token} stands for",
                    "由备份恢复案卷", "restore the docket from a copy",
                )  # fmt: skip

    # --- being read ---

    def reveal(self, value: T) -> T:
        """The same with names, or masks, in the place of tokens: text, and whatever of ours holds text."""
        return cast(T, self._reveal(value, self._shown))

    def reveal_history(self, records: list[Record]) -> list[Record]:
        """The records of one stream, in which two people do not read alike."""
        shown = self._apart([record.event for record in records])
        return cast(list[Record], self._reveal(records, shown))

    def _reveal(self, value: Any, shown: Shown) -> Any:
        match value:
            case None | int() | date() | Label():  # Most of what there is; it holds no text.
                return value
            case str():
                return TOKEN.sub(lambda found: shown(found[0]), value) if PREFIX in value else value
            case tuple() | list():
                return _each(value, partial(self._reveal, shown=shown))
            case dict() | MappingProxyType():
                told = {self._reveal(key, shown): self._reveal(item, shown) for key, item in value.items()}
                return value if told == value else told
            case Case():
                return self._case(value)
        if attrs.has(type(value)):
            fields = _telling(cast(Hashable, type(value)))
            return _evolved(value, {name: self._reveal(getattr(value, name), shown) for name in fields})
        return value

    def _shown(self, token: str) -> str:
        person = self.keys.person(token)
        return person.shown if person else token

    def _apart(self, events: Iterable[Event]) -> Shown:
        """How the people of one stream are shown: masks that are alike are numbered as they come up, for they are not one."""
        alike: dict[str, list[str]] = {}
        for token in dict.fromkeys(text for event in events for _, text in personal_in(event) if TOKEN.fullmatch(text)):
            alike.setdefault(self._shown(token), []).append(token)
        numbered = {
            token: f"{shown}{ordinal}"
            for shown, tokens in alike.items()
            if len(tokens) > 1
            for ordinal, token in enumerate(tokens, 1)
            if (person := self.keys.person(token)) and person.is_masked
        }
        return lambda token: numbered.get(token) or self._shown(token)

    def _case(self, case: Case) -> Case:
        """The case as a reader sees it. Its id stays: it is what the docket finds it by."""
        told = self._apart(case.events)
        shown = Case(case.id, case.kind)
        shown.apply(*(self._reveal(event, told) for event in case.events))
        shown.version = case.version
        return shown

    def tell(self, error: CasestreamError) -> None:
        """Put names, or masks, in the place of tokens in what an error says."""
        error.zh, error.en, error.cure_zh, error.cure_en = map(
            self.reveal, (error.zh, error.en, error.cure_zh, error.cure_en)
        )
        error.args = self.reveal(error.args)


def _about(stream: str, event_id: UUID, pointer: str) -> bytes:
    """Where a sealed value belongs. No text that is stored holds a NUL, so the three cannot run into one another."""
    return "\0".join((stream, event_id.hex, pointer)).encode()
