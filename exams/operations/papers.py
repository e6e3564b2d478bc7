"""Reading a paper as its learner may see it: never with a key or an explanation."""

from dataclasses import dataclass

from exams.content import Answer, Kind
from exams.models import Attempt, QuestionVersion
from exams.standing import standing_answers


@dataclass(frozen=True)
class ShownOption:
    key: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Asked:
    """One question of the paper and the answer that stands."""

    position: int
    kind: Kind
    stem: str
    points: int
    options: tuple[ShownOption, ...]
    unit: str
    answer: Answer


def read_paper(attempt: Attempt) -> list[Asked]:
    answers = standing_answers(event.as_event() for event in attempt.events.all())
    versions = QuestionVersion.objects.in_bulk([slot.version for slot in attempt.paper.slots])
    shown = []
    for slot in attempt.paper.slots:
        content, answer = versions[slot.version].checked, answers.get(slot.position)
        chosen = answer if isinstance(answer, list) else [answer]
        texts = {option.key: option.text for option in content.options}
        shown.append(
            Asked(
                position=slot.position,
                kind=content.kind,
                stem=content.stem,
                points=slot.points,
                options=tuple(ShownOption(key, texts[key], key in chosen) for key in slot.order),
                unit=content.unit,
                answer=answer,
            )
        )
    return shown
