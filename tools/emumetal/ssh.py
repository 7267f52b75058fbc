# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands on a server, over ssh."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from emumetal import store
from emumetal.errors import ServerTimeout

if TYPE_CHECKING:
    from emumetal.server import Server

OPTIONS = [
    *("-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"),
    *("-o", "ConnectTimeout=60", "-o", "ServerAliveInterval=20", "-o", "ServerAliveCountMax=6"),
]
NO_CONNECTION = 255


def command(server: Server) -> list[str]:
    return ["ssh", "-i", str(store.key()), "-p", str(server.port), "-o", "BatchMode=yes", *OPTIONS, f"{server.user}@127.0.0.1"]


def run(
    server: Server, line: str, timeout: float, given: str | None = None, raises: bool = True
) -> subprocess.CompletedProcess[str]:
    """Raises ServerTimeout when it does not end in time, and with `raises`, when there is no connection."""
    try:
        done = subprocess.run(
            [*command(server), line], input=given, stdin=None if given is not None else subprocess.DEVNULL,
            capture_output=True, text=True, timeout=timeout, check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ServerTimeout(f"{server.name}: no answer within {timeout} s") from error
    if raises and done.returncode == NO_CONNECTION:
        raise ServerTimeout(f"{server.name}: {done.stderr.strip()}")
    return done
