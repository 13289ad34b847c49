"""WeChat's error codes as named outcomes, each with the words that staff read beside a message.

https://developers.weixin.qq.com/doc/service/guide/dev/error_code.html
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """``name`` is stable; ``again``: nothing was sent and a later try may succeed. ``unsure``: it
    may have arrived all the same. ``held``: it can go out once the owner writes again."""

    name: str
    reason: str
    again: bool = False
    unsure: bool = False
    held: bool = False


class NotDelivered(Exception):
    """WeChat did not take it, or did not say so."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault

    @property
    def reason(self) -> str:
        return self.fault.reason

    @property
    def again(self) -> bool:
        return self.fault.again


TOKEN_FAULTS = frozenset({40001, 40014, 42001})
FAULTS = {
    -1: Fault("busy", "微信系统繁忙", again=True),
    40003: Fault("bad_openid", "收件人的 openid 无效"),
    40004: Fault("bad_medium", "微信不收这种文件"),
    40005: Fault("bad_file_type", "微信不收这种类型的文件"),
    40006: Fault("bad_file_size", "文件的大小不合微信的要求"),
    40007: Fault("medium_gone", "素材已经过期或不存在"),
    40008: Fault("type_refused", "公众号不能发送这种消息"),
    40009: Fault("picture_too_large", "图片超过了微信的大小限制"),
    40013: Fault("bad_app_id", "AppID 无效，请检查 WECHAT_APP_ID"),
    40125: Fault("bad_secret", "AppSecret 无效，请检查 WECHAT_APP_SECRET"),
    40164: Fault("ip_not_listed", "服务器的 IP 不在公众号的白名单里"),
    40029: Fault("bad_code", "微信网页授权的 code 无效"),
    40163: Fault("code_used", "微信网页授权的 code 已经用过"),
    40037: Fault("bad_template", "订阅通知的模板 ID 无效，请检查 WECHAT_NOTICE_TEMPLATE"),
    43004: Fault("not_following", "对方没有关注公众号"),
    43101: Fault("notice_refused", "对方没有订阅通知，或者允许的次数已用完"),
    45001: Fault("file_too_large", "文件超过了微信的大小限制"),
    45002: Fault("too_long", "内容超过了微信的长度限制"),
    45008: Fault("too_many_articles", "图文超过一条"),
    45009: Fault("daily_quota", "公众号今天的接口调用次数已用完"),
    45011: Fault("too_fast", "接口调用太频繁", again=True),
    45015: Fault("window_closed", "48小时窗口已关闭，对方再发一条消息时补发", held=True),
    45047: Fault("replies_used_up", "客服消息条数已用完，对方再发一条消息时补发", held=True),
    45072: Fault("bad_typing", "输入状态的命令无效"),
    45080: Fault("no_recent_contact", "对方最近没有发言，不能显示输入状态"),
    45081: Fault("already_typing", "已经在显示输入状态"),
    46003: Fault("no_menu", "公众号还没有自定义菜单"),
    47003: Fault("bad_fields", "订阅通知的内容不合模板的要求，请检查 WECHAT_NOTICE_FIELDS"),
    48001: Fault("no_permission", "公众号没有这项权限，没有客服消息权限时需要认证"),
    48002: Fault("refused_by_owner", "对方拒收了公众号的消息"),
    48004: Fault("banned", "公众号的这个接口被封禁，请登录公众平台查看"),
    50002: Fault("owner_limited", "对方的微信账号受到限制"),
    89503: Fault("ip_unconfirmed", "这台服务器的 IP 等待公众号管理员确认"),
}
NO_ACCESS = Fault(
    "token_refused", "微信一直拒绝访问令牌，请检查 AppSecret 以及是否有别的系统在刷新令牌"
)
NO_TOKEN = Fault("no_token", "微信没有给出访问令牌", again=True)
NO_ANSWER = Fault("no_answer", "微信没有回应，未确认送达", unsure=True)
UNREACHABLE = Fault("unreachable", "连不上微信的服务器", again=True)
# An upload is nothing that the owner sees: it may be made again.
NOT_UPLOADED = Fault("not_uploaded", "文件没有传到微信", again=True)
FILE_GONE = Fault("file_gone", "文件已经删除，没有发出")
NO_SECRET = Fault("no_secret", "没有设置 WECHAT_APP_SECRET，取不到原件")
MEDIUM_TOO_LARGE = Fault("medium_too_large", "文件太大，没有保存")
# Our own counting, before anything is sent.
WINDOW_CLOSED = FAULTS[45015]
USED_UP = FAULTS[45047]
TYPE_REFUSED = FAULTS[40008]
UNFOLLOWED = Fault("unfollowed", "对方已取消关注，重新关注并发来消息时补发", held=True)


# WeChat does not want the file: a link to it may go all the same.
LINK_INSTEAD = frozenset(
    {
        NOT_UPLOADED.name,
        *(FAULTS[code].name for code in (40004, 40005, 40006, 40007, 40008, 40009, 45001, 45009)),
    }
)


def fault_of(code: int) -> Fault:
    return FAULTS.get(code, Fault(f"code_{code}", f"微信返回错误 {code}"))


def unreadable(status: int) -> Fault:
    return Fault("unreadable", f"微信的接口返回了 {status}，内容看不懂", unsure=True)
