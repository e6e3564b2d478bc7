from decimal import Decimal

from django import template
from django.utils.translation import get_language

from programmes.counting import written

register = template.Library()


@register.filter
def figure(value: Decimal | int) -> str:
    """A number as people of the page's language write it."""
    return written(Decimal(value), chinese=(get_language() or "").startswith("zh"))
