from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class WrittenForGood(Exception):
    """A row of a log is added, never changed and never taken away."""


class LastingQuerySet[Row: models.Model](models.QuerySet[Row]):
    def update(self, **values: Any) -> NoReturn:
        raise WrittenForGood(self.model.__name__)

    def delete(self) -> NoReturn:
        raise WrittenForGood(self.model.__name__)

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise WrittenForGood(self.model.__name__)


class Lasting(models.Model):
    """A row that is written once. What the law makes us erase goes through `_base_manager`, knowingly."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise WrittenForGood(type(self).__name__)
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise WrittenForGood(type(self).__name__)
