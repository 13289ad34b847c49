"""What an owner leaves to others, has not got, or keeps: 好商量, 还没注册公司, 要保密."""

import re

_OPEN = re.compile(
    r"面议|面谈|看着[给办]|好商量|可以谈|再谈|(?:都|钱)好[说谈]|(?:钱|预算|经费|资金)(?:这块|方面)?(?:都|也)?(?:不是(?:什么|个)?问题|没问题|管够|充足|不缺)|不差钱|按(?:行情|市场价?|规矩)|"
    r"该(?:多少|怎么)(?:就|是)?(?:多少|给|出)|实报实销|(?:看|按)效果|(?:你们|老师|学校|对方|他们)(?:定|报个?价|开价)"
)
# In answer to the question for the budget; the words are kept.
_BROKE = re.compile(
    r"没有?(?:什么|啥)?(?:钱|预算|经费|资金)|没(?:多少|几个)(?:钱|预算)?|(?:不想|不打算)花(?:钱|太多|多少|那么多)"
    r"|能省[就则]省|少花|越(?:便宜|省|少)越好|便宜[点些]?(?:就|的)?(?:行|好)|(?:太|别)贵|贵了|[不别]太?贵|一分钱?都?(?:没|不)"
    r"|招标|谈(?:了|好|完|妥|过)?再(?:说|定)|(?:[没未]|尚未|还没有?)(?:最?终)?(?:核?定|批|报批|立项|下来|安排)"
)
# Said as a whole clause it is of the budget, whatever was asked.
_PENNILESS = re.compile(
    r"(?:我们?|咱们?|俺们?|村里|厂里|社里|公司|单位|家里|手头|手里|账上|真|实在|确实|也|都|可)*"
    r"(?:没有?(?:钱|预算|经费)|(?:钱|预算|经费)(?:是|也|都|真|还)?没有?)(?:啊|的|呢|哦|呀)?"
)
# 「预算没定」 names what is left open, whatever was asked.
_NO_BUDGET_YET = re.compile(
    r"(?:预算|经费|资金)(?:这块|方面)?(?:还|也|暂时|目前)?(?:[没未]有?|尚未)(?:最?终)?(?:核?定|批|想好|谱|数|立项|下来|安排)"
)
# 「不是预算，20万是产量」: a sum that was taken for the budget is none.
_NO_BUDGET = re.compile(
    r"(?:不是|没有?(?:说|讲|提|给)过?)(?:我们?的?)?预算|没有?预算(?!错)|"
    r"预算[^,。;!?\n]{0,8}(?:(?<!没)(?<!没有)(?:[写填记弄搞说]错|错的|错了)|不对|没有(?![写填记弄搞说]错|问题|变))"
)
_OF_MONEY = re.compile(r"钱|预算|费用?|价|经费|资金|面议|报价")
# Short, and about the speaker: 「没有公司的专利」 asks for something.
_NO_FIRM = re.compile(
    r"(?:.{0,8}[,。 ])?(?:(?>我们?|咱们?|俺们?|村里|社里|家里|这边|现在|目前|就是?|是))*"
    r"(?:(?:没有?|还没有?|未|还未|没得|冇|无)(?:注册|成立|开|办|搞|弄)?(?:什么|啥)?(?:公司|企业|执照|单位|厂子?)(?:的?名[字称]?)?|"
    r"(?:公司|企业|执照)?还?没(?:注册|办|下来|开)|个体户?|个人|自己(?:一个人)?干|散户|农户|家庭作坊)"
    r"(?:呢|的|啊|哦|吧|,?自己干|名义)?(?:[,。 ].{0,12})?"
)

# As a clause of its own it says so whatever was asked: 「我没有公司，就是个小作坊」.
_HAS_NO_FIRM = re.compile(
    r"(?:(?>我们?|咱们?|俺们?|这边|家里|现在|目前|暂时|还|也|都|就|其实|本来|哪里?|可))*"
    r"(?:(?:没有?|没得|冇得?|冒得|无)(?:注册|成立|办)?过?(?:公司|企业|营业执照|执照)"
    r"|是?(?:一?[个家])?(?:小|家庭|自家|私人|夫妻)*(?:作坊|个体户|夫妻店))(?:的|呢|啊|哦|了|嘛|来的)?"
)

_CONTACT = r"(?:电话|手机号?码?|号码|联[系络]方式|联[系络]电话|微信号?|邮箱)"
_KEEPS = (
    r"(?:不|唔|勿|别|甭|免)(?:想|愿意?|肯|要|用|使|太?方便|打算|好)*(?:留|给|填|写|提供|登记?|说)"
)
_NO_CONTACT = re.compile(
    rf"{_KEEPS}(?:你们?|我的?|任何|个|什么|啥)*{_CONTACT}"
    rf"|{_CONTACT}(?:我|就|先|也|都|暂时)*{_KEEPS}"
    r"|(?:不想|不要|别|不许|不愿意?)(?:让|被|叫)?(?:[^,。;!?]{0,8}的?人)?(?:给我)?打(?:我)?电话"
    rf"|(?:不用|不要|别用?|免了?)(?:留|给|我的)?{_CONTACT}(?:联系|沟通|说|聊)?[了吧啦哈呗]*(?=[,。;!\n]|$)"
    rf"|{_CONTACT}(?:我|就|先|也|都|暂时)*(?:不用|不要|不必|免|算)(?:留|给)?(?:[了吧啦哈呗]+|$)"
)
_CLAUSES = re.compile(r"(?<=[,。;!?\n])")

_SECRET = re.compile(
    r"(?:要|得|必须|请|需要?|务必|希望|属于?|严格|签)?保密(?!吗|不|费|性能)|(?:商业|技术|公司)(?:秘密|机密)|"
    r"(?:不能|不要|别|不可以?|不得|不想|不方便|不宜)(?:对外|往外|向外|给?同行)?"
    r"(?:公开|外传|泄露|张扬|传出去|说出去|让(?:同行|别人|外人)(?:知道|看))"
)


def leaves_budget_open(text: str, *, expected: bool = False) -> bool:
    """Whether a sum is left open; ``expected``: the desk has just asked for the budget."""
    if expected and _BROKE.search(text):
        return True
    if _NO_BUDGET_YET.search(text):
        return True
    if any(_PENNILESS.fullmatch(clause.strip(" ,。;!?\n~")) for clause in _CLAUSES.split(text)):
        return True
    return _OPEN.search(text) is not None and (expected or _OF_MONEY.search(text) is not None)


def denies_budget(text: str) -> bool:
    """Whether the owner says that the sum noted is not the budget, or that there is none."""
    return bool(_NO_BUDGET.search(text) or _NO_BUDGET_YET.search(text))


def has_no_company(text: str) -> bool:
    """In answer to the question for the company."""
    return _NO_FIRM.fullmatch(text.strip(" 。.!~")) is not None


def states_no_company(text: str) -> bool:
    """Whatever was asked, and whatever else the message tells."""
    return any(_HAS_NO_FIRM.fullmatch(each) for each in _split(text))


def states_no_company_alone(text: str) -> bool:
    clauses = _split(text)
    return bool(clauses) and all(_HAS_NO_FIRM.fullmatch(each) for each in clauses)


def _split(text: str) -> list[str]:
    return [each for clause in _CLAUSES.split(text) if (each := clause.strip(" ,。;!?\n~"))]


def declines_contact(text: str) -> bool:
    """「不留电话」, stated and not asked: said before anyone asked for it, it counts then too."""
    return any(
        _NO_CONTACT.search(clause) and not re.search(r"[?吗呢不],?$|行不行|可以不|能不能", clause)
        for clause in _CLAUSES.split(text)
    )


def is_to_stay_secret(text: str) -> bool:
    """Whether the owner states, and does not ask, that the matter is not for the public."""
    return any(
        _SECRET.search(clause) and not re.search(r"[?吗呢]$|会不会|能不能|怎么", clause)
        for clause in _CLAUSES.split(text)
    )
