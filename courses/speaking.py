"""A lesson as somebody reads it aloud: blocks become sentences; numbers, units and signs become words. Plain data in, text out."""

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

DIGITS = "零一二三四五六七八九"
STEPS = ("", "十", "百", "千")
GROUPS = ("", "万", "亿", "万亿")
MEASURES = "个只斤家天次块条张件种步点位名头箱袋瓶里年周倍户村镇人分秒棵亩筐单"
UNITS = {
    "kg": "公斤", "g": "克", "km": "公里", "cm": "厘米", "mm": "毫米", "m": "米", "ml": "毫升", "L": "升", "t": "吨",
    "KB": "千字节", "MB": "兆", "GB": "吉", "h": "小时", "min": "分钟", "℃": "摄氏度", "m²": "平方米", "㎡": "平方米",
}  # fmt: skip
SIGNS = {
    "×": "乘", "*": "乘", "÷": "除以", "+": "加", "＋": "加", "−": "减", "=": "等于", "＝": "等于", "≈": "约等于", "≠": "不等于",
    "≥": "不小于", "≤": "不大于", ">": "大于", "<": "小于", "→": "，", "&": "和", "＆": "和",
}  # fmt: skip
NAMES = {"Wi-Fi": "无线网", "WiFi": "无线网", "WIFI": "无线网"}
"""Written with letters, said in Chinese."""
HOTLINE = rf"(?<=[打拨线话])\s*(\d{{3,6}})(?![\d.,]|\s*[元万亿%多到–—~～{MEASURES}])"
NUMBER = r"\d[\d,]*(?:\.\d+)?"
_TAG = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")


def spoken(title: str, body: Iterable[Mapping[str, Any]]) -> str:
    """The whole lesson, one sentence or piece a line. What only works with eyes or fingers (videos, files, links) is left out."""
    lines = [title, *(line for block in body if block["type"] in READ for line in READ[block["type"]](block["value"]))]
    said = (words(line).strip() for line in lines)
    return "\n".join(line if line[-1] in "。！？；：，" else f"{line}。" for line in said if line)


def words(text: str) -> str:
    """As it is said: 30% is 百分之三十, 4 ÷ 80 = 5% is 四除以八十等于百分之五."""
    text = re.sub(r"https?://\S+", "网址", text)
    text = re.sub("|".join(NAMES), lambda found: NAMES[found[0]], text)
    text = re.sub(HOTLINE, lambda found: digits(found[1]), text)
    text = re.sub(r"(?<!\d)618(?=\s*(?:大促|活动|购物|年中|期间|那天))", digits("618"), text)
    text = re.sub(rf"[¥￥]\s*({NUMBER})", r"\1元", text)
    text = re.sub(r"(\d{4})\s*年", lambda found: digits(found[1]) + "年", text)
    text = re.sub(r"(?<![\d:：.])([01]?\d|2[0-4])[:：]([0-5]\d)(?![\d:：])", time_of_day, text)
    text = re.sub(rf"({NUMBER})\s*%\s*(?:–|—|-|~|～|至|到)\s*({NUMBER})\s*%", r"\1%到\2%", text)
    text = re.sub(rf"({NUMBER})\s*[–—~～-]\s*({NUMBER})(?=\s*%)", r"\1%到\2", text)
    text = re.sub(rf"({NUMBER})\s*(?:[–—~～]|(?<=\d)-(?=\d))\s*(?={NUMBER})", r"\1到", text)
    text = re.sub(rf"({NUMBER})\s*%", lambda found: "百分之" + number(found[1]), text)
    text = re.sub(rf"({NUMBER})\s*‰", lambda found: "千分之" + number(found[1]), text)
    text = re.sub(r"(?<![\d/.])(\d+)\s*/\s*(\d+)(?![\d/.])", lambda found: f"{number(found[2])}分之{number(found[1])}", text)
    text = re.sub(r"(?<=[一-鿿])\s*/\s*(?=[一-鿿])", "每", text)
    text = re.sub(
        rf"({NUMBER})\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})(?![A-Za-z²])", lambda found: found[1] + UNITS[found[2]], text
    )
    text = re.sub(r"(?<=[\d）)])\s+-\s+(?=[\d（(])", "减", text)
    text = re.sub(r"(?<![\w）)])-(?=\d)", "负", text)
    text = re.sub(rf"\s*([{''.join(map(re.escape, SIGNS))}])\s*", lambda found: SIGNS[found[1]], text)
    text = re.sub(rf"(?<![\d.,])2(?=\s*[{MEASURES}])(?!\s*年)", "两", text)
    text = re.sub(NUMBER, lambda found: number(found[0]), text)
    text = re.sub(r"(?<=[A-Za-z])\s*/\s*(?=[A-Za-z])", " ", text)
    text = re.sub(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])", spelled, text)
    return re.sub(r"(?<=[一-鿿])[ \t\xa0\u3000]+(?=[一-鿿])", "", text)


def digits(text: str) -> str:
    return "".join(DIGITS[int(digit)] for digit in text)


def spelled(found: re.Match[str]) -> str:
    """Letter by letter, as people say SKU and QQ: as one word a voice makes something else of it, of FAQ something rude."""
    return " ".join(found[0])


def time_of_day(found: re.Match[str]) -> str:
    hours, minutes = int(found[1]), int(found[2])
    if not minutes:
        return f"{number(str(hours))}点"
    return f"{number(str(hours))}点{'零' if minutes < 10 else ''}{number(str(minutes))}分"


def number(text: str) -> str:
    """1,200 is 一千二百, 3.5 is 三点五. What begins with 0 or is as long as a telephone number is said digit by digit."""
    whole, _, rest = text.replace(",", "").partition(".")
    behind = "点" + digits(rest) if rest else ""
    is_a_name = len(whole) > 1 and (whole[0] == "0" or (len(whole) >= 9 and "," not in text))
    return (digits(whole) if is_a_name or len(whole) > 16 else integer(int(whole))) + behind


def integer(value: int) -> str:
    if value == 0:
        return DIGITS[0]
    parts: list[str] = []
    for place in range(3, -1, -1):
        group = value // 10_000**place % 10_000
        if group:
            gap = bool(parts) and (group < 1000 or (value // 10_000 ** (place + 1)) % 10_000 == 0)
            parts.append((DIGITS[0] if gap else "") + below_ten_thousand(group) + GROUPS[place])
    said = "".join(parts)
    return said[1:] if said.startswith("一十") else said


def below_ten_thousand(value: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            said += (DIGITS[0] if gap and said else "") + DIGITS[digit] + STEPS[place]
            gap = False
        else:
            gap = True
    return said


def plain(html: str) -> list[str]:
    return [unescape(_TAG.sub("", part)).strip() for part in _PARAGRAPH.split(html)]


def listed(value: Mapping[str, Any]) -> list[str]:
    return [value["title"], *(f"{integer(place)}，{item}" for place, item in enumerate(items(value["items"]), start=1))]


def items(raw: Iterable[Any]) -> list[Any]:
    """Of a list as Wagtail stores it, or as our text files have it."""
    return [one["value"] if isinstance(one, Mapping) and one.get("type") == "item" else one for one in raw]


def table(value: Mapping[str, Any]) -> list[str]:
    header = items(value["header"])
    rows = [items(row) for row in items(value["rows"])]
    return [value["caption"], *("，".join(f"{name}：{cell}" for name, cell in zip(header, row, strict=False) if cell) for row in rows)]


def case(value: Mapping[str, Any]) -> list[str]:
    return [f"案例：{value['title']}", *(value.get(part) or "" for part in ("background", "action", "figures", "lesson"))]


READ: dict[str, Callable[[Any], list[str]]] = {
    "text": plain,
    "heading": lambda value: [value],
    "term": lambda value: [f"{value['word']}：{value['meaning']}"],
    "sum": lambda value: [value["formula"], value.get("note") or ""],
    "steps": listed,
    "checklist": listed,
    "table": table,
    "case": case,
    "quote": lambda value: [value["text"]],
    "picture": lambda value: [f"图：{value['alt']}"] if value.get("alt") else [],
    "drawing": lambda value: [f"图：{value['alt']}"],
    "note": lambda value: [f"提醒：{value}"],
    "today": lambda value: [f"今天就做：{value}"],
}
