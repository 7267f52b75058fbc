# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands on a server, over ssh."""

from __future__ import annotations

import subprocess
from pathlib import Path

from emumetal import store
from emumetal.emulator import Emulator
from emumetal.errors import ServerTimeout

OPTIONS = [
    # Neither the configuration nor the agent of whoever runs this.
    *("-F", "none", "-o", "IdentitiesOnly=yes"),
    *("-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"),
    *("-o", "ConnectTimeout=60", "-o", "ServerAliveInterval=20", "-o", "ServerAliveCountMax=6"),
]
NO_CONNECTION = 255


def shared(folder: Path | None = None) -> list[str]:
    """Options for a connection that all commands share, which ends with the server: a login costs an emulated one five seconds.

    Its socket is in the server's folder, by default the working folder: a path from the root may be too long for a socket.
    """
    return ["-o", "ControlMaster=auto", "-o", f"ControlPath={folder or '.'}/ssh.sock", "-o", "ControlPersist=600"]


def command(server: Emulator, *options: str) -> list[str]:
    port = ["-p", str(server.port)]
    return ["ssh", "-i", str(store.key()), *port, "-o", "BatchMode=yes", *OPTIONS, *options, f"{server.user}@127.0.0.1"]


def run(
    server: Emulator, line: str, timeout: float, given: str | None = None, raises: bool = True, login: bool = False
) -> subprocess.CompletedProcess[str]:
    """With `login` over a connection of its own, since it is that one that is to be seen.

    Raises ServerTimeout when it does not end in time, and with `raises`, when there is no connection.
    """
    call = [*command(server, *([] if login else shared())), line]
    stdin = None if given is not None else subprocess.DEVNULL
    try:
        done = subprocess.run(
            call, cwd=server.folder, input=given, stdin=stdin, capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ServerTimeout(f"{server.name}: no answer within {timeout:.0f} s") from error
    if raises and done.returncode == NO_CONNECTION:
        raise ServerTimeout(f"{server.name}: {done.stderr.strip()}")
    return done


def close_connection(server: Emulator) -> None:
    """Ends the shared connection, if there is one."""
    subprocess.run([*command(server, *shared()), "-O", "exit"], cwd=server.folder, capture_output=True, check=False)
