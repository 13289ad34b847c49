"""What Prometheus sees of turns. Labels name outcomes and channels, never people."""

from prometheus_client import Counter, Histogram

TURNS = Counter("desk_turns", "Turns by how they ended", ["outcome", "channel"])
TURN_SECONDS = Histogram(
    "desk_turn_seconds",
    "Seconds from the start of a turn until its replies are stored",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8),
)
