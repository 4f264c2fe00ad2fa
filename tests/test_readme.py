"""What the READMEs promise is what happens: their Python runs, their commands exist."""

import re
from pathlib import Path

import pytest

from casestream.cli import cli

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")


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
