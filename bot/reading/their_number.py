"""「电话有没有」, 「直接把他微信给我」 after a list: the number of whoever stands in it."""

import re

_NUMBER = r"(?:电话|手机号?|号码|微信号?|联[系络]方式|联系电话|邮箱)"
# 你们的 would be of the desk.
_WHOSE = (
    r"(?:(?:这个?|那个?|这几个|[他她它]|第.[个位])?(?:们)?的?"
    r"(?:老师|教授|学校|专家|导师|对方|专利权人)?(?:本人)?的?)"
)
_GIVE = (
    r"(?:(?:直接|就|先|你|能不能|可以|能|请|麻烦|把)*(?:告诉|给|发|留|说)"
    r"(?:一?下|个)?(?:给|我们?|一?下|我们?)*)"
)
_ASKED = r"(?:有没有|有吗|有不|有么|呢|是多少|多少|是什么|能给吗|能不能给|给吗)"
_END = r"(?:[吗不呗吧啊呢]|就行|就好|行不行|可以吗|好吗)*[?。!]*"
_ASKS = re.compile(
    rf"(?:我|俺|那)*(?:就|只|光)?(?:想)?要{_WHOSE}{_NUMBER}{_END}|"
    rf"(?:把|请|将)?{_GIVE}?{_WHOSE}{_NUMBER}(?:{_GIVE}|{_ASKED}){_END}"
    rf"|(?:[^,。]{{0,10}}[,\s])?{_GIVE}{_WHOSE}{_NUMBER}{_END}"
    rf"|(?:有没有|有){_WHOSE}{_NUMBER}(?:没有|没)?{_END}"
)

# 「把华中科大做压铸的教授电话给我」: a search, with a wish that no list fulfils.
_OF_TEACHER = re.compile(
    rf"(?:老师|教授|专家|导师)(?:本人)?的?{_NUMBER}(?:{_GIVE}|{_ASKED}|{_END}$)"
    rf"|(?:要|给我?|发我?|告诉我?|查)[^，,。]{{0,16}}(?:老师|教授|专家|导师)(?:本人)?的?{_NUMBER}"
)


def wants_number_of_teacher(text: str) -> bool:
    """``text`` is normalised."""
    return _OF_TEACHER.search(text) is not None


def asks_their_number(text: str) -> bool:
    """``text`` is normalised."""
    return _ASKS.fullmatch(text) is not None
