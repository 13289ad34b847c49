"""The error tree. Each class carries a stable ``code`` (RFC 9457 ``type``/``code``) and a status.

The text that a person reads is Chinese and says what to do next; the code never changes.
"""

from __future__ import annotations

from typing import Any, ClassVar


class DeskError(Exception):
    """Root of every error that this system raises on purpose."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "服务出了点问题，请稍后再试"

    def __init__(self, detail: str | None = None, **data: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.data = data

    def as_problem(self) -> dict[str, Any]:
        """RFC 9457 members; ``data`` holds extension members such as ``retry_after`` (seconds)."""
        return {
            "type": f"urn:qianxiao:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **self.data,
        }


class BadRequest(DeskError):
    code, status, title = "bad_request", 400, "请求的内容看不懂"


class Unauthorised(DeskError):
    code, status, title = "unauthorised", 401, "请先登录"


class AccountDisabled(Unauthorised):
    """Who it is was proved, and the account may not be used any more; ``ask``: names of those who
    can enable it."""

    code, status, title = "account_disabled", 401, "这个账号已停用"


class SecondFactorNeeded(DeskError):
    """The password is right, and the account asks for the code of its authenticator too."""

    code, status, title = "second_factor_needed", 401, "请输入验证器上的 6 位数字"


class Forbidden(DeskError):
    code, status, title = "forbidden", 403, "没有权限做这件事"


class NotFound(DeskError):
    code, status, title = "not_found", 404, "没有找到"


class Conflict(DeskError):
    code, status, title = "conflict", 409, "已被别人抢先处理，请刷新后再试"


class TooLarge(DeskError):
    code, status, title = "too_large", 413, "内容太长了，请分几次发送"


class TooManyRequests(DeskError):
    code, status, title = "too_many_requests", 429, "发送得太快了，请稍等一下再发"


class EngineFailed(DeskError):
    """The dialogue engine gave no usable answer: refused, timed out, or 200 with an empty list."""

    code, status, title = "engine_failed", 502, "对话服务暂时没有回应"


class ArchiveInvalid(DeskError):
    """A backup cannot be read back: damaged, no backup at all, or made by a newer version."""

    code, status, title = "archive_invalid", 422, "备份读不了"


class SettingsInvalid(DeskError):
    """A setting is missing or malformed; ``detail`` names it and says how to mend it."""

    code, status, title = "settings_invalid", 500, "设置有误"
