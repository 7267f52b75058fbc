# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server: an emulator, and what its ssh and its console answer."""

from __future__ import annotations

import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from emumetal import hang, ssh, store
from emumetal.emulator import Emulator
from emumetal.errors import EmulatorHung, MetalError, ServerTimeout

BOOT_SECONDS = 900
STOP_SECONDS = 900
# Ansible's own ten seconds are too few for sudo on an emulated server that shares its machine.
ANSIBLE_SECONDS = 300
# How QEMU calls it that it could not write to a disk.
FULL = ("io-error", "paused")


class Server(Emulator):
    """A server started from an image. As a context manager it is started, and taken away at the end.

    `name`: several at once need several names; without one it gets its own.
    `keep`: it lives on when the process that started it ends.
    """

    def __enter__(self) -> Server:
        return self if self.running else hang.retry_on_hang(self.start, self)

    def __exit__(self, *_: object) -> None:
        self.remove()

    # -- life ---------------------------------------------------------------

    def start(self, wait: bool = True) -> Server:
        """Boots it from its image. With `wait`, returns when ssh answers and it has its name."""
        try:
            self.prepare()
            self.power_on()
            if wait:
                self.wait()
                self.set_hostname()
        except BaseException:
            self.cleanup_failed_start()
            raise
        return self

    def set_hostname(self, *before: str) -> None:
        """The host name is the server's. `before`: what root's shell does before that, in the same call."""
        lines = [*before, f"hostname {self.name}", f"echo {self.name} >/etc/hostname"]
        lines += ["sed -i '/^127.0.1.1/d' /etc/hosts", f"echo 127.0.1.1 {self.name} >>/etc/hosts", "sync /etc/hostname /etc/hosts"]
        self.ssh("sudo sh -eu", given="\n".join(lines) + "\n")

    def wait(self, seconds: float = BOOT_SECONDS) -> float:
        """Until ssh answers. Returns the seconds it took."""
        started = time.monotonic()
        ssh.close_connection(self)  # a new connection is to show it
        while time.monotonic() < started + seconds:
            if not self.running:
                raise MetalError(f"{self.name}: the emulator ended.\n{self.console_tail()}")
            with suppress(ServerTimeout):
                ssh.run(self, "true", timeout=30)
                return time.monotonic() - started
            time.sleep(0.5)
        self.fail(f"ssh does not answer within {seconds:.0f} s")

    def reboot(self, seconds: float = BOOT_SECONDS) -> float:
        """An orderly one. Returns the seconds until ssh answers again."""
        started = time.monotonic()
        before = self.boot_id()
        self.ssh("sudo systemctl reboot", check=False)
        while time.monotonic() < started + seconds:
            time.sleep(5)  # a login takes its time from what shuts down
            with suppress(ServerTimeout, MetalError):
                if self.boot_id(timeout=30) != before:
                    return time.monotonic() - started
            if not self.running:
                raise MetalError(f"{self.name}: the emulator ended.\n{self.console_tail()}")
        self.fail(f"it does not come back from a reboot within {seconds:.0f} s")

    def boot_id(self, timeout: float = 60) -> str:
        """Another one after each boot."""
        return self.ssh("cat /proc/sys/kernel/random/boot_id", timeout=timeout).stdout.strip()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Shuts it down and keeps its disks. One that does not shut down in time keeps its power."""
        end = time.monotonic() + seconds
        asked, why = False, ""
        while self.running:
            left = end - time.monotonic()
            if left <= 0:
                self.fail(f"it does not shut down within {seconds:.0f} s{why}; `emumetal kill {self.name}` takes its power")
            if not asked:
                asked, why = self._asked_to_stop(min(left, 60))
            time.sleep(0.2 if asked else 2)
        self.kill()

    def _asked_to_stop(self, seconds: float) -> tuple[bool, str]:
        """Whether it was, and why not."""
        try:
            done = ssh.run(self, "sudo systemctl poweroff", timeout=seconds)
        except ServerTimeout as error:
            return False, f" (it could not be asked to: {error})"
        return not done.returncode, f" ({done.stderr.strip()})" if done.returncode else ""

    # -- what happens on it -------------------------------------------------

    def ssh(self, command: str, timeout: float = 300, check: bool = True, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """A shell command as the image's user. One that does not end in time is told from the emulator's own hang."""
        try:
            done = ssh.run(self, command, timeout=timeout, given=given, raises=False)
        except ServerTimeout:
            self.fail(f"{command!r} does not end within {timeout:.0f} s")
        if check and done.returncode:
            raise MetalError(f"{self.name}: {command!r} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def type(self, text: str) -> None:
        """On the serial console."""
        with hang.console(self) as line:
            line.sendall(text.encode())

    def inventory(self) -> dict[str, Any]:
        """The server as a host of an Ansible inventory."""
        return {
            "ansible_host": "127.0.0.1",
            "ansible_port": self.port,
            "ansible_user": self.user,
            "ansible_become": True,
            "ansible_timeout": ANSIBLE_SECONDS,
            "ansible_python_interpreter": "/usr/bin/python3",
            "ansible_ssh_private_key_file": str(store.key()),
            "ansible_ssh_common_args": " ".join(ssh.OPTIONS),
        }

    def fail(self, what: str) -> NoReturn:
        """Something did not happen in time: raises EmulatorHung where that is to blame, ServerTimeout otherwise.

        An emulator that stands still by its own account is neither: MetalError.
        """
        if (status := self.status()) not in {"", "running"}:
            raise MetalError(f"{self.name}: {what}: the emulator stands still ({status}).{_room(self.folder) if status in FULL else ''}")
        if evidence := hang.evidence(self):
            raise EmulatorHung(f"{self.name}: {what}; {evidence}")
        raise ServerTimeout(f"{self.name}: {what}. The end of its console:\n{self.console_tail()}")


def _room(folder: Path) -> str:
    free = shutil.disk_usage(folder).free >> 20
    return f" The disk that {folder} is on may be full, with {free} MiB free: make room there, and start the server again."
