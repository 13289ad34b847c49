"""When a message has several purposes, and which of them leads."""

# ruff: noqa: PT009 - pytest is no part of the engine: unittest runs these

import unittest

from engine.components.several import Clause, several


def names(*clauses: tuple[str, str, float]) -> list[str]:
    return [each.name for each in several([Clause(*clause) for clause in clauses])]


class SeveralTest(unittest.TestCase):
    def test_two_questions(self) -> None:
        found = names(("专利归谁", "ask_ip_terms", 0.98), ("费用多少", "ask_fee", 0.99))
        self.assertEqual(found, ["ask_ip_terms", "ask_fee"])

    def test_a_remark_inside_a_need_is_no_purpose(self) -> None:
        self.assertEqual(
            names(("晒出来颜色发暗", "submit_need", 0.9), ("卖不上价", "ask_fee", 0.95)), []
        )
        self.assertEqual(
            names(("剪板机老抖", "submit_need", 0.9), ("咋个整嘛", "out_of_scope", 0.95)), []
        )

    def test_who_shall_solve_it_is_part_of_the_need_unless_a_new_matter_begins(self) -> None:
        need = ("气孔老是超标", "submit_need", 0.99)
        self.assertEqual(names(need, ("能不能请教授看看", "find_mentor", 0.8)), [])
        self.assertEqual(
            names(need, ("另外有没有免费专利", "find_patent", 0.9)), ["submit_need", "find_patent"]
        )

    def test_the_customers_complaint_is_the_trouble_and_none_about_the_desk(self) -> None:
        need = ("纸吸管一泡就软", "submit_need", 0.99)
        self.assertEqual(names(need, ("客户投诉", "complaint", 0.9)), [])
        self.assertEqual(names(need, ("人工越来越贵", "ask_human", 0.9)), [])
        self.assertEqual(names(need, ("我要投诉", "complaint", 0.9)), ["submit_need", "complaint"])

    def test_what_goes_on_after_the_message_leads(self) -> None:
        found = names(
            ("千校万企是真的吧", "ask_policy", 0.99), ("豆腐出品率低", "submit_need", 0.98)
        )
        self.assertEqual(found, ["submit_need", "ask_policy"])
        found = names(("找个懂发酵的专家", "find_mentor", 0.9), ("再转个人工", "ask_human", 0.98))
        self.assertEqual(found, ["ask_human", "find_mentor"])
        found = names(
            ("推荐几所大学", "find_university", 0.9), ("再找几个专利", "find_patent", 0.9)
        )
        self.assertEqual(found, ["find_university", "find_patent"])

    def test_moves_and_guesses_do_not_count(self) -> None:
        self.assertEqual(names(("多少钱", "ask_fee", 0.9), ("另外谢谢", "thanks", 0.99)), [])
        self.assertEqual(names(("多少钱", "ask_fee", 0.9), ("另外那个啥", "events", 0.5)), [])


if __name__ == "__main__":
    unittest.main()
