"""What a question holds, and what an answer to it looks like: the schema of two JSON fields. Pure.

A version's content is one object: `stem` (plain text, its line breaks kept), `explanation`, `figures`, and what its kind needs.

| kind       | content                                                  | the key         | an answer given          |
|------------|----------------------------------------------------------|-----------------|--------------------------|
| single     | options [{key, text, fixed?}], shares? {"a": "0.5"}      | "b"             | "c"                      |
| multiple   | options, credit? "each", shares? (may be negative)       | ["a", "c"]      | ["a", "b"]               |
| true_false |                                                          | true            | false                    |
| numeric    | unit, tolerance, also? [{answer, tolerance, share}]      | "46.38"         | "４６．４ %" as typed      |
| short_text | accepted [{text, share}], case_sensitive?, wildcards?    | the first       | as typed                 |
| ordering   | options, credit?                                         | ["c", "a", "b"] | the same; null: a place left empty |
| matching   | rows [{key: "1", text}], options, credit?                | {"1": "b", …}   | the same; rows may be left out |
| cloze      | stem with [[1]], gaps {"1": {kind, …, weight?}}          | of each gap     | {"1": "b", "2": "12"}    |
| case       | stem, parts [{kind, stem, …, weight?}]                   | of each part    | {"1": …} by number       |
| essay      | words? (limit), files? (how many), rubric?               | people mark it  | {"text": "…", "files": ["<uuid>"]} |

A figure is {"image": "<uuid of a picture>", "alt": "…"} or {"table": {"header": […], "rows": [[…]]}}.
Options are named by letters that never move, so that an answer means the same in every order they are shown in.
`credit` is "all" (nothing but the whole is right; left out in storage) or "each". Shares and weights are decimals as text.
Nothing given, or everything taken back, is null.
"""

from exams.content.accepting import (
    LONGEST_ESSAY,
    LONGEST_TYPED,
    LONGEST_WORDS,
    Shape,
    check_answer,
    check_answer_shape,
    is_whole,
)
from exams.content.checking import check_content
from exams.content.kinds import LETTERS, LONGEST_OPTION, LONGEST_PASSAGE, LONGEST_STEM, Answer, BadAnswer, BadContent, Kind
from exams.content.mixing import Mix
from exams.content.numbered import from_numbered
from exams.content.numbers import read_number
from exams.content.question import Accepted, Content, Figure, Near, Option, Part, Picture, Row, Table

__all__ = [
    "LETTERS",
    "LONGEST_ESSAY",
    "LONGEST_OPTION",
    "LONGEST_PASSAGE",
    "LONGEST_STEM",
    "LONGEST_TYPED",
    "LONGEST_WORDS",
    "Accepted",
    "Answer",
    "BadAnswer",
    "BadContent",
    "Content",
    "Figure",
    "Kind",
    "Mix",
    "Near",
    "Option",
    "Part",
    "Picture",
    "Row",
    "Shape",
    "Table",
    "check_answer",
    "check_answer_shape",
    "check_content",
    "from_numbered",
    "is_whole",
    "read_number",
]
