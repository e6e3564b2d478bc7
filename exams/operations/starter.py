"""The starter's question bank and exam, from files that people review."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from accounts.models import Organisation
from courses.models import Course
from exams.content import BadContent, Kind, from_numbered
from exams.models import Blueprint, BlueprintCell, Exam, MustPassTopic, QuestionBank, Topic
from exams.operations.bank import Imported, QuestionItem, import_questions
from exams.operations.publishing import publish_exam


class BadQuestionFile(ValueError):
    """A starter file cannot be read. The message names the file and the question."""


def _read(path: Path) -> Any:
    # libyaml's loader reads the whole bank in a tenth of the time.
    return yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are the safe loader


@transaction.atomic
def load_questions(folder: Path, organisation: Organisation, *, now: datetime) -> Imported:
    """Topics, questions, blueprint and a published exam. Again with the same files: nothing is written.

    A changed question becomes a new version. An exam and its blueprint are made once; after that they are the
    examiners' to change. A course that is not there yet is asked for at the next load.
    """
    topics = {row["slug"]: _topic(position, row) for position, row in enumerate(_read(folder / "topics.yaml")["topics"], start=1)}
    items = [item for slug in topics for item in _items(folder / f"{slug}.yaml", topics)]
    done = Imported(0, 0, 0)
    for plan in _read(folder / "exams.yaml")["exams"]:
        bank, _ = QuestionBank.objects.get_or_create(
            slug=plan["bank"]["slug"], defaults={"title": plan["bank"]["title"], "organisation": organisation}
        )
        asked = [item for item in items if item.topic.slug in plan["questions"]]
        done += import_questions(bank, asked, now=now)
        _open_exam(plan, bank, topics, now=now)
    return done


def _topic(position: int, row: Mapping[str, str]) -> Topic:
    topic, _ = Topic.objects.get_or_create(slug=row["slug"], defaults={"title": row["title"], "position": position})
    return topic


def _items(path: Path, topics: Mapping[str, Topic]) -> list[QuestionItem]:
    raw = _read(path)
    found = []
    for row in raw["questions"]:
        kind = next((kind for kind in Kind if kind in row), None)
        if kind is None:
            raise BadQuestionFile(f"{path.name}: {row.get('key')}: no known kind of question")
        try:
            content = from_numbered(kind, row[kind])
        except BadContent as error:
            raise BadQuestionFile(f"{path.name}: {row.get('key')}: {error}") from error
        found.append(QuestionItem(row["key"], topics[raw["topic"]], row["difficulty"], content, row.get("source", "")))
    return found


def _open_exam(plan: Mapping[str, Any], bank: QuestionBank, topics: Mapping[str, Topic], *, now: datetime) -> None:
    course = Course.objects.filter(page__slug=plan["course"], organisation=bank.organisation_id).first()
    exam = Exam.objects.filter(slug=plan["slug"]).first()
    if exam is None:
        rules = {name: plan[name] for name in ("slug", "title", "minutes", "pass_percent", "max_attempts", "cool_down_days")}
        exam = Exam.objects.create(
            **rules, organisation_id=bank.organisation_id, bank=bank, blueprint=_blueprint(plan, bank, topics), requires_course=course
        )
        publish_exam(exam, now=now)
    elif exam.requires_course_id is None and course:
        Exam.objects.filter(pk=exam.pk).update(requires_course=course)


def _blueprint(plan: Mapping[str, Any], bank: QuestionBank, topics: Mapping[str, Topic]) -> Blueprint:
    blueprint = Blueprint.objects.create(slug=plan["slug"], title=plan["title"], organisation_id=bank.organisation_id)
    BlueprintCell.objects.bulk_create(
        BlueprintCell(blueprint=blueprint, topic=topics[slug], difficulty=difficulty, count=count, points=plan["points"])
        for slug, counts in plan["questions"].items()
        for difficulty, count in enumerate(counts, start=1)
        if count
    )
    MustPassTopic.objects.bulk_create(
        MustPassTopic(blueprint=blueprint, topic=topics[slug], share=share) for slug, share in plan["must_pass"].items()
    )
    return blueprint
