"""Which keys seal a docket: told by the docket itself, and asked for before anything is written to it."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from casestream.kernel.errors import KeysMissing
from casestream.kernel.event import Event, Record
from casestream.store.place import Translating
from casestream.store.recorder import DocketRecorder


class Sealer(Protocol):
    """Seals the personal values of an event under the keys of their persons; `casestream.store.sealing` does."""

    @property
    def id(self) -> str:
        """Which keys they are."""
        ...

    @property
    def opens(self) -> bool:
        """Whether it can open what they sealed."""
        ...

    def seal(self, stream: str, event_id: UUID, event: Event) -> bytes | None:
        """What the event's `sealed` column is to hold; None when nothing personal is in it."""
        ...

    def check(self, stream: str, event_id: UUID, event: Event, sealed: bytes | None) -> None:
        """Raise what is wrong with what an event sealed."""
        ...


class Seal:
    """The sealer of one docket, None where names are not sealed; a docket is sealed from its first record on or never."""

    def __init__(self, place: str, sealer: Sealer | None) -> None:
        self._place, self.sealer = place, sealer
        self._is_settled = False

    def claim(self, recorder: DocketRecorder) -> None:
        """Seal a docket without any record from now on.

        Raises:
            KeysMissing: it holds records that other keys sealed, or none.
        """
        if self.sealer is None:
            return
        with Translating(self._place):
            if not recorder.fetch("SELECT position FROM events LIMIT 1"):
                with recorder.writing() as cursor:
                    if recorder.head(cursor)[0] == 0 and not keys_of(cursor):
                        cursor.execute("UPDATE docket SET value=? WHERE key='keys'", (self.sealer.id,))
            with recorder.reading() as cursor:
                self.check(cursor, 0)

    def check(self, cursor: Any, last_position: int) -> None:
        """Whether what is written next may be: once there is a record, the keys of a docket stay the same.

        Raises:
            KeysMissing: the docket is sealed by other keys, or by none.
        """
        if self._is_settled:
            return
        keys, given = keys_of(cursor), self.sealer.id if self.sealer else ""
        if keys != given:
            raise _other_keys(self._place, keys, given)
        self._is_settled = last_position > 0

    def sealed(self, records: Sequence[Record]) -> list[bytes | None] | None:
        """What each record keeps sealed beside its payload; None where nothing is."""
        if self.sealer is None:
            return None
        return [self.sealer.seal(record.stream, record.event_id, record.event) for record in records]


def keys_of(cursor: Any) -> str:
    """The id of the key store that seals a docket, '' where none does."""
    cursor.execute("SELECT value FROM docket WHERE key='keys'")
    return str(cursor.fetchone()[0])


def _other_keys(place: str, keys: str, given: str) -> KeysMissing:
    if not keys:
        return KeysMissing(
            f"案卷 {place} 未密封姓名，不能改用密钥", f"docket {place} was begun without sealing its names",
            "不带密钥打开；或者导出后导入新的密封案卷", "open it without keys, or export it and import it into a new, sealed docket",
        )  # fmt: skip
    return KeysMissing(
        f"案卷 {place} 由密钥库 {keys} 密封，给出的是 {given or '无'}",
        f"docket {place} is sealed by key store {keys}, not by {given or 'none'}",
        "用 keys= 给出该密钥库；不带密钥只能读取代号", "give that key store as keys=; without it tokens can be read, nothing written",
    )  # fmt: skip
