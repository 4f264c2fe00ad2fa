"""What the READMEs promise is what happens: their Python runs, their commands work, the refusal is the one of the demo."""

import re
import shlex
from pathlib import Path

import pytest

from casestream.cli import cli, run
from casestream.kernel.errors import Lang
from conftest import Demo

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
# In the order in which a reader types them, once.
COMMANDS = list(dict.fromkeys(
    line for name in READMES for line in re.findall(r"^\$ (casestream .*?) *(?:#.*)?$", (ROOT / name).read_text("utf-8"), re.M)
))  # fmt: skip


@pytest.mark.parametrize("name", READMES)
def test_the_python_of_the_readme_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, name, "exec"), {"__name__": "readme"})  # noqa: S102  # The README is ours.
    assert "法〔2016〕373号第一条第（四）项" in capsys.readouterr().out


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_the_readme_exists_and_every_command_is_in_it(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"^\$ casestream (\w+)", text, re.M))
    assert named <= set(cli.commands)
    assert set(cli.commands) - {"demo"} <= named
    for target in re.findall(r"make (\w+)", text):
        assert f"\n{target}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_two_readmes_name_the_same_commands() -> None:
    commands = [
        re.findall(r"^\$ (?:casestream|make) \w+", (ROOT / name).read_text(encoding="utf-8"), re.M) for name in READMES
    ]
    assert commands[0] == commands[1]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_readme_works_on_the_demo(
    line: str, demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(Path(demo.place).parent)
    _, *words = shlex.split(line, comments=True)
    assert run(words) == (1 if words[0] == "recheck" else 0), "the register of the demo is found fault with"
    said = capsys.readouterr()
    assert said.out.count("\n") >= 1
    assert said.err == ""


@pytest.mark.parametrize(("name", "lang"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_refusal_in_the_readme_is_what_the_demo_prints(name: str, lang: Lang, demo: Demo) -> None:
    (block,) = re.findall(r"```text\n(\[CS001\].*?)\n```", (ROOT / name).read_text(encoding="utf-8"), re.S)
    shown = block.removesuffix("\n  …").splitlines()
    (refusal,) = [told.refusal for told in demo.story.told if told.refusal]
    printed = refusal.message(lang).splitlines()
    assert len(shown) > 1
    assert shown == printed[: len(shown)]
    assert len(shown) == len(printed) or block.endswith("\n  …")
    assert refusal.message(lang) in demo.story.text(lang)
