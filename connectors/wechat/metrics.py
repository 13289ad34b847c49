"""What Prometheus sees of WeChat's side. Labels name outcomes and channels, never people."""

from prometheus_client import Counter, Histogram

from connectors.wechat.faults import Fault

# answered, acknowledged, left_to_retry (so that WeChat comes again), refused
PUSHES = Counter("desk_wechat_pushes", "Deliveries of WeChat's by how they ended", ["outcome"])
PUSH_SECONDS = Histogram(
    "desk_wechat_push_seconds",
    "Seconds from a delivery until its answer has left; WeChat waits for five",
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5),
)
# sent, or the name of what was in the way (connectors/wechat/faults.py)
MESSAGES = Counter(
    "desk_wechat_messages", "Messages that were to be sent by themselves", ["channel", "outcome"]
)


def note_message(channel: str, fault: Fault | None) -> None:
    outcome = "sent" if fault is None else fault.name
    # Codes that are not known here would each make a series of their own.
    outcome = "other" if outcome.startswith("code_") else outcome
    MESSAGES.labels(channel=channel, outcome=outcome).inc()
