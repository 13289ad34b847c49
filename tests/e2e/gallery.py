"""Every page of the console, and what opens over it: where each is, and how it is opened.

Read by tests/e2e/screenshots.py. A scene that cannot be opened ends the run: a picture that is
missing is a page that nobody looks at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.console import Console
from tests.fixtures.owner import OPENING, answer_to, need_of
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient
from tests.fixtures.visitor import VisitorClient
from tests.fixtures.wechat_phone import Phone

# What owners ask beside the one whose need is carried through.
OTHERS = ("电机噪音大，怎么整", "我们厂印染废水COD降不下来", "浙江有没有免费的农机专利")
MISREAD = "我们在绍兴做印染，污泥含水率降不下来"
SHEET = (
    "学校名称,所在地,特色方向,排名",
    "镜湖试验大学,绍兴市,印染；污泥干化,3",
    "没有地方的学院,亚特兰蒂斯,,4",
)
MOST_TURNS = 14


@dataclass(frozen=True)
class Desk:
    """Ids of what the scenes show."""

    waiting: str
    on_wechat: str
    misread: str
    need: str
    introduction: str
    licence: str


@dataclass(frozen=True)
class Scene:
    name: str
    path: str
    open: Callable[[Page], None] | None = None


def fill_the_desk(stack: Stack) -> Desk:
    """Owners on the web and on WeChat, one of whom waits, and a need that is under way."""
    for text in OTHERS:
        VisitorClient(stack.url).say(text)
    staff = StaffClient(stack)
    misread = VisitorClient(stack.url)
    misread.say(MISREAD)
    misread.say("转人工")
    carried = VisitorClient(stack.url)
    need_id = need_of(carried, stack)
    carried.press(carried.read()["messages"], "想联系")
    carried.say("同意")
    patent = staff.get("/patents", fee_mode="一次总付")["items"][0]
    licence = staff.post(f"/needs/{need_id}/licences", {"patent_id": patent["id"]})
    waiting = VisitorClient(stack.url)
    need_of(waiting, stack)
    waiting.say("转人工")
    return Desk(
        waiting=waiting.conversation_id, on_wechat=_owner_on_wechat(stack),
        misread=misread.conversation_id, need=need_id,
        introduction=staff.get(f"/needs/{need_id}")["introductions"][0]["id"],
        licence=licence["id"],
    )  # fmt: skip


def _owner_on_wechat(stack: Stack) -> str:
    phone = Phone(stack, openid=f"o{uuid4().hex}")
    phone.follow()
    said = phone.say(OPENING)
    for _ in range(MOST_TURNS):
        if "确认提交" in said:
            break
        said = phone.say(answer_to(said))
    phone.say("转人工")
    rows = StaffClient(stack).get("/conversations", channel="wechat")["items"]
    return str(rows[0]["id"])


def carry_on(console: Console, desk: Desk) -> None:
    """What staff do before the pictures: answer, label what was misread, put a need on the list."""
    console.open(desk.waiting)
    console.claim()
    console.reply("王师傅您好，我是前台小李，看到您的气孔问题了，正在联系两位老师。")
    console.open(desk.misread)
    row = console.log.locator(".row.user", has_text=MISREAD)
    row.get_by_role("button", name="理解").click()
    row.get_by_role("button", name="读错了").click()
    expect(console.page.get_by_text("已放进“学习”")).to_be_visible()
    _publish(console, desk.need)


def _publish(console: Console, need_id: str) -> None:
    console.goto(f"/needs/{need_id}")
    sheet = console.page.get_by_role("dialog")
    sheet.get_by_role("button", name="开始形式审核").click()
    sheet.get_by_role("button", name="形式审核通过").click()
    sheet.get_by_role("button", name="填写").click()
    sheet.get_by_label("要达到的指标").fill("废品率不高于3%")
    sheet.get_by_label("赏金（元）").fill("50万")
    sheet.get_by_label("揭榜截止").fill("2099-12-31")
    sheet.get_by_role("button", name="保存").click()
    sheet.get_by_role("button", name="张榜", exact=True).click()
    sheet.get_by_role("button", name="登记一家").click()
    sheet.get_by_label("揭榜单位").fill("宁波大学")
    sheet.get_by_label("方案").fill("真空压铸加局部增压，三个月出样")
    sheet.get_by_role("button", name="保存").click()
    expect(sheet.locator(".bid", has_text="宁波大学")).to_be_visible()


def scenes(desk: Desk) -> list[Scene]:
    conversation = f"/inbox/{desk.waiting}"
    return [
        *[Scene(name, path) for name, path in _pages(desk).items()],
        Scene("conversation", conversation, _claim),
        Scene("conversation-wechat", f"/inbox/{desk.on_wechat}", _claim),
        Scene("inbox-filters", "/inbox", _press("筛选")),
        Scene("inbox-more-views", "/inbox", _press("更多", exact=True)),
        Scene("panel-need", conversation, _tab("需求")),
        Scene("panel-suggestions", conversation, _tab("推荐")),
        Scene("panel-contact", conversation, _tab("联系人")),
        Scene("conversation-actions", conversation, _press("更多操作")),
        Scene("conversation-labels", conversation, _press("标签")),
        Scene("conversation-canned", conversation, _canned),
        Scene("conversation-note", conversation, _note),
        Scene("understanding", f"/inbox/{desk.misread}", _press("理解")),
        Scene("palette", "/inbox", _keys("Control+k")),
        Scene("shortcuts", "/inbox", _keys("?")),
        Scene("account-menu", "/inbox", _press("我的账号")),
        *[
            Scene(f"{kind}-sheet", f"/catalogue/{kind}", _first_record)
            for kind in ("universities", "mentors", "patents", "platforms")
        ],
        *[
            Scene(f"{kind}-form", f"/catalogue/{kind}", _press("新增"))
            for kind in ("universities", "mentors", "patents", "platforms")
        ],
        Scene("import", "/catalogue/universities", _import),
        Scene("invite", "/settings?part=team", _press("邀请同事")),
        Scene("webhook-form", "/settings?part=webhooks", _press("新增")),
        Scene("canned-form", "/settings?part=canned", _press("新增")),
        Scene("second-factor", "/settings?part=account", _press("开启两步验证")),
        Scene("forbidden", "/forbidden"),
        Scene("missing", "/no-such-page"),
    ]


def _pages(desk: Desk) -> dict[str, str]:
    return {
        "inbox": "/inbox",
        "search": "/search?q=气孔", "search-nothing": "/search?q=没有人说过的话",
        "needs": "/needs", "needs-list": "/needs?view=list", "need": f"/needs/{desk.need}",
        "universities": "/catalogue/universities", "mentors": "/catalogue/mentors",
        "patents": "/catalogue/patents", "platforms": "/catalogue/platforms",
        "introductions": "/partners/introductions",
        "introduction": f"/partners/introductions/{desk.introduction}",
        "licences": "/partners/licences", "licence": f"/partners/licences/{desk.licence}",
        "insights": "/insights", "learning": "/learning", "thesaurus": "/learning/thesaurus",
        "audit": "/audit", "settings": "/settings", "labels": "/settings?part=labels",
        "team": "/settings?part=team", "hours": "/settings?part=hours",
        "service": "/settings?part=service", "assignment": "/settings?part=assignment",
        "webhooks": "/settings?part=webhooks", "account": "/settings?part=account",
    }  # fmt: skip


def _press(name: str, *, exact: bool = False) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=exact).first.click()


def _tab(name: str) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        tab = page.get_by_role("tab", name=name)
        if not tab.is_visible():
            page.get_by_role("button", name="需求与推荐").click()
        tab.click()

    return choose


def _keys(keys: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(keys)


def _claim(page: Page) -> None:
    """Whoever leaves the desk loses what was held: every picture is taken by a new arrival."""
    take = page.locator(".head").get_by_role("button", name="接管", exact=True)
    if take.is_visible():
        take.click()
    expect(page.get_by_role("textbox", name="写回复")).to_be_visible()


def _canned(page: Page) -> None:
    _claim(page)
    page.get_by_role("textbox", name="写回复").press_sequentially("/")


def _note(page: Page) -> None:
    _claim(page)
    page.get_by_role("tab", name="内部备注").click()
    page.get_by_role("textbox", name="内部备注").press_sequentially("@")


def _first_record(page: Page) -> None:
    page.locator("tbody tr, .rows li").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _import(page: Page) -> None:
    page.get_by_role("button", name="导入").first.click()
    sheet = page.get_by_role("dialog")
    payload = FilePayload(name="高校.csv", mimeType="text/csv", buffer="\n".join(SHEET).encode())
    sheet.locator("input[type=file]").set_input_files(payload)
    expect(sheet.get_by_text("第 3 行")).to_be_visible()
