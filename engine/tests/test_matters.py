"""Which parts of a message tell a need each."""

# ruff: noqa: PT009 - pytest is no part of the engine: unittest runs these

import unittest

from engine.components.matters import needs_among, split_matters
from engine.components.several import Clause


class MattersTest(unittest.TestCase):
    def test_a_message_is_cut_where_something_begins_anew(self) -> None:
        self.assertEqual(
            split_matters("滤网老堵，对了还有个事，筒体也锈"),
            ["滤网老堵，", "对了还有个事，筒体也锈"],
        )
        self.assertEqual(split_matters("滤网老堵，一天清三次"), [])

    def test_what_only_announces_belongs_to_what_follows(self) -> None:
        self.assertEqual(
            split_matters("有两个问题，一个是滤网老堵，一个是筒体生锈"),
            ["有两个问题，一个是滤网老堵，", "一个是筒体生锈"],
        )

    def test_one_need_beside_a_question_is_one(self) -> None:
        need = Clause("滤网老堵", "submit_need", 0.98)
        asks = Clause("另外博士生能来吗", "find_doctoral_team", 0.95)
        unsure = Clause("另外筒体", "submit_need", 0.4)

        self.assertEqual(needs_among([need, asks, unsure]), [])
        other = Clause("另外筒体生锈", "submit_need", 0.9)
        self.assertEqual(needs_among([need, asks, other]), ["滤网老堵", "另外筒体生锈"])


if __name__ == "__main__":
    unittest.main()
