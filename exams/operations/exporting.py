"""A bank as a file for other programs."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from exams.formats import WRITERS, File, Format, Item, Place, Unit, write
from exams.models import QuestionBank, QuestionPicture, QuestionVersion, Status, Topic


def export_questions(bank: QuestionBank, kind: Format) -> File:
    """The newest words of every question that is not retired. What the format cannot hold is named and not in the file."""
    return write(WRITERS[kind], list(items_of(bank)))


def items_of(bank: QuestionBank) -> Iterator[Item]:
    newest = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    versions = QuestionVersion.objects.filter(question__bank=bank, pk=Subquery(newest)).exclude(question__status=Status.RETIRED)
    pictures = {str(picture.uuid): picture for picture in QuestionPicture.objects.filter(organisation=bank.organisation_id)}
    titles = Counter(title.casefold() for title in Topic.objects.values_list("title", flat=True))
    rows = versions.select_related("question__topic").order_by("question__topic__position", "question__topic__slug", "question__key")
    for number, version in enumerate(rows, start=1):
        question, topic = version.question, version.question.topic
        yield Item(
            place=Place(number, Unit.QUESTION),
            kind=version.kind,
            content=version.content,
            key=question.key,
            topic=(topic.title if titles[topic.title.casefold()] == 1 else topic.slug,),
            difficulty=question.difficulty,
            source=question.source,
            pictures={name: content_of(pictures[name]) for name in version.checked.pictures if name in pictures},
        )


def content_of(picture: QuestionPicture) -> bytes:
    with picture.file.open() as file:
        content: bytes = file.read()
    return content
