"""What is refused before Rasa is loaded, and what its libraries may not say."""

# ruff: noqa: PT009, S603 - pytest is no part of the engine; our own interpreter is started

import socket
import subprocess
import sys
import unittest

from engine.serving import WRONG_SETTINGS


class Serving(unittest.TestCase):
    def test_a_port_that_another_installation_holds_is_refused_by_its_setting(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = str(other.getsockname()[1])
            ended = subprocess.run(
                [
                    sys.executable, "-m", "engine.serving", "run", "--model", "none.tar.gz",
                    "--interface", "127.0.0.1", "--port", port,
                ],
                capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
        self.assertEqual(ended.returncode, WRONG_SETTINGS)
        self.assertEqual(
            ended.stderr, f"端口 {port} 已被占用：请停掉占用它的程序，或改 BOT_ENGINE_URLS\n"
        )

    def test_libraries_load_without_a_word_of_deprecation_and_other_warnings_stay(self) -> None:
        code = (
            "import engine.serving, warnings, rasa.core.run\n"
            "warnings.warn('still heard', RuntimeWarning)"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
        )
        self.assertNotIn("DeprecationWarning", ended.stderr)
        self.assertIn("still heard", ended.stderr)


if __name__ == "__main__":
    unittest.main()
