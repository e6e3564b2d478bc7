"""The glossary: every word of the trade that a lesson explains. The same bytes for everyone."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from courses.models import Course, TermUse
from courses.models.glossary import page_of_terms
from courses.serving import page_number, shared_response


@login_not_required
@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    number = page_number(request.GET.get("page"))
    told = TermUse.objects.open().aggregate(uses=Count("pk"), newest=Max("pk"), compiled=Max("course__compiled_at"))
    facts = ["terms", number, Course.objects.count(), *told.values()]
    return shared_response(request, facts=facts, render=lambda: render_terms(number))


def render_terms(number: int) -> str:
    language = get_language() or ""
    other = "/terms/" if language == "en" else "/en/terms/"
    return render_to_string("courses/terms.html", {"page_obj": page_of_terms(number), "other_language_url": other})
