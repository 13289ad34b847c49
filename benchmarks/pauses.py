"""How long everybody waits for a full collection, before and after what stays was set aside.

`python -m benchmarks.pauses` opens in one process what the action server has, with the demo
catalogue in a folder of its own, and prints the median of --times collections of each kind.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from bot.app import open_action_services
from bot.running.preparing import prepare_store
from bot.running.serving import set_aside_what_stays
from bot.settings import Settings


async def measure(times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, bot_data_dir=Path(folder))
        await prepare_store(settings, lambda _line: None)
        async with open_action_services(settings):
            before, walked = pause(times), len(gc.get_objects())
            set_aside_what_stays()
            after = pause(times)
    print(f"{walked} objects: {before * 1000:.0f} ms; set aside: {after * 1000:.2f} ms")


def pause(times: int) -> float:
    """Seconds, the median."""
    taken = []
    for _ in range(times):
        began = perf_counter()
        gc.collect()
        taken.append(perf_counter() - began)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9)
    asyncio.run(measure(parser.parse_args().times))


if __name__ == "__main__":
    main()
