"""Spans of time that are of a thing and no deadline: how long it keeps, takes or has been so.

保质期12个月, 做到18个月不胀袋, 发酵周期六个月, 用了三年, 进口的交期三十周.
"""

import re

_OF_A_THING = re.compile(
    r"保质期|寿命|质保|保修|货架|存放|存储|储存|耐用|耐|循环|使用|用了|做了|干了|搞了|开了|试了|"
    r"折腾|成立|创办|建厂|建于|经验|每|一(?:次|批)|"
    r"以前|当时|去年|上个?月|已经|过去|最近|这几年|生产了|运行|养护|陈化|发酵|住|等了|换一次|"
    r"(?:天|周|月|年|拜|期|头)就(?!行|好|够|可|能|要|得|成)|修一次|缴费|年费|生长|开放许可期|年老|年的?历史|年了|年的?经验"
)
# What became of a thing within that time, where no wish is spoken: 三个月内返修5%.
BEFELL = re.compile(
    r"返修|返工|退货|退了|投诉|报废|损坏|坏[了掉]?|断[了裂]?|裂[了开]?|失效|故障|生锈|锈穿|褪色|掉色|发[黄黑霉褐]|"
    r"变形|脱落|开胶|起泡|漏|死[了一掉]|塌|一场"
)
# 一个月有十来起, 一年要换两回: how often, not by when.
OFTEN = re.compile(
    r"(?:就|都|也|总)?(?:有(?!个?结果|眉目|样|成果|消息|没)|要[换修花洗坏]|赔|亏|坏|死|漏|下来)"
)
# 一个月八千, 一天出三万个: a rate, even where the time was asked for. 一个月十天 is none.
RATE = re.compile(
    r"(?:要|得|就|都|能|可以|大概|差不多|也就|才|开|给|发|做|干|出|产|卖|赚|挣|亏|赔|花|用|扔|坏|走|跑|流水|生产|加工|出货|掉|光[一-龥]{2,4}?就)*"
    r"\s?(?:[\d.]+|[一二两三四五六七八九十百千几]+)"
    r"(?:\s?$|\s?[万千百kKwW块元件吨台套斤米只条瓶箱袋双桶](?!月)|\s?个(?!月|多?星期|礼拜|季度|工作日))"
)
# 八千一个月, 工人八千块一个月.
PAID = re.compile(r"[\d一二两三四五六七八九十几][千百万](?:块钱?|元)?\s?$|块钱?\s?$")
# 发酵周期太长,180天: how long it takes, not by when.
TAKES = re.compile(
    r"(?:周期|发酵|陈酿|腌|晒|晾|养护|熟化|生长|保质期|寿命|工序|生产|等)[^。;!?\n]{0,8}[,:]\s?$"
)
# 18个月不胀袋, 18个月效率还在95%: how the thing is to behave for so long.
_BEHAVES = re.compile(
    r"(?:以后|之后|后|以上|内)?(?:都|也|还|就)*不(?:会|再|用|需要?|能)*"
    r"(?:胀|霉|坏|堵|烂|裂|掉|褪|锈|散|变|漏|断|塌|死|酸|馊|返|结块|沉淀|分层|开胶|脱|起[泡皮球粉毛皱霉]|发[黄黑霉褐硬软干酸粘黏]|"
    r"失效|衰减|降|生[锈虫霉]|老化|卡|软|硬|黄|黑|吸潮|回潮|长[毛霉虫]|出油|析|腐|磨|炸|松|换|浑|臭|粘|走样|缩)|"
    r"[^,。;!?\n]{0,6}还(?:在(?=\s?[\d一二三四五六七八九十百])|剩|保持|能(?:保|用|吃|喝|发芽|跑))"
)
_KEEPS = re.compile(
    r"(?:做到|达到|保持|维持|坚持|撑|扛|挺|放|存|保存|保鲜|冻|泡|晒|晾|埋|腌|延长|用(?=到|上|个)|管|保用)"
    r"(?:到|个|上|了|得住?|至少|它)*\s?$"
)
_OF_THE_WORK = re.compile(r"工期|时间|期限|限期|交期|项目期|合作期|进度")
# 发酵周期六个月; 项目周期, 开发周期 and a bare 周期 are of the work.
_CYCLE = re.compile(
    r"[一-龥]{2}(?<!项目)(?<!研发)(?<!开发)(?<!合作)(?<!实施)(?<!完成)(?<!交付)(?<!整个)(?<!整体)(?<!建设)"
    r"(?<!服务)(?<!预期)(?<!希望)(?<!大概)(?<!合同)(?<!攻关)(?<!我们)"
    r"周期(?:就|都|也|长达|大概|大约|现在|目前|一般|是|为|在|要|得|有|太长)*\s?$"
)
# What others make them wait, or how long their own goods take now.
_SUFFERED = re.compile(
    r"(?:进口|国外|现在|目前|眼下|供应商|对方|原装|原厂|外购|采购|买)[^,。;!?\n]{0,6}(?:交期|货期|交货期?)"
    r"[^,。;!?\n]{0,6}$"
)
# 三个月不够,半年吧: what is refused is not wished for.
_REFUSED = re.compile(
    r"(?:肯定|恐?怕|可能|是|就|都|也)*(?:不够|来不及|太[长短久紧赶慢])(?![吗么?不])"
)


def is_of_a_thing(clause: str, before: str, behind: str) -> bool:
    """Whether a span of time, in its clause and between these words, is no span of the work."""
    if _OF_A_THING.search(clause) or _CYCLE.search(before) or _SUFFERED.search(before):
        return True
    kept = _KEEPS.search(before) and not _OF_THE_WORK.search(clause)
    return bool(kept or _BEHAVES.match(behind) or _REFUSED.match(behind))
