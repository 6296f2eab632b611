"""Questions that pages ask of the database again and again: the SQL of each is written once, its values differ.

To write the SQL of a small question and to take its answer apart costs Django several times what the answer does.
Where thousands of pages ask each second (a chat, who is signed in), that is most of the work.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup, QuerySet, Value
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable

Row = TypeVar("Row")


class Given(Value):
    """Stands in a question for what is given, under this name, each time that it is asked."""

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """A place, and oneself in it."""
        return "%s", [self]


class Keys(Field[Any, Any]):
    """Several keys as one value, so that a question is written alike for one and for a hundred: an array or JSON."""

    def get_db_prep_value(self, value: Iterable[Any], connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """As the lookup `among` reads them."""
        if connection.vendor == "postgresql":
            return list(value)
        return json.dumps([one.hex if isinstance(one, UUID) else one for one in value])


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    """`key__among=Given("keys", Keys())`: as `in`, of keys that are one value."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Any of the array's, or of the list that the JSON holds."""
        (key, left), (keys, right) = self.process_lhs(compiler, connection), self.process_rhs(compiler, connection)
        words = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{key} {words % keys}", (*left, *right)


class Often(Generic[Row]):
    """A question of rows of a model, or of tuples (`values_list`); asked like a function, it answers as a list.

    ask: the question as any other is written, with `Given` for what differs.
    """

    def __init__(self, ask: Callable[[], QuerySet[Any, Row]]) -> None:
        self._ask = ask
        self._written = threading.local()  # what is written belongs to a connection, and so to a thread

    def __call__(self, **given: Any) -> list[Row]:
        """What the database answers, for these values by their names."""
        queryset = getattr(self._written, "queryset", None)
        if queryset is None:
            queryset = self._written.queryset = self._ask()
            self._written.by_name = {}
        connection = connections[queryset.db]
        written: _Written | None = self._written.by_name.get(connection.alias)
        if written is None or written.connection is not connection:
            written = self._written.by_name[connection.alias] = _Written(queryset, connection)
        return written.asked(given)


class _Written:
    """A question in the words of one database."""

    def __init__(self, queryset: QuerySet[Any, Any], connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._compiler = compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._params = compiler.as_sql()
        self._converters = compiler.get_converters([one[0] for one in compiler.select])
        self._made: Callable[[Sequence[Any]], Any] = tuple
        if issubclass(queryset._iterable_class, ModelIterable):
            self._made = _maker(compiler.klass_info, compiler, connection.alias)

    def asked(self, given: dict[str, Any]) -> list[Any]:
        params = [_value(one, given, self.connection) for one in self._params]
        with cursor_for_often(self.connection) as cursor:
            cursor.execute(self._sql, params)
            rows: Iterable[Sequence[Any]] = cursor.fetchall()
        if self._converters:  # thousands of rows are not gone through for nothing
            rows = self._compiler.apply_converters(rows, self._converters)
        return [*map(self._made, rows)]


def cursor_for_often(connection: BaseDatabaseWrapper) -> Any:
    """A cursor for what is asked in the same words each time: PostgreSQL keeps how it goes about it."""
    asked: Any = connection
    return asked.cursor_for_often() if connection.vendor == "postgresql" else asked.cursor()


def _value(one: Any, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
    return one.output_field.get_db_prep_value(given[one.value], connection) if isinstance(one, Given) else one


def _maker(told: Any, compiler: Any, alias: str) -> Callable[[Sequence[Any]], Any]:
    """Makes an object of a model of a row, with those that it points to and `select_related` names.

    told: what the compiler knows of the model and of what it points to.
    """
    model, first, last = told["model"], told["select_fields"][0], told["select_fields"][-1]
    names = [one[0].target.attname for one in compiler.select[first : last + 1]]
    pointed = [(one["local_setter"], _maker(one, compiler, alias)) for one in told.get("related_klass_infos", ())]

    def make(row: Sequence[Any]) -> Any:
        if row[first] is None:
            return None  # whoever it points to is nobody where there is no key
        # As `from_db` makes it, whose way through signals and defaults takes three times as long: a page has hundreds.
        made, state = model.__new__(model), ModelState()
        state.adding, state.db = False, alias
        made.__dict__.update(zip(names, row[first : last + 1], strict=True), _state=state)
        for setter, other in pointed:
            setter(made, other(row))
        return made

    return make
