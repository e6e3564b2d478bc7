"""The owner's room: which organisations there are, and who works there as what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import operations as accounts
from accounts.http import UserRequest
from accounts.models import Membership, Organisation, Role
from cms import staff
from cms.forms import OrganisationForm, RoleForm
from courses import operations as courses
from courses.models import ReviewRule

PER_PAGE = 20


def owner_door(request: UserRequest) -> None:
    """To anybody but the owner of the site this room is not there."""
    if not request.user.is_superuser:
        raise Http404


@never_cache
@require_http_methods(["GET", "POST"])
def organisations(request: UserRequest) -> HttpResponse:
    owner_door(request)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        messages.success(request, _("%(name)s is here now. Give somebody a role.") % {"name": made})
        return redirect("cms:organisation", made.slug)
    query = request.GET.get("q", "").strip()[:50]
    rows = Organisation.objects.select_related("kind", "region").filter(name__icontains=query).order_by("name", "pk")
    context = {"form": form, "query": query, "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "cms/organisations.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def organisation(request: UserRequest, slug: str) -> HttpResponse:
    """The organisation, its people, and the form that gives a role."""
    owner_door(request)
    found = get_object_or_404(Organisation.objects.select_related("kind", "region"), slug=slug)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        staff.appoint(form.person, found, role, region=form.cleaned_data["region"], by=request.user, now=now())
        messages.success(request, _("%(name)s: %(role)s from now on.") % {"name": form.person, "role": role.label})
        return redirect("cms:organisation", slug)
    rows = found.memberships.filter(ended_at=None).select_related("person", "region").order_by("role", "-since", "-pk")
    context = {
        "form": form,
        "organisation": found,
        "review": review_at(found),
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "cms/organisation.html", context, status=422 if form.errors else 200)


def review_at(found: Organisation) -> dict[str, bool]:
    """Whether lessons are reviewed here, and whether there is anybody to do it."""
    rule = ReviewRule.objects.filter(organisation=found).first()
    reviewers = found.memberships.filter(role=Role.REVIEWER, ended_at=None).values("person").distinct().count()
    return {
        "is_asked": rule is not None and rule.is_asked,
        "own_needs_another": rule is not None and rule.own_needs_another,
        "is_manned": reviewers > 0,
        "is_alone": reviewers == 1,
    }


@require_POST
def set_review(request: UserRequest, slug: str) -> HttpResponse:
    """Ask for review before publishing, or stop asking; whether reviewers' own writing needs another: the button says what is meant."""
    owner_door(request)
    found = get_object_or_404(Organisation, slug=slug, kind__teaches=True)
    rules = {
        "ask": (True, None, _("From now on reviewers publish.")),
        "stop": (False, None, _("From now on trainers publish by themselves.")),
        "another": (True, True, _("From now on another reviewer looks at what a reviewer wrote.")),
        "own": (True, False, _("From now on reviewers may publish what they wrote themselves.")),
    }
    is_asked, another, said = rules.get(request.POST.get("action", ""), rules["stop"])
    courses.set_review(found, is_asked=is_asked, own_needs_another=another, by=request.user, now=now())
    messages.success(request, said)
    return redirect("cms:organisation", slug)


@require_POST
def end_role(request: UserRequest, slug: str, membership: int) -> HttpResponse:
    owner_door(request)
    found = get_object_or_404(Membership.objects.select_related("person", "organisation"), pk=membership, organisation__slug=slug)
    staff.dismiss(found, now=now())
    messages.success(request, _("%(name)s no longer has this role. What they did stays.") % {"name": found.person})
    return redirect("cms:organisation", slug)


@require_POST
def verify(request: UserRequest, slug: str) -> HttpResponse:
    """The papers were seen."""
    owner_door(request)
    accounts.verify_organisation(get_object_or_404(Organisation, slug=slug), now=now())
    messages.success(request, _("Written down: its papers were seen."))
    return redirect("cms:organisation", slug)


@require_POST
def suspend(request: UserRequest, slug: str) -> HttpResponse:
    """Suspend, or end the suspension: the button says which of the two is meant."""
    owner_door(request)
    found = get_object_or_404(Organisation, slug=slug)
    if request.POST.get("action") == "resume":
        staff.resume_organisation(found, now=now())
        messages.success(request, _("%(name)s works again.") % {"name": found})
    else:
        staff.suspend_organisation(found, now=now())
        messages.success(request, _("%(name)s is suspended: its people no longer see or change anything through it.") % {"name": found})
    return redirect("cms:organisation", slug)
