# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server: one QEMU process and a folder with all that belongs to it."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from emumetal import hang, link, ssh, store
from emumetal.errors import EmulatorHung, MetalError, ServerTimeout
from emumetal.hardware import Hardware
from emumetal.image import Image
from emumetal.qmp import Monitor

BOOT_SECONDS = 900
# Ansible's own ten seconds are too few for sudo on an emulated server that shares its machine.
ANSIBLE_SECONDS = 300
_numbers = itertools.count(1)


def folder() -> Path:
    return store.folder() / "servers"


def names() -> list[str]:
    """Of all servers that have a folder, running or not."""
    return sorted(path.parent.name for path in folder().glob("*/server.json"))


class Server:
    """A server started from an image. As a context manager it is started, and taken away at the end.

    `name`: several at once need several names; without one it gets its own.
    `keep`: it lives on when the process that started it ends.
    """

    def __init__(self, image: Image | None, hardware: Hardware | None = None, name: str = "", keep: bool = False) -> None:
        self.name = name or f"server-{os.getpid()}-{next(_numbers)}"
        self.folder = folder() / self.name
        self.image = image
        self.hardware = hardware or (image.hardware if image else Hardware())
        self.keep = keep
        self.hangs = 0
        self.port = 0
        self.user = image.about["user"] if image else ""

    @staticmethod
    def open(name: str) -> Server:
        """One that was started before, by whichever process."""
        try:
            known = json.loads((folder() / name / "server.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise MetalError(f"There is no server {name}. There are: {', '.join(names()) or 'none'}.") from error
        server = Server(Image(Path(known["image"])), Hardware(**known["hardware"]), name, keep=True)
        server.port = known["port"]
        return server

    def __enter__(self) -> Server:
        return self if self.running else self.start()

    def __exit__(self, *_: object) -> None:
        self.remove()

    # -- life ---------------------------------------------------------------

    def prepare(self, disks: list[Path] | None = None, variables: Path | None = None) -> None:
        """Makes the folder. `disks` are stood upon, the image's own by default."""
        if self.running:
            raise MetalError(f"The server {self.name} runs already.")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        below: list[Path | None] = list(disks or [self.image.disk if self.image else None])
        below += [None] * (1 + len(self.hardware.disks) - len(below))
        for number, base in enumerate(below):
            target = self.folder / f"disk{number}.qcow2"
            source = ["-b", str(base), "-F", "qcow2", str(target)] if base else [str(target), self.hardware.disks[number - 1]]
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *source], check=True)
        if variables := variables or self.hardware.variables():
            shutil.copyfile(variables, self.folder / "firmware.fd")

    def start(self, wait: bool = True) -> Server:
        """Boots it from its image. With `wait`, returns when ssh answers."""
        self.prepare()
        self.power_on()
        if wait:
            self.wait()
        return self

    def power_on(self, *options: str) -> None:
        """Starts the emulator on the disks as they are."""
        if self.running:
            raise MetalError(f"The server {self.name} runs already.")
        for stale in ("qmp.sock", "console.sock", "pid"):
            (self.folder / stale).unlink(missing_ok=True)
        self.port = self.port or _free_port()  # who waits for it finds it where it was
        known = {"image": str(self.image.folder), "hardware": vars(self.hardware), "port": self.port}
        (self.folder / "server.json").write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
        with_parent = [] if self.keep else ["setpriv", "--pdeathsig", "KILL", "--"]
        with link.ready(self.hardware.nics), (self.folder / "qemu.log").open("ab") as log:
            process = subprocess.Popen(
                [*with_parent, *self.hardware.command(self.port), *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            for _turn in range(200):
                if process.poll() is not None:
                    raise MetalError(f"{self.name}: the emulator ended: {(self.folder / 'qemu.log').read_text('utf-8', 'replace')[-2000:]}")
                with suppress(MetalError), self.monitor():
                    self._process = process
                    return
                time.sleep(0.05)
        raise MetalError(f"{self.name}: the emulator's monitor does not answer.")

    @property
    def pid(self) -> int:
        """Of the emulator; 0 when it does not run. A process that merely got its number is not taken for it."""
        with suppress(OSError, ValueError):
            pid = int((self.folder / "pid").read_text(encoding="ascii"))
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            if state != "Z" and os.readlink(f"/proc/{pid}/cwd") == str(self.folder.resolve()):
                return pid
        return 0

    @property
    def running(self) -> bool:
        return bool(self.pid)

    def monitor(self, timeout: float = 60) -> Monitor:
        return Monitor(self.folder / "qmp.sock", timeout)

    def wait(self, seconds: float = BOOT_SECONDS) -> float:
        """Until ssh answers. Returns the seconds it took."""
        started = time.monotonic()
        ssh.leave(self)  # a new connection is to show it
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

    def stop(self, seconds: float = 180) -> None:
        """Shuts it down and keeps its disks; one that does not shut down in time loses its power."""
        if not self.running:
            return
        with suppress(MetalError):
            ssh.run(self, "sudo systemctl poweroff", timeout=30)
        end = time.monotonic() + seconds
        while self.running and time.monotonic() < end:
            time.sleep(0.2)
        self.kill()

    def kill(self) -> None:
        """Power loss."""
        if pid := self.pid:
            os.kill(pid, signal.SIGKILL)
            while self.running:
                time.sleep(0.02)
        if process := getattr(self, "_process", None):
            process.wait()

    def remove(self) -> None:
        """Power loss, and its folder goes, too."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

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

    def console(self) -> str:
        """All that the serial console has shown."""
        try:
            return (self.folder / "console.log").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def console_tail(self, lines: int = 25) -> str:
        return "\n".join(self.console().splitlines()[-lines:])

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
        """Something did not happen in time: raises EmulatorHung where that is to blame, ServerTimeout otherwise."""
        if evidence := hang.evidence(self):
            raise EmulatorHung(f"{self.name}: {what}; {evidence}")
        raise ServerTimeout(f"{self.name}: {what}. The end of its console:\n{self.console_tail()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
