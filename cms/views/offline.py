"""Studying without a network: the service worker, its switch, and the page shown where nothing can be reached."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses.serving import ASSETS, build


@login_not_required
@never_cache
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker at the root, so that it serves the whole site. Switched off, it is a worker that clears up and leaves."""
    name = "cms/sw.js" if settings.SERVICE_WORKER else "cms/sw_off.js"
    pages = {}
    for language, _ in settings.LANGUAGES:
        with override(language):
            pages[language] = reverse("cms:offline")
    context = {"build": build(), "offline": pages["zh-hans"], "offline_en": pages["en"], "shell": [*pages.values(), *map(static, ASSETS)]}
    return HttpResponse(render_to_string(name, context), content_type="text/javascript; charset=utf-8")


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The same bytes for everyone: the courses kept on this phone are listed by keep.js."""
    return render(None, "cms/offline.html")  # without the request nothing personal gets in
