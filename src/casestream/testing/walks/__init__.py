"""Walks: lawful stretches of a case's life, one for each procedure, that the simulator mixes. All of it is simulated."""

from collections.abc import Callable
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
