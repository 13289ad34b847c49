"""What an owner wants deleted: everything, only how to be reached, or one sentence of the need."""

from __future__ import annotations

import re
from enum import Enum

from bot.reading.corrections import takes_back
from bot.reading.script import normalise


class Deletion(Enum):
    EVERYTHING = "everything"
    CONTACT = "contact"
    SENTENCE = "sentence"


_CONTACT = (
    r"(?:手机号?码?|电话(?:号码?)?|座机|号码|联[系络]方式|联系人|邮箱|姓名|名字|微信号?)"
    r"(?:信息|资料)?"
)
_MATTER = (
    r"(?:需求|难题|登记|提交|填|东西|资料|信息|数据|记录|内容|全部|所有|一切|统统|通通|账号|公司|企业|"
    r"厂名|对话|聊天|痕迹|留底|别的|其[他它余])"
)
_DELETE = re.compile(
    r"[删抹]|清(?![楚洗淡])|[去拿撤划擦]掉|销毁|移除|注销|擦除|(?:不要|别|不用)(?:再)?[留存]了?|不留了|刪"
)
# 「需求留着」, 「别动我的需求」, 「除了需求」: what is to stay, whatever else is said.
_STAYS = (
    r"(?:留着|留下|保留|还[要在留办]|继续|照[旧常办]|不[动变]|接着"
    r"|(?:别|不要?|不用|甭|勿)(?:再)?(?:给我)?[删动撤抹清])"
)
_KEPT = re.compile(
    rf"(?:需求|难题|别的|其他的?|其它的?|技术的?|内容)[^,。;!?\n电手号]{{0,5}}?{_STAYS}[着了吧]*"
    rf"|(?:留着|保留|留下|别动|别删|不要?删|不动|除了?|只留|光留)[^,。;!?\n电手号]{{0,4}}(?:需求|难题|内容)"
)
_CLAUSES = re.compile(r"[,。;!?\n]|但是?|不过")
# 「壁厚那句」, 「配方不能外传这句」, 「预算那条」: a part of what was told, and nothing else.
_PART = re.compile(
    r"[那这](?:一|两)?(?:句|行|段|几个字|个字)|[那这]句话|第[一二三四五六七八九十\d]+(?:句|行|段)"
    r"|(?:指标|条件|补充|预算|时间|工期|行业|地区|资质|合作方式)(?:里|中)?(?:的|那|这)?一?[条项](?!需求)"
)


def read_deletion(text: str) -> Deletion | None:
    """None where nothing is to be deleted, or the wish is taken back in the same breath."""
    said = _KEPT.sub(" ", normalise(text))
    if not _DELETE.search(said) or takes_back(said):
        return None
    if _PART.search(said):
        return Deletion.SENTENCE
    wanted = [each for each in _CLAUSES.split(said) if _DELETE.search(each)]
    named = [each for each in wanted if re.search(_CONTACT, each)]
    # 「我的电话，删掉」 names it in the clause before.
    told = named or ([said] if re.search(_CONTACT, said) else [])
    rest = [re.sub(_CONTACT, " ", each) for each in (*told, *(set(wanted) - set(named)))]
    more = any(re.search(_MATTER, each) for each in rest)
    return Deletion.CONTACT if told and not more else Deletion.EVERYTHING
