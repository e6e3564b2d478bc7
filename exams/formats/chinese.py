"""How people in China write questions down: names of kinds, √ and ×, letters in any width, shares, tolerances. Plain data out."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from exams.content import LETTERS, read_number
from exams.formats import making
from exams.formats.reading import BadQuestion

KINDS = {
    "single": ("单选", "单选题", "单项选择题", "单项选择", "single"),
    "multiple": ("多选", "多选题", "多项选择题", "多项选择", "不定项选择题", "multiple"),
    "true_false": ("判断", "判断题", "是非题", "对错题", "true_false"),
    "numeric": ("填数", "填数题", "数字题", "计算题", "numeric"),
    "short_text": ("填空", "填空题", "short_text"),
    "ordering": ("排序", "排序题", "ordering"),
    "matching": ("连线", "连线题", "匹配题", "配对题", "matching"),
    "cloze": ("综合填空", "完形填空", "cloze"),
    "case": ("材料", "材料题", "案例题", "案例分析题", "case"),
    "essay": ("问答", "问答题", "简答题", "论述题", "名词解释", "实操题", "essay"),
}
"""The first is what we write ourselves."""
_KIND_OF = {name: kind for kind, names in KINDS.items() for name in names} | {"选择": "", "选择题": ""}
_TRUE = {"对", "√", "✓", "✔", "正确", "是", "T", "TRUE", "Y", "YES", "1", "A.对"}
_FALSE = {"错", "×", "✗", "✘", "X", "错误", "否", "F", "FALSE", "N", "NO", "0", "B.错", "╳"}
_BETWEEN_LETTERS = re.compile(r"[\s、,，;；和与及.。/|]+")
_SHARE = re.compile(r"(?P<text>.*?)\s{0,9}=\s{0,9}(?P<share>-?\d{1,3}(?:\.\d{1,7})?)\s{0,9}(?P<percent>%?)", re.DOTALL)


def narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def kind_named(text: str) -> str | None:
    """None where nobody knows the name; empty for plain 选择题, since the answer tells."""
    return _KIND_OF.get("".join(narrow(text).split()).casefold())


def truth_of(text: str) -> bool | None:
    """True or false as √, 对, T…; None where it is neither."""
    plain = "".join(narrow(text).split()).strip("。.").upper()
    return True if plain in _TRUE else False if plain in _FALSE else None


def letters_of(text: str) -> list[str] | None:
    """“A、C” and “ＡＣ” as a and c, in the order of the file; None where other signs stand there too, or a letter twice."""
    plain = _BETWEEN_LETTERS.sub("", narrow(text)).casefold()
    letters = list(plain)
    return letters if letters and set(letters) <= set(LETTERS) and len(set(letters)) == len(letters) else None


def chosen(text: str, count: int) -> list[str]:
    """The letters of an answer, which must name options that are there. Raises BadQuestion."""
    letters = letters_of(text)
    if letters is None or any(letter not in LETTERS[:count] for letter in letters):
        raise BadQuestion(_("the answer “%(answer)s” names no option by its letter") % {"answer": text[:30]})
    return letters


def with_share(text: str) -> tuple[str, Decimal]:
    """“北京=50%” and “北京=0.5” as words and a weight of 100; without a share the weight is full."""
    found = _SHARE.fullmatch(text) if "=" in text else None
    if not found or not found["text"].strip():
        return text.strip(), making.FULL
    number = Decimal(found["share"])
    return found["text"].strip(), number if found["percent"] else number * 100


def alternatives(text: str) -> Iterator[tuple[str, Decimal]]:
    """Several answers that are accepted, one a line or between strokes."""
    for piece in text.replace("｜", "|").replace("\n", "|").split("|"):
        if piece.strip():
            yield with_share(piece)


def figure(text: str, weight: Decimal, *, unit: str, tolerance: str = "") -> making.Figure:
    """“46.38±0.01”, “3~4” or a number alone. Raises BadQuestion."""
    plain = narrow(text).strip()
    low, stroke, high = plain.partition("~")
    if stroke:
        return making.Figure.between(_number(low, unit), _number(high, unit), weight)
    answer, _sign, own = plain.partition("±")
    off = narrow(own or tolerance or "0").strip()
    return making.Figure(_number(answer, unit), abs(_number(off, unit)), weight, (answer.strip(), off))


def _number(text: str, unit: str) -> Decimal:
    number = read_number(text, unit)
    if number is None or abs(number.adjusted()) > 40:
        raise BadQuestion(_("“%(text)s” is not a number") % {"text": text[:30]})
    return number
