"""Reading a paper as its learner may see it: never with a key or an explanation."""

from dataclasses import dataclass

from exams.content import Answer, Kind, is_whole
from exams.models import Attempt, QuestionVersion
from exams.operations.pictures import sizes_of
from exams.showing import Shown, show
from exams.standing import standing_answers


@dataclass(frozen=True)
class Asked:
    """One question of the paper and the answer that stands."""

    position: int
    points: int
    shown: Shown

    @property
    def kind(self) -> Kind:
        return self.shown.kind

    @property
    def answer(self) -> Answer:
        return self.shown.answer

    @property
    def is_whole(self) -> bool:
        """Every gap, row and part of it is filled in."""
        return is_whole(self.shown.content.shape, self.answer)


def read_paper(attempt: Attempt) -> list[Asked]:
    answers = standing_answers(event.as_event() for event in attempt.events.all())
    versions = QuestionVersion.objects.in_bulk([slot.version for slot in attempt.paper.slots])
    contents = {slot.position: versions[slot.version].checked for slot in attempt.paper.slots}
    sizes = sizes_of(contents.values())
    return [
        Asked(
            position=slot.position,
            points=slot.points,
            shown=show(contents[slot.position], slot.order, answers.get(slot.position), name=f"q{slot.position}", sizes=sizes),
        )
        for slot in attempt.paper.slots
    ]
