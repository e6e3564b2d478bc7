"""Taking personal numbers out of a text before strangers read it. Prices, quantities and years stay."""

import re

_GAP = r"[\s\-–—.·_]?"
_HAN_DIGIT = "零〇一二三四五六七八九幺两"
_BEFORE, _AFTER = r"(?<![0-9])", r"(?![0-9])"
_FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("＋"): "+", ord("－"): "-", ord("＠"): "@", ord("Ｘ"): "X"}


def _spread(*groups: str) -> str:
    """Digits that may be written with one blank or dash between each two."""
    return _GAP.join(groups)


_PATTERNS = [
    # An identity number: 18 signs with a birth date inside, then anything with 12 digits or more: the old ones, bank cards, parcels.
    re.compile(_BEFORE + _spread(*[r"[0-9]"] * 17, "[0-9Xx]") + r"(?![0-9Xx])"),
    re.compile(r"\+?" + _BEFORE + _spread(*[r"[0-9]"] * 12) + rf"(?:{_GAP}[0-9])*" + _AFTER),
    # A mobile number, with or without the country before it.
    re.compile(r"(?<![0-9+])(?:(?:\+|00)?86[\s\-]?)?" + _spread("1", "[3-9]", *[r"[0-9]"] * 9) + _AFTER),
    re.compile(rf"(?<![{_HAN_DIGIT}])[一幺][三四五六七八九][{_HAN_DIGIT}]{{9}}(?![{_HAN_DIGIT}])"),
    # A telephone with an area code.
    re.compile(_BEFORE + r"\(?0[1-9][0-9]{1,2}\)?[\s\-–—]?[2-9][0-9]{6,7}" + _AFTER),
    re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}"),
]
# What is called a number of WeChat or QQ is one.
_NAMED = re.compile(
    r"((?:微\s?信|[vV]\s?信|薇信|wechat|weixin|[wW][xX]|[vV][xX]|[qQ]{2}|扣扣)(?:号码?|群)?\s*(?:是|叫|为|[:：])?\s*)([A-Za-z0-9][A-Za-z0-9_\-]{4,19})",
    re.IGNORECASE,
)
MASK = "〔号码已隐去〕"


def masked(text: str) -> str:
    """The text without telephone, identity, bank and messenger numbers and mail addresses. Masking twice is masking once."""
    plain = text.translate(_FULL_WIDTH)
    for pattern in _PATTERNS:
        plain = pattern.sub(MASK, plain)
    return _NAMED.sub(lambda found: found[1] + MASK, plain)
