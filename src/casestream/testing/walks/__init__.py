"""Walks: lawful stretches of a case's life, one for each procedure, that the simulator mixes. All of it is simulated."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from random import Random

from attrs import frozen

from casestream.testing.script import Script


@frozen
class Walk:
    """A stretch of life: `play` adds its steps to a filed and notified case.

    `share` is how often it occurs among first-time cases. A `whole` walk goes on to the closing of the round; any other
    is an episode after which the case is still open.
    """

    name: str
    share: float
    play: Callable[[Script, Random], None]
    whole: bool = False


def every_walk() -> tuple[Walk, ...]:
    """The walks of every area, area by area in the order of their names."""
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    return tuple(walk for module in modules for walk in module.WALKS)
