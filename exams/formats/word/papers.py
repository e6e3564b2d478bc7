"""From the lines of a paper to its questions: parts with their kinds, questions, options, answers below, within or at the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from exams.formats.chinese import narrow, truth_of
from exams.formats.word import signs
from exams.formats.word.lines import Line
from exams.formats.word.options import is_option, options_in

SMALL_TABLE = 8
"""Cells of a table that may hold nothing but the options."""


@dataclass
class Question:
    """A question as the lines give it. `lost` says what stood in it and cannot be read."""

    line: int
    part: int
    number: int
    kind: str
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    pictures: list[bytes] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    lost: str = ""
    at: str = "stem"
    has_number: bool = True
    parts: list["Question"] = field(default_factory=list)
    """The questions (1), (2)… about a case."""

    @property
    def is_whole(self) -> bool:
        """Whether another question may begin here."""
        return bool(self.answer) or len(self.options) > 1 or signs.answer_in("".join(self.stem)) is not None


@dataclass
class Part:
    """A part of the paper under one heading; the first has none."""

    numeral: str
    kind: str
    numbers: set[int] = field(default_factory=set)


@dataclass
class Given:
    """An answer that stands at the end of the paper."""

    line: int
    part: int | None
    number: int
    answer: str
    explanation: list[str] = field(default_factory=list)


class Paper:
    """The paper as far as it is read."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.parts = [Part("", "")]
        self.questions: list[Question] = []
        self.given: list[Given] = []
        self.loose: list[Line] = []
        self.open: Question | None = None
        self.case: Question | None = None
        self.is_numbered = self.in_answers = False
        self.answer_part: int | None = None
        for line in lines:
            if line.rows:
                self.table(line)
            elif self.in_answers:
                self.answer_line(line)
            else:
                self.line(line)

    # the questions

    def line(self, line: Line) -> None:
        text = line.text
        if not text and not line.pictures and not line.lost:
            return
        if self.heading(text) or self.answers_begin(text):
            return
        if not self.begins(line) and not self.continues(text):
            self.loose.append(line)
            return
        if self.open:
            self.open.lost = self.open.lost or line.lost
            if line.pictures and self.open.options and not self.open.answer:
                self.open.lost = self.open.lost or "picture"
            self.open.pictures += line.pictures

    def heading(self, text: str) -> bool:
        found = signs.heading(text)
        if not found:
            return False
        numeral, kind = found
        self.parts.append(Part(numeral, kind))
        self.open = self.case = None
        return True

    def answers_begin(self, text: str) -> bool:
        """“参考答案” alone on a line, after questions: from here on answers are listed. Below a single open question it is that one's."""
        if not signs.begins_answers(text) or not self.questions:
            return False
        if self.open and not self.open.answer and (self.open.kind == "essay" or len(self.questions) == 1) and len(text) <= 3:
            return False
        self.in_answers, self.open, self.case, self.answer_part = True, None, None, None
        return True

    def begins(self, line: Line) -> bool:
        """Whether a question begins with this line; if so it is open now."""
        found = signs.numbered(line.text)
        current = self.open
        if line.is_numbered and not found:
            found = ((current.number if current else self.last_number()) + 1, line.text)
        if found and found[0] < 0 and self.case:
            self.open = Question(line.number, self.case.part, -found[0], "", [found[1]])
            self.case.parts.append(self.open)
            self.options_behind(self.open)
            return True
        if found and found[0] > 0 and self.may_begin(found[0], is_automatic=line.is_numbered):
            self.is_numbered = True
            self.start(line, *found)
            return True
        plain = not (found or is_option(line.text) or signs.answer(line.text) or signs.explanation(line.text) or signs.fact(line.text))
        if plain and line.text and not self.is_numbered and (current is None or (current.answer and current.at != "essay")):
            # A paper without numbers: whatever follows a whole question begins the next, if something will answer it.
            self.start(line, self.last_number() + 1, line.text)
            self.questions[-1].has_number = False
            return True
        return False

    def last_number(self) -> int:
        return self.questions[-1].number if self.questions and self.questions[-1].part == len(self.parts) - 1 else 0

    def may_begin(self, number: int, *, is_automatic: bool) -> bool:
        """A number that follows, or a new count after a whole question; a list within a question does neither."""
        if self.open is None:
            return True
        if is_automatic and not self.open.is_whole and self.open.kind in {"single", "multiple"}:
            return False
        before = (self.case or self.open).number
        return number == before + 1 or (self.open.is_whole and (number > before or number == 1))

    def start(self, line: Line, number: int, text: str) -> None:
        part = len(self.parts) - 1
        self.open = Question(line.number, part, number, self.parts[part].kind, [text])
        self.parts[part].numbers.add(number)
        self.questions.append(self.open)
        self.case = self.open if self.open.kind == "case" else None
        self.options_behind(self.open)

    def options_behind(self, question: Question) -> None:
        """“……？ A.甲 B.乙” on one line."""
        text = question.stem[-1]
        for place, sign in enumerate(text):
            if sign in "AＡ" and place and len(options := options_in(text[place:])) > 1:
                question.stem[-1], question.options, question.at = text[:place].rstrip(" （("), options, "options"
                return

    def continues(self, text: str) -> bool:
        """Whether the line belongs to the open question; if so it is in its place now."""
        question = self.open
        if question is None:
            return False
        if (options := options_in(text, len(question.options))) and not question.answer:
            question.options += options
            question.at = "options"
        elif (explained := signs.explanation(text)) is not None:
            question.explanation.append(explained)
            question.at = "explanation"
        elif (answer := signs.answer(text)) is not None and not question.answer:
            told, explained = signs.split_answer(answer)
            question.answer.append(told)
            question.explanation += [explained] if explained else []
            question.at = "explanation" if explained else "answer"
        elif fact := signs.fact(text):
            question.facts[fact[0]] = fact[1]
        elif text:
            self.more(question, text)
        return True

    def more(self, question: Question, text: str) -> None:
        match question.at:
            case "stem":
                question.stem.append(text)
            case "options":
                question.options[-1] += f" {text}"
            case "explanation":
                question.explanation.append(text)
            case _:
                question.answer.append(text)

    # tables

    def table(self, line: Line) -> None:
        cells = [cell for row in line.rows for cell in row if cell]
        if self.in_answers or self.lists_answers(line.rows):
            self.answer_table(line)
        elif self.open and 0 < len(cells) <= SMALL_TABLE and options_in(cells[0], len(self.open.options)):
            for cell in cells:
                self.open.options += options_in(cell, len(self.open.options))
            self.open.at = "options"
        elif self.open:
            self.open.tables.append(line.rows)
        else:
            self.loose.append(line)
        if self.open:
            self.open.pictures += line.pictures

    @staticmethod
    def lists_answers(rows: tuple[tuple[str, ...], ...]) -> bool:
        return len(rows) > 1 and rows[0][0].startswith("题号") and any(row[0].strip().endswith("答案") for row in rows[1:])

    def answer_table(self, line: Line) -> None:
        """Rows of 题号 over rows of 答案, or a column of each."""
        numbers: list[str] = []
        for row in line.rows:
            head = row[0].strip()
            if head.startswith("题号"):
                numbers = list(row[1:])
            elif head.endswith("答案") and numbers:
                self.give(line.number, zip(numbers, row[1:], strict=False))
            elif len(row) >= 2 and narrow(head).strip(".、").isdecimal():
                self.give(line.number, [(head, row[1])], row[2] if len(row) > 2 else "")

    def give(self, line: int, pairs: Iterable[tuple[str, str]], explanation: str = "") -> None:
        for number, answer in pairs:
            plain = narrow(number).strip(" .、第题")
            if plain.isdecimal() and answer.strip():
                self.given.append(Given(line, self.answer_part, int(plain[:6]), answer.strip(), [explanation] if explanation else []))

    # the answers at the end

    def answer_line(self, line: Line) -> None:
        text = line.text
        found = signs.heading(text)
        if found:
            self.answer_part = self.part_like(*found)
            return
        listed = list(signs.answers_listed(text))
        single = signs.numbered(text)
        if len(listed) > 1 or (listed and not single):
            self.given += [Given(line.number, self.answer_part, number, answer) for number, answer in listed]
        elif single and single[0] > 0:
            told = signs.answer(single[1])
            answer, explained = signs.split_answer(told if told is not None else single[1])
            self.given.append(Given(line.number, self.answer_part, single[0], answer.strip(), [explained] if explained else []))
        elif self.given and text:
            explained_here = signs.explanation(text)
            self.given[-1].explanation.append(text if explained_here is None else explained_here)

    def part_like(self, numeral: str, kind: str) -> int | None:
        """The part of the questions that a heading among the answers means: by its numeral, else by its kind."""
        for place, part in enumerate(self.parts):
            if place and numeral and part.numeral == numeral and part.kind == kind:
                return place
        same = [place for place, part in enumerate(self.parts) if place and part.kind == kind]
        return same[0] if len(same) == 1 else None


def settle(paper: Paper) -> list[Given]:
    """Give each question its answer from the end of the paper. What fits no question, or several, is given back."""
    left = []
    for given in paper.given:
        meant = [
            question
            for question in paper.questions
            if question.number == given.number and (given.part is None or question.part == given.part)
        ]
        if len(meant) == 1 and not meant[0].answer:
            meant[0].answer, meant[0].explanation = [given.answer], meant[0].explanation or given.explanation
        else:
            left.append(given)
    for question in paper.questions:
        for asked in question.parts or [question]:
            take_from_stem(asked)
    if paper.is_numbered:
        # What stood above the first number was the paper's title, or what to write one's name on.
        paper.questions = [
            question for question in paper.questions if question.has_number or question.answer or question.options or question.parts
        ]
    return left


def take_from_stem(question: Question) -> None:
    """The answer in brackets, or a √ at the end, where none stands below."""
    stem = "\n".join(question.stem)
    found = signs.answer_in(stem)
    if found and (not question.answer or truth_of(found[0]) == truth_of("".join(question.answer))):
        question.stem = [found[1]]
        question.answer = question.answer or [found[0]]
    elif not question.answer and not question.options and stem.endswith(tuple("√×✓✗✔✘")):
        question.stem, question.answer = [stem[:-1].rstrip()], [stem[-1]]
