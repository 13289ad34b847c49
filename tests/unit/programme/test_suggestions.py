from __future__ import annotations

from bot.matching.criteria import Matches
from bot.programme.suggestions import Search, search_for
from bot.store.models import Need
from tests.unit.actions.desk import suggest


def test_what_was_shown_is_kept_in_the_order_of_showing() -> None:
    found = Matches(
        universities=(suggest("university", "u", "示例大学"),),
        platforms=(suggest("platform", "l", "示例中心"),),
    )
    assert Search("轴承", kinds=("platform", "university")).after(found).shown == ("l", "u")
    assert Search("轴承", kinds=("university", "platform")).after(found).shown == ("u", "l")


def test_what_a_need_says_of_the_list_is_heeded() -> None:
    need = Need(
        id="n", problem="压铸件气孔多", region_code="320500",
        detail="老师最好是上海的，专利最好免费；别给我推荐北京的",
    )  # fmt: skip
    search = search_for(need)
    assert (search.prefer_region_code, search.near_region_code) == ("310000", "320500")
    assert search.free_wished
    assert search.no_regions == ("110000",)


def test_a_plain_need_has_no_wish() -> None:
    search = search_for(Need(id="n", problem="我们在上海，压铸件气孔多，客户要免费返工", detail=""))
    assert (search.prefer_region_code, search.free_wished) == (None, False)
    assert (search.no_regions, search.no_names) == ((), ())
