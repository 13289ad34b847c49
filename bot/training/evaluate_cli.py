"""``bot evaluate nlu FILE``: one measurement, printed, and drawn as a page where asked."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from bot.settings import Settings
from bot.training.evaluate import evaluate
from bot.training.evaluation_page import as_page
from bot.training.evaluation_text import as_markdown, as_text
from bot.training.train import ensure_model


def evaluate_and_print(settings: Settings, options: argparse.Namespace) -> None:
    report = evaluate(options.file, ensure_model(settings.bot_data_dir))
    if options.json:
        text = json.dumps(asdict(report), ensure_ascii=False, indent=1)
    elif options.markdown:
        text = as_markdown(options.file.name, report)
    else:
        text = as_text(report)
    sys.stdout.write(text + "\n")
    if options.html is not None:
        options.html.write_text(as_page(options.file.name, report), "utf-8")
