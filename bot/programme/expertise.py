"""Which family of expert question fits a problem, so that the owner can answer in trade terms."""

from __future__ import annotations

import re

# The process in the owner's words says more than the industry: a food plant may have waste water.
_BY_WORDS = (
    ("water", r"废水|污水|中水|COD|氨氮|总磷|总氮|脱盐|膜污染|BOD"),
    ("vision", r"视觉|检测缺陷|缺陷检|色选|识别|漏检|误检|瑕疵"),
    ("battery", r"电池|负极|正极|电解液|隔膜|储能"),
    ("welding", r"焊"),
    ("heat", r"热处理|淬火|渗碳|渗氮|氮化|碳氮共渗|回火|退火|正火|调质"),
    ("casting", r"压铸|铸造|铸件|浇注|气孔|缩孔|砂型|锻造"),
    ("coating", r"涂料|油漆|水性漆|涂层|电镀|喷涂|盐雾|镀层|镀膜|脱膜|胶黏|胶粘|油墨"),
    ("plastics", r"注塑|挤出|塑料|橡胶|薄膜|吹塑|尼龙|缩水|降解"),
    ("ceramics", r"陶瓷|坯体|烧成|窑|釉|玻璃|耐火"),
    ("textile", r"面料|纱|染色|印染|针织|织物|色牢度"),
    (
        "food",
        r"蜂蜜|豆腐|豆制品|米粉|面条|糖果|糕点|面包(?![车板])|罐头|果干|蜜饯|肉制品|卤[味肉]|鱼丸|牛奶|酸奶|泡菜|馊",
    ),
    ("medicine", r"提取|中药|药材|制剂|药典|发酵液"),
    ("chemistry", r"合成|催化|收率|转化率|精馏|结晶|中间体|副产物|反应釜"),
    ("food", r"食品|保质期|口感|底料|饮料|酱|茶|杀菌|冷链|食用菌"),
    ("farming", r"大棚|种植|养殖|病虫害|脱粒|收割|播种|灌溉|烘干"),
    ("electronics", r"电路|PCB|线宽|芯片|封装|传感器|贴片|LED|光伏(?!支架|边框|玻璃|胶膜)|天线"),
    ("digital", r"智能化|数字化|转型|信息化|自动化改造|机器换人|少人化|无人化|MES|ERP|上系统|排产"),
    ("machinery", r"轴承|电机|齿轮|噪音|噪声|振动|磨损|发烫|液压|泵|阀|刀具|机床|精度"),
)
# 「做注塑模具的，老是开裂」: of the mould that is made, not of what is moulded with it.
_OF_THE_MOULD = re.compile(
    r"(?:做|搞|生产|加工|造|开)[^，,。；;]{0,4}模具?的|模具?(?:的)?(?:型腔|型芯|顶针|镶件|刃口|寿命)?(?:老是?|总是?|一直|容易|又)*[^，,。；;]{0,3}(?:[裂磨崩修断锈])"
)
# Not C33: locks, tools and tins are made of metal, and few of them are cast. Nor C29, C38 and C40:
# seals, lamps, wires and spectacles have neither moulding parameters nor circuits.
_BY_INDUSTRY = {
    "A": "farming", "C13": "food", "C14": "food", "C15": "food", "C17": "textile",
    "C18": "textile", "C27": "medicine",
    "C31": "casting", "C32": "casting",
    "C34": "machinery", "C35": "machinery", "C36": "machinery", "C37": "machinery",
    "C39": "electronics", "D46": "water",
    "N77": "water",
}  # fmt: skip


def expert_family(problem: str, industry_code: str | None) -> str | None:
    """A name that domain.yml keys its expert questions by; None asks the general question."""
    if _OF_THE_MOULD.search(problem):
        return None
    for family, words in _BY_WORDS:
        if re.search(words, problem, re.IGNORECASE):
            return family
    if industry_code is None:
        return None
    return _BY_INDUSTRY.get(industry_code[:3]) or _BY_INDUSTRY.get(industry_code[:1])
