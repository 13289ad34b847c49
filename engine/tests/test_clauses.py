"""Where a message of several wishes is cut."""

# ruff: noqa: PT009 - pytest is no part of the engine: unittest runs these

import unittest

from engine.components.clauses import MOST, split_clauses


class SplitTest(unittest.TestCase):
    def test_one_part_needs_no_cutting(self) -> None:
        self.assertEqual(split_clauses("电机噪音大怎么办"), [])
        self.assertEqual(split_clauses("电机噪音大怎么办？"), [])

    def test_sentences_and_words_that_begin_another_matter(self) -> None:
        self.assertEqual(
            split_clauses("环评手续你们管吗，贷款能不能办另外上回的老师联系不上"),
            ["环评手续你们管吗", "贷款能不能办", "另外上回的老师联系不上"],
        )

    def test_a_short_piece_joins_its_neighbour(self) -> None:
        self.assertEqual(split_clauses("你好，我想找个大学"), [])
        self.assertEqual(
            split_clauses("你好，我想找个大学，顺便问专利要钱吗"),
            ["你好，我想找个大学", "顺便问专利要钱吗"],
        )

    def test_a_short_question_is_one_of_its_own(self) -> None:
        self.assertEqual(
            split_clauses("揭榜挂帅是什么意思，要钱吗，我们在温州"),
            ["揭榜挂帅是什么意思", "要钱吗", "我们在温州"],
        )

    def test_a_long_message_has_a_bound(self) -> None:
        self.assertEqual(len(split_clauses("我们厂有问题。" * 50)), MOST)

    def test_only_punctuation(self) -> None:
        self.assertEqual(split_clauses("？？！。"), [])
        self.assertEqual(split_clauses(""), [])


if __name__ == "__main__":
    unittest.main()
