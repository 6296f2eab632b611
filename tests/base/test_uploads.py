"""What staff hand in goes through the operator's scanner first, where there is one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tsunagi.base.uploads import UploadField
from tsunagi.directory.forms.lists import HsdsForm, ListForm
from tsunagi.register.forms.imports import UploadForm

#: What every scanner takes for a virus, by agreement, and is none; in two parts, so that none takes this file for one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"
#: A scanner that knows nothing else. Where the word is "broken", it cannot tell.
STAND_IN = """import sys
read = sys.stdin.buffer.read()
sys.exit(2 if b"broken" in read else int(b"EICAR-STANDARD" + b"-ANTIVIRUS" in read))
"""
FORMS = [
    (ListForm, {}),
    (HsdsForm, {}),
    (UploadForm, {"fiscal_year": 2026, "kind": "plan"}),
]


def said_of(content: bytes, form: Any = ListForm, said: Any = None) -> str:
    """What the form says of the file; "" where it takes it, and can read all of it."""
    asked = form(said or {}, {"file": SimpleUploadedFile("list.csv", content)})
    if asked.is_valid():
        assert asked.cleaned_data["file"].read() == content
    return " ".join(asked.errors.get("file", []))


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> None:
    program = tmp_path / "scanner.py"
    program.write_text(STAND_IN, encoding="utf-8")
    settings.SCANNER = [sys.executable, str(program)]


@pytest.mark.parametrize(("form", "said"), FORMS)
def test_what_the_scanner_does_not_call_clean_is_refused(scanner: None, form: Any, said: Any) -> None:
    assert said_of(b"a,b", form, said) == ""
    assert "害のあるもの" in said_of(b"a," + EICAR, form, said)
    assert "検査ができなかった" in said_of(b"broken", form, said)


def test_without_its_scanner_nothing_is_taken(settings: Any, tmp_path: Path) -> None:
    settings.SCANNER = [str(tmp_path / "is not here")]
    assert "検査ができなかった" in said_of(b"a,b")


def test_where_none_is_set_files_are_only_weighed() -> None:
    assert said_of(EICAR) == ""
    field = UploadField(largest=3, too_large="大きい")
    with pytest.raises(Exception, match="大きい"):
        field.clean(SimpleUploadedFile("list.csv", b"four"))


def test_a_scanner_that_hangs_is_not_waited_for(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tsunagi.base.uploads.PATIENCE", 0.2)
    settings.SCANNER = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert "検査ができなかった" in said_of(b"a,b")
