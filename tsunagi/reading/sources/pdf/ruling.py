"""The ruled lines of a PDF page, and the boxes and tables that they draw.

Coordinates are points of the page as it is seen, from its lower left corner.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from ctypes import byref, c_float, c_int
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
Seen = Callable[[float, float], tuple[float, float]]

#: A rule is at most so thick; what is thicker is an area. Points.
THIN = 3.0
#: Ends of rules that are nearer than this touch each other, and rules that are nearer lie on each other.
NEAR = 2.5
#: No text fits between rules that are nearer than this: they are one double rule.
SLIVER = 4.0
#: Drawings with more pieces than this are pictures and no tables.
MANY = 3000

_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: where it stands (x of an upright one, y of a level one) and from where to where it goes."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its columns' edges from left, its rows' edges from top, and which cell each field belongs to.

    `homes[row][column]` is the first (row, column) of the cell that covers the field, None where no cell does:
    merged cells cover several fields.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    homes: tuple[tuple[tuple[int, int] | None, ...], ...]

    def home(self, x: float, y: float) -> tuple[int, int] | None:
        """The first field (row, column) of the cell around a point, None outside of every cell."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, -y, key=lambda edge: -edge) - 1
        if 0 <= row < len(self.homes) and 0 <= column < len(self.homes[row]):
            return self.homes[row][column]
        return None

    def cells(self) -> set[tuple[int, int]]:
        """The first fields of all cells."""
        return {home for row in self.homes for home in row if home is not None}

    def box(self, cell: tuple[int, int]) -> Box:
        """The place of the cell whose first field is given."""
        fields = [
            (row, column) for row, homes in enumerate(self.homes) for column, home in enumerate(homes) if home == cell
        ]
        rows, columns = [row for row, _ in fields], [column for _, column in fields]
        return (self.xs[min(columns)], self.ys[max(rows) + 1], self.xs[max(columns) + 1], self.ys[min(rows)])


def drawn(page: pdfium.FPDF_PAGE, seen: Seen | None) -> tuple[list[Grid], list[Box]]:
    """The tables ruled on a page and the single boxes drawn on it."""
    level: list[Rule] = []
    upright: list[Rule] = []
    for x0, y0, x1, y1 in _strokes(page, seen):
        across, along = x1 - x0 <= THIN, y1 - y0 <= THIN
        if along:
            level.append(Rule((y0 + y1) / 2, x0, x1))
        if across:
            upright.append(Rule((x0 + x1) / 2, y0, y1))
    level, upright = _joined(level), _joined(upright)
    if len(level) * len(upright) > MANY * 100:
        return [], []
    grids, boxes = [], []
    for rows, columns in _touching(level, upright):
        grid = _grid(rows, columns)
        if grid is None:
            continue
        cells = grid.cells()
        if len(cells) == 1:
            boxes.append(grid.box(next(iter(cells))))
        elif cells:
            grids.append(grid)
    return grids, boxes


def _strokes(page: pdfium.FPDF_PAGE, seen: Seen | None) -> Iterator[Box]:
    """Every thin straight piece that the page draws."""
    count = pdfium.FPDFPage_CountObjects(page)
    for thing in (pdfium.FPDFPage_GetObject(page, place) for place in range(count)):
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            strokes = _path(thing, _IDENTITY)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            strokes = _form(thing, _IDENTITY, 0)
        else:
            continue
        for x0, y0, x1, y1 in strokes:
            if seen is None:
                yield x0, y0, x1, y1
            else:
                (xa, ya), (xb, yb) = seen(x0, y0), seen(x1, y1)
                yield min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def _form(form: pdfium.FPDF_PAGEOBJECT, outer: _Matrix, depth: int) -> Iterator[Box]:
    """The thin pieces of a drawing that is placed on the page as a whole."""
    if depth > 4:
        return
    matrix = _product(_matrix(form), outer)
    for place in range(min(pdfium.FPDFFormObj_CountObjects(form), MANY)):
        thing = pdfium.FPDFFormObj_GetObject(form, place)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield from _path(thing, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _form(thing, matrix, depth + 1)


def _path(path: pdfium.FPDF_PAGEOBJECT, outer: _Matrix) -> Iterator[Box]:
    """The thin pieces of one path: itself if it is thin, else the edges of what it outlines."""
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    if not pdfium.FPDFPageObj_GetBounds(path, byref(left), byref(bottom), byref(right), byref(top)):
        return
    corners = _moved(outer, left.value, bottom.value), _moved(outer, right.value, top.value)
    whole = _box(corners)
    if min(whole[2] - whole[0], whole[3] - whole[1]) <= THIN:
        yield whole
        return
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
    pieces = pdfium.FPDFPath_CountSegments(path)
    if pieces > MANY or (not stroke.value and pieces <= 5):
        return
    for outline, curved in _outlines(path, pieces, _product(_matrix(path), outer)):
        box = _box(outline)
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            yield box
        elif not stroke.value:
            continue
        elif curved:
            x0, y0, x1, y1 = box
            yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
        else:
            for start, end in pairwise(outline):
                edge = _box((start, end))
                if min(edge[2] - edge[0], edge[3] - edge[1]) <= THIN:
                    yield edge


def _outlines(
    path: pdfium.FPDF_PAGEOBJECT, pieces: int, matrix: _Matrix
) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The path's lines, each as its points and whether it has curves."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y = c_float(), c_float()
    for place in range(pieces):
        piece = pdfium.FPDFPath_GetPathSegment(path, place)
        kind = pdfium.FPDFPathSegment_GetType(piece)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points, curved
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(piece, byref(x), byref(y))
        points.append(_moved(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(piece):
            points.append(points[0])
    if len(points) > 1:
        yield points, curved


def _matrix(thing: pdfium.FPDF_PAGEOBJECT) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, byref(found)):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _moved(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(points: list[tuple[float, float]] | tuple[tuple[float, float], ...]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _joined(rules: list[Rule]) -> list[Rule]:
    """The rules with the pieces of one line put together: a table's edges are drawn cell by cell."""
    found: list[Rule] = []
    for group in _near(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in group) / len(group)
        group.sort(key=lambda rule: rule.low)
        low, high = group[0].low, group[0].high
        for rule in group[1:]:
            if rule.low > high + NEAR:
                found.append(Rule(at, low, high))
                low, high = rule.low, rule.high
            high = max(high, rule.high)
        found.append(Rule(at, low, high))
    # The dots where rules meet are no rules of their own.
    return [rule for rule in found if rule.high - rule.low > THIN]


def _near(rules: list[Rule]) -> Iterator[list[Rule]]:
    """Sorted rules in groups that lie on one line."""
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[0].at > NEAR:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _touching(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules in groups that hang together."""
    leader = list(range(len(level) + len(upright)))

    def first(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for row, one in enumerate(level):
        for column, other in enumerate(upright, len(level)):
            if other.low - NEAR <= one.at <= other.high + NEAR and one.low - NEAR <= other.at <= one.high + NEAR:
                leader[first(column)] = first(row)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for row, one in enumerate(level):
        groups.setdefault(first(row), ([], []))[0].append(one)
    for column, other in enumerate(upright, len(level)):
        groups.setdefault(first(column), ([], []))[1].append(other)
    return list(groups.values())


def _grid(level: list[Rule], upright: list[Rule]) -> Grid | None:
    """The table that hanging rules make, None if they make none."""
    if not level or not upright or len(level) + len(upright) < 4:
        return None
    xs = _edges(upright, min(rule.low for rule in level), max(rule.high for rule in level))
    ys = _edges(level, min(rule.low for rule in upright), max(rule.high for rule in upright))[::-1]
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > MANY * 10:
        return None
    walls = {edge: [rule for rule in upright if abs(rule.at - edge) <= SLIVER] for edge in xs}
    floors = {edge: [rule for rule in level if abs(rule.at - edge) <= SLIVER] for edge in ys}
    leader = {(row, column): (row, column) for row in range(rows) for column in range(columns)}
    outside: set[tuple[int, int]] = set()

    def first(field: tuple[int, int]) -> tuple[int, int]:
        while leader[field] != field:
            field = leader[field]
        return field

    for row in range(rows):
        middle = (ys[row] + ys[row + 1]) / 2
        for column, edge in enumerate(xs):
            if _covers(walls[edge], middle):
                continue
            if 0 < column < columns:
                _unite(leader, first((row, column - 1)), first((row, column)))
            elif walls[edge]:
                outside.add((row, min(column, columns - 1)))
    for column in range(columns):
        middle = (xs[column] + xs[column + 1]) / 2
        for row, edge in enumerate(ys):
            if _covers(floors[edge], middle):
                continue
            if 0 < row < rows:
                _unite(leader, first((row - 1, column)), first((row, column)))
            elif floors[edge]:
                outside.add((min(row, rows - 1), column))
    open_cells = {first(field) for field in outside}
    closed = walls[xs[0]] and walls[xs[-1]] and floors[ys[0]] and floors[ys[-1]]
    if not closed and len({first(field) for field in leader} - open_cells) == 1:
        return None
    homes = tuple(
        tuple(None if first((row, column)) in open_cells else first((row, column)) for column in range(columns))
        for row in range(rows)
    )
    return Grid(tuple(xs), tuple(ys), homes)


def _edges(rules: list[Rule], low: float, high: float) -> list[float]:
    """Where the rules stand, ascending, with the table's open sides."""
    found: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not found or at - found[-1] > SLIVER:
            found.append(at)
    # Tables are often left open at their sides: then the crossing rules say how far they reach.
    if found[0] - low > 2 * THIN:
        found.insert(0, low)
    if high - found[-1] > 2 * THIN:
        found.append(high)
    return found


def _covers(rules: list[Rule], at: float) -> bool:
    return any(rule.low - NEAR <= at <= rule.high + NEAR for rule in rules)


def _unite(leader: dict[tuple[int, int], tuple[int, int]], one: tuple[int, int], other: tuple[int, int]) -> None:
    leader[max(one, other)] = min(one, other)
