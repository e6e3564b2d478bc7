"""Rows found by Chinese words: each keeps its text as the house's tokens, so a word of two characters is found and nothing else."""

from __future__ import annotations

from typing import Self

from django.db import models

from accounts.hanzi import phrases, spaced


def finding_text(*texts: str) -> str:
    """What is kept in `found_by`. A blank stands at both ends, so that only whole tokens are met; | parts what is not one text."""
    return " " + " | ".join(spaced(text) for text in texts) + " "


class FoundByWords[Row: models.Model](models.QuerySet[Row]):
    def saying(self, query: str) -> Self:
        """Rows in which every word of the query stands. A query without any word finds nothing."""
        wanted = phrases(query)
        found = self if wanted else self.none()
        for words in wanted:
            found = found.filter(found_by__contains=f" {words} ")
        return found
