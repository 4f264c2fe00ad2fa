"""The commands for whoever signs a docket, and for whoever does not take it at its word: `keygen`, `checkpoint`, `verify`."""

import os
from base64 import b64encode
from pathlib import Path

import click

import casestream
from casestream.audit.verify import Verification
from casestream.kernel.errors import BadRequest, Lang, MalformedNote, NotWritable
from casestream.reports.render import aligned
from casestream.store.note import Note, Signer
from casestream.store.server import shown
from casestream.store.system import said
from casestream.terminal import common, docket_in, keyed, progress, say, say_json

EXIT_FINDINGS = 1
FAULTS_TOLD = 20
KEY = click.option(
    "--key", type=click.Path(), required=True, help="私钥文件，由 keygen 生成 / the secret key, of keygen."
)


def read(path: str, zh: str, en: str) -> str:
    """The text of a file that was named.

    Raises:
        BadRequest: it cannot be read.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise BadRequest(
            f"{zh} {path} 无法读取：{said(error)[0]}", f"the {en} {path} cannot be read: {said(error)[1]}"
        ) from error


@click.command()
@click.argument("name")
@click.option(
    "-o", "--output", type=click.Path(), required=True, help="私钥存入此新文件 / the new file for the secret key."
)
@common()
def keygen(name: str, output: str, lang: Lang, as_json: bool) -> None:
    """生成签名密钥：私钥入文件，公钥输出 / make a signing key called NAME: the secret one to a file, the public one printed.

    NAME 例如 court.example/enforcement；公钥请向外公布 / publish the public key where auditors find it.
    """
    signer = Signer.new(name)
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{signer.skey}\n")
    except OSError as error:
        raise NotWritable(
            f"私钥不能写入 {output}：{said(error)[0]}", f"the secret key cannot be written to {output}: {said(error)[1]}",
            "另选一个新文件", "choose another new file",
        ) from error  # fmt: skip
    vkey = str(signer.verifier)
    if as_json:
        say_json({"vkey": vkey, "secret": output})
    else:
        say(vkey)


@click.command()
@click.argument("file", type=click.Path())
@KEY
@click.option("-o", "--output", type=click.Path(), help="另存一份 / write a copy to this file.")
@common()
def checkpoint(file: str, key: str, output: str | None, lang: Lang, as_json: bool) -> None:
    """签署案卷现状 / sign the head of FILE: keep the note where nobody who writes to FILE can change it."""
    signer = Signer.of(read(key, "私钥", "secret key"))
    with casestream.open(file, create=False) as docket:
        note = bytes(docket.checkpoint(signer))
    if output is not None:
        try:
            Path(output).write_bytes(note)
        except OSError as error:
            raise NotWritable(
                f"{output} 不能写入：{said(error)[0]}", f"{output} cannot be written: {said(error)[1]}"
            ) from error
    if as_json:
        say_json({"note": note.decode()})
    else:
        click.echo(note, nl=False)


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--checkpoint", "checkpoints", type=click.Path(), multiple=True, help="手中的检查点 / a checkpoint that you hold."
)
@click.option("--vkey", "vkeys", multiple=True, help="可信的公钥，或其文件 / a public key that you trust, or its file.")
@keyed
@common()
def verify(file: str, checkpoints: tuple[str, ...], vkeys: tuple[str, ...], lang: Lang, as_json: bool) -> None:
    """逐条校验：有无改动、删除、插入、伪造 / check FILE: altered, deleted, inserted, swapped, forged, cut off."""
    notes = [_note(path) for path in checkpoints]
    keys = [read(key, "公钥", "public key") if Path(key).is_file() else key for key in vkeys]
    with (
        docket_in(file, create=False) as docket,
        progress("逐条校验", "checking every record", lang, rate=True) as tell,
    ):
        found = docket.verify(checkpoints=notes, vkeys=keys, tell=tell)
    if as_json:
        say_json(found.as_dict())
    else:
        say("\n".join(_told(found, bool(keys), lang)))
    if not found.ok:
        click.get_current_context().exit(EXIT_FINDINGS)


def _note(path: str) -> bytes:
    """A checkpoint that was named. What is none is told before the log is read, not after.

    Raises:
        BadRequest: the file cannot be read, or holds something else.
    """
    data = read(path, "检查点", "checkpoint").encode()
    try:
        Note.of(data)
    except MalformedNote as error:
        raise BadRequest(
            f"{path} 不是检查点：{error.zh}", f"{path} is no checkpoint: {error.en}",
            "给出 casestream checkpoint 所写的文件", "give a file that casestream checkpoint wrote",
        ) from error  # fmt: skip
    return data


def _told(found: Verification, has_keys: bool, lang: Lang) -> list[str]:
    zh = lang == "zh"
    rows = [
        ["日志" if zh else "log", found.origin],
        ["记录" if zh else "records", f"{found.records:,}"],
        ["根" if zh else "root", found.root or "—"],
        ["即检查点所写" if zh else "in a note", _as_in_notes(found.root) or "—"],
        ["相符的检查点" if zh else "checkpoints upheld", ", ".join(f"{size:,}" for size in found.upheld) or "—"],
    ]
    lines = aligned(rows)
    if has_keys:
        lines.append(
            f"可信密钥签署至第 {found.proven:,} 条"
            if zh
            else f"trusted keys have signed the first {found.proven:,} records"
        )
    else:
        lines.append(
            "未给出公钥：检查点由谁签署未核对（--vkey）" if zh else "no key was given: who signed the checkpoints is not checked (--vkey)"
        )  # fmt: skip
    lines += [zh_text if zh else en_text for zh_text, en_text in found.unchecked]
    for fault in found.faults[:FAULTS_TOLD]:
        where = (f"位置 {fault.position}：" if zh else f"position {fault.position}: ") if fault.position else ""
        lines.append(f"× {where}{fault.zh if zh else fault.en}")
    if found.count > FAULTS_TOLD:
        lines.append(f"共 {found.count:,} 处有误" if zh else f"{found.count:,} faults in all")
    if found.ok:
        lines.append("√ 每条记录与其证明相符" if zh else "√ every record is what its proof says")
    return lines


def _as_in_notes(root: str) -> str:
    """A root as a checkpoint writes it, so that the two can be compared by eye."""
    return b64encode(bytes.fromhex(root.partition(":")[2])).decode()


def write_evidence(file: str, case: str, key: str | None, output: str | None, lang: Lang, as_json: bool) -> None:
    """What `export --evidence` does: the evidence of one case into a new folder.

    Raises:
        BadRequest: no key or no folder was named.
    """
    if key is None or output is None:
        example = f"casestream export {shown(file)} --evidence {case} --key court.key -o evidence"
        raise BadRequest("证据包需要私钥和目录", "evidence needs a secret key and a folder", example, example)
    signer = Signer.of(read(key, "私钥", "secret key"))
    with docket_in(file, create=False) as docket:
        made = docket.evidence(case, output, signer)
    if as_json:
        say_json({"folder": made.folder, "case": made.case, "records": made.records, "vkey": made.vkey})
    elif lang == "zh":
        say(f"{made.case}：{made.records} 条记录的证据包写入 {made.folder}；校验：python {made.folder / 'verify.py'}")
    else:
        say(
            f"{made.case}: evidence of {made.records} records in {made.folder}; check: python {made.folder / 'verify.py'}"
        )
