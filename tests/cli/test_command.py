"""The command as a user meets it: what it prints, what it leaves behind, and how it ends."""

from __future__ import annotations

import argparse
import json
import os
import re
from pathlib import Path

import pytest

from tsunagi.cli import command, main, one

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "follow-up.txt"


def test_summary_in_each_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(EXAMPLE)]) == 0
    assert "目標から遠い順" in capsys.readouterr().out
    assert main(["read", str(EXAMPLE), "--lang", "en"]) == 0
    assert "Farthest from their target" in capsys.readouterr().out


def test_json_on_standard_output_and_in_a_file_are_the_same(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    out = tmp_path / "new" / "out.json"
    assert main(["read", str(EXAMPLE), "--format", "json"]) == 0
    printed = capfdbinary.readouterr().out
    assert main(["read", str(EXAMPLE), "--format", "json", "-o", str(out)]) == 0
    assert out.read_bytes() == printed
    assert len(json.loads(printed)["measures"]) == 24


def test_several_formats_go_into_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    formats = ["--format", "table", "--format", "json", "--format", "xlsx"]
    assert main(["read", str(EXAMPLE), *formats, "-o", f"{tmp_path}/out/"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["follow-up.txt.json", "follow-up.txt.xlsx"]
    assert capsys.readouterr().out


def test_several_formats_without_a_folder_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(EXAMPLE), "--format", "csv", "--format", "json"]) == 2
    assert "-o" in capsys.readouterr().err


def test_no_progress_bar_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", str(EXAMPLE)])
    assert capsys.readouterr().err == ""
    main(["read", str(EXAMPLE), "--progress"])
    assert "100%" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02" * 100, "ただの文章です。\n".encode() * 3])
def test_file_that_is_no_plan_ends_in_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "a.txt", tmp_path / "out.json"
    path.write_bytes(content)
    assert main(["read", str(path), "--format", "json", "-o", str(out)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert " / " in told.err
    assert [found.name for found in tmp_path.iterdir()] == ["a.txt"]


def test_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "none.txt")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_output_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert main(["read", str(EXAMPLE), "--format", "json", "-o", str(tmp_path / "file" / "out.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_failed_output_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")

    def half(document: object, assessments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(one, "to_json", half)
    assert main(["read", str(EXAMPLE), "--format", "json", "-o", str(out)]) == 2
    assert out.read_text(encoding="utf-8") == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["out.json"]


def test_unforeseen_error_shows_no_traceback_unless_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr(one, "read", broken)
    monkeypatch.delenv("TSUNAGI_DEBUG", raising=False)
    assert main(["read", str(EXAMPLE)]) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "TSUNAGI_DEBUG" in told
    monkeypatch.setenv("TSUNAGI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["read", str(EXAMPLE)])


def test_day_moves_the_verdicts(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    def pending(*arguments: str) -> int:
        assert main(["read", str(EXAMPLE), "--format", "json", *arguments]) == 0
        measures = json.loads(capfdbinary.readouterr().out)["measures"]
        return sum(one["verdict"] == "pending" for measure in measures for one in measure["assessments"])

    assert pending() > 0
    assert pending("--day", "2040-03-31") == 0


def test_reference_names_every_option() -> None:
    page = (ROOT / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
    parser = command._parser()
    commands = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    options = {
        name: {option for action in one._actions for option in action.option_strings if option.startswith("--")}
        for name, one in commands.choices.items()
    }
    assert options["read"] - {"--help"} == set(re.findall(r"^\| `(--\w+)`", page, re.M))
    for name, named in options.items():
        assert f"tsunagi {name}" in page
        assert not [option for option in named - {"--help"} if option not in page]


class TestFolder:
    def test_one_broken_file_stops_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        plans = tmp_path / "plans"
        (plans / "city").mkdir(parents=True)
        (plans / "a.txt").write_bytes(EXAMPLE.read_bytes())
        (plans / "city" / "b.txt").write_bytes(EXAMPLE.read_bytes())
        (plans / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
        (plans / ".hidden").write_bytes(b"x")
        assert main(["read", str(plans), "-o", str(tmp_path / "out")]) == 0
        told = capsys.readouterr()
        assert [line.split(":")[0] for line in told.out.splitlines()] == ["a.txt", f"city{os.sep}b.txt"]
        assert [line.split(":")[0] for line in told.err.splitlines()] == ["broken.pdf"]
        assert (tmp_path / "out" / "city" / "b.txt.json").exists()

    def test_folder_without_a_plan_fails(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["read", str(tmp_path)]) == 2
        (tmp_path / "a.txt").write_text("", encoding="utf-8")
        assert main(["read", str(tmp_path)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 2

    def test_file_that_kills_its_process_stops_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The worker kills itself on one file, as a fault in native code would."""
        for name in ("a.txt", "killer.txt", "z.txt"):
            (tmp_path / name).write_bytes(EXAMPLE.read_bytes())
        monkeypatch.setattr("tsunagi.cli.folder.read_one", _killed_by_killer)
        assert main(["read", str(tmp_path)]) == 0
        told = capsys.readouterr()
        assert [line.split(":")[0] for line in told.out.splitlines()] == ["a.txt", "z.txt"]
        assert [line.split(":")[0] for line in told.err.splitlines()] == ["killer.txt"]


def _killed_by_killer(folder: Path, path: Path, task: object) -> object:
    from tsunagi.cli.folder import Outcome

    if path.name == "killer.txt":
        os._exit(9)
    return Outcome(f"{path.name}: read", read=True)
