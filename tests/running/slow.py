"""An application whose answers take a while, served as the site is: `python -m tests.running.slow PORT SECONDS`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from tsunagi.cli.serving import serve

SIZE = 3_000_000


def application(environment: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """Much text, after a while."""
    os.write(1, b"begun\n")
    time.sleep(float(sys.argv[2]))
    start("200 OK", [("Content-Length", str(SIZE))])
    return [b"x" * SIZE]


if __name__ == "__main__":
    serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=4, begun=lambda: print("ready", flush=True))
    print("ended", flush=True)
