"""Terms that an owner sets: whose the result is, how it is paid, where the teacher should be.

No field of a need holds them, so the clause is kept in the owner's own words.
"""

import re

_CLAUSE = re.compile(r"[^,。;!?\n]+")
_TERMS = (
    # 知识产权要归我们, 专利必须写我们名下.
    r"(?:知识产权|产权|专利权?|成果|所有权|版权|论文|署名)[^,。;!?]{0,10}?(?:归|属于?|写|放|挂|算|是|落|登记)"
    r"[^,。;!?]{0,4}?(?:我们|咱们?|俺们?|我方|甲方|我司|企业|公司|厂|共有|共同|双方)",
    # 分三次付, 验收合格再付.
    r"(?:分[一二两三四五六几\d]+[次期笔批]|分[期批])[^,。;!?]{0,4}(?:付|给|结)|(?:验收|见效|做成|合格|出结果)[^,。;!?]{0,6}(?:再|才|后)(?:付|给)|按[次天件月年](?:算|付|结|收)",
    # 要开发票, 含税.
    r"(?:要|得|需要|必须|能)[^,。;!?]{0,4}(?:发票|开票|专票)|^(?:不?含税|税前|税后)[价的]?$",
    # 老师最好是上海的.
    r"(?:老师|教授|专家|导师|学校|高校|大学|院校)[^,。;!?]{0,4}(?:最好|优先|尽量)|"
    r"(?:最好|优先|尽量)[^,。;!?]{0,8}(?:老师|教授|专家|导师|学校|高校|大学|院校)",
)
_ANY = re.compile("|".join(_TERMS))
_JOINED = re.compile(r"^(?:但是?|不过|而且|就是|另外|还有|\s)+")
_ASKED = re.compile(r"[?吗呢么]\s*$|怎么|谁|行不行|能不能|可不可以|是不是|会不会|还是|多少")


def read_terms(text: str) -> tuple[str, ...]:
    """The clauses of a normalised text that set a term; what is asked about sets none."""
    found = (clause[0].strip() for clause in _CLAUSE.finditer(text) if not _is_asked(text, clause))
    return tuple(_JOINED.sub("", clause) for clause in found if _ANY.search(clause))


def _is_asked(text: str, clause: re.Match[str]) -> bool:
    return bool(_ASKED.search(clause[0])) or text[clause.end() : clause.end() + 1] == "?"
