"""What every template may ask for. Nothing here opens the session unless a template uses it."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Notice


def site(request: HttpRequest) -> dict[str, object]:
    """The same page in the other language, and the number of unread notices (asked of the database only when shown)."""
    path = request.path
    other = path.removeprefix("/en") if path.startswith("/en/") else f"/en{path}"

    def unread() -> int:
        user = request.user
        return Notice.objects.visible_to(user).unread().count() if user.is_authenticated else 0

    return {"other_language_url": other, "unread_notices": SimpleLazyObject(unread), "icp": settings.ICP_NUMBER}
