"""The pool: the chunks of a log asked in several processes of this machine.

The processes are forked from a server that has loaded casestream and nothing else, so that no thread or connection of the
caller comes along; they stay for the next replay.
"""

import atexit
import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cache, partial
from multiprocessing import get_context
from typing import Any

from casestream.kernel.errors import EngineCannot
from casestream.replay.sending import SCRIPT, asked, pickled, question, unpickled
from casestream.replay.source import Plan
from casestream.replay.tasks import Answer, Task, ask

AHEAD = 2  # Chunks handed to each process before its first answer is taken: as much memory, and no more.
MALLOC_LIMITS = (
    (-1, 256 << 20),
    (-3, 32 << 20),
)  # M_TRIM_THRESHOLD; M_MMAP_THRESHOLD, which glibc does not let be more.


def cores() -> int:
    """How many processes are worth having here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    """Ctrl-C is for the process that was started by hand; it stops the others.

    The columns of one chunk are let go and those of the next made: with glibc a process keeps that memory, up to a limit,
    instead of giving it back and having it zeroed again, which was a third of the time of some questions.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None)
        for parameter, limit in MALLOC_LIMITS:
            libc.mallopt(parameter, limit)


@cache
def _executor(processes: int) -> ProcessPoolExecutor:
    context = get_context("forkserver")
    context.set_forkserver_preload(
        [
            "casestream.replay.pool",
            "casestream.procedures",
            "casestream.replay.segments.read",
            "casestream.replay.segments.build",
        ]
    )
    executor = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)
    atexit.register(executor.shutdown, cancel_futures=True)
    return executor


def _call(data: bytes, item: bytes) -> Any:
    return asked(data)(unpickled(item))


@contextmanager
def _without_main() -> Iterator[None]:
    """Processes that start meanwhile do not run the caller's script again: they need nothing of it, cloudpickle sees to that.

    So a plain script may use the pool without an `if __name__ == "__main__"`.
    """
    main = sys.modules[SCRIPT]
    spec, file = getattr(main, "__spec__", None), getattr(main, "__file__", None)
    main.__spec__ = main.__file__ = None
    try:
        yield
    finally:
        main.__spec__, main.__file__ = spec, file


def each_in_order(function: Callable[[Any], Any], items: Iterable[Any], processes: int) -> Iterator[Any]:
    """`function` of each item, worked out in so many processes, given in the order of the items."""
    executor, what = _executor(processes), question(function)
    waiting: deque[Future[Any]] = deque()
    try:
        for item in items:
            with _without_main():
                waiting.append(executor.submit(_call, what, pickled(item)))
            if len(waiting) >= processes * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        _executor.cache_clear()  # The next replay gets new processes.
        raise EngineCannot(
            "进程池中的一个进程被终止（多为内存不足）", "a process of the pool was ended, most likely for want of memory",
            "改用 --engine columns，或者增加内存", "use --engine columns, or give it more memory",
        ) from error  # fmt: skip
    finally:
        for future in waiting:
            future.cancel()


def in_processes(task: Task, plans: Iterable[Plan]) -> Iterator[Answer]:
    """Ask the chunks in as many processes as there are cores."""
    return each_in_order(partial(ask, task), plans, cores())
