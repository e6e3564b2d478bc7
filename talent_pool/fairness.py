"""Words that an opening must not use as a condition (Employment Promotion Law, articles 26–31).

A list, not a judge: it names the word it met, and the programme officer who reviews the opening decides the rest.
"""

import re
import unicodedata

_GROUNDS: dict[str, tuple[str, ...]] = {
    "sex": (
        "性别", "已婚", "未婚", "已育", "未育", "怀孕", "男性", "女性", "男士优先", "女士优先", "男生优先", "女生优先",
        "限男", "限女", "只招男", "只招女", "只要男", "只要女", "不招男", "不招女", "不要男", "不要女",
    ),
    "age": ("周岁", "岁以下", "岁以上", "岁以内", "岁之间", "岁左右", "年龄", "80后", "90后", "00后", "限年轻"),
    "ethnicity": ("限民族", "汉族", "少数民族优先", "不要少数民族", "族优先", "族除外"),
    "religion": ("宗教", "信教", "教徒", "不信教"),
    "disability": ("残疾", "残障", "身体健全", "四肢健全", "五官端正", "无残", "乙肝", "传染病", "病毒携带", "形象好", "相貌", "身高"),
    "origin": ("限本地户口", "本地户口优先", "不要外地", "户籍限", "农村户口不"),
}  # fmt: skip
_AGES = re.compile(r"\d{2}\s*[-~—–到至]\s*\d{2}\s*岁")
_ALLOWED = ("不限性别", "性别不限", "男女不限", "不限年龄", "年龄不限", "不限民族", "民族不限", "欢迎残疾人", "残疾人可")


def unfair_words(text: str) -> list[str]:
    """The words met, in the order of the text and each once. Saying that something does not matter is fine."""
    folded = unicodedata.normalize("NFKC", text)
    for phrase in _ALLOWED:
        folded = folded.replace(phrase, " " * len(phrase))
    met = [(match.start(), match.group()) for match in _AGES.finditer(folded)]
    met += [(position, word) for words in _GROUNDS.values() for word in words if (position := folded.find(word)) >= 0]
    found: list[str] = []
    end = 0
    for position, word in sorted(met):
        if position >= end and word not in found:  # 限女性 is one word met, not 限女 and 女性
            found.append(word)
            end = position + len(word)
    return found
