# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs scripts in forks of a Python that has loaded what modules load: to do that anew costs more than most of them take.

forks.py SOCKET

Each connection sends a script's path, its arguments and its standard input as JSON, and half closes. It is answered with the exit
status, as subprocess has it, with the standard output and with the standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import signal
import socket
import sys

PACKAGE = "ansible_collections.anvil.hypervisor.plugins.module_utils"
importlib.import_module(f"{PACKAGE}._runner")
importlib.import_module(f"{PACKAGE}._reader")
kinds = importlib.import_module(f"{PACKAGE}._kinds.every")
for kind in kinds.ORDER:
    kinds.kind_of(kind)


def run(script: str, arguments: list[str], streams: list[int]) -> int:
    """Run it in a process of its own; what that ended with."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    sys.argv = [script, *arguments]
    runpy.run_path(script, run_name="__main__")
    sys.exit()


def answer(connection: socket.socket) -> None:
    with connection.makefile("r", encoding="utf-8") as file:
        script, arguments, given = json.load(file)
    streams = [os.memfd_create(name) for name in ("stdin", "stdout", "stderr")]
    os.pwrite(streams[0], given.encode(), 0)
    status = run(script, arguments, streams)
    outputs = [os.pread(stream, os.fstat(stream).st_size, 0).decode() for stream in streams[1:]]
    connection.sendall(json.dumps([status, *outputs]).encode())


def main(path: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who answer
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        while True:
            connection, _address = door.accept()
            with connection:
                if os.fork():
                    continue
                door.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                answer(connection)
                return


if __name__ == "__main__":
    main(sys.argv[1])
