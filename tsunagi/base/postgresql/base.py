"""Django's PostgreSQL, but for two questions less with each request: what may be seen is told with what is asked, and
a connection that answered just now is not asked whether it still does. What is asked all the time (base/often.py) the
server plans once for each connection.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

from django.db.backends.postgresql import base, operations

from tsunagi.base.scope import NAME

#: What may share its message with the telling. Others (VACUUM, CREATE DATABASE, COPY) insist on one of their own.
SHARING: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
#: What shows nothing, and has to come before anything is asked in a transaction.
FIRST: Final = "SET TRANSACTION"
#: Seconds for which a connection that answered is taken to be whole. Was the server restarted since, one request fails.
JUST_NOW: Final = 1.0

#: How often a question comes over a connection before its plan is kept: keeping it takes a message more.
BEFORE_KEEPING: Final = 3

_Cursor: Any = base.Cursor
_BindingCursor: Any = base.ServerBindingCursor


@dataclass
class Telling:
    """What a connection is to show (tsunagi.base.scope), and what its server was last told; None: nobody knows."""

    wanted: str = ""
    told: str | None = ""
    answered_at: float = float("-inf")

    def forget(self) -> None:
        """After an error or a rollback, with which goes back what was told in it."""
        self.told, self.answered_at = None, float("-inf")


class Cursor(_Cursor):  # type: ignore[misc]
    """Nothing is asked of the server before it was told what is to be shown."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        """The question; with it, in one message, what is to be shown, where that is not what was told last."""
        telling: Telling = self.connection.telling
        wanted = telling.wanted
        text = query if isinstance(query, str) else ""
        try:
            if text.startswith(FIRST):
                return super().execute(query, params, **more)
            if text.startswith("ROLLBACK"):  # all that is taken after an error; what was told since goes back with it
                super().execute(query, params, **more)
                telling.forget()
                return self
            if telling.told == wanted:
                super().execute(query, params, **more)
            elif text.startswith(SHARING):
                super().execute(f"{_telling(wanted)}; {text}", params, **more)
                self.nextset()
            else:
                super().execute(_telling(wanted))
                super().execute(query, params, **more)
        except BaseException:
            telling.forget()
            raise
        telling.told, telling.answered_at = wanted, time.monotonic()
        return self

    def executemany(self, *args: Any, **more: Any) -> None:
        """Told before."""
        self.tell()
        super().executemany(*args, **more)

    def copy(self, *args: Any, **more: Any) -> Any:
        """Told before."""
        self.tell()
        return super().copy(*args, **more)

    def tell(self) -> None:
        """Tell, and ask nothing: for what is not asked by `execute`."""
        self.execute("SELECT")


class KeepingCursor(_BindingCursor):  # type: ignore[misc]
    """Asks where the server was told already what is to be shown; the server keeps how it goes about each question."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        """The question, its values apart from it: only so it is the same one each time."""
        telling: Telling = self.connection.telling
        try:
            super().execute(query, params, **more)
        except BaseException:
            telling.forget()
            raise
        telling.answered_at = time.monotonic()
        return self


class DatabaseOperations(operations.DatabaseOperations):
    """Tells whoever looks on (a debugger, a test) what was asked of a keeping cursor, too."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> Any:
        """The question with its values in their places, as Django tells it of all others."""
        if isinstance(cursor, KeepingCursor):
            return str(Cursor(cursor.connection).mogrify(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; who goes through many rows at the server's side is told for first, too."""

    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.telling = Telling()

    def get_connection_params(self) -> dict[str, Any]:
        """With our own cursors; of these the keeping ones alone have plans kept."""
        # Django keeps none, for the sake of a pooler that gives each transaction another connection. What is to be
        # shown is told to a connection, so that no such pooler can stand between anyway.
        own = {"cursor_factory": Cursor, "prepare_threshold": BEFORE_KEEPING}
        return {**super().get_connection_params(), **own}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that was told nothing yet."""
        made = super().get_new_connection(conn_params)
        self.telling.forget()
        made.telling = self.telling
        return made

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor; one with a name stays at the server, and asks by its own ways."""
        if name:
            super().create_cursor().tell()
        return super().create_cursor(name)

    def cursor_for_often(self) -> Any:
        """A cursor for a question that is asked all the time, which may not change what is to be shown."""
        made: Any = self.connection
        if made is None or self.telling.told != self.telling.wanted:
            return self.cursor()  # the only one that can tell, in one message with the question
        made.cursor_factory = KeepingCursor
        try:
            return self.cursor()  # of a new connection, where this one broke: that one's own, which tells
        finally:
            made.cursor_factory = Cursor

    def is_usable(self) -> bool:
        """Whether the server answers, or did so just now."""
        return time.monotonic() - self.telling.answered_at < JUST_NOW or super().is_usable()

    def _rollback(self) -> None:
        self.telling.forget()
        super()._rollback()  # type: ignore[misc]


def _telling(wanted: str) -> str:
    """The telling as SQL; `scope` puts nothing into it but numbers, commas and its asterisk."""
    return f"SELECT set_config('{NAME}', '{wanted}', false)"
