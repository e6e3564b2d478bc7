"""What an author sees beside the fields while writing a lesson."""

from typing import Any

from wagtail.admin.panels import Panel


class ReviewPanel(Panel):
    """How hard the lesson is to read, how long and how heavy, and what it lacks, of the draft as last saved.

    courses/admin/review.js brings it up to date whenever the draft has been saved.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/review_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            lesson = self.instance
            return {**super().get_context_data(parent_context), "lesson": lesson, "review": lesson.review(), "hearing": lesson.hearing()}
