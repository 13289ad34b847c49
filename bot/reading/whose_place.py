"""Places that are not where the works are: in a firm's name, or where help is to come from."""

import re

_FIRM = re.compile(
    r"(?:^|(?<=[,。;!?\s])|(?<=叫)|(?<=改成)|(?<=改为)|(?<=全称)|(?<=名称)|(?<=公司))"
    r"[^,。;!?\s的做搞开办在有于是叫们种养了]{4,14}"
    r"(?:厂|坊|商行|商店|合作社|工作室|酒业|茶业|米业|机械|科技|实业|五金|模具|电器|电子|压铸|工艺|食品|塑料|化工|家具)(?=[,。;!?\s]|$)"
)
_HELP = r"(?:老师|专家|教授|学校|高校|导师|院校|大学)"
# 老师最好是上海的, 最好找武汉的学校; 「我们宁波的想找个老师」 says where the works are.
_WISHED = re.compile(
    rf"{_HELP}(?:的话)?(?:最好|希望|尽量|优先|要|能|得|是|在|就|也|找|选|,)+[^,。;!?\n]{{1,12}}|"
    rf"(?:找|请|联系|推荐|优先|考虑|选|想要)(?:一?[个位所家些])?[一-龥]{{2,6}}的(?:高?校|{_HELP})"
)


def without_firms(text: str) -> str:
    """The text, of the same length, with names of firms that have no legal form blanked."""
    return _FIRM.sub(_blank, text)


def without_wished_help(text: str) -> str:
    """The text, of the same length, without the words of where help is to come from."""
    return _WISHED.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
