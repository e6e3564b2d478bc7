"""Queries asked at every step of every learner: Django builds each once in a process, and only its values change."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet


class Slot(Expression):
    """The place of a value that is known only when the query is asked."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", (self,)

    def filled(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        return self.output_field.get_db_prep_value(getattr(value, "pk", value), connection, prepared=False)


class PreparedQuery:
    """The rows of a `values_list` with slots in it, just as Django returns them.

    Building a query with several joins and sub-queries takes Django ten times as long as asking it.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self.build = build

    @cached_property
    def built(self) -> tuple[str, tuple[Any, ...], list[tuple[int, tuple[list[Callable[..., Any]], Any]]]]:
        """Text, parameters, and for each column that the engine does not return ready for use what makes it so."""
        compiler = self.build().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return sql, tuple(parameters), list(compiler.get_converters([column for column, _, _ in compiler.select]).items())

    def rows(self, values: dict[str, Any]) -> list[list[Any]]:
        sql, parameters, converters = self.built
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Values apart from the text: so PostgreSQL plans it once a connection (settings.base, PREPARE_STATEMENTS).
                cursor.cursor = psycopg.Cursor(connection.connection)
            cursor.execute(sql, [each.filled(values) if isinstance(each, Slot) else each for each in parameters])
            found = list(map(list, cursor.fetchall()))
        for row in found:
            for place, (steps, column) in converters:
                for step in steps:
                    row[place] = step(row[place], column, connection)
        return found


@cache
def columns(model: type[Model]) -> list[str]:
    """All that a row of the model is made of."""
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001  the documented way to a model's fields


def instance[M: Model](model: type[M], row: list[Any]) -> M:
    """What the first values of a row, asked for by `columns`, are."""
    names = columns(model)
    return model.from_db("default", names, row[: len(names)])


def slots(model: type[Model], names: tuple[str, ...]) -> dict[str, Slot]:
    """One for each of these conditions on a model, such as `pk`, `learner` or `course__key`."""
    return {name: Slot(name, field_of(model, name)) for name in names}


def field_of(model: type[Model], name: str) -> Field[Any, Any]:
    first, _, rest = name.partition("__")
    field: Any = model._meta.pk if first == "pk" else model._meta.get_field(first)  # noqa: SLF001  the documented way to a model's fields
    return field_of(field.related_model, rest or "pk") if field.related_model else field
