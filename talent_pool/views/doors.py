"""The door of the console: for which platform is this recruiter here?"""

from django.http import Http404

from accounts.http import UserRequest
from accounts.models import Organisation
from talent_pool.models import platforms_of


def platform_here(request: UserRequest) -> Organisation:
    """The platform named in ?platform=, else the first. Who recruits for none meets a page that is not there."""
    platforms = platforms_of(request.user)
    wanted = request.GET.get("platform")
    found = platforms.filter(slug=wanted).first() if wanted else platforms.first()
    if found is None:
        raise Http404
    return found
