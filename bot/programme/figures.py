"""Sums, dates and what was measured, as an owner reads them."""

from __future__ import annotations

from datetime import date

from bot.store.models import Need

WAN = 10_000
CURRENCIES = {
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "HKD": "港元",
    "JPY": "日元",
    "GBP": "英镑",
}


def sum_text(amount: int, currency: str = "CNY") -> str:
    """500000 → 50万元; what is no round number of 万 is written out."""
    unit = CURRENCIES.get(currency, currency)
    if amount >= WAN and amount % (WAN // 100) == 0:
        return f"{amount / WAN:g}万{unit}"
    return f"{amount}{unit}"


def budget_text(need: Need) -> str | None:
    stated = range_text(need)
    yearly = (need.budget_text or "").startswith(("每年", "一年"))
    return f"每年{stated}" if stated and yearly else stated or need.budget_text


def range_text(need: Need) -> str | None:
    low, high = need.budget_min, need.budget_max
    currency = need.budget_currency or "CNY"
    about = "约" if need.budget_approx else ""
    if low is not None and high is not None and low != high:
        return f"{about}{sum_text(low, currency)}—{sum_text(high, currency)}"
    if high is not None:
        return f"{about}{sum_text(high, currency)}{'' if low == high else '以内'}"
    return f"{about}{sum_text(low, currency)}以上" if low is not None else None


def deadline_text(need: Need) -> str | None:
    if need.deadline_by is None:
        return need.deadline_text
    day = day_text(need.deadline_by)
    words = need.deadline_text
    if words and day in words:
        return words
    return f"{words}（{day}前）" if words else f"{day}前"


def day_text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def metric_texts(need: Need) -> list[str]:
    """As told, each once: 「废品率12%」 is in 「废品率12%,想降到3%」 already."""
    texts = [str(each["text"]) for each in need.metrics]
    return [text for text in texts if not any(text != other and text in other for other in texts)]
