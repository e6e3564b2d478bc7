"""Two of Wagtail's reports offer, in their filters, everybody who ever did anything; authors see only who works near them.

Its report of workflows never limits that list; its site history means to, but overrides a method that is no longer called.
"""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet, get_users_for_filter
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet, WorkflowView, get_editable_page_ids_query
from wagtail.models import WorkflowState

from accounts.models import User


def submitters_near(request: HttpRequest) -> QuerySet[User]:
    states = WorkflowState.objects.filter(object_id__in=get_editable_page_ids_query(request))
    found: QuerySet[User] = User.objects.filter(pk__in=states.values("requested_by")).order_by("name", "pk")
    return found


class OwnWorkflowFilters(WorkflowReportFilterSet):
    requested_by = django_filters.ModelChoiceFilter(field_name="requested_by", queryset=submitters_near)

    class Meta(WorkflowReportFilterSet.Meta):
        pass


class OwnWorkflowView(WorkflowView):
    filterset_class = OwnWorkflowFilters


class OwnHistoryFilters(SiteHistoryReportFilterSet):
    def get_users_queryset(self) -> QuerySet[User]:
        found: QuerySet[User] = get_users_for_filter(self.request.user)
        return found

    class Meta(SiteHistoryReportFilterSet.Meta):
        pass


class OwnHistoryView(LogEntriesView):
    filterset_class = OwnHistoryFilters


def addresses(view: Any, report: str) -> list[URLPattern]:
    return [
        path(f"admin/reports/{report}/", require_admin_access(view.as_view())),
        path(f"admin/reports/{report}/results/", require_admin_access(view.as_view(results_only=True))),
    ]


urlpatterns = [*addresses(OwnWorkflowView, "workflow"), *addresses(OwnHistoryView, "site-history")]
