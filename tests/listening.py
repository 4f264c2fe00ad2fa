"""What another process says through a pipe until it ends."""

import multiprocessing
from collections.abc import Callable
from typing import Any


def said_by(target: Callable[..., None], place: str) -> list[Any]:
    """Everything that `target(place, pipe)` sends, in a process that is started anew."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(place, theirs))
    process.start()
    theirs.close()
    said = []
    try:
        while True:
            said.append(ours.recv())
    except EOFError:
        process.join()
    return said
