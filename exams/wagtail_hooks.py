"""What the admin does for question banks."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.models import User
from exams.models import QuestionBank, analysed_by
from exams.views import analyses, importing


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def question_addresses() -> list[URLPattern]:
    return [
        path("exams/import/", importing.import_questions, name="exams_import"),
        path("exams/import/template.xlsx", importing.question_template, name="exams_template"),
        path("exams/import/<uuid:key>/", importing.upload, name="exams_upload"),
        path("exams/import/<uuid:key>/preview/", importing.preview, name="exams_preview"),
        path("exams/export/<slug:bank>/<str:kind>/", importing.export_questions, name="exams_export"),
        path("exams/analyses/", analyses.analyses, name="exams_analyses"),
        path("exams/analyses/<uuid:key>/", analyses.analysis, name="exams_analysis"),
        path("exams/analyses/<uuid:key>/figures.xlsx", analyses.figures, name="exams_figures"),
    ]


class BankMenuItem(MenuItem):
    """For who keeps a bank."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and QuestionBank.objects.visible_to(request.user).exists()


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def import_questions_item() -> MenuItem:
    return BankMenuItem(_("Questions from files"), reverse("exams_import"), icon_name="upload", order=255)


class AnalysesMenuItem(MenuItem):
    """For who examines."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and analysed_by(request.user).exists()


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def analyses_item() -> MenuItem:
    return AnalysesMenuItem(_("Which questions to mend"), reverse("exams_analyses"), icon_name="help", order=40)
