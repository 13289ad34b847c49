from __future__ import annotations

from bot.matching.criteria import Matches
from bot.programme.suggestions import Search
from tests.unit.actions.desk import suggest


def test_what_was_shown_is_kept_in_the_order_of_showing() -> None:
    found = Matches(
        universities=(suggest("university", "u", "示例大学"),),
        platforms=(suggest("platform", "l", "示例中心"),),
    )
    assert Search("轴承", kinds=("platform", "university")).after(found).shown == ("l", "u")
    assert Search("轴承", kinds=("university", "platform")).after(found).shown == ("u", "l")
