"""The commands about personal data: `erase`, step by step and hand by hand, and `keys` for the key store."""

from typing import Any

import click

from casestream.kernel.errors import BadRequest, KeysMissing, Lang
from casestream.kernel.event import Actor, Command
from casestream.procedures.erasure import (
    ApproveErasure,
    DecideErasure,
    ErasureApproved,
    ErasureGround,
    ErasureRequested,
    RequestErasure,
    RestrictProcessing,
)
from casestream.sealed import SealedDocket
from casestream.store.keys import open_keys
from casestream.store.providers import KeyFile
from casestream.terminal import Listed, common, court_today, docket_in, keyed, say, say_json

STEPS = ("request", "approve", "decide", "restrict")


@click.command()
@click.argument("file", type=click.Path())
@click.argument("person")
@click.option("--number", required=True, help="申请编号 / the number of the request.")
@click.option("--step", type=click.Choice(STEPS), required=True, help="申请、批准（两人）、决定、仅存储 / the step.")
@click.option("--as", "acting", required=True, metavar="ID/COURT/POST", help="何人办理 / who acts: zhang/内0624/clerk.")
@click.option(
    "--ground", type=click.Choice([each.code for each in ErasureGround]), default=ErasureGround.RETENTION_EXPIRED.code,
    show_default=True, help="事由 / the ground of a request.",
)  # fmt: skip
@click.option(
    "--retained-until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="保存期限届满日 / the last day of retention; for a request.",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="办理日期 / the day of the step.  [default: today]")
@keyed
@common()
def erase(
    file: str, person: str, number: str, step: str, acting: str, ground: str, retained_until: Any, on: Any, lang: Lang,
    as_json: bool,
) -> None:  # fmt: skip
    """删除个人信息：一人申请，另两人批准，再决定 / erase PERSON from FILE: one asks, two others approve, then it is decided."""
    day = on.date() if on else court_today()
    with docket_in(file, create=False) as docket:
        if not isinstance(docket, SealedDocket):
            raise KeysMissing(
                f"案卷 {docket.log.place} 未密封姓名，其中的姓名不能删除",
                f"docket {docket.log.place} does not seal its names: none can be erased",
                "新案卷用 --keys 建立", "begin a docket with --keys",
            )  # fmt: skip
        if step == "request":
            if retained_until is None:
                raise BadRequest(
                    "未给出保存期限届满日",
                    "the last day of retention is missing",
                    "--retained-until",
                    "--retained-until",
                )
            asked: Command = RequestErasure(
                case=number, on=day, person=person, ground=ErasureGround.of(ground), retain_until=retained_until.date()
            )
        else:
            _check_person(docket, number, person)
            kinds = {"approve": ApproveErasure, "decide": DecideErasure, "restrict": RestrictProcessing}
            asked = kinds[step](case=number, on=day)
        token = docket.keys.find(person)
        receipt = docket.handle(asked, _actor(acting))
        known = docket.keys.person(token) if token else None
        shown = known.shown if known else person
        events = [{"type": record.type, "on": record.on, "position": record.position} for record in receipt.records]
        approvers = sorted({each.approver for each in docket.case(number).all(ErasureApproved)})
    if as_json:
        say_json({"events": events, "approvers": approvers, "shown": shown})
    elif lang == "zh":
        done = "、".join(f"{each['type']}（位置 {each['position']}）" for each in events) or "此前已办，未作变更"
        say(f"{done}；已批准 {len(approvers)} 人（须 2 人）：{'、'.join(approvers) or '—'}；该人现显示为“{shown}”")
    else:
        done = ", ".join(f"{each['type']} (position {each['position']})" for each in events) or "it was so already"
        say(
            f"{done}; approved by {len(approvers)} of 2: {', '.join(approvers) or '—'}; the person is shown as {shown!r}"
        )


def _check_person(docket: SealedDocket, number: str, person: str) -> None:
    """Whoever takes a later step names the person again, so that a wrong number erases nobody.

    Raises:
        BadRequest: the request is about somebody else.
    """
    asked = docket.log.case(docket.log.require(number)).last_event(ErasureRequested)
    if asked is None or asked.person not in (person, docket.keys.find(person)):
        raise BadRequest(
            f"申请 {number} 所涉不是“{person}”", f"request {number} is not about {person!r}",
            "核对编号和姓名", "check number and name",
        )  # fmt: skip


def _actor(text: str) -> Actor:
    parts = text.split("/")
    if len(parts) != 3:
        raise BadRequest(
            f"“{text}”不是 编号/法院代字/职务",
            f"{text!r} is not ID/COURT/POST",
            "例如 zhang/内0624/clerk",
            "zhang/内0624/clerk",
        )
    return Actor(*parts)


@click.group(cls=Listed)
def keys() -> None:
    """密钥库 / the key store of a docket that seals its names."""


@keys.command("show")
@click.argument("store", type=click.Path())
@common()
def show_keys(store: str, lang: Lang, as_json: bool) -> None:
    """密钥库的标识、算法和人数，不显示姓名 / what the key store is and how many it holds; no name is shown."""
    with open_keys(store, create=False) as opened:
        told = {"id": opened.id, "cipher": opened.cipher.name, "main_key": opened.main_key_id(), **opened.counts()}
    if as_json:
        say_json(told)
    else:
        say("\n".join(f"{name}: {value}" for name, value in told.items()))


@keys.command()
@click.argument("store", type=click.Path())
@click.option(
    "--main-key", type=click.Path(), help="现主密钥文件 / the key file that wraps it now.  [default: STORE.main]"
)
@click.option(
    "--new-main-key", required=True, type=click.Path(), help="新主密钥文件，须不存在 / a new key file, made here."
)
@common()
def rotate(store: str, main_key: str | None, new_main_key: str, lang: Lang, as_json: bool) -> None:
    """更换主密钥：重新封装全部数据密钥 / wrap every data key by a new main key; the old one opens nothing here any more."""
    with open_keys(store, main_key, create=False) as opened:
        opened.rotate(KeyFile.create(new_main_key, algorithm=opened.cipher.name))
        told = {"main_key": opened.main_key_id(), **opened.counts()}
    if as_json:
        say_json(told)
    else:
        say(f"主密钥 {told['main_key']}" if lang == "zh" else f"main key {told['main_key']}")
