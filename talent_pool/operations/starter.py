"""Consent wordings and pools from text files. Both may be repeated; a published wording is never rewritten."""

import hashlib
from datetime import datetime
from pathlib import Path

import yaml
from django.db import transaction

from accounts.models import ConsentWording, Organisation
from talent_pool.models import Pool


class WordingChanged(Exception):
    """The text of a published version differs: people agreed to the old words, so new words need a new version."""


@transaction.atomic
def load_wordings(folder: Path, *, now: datetime) -> int:
    """Publish the wordings of consents.yaml that are new; returns how many. Raises WordingChanged."""
    fresh = 0
    for entry in yaml.safe_load((folder / "consents.yaml").read_text(encoding="utf-8"))["wordings"]:
        text = entry["text"].strip()
        row, is_new = ConsentWording.objects.get_or_create(
            purpose=entry["purpose"], version=entry["version"], defaults={"text": text, "published_at": now}
        )
        if digest(row.text) != digest(text):
            raise WordingChanged(f"{entry['purpose']} {entry['version']}")
        fresh += is_new
    return fresh


def digest(text: str) -> str:
    """White space at the ends of lines is not a change of words."""
    return hashlib.sha256("\n".join(line.strip() for line in text.splitlines()).encode()).hexdigest()


@transaction.atomic
def load_pools(folder: Path, *, now: datetime) -> int:
    """Make the pools of consents.yaml whose holder exists; returns how many are new."""
    fresh = 0
    for entry in yaml.safe_load((folder / "consents.yaml").read_text(encoding="utf-8"))["pools"]:
        holder = Organisation.objects.get(slug=entry["holder"])
        _, is_new = Pool.objects.get_or_create(slug=entry["slug"], defaults={"title": entry["title"], "holder": holder, "created_at": now})
        fresh += is_new
    return fresh
