# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""QEMU's monitor."""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from emumetal.errors import MetalError


def connect(path: Path, timeout: float) -> socket.socket:
    """A Unix socket, however long its path: the kernel takes 107 bytes only."""
    folder = os.open(path.parent, os.O_PATH)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(timeout)
    try:
        connection.connect(f"/proc/self/fd/{folder}/{path.name}")
    except OSError:
        connection.close()
        raise
    finally:
        os.close(folder)
    return connection


class Monitor:
    """One conversation with the monitor of a running QEMU."""

    def __init__(self, path: Path, timeout: float = 60) -> None:
        try:
            self._socket = connect(path, timeout)
        except OSError as error:
            raise MetalError(f"{path}: the emulator does not answer: {error}") from error
        self._file = self._socket.makefile("rw", encoding="utf-8")
        try:
            self._greeted(path)
        except BaseException:
            self.__exit__()
            raise

    def _greeted(self, path: Path) -> None:
        """It talks to one at a time."""
        try:
            self._file.readline()
        except OSError as error:
            raise MetalError(f"{path}: the emulator does not answer, or talks to another process: {error}") from error
        self("qmp_capabilities")

    def __enter__(self) -> Monitor:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what an emulator that ended was not told any more
            self._file.close()
        self._socket.close()

    def __call__(self, command: str, **arguments: Any) -> Any:
        """Carries a command out and returns what it answers."""
        try:
            self._file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
            self._file.flush()
            while line := self._file.readline():
                answer = json.loads(line)
                if "error" in answer:
                    raise MetalError(f"{command}: {answer['error']['desc']}")
                if "return" in answer:
                    return answer["return"]
        except OSError as error:
            raise MetalError(f"{command}: the emulator does not answer: {error}") from error
        raise MetalError(f"{command}: the emulator ended")

    def human(self, line: str) -> str:
        return self("human-monitor-command", **{"command-line": line})

    def wait_for(self, status: str, seconds: float) -> None:
        for _turn in range(int(seconds / 0.05)):
            if self("query-status")["status"] == status:
                return
            time.sleep(0.05)
        raise MetalError(f"The emulator is not {status} within {seconds} s")
