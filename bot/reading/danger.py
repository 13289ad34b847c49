"""People in danger, now: somebody who does not want to live, an accident that is happening.

A desk for technical needs can do little here, but must not answer with its form. What is told of
machines, of last year or as a matter to be solved (「锂电池老着火」) is a need and none of this.
"""

import re
from enum import StrEnum

from bot.reading.script import normalise

# An accident is told in a few words; a long message is a need.
_LONGEST_CRY, _LONGEST_TOLD = 60, 400
_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")


class Danger(StrEnum):
    LIFE = "life"
    ACCIDENT = "accident"


_LIFE = re.compile(
    r"(?:不想|不愿|没法)(?:再)?活(?:了|下去)?(?![动跃性塞化页])|活不下去"
    r"|(?:想|要|准备|打算|干脆)(?:去)?(?:自杀|自尽|轻生|寻死|跳楼|跳河|跳江|上吊|喝农药)"
    r"|(?<![得快])想死(?!你|了?心|的心|机|锁|循环|磕)"
    r"|从.{0,8}(?:楼|桥|天台).{0,4}跳(?:下|了)|结束(?:自己|我)的?(?:生命|命)"
    r"|(?:我|还不如|不如)死了(?:算了|好)?$|一死了之"
)
# 「厂子活不下去了」, 「苗活不下去」.
_NOT_A_PERSON = re.compile(
    r"鱼|虾|蟹|苗|菌|树|猪|鸡|鸭|鹅|牛|羊|蜂|蚕|花|草|稻|麦|种子|细胞|厂|企业|公司|店|生意|行业|作坊|市场|养殖"
)

_SITE = (
    r"(?:车间|仓库|库房|厂[里房区子]?|宿舍|锅炉房?|反应釜|储罐|罐区?|气瓶|管道|工地|实验室"
    r"|配电房|楼[上里下]?|窑)"
)
_HAPPENS = re.compile(
    rf"{_SITE}.{{0,6}}(?:着火|起火|失火|爆炸|炸|塌)了|^.{{0,2}}(?:着火|起火|失火|爆炸|炸|出人命)[了啦]?$"
    r"|(?:氯气?|液氨|氨气?|煤气|天然气|燃气|毒气|硫化氢|一氧化碳|光气|危化品).{0,4}(?:泄漏|泄露|漏)了?$"
    r"|(?:有人|工人|员工|师傅|同事|伙计).{0,6}(?:受伤|触电|中毒|晕倒|昏迷|昏倒|烧伤|烫伤|被[压埋困卷绞砸]|没呼吸|掉下去)"
    r"|死人了|死了人|救命"
)
# What recurs, was, is feared or is to be solved.
_A_MATTER = re.compile(
    r"老是?|经常|总是?|时常|常常?|容易|一直|偶尔|有时|每[次年月天]|[会怕]|担心|防|避免|减少|降低|如何|怎么(?!办)|咋(?!办|整)"
    r"|去年|前年|今年|上次|上个?月|以前|曾|之前|当时|几次|概率|风险|隐患|测试|试验|报警器|检测|监测|系统|方案"
    r"|想[做上搞找开装改]|项目|技术|专利|研究|改造|设备|过[,，。]|过$"
)


def read_danger(text: str) -> Danger | None:
    """None where nobody is in danger, as far as one message tells."""
    said = normalise(text[: _LONGEST_TOLD + 1])
    if len(said) > _LONGEST_TOLD:
        return None
    clauses = [clause.strip() for clause in _CLAUSE.findall(said)]
    if any(_LIFE.search(each) and not _NOT_A_PERSON.search(each) for each in clauses):
        return Danger.LIFE
    if len(said) > _LONGEST_CRY or _A_MATTER.search(said):
        return None
    happens = any(_HAPPENS.search(_without_ending(each)) for each in clauses)
    return Danger.ACCIDENT if happens else None


def _without_ending(clause: str) -> str:
    """「着火了怎么办」 is 「着火了」."""
    return re.sub(r"(?:怎么办|咋办|咋整|快来人?|啊|呀|[!！~～\s])+$", "", clause)
