"""The glossary: an index of the words that published lessons explain. The words are the pages'; publishing rebuilds the rows."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.finding import FoundByWords
from courses.models.learning import Course
from courses.models.pages import LessonPage


class TermUseQuerySet(FoundByWords["TermUse"]):
    def open(self) -> Self:
        """In lessons that everybody may read now."""
        return self.filter(page__in=LessonPage.objects.live().public().values("pk"))


class TermUse(models.Model):
    """A lesson explains a word."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="term_uses")
    page = models.ForeignKey(LessonPage, models.CASCADE, related_name="term_uses")
    word = models.CharField(max_length=40)
    meaning = models.TextField()
    sort_key = models.CharField(max_length=120)
    found_by = models.TextField()

    objects = TermUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a trade word")
        verbose_name_plural = _("uses of trade words")
        ordering = ["sort_key", "word", "pk"]
        indexes = [models.Index(fields=["sort_key", "word"], name="terms_in_order")]
        constraints = [models.UniqueConstraint(fields=["page", "word"], name="a_lesson_explains_a_word_once")]

    def __str__(self) -> str:
        return self.word
