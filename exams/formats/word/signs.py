"""The signs by which a paper is read: headings of parts, numbers of questions, answers and explanations. Text in, plain data out."""

import re
from collections.abc import Iterator

from exams.formats.chinese import KINDS, kind_named, narrow

_NAMES = sorted({name for names in KINDS.values() for name in names if not name.isascii()} | {"选择题"}, key=len, reverse=True)
_HEADING = re.compile(
    r"(?:第?\s?(?P<numeral>[一二三四五六七八九十]{1,3}|[IVX]{1,4})\s?(?:部分|大题)?\s?[、.．:：]?\s{0,9})?"
    rf"[【\[《]?(?P<name>{'|'.join(_NAMES)})[】\]》]?\s{{0,9}}(?P<rest>[（(：:，,。].{{0,80}})?"
)
_ANSWERS = re.compile(
    r"[【\[]?(?:附[:：]?\s?)?(?:试题|试卷|习题|参考|标准|正确)*答案(?:[及与和]\s?(?:试题)?(?:解析|评分标准|说明))?[】\]]?\s?[:：]?"
)
_NUMBER = re.compile(r"(?:第\s?)?(\d{1,4})\s?(?:题\s?[.、．:：]?|[.．](?!\d)|[、)）]|[:：](?!\d))\s{0,9}|[（(](\d{1,4})[)）]\s{0,9}")
_ANSWER = re.compile(
    r"[【\[（(]?\s?(?:参考|正确|标准)?答案?\s?[】\]）)]?\s?[:：]\s{0,9}|[【\[](?:参考|正确|标准)?答案[】\]]\s{0,9}|(?:参考|正确|标准)?答案\s{1,9}"
)
_EXPLANATION = re.compile(r"[【\[（(]?\s?(?:试题|答案)?(?:解析|讲解|解释|分析)\s?(?:[】\]）)]\s?[:：]?|[:：])\s{0,9}")
_FACT = re.compile(
    r"(?:[【\[](知识点|考点|难度|难易度|出处|来源|编号)[】\]]\s?[:：]?|(知识点|考点|难度|难易度|出处|来源|编号)\s?[:：])\s{0,9}(.{0,200})"
)
_INLINE = re.compile(r"[（(][\s\u3000]{0,9}([A-HＡ-Ｈ][A-HＡ-Ｈ、,，\s]{0,20}|[√×✓✗✔✘对错]|正确|错误)[\s\u3000]{0,9}[)）]")
_LATER_EXPLANATION = re.compile(r"[。；;，,]?\s{0,9}(?:【(?:答案)?解析】|(?:答案)?解析[:：])\s{0,9}")
_SPANS = re.compile(r"(\d{1,4})\s?[-—－~～至]+\s?(\d{1,4})\s?[.、．:：]?\s{0,9}([A-HＡ-Ｈ√×✓✗对错][A-HＡ-Ｈ√×✓✗对错\s、,，]{0,400})")
_SINGLES = re.compile(r"(?<![\d.])(\d{1,4})\s?[.、．:：)）]?\s{0,9}([A-HＡ-Ｈ]{1,8}|[√×✓✗✔✘对错]|正确|错误)(?![A-Za-z\u4e00-\u9fff])")
EMPTY = "（　）"


def heading(text: str) -> tuple[str, str] | None:
    """Numeral and kind of a part's heading; the kind is empty for plain 选择题. None for any other line."""
    found = _HEADING.fullmatch(text.strip()) if len(text) < 160 else None
    if not found or (not found["numeral"] and found["rest"] and not found["rest"].startswith(("（", "(", "：", ":"))):
        return None
    name = found["name"]
    return found["numeral"] or "", kind_named(name) or ""


def begins_answers(text: str) -> bool:
    return len(text) < 30 and bool(_ANSWERS.fullmatch(text.strip()))


def numbered(text: str) -> tuple[int, str] | None:
    """The number that a line begins with, and the rest; (1) with brackets is -1 and so on, since it may be a part of a question."""
    found = _NUMBER.match(text)
    if not found:
        return None
    return (int(found[1]) if found[1] else -int(found[2])), text[found.end() :]


def answer(text: str) -> str | None:
    found = _ANSWER.match(text)
    return text[found.end() :] if found else None


def explanation(text: str) -> str | None:
    found = _EXPLANATION.match(text)
    return text[found.end() :] if found else None


def fact(text: str) -> tuple[str, str] | None:
    """What a line says of its question: topic, difficulty, source or number."""
    found = _FACT.fullmatch(text)
    return (found[1] or found[2], found[3].strip()) if found else None


def answer_in(stem: str) -> tuple[str, str] | None:
    """An answer in brackets within the question, if there is exactly one, and the question without it."""
    found = list(_INLINE.finditer(stem))
    if len(found) != 1:
        return None
    return found[0][1].strip(), stem[: found[0].start()] + EMPTY + stem[found[0].end() :]


def split_answer(text: str) -> tuple[str, str]:
    """“B。解析：…” in one line."""
    found = _LATER_EXPLANATION.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def answers_listed(text: str) -> Iterator[tuple[int, str]]:
    """“1-5 ABCDA 6—8 √×√” and “1.B 2.AC 3.对”, number by number."""
    rest, place = [], 0
    for span in _SPANS.finditer(text):
        first, last = int(span[1]), int(span[2])
        signs = answer_signs(span[3], last - first + 1)
        if signs:
            rest.append(text[place : span.start()])
            place = span.end()
            yield from zip(range(first, last + 1), signs, strict=True)
    for single in _SINGLES.finditer(" ".join([*rest, text[place:]])):
        yield int(single[1]), single[2]


def answer_signs(text: str, count: int) -> list[str]:
    """So many answers: groups where spaces or commas part them, else sign by sign; none where neither makes so many."""
    groups = [group for group in re.split(r"[\s、,]+", narrow(text)) if group]
    return next((signs for signs in (groups, list("".join(groups))) if len(signs) == count), [])
