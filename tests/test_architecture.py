"""The house keeps its shape: contracts, sizes, names, nothing dead, nothing undocumented."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import attrs
import pytest

import casestream
from casestream.kernel.event import COMMANDS, EVENTS
from casestream.kernel.rule import DECISIONS, RULES
from casestream.reports.fields import field_label

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_imports_go_down_only() -> None:
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert linter, "install the dev group"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_contract_would_be_noticed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "src/casestream/procedures/filing.py").open("a") as filing:
        filing.write("\nfrom casestream.procedures import termination  # noqa\n")
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert linter
    environment = {"PYTHONPATH": str(tmp_path / "src"), "PATH": str(Path(sys.executable).parent)}
    done = subprocess.run([linter, "--no-cache"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode != 0


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_fit_a_sitting_and_functions_a_screen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    most = 450 if path.parent.name == "standalone" else 400  # What an auditor carries away is one file by its nature.
    assert text.count("\n") <= most, "split it where the law or the machine has a seam"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 70, f"{node.name} does not fit a screen"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a file begins with what it is for"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if any(isinstance(each, ast.Name) and each.id == "overload" for each in node.decorator_list):
                continue  # The function that follows says what it is for.
            assert ast.get_docstring(node), f"{node.name} has no docstring"


def test_no_junk_drawers() -> None:
    assert not [path for path in SOURCES if path.stem in ("utils", "util", "helpers", "common", "misc", "manager")]


def test_no_file_is_dead() -> None:
    imported = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    for path in SOURCES:
        if path.stem in ("__init__", "__main__", "cli"):
            continue
        if "iter_modules(__path__)" in (path.parent / "__init__.py").read_text(encoding="utf-8"):
            continue  # Its package takes every module that lies in it.
        name = path.stem
        assert re.search(rf"(from|import)[^\n]*\b{name}\b|\b{name},", imported), f"nothing imports {path}"


def test_the_kernel_speaks_no_law_of_its_own() -> None:
    """The kernel knows what a rule is, not what 终本 is: only its labels for corrections and its errors are in Chinese."""
    for path in (ROOT / "src/casestream/kernel").glob("*.py"):
        if path.stem in (
            "errors",
            "log_errors",
            "values",
            "number",
            "holidays",
            "rule",
            "law",
            "calendar",
            "event",
            "case",
        ):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        strings = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        documents = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        }
        spoken = [text for text in strings if CHINESE.search(text) and text not in documents]
        assert not spoken, f"{path.name}: {spoken}"


def test_public_names_are_alphabetical_and_there() -> None:
    names = casestream.__all__
    assert names == sorted(names)
    assert all(hasattr(casestream, name) for name in names)


def test_every_event_has_a_permanent_name_and_two_labels() -> None:
    for name, event_type in EVENTS.by_name.items():
        assert re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", name)
        assert CHINESE.search(event_type.zh)
        assert event_type.en
        assert not CHINESE.search(event_type.en)


def values_in(hint: Any) -> Iterator[type[Any]]:
    """The named values that a field holds, and those inside them."""
    for part in (hint, *get_args(hint)):
        if attrs.has(part) and part.__name__ != "Event":  # An event inside a correction is an event type of its own.
            yield part
            for inner in get_type_hints(part).values():
                yield from values_in(inner)


@pytest.mark.parametrize("name", sorted(name for name in EVENTS.by_name if not name.startswith("scratch")))
def test_every_field_of_every_event_has_a_chinese_name(name: str) -> None:
    event_type = EVENTS.by_name[name]
    owners = [event_type.event_class, *(part for hint in event_type.fields.values() for part in values_in(hint))]
    for owner in owners:
        for field in attrs.fields_dict(owner):
            assert CHINESE.search(field_label(owner, field, "zh")), f"{owner.__qualname__}.{field} needs field(zh=...)"
            assert not CHINESE.search(field_label(owner, field, "en"))


def test_every_command_is_decided_and_every_decision_has_a_command() -> None:
    assert set(DECISIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_condition_cites_its_article_and_says_what_would_satisfy_it(name: str) -> None:
    for condition in RULES[name].conditions:
        assert CHINESE.search(condition.zh), condition.name
        assert condition.en, condition.name
        assert not CHINESE.search(re.sub(r"终本|执恢|执|拘传", "", condition.en)), condition.name
        assert condition.citation.first_number, condition.name
        assert condition.cure("zh"), condition.name
        assert condition.cure("en"), condition.name
        source, _, line = condition.source.rpartition(":")
        text = (ROOT / "src" / source).read_text(encoding="utf-8").splitlines()
        assert any(f"def {condition.name}" in one for one in text[int(line) - 1 : int(line) + 12]), condition.source
