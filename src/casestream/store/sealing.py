"""Names outside, tokens inside: what comes in is protected, what is written is sealed, what is read is revealed.

Cases, rules, engines, segments, ids of streams and remembered commands hold tokens and need not know. Beside the payload of an
event its `sealed` column holds the value behind each token as it was when the event was written, under that person's key
and bound to stream, event and place in the payload.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, cast
from uuid import UUID

import attrs

from casestream.kernel.case import Case
from casestream.kernel.errors import CasestreamError, KeysMissing, NotAValue, SealBroken
from casestream.kernel.event import EVENTS, Event
from casestream.procedures.approval import said
from casestream.procedures.personal import NOBODYS, PROPOSALS_IN, Personal, Place, layout, titles
from casestream.store.keys import TOKEN, KeyStore

T = TypeVar("T")
PREFIX = "p:"
IDS = ("id", "stream")  # Fields by which the docket finds something again.


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value, or each of several, changed."""
    return tuple(change(item) for item in value) if isinstance(value, tuple) else change(value)


def _evolved(owner: T, changes: Mapping[str, Any]) -> T:
    told = {name: value for name, value in changes.items() if value is not getattr(owner, name)}
    return cast(T, attrs.evolve(cast(Any, owner), **told)) if told else owner


def tokens_in(event: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every personal field of an event that holds a token: where in the payload (JSON pointer), and the token."""
    known = layout(type(event))
    for name, _ in known.fields:
        value = getattr(event, name)
        several = isinstance(value, tuple)
        for index, text in enumerate(value if several else (value,)):
            if TOKEN.fullmatch(text):
                yield f"{at}/{name}/{index}" if several else f"{at}/{name}", text
    for name in known.values:
        value = getattr(event, name)
        several = isinstance(value, tuple)
        for index, inner in enumerate(value if several else (value,)):
            if attrs.has(type(inner)):
                where = f"{at}/{name}/{index}" if several else f"{at}/{name}"
                yield from tokens_in(inner, f"{where}/data" if isinstance(inner, Event) else where)


class Sealing:
    """Between names and tokens, by one key store."""

    def __init__(self, keys: KeyStore) -> None:
        self.keys = keys

    @property
    def id(self) -> str:
        """Which keys they are."""
        return self.keys.id

    # --- coming in ---

    def protect(self, given: T) -> T:
        """A command or an event with a token in the place of every personal value.

        Raises:
            NotAValue: it names a token that the key store has never given.
            KeysMissing: the key store has no main key.
        """
        known = layout(type(given))
        changes: dict[str, Any] = {}
        for name, place in known.fields:
            of = changes.get(place.of, "")
            changes[name] = _each(getattr(given, name), lambda text, place=place, of=of: self._token(text, place, of))
        if known.has_proposal:
            changes[PROPOSALS_IN] = self._proposal(getattr(given, PROPOSALS_IN))
        for name in known.values:
            changes[name] = _each(getattr(given, name), lambda inner: self.protect(inner) if attrs.has(type(inner)) else inner)
        return _evolved(given, changes)

    def _token(self, text: str, place: Place, of: str) -> str:
        if not text.strip() or text in NOBODYS:
            return text
        if not TOKEN.fullmatch(text):
            return self.keys.token(text, place.kind.code, of)
        if self.keys.person(text) is None:
            raise NotAValue(
                f"没有代号 {text}", f"there is no token {text}",
                "给出姓名，或者本案卷用过的代号", "give the name, or a token of this docket",
            )  # fmt: skip
        return text

    def _proposal(self, text: str) -> str:
        """A proposal with tokens where its titles say that it names somebody. Doubled separators belong to a value."""
        parts = text.replace("；；", "\0").split("；")
        return "；".join(self._part(part.replace("\0", "；")) for part in parts)

    def _part(self, part: str) -> str:
        title, is_named, value = part.partition("=")
        if is_named and title in titles():
            return f"{title}={said(self._token(value, Place(Personal.NAME), ''))}"
        return said(part)

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
        for pointer, token in tokens_in(event):
            person = self.keys.person(token)
            if person and person.key is not None and person.value is not None:
                sealed = self.keys.cipher.seal(person.key, person.value.encode(), _about(stream, event_id, pointer))
                values[pointer] = [token, base64.b64encode(sealed).decode()]
        if self.protect(event) is not event:
            raise SealBroken(
                f"事件 {EVENTS[type(event)].name} 含有未受保护的个人信息",
                f"event {EVENTS[type(event)].name} holds personal data that is not protected",
                "经 docket.handle 或者导入写入", "write through docket.handle or an import",
            )  # fmt: skip
        if not values:
            return None
        told = {"cipher": self.keys.cipher.name, "values": values}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    def opened(self, stream: str, event_id: UUID, sealed: bytes) -> dict[str, str]:
        """What an event sealed: the value, or the mask of who was erased, by its place in the payload.

        Raises:
            SealBroken: it is not what was sealed there.
            KeysMissing: it names a token that the key store does not know.
        """
        try:
            values = {pointer: (token, base64.b64decode(text)) for pointer, (token, text) in json.loads(sealed)["values"].items()}
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise SealBroken(f"密封栏无法读出：{error}", f"the sealed column cannot be read: {error}") from error
        found = {}
        for pointer, (token, text) in values.items():
            person = self.keys.person(token)
            if person is None:
                raise KeysMissing(
                    f"密钥库中没有代号 {token}", f"the key store has no token {token}",
                    "给出本案卷的密钥库", "give the key store of this docket",
                )  # fmt: skip
            found[pointer] = person.mask
            if person.key is not None:
                found[pointer] = self.keys.cipher.open(person.key, text, _about(stream, event_id, pointer)).decode()
        return found

    # --- being read ---

    def reveal(self, value: T) -> T:
        """The same with names, or masks, in the place of tokens: text, and whatever of ours holds text."""
        return cast(T, self._reveal(value))

    def _reveal(self, value: Any) -> Any:
        if isinstance(value, str):
            return TOKEN.sub(self._shown, value) if PREFIX in value else value
        if isinstance(value, tuple | list):
            told = [self._reveal(item) for item in value]
            return value if all(new is old for new, old in zip(told, value, strict=True)) else type(value)(told)
        if isinstance(value, dict | MappingProxyType):
            told_of = {self._reveal(key): self._reveal(item) for key, item in value.items()}
            return value if told_of == value else told_of
        if isinstance(value, Case):
            return self._case(value)
        if attrs.has(type(value)):
            names = [field.name for field in attrs.fields(type(value)) if field.name not in IDS]
            return _evolved(value, {name: self._reveal(getattr(value, name)) for name in names})
        return value

    def _shown(self, found: Any) -> str:
        person = self.keys.person(found[0])
        return person.shown if person else cast(str, found[0])

    def _case(self, case: Case) -> Case:
        """The case as a reader sees it. Its id stays: it is what the docket finds it by."""
        shown = Case(case.id, case.kind)
        shown.apply(*(self._reveal(event) for event in case.events))
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

