# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private link: a process that hands every frame to all other servers on the same link, over Unix sockets.

It is started with the first server and ends by itself after the last one.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from emumetal import store
from emumetal.errors import MetalError

IDLE_SECONDS = 2
# Of frames that wait for one server.
QUEUE_BYTES = 4 << 20

# They end by themselves, some after this process.
_started: list[subprocess.Popen[bytes]] = []


def folder() -> Path:
    return store.folder() / "links"


def path(name: str) -> str:
    """As seen from a server's folder, since the kernel takes short paths only."""
    return f"../../links/{name}.sock"


def _lock(name: str) -> Path:
    return folder() / f"{name}.lock"


@contextmanager
def ready(names: tuple[str, ...]) -> Iterator[None]:
    """The links run, and do not end while a server is being plugged in."""
    with ExitStack() as stack:
        for name in sorted({name for name in names if name}):
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
                raise MetalError(f"nics: {name!r} is no name of a link: letters, digits, - and _ only.")
            stack.enter_context(store.locked(_lock(name)))
            if not _answers(name):
                _start(name)
        yield


def _answers(name: str) -> bool:
    """A switch that runs holds its second lock."""
    with _lock(f"{name}.running").open("w") as file:
        store.chown_to_cache_owner(_lock(f"{name}.running"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return (folder() / f"{name}.sock").exists()
    return False


def _start(name: str) -> None:
    socket_path = folder() / f"{name}.sock"
    for left in (socket_path, folder() / f"{name}.new"):
        left.unlink(missing_ok=True)
    process = subprocess.Popen(
        [
            sys.executable,
            "-B",
            "-c",
            "import sys; sys.path[:0] = sys.argv[1:2]; from emumetal import link; link.main(sys.argv[2])",
            str(Path(__file__).parents[1]),
            name,
        ],
        cwd=folder(),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _started.append(process)
    for _turn in range(100):
        if _answers(name):
            return
        time.sleep(0.05)
    raise MetalError(f"nics: the link {name} does not start")


class Port:
    """One server's end. Frames come with their length before them."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.received = b""
        self.waiting: deque[memoryview] = deque()
        self.room = QUEUE_BYTES

    def fileno(self) -> int:
        return self.connection.fileno()

    def frames(self) -> list[bytes] | None:
        """What came whole, each with its length; None at the end."""
        try:
            data = self.connection.recv(1 << 18)
        except BlockingIOError:
            return []
        except OSError:
            return None
        self.received += data
        return self._whole() if data else None

    def _whole(self) -> list[bytes]:
        found, start = [], 0
        while len(self.received) >= (end := start + 4 + int.from_bytes(self.received[start : start + 4], "big")):
            found.append(self.received[start:end])
            start = end
        self.received = self.received[start:]
        return found

    def send(self, frame: bytes) -> None:
        """A server that does not fetch its frames (it is stopped or paused) loses those that find no room, as at any switch."""
        if len(frame) <= self.room:
            self.waiting.append(memoryview(frame))
            self.room -= len(frame)
            self.flush()

    def flush(self) -> None:
        """As much as the server takes now. What it has a part of it gets the rest of."""
        while self.waiting:
            try:
                sent = self.connection.send(self.waiting[0])
            except BlockingIOError:
                return
            except OSError:  # the end of the connection is seen where it is read
                self.room += sum(map(len, self.waiting))
                self.waiting.clear()
                return
            self.room += sent
            if rest := self.waiting.popleft()[sent:]:
                self.waiting.appendleft(rest)


def main(name: str) -> None:
    os.chdir(folder())
    running = _lock(f"{name}.running").open("w")
    fcntl.flock(running, fcntl.LOCK_EX)
    with socket.socket(socket.AF_UNIX) as listener:
        # Under its name only once it listens: `_answers` looks for that name.
        listener.bind(f"{name}.new")
        listener.listen(64)
        Path(f"{name}.new").rename(f"{name}.sock")
        _serve(name, listener)
    running.close()


def _serve(name: str, listener: socket.socket) -> None:
    ports: list[Port] = []
    while True:
        readable, writable, _err = select.select([listener, *ports], [port for port in ports if port.waiting], [], IDLE_SECONDS)
        if not readable and not ports and _may_end(name):
            return
        for port in writable:
            port.flush()
        for port in readable:
            if port is listener:
                ports.append(Port(listener.accept()[0]))
            elif (frames := port.frames()) is None:
                ports.remove(port)
                port.connection.close()
            else:
                for frame in frames:
                    for other in ports:
                        if other is not port:
                            other.send(frame)


def _may_end(name: str) -> bool:
    """Not while a server is being plugged in. The lock is left to the end of the process."""
    file = os.open(_lock(name), os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return False
    Path(f"{name}.sock").unlink(missing_ok=True)
    return True
