from cms.views.offline import offline, service_worker
from cms.views.site import bad_request, csrf_failure, healthz, readyz, road
from cms.views.staff import end_role, organisation, organisations, set_review, suspend, verify

__all__ = [
    "bad_request",
    "csrf_failure",
    "end_role",
    "healthz",
    "offline",
    "organisation",
    "organisations",
    "readyz",
    "road",
    "service_worker",
    "set_review",
    "suspend",
    "verify",
]
