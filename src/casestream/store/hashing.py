"""Hashes of leaves and nodes as RFC 9162 sets them apart, under the algorithm that a docket chose when it began."""

import hashlib
from collections.abc import Callable, Sequence

from casestream.kernel.errors import UnknownName

LEAF, NODE = b"\x00", b"\x01"


class Hash:
    """A hash algorithm by name: `sha256`, or `sm3` (GB/T 32905-2016) where OpenSSL has it.

    Raises:
        UnknownName: it is neither, or not to be had here.
    """

    __slots__ = ("name", "of")

    def __init__(self, name: str = "sha256") -> None:
        self.name = name
        self.of: Callable[[bytes], bytes] = _digest(name)

    def leaf(self, data: bytes) -> bytes:
        """The hash of a leaf."""
        return self.of(LEAF + data)

    def node(self, left: bytes, right: bytes) -> bytes:
        """The hash of the node over two."""
        return self.of(NODE + left + right)

    def perfect(self, nodes: Sequence[bytes]) -> bytes:
        """The node over a power of two of nodes."""
        row, of = list(nodes), self.of
        while len(row) > 1:
            row = [of(NODE + left + right) for left, right in zip(row[::2], row[1::2], strict=True)]
        return row[0]

    def told(self, digest: bytes) -> str:
        """A digest for people and files, with its algorithm."""
        return f"{self.name}:{digest.hex()}"


def _digest(name: str) -> Callable[[bytes], bytes]:
    if name == "sha256":
        sha256 = hashlib.sha256
        return lambda data: sha256(data).digest()
    if name == "sm3":
        try:
            hashlib.new("sm3")
        except ValueError:
            pass
        else:
            return lambda data: hashlib.new("sm3", data).digest()
    raise UnknownName(
        f"没有散列算法 {name}", f"there is no hash algorithm {name} here",
        "用 sha256；sm3 需要 OpenSSL 支持", "use sha256; sm3 needs an OpenSSL that has it",
    )  # fmt: skip
