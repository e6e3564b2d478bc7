"""The columns of a table of questions: what each is called, and what is written in it."""

import re
import unicodedata
from collections.abc import Sequence

KEY, KIND, STEM, ANSWER, CREDIT, TOLERANCE, UNIT = "编号", "题型", "题干", "答案", "给分", "误差", "单位"
TOPIC, DIFFICULTY, SOURCE, EXPLANATION, ALL_OPTIONS = "知识点", "难度", "出处", "解析", "选项"
OPTIONS = tuple(f"选项{letter}" for letter in "ABCDEFGH")
COLUMNS = (KEY, KIND, STEM, *OPTIONS, ANSWER, CREDIT, TOLERANCE, UNIT, TOPIC, DIFFICULTY, SOURCE, EXPLANATION)
WIDTHS = (12, 10, 46, *(18,) * len(OPTIONS), 18, 16, 8, 8, 16, 8, 24, 40)
ALIASES = {
    KEY: {"编号", "试题编号", "题目编号", "key", "id"},
    KIND: {"题型", "类型", "试题类型", "题目类型", "题类", "kind", "type"},
    STEM: {"题干", "题目", "问题", "试题", "试题内容", "题目内容", "试题题干", "stem", "question"},
    ANSWER: {"答案", "正确答案", "参考答案", "标准答案", "试题答案", "answer"},
    CREDIT: {"给分", "给分办法", "评分", "credit"},
    TOLERANCE: {"误差", "允许误差", "tolerance"},
    UNIT: {"单位", "unit"},
    TOPIC: {"知识点", "主题", "章节", "所属章节", "分类", "试题分类", "topic", "category"},
    DIFFICULTY: {"难度", "难易", "难易程度", "难度系数", "试题难度", "difficulty"},
    SOURCE: {"出处", "来源", "依据", "source"},
    EXPLANATION: {"解析", "答案解析", "试题解析", "说明", "explanation"},
    ALL_OPTIONS: {"选项", "备选项", "备选答案", "options"},
}
_OPTION = re.compile(r"(?:选项|答案)?([a-h])(?:选项|项)?")
_NAMES = {alias: column for column, aliases in ALIASES.items() for alias in aliases}


def column_named(heading: str) -> str | None:
    """The column that a heading means, whatever stands in brackets behind it."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    plain = "".join(plain.split("(", 1)[0].split()).strip("*:_-")
    option = _OPTION.fullmatch(plain)
    return OPTIONS["abcdefgh".index(option[1])] if option else _NAMES.get(plain)


def read_header(cells: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Which column is where, if this row names stem and answer; and the headings that are not read."""
    found: dict[str, int] = {}
    unread = []
    for place, heading in enumerate(cells):
        column = column_named(heading) if heading.strip() else ""
        if column is None or (column and column in found):
            unread.append(heading.strip()[:20])
        elif column:
            found[column] = place
    return (found, unread) if {STEM, ANSWER} <= found.keys() else ({}, [])
