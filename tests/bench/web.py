# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server on loopback that serves as the test says: whole, in parts, with a wrong length, or until the connection ends.

web.py PORT FOLDER [BYTES] serves the files of a folder. It prints a line when it listens, and one for each request, and ends with its
standard input. After so many bytes of a file, it waits for a line there before it sends the rest.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Served:
    """A file, and how it is served.

    `drops`: after how many bytes each of the first connections ends. `length`: what is said to be its length. `then`: what is served in
    its place from the second request on. `user`: the value of the Authorization header that is asked for.
    `waits`: after how many bytes, and for what.
    """

    content: bytes = b""
    status: int = 200
    tag: str = '"first"'
    ranges: bool = True
    believes_if_range: bool = True
    drops: list[int] = field(default_factory=list)
    length: int | None = None
    then: Served | None = None
    user: str = ""
    location: str = ""
    chunked: bool = False
    waits: tuple[int, threading.Event] | None = None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Web

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        self.close_connection = True
        served = self.server.look_up(self.path)
        if served is None or served.status != HTTPStatus.OK or served.location:
            self._head(404 if served is None else served.status, {"Location": served.location} if served and served.location else {})
            return
        if served.user and self.headers.get("Authorization") != served.user:
            self._head(401, {"WWW-Authenticate": 'Basic realm="images"'})
            return
        whole, start = served.content, self._start(served)
        if start is not None and start >= len(whole):
            self._head(416, {"Content-Range": f"bytes */{len(whole)}"})
            return
        body, length = whole[start or 0:], (len(whole) if served.length is None else served.length) - (start or 0)
        headers = {"ETag": served.tag} if served.tag else {}
        if start is not None:
            headers["Content-Range"] = f"bytes {start}-{len(whole) - 1}/{len(whole) if served.length is None else served.length}"
        headers.update({"Transfer-Encoding": "chunked"} if served.chunked else {"Content-Length": str(length)})
        self._head(200 if start is None else 206, headers)
        drop = served.drops.pop(0) if served.drops else None
        body = body if drop is None else body[:drop]
        first = served.waits[0] if served.waits else len(body)
        for piece in filter(None, (body[:first], body[first:])):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if served.chunked else piece)
            if served.waits:
                self.wfile.flush()
                served.waits[1].wait()
        if served.chunked and drop is None:
            self.wfile.write(b"0\r\n\r\n")

    def _start(self, served: Served) -> int | None:
        """Where the part begins that is asked for; None where the whole file is sent."""
        asked = self.headers.get("Range", "")
        if not (asked and served.ranges) or (served.believes_if_range and self.headers.get("If-Range", served.tag) != served.tag):
            return None
        return int(asked.removeprefix("bytes=").partition("-")[0])

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Connection": "close", **headers}.items():
            self.send_header(name, value)
        if status >= HTTPStatus.MULTIPLE_CHOICES:  # answers without a body
            self.send_header("Content-Length", "0")
        self.end_headers()


class Web(ThreadingHTTPServer):
    """Serves `files` by their paths, and remembers the requests."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.files: dict[str, Served] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def look_up(self, path: str) -> Served | None:
        served = self.files.get(path)
        if served is not None and served.then is not None and [known for known, _headers in self.requests].count(path) > 1:
            return served.then
        return served


class Folder(Web):
    """Serves the files of a folder, and says what it is asked for."""

    def __init__(self, port: int, folder: Path, most: int | None) -> None:
        super().__init__(port)
        self.folder, self.most, self.goes_on = folder, most, threading.Event()

    def look_up(self, path: str) -> Served | None:
        print(path, flush=True)
        file = self.folder / path.lstrip("/")
        if not file.is_file():
            return None
        return Served(file.read_bytes(), waits=None if self.most is None else (self.most, self.goes_on))


@contextmanager
def serving() -> Iterator[Web]:
    """A server in this process."""
    with Web() as web:
        thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield web
        finally:
            web.shutdown()
            thread.join()


if __name__ == "__main__":
    with Folder(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None) as here:  # noqa: PLR2004 -- as said above
        threading.Thread(target=here.serve_forever, daemon=True).start()
        print("listening", flush=True)
        for _line in sys.stdin:
            here.goes_on.set()
        os._exit(0)
