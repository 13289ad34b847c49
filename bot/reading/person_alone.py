"""Messages that name a person and nothing else: 「老板姓邓，邓总」, 「以老板的名义，找王工」."""

import re

from bot.reading.person import FULL_NAME, OFFICE, ROLE, SURNAME, read_person
from bot.reading.script import normalise

_LEAD = (
    r"(?:(?>以|写|填|找|联系人?|对接人?|叫|就|也|是|我们?|他|她|你们?|您|可以|麻烦|请|都|的"
    r"|名字|姓名|称呼))*"
)
_CLAUSE = re.compile(
    rf"{_LEAD}{OFFICE}?(?:的名义)?{_LEAD}"
    rf"(?:姓{SURNAME}|{SURNAME}[一-龥]{{0,2}}?{ROLE}|叫{FULL_NAME}|{FULL_NAME})?(?:吧|的|啊|哈|呢|就行|就好)*"
)
_CLAUSES = re.compile(r"[,。;!\n\s]+")
_LONGEST = 30


def names_person_alone(text: str) -> bool:
    said = normalise(text).strip()
    if len(said) > _LONGEST:
        return False
    person = read_person(said)
    if person is None or person.name is None:
        return False
    return all(_CLAUSE.fullmatch(each) for each in _CLAUSES.split(said) if each)
