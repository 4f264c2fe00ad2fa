"""Recusal: staff who are asked to step aside. How often that happens is assumed; no source gives a figure."""

from random import Random

from casestream.procedures.posts import Post
from casestream.procedures.recusal import AskForRecusal, DecideRecusal, RecusalGround
from casestream.testing.script import Script
from casestream.testing.walks import Walk


def walk_recusal(script: Script, random: Random) -> None:
    """A clerk of another desk is recused two days after the request, a bailiff is not."""
    clerk, bailiff = f"{script.court}-clerk-2", f"{script.court}-bailiff-2"
    ground = random.choice(list(RecusalGround))
    script.do(AskForRecusal, "clerk", officer=clerk, post=Post.CLERK, ground=ground)
    script.do(AskForRecusal, "clerk", officer=bailiff, post=Post.BAILIFF, ground=RecusalGround.RELATION)
    script.after(2).do(DecideRecusal, "president", officer=clerk, granted=True)
    script.do(DecideRecusal, "panel", officer=bailiff, granted=False)


WALKS: tuple[Walk, ...] = (Walk("recusal", 0.002, walk_recusal),)
