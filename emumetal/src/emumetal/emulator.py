# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One QEMU process and a folder with all that belongs to it."""

from __future__ import annotations

import itertools
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from emumetal import link, store
from emumetal.errors import MetalError
from emumetal.hardware import PROGRAM, Hardware
from emumetal.image import Image
from emumetal.programs import TO_START, need
from emumetal.qmp import Monitor

# A server's name is its host name, too.
NAME = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# A folder that is younger may be one that another process is filling.
JUST_NOW_SECONDS = 60
_numbers = itertools.count(1)


def folder() -> Path:
    return store.folder() / "servers"


def names() -> list[str]:
    """Of all servers that have a folder, running or not."""
    found = (path.parent.name for path in folder().glob("*/server.json"))
    return sorted(name for name in found if re.fullmatch(NAME, name))


class Emulator:
    """See the module and Server."""

    def __init__(self, image: Image | None, hardware: Hardware | None = None, name: str = "", keep: bool = False) -> None:
        # The number of a process is not unique where containers share a cache.
        self.name = name or f"server-{os.getpid()}-{next(_numbers)}-{secrets.token_hex(3)}"
        if not re.fullmatch(NAME, self.name):
            raise MetalError(f"{self.name!r} is no name of a server, a host name: 1 to 63 letters, digits, and - between them.")
        self.folder = folder() / self.name
        self.image = image
        self.hardware = hardware or (image.hardware if image else Hardware())
        self.keep = keep
        self.port = 0
        self.user = image.about["user"] if image else ""
        self._process: subprocess.Popen[bytes] | None = None
        self._made = False

    @classmethod
    def open(cls, name: str) -> Self:
        """One that was started before, by whichever process."""
        server = cls(None, name=name)
        known = server._known()
        if not known:
            raise MetalError(f"There is no server {name}. There are: {', '.join(names()) or 'none'}.")
        try:
            server.image, server.hardware = Image(Path(known["image"])), Hardware.read(known["hardware"], str(server.folder))
            server.user, server.port, server.keep = known["user"], known["port"], known["keep"]
        except KeyError as error:
            raise MetalError(f"{server.folder}: server.json lacks {error}: another tool's; end its emulator and remove it.") from error
        return server

    def _known(self) -> dict[str, Any]:
        """What the process that started it wrote; nothing where there is no server."""
        with suppress(FileNotFoundError):
            return json.loads((self.folder / "server.json").read_text(encoding="utf-8"))
        return {}

    # -- life ---------------------------------------------------------------

    def check_free(self) -> None:
        """Refuses a name that another server has. What a crash left of one that was not to be kept is none."""
        if self.running:
            raise MetalError(f"The server {self.name} runs already.")
        known = self._known()
        if known.get("keep"):
            raise MetalError(
                f"There is a server {self.name} already, off, with its disks: `emumetal on {self.name}` starts it, "
                f"`emumetal remove {self.name}` takes it away."
            )
        with suppress(FileNotFoundError):
            if not known and time.time() - self.folder.stat().st_mtime < JUST_NOW_SECONDS:
                raise MetalError(f"Another process makes the server {self.name} just now, or was killed at it; try again in a minute.")

    def prepare(self, disks: list[Path] | None = None, variables: Path | None = None) -> None:
        """Makes the folder. `disks` are stood upon, the image's own by default."""
        need(*TO_START)
        self._made = False
        self.check_free()
        shutil.rmtree(self.folder, ignore_errors=True)
        store.make_folder(folder())
        try:
            self.folder.mkdir()
        except FileExistsError as error:
            raise MetalError(f"Another process makes the server {self.name} just now: give them different names.") from error
        self._made = True
        below: list[Path | None] = list(disks or [self.image.disk if self.image else None])
        below += [None] * (1 + len(self.hardware.disks) - len(below))
        for number, base in enumerate(below):
            target = self.folder / f"disk{number}.qcow2"
            source = ["-b", str(base), "-F", "qcow2", str(target)] if base else [str(target), self.hardware.disks[number - 1]]
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *source], check=True)
        if variables := variables or self.hardware.variables():
            shutil.copyfile(variables, self.folder / "firmware.fd")

    def power_on(self, *options: str) -> None:
        """Starts the emulator on the disks as they are."""
        if self.running:
            raise MetalError(f"The server {self.name} runs already.")
        for stale in ("qmp.sock", "console.sock", "pid"):
            (self.folder / stale).unlink(missing_ok=True)
        self.port = self.port or _free_port()  # who waits for it finds it where it was
        known = {"image": str(self.image.folder), "user": self.user, "hardware": vars(self.hardware), "port": self.port, "keep": self.keep}
        store.write(self.folder / "server.json", known)
        with_parent = [] if self.keep else ["setpriv", "--pdeathsig", "KILL", "--"]
        with link.ready(self.hardware.nics), (self.folder / "qemu.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*with_parent, *self.hardware.command(self.port, self.name), *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            for _turn in range(200):
                if self._process.poll() is not None:
                    raise MetalError(f"{self.name}: the emulator ended: {self.log_tail()}")
                with suppress(MetalError), self.monitor():
                    store.chown_to_cache_owner(self.folder)
                    return
                time.sleep(0.05)
        raise MetalError(f"{self.name}: the emulator's monitor does not answer.")

    @property
    def pid(self) -> int:
        """Of the emulator; 0 when it does not run. A process that merely got its number is not taken for it."""
        with suppress(OSError, ValueError):
            pid = int((self.folder / "pid").read_text(encoding="ascii"))
            program, _parenthesis, rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").partition("(")[2].rpartition(")")
            if rest.split()[0] != "Z" and self._is_in_folder(pid, program):
                return pid
        return 0

    def _is_in_folder(self, pid: int, program: str) -> bool:
        try:
            return os.readlink(f"/proc/{pid}/cwd") == str(self.folder.resolve())
        except PermissionError:  # another user's
            return PROGRAM.startswith(program)

    @property
    def running(self) -> bool:
        return bool(self.pid)

    def monitor(self, timeout: float = 60) -> Monitor:
        return Monitor(self.folder / "qmp.sock", timeout)

    def log_tail(self) -> str:
        """What QEMU itself has said."""
        return (self.folder / "qemu.log").read_text("utf-8", "replace")[-2000:]

    def console(self) -> str:
        """All that the serial console has shown."""
        try:
            return (self.folder / "console.log").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def console_tail(self, lines: int = 25) -> str:
        return "\n".join(self.console().splitlines()[-lines:])

    def status(self) -> str:
        """As QEMU calls it; empty where it does not answer."""
        with suppress(MetalError), self.monitor(10) as monitor:
            return monitor("query-status")["status"]
        return ""

    def kill(self) -> None:
        """Power loss."""
        if pid := self.pid:
            os.kill(pid, signal.SIGKILL)
            while self.running:
                time.sleep(0.02)
        if self._process:
            self._process.kill()  # one that has not written its number yet
            self._process.wait()

    def remove(self) -> None:
        """Power loss, and its folder goes, too."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cleanup_failed_start(self) -> None:
        """After a start that failed: nothing is left of it, or its folder alone when it was to be kept."""
        if self._made and not (self.keep and self._known()):
            self.remove()
        elif self._made:
            self.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
