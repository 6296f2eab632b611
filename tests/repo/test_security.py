"""What docs/explanation/security.md says to be tested, is: the files and tests that it names exist."""

from __future__ import annotations

import re

from tests.repo import tree

PAGE = (tree.ROOT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:tests/[\w/]+/)?test_\w+\.py)`(?:\s*\(((?:`test_\w+`(?:,\s*)?)+)\))?")


def test_every_test_that_is_named_exists() -> None:
    wrong, tests = [], 0
    for file, names in NAMED.findall(PAGE):
        path = tree.ROOT / (file if "/" in file else f"tests/base/{file}")
        if not path.exists():
            wrong.append(file)
            continue
        source = path.read_text(encoding="utf-8")
        for name in re.findall(r"test_\w+", names):
            tests += 1
            if f"def {name}(" not in source:
                wrong.append(f"{file}: {name}")
    assert tests > 30
    assert not wrong
    alone = set(re.findall(r"`(test_\w+)`", PAGE)) - {
        name for _file, names in NAMED.findall(PAGE) for name in re.findall(r"test_\w+", names)
    }
    for name in alone:
        assert any(f"def {name}(" in path.read_text(encoding="utf-8") for path in tree.files(".py")), name


def test_every_chapter_is_answered() -> None:
    chapters = [int(number) for number in re.findall(r"^## (\d+) ", PAGE, re.M)]
    assert chapters == list(range(1, 15))
    for row in re.findall(r"^\| \d.*$", PAGE, re.M):
        answer = row.split("|")[3].strip()
        assert re.match(r"(holds|partly|no\b|–|the operator's)", answer), row
