"""What a sum in an owner's words is for: the budget, or a price, a fine, a subsidy, money spent."""

import re
from enum import IntEnum


class Purpose(IntEnum):
    """The higher, the surer that the sum is the budget."""

    ANOTHER = 0
    UNSAID = 1
    SPENDING = 2
    BUDGET = 3


# An intention or the word itself outweighs 投资 and 费用, which are said of other sums as well.
_INTENDED = re.compile(
    r"预算|经费|拿出|拿得出|愿意|能出|出得起|准备|打算|计划|拟(?:投|出|拿|用|花)|想(?:花|投|出|拿)|额度|budget"
)
_SPENDING = re.compile(
    rf"{_INTENDED.pattern}|投入|投资|投个|资金|出资|掏|费用|(?:培训|咨询|服务|研发|开发|技术|课题)费|花费|钱|价|许可费|使用费|给你|给我|承受"
)
# 收购价, 油价, 塘口价: what goods cost. 报价 and 出价 are of the work that is asked for.
_GOODS_PRICE = re.compile(r"[一-龥](?<![报出开要给总讲标底减造评代等])(?<!一口)价(?!位)")
_SPENT = (
    r"(?:投资|投入|花费|耗费|花|投|用|砸|买|贴|赔|交|付|拿出|引进|购置)(?:掉|进去?|出去?)?(?:了|过|掉)|"
    r"已经?(?:累计)?投|耗资|买[的来]|搭进|赔进|贴进|砸进|打水漂|白扔"
)
_PRODUCED = (
    r"[年月日亩单]产|[年月日]销|"
    r"产量|产能|出栏|存栏|销量|[年日]处理|[年日]加工|[年日]出(?!资)|产出|种了|养了"
)
# 工人一个月八千, 现在请个焊工一个月要一万二; whoever teaches for a sum by the month is paid for it.
_WORKER = (
    r"(?:工人|员工|师傅|学徒|人工|[焊车钳电木瓦漆技临短长民]工|小工|临时工|保安|文员|大学生|技术员"
    r"|业务员|工资|一人|(?:招|雇)(?:个|一个)?[一-龥]{0,3})"
)
_WAGE = (
    rf"{_WORKER}[^,。;]{{0,6}}?(?:[一每]个?(?:月|年|天)|月|年)"
    r"(?:就|都|也|还|光|要|得|给|开|发|最少|至少|起码|大概|差不多)*(?:上|个)?\s?$"
)
_WAGE_AHEAD = re.compile(rf"{_WORKER}(?:就|都|也|要|得|给|开|发)*\s?$")
_BY_THE_MONTH = re.compile(r"\s?(?:块钱?|元)?\s?(?:[一每/]个?[月天]|月)")
_WHO_IS_ASKED = re.compile(r"老师|教授|专家|导师|博士|研究生|学校|高校|大学(?!生|毕业)")
# 一天产五万, 一年做两千万: what goes through the works in that time.
_THROUGH = (
    r"[一每]个?(?:天|日|月|年|小时|钟头|班|晚上?)(?:能|可以|大概|也就|差不多|才|要)*"
    r"(?:产|做|干|出货|生产|加工|发货|走货|走|跑|吃|消耗|用掉)(?:出|个|到)?\s?$"
)
_NOT_BUDGET = re.compile(
    # What goes through the works in a year.
    r"[一每]年(?:能|可以|大概|也就)*[做卖干](?:个|到)?\s?$|"
    rf"{_WAGE}|{_THROUGH}|{_SPENT}|{_PRODUCED}|{_GOODS_PRICE.pattern}|"
    r"人工(?:就|都|要|得|就要|都要)\s?$|(?:扔|丢|烂|废|坏|损耗|浪费)掉|赚|挣|进账|回款|尾款|货款|"
    r"(?:人家|别人|他们|同行|供应商|厂商|厂家)[^,。;\d]{0,4}(?:要|报价?|开价?|开口)\s?$|"
    r"产值|销售|营收|营业额|流水|年入|收入|利润|成本|卖|罚|损失|亏|赔|注册资[本金]|"
    r"[水电油药运料]费|(?:人工|维修|修理|检测|清洗|处理|燃气)费|人工成本|坏了|死了|烂了|废了|扔了|丢了|"
    r"报废|工资|年薪|月薪|订单|欠|贷|房租|去年(?!一样|差不多|那么多)|前年|往年|上年|历年|以前|累计|补[贴助]|奖|"
    r"(?:[省市县区镇乡]|政府|国家|财政|上面|上级|局)[里上]?[给补奖]了|"
    r"(?:菌落|弧菌|总数|次数|人数|数量|转速|分子量|粘度|浓度|含量|密度|目数|寿命|电阻|面积|流量)[^,。;]{0,4}$"
)
# An answer to the question for the budget may be put so: 成本控制在五万以内.
_COST_OF_THE_WORK = re.compile(r"成本(?:得|要|最好)?(?:控制|压|不|别|最多|在)[^,。]{0,4}$")
# What one of a kind costs, said before the sum: 这机器一台要五万, 一吨镀锌成本2600元.
_ONE_OF = re.compile(
    r"[一每](?:[台吨件套个只条支斤亩瓶箱]|公斤)(?:就|都)?(?:要|卖|得要|合|值)(?:上|个)?\s?$|"
    r"[一每](?:[吨斤亩度升米平]|公斤|方(?!面)|立方米?|平方米?)(?![级以])[^,。;]{0,8}$|"
    r"每(?:[台件套只条支瓶箱张]|个(?!月))[^,。;]{0,8}$"
)
_PER = re.compile(
    r"\s?(?:[/每一](?:吨|公斤|斤|kg|件|个|台|只|套|瓶|亩|平|米|度|次|张|片|方(?!面)|立方|升|箱|袋|头|羽|棵|株)|"
    r"的?(?:设备|机器|订单|货))"
)
# 我们一双两百块, 一件衣服三百块: in a story. The budget that was asked for may be told so.
_PRICE_OF_ONE = re.compile(
    r"(?<![做搞弄发买上要整建改])[一每](?:[套台双单车柜]|货柜)\s?$"
    r"|[一每][件双把瓶箱盒袋包][一-龥]{1,4}\s?$"
    r"|[一每](?:单|货柜|柜|车货?)(?:货|[^,。;\d]{0,3}给我们)?\s?$"
)
# What the sum is of, said behind it: 给了20万补贴. 「拿20万补贴款来做」 spends it on the work.
_OF_ANOTHER = re.compile(
    r"\s?(?:块钱|元)?的?(?:产值|销售|营收|利润|罚款|损失|订单|[水电油药运料工]费|人工|补[贴助]|奖[励补金]|"
    r"扶持|贴息|专项|贷款|是产量|是产能|的?产量|的?产能)"
)
# 0.6个亿里头拿百分之一: what a share is taken from.
_SHARED_OUT = re.compile(
    r"\s?(?:块钱|元)?(?:里[头面边]?|当?中|之中)[^,。;]{0,6}(?:百分之|千分之|[\d.]+%|个点|[一二两三半]成)"
)
# From one price to another: 从九千块降到七千块.
_CHANGE = re.compile(r"(?:从|由)\s?$|(?:降|压|减|涨|提|升)(?:低|少|高)?(?:到|至|了)\s?$")
_COST = re.compile(rf"成本|单价|{_GOODS_PRICE.pattern}|价格|每吨|一吨|每件|每个|降|压|费用|电费")
# What it is too dear for: 三百二十万买不起.
_TOO_DEAR = re.compile(r"\s?(?:块钱|元)?(?:的?话)?(?:我们?|厂里|实在)?(?:买|用|付|出|掏)不起")
_LEAST_SUM = 100
_NUMBER = re.compile(r"[\d一二两三四五六七八九十百千万几半.]+(?![一-龥]?月|天|年)")
# What may stand before the number of whoever answers the question for the budget.
_NOTHING_ELSE = re.compile(
    r"(?:(?>嗯+|呃+|哦|啊|现在|目前|暂时|手[头里]|账上|那个?|这个?|就|我们?|咱们?|俺们?|这边|厂里?|单位|公司|老板|领导|大概|大约|约莫?|差不多|估计|可能|应该|大致|"
    r"将近|接近|近|快|好|最[多高大少低]|至[多少]|顶多|撑死了?|顶天|不要?|别|超过?|突破|多于|高于|大于|少于|低于|小于|"
    r"到|足|没有?|上限|下限|起码|[<>≤≥]=?|预算|经费|资金|费用|许可费|钱|投入|投资|投|拿|出|花|掏|凑|挤|给|付|批|准备|打算|计划|想|"
    r"愿意?|希望|能|可以|会|敢|有|是|在|为|控制|卡|要|也|都|只|个|得|起|来|了|改|换|变|成|还|先|暂|写|填|按|算|吧|"
    r"[打写说]错了|是?不对|等[下等]|[:\s.~]))*"
)


def purpose_of(text: str, start: int, end: int, *, high: int, scaled: bool, asked: bool) -> Purpose:
    """What the sum from ``start`` to ``end`` is for.

    ``asked``: the desk has just asked for the budget; a limit or a cost of the work is one then.
    """
    before = _clause_before(text, start)
    behind = re.split(r"[,。;!?\n]", text[end : end + 12])[0]
    named = "预算" in before or "预算" in behind
    if _ONE_OF.search(before) and not named:
        return Purpose.ANOTHER
    # 八块二 is the price of a piece: no university works for that.
    if _PER.match(text, end) or (high < _LEAST_SUM and not scaled and not named):
        return Purpose.ANOTHER
    if _SHARED_OUT.match(behind):
        return Purpose.ANOTHER
    if not named and _is_another(before, behind, asked):
        return Purpose.ANOTHER
    if named or _INTENDED.search(before) or _INTENDED.search(behind):
        return Purpose.BUDGET
    spending = _SPENDING.search(before) or _SPENDING.search(behind)
    return Purpose.SPENDING if spending else Purpose.UNSAID


def _is_another(before: str, behind: str, asked: bool) -> bool:
    near = _near(before)
    if (
        _is_wage(near, behind)
        or _TOO_DEAR.match(behind)
        or (not asked and _PRICE_OF_ONE.search(near))
    ):
        return True
    if _NOT_BUDGET.search(near) and not (asked and _COST_OF_THE_WORK.search(near)):
        return not (_WHO_IS_ASKED.search(near) and re.search(_WAGE, near))
    if _CHANGE.search(before) and not (asked or re.search("经费|投入", before)):
        return True
    return bool(_OF_ANOTHER.match(behind)) and not re.search(r"拿出?\s?$|准备|打算|计划", before)


def _is_wage(near: str, behind: str) -> bool:
    """工人八千块一个月."""
    return bool(_WAGE_AHEAD.search(near) and _BY_THE_MONTH.match(behind))


def tells_other_sum(text: str) -> bool:
    """Whether a number of the text, whatever its unit, is what is earned, made or lost.

    「工人一个月八千」 to the question for the budget is no answer, and no nonsense."""
    return any(
        _is_another(_clause_before(text, number.start()), text[number.end() :][:12], asked=True)
        for number in _NUMBER.finditer(text)
    )


def is_cost(text: str, end: int) -> bool:
    """Whether the sum that ends here is what making something costs: that is a figure of it."""
    return bool(_COST.search(_clause_before(text, end)))


def says_budget(text: str, start: int) -> bool:
    return bool(_SPENDING.search(_clause_before(text, start)))


def carries_no_other_name(text: str, start: int) -> bool:
    """「50」 and 「最多50」 carry none, the number of 「水分15」 and of 「想做到5」 does."""
    return bool(_NOTHING_ELSE.fullmatch(_clause_before(text, start)))


_COUNTED_OFF = re.compile(
    r"^.*(?:年|月|日)?[产销做卖]\S{0,4}[\d一二两三四五六七八九十百千万亿]+[吨条件台套只个双米瓶根片张](?=[投拿掏出])"
)


def _near(before: str) -> str:
    """Many owners part their clauses by spaces, or not at all: 卖不掉 想精制 投一百五十万,
    年产两百万条投资一百五十万."""
    last = before.rsplit(maxsplit=1)[-1] if before.strip() else before
    return _COUNTED_OFF.sub("", last)


def _clause_before(text: str, start: int) -> str:
    return re.split(r"[,。;!?\n]", text[max(0, start - 20) : start])[-1]
