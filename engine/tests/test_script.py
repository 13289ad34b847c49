"""What the classifier sees of what people type."""

# ruff: noqa: PT009 - pytest is no part of the engine: unittest runs these

import unittest

from engine.components.script import normalise, shape


class NormaliseTest(unittest.TestCase):
    def test_script_width_and_case(self) -> None:
        self.assertEqual(normalise("預算大約三十萬"), "预算大约三十万")
        self.assertEqual(normalise("ＰＣＢ　良率６０％"), "pcb 良率60%")

    def test_emphasis_is_kept_but_not_counted(self) -> None:
        self.assertEqual(normalise("转人工！！！！！"), normalise("转人工！！"))
        self.assertEqual(normalise("哈哈哈哈哈"), "哈哈")

    def test_digits_are_never_shortened(self) -> None:
        self.assertEqual(normalise("1000000"), "1000000")

    def test_invisible_characters_and_gaps_between_characters_go(self) -> None:
        self.assertEqual(normalise("你\u200b好\ufeff  啊"), "你好啊")

    def test_nothing_stays_nothing(self) -> None:
        self.assertEqual(normalise(" \u200b\n"), "")


class ShapeTest(unittest.TestCase):
    def test_kinds_of_numbers(self) -> None:
        for text, kind in {
            "13800138000": "aphonez",
            "+86 138-0013-8000": "aphonez",
            "0571-88888888": "aphonez",
            "91350100M000100Y43": "acodez",
            "ZL201610270273.7": "apatentz",
            "201610270273.X": "apatentz",
            "QX20250314-003": "aserialz",
            "wang@example.com": "aemailz",
            "https://example.com/a?b=1": "aurlz",
            "12.5": "0",
        }.items():
            with self.subTest(text):
                self.assertIn(kind, shape(text).split())

    def test_amounts_are_not_taken_for_phones_or_codes(self) -> None:
        self.assertEqual(shape("预算300000元"), "预算 0 元")
        self.assertEqual(shape("从12%降到3%"), "从 0 %降到 0 %")


if __name__ == "__main__":
    unittest.main()
