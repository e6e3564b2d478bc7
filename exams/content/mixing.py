"""What may be shuffled when a question is shown, as one small value that a process keeps for each question of a bank.

Letters change places among themselves; a capital keeps its own; nothing crosses a bar. "abcD" is four options of which the
last says 以上都对. ">cab" is an ordering whose right order is c, a, b: it is never shown so. A cloze or a case has one value for each
part, {"1": "abc"}; what has nothing to shuffle has "".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exams.content.kinds import Kind

if TYPE_CHECKING:
    from exams.content.question import Content

type Mix = str | dict[str, Mix]

_OF_THE_ABOVE = re.compile(
    r"(以上|上述|上面|上列|前面|前述|前[两二三四五六七]).*(都|皆|均|全|没|无|各|任).*"
    r"|(全|全部|全都|都|均|皆)(不)?(对|是|错|正确|错误|可以|可|行|要|应该|属于)了?"
    r"|.*\b(all|none|both|neither|any|each)\b.*\b(of the above|of these|of those|above)\b.*",
    re.IGNORECASE,
)
_NAMES_OTHERS = re.compile(
    r"(?<![a-z0-9])[a-h]\s*(?:和|与|及|或|、|,|，|/|&|\band\b|\bor\b)\s*[a-h](?![a-z0-9])|[①-⑧]\s*[、,，和]?\s*[①-⑧]", re.IGNORECASE
)


def speaks_of_the_above(text: str) -> bool:
    return bool(_OF_THE_ABOVE.fullmatch(text.strip().rstrip("。.!！")))


def names_others(text: str) -> bool:
    """It says “A 和 C”: the others must stay where those letters point."""
    return bool(_NAMES_OTHERS.search(text))


def mix_of(content: Content) -> Mix:
    if content.kind in {Kind.CLOZE, Kind.CASE}:
        return {part.key: mix for part in content.parts if (mix := mix_of(part.content))}
    if content.kind == Kind.ORDERING:
        return ">" + "".join(content.answer if isinstance(content.answer, list) else content.keys)
    if any(names_others(option.text) for option in content.options):
        return "".join(content.keys).upper()
    mix = ""
    for option in content.options:
        if speaks_of_the_above(option.text):
            mix += f"|{option.key.upper()}|"
        else:
            mix += option.key.upper() if option.fixed else option.key
    return mix.replace("||", "|").strip("|")
