"""`casestream import` and `casestream export` as their users meet them, and the page that explains them."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from sources import MAPPING, REGISTER, applied, basis, number, opened, paid, written

import casestream
from casestream.cli import run

PAGE = Path(__file__).parent.parent.parent / "docs" / "importing.md"


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """The exit code and what went to stdout; nothing goes to stderr."""
    code = run([str(word) for word in words])
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, captured.out


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Two cases that no rule finds anything in."""
    return written(tmp_path / "good.jsonl", applied(1), opened(1), applied(2), opened(2), paid(2))


def test_a_clean_import_says_so_and_what_comes_next(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "court.db"
    code, out = said(capsys, "import", place, good, "--lang", "en")
    assert code == 0
    assert "5 lines, 5 facts of 2 streams; 0 errors, 0 findings" in out
    assert "5 written, 0 were there" in out
    assert f"casestream effects {place}" in out
    code, out = said(capsys, "import", place, good)
    assert code == 0
    assert "写入 0 条，此前已有 5 条" in out
    assert "effects" not in out


def test_findings_are_told_with_line_and_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "court.db"
    code, out = said(capsys, "import", place, REGISTER, "--map", MAPPING)
    assert code == 1
    assert re.search(r"^第 3 行 .*✗ 民诉法解释（2015年）第五百一十九条 .* → .+$", out, re.M)
    code, out = said(capsys, "import", place, REGISTER, "--map", MAPPING, "--json")
    data = json.loads(out)
    assert (code, data["finding_count"], data["written"], data["known"]) == (1, 12, 0, 28)
    assert {(each["line"], each["rule"]) for each in data["findings"]} == {(3, "termination"), (5, "termination")}
    code, out = said(capsys, "import", place, REGISTER, "--map", MAPPING, "-n", "5")
    assert "… 另有 7 项" in out


def test_a_file_with_errors_imports_nothing_and_makes_no_docket(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "court.db"
    bad = written(tmp_path / "bad.jsonl", *good.read_text("utf-8").splitlines(), paid(1, "2024-02-30"))
    code, out = said(capsys, "import", place, bad)
    assert code == 2
    assert re.search(r"^第 6 行 .*\[CS107\] .*2024-02-30.* → ", out, re.M)
    assert not place.exists()
    code, out = said(capsys, "import", place, bad, "--keep-going", "--json")
    assert (code, json.loads(out)["written"], json.loads(out)["problems"][0]["line"]) == (2, 3, 6)
    with casestream.open(place, create=False) as docket:
        assert docket.cases() == [basis(2)]


def test_a_dry_run_tells_all_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "a.jsonl", applied(1), opened(1), paid(1, fen=0), paid(1, "2024-03-01"), "x")
    place = tmp_path / "court.db"
    code, out = said(capsys, "import", place, source, "--dry-run", "--json")
    data = json.loads(out)
    assert (code, data["dry_run"], data["written"]) == (2, True, 0)
    assert [(each["line"], each["code"]) for each in data["problems"]] == [(4, "CS109"), (5, "CS116")]
    assert not place.exists()
    casestream.open(place).close()
    assert "试运行" in said(capsys, "import", place, source, "--dry-run")[1]
    with casestream.open(place, create=False) as docket:
        assert docket.log.last_position() == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [(["nowhere.jsonl"], "CS116"), (["."], "CS116"), ([str(REGISTER), "--map", "nowhere.toml"], "CS117"),
     ([str(REGISTER), "--map", str(REGISTER)], "CS117"), ([str(MAPPING), "--map", str(MAPPING)], "CS117")],
)  # fmt: skip
def test_a_source_or_a_mapping_that_is_not_there_is_one_error(
    words: list[str], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["import", "court.db", *words]) == 2
    assert capsys.readouterr().err.startswith(f"[{code}] ")
    assert list(tmp_path.iterdir()) == []


def test_what_is_exported_can_be_imported(good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "import", tmp_path / "a.db", good)
    _, out = said(capsys, "export", tmp_path / "a.db")
    (tmp_path / "again.jsonl").write_text(out, "utf-8")
    assert said(capsys, "import", tmp_path / "b.db", tmp_path / "again.jsonl")[0] == 0
    assert len(out.splitlines()) == 5
    one = said(capsys, "export", tmp_path / "b.db", number(2))[1].splitlines()
    assert [json.loads(each)["type"] for each in one] == ["filing.applied", "round.opened", "proceeds.paid_to_creditor"]


# --- the page ---


def test_the_page_shows_the_register_and_the_mapping_that_are_tested() -> None:
    text = PAGE.read_text("utf-8")
    (table,) = re.findall(r"```csv\n(.*?)```", text, re.S)
    (mapping,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    assert REGISTER.read_text("utf-8").startswith(table)
    assert mapping == MAPPING.read_text("utf-8")


def test_what_the_page_tells_to_type_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for example in (REGISTER, MAPPING):
        shutil.copy(example, tmp_path)
    lines = re.findall(r"^\$ casestream (.*)$", PAGE.read_text("utf-8"), re.M)
    assert [said(capsys, *shlex.split(line))[0] for line in lines] == [1, 1, 0]
    (record,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    written(tmp_path / "a.jsonl", applied(1), opened(1), record.strip())
    assert said(capsys, "import", "a.db", "a.jsonl")[0] == 0
