"""Who watches a long replay or a build."""

from collections.abc import Callable

Watch = Callable[[int, int], None]  # (records done, records there are)


def nobody(done: int, total: int) -> None:
    """Nobody watches."""
