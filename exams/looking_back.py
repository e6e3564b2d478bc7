"""A marked question in words: what was asked, what was given, what would have been right. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from exams.content import Answer, Content
from exams.showing import Shown, Size, show
from exams.wording import in_words, stem_in_words


@dataclass(frozen=True)
class Review:
    number: int
    stem: str
    given: list[str]
    right: list[str]
    """Empty where it is not said, or where people mark."""
    explanation: str
    points: Decimal
    of: Decimal
    shown: Shown


def review(
    content: Content,
    answer: Answer,
    *,
    number: int,
    points: Decimal,
    of: Decimal,
    says_right: bool = True,
    sizes: Mapping[str, Size] | None = None,
) -> Review:
    """For `exams/questions/review.html`. Key and explanation only where the exam says them."""
    stems = [stem_in_words(content), *(f"({part.key}) {stem_in_words(part.content)}" for part in content.parts if part.content.stem)]
    explanations = [content.explanation, *(part.content.explanation for part in content.parts)]
    return Review(
        number=number,
        stem="\n".join(stems),
        given=in_words(content, answer),
        right=in_words(content, content.answer) if says_right and content.answer is not None else [],
        explanation="\n".join(filter(None, explanations)) if says_right else "",
        points=points,
        of=of,
        shown=show(content, answer=answer, name=f"q{number}", sizes=sizes),
    )
