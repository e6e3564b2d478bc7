"""My own page: who I am, where I live, which numbers open my record; my inbox; my private files."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import operations
from accounts.forms import AboutMeForm
from accounts.http import UserRequest
from accounts.identity import YOUNGEST_ALONE
from accounts.models import Access, Identity, Notice, PhoneNumber, PrivateFile, Region
from accounts.views.sign_in import AFTER_INTRODUCTION

PER_PAGE = 20


@never_cache
@require_GET
def me(request: UserRequest) -> HttpResponse:
    context = {
        "person": request.user,
        "numbers": PhoneNumber.objects.held().filter(person=request.user).order_by("verified_at"),
        "memberships": request.user.memberships.standing().select_related("organisation", "region"),
        "identity": Identity.objects.filter(person=request.user).first(),
    }
    return render(request, "accounts/me.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def about_me(request: UserRequest) -> HttpResponse:
    identity = Identity.objects.filter(person=request.user).first()
    initial = {"name": request.user.name, "birth_date": identity.birth_date if identity else None}
    form = AboutMeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.introduce_person(request.user, **form.cleaned_data, home=request.user.home_region, now=now())
        except operations.TooYoung:
            return render(request, "accounts/too_young.html", {"age": YOUNGEST_ALONE}, status=403)
        except operations.IdentityIsFixed:
            form.add_error(None, _("Your identity has been checked with your document. To change it, please go to your class teacher."))
        else:
            if request.user.home_region_id is None:
                return redirect(f"{reverse('accounts:place', args=['home'])}?first=1")
            messages.success(request, _("Saved."))
            return redirect(request.session.pop(AFTER_INTRODUCTION, None) or "accounts:me")
    return render(request, "accounts/about_me.html", {"form": form, "today": localdate()}, status=422 if form.errors else 200)


PLACES = {"home": "home_region", "now": "current_region"}


@never_cache
@require_http_methods(["GET", "POST"])
def place(request: UserRequest, which: str) -> HttpResponse:
    """Choose a place step by step: province, city, county, township, village. Works as plain links."""
    field = PLACES[which]
    if request.method == "POST":
        chosen = get_object_or_404(Region.objects.current(), pk=request.POST.get("region") or 0)
        setattr(request.user, field, chosen)
        request.user.save(update_fields=[field])
        messages.success(request, _("Saved: %(place)s") % {"place": chosen.full_name})
        if request.POST.get("first"):
            return redirect(request.session.pop(AFTER_INTRODUCTION, None) or "cms:road")
        return redirect("accounts:me")
    parent = Region.objects.current().filter(pk=request.GET.get("under") or 0).first()
    children = Region.objects.current().filter(parent=parent)
    query = request.GET.get("q", "").strip()
    found = Region.objects.current().filter(name__startswith=query).order_by("path")[:PER_PAGE] if query else []
    context = {
        "which": which,
        "parent": parent,
        "above": Region.objects.above(parent) if parent else [],
        "children": children,
        "query": query,
        "found": found,
        "first": request.GET.get("first", ""),
    }
    return render(request, "accounts/place.html", context)


@require_POST
def release_number(request: UserRequest, number_id: int) -> HttpResponse:
    try:
        operations.release_number(request.user, number_id, now=now())
        messages.success(request, _("The number no longer opens your record."))
    except operations.LastWayIn:
        messages.warning(request, _("This is your only number. Add another one first, so that you can still come in."))
    return redirect("accounts:me")


@never_cache
@require_GET
def inbox(request: UserRequest) -> HttpResponse:
    notices = Paginator(Notice.objects.visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/inbox.html", {"page_obj": notices})


@require_POST
def open_notice(request: UserRequest, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=notice_id)
    notice.mark_read(now())
    return redirect(notice.link or "accounts:inbox")


@never_cache
@require_GET
def who_looked(request: UserRequest) -> HttpResponse:
    rows = Access.objects.visible_to(request.user).select_related("viewer")
    return render(request, "accounts/who_looked.html", {"page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))})


@never_cache
@require_GET
def private_file(request: UserRequest, file_id: UUID) -> FileResponse:
    """The owner's own file, as a download: never shown inside a page of ours."""
    found = get_object_or_404(PrivateFile.objects.visible_to(request.user), pk=file_id)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
