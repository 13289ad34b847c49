"""Numbers as people write and say them: 1,200 · 3.5 · 三百五十 · 一万二 · 两三百 · 几十 · 4k5.

`figure_at` reads one figure at the start of a text. A figure is a range from the
start, because speech is vague: 两三百万 is 2 to 3 million, 五十多 is 50 to 60.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
    "俩": 2,
    "仨": 3,
}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SCALES = {"万": 10_000, "w": 10_000, "k": 1000, "千": 1000, "百": 100, "亿": 100_000_000}
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,6})?|\d{1,13}(?:\.\d{1,6})?")
_HAN = "零〇一二两俩仨三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿点"
_HAN_RUN = re.compile(rf"(?![万亿点])[{_HAN}]{{0,16}}[半几数]?[{_HAN}]{{0,8}}")
_SCALE = re.compile(r"\s?(?:个|多个|来个)?\s?(百万|千万|十万|万|亿|[wWkK](?![a-zA-Z])|千|百)")
_VAGUE = re.compile(r"来|多|几|余|把")
# Only before what may follow an amount: 「50万3个月」 is not 53万.
_TAIL = re.compile(
    r"([1-9一二三四五六七八九])(千|百)?(?=$|[\s,.;!?)~/。、块元以之左上就吧的到-]|美|一[吨个件])"
)
_PAIR = re.compile(r"([一二两三四五六七八九])([二两三四五六七八九])(?=[十百千万亿]|$)")
_PLACES = re.compile(r"([四五六七八九4-9])[-到至]?([五六七八九5-9])?位数(?![字据学码])")
_NO_SIZE = re.compile(r"码|编号|小数|后")  # 密码六位数, 小数点后四位数
_SEVERAL = (2, 10)  # 几十万: from 20 to 100 ten-thousands


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as stated: its bounds, whether it is vague, and how far it reached."""

    low: Decimal
    high: Decimal
    vague: bool
    scaled: bool
    """A 万, w, k, 亿 … was said, so the number is complete as it stands."""
    end: int
    """Index in the text just behind the figure."""

    def times(self, factor: int) -> "Figure":
        return replace(self, low=self.low * factor, high=self.high * factor, scaled=True)


def figure_at(text: str, start: int) -> Figure | None:
    """The figure that begins at `start`, its vague word and its scale included."""
    bare = _arabic(text, start) or _han(text, start)
    return None if bare is None else _scaled(text, _loosened(text, bare))


def places_at(text: str, start: int) -> Figure | None:
    """六位数 is known by its places only: from 100,000 to a million."""
    found = _PLACES.match(text, start)
    if found is None or _NO_SIZE.search(text[max(0, start - 5) : start]):
        return None
    fewest, most = (DIGITS.get(sign) or int(sign) for sign in (found[1], found[2] or found[1]))
    return Figure(Decimal(10) ** (fewest - 1), Decimal(10) ** most, True, True, found.end())


def _arabic(text: str, start: int) -> Figure | None:
    found = _ARABIC.match(text, start)
    if found is None:
        return None
    value = Decimal(found[0].replace(",", ""))
    return Figure(value, value, False, False, found.end())


def _loosened(text: str, figure: Figure) -> Figure:
    """Take in the vague word behind round figures: 50来, 50多, 100把."""
    found = _VAGUE.match(text, figure.end)
    if found is None:
        return figure
    if figure.low != figure.high:  # 三四十来万
        return replace(figure, end=found.end()) if found[0] in "来把" else figure
    upper = figure.high if found[0] in "来把" else figure.high + _step(figure.high)
    return replace(figure, high=upper, vague=True, end=found.end())


def _step(value: Decimal) -> Decimal:
    """One of the last decimal place that counts: 50 → 10, 300 → 100, 7 → 1."""
    step = Decimal(1)
    while value and value == value.to_integral_value() and value % (step * 10) == 0:
        step *= 10
    return step


def _scaled(text: str, figure: Figure) -> Figure:
    found = _SCALE.match(text, figure.end)
    if found is None:
        return figure
    factor = _factor(found[1])
    grown = replace(figure.times(factor), end=found.end())
    nested = _SCALE.match(text, grown.end)  # 3千万, 5百万, 2万亿
    if nested is not None and _factor(nested[1]) >= 10_000:
        factor *= _factor(nested[1])
        grown = replace(figure.times(factor), end=nested.end())
    return _with_tail(text, _loosened_after(text, grown, factor), factor)


def _factor(word: str) -> int:
    product = 1
    for sign in word.lower():
        product *= SCALES.get(sign) or _TENS[sign]
    return product


def _loosened_after(text: str, figure: Figure, factor: int) -> Figure:
    """3万多, 2千多: the vague word may follow the scale."""
    found = _VAGUE.match(text, figure.end)
    if found is None or figure.vague:
        return figure
    upper = figure.high + (factor if found[0] in "多余几" else 0)
    return replace(figure, high=upper, vague=True, end=found.end())


def _with_tail(text: str, figure: Figure, factor: int) -> Figure:
    """2万5 is 25,000, 4k5 is 4,500, 1万2千 is 12,000."""
    tail = _TAIL.match(text, figure.end)
    if tail is None or figure.vague:
        return figure
    digit = int(tail[1]) if tail[1].isdigit() else DIGITS[tail[1]]
    extra = digit * (_TENS[tail[2]] if tail[2] else factor // 10)
    return replace(figure, low=figure.low + extra, high=figure.high + extra, end=tail.end())


# Chinese numerals -----------------------------------------------------------


def _han(text: str, start: int) -> Figure | None:
    found = _HAN_RUN.match(text, start)
    for end in range(found.end(), start, -1) if found else ():
        bounds = han_bounds(text[start:end])
        if bounds is not None:
            low, high, vague = bounds
            scaled = any(sign in "万亿" for sign in text[start:end])
            return Figure(low, high, vague, scaled, end)
    return None


def han_bounds(word: str) -> tuple[Decimal, Decimal, bool] | None:
    """Bounds of a numeral such as 三百五十, 一千二, 两三百, 十几, 几十万; None if it is none."""
    for several in ("几", "数"):
        if several in word:
            return _several(word, several) if word.count(several) == 1 else None
    if word.startswith("百八十"):  # 百八十万: loosely 80 to 100
        low, high = (han_value(start + word[3:]) for start in ("八十", "一百"))
        return (low, high, True) if low is not None and high is not None else None
    spelled = len(word) > 2 and all(sign in DIGITS for sign in word)
    pair = None if spelled else _PAIR.search(word)
    if pair is not None and DIGITS[pair[1]] < DIGITS[pair[2]]:
        low = han_value(word[: pair.end(1)] + word[pair.end() :])
        high = han_value(word[: pair.start()] + word[pair.start(2) :])
        return (low, high, True) if low is not None and high is not None else None
    value = han_value(word)
    return None if value is None else (value, value, False)


def _several(word: str, sign: str) -> tuple[Decimal, Decimal, bool] | None:
    if word == sign:  # a bare 几 is a question word as often as a number
        return Decimal(_SEVERAL[0]), Decimal(_SEVERAL[1]), True
    before, after = word.split(sign)
    if before and before[-1] in DIGITS:
        return None
    floor = (han_value(before) if before else Decimal(0)) if not after else None
    if floor is not None:  # 十几, 二十几
        return floor + 1, floor + 9, True
    lowest = "一" if before else "二"
    low, high = (han_value(f"{before}{digit}{after}") for digit in (lowest, "九"))
    if low is None or high is None:
        return None
    return low, (high / 9 * 10 if not before else high), True


def han_value(word: str) -> Decimal | None:
    """Value of one exact numeral; digits read one by one (二零二七) count too."""
    if not word:
        return None
    if "点" in word:
        return _with_point(word)
    if all(sign in DIGITS for sign in word):
        return Decimal("".join(str(DIGITS[sign]) for sign in word))
    return _composed(word)


def _with_point(word: str) -> Decimal | None:
    whole, _, rest = word.partition("点")
    scale = re.search(r"[万亿]$", rest)
    digits = rest[:-1] if scale else rest
    base = han_value(whole)
    if base is None or not digits or any(sign not in DIGITS for sign in digits):
        return None
    value = base + Decimal("0." + "".join(str(DIGITS[sign]) for sign in digits))
    return value * SCALES[scale[0]] if scale else value


def _composed(word: str) -> Decimal | None:
    total, section, pending = Decimal(0), Decimal(0), Decimal(-1)
    last = Decimal(1)
    for sign in word:
        if sign in DIGITS or sign == "半":
            if pending > 0:
                return None
            pending = Decimal("0.5") if sign == "半" else Decimal(DIGITS[sign])
        elif sign in _TENS:
            last = Decimal(_TENS[sign])
            section += (pending if pending > 0 else Decimal(1)) * last
            pending = Decimal(-1)
        elif sign not in SCALES:
            return None
        else:
            last = Decimal(SCALES[sign])
            section += max(pending, Decimal(0))
            section = section or Decimal(1)
            total = (total + section) * last if sign == "亿" else total + section * last
            section, pending = Decimal(0), Decimal(-1)
    return total + section + _last_digit(word, pending, last)


def _last_digit(word: str, pending: Decimal, last: Decimal) -> Decimal:
    """一千二 is 1,200 and 一万五 15,000, but 一千零二 is 1,002."""
    if pending <= 0:
        return Decimal(0)
    colloquial = last >= 100 and len(word) > 1 and word[-2] not in "零〇"
    return pending * (last / 10 if colloquial else 1)
