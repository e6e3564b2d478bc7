"""The admin carries the site's name and colours, and begins with what an author came for."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.ui.components import Component

from courses.models.authors import authored_courses


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


class AuthorPanel(Component):
    """The author's own courses, and how a lesson comes about."""

    order = 50
    template_name = "cms/author_panel.html"
    SHOWN = 12

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        mine = authored_courses(parent_context["request"].user)
        return {"courses": mine[: self.SHOWN], "is_more": mine.count() > self.SHOWN}


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def begin_with_ones_own_courses(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, AuthorPanel())


@hooks.register("construct_homepage_summary_items", order=100)  # type: ignore[untyped-decorator]
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    """How many pages, pictures and documents the whole site has tells an author nothing."""
    items.clear()
