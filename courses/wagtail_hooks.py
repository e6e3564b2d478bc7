"""What the admin does differently for lessons."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accounts.http import UserRequest
from accounts.models import User
from courses.models import ClassLevel, CoursePage, FundingSource, InstitutionPage, MediaFile, ModulePage, PeopleGroup, Picture
from courses.models.authors import choosable_pages
from courses.views import blueprints, outlines, reports
from courses.views.authoring import refuse_delete, refuse_publishing_own, retire, review_lesson
from courses.views.blueprints import refuse_locked
from courses.views.drafts import phone
from courses.views.importing import import_lesson
from courses.views.shelves import refuse_used


@hooks.register("before_delete_page")  # type: ignore[untyped-decorator]
def keep_lessons_in_outlines(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refuse_delete(request, [page])


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def keep_lessons_in_outlines_in_bulk(request: HttpRequest, action_type: str, objects: Sequence[Any], action: object) -> HttpResponse | None:
    pages = [item for item in objects if isinstance(item, Page)]
    return refuse_delete(request, pages) if action_type == "delete" and pages else None


@hooks.register("before_publish_page")  # type: ignore[untyped-decorator]
def ask_for_a_second_pair_of_eyes(request: UserRequest, page: Page) -> HttpResponse | None:
    return refuse_publishing_own(request, page)


@hooks.register("before_delete_page")  # type: ignore[untyped-decorator]
@hooks.register("before_unpublish_page")  # type: ignore[untyped-decorator]
def keep_what_the_original_keeps(request: UserRequest, page: Page) -> HttpResponse | None:
    return refuse_locked(request, [page])


@hooks.register("before_move_page")  # type: ignore[untyped-decorator]
def keep_in_its_place_what_the_original_keeps(request: UserRequest, page: Page, destination: Page) -> HttpResponse | None:
    return refuse_locked(request, [page])


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def keep_in_bulk_what_the_original_keeps(
    request: UserRequest, action_type: str, objects: Sequence[Any], action: object
) -> HttpResponse | None:
    pages = [item for item in objects if isinstance(item, Page)]
    return refuse_locked(request, pages) if action_type in {"delete", "move", "unpublish"} and pages else None


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def keep_what_lessons_use(request: UserRequest, action_type: str, objects: Sequence[Any], action: object) -> HttpResponse | None:
    things = [item for item in objects if isinstance(item, Picture | MediaFile)]
    return refuse_used(request, things) if action_type == "delete" and things else None


@hooks.register("construct_page_chooser_queryset")  # type: ignore[untyped-decorator]
def choose_among_ones_own_pages(pages: PageQuerySet, request: UserRequest) -> PageQuerySet:
    """Wagtail's chooser walks through the whole tree, drafts of other institutions included."""
    allowed = choosable_pages(request.user)
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if parent and not allowed.filter(pk=parent).exists():
        raise Http404
    return pages.filter(pk__in=allowed.values("pk"))


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def lesson_addresses() -> list[URLPattern]:
    return [
        path("courses/lessons/<int:page>/retire/", retire, name="courses_retire"),
        path("courses/lessons/<int:page>/review/", review_lesson, name="courses_review"),
        path("courses/lessons/<int:page>/phone/", phone, name="courses_phone"),
        path("courses/modules/<int:module>/import/", import_lesson, name="courses_import"),
        path("courses/institutions/<int:institution>/offers/", blueprints.offers, name="courses_offers"),
        path("courses/institutions/<int:institution>/offers/<int:course>/", blueprints.build, name="courses_build"),
        path("courses/reports/stops/", reports.stops, name="courses_stops"),
        path("courses/reports/missed/", reports.missed, name="courses_missed"),
        path("courses/reports/comments/", reports.comments, name="courses_comments"),
        path("courses/<int:page>/outlines/", outlines.outlines, name="courses_outlines"),
        path("courses/<int:page>/outlines/<int:number>/", outlines.move, name="courses_move"),
        path("courses/<int:page>/blueprint/", blueprints.blueprint, name="courses_blueprint"),
        path("courses/<int:page>/blueprint/offer/", blueprints.offer, name="courses_offer"),
        path("courses/<int:page>/blueprint/lock/", blueprints.lock, name="courses_lock"),
        path("courses/<int:page>/blueprint/send/", blueprints.send, name="courses_send"),
        path("courses/<int:page>/blueprint/follow/", blueprints.follow, name="courses_follow"),
        path("courses/<int:page>/blueprint/publish/", blueprints.publish_all, name="courses_publish_all"),
    ]


@hooks.register("insert_editor_js")  # type: ignore[untyped-decorator]
def review_script() -> str:
    return format_html('<script src="{}" defer></script>', static("courses/admin/review.js"))


class ClassWordViewSet(SnippetViewSet):
    list_display = ["name", "position"]
    ordering = ["position"]
    copy_view_enabled = False
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("position")]


class ClassLevelViewSet(ClassWordViewSet):
    model = ClassLevel
    menu_label = _("Levels of classes")


class FundingSourceViewSet(ClassWordViewSet):
    model = FundingSource
    menu_label = _("Funding sources")


class PeopleGroupViewSet(ClassWordViewSet):
    model = PeopleGroup
    menu_label = _("Groups of people")


class ClassWordsGroup(SnippetViewSetGroup):
    items = [ClassLevelViewSet, FundingSourceViewSet, PeopleGroupViewSet]
    menu_icon = "group"
    menu_label = _("Words for classes")
    menu_name = "class_words"
    menu_order = 260


register_snippet(ClassWordsGroup)


@hooks.register("register_page_header_buttons")  # type: ignore[untyped-decorator]
@hooks.register("register_page_listing_more_buttons")  # type: ignore[untyped-decorator]
def our_buttons(page: Page, user: User, view_name: str = "", next_url: str | None = None) -> Iterator[Button]:
    """What an author does with a module, a course or an institution, beside what Wagtail offers."""
    kind = page.specific_class
    if kind is ModulePage and page.permissions_for_user(user).can_add_subpage():
        yield Button(_("Bring an old lesson"), reverse("courses_import", args=[page.pk]), icon_name="upload", priority=16)
    if kind is InstitutionPage and page.permissions_for_user(user).can_add_subpage():
        yield Button(_("Build after another's course"), reverse("courses_offers", args=[page.pk]), icon_name="copy", priority=16)
    if kind is CoursePage and page.permissions_for_user(user).can_edit():
        yield Button(_("Outlines and learners"), reverse("courses_outlines", args=[page.pk]), icon_name="list-ol", priority=16)
        yield Button(_("Copies and locks"), reverse("courses_blueprint", args=[page.pk]), icon_name="lock", priority=17)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def where_learners_stop() -> MenuItem:
    return MenuItem(_("Where learners stop"), reverse("courses_stops"), icon_name="view", order=10)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def most_missed() -> MenuItem:
    return MenuItem(_("Most missed in practice"), reverse("courses_missed"), icon_name="help", order=20)


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def comments_that_wait() -> MenuItem:
    return MenuItem(_("Comments waiting"), reverse("courses_comments"), icon_name="comment", order=30)
