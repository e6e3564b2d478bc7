from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identity import age_on
from accounts.models.regions import Region

if TYPE_CHECKING:
    from accounts.models.organisations import Organisation, Role


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True, erased_at=None)

    def holding_a_role(self) -> Self:
        """Those who work here now: their records open more than their own learning."""
        return self.filter(memberships__ended_at=None, memberships__organisation__suspended_at=None, memberships__isnull=False).distinct()

    def unclaimed(self) -> Self:
        """Written on a roster: nobody has come in as them, and no number of theirs was ever proven."""
        return self.filter(last_login=None).exclude(phone_numbers__verified_at__isnull=False)

    def opened_by(self, number: str) -> Self:
        """The people whom this telephone number opens, the latest used first."""
        return self.active().filter(phone_numbers__number=number, phone_numbers__released_at=None).order_by("-phone_numbers__last_used_at")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, **fields: Any) -> User:
        """A person without a password: people come in by telephone, card, passkey or mail."""
        person: User = self.model(**fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


class User(AbstractBaseUser, PermissionsMixin):
    """A person (人). How the person comes in is a row elsewhere; a number or a card is never the person."""

    public_id = models.UUIDField(_("public number"), unique=True, default=uuid4)
    name = models.CharField(_("name"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    home_region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("home"),
        help_text=_("Where the family is registered."),
    )
    current_region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("now"), help_text=_("Where the person lives now.")
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "public_id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or str(_("Person without a name yet"))

    def get_username(self) -> str:
        """As text: Wagtail's admin writes it into its pages."""
        return str(self.public_id)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def first_name(self) -> str:
        """What Wagtail's sidebar calls a person; without it, it would show the public number."""
        return self.name

    @property
    def masked_name(self) -> str:
        """The family name and stars: 王**. For pages that strangers see."""
        return self.name[:1] + "*" * max(len(self.name) - 1, 1) if self.name else "***"

    @property
    def region(self) -> Region | None:
        """Where the person is to be counted and found: where they live now, else home."""
        return self.current_region or self.home_region

    def organisations_as(self, *roles: Role) -> models.QuerySet[Organisation]:
        """The standing organisations in which this person now holds one of the roles."""
        from accounts.models.organisations import Organisation  # noqa: PLC0415  # organisations are made of people

        return Organisation.objects.standing().filter(
            pk__in=self.memberships.filter(role__in=roles, ended_at=None).values("organisation"),
        )

    def is_unclaimed(self) -> bool:
        """Written on a roster, and nobody has ever come in as this person."""
        found: UserQuerySet = User.objects.unclaimed()
        return found.filter(pk=self.pk).exists()

    def holds(self, *roles: Role) -> bool:
        return self.memberships.filter(role__in=roles, ended_at=None, organisation__suspended_at=None).exists()


class HowChecked(models.TextChoices):
    NOT_YET = "", _("Not checked yet")
    DOCUMENT_SEEN = "document", _("Document seen by staff")
    OUTSIDE_SERVICE = "service", _("Confirmed by an outside service")


class Identity(models.Model):
    """Who a person is before the law. Kept apart from the account; the number is encrypted and never listed."""

    person = models.OneToOneField(User, models.PROTECT, related_name="identity", primary_key=True)
    birth_date = models.DateField(_("date of birth"))
    sealed_number = models.BinaryField(null=True, editable=False)
    number_index = models.CharField(max_length=64, null=True, unique=True, editable=False)
    number_tail = models.CharField(max_length=4, blank=True, editable=False)
    how_checked = models.CharField(max_length=8, choices=HowChecked, default=HowChecked.NOT_YET, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.CheckConstraint(condition=Q(how_checked="") ^ Q(checked_at__isnull=False), name="a_checked_identity_says_when"),
            models.CheckConstraint(
                condition=Q(sealed_number=None, number_index=None) | Q(sealed_number__isnull=False, number_index__isnull=False),
                name="identity_number_is_sealed_and_indexed_together",
            ),
        ]

    def age_on(self, day: date) -> int:
        return age_on(day, self.birth_date)
