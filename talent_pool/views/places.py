"""Choosing a place step by step with plain links, as a filter of a list."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import Region


@dataclass(frozen=True)
class Place:
    """The chosen place, what is above it and what can be chosen below it."""

    region: Region | None
    above: list[Region]
    below: list[Region]


def chosen_place(request: HttpRequest) -> Place:
    """From ?region=<id>. A number that is none, or a place that is gone, chooses nothing."""
    number = request.GET.get("region", "")
    region = Region.objects.current().filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
    above = list(Region.objects.above(region)) if region else []
    return Place(region, above, list(Region.objects.current().filter(parent=region, is_statistical=False)))
