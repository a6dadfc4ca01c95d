"""`python -m tests.site`: prints its URL on the first line, serves until SIGTERM."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from tests.site.outlet import Outlet
from tests.site.server import SiteServer
from tests.site.themes import Theme


def main() -> None:
    """Parse the arguments, bind, print the URL, serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.site", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to bind (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one (%(default)s)")
    parser.add_argument("--base", help="what links begin with, where it is not the URL printed")
    parser.add_argument("--feed", type=Path, help="serve the items of this full-text RSS file")
    parser.add_argument("--theme", choices=("block", "classic"), default="block")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--log", type=Path, help="append one JSON line a request")
    parser.add_argument("--plain", action="store_true", help="never compress")
    options = parser.parse_args()

    with SiteServer(
        (options.host, options.port),
        log=options.log,
        delay=options.delay,
        compress=not options.plain,
    ) as server:
        host = f"[{options.host}]" if ":" in options.host else options.host
        bound = f"http://{host}:{server.server_port}"
        server.outlet = Outlet.opened((options.base or bound).rstrip("/"), options.feed)
        server.theme = Theme(options.theme)

        def stop(*_: object) -> None:
            server.stopping.set()
            # `shutdown` waits for `serve_forever`, which this very thread is in.
            threading.Thread(target=server.shutdown).start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        print(bound, flush=True)
        server.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
