"""职务 — the posts in which people act, and how a post is read off an actor."""

from casestream.kernel import Actor, Label
from casestream.kernel.errors import BadRequest


class Post(Label):
    """The post in which somebody acts. `Actor.post` holds its code."""

    HANDLER = "handler", "承办法官", "handling judge"
    CLERK = "clerk", "书记员", "clerk"
    BAILIFF = "bailiff", "司法警察", "judicial police"
    CHIEF = "chief", "执行局局长", "head of the enforcement bureau"
    PANEL = "panel", "合议庭", "collegial panel"
    PRESIDENT = "president", "院长", "court president"
    COMMITTEE = "committee", "审判委员会", "judicial committee"
    SYSTEM = "system", "系统", "system"


def post_of(actor: Actor) -> Post:
    """The post that an actor holds.

    Raises:
        BadRequest: its code is that of no post.
    """
    try:
        return Post.of(actor.post)
    except ValueError:
        raise BadRequest(
            f"未知职务“{actor.post}”", f"unknown post {actor.post!r}",
            "、".join(f"{post.value}（{post.zh}）" for post in Post), ", ".join(post.value for post in Post),
        ) from None  # fmt: skip
