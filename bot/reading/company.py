"""The name of the owner's company as written in free text.

A legal form (有限公司, 厂, 合作社 …) marks a name. When the desk has just asked for the
company, a short trade name will do; what is plainly no name is refused.
"""

import re

from bot.reading.short_names import may_be_name

_FORM = (
    r"(?:股份|责任)?有限(?:责任)?公司(?:[^,。;!?\s]{0,8}分公司)?|(?:集团|总|分|股份)公司|"
    r"集团(?![)内]|股份|有限)|(?:专业)?合作(?:联)?社|"
    r"(?<=[一-龥]{3})(?:加工|制造|机械|五金|模具|食品|家具|服装|印刷|塑料|塑胶|电子|电器|化工|"
    r"陶瓷|玻璃|造纸|纺织|制品|配件|铸造)厂|"
    r"家庭农场|(?<=[一-龥]{2})(?:经营部|商行|工作室|茶厂|酒厂|药厂|农场|林场|养殖场)"
)
_NAME = re.compile(rf"(?P<name>[一-龥A-Za-z0-9()·&-]{{2,40}}?(?:{_FORM}))(?![一-龥]*大学)")
# 永康市大力工具厂: a works needs its town or a 叫 in front to be a name, or 压铸厂 would be one.
_WORKS = re.compile(
    r"(?P<name>[一-龥]{2,8}(?:省|市|县|区|镇|乡|村)[一-龥]{2,12}厂)(?![家房区长里子])|"
    r"(?:叫做?|名称是?|全称是?|厂名是?)(?P<called>[一-龥]{3,14}厂)(?![家房区长里子])"
)
# 公司名可以写 东阳雪舫腿业: what follows is the name, whatever was asked.
_INTRODUCED = re.compile(
    r"(?:公司|厂子?|单位|企业)(?:的)?(?:名称?|名字|全称)(?:可以|就|先)?(?:写|填|叫|是|用)[:,\s]*"
    r"(?P<name>[一-龥A-Za-z0-9()·&-]{4,20})[。!~]?$"
)
# 公司是台州恒达泵业: a trade at its end makes it a name; 公司是做水泵的 tells what is made.
_FIRM_IS = re.compile(
    r"(?:^|[,。;!\s])(?:我们?|咱们?|俺们?)?(?:公司|厂子?|单位|企业)(?:的?名字?)?(?:是|叫)[:,\s]*"
    r"(?P<name>(?!一?家|主|以|从|属|搞|做|国|民|私|外|专|老|个)[一-龥]{2,12}"
    r"(?:[泵阀铝钢铜纸茶酒药米油布袜鞋]业|机械|科技|实业|塑[胶料]|五金|模具|食品|电[子器]|化工|陶瓷|家具"
    r"|服[饰装]|纺织|印染|包装|建材|生物|材料|精密|汽配|齿轮厂|[一-龥]{2}厂))(?=$|[,。;!~])"
)
# 没有公司,非遗工作室,叫山西云剪坊: what it is called is its name, with the place that is in it.
_CALLED = re.compile(
    r"(?:^|[,。;!\s]|[店社坊室厂牌号])(?:名字)?叫做?(?P<name>[一-龥A-Za-z0-9()·&-]{3,20}?)[。!~]*$"
)
_SHOP = re.compile(r"(?:坊|社|店|铺|馆|斋|堂|工作室|作坊)$")
_NOT_IN_NAME = re.compile(
    r"^.*(?:我们?(?:公司)?(?:是|叫|的)|咱们?(?:是|叫)?|俺们?(?:是|叫)?|我司|全称|名称|公司名|"
    r"公司是|公司叫|企业是|单位是|就是|叫做?|这边是|这里是|本公司|我?单位系|公司(?=.{4,}公司$)|有[一]?[个家]|"
    r"来自|(?<!美)的|代表|是(?=[一-龥]{2}.{2})|在(?=[一-龥]{4})|[:]|改[成为]|"
    # 在镇上开了个粮油加工厂, 我们药厂: what was opened, and whose it is.
    r"[开办建设创]了?(?:一?[个家间座]|起)|^(?:我们|咱们?|俺们?))"
)
# 我哥合伙办的养殖场: told of a works, not its name.
_TELLING = re.compile(r"[们了]|合伙|旁边|隔壁|\d+号")
_GENERIC = re.compile(
    r"^(?:(?>一?[家个间]|某|省属|市属|县属|国有|水务|投资|控股|那[家个]?|这[家个]?|哪[家个]?|别的|其他|其它|某|有的|很多|所有|几|大|小|"
    r"同行|上市|民营|国有|科技|贸易|母|子|总|分|集团|股份|有限|"
    r"老板的|你们|他们|人家|我们?|咱们?|俺们?|自己的?|老|新|牧民|农民|农户|农机|(?:本|我们?|咱们?)?(?:村|镇|乡|街道|社区|屯|寨)[里上子]?的?|(?:股份|集体)?经济|集体|就|专业|初创|外资|合资|生产|制造|加工))*"
    r"(?:公司|厂|集团|有限公司|合作社|专业合作社|企业|工厂|集团公司|家庭农场)?$"
)
_ASKED_FILLER = re.compile(
    r"^(?:(?>不是\s*,\s*|嗯+|哦|好的?|那个|就是|我司|我们?|咱们?|俺们?|公司|企业|单位|厂子?|全称|"
    r"名称|名字|简称|就?[写填](?:上|成)?|就叫|叫做?|是|的|:|,|\s))+"
)
_NO_NAME = re.compile(
    r"^(?:叫我|不|没|无|暂|先|跳过|算了|随便|保密|匿名|回头|以后|等|再说|啥|什么|怎么|为什么|为啥|哪|"
    r"谁|对|好|是|行|可以|嗯|哦|你|转人工|人工|忘|不方便|个体户?|还没注册|没有公司|做|搞|专|生产|"
    r"有|帮|这|那|想|要|在|给|请|从|主要|只|已经|就这|没了)|[^是]+是|"
    r"[?吗呢嘛]$|[,。;!].*[,。;!]|多少|怎么|能不能|预算|教授|大学|学院|\d{5,}|"
    # 「一天能洗两吨」: how much is made.
    r"(?:提|升|降|达|做|控制|缩短|减)[^,。]{0,3}[到至在]\s?[\d一二两三四五六七八九十百千半]|"
    r"^(?:[一每]个?(?:天|年|月|班|小时)|现在|目前)|[\d一二两三四五六七八九十百千万]+(?:吨|台|件|箱|亩|公斤|斤|棒|头|只)$|"
    # 「五十到八十个」, 「钱的话看着给」: figures and money are no name.
    r"^[\d一二两三四五六七八九十百千万亿几多来上下到至个块元kKwW~-]+$|钱|看着|商量|面议|"
    # An answer to another question, or a question: 同意, 多久能有人联系我, 吃住我们包.
    r"^(?:同意|收到|谢|拜|再见|回见|ok|OK|多久|几[时天]|能|可以)|多久|可以|联系|什么时候|啥时候|.(?:我们|咱们|俺们?)|不急|"
    # 打错了: of what was told before.
    r"[打写说填弄记]错|^错了|"
    # 含税, 老师傅指点一下就行, 合作方式要…: of the price, or how they wish to be helped.
    # 三百户里有一百六十户, 唔写住.
    r"[\d一二两三四五六七八九十百千万]{2,}(?:户|个|台|条|次|件|米|度|斤)|唔|冇|"
    r"含税|税(?:前|后|点)|发票|开票|方式|就[行好成]|都行|指[点导]|一[下哈]$"
)
_SHORT = re.compile(r"[一-龥A-Za-z0-9()·&-]{2,20}")


def read_company(text: str, *, expected: bool = False) -> str | None:
    """The company named in a normalised text, or None.

    `expected`: the desk has just asked for it, so 「恒力塑胶」 without a legal form is
    taken as it stands, while answers such as 不方便说 or 为什么要填 are not.
    """
    called = _CALLED.search(text)
    if called is not None and (expected or _SHOP.search(called["name"])):
        name = _trimmed(called["name"])
        if not (_NO_NAME.search(name) or _GENERIC.match(name)):
            return name
    for found in _NAME.finditer(text):
        name = _trimmed(found["name"])
        if _is_name(name):
            return name
    works = _WORKS.search(text)
    if works is not None:
        return _trimmed(works["name"] or works["called"])
    introduced = _INTRODUCED.search(text) or _FIRM_IS.search(text)
    if introduced is not None:
        return _short_name(introduced["name"])
    return _short_name(text) if expected else None


def _is_name(name: str) -> bool:
    """Whether what is left of a run of words is a name still: 「粮油加工厂」 is none."""
    whole = len(name) >= 4 and _NAME.fullmatch(name) is not None
    told = _GENERIC.match(name) or _TELLING.search(name)
    return whole and not told and name.count("(") == name.count(")")


def _trimmed(name: str) -> str:
    return _NOT_IN_NAME.sub("", name).strip("-·&")


def _short_name(text: str) -> str | None:
    line = text.strip(" 。.,!~的吧呀啊")
    name = _ASKED_FILLER.sub("", line).strip()
    if _NO_NAME.search(name) or _NO_NAME.match(line) or not _SHORT.fullmatch(name):
        return None
    if _GENERIC.match(name) or name.isdigit():
        return None
    return name if may_be_name(name, bare=not text.rstrip(" 。.,!~").endswith("的")) else None
