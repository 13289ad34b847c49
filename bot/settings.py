"""Every setting of the product, read once from the environment or ``.env``. No default secrets."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.clock import Clock
from bot.errors import SettingsInvalid
from bot.setting_rules import (
    DATABASE_DRIVERS,
    LOOPBACK,
    AesKey,
    DatabaseAddress,
    Network,
    Password,
    RedisAddress,
    WebAddress,
    check_ports,
    is_tls_or_local,
    told,
)


class Settings(BaseSettings):
    """Field descriptions are the documentation; a test holds README and this class together."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    bot_host: str = Field("127.0.0.1", description="Address the front door listens on.")
    bot_port: int = Field(8080, ge=1, le=65535, description="Port of the front door.")
    bot_data_dir: Path = Field(Path("var"), description="Folder of the store, index and logs.")
    bot_database_url: DatabaseAddress | None = Field(
        None, description="SQL store; unset = SQLite in the data folder. postgresql://… for many."
    )
    bot_redis_url: RedisAddress | None = Field(
        None, description="Redis for bus, leases, limits; unset = in process (one front door)."
    )
    bot_engine_urls: Annotated[tuple[WebAddress, ...], NoDecode] = Field(
        ("http://127.0.0.1:5005",), min_length=1, description="Rasa servers, separated by commas."
    )
    bot_engine_token: SecretStr | None = Field(
        None, description="Guards Rasa's tracker API; make run invents one at each start."
    )
    bot_action_port: int = Field(5055, ge=1, le=65535, description="Port of the action server.")
    bot_public_url: WebAddress | None = Field(
        None, description="How visitors reach the front door, e.g. https://desk.example.cn"
    )
    bot_allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Sites that may embed the widget, separated by commas; * = any site."
    )
    bot_identity_secret: SecretStr | None = Field(
        None, description="Shared with your site: signs (HS256) who its visitor is; 32+ characters."
    )
    bot_embeddings_url: WebAddress | None = Field(
        None, description="OpenAI-compatible endpoint, ending in /embeddings: finds like meanings."
    )
    bot_embeddings_model: str = Field("bge-m3", description="The model that it is asked for.")
    bot_embeddings_key: SecretStr | None = Field(None, description="Its key, where it wants one.")
    bot_chat_url: WebAddress | None = Field(
        None,
        description="OpenAI-compatible endpoint, ending in /chat/completions: proposes terms for "
        "recorded needs, which staff take or refuse.",
    )
    bot_chat_model: str = Field("qwen-plus", description="The model that it is asked for.")
    bot_chat_key: SecretStr | None = Field(None, description="Its key, where it wants one.")
    bot_webhooks_private: bool = Field(
        False,
        description="Webhooks may also go to http:// and to addresses that are not public: "
        "receivers in your own network.",
    )
    bot_clock: datetime | None = Field(
        None, description="ISO time at which the clock starts, for tests; only on loopback."
    )
    bot_admin_password: Password | None = Field(
        None, description="Password of the first administrator; unset = random, printed once."
    )
    bot_turn_timeout: float = Field(
        4.0, gt=0, le=60, description="Seconds until a silent engine is answered for."
    )
    bot_desk_grace: float = Field(
        60.0, ge=30, le=3600,
        description="Seconds after which staff who gave no sign of life lose their conversations.",
    )  # fmt: skip
    bot_desk_patience: float = Field(
        5.0, gt=0, le=1440,
        description="Minutes in the queue until the owner is offered to leave a message.",
    )  # fmt: skip
    bot_desk_hours: str = Field(
        "1-5 09:00-17:30",
        description="Working hours on Chinese time, 1 = Monday: 1-5 09:00-12:00,13:30-17:30; "
        "6 09:00-12:00. always = at any time.",
    )
    wechat_token: SecretStr | None = Field(None, description="Token of the callback settings.")
    wechat_app_id: str | None = Field(None, description="AppID of the Official Account.")
    wechat_app_secret: SecretStr | None = Field(None, description="AppSecret, for sending.")
    wechat_aes_key: AesKey | None = Field(None, description="EncodingAESKey, 43 characters.")
    wechat_aes_key_previous: AesKey | None = Field(
        None, description="The EncodingAESKey before the last change, while both are in use."
    )
    wechat_mode: Literal["secure", "compatible", "plain"] = Field(
        "secure", description="Message mode; plain is for closed tests only."
    )
    wechat_account: Literal["verified", "unverified"] = Field(
        "unverified", description="Whether the account may send customer-service messages."
    )
    wechat_patience: float = Field(
        5.0, ge=2, le=60, description="Seconds that WeChat waits for an answer."
    )
    wechat_api_base: WebAddress = Field(
        "https://api.weixin.qq.com", description="WeChat's API; the sandbox and tests replace it."
    )
    wechat_notice_template: str | None = Field(
        None, description="Template ID of a 订阅通知 that tells owners of an answer that waits."
    )
    wechat_notice_fields: Annotated[dict[str, str], NoDecode] = Field(
        {}, description='Its fields as JSON: {"thing1": "您的需求有新回复", "time2": "{time}"}.'
    )
    wechat_staff_sign_in: bool = Field(
        False, description="Staff may bind their WeChat and sign in with it (verified accounts)."
    )
    bot_oidc_issuer: str | None = Field(
        None, description="Single sign-on of staff by OpenID Connect: the issuer's address."
    )
    bot_oidc_client_id: str | None = Field(None, description="Our client id at the issuer.")
    bot_oidc_client_secret: SecretStr | None = Field(
        None, description="Our client secret at the issuer."
    )
    bot_oidc_name: str = Field(
        "单位统一登录",
        description="What staff know the single sign-on by, on its button.",
        min_length=1,
        max_length=20,
    )
    wechat_check_source: bool = Field(
        False, description="Accept pushes only from the addresses that WeChat lists (daily)."
    )
    bot_trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="Addresses of reverse proxies whose X-Forwarded-For is believed."
    )
    wecom_corp_id: str | None = Field(None, description="WeCom's corp id; switches 微信客服 on.")
    wecom_token: SecretStr | None = Field(None, description="Token of the WeCom callback.")
    wecom_aes_key: AesKey | None = Field(
        None, description="EncodingAESKey of the WeCom callback, 43 characters."
    )
    wecom_kf_secret: SecretStr | None = Field(None, description="Secret of the 微信客服 app.")
    wecom_api_base: WebAddress = Field(
        "https://qyapi.weixin.qq.com", description="WeCom's API; tests replace it."
    )
    bot_sandbox: bool | None = Field(
        None,
        description="A stand-in WeChat phone at /sandbox/, only on loopback. Unset = off; make run "
        "switches it on where no real account is set up.",
    )

    @field_validator("bot_engine_urls", "bot_allowed_origins", "bot_trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("wechat_notice_fields", mode="before")
    @classmethod
    def _read_fields(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError('应为 JSON，例如 {"thing1": "…"}') from None

    @field_validator("bot_clock")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value

    @field_validator("bot_identity_secret")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < 32:
            raise ValueError("至少 32 个字符")
        return value

    @model_validator(mode="after")
    def _clock_only_on_loopback(self) -> Settings:
        if self.bot_clock is not None and self.bot_host not in LOOPBACK:
            raise ValueError("BOT_CLOCK 只在 BOT_HOST 是本机地址时可用")
        return self

    @model_validator(mode="after")
    def _notice_has_fields(self) -> Settings:
        if self.wechat_notice_template and not self.wechat_notice_fields:
            raise ValueError("有 WECHAT_NOTICE_TEMPLATE 就要有 WECHAT_NOTICE_FIELDS")
        return self

    @field_validator("bot_oidc_issuer")
    @classmethod
    def _issuer_with_tls(cls, value: str | None) -> str | None:
        """Whoever can change what it says can sign in as anybody."""
        if value is not None and not is_tls_or_local(value):
            raise ValueError("应是 https:// 开头的网址（本机地址可以用 http://）")
        return value

    @model_validator(mode="after")
    def _issuer_knows_us(self) -> Settings:
        parts = (self.bot_oidc_issuer, self.bot_oidc_client_id, self.bot_oidc_client_secret)
        if any(parts) and not all(parts):
            raise ValueError("BOT_OIDC_ISSUER、BOT_OIDC_CLIENT_ID、BOT_OIDC_CLIENT_SECRET 要一起设")
        return self

    @model_validator(mode="after")
    def _one_port_for_each(self) -> Settings:
        check_ports(BOT_PORT=self.bot_port, BOT_ACTION_PORT=self.bot_action_port)
        return self

    @model_validator(mode="after")
    def _sandbox_only_on_loopback(self) -> Settings:
        if self.bot_sandbox and self.bot_host not in LOOPBACK:
            raise ValueError("BOT_SANDBOX 只在 BOT_HOST 是本机地址时可用")
        return self

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL with its async driver."""
        if self.bot_database_url is None:
            return f"sqlite+aiosqlite:///{(self.bot_data_dir / 'desk.db').resolve()}"
        scheme, _, rest = self.bot_database_url.partition("://")
        return f"{DATABASE_DRIVERS[scheme]}://{rest}"

    @property
    def tracker_database_url(self) -> str:
        """Where Rasa keeps its trackers: in the same PostgreSQL, or in a file of its own, since
        two programs that write one SQLite file wait for each other."""
        url = self.database_url
        if not url.startswith("sqlite"):
            return url
        return f"sqlite+aiosqlite:///{(self.bot_data_dir / 'tracker.db').resolve()}"

    @property
    def wechat_enabled(self) -> bool:
        return bool(self.wechat_token and self.wechat_app_id)

    @cached_property
    def clock(self) -> Clock:
        return Clock(self.bot_clock)


def load_settings() -> Settings:
    """Raise ``SettingsInvalid`` with one line that names the setting and its fault."""
    _check_file(Path(".env"))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsInvalid(f"设置有误：{told(error.errors())}") from None


def _check_file(path: Path) -> None:
    """A line that cannot be read would otherwise be passed over, and its setting with it."""
    if not path.is_file():
        return
    try:
        lines = list(parse_stream(io.StringIO(path.read_text(encoding="utf-8"))))
    except UnicodeDecodeError:
        raise SettingsInvalid(f"{path} 不是 UTF-8 文本：请用 UTF-8 编码另存") from None
    for binding in lines:
        if binding.error or (binding.key is not None and binding.value is None):
            raise SettingsInvalid(f"{path} 第 {binding.original.line} 行看不懂：应为 名称=值")
