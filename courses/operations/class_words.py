"""The words that describe classes, from a text file; what people added or changed since stays."""

from pathlib import Path

import yaml
from django.db import transaction

from courses.models import ClassLevel, FundingSource, PeopleGroup

KINDS: dict[str, type[ClassLevel | FundingSource | PeopleGroup]] = {"levels": ClassLevel, "funding": FundingSource, "groups": PeopleGroup}


@transaction.atomic
def load_class_words(file: Path) -> int:
    """Add the words that are missing; returns how many were."""
    added = 0
    for kind, words in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        for position, word in enumerate(words, start=1):
            _, is_new = KINDS[kind].objects.get_or_create(slug=word["slug"], defaults={"name": word["name"], "position": position})
            added += is_new
    return added
