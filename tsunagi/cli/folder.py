"""Every document of a folder, read on all cores; a broken one stops nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from tsunagi.cli import one
from tsunagi.cli.sentences import unexpected
from tsunagi.cli.summary import line_of
from tsunagi.reading.model import Unreadable

_KILLED = "読み取りの途中で止まりました。 / The reader was stopped by this file."


@dataclass(frozen=True, slots=True)
class Task:
    """What to do with each file. Outputs go into `out` under the file's own name."""

    formats: tuple[one.Format, ...]
    out: Path | None
    shape: Path | None
    day: date | None
    lang: one.Lang


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line on one file, and whether it was read."""

    line: str
    read: bool


def documents(folder: Path) -> list[Path]:
    """The files in the folder and below, in order of their names; hidden ones are left out."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def read_folder(
    folder: Path, paths: Sequence[Path], task: Task, progress: Callable[[int, int], None]
) -> Iterator[Outcome]:
    """The outcome of each file in the order of `paths`. Raises Unwritable where an output cannot be written."""
    outcomes: dict[Path, Outcome] = {}
    for path, outcome in _in_any_order(folder, paths, task):
        outcomes[path] = outcome
        progress(len(outcomes), len(paths))
    return (outcomes[path] for path in paths)


def read_one(folder: Path, path: Path, task: Task) -> Outcome:
    """Read one file and write what is wanted of it."""
    name = path.relative_to(folder)
    try:
        result = one.judged(path, task.shape, task.day)
    except Unreadable as error:
        return Outcome(f"{name}: {error}", read=False)
    except Exception as error:
        if os.environ.get("TSUNAGI_DEBUG"):
            raise
        return Outcome(f"{name}: {unexpected(error)}", read=False)
    if task.out:
        for kind in task.formats:
            one.save(result, kind, task.out / name.parent / f"{name.name}.{kind}", task.lang)
    return Outcome(line_of(str(name), result.document, result.assessments, task.lang), read=True)


def _in_any_order(folder: Path, paths: Sequence[Path], task: Task) -> Iterator[tuple[Path, Outcome]]:
    """A file that kills its process takes down the pool: the files that were left are then read one by one."""
    left = []
    for path, outcome in _pool(folder, paths, task):
        if outcome is None:
            left.append(path)
        else:
            yield path, outcome
    for path in left:
        for _, outcome in _pool(folder, [path], task):
            yield path, outcome or Outcome(f"{path.relative_to(folder)}: {_KILLED}", read=False)


def _pool(folder: Path, paths: Sequence[Path], task: Task) -> Iterator[tuple[Path, Outcome | None]]:
    """Each file's outcome as it comes; None for those that a killed process left unread."""
    workers = min(len(paths), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        started: dict[Future[Outcome], Path] = {}
        for path in paths:
            try:
                started[pool.submit(read_one, folder, path, task)] = path
            except BrokenProcessPool:
                yield path, None
        try:
            for future in as_completed(started):
                try:
                    yield started[future], future.result()
                except BrokenProcessPool:
                    yield started[future], None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
