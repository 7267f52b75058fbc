# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells the emulator's own hangs from failures of what runs on it, by evidence."""

from __future__ import annotations

import re
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from emumetal import qmp, ssh
from emumetal.emulator import Emulator
from emumetal.errors import EmulatorHung, MetalError, ServerTimeout

SAMPLES = 6
NEAR = 0x100  # a loop of a few instructions
INTERRUPTS = 0x200  # the flag IF
# How often a server is restored or started again when the emulator hung meanwhile.
AGAIN = 2

Started = TypeVar("Started")

# Every hang that was seen, as a sentence.
seen: list[str] = []


def console(server: Emulator) -> socket.socket:
    try:
        return qmp.connect(server.folder / "console.sock", 10)
    except OSError as error:
        raise MetalError(f"{server.name}: its console does not answer: {error}") from error


def evidence(server: Emulator) -> str:
    """What shows that the emulator hangs; empty when anything on the server is alive."""
    if not server.running or _ssh_answers(server) or _console_answers(server):
        return ""
    return spinning(_samples(server))


def _ssh_answers(server: Emulator) -> bool:
    with suppress(ServerTimeout):
        ssh.run(server, "true", timeout=60, login=True)
        return True
    return False


def _console_answers(server: Emulator) -> bool:
    """Return is answered by a login prompt, by a shell, by the terminal itself."""
    before = len(server.console())
    with suppress(MetalError, OSError), console(server) as line:
        line.sendall(b"\r")
        for _turn in range(40):
            if len(server.console()) > before:
                return True
            time.sleep(0.5)
    return False


def _samples(server: Emulator) -> list[str]:
    found = []
    with suppress(MetalError), server.monitor() as monitor:
        for _turn in range(SAMPLES):
            found.append(monitor.human("info registers -a"))
            time.sleep(1)
    return found


def spinning(samples: list[str]) -> str:
    """The processor that stays in one place with interrupts off in all samples, as a sentence."""
    if len(samples) < SAMPLES:
        return ""
    states_of: dict[int, list[tuple[int, int, bool]]] = {}
    for sample in samples:
        for number, text in re.findall(r"CPU#(\d+)\n(.*?)(?=CPU#|\Z)", sample, re.S):
            registers = re.search(r"RIP=([0-9a-f]+) RFL=([0-9a-f]+).*?HLT=([01])", text, re.S)
            if registers:
                states_of.setdefault(int(number), []).append((int(registers[1], 16), int(registers[2], 16), registers[3] == "1"))
    for number, states in states_of.items():
        places = [place for place, _flags, _halted in states]
        if (
            len(states) == SAMPLES
            and max(places) - min(places) <= NEAR
            and not any(flags & INTERRUPTS or halted for _place, flags, halted in states)
        ):
            return (
                f"ssh and the console are dead, and processor {number} spins at {places[0]:#x} with interrupts off"
                f" in {SAMPLES} samples: the emulator hangs"
            )
    return ""


def retry_on_hang(start: Callable[[], Started], server: Emulator) -> Started:
    """Starts a server, again when the emulator hung meanwhile, and counts that. Whatever fails, `start` cleans up."""
    for turn in range(AGAIN + 1):
        try:
            return start()
        except EmulatorHung as error:
            seen.append(str(error))
            print(f"The emulator hung ({len(seen)} so far): {error}", file=sys.stderr)
            if turn == AGAIN:
                raise
            server.remove()
    raise AssertionError
