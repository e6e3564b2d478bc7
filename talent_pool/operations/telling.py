"""What people are told about their applications. Notices are kept in the site's own language."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import operations as accounts
from accounts.models import Consent, Purpose
from certification.models import Certificate
from talent_pool.models import Application, Opening, Pool, PoolMember, Stage


def tell_person(application: Application, stage: Stage, *, now: datetime) -> None:
    opening = application.opening
    with override(settings.LANGUAGE_CODE):
        words = {"platform": opening.organisation.short_name, "title": opening.title}
        titles = {
            Stage.INVITED: _("%(platform)s invites you: %(title)s") % words,
            Stage.TALKING: _("%(platform)s would like to talk with you: %(title)s") % words,
            Stage.SIGNED: _("Signed with %(platform)s: %(title)s") % words,
            Stage.DECLINED: _("%(platform)s has decided for somebody else: %(title)s") % words,
            Stage.CLOSED: _("This opening is closed: %(title)s") % words,
        }
        texts = {
            Stage.INVITED: _("Your name and number stay hidden unless you accept. You are free to decline."),
            Stage.DECLINED: _("Your certificate and your other applications stay as they are."),
            Stage.CLOSED: _("Your certificate and your other applications stay as they are."),
        }
        accounts.tell(
            application.person_id,
            key=f"application-{application.pk}-{stage}",
            title=titles[stage][:100],
            text=texts.get(stage, ""),
            link=reverse("talent_pool:application", args=[application.uuid]),
            now=now,
        )


def tell_platform(application: Application, key: str, *, now: datetime) -> None:
    """The writer of the opening hears that something waits; without a name, which the page shows when it may."""
    with override(settings.LANGUAGE_CODE):
        titles = {
            "applied": _("A new application: %(title)s"),
            "accepted": _("Your invitation was accepted: %(title)s"),
            "declined": _("Your invitation was declined: %(title)s"),
            "withdrawn": _("An application was withdrawn: %(title)s"),
        }
        accounts.tell(
            application.opening.written_by_id,
            key=f"application-{application.pk}-{key}",
            title=(titles[key] % {"title": application.opening.title})[:100],
            link=reverse("talent_pool:recruit_application", args=[application.uuid]),
            now=now,
        )


def tell_of_reveal(application: Application, reveal_id: int, *, now: datetime) -> None:
    with override(settings.LANGUAGE_CODE):
        accounts.tell(
            application.person_id,
            key=f"reveal-{reveal_id}",
            title=_("%(platform)s has looked at your telephone number") % {"platform": application.opening.organisation.short_name},
            text=_("You accepted to talk about: %(title)s") % {"title": application.opening.title},
            link=reverse("talent_pool:who_looked"),
            now=now,
        )


def tell_of_review(opening: Opening, *, now: datetime) -> None:
    with override(settings.LANGUAGE_CODE):
        title = _("Published: %(title)s") if opening.is_published else _("Please look at your opening again: %(title)s")
        accounts.tell(
            opening.written_by_id,
            key=f"opening-{opening.pk}-{now.isoformat()}",
            title=(title % {"title": opening.title})[:100],
            text=opening.review_note,
            link=reverse("talent_pool:recruit_opening", args=[opening.uuid]),
            now=now,
        )


def offer_pool(certificate_id: int, *, now: datetime) -> None:
    """Once in a life: a certificate was earned, and there is a pool to be found in. Who is in one already, or refused, is not asked."""
    person = Certificate.objects.select_related("learner").get(pk=certificate_id).learner
    if Consent.objects.filter(person=person, purpose=Purpose.POOL).exists() or not Pool.objects.open().exists():
        return
    with override(settings.LANGUAGE_CODE):
        accounts.tell(
            person,
            key="pool-offer",
            title=_("With your certificate, platforms could find you"),
            text=_("If you like, join the talent pool. You choose which platform may see you. If not, nothing changes for you."),
            link=reverse("talent_pool:talent"),
            now=now,
        )


def tell_of_revocation(certificate_id: int, *, now: datetime) -> None:
    """To somebody in a pool: platforms no longer see them by this certificate. That it was revoked is certification's to tell."""
    person = Certificate.objects.select_related("learner").get(pk=certificate_id).learner
    if not PoolMember.objects.standing().filter(person=person).exists():
        return
    with override(settings.LANGUAGE_CODE):
        accounts.tell(
            person,
            key=f"certificate-{certificate_id}-left-the-pool",
            title=_("A certificate no longer counts for the talent pool"),
            text=_("Platforms see you as long as you hold another valid certificate. Your consents stay as you gave them."),
            link=reverse("talent_pool:talent"),
            now=now,
        )
