"""Rasa's own command line, as the supervisor starts it: at a port of its own, and without what its
libraries say to each other."""

import errno
import socket
import sys
import warnings
from collections.abc import Sequence

# Rasa's web framework switches notices of deprecation on while it is imported, whatever
# PYTHONWARNINGS says. They are for who writes the sealed libraries; no operator can act on them.
import sanic.app  # noqa: F401

warnings.filterwarnings("ignore", category=DeprecationWarning)

# EX_CONFIG of sysexits.h: the supervisor does not start it again.
WRONG_SETTINGS = 78


def is_taken(interface: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def main(arguments: Sequence[str]) -> int:
    """Two clones that start at once have both seen the port free: who comes second must end, not
    leave its front door to the other's engine, which speaks to the other's store."""
    options = dict(zip(arguments, arguments[1:], strict=False))  # noqa: RUF007 - pairwise knows no end
    port = int(options["--port"])
    if is_taken(options["--interface"], port):
        print(f"端口 {port} 已被占用：请停掉占用它的程序，或改 BOT_ENGINE_URLS", file=sys.stderr)
        return WRONG_SETTINGS
    # All of it under the filter above: Rasa puts one of its own in front when it begins.
    import rasa.core.run
    from rasa.__main__ import main as rasa

    rasa()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
