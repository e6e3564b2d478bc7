"""Writing down what a certificate is given for."""

from datetime import datetime

from django.db import transaction

from certification.models import StandardVersion


class NothingAsked(Exception):
    """A version that asks for no course would certify everybody."""


@transaction.atomic
def publish_standard_version(version: StandardVersion, *, now: datetime) -> StandardVersion:
    """From now on this version is the one to meet; the one before it is superseded in the same moment.

    Publishing a second time changes nothing. Who met the older version while it was in force is still certified by it.
    """
    if version.published_at is not None:
        return version
    if not version.required_courses.exists():
        raise NothingAsked(str(version))
    StandardVersion.objects.current().filter(standard=version.standard_id).update(superseded_at=now)
    version.published_at = now
    version.save(update_fields=["published_at"])
    return version
