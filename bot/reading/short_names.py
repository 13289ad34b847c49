"""Whether a short answer to the question for the firm is a name: 「恒力塑胶」, not 「客户要求的」.

Nothing marks such a name, so anything short would pass for one: what speaks of others, says where
something stands or what ails it is refused, and what still looks like no firm is said back.
"""

import re

from bot.reading.gazetteer import gazetteer
from bot.reading.industry import without_trade_words

_FIRM = re.compile(
    r"公司|厂|集团|合作社|社$|院|所|店|中心|坊|企业|股份|实业|科技|工业|制造|农场|牧场|林场|商行|经营部|[业行铺记号]$"
)
# 工业园里面, 科技园那边: where it stands.
_WHERE = re.compile(
    r"(?:里面?|里头|外面|[上下前后]面|[这那][边里块头儿]|旁边?|附近|对面|边上|周边|隔壁|门口|路口|村口|路上|镇上|街上|县里|市里|乡下|山里"
    r"|[工科产创][业技](?:园区?|区)|园区|开发区|高新区|保税区|汽配城|商品城|大市场|大道|[路弄巷街]|号楼|车站)$"
    r"|^(?:隔壁|对面|旁边|附近|离)"
)
# Of what others want, or of their own people.
_OF_PEOPLE = re.compile(
    r"要求|规定|指定|标准|客户|甲方|药企|主机厂|厂家|领导|老板(?!电器|娘)|技术员|师傅|工人|员工|会计|同行|别人|买家|经销商|业主"
)
# Nothing of this stands in a name that has neither a legal form nor a trade.
_TALK = re.compile(
    r"[过着不没](?!锈)|(?<!永)太(?!平|阳|极|湖|行|原|仓)|[很挺最都只还也又把被让给跟]|老是|天天|每天|刚才|马上|[上下]午|[今明昨后]天|去年|今年"
    r"|(?:退货|停机|返工|返修|报废|投诉|投产|严重|厉害|问题|毛病|难题|故障|设备|材料|成本|电费|人工|订单|工期|产量|批量|温度|压力|旺季|淡季|麻烦|语音|手机|打字|网络)"
    r"|^(?:出口|进口|外贸|内销|外销|主要|新来|老客|马上|有点|[一两二三四五六七八九十几][个条台班套家])|[裂漏断坏堵霉臭锈碎脱掉](?:[了骨膜皮边丝线胶漆]|$)|[高低]了?$"
)
_LONGEST_SLIP = 3


def may_be_name(name: str, *, bare: bool = True) -> bool:
    """``bare``: without 的 behind it. 「出口的」 names a firm only by chance."""
    if _WHERE.search(name) or _OF_PEOPLE.search(name):
        return False
    if looks_like_firm(name):
        return True
    return bare and _TALK.search(name) is None and not _is_place_with_a_slip(name)


def looks_like_firm(name: str) -> bool:
    """By a word such as 厂 or 科技, or by its trade: 「恒力齿轮」."""
    return _FIRM.search(name) is not None or len(without_trade_words(name)) < len(name)


def _is_place_with_a_slip(name: str) -> bool:
    """「文洲龙湾」 is 温州龙湾, typed by its sound; 「重庆长安」 may be a firm."""
    known = gazetteer().by_name
    for at in range(1, min(_LONGEST_SLIP, len(name) - 2) + 1):
        if name[at:] in known:
            return not any(name[:end] in known for end in range(2, at + 1))
    return False
