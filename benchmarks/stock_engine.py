"""Rasa as it comes, with our model: its command line without engine/components/action_answers.

Run by the engine's Python 3.10: ``engine/.venv/bin/python -m benchmarks.stock_engine run …``.
"""

from __future__ import annotations

from engine.components import action_answers


def main() -> None:
    action_answers.install = lambda: None
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
