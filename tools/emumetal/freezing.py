# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers frozen in the middle of running, and thawed as often as wanted in seconds."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emumetal import ssh, store
from emumetal.errors import MetalError
from emumetal.hang import patiently
from emumetal.hardware import Hardware, version
from emumetal.image import Image
from emumetal.server import Server


@dataclass(frozen=True)
class Frozen:
    """A folder with the state of a server's memory and its disks."""

    folder: Path

    @property
    def about(self) -> dict[str, Any]:
        return json.loads((self.folder / "about.json").read_text(encoding="utf-8"))

    def thaw(self, name: str = "", keep: bool = False, nics: tuple[str, ...] | None = None) -> Server:
        """A running copy, with its own name, clock and hardware address on eth1 and so on."""
        about = self.about
        if about["qemu"] != version():
            raise MetalError(f"{self.folder}: frozen by {about['qemu']}, and this is {version()}.")
        hardware = Hardware(**about["hardware"]).with_(nics=nics)
        if hardware.frozen_part() != Hardware(**about["hardware"]).frozen_part():
            raise MetalError(f"{self.folder}: it has {len(about['hardware']['nics'])} nics, and as many it must be thawed with.")
        server = Server(Image(Path(about["image"])), hardware, name, keep)
        return patiently(lambda: self._thaw(server), server)

    def _thaw(self, server: Server) -> Server:
        variables = self.folder / "firmware.fd"
        disks = [self.folder / f"disk{number}.qcow2" for number in range(1 + len(server.hardware.disks))]
        server.prepare(disks, variables if variables.exists() else None)
        server.power_on("-incoming", "defer")
        with server.monitor() as monitor:
            monitor("migrate-incoming", uri=f"exec:zstd -q -dc '{self.folder / 'state.zst'}'")
            monitor.wait_for("paused", 120)
            monitor("cont")
        server.wait(300)
        _make_own(server)
        return server


def _make_own(server: Server) -> None:
    """Copies come up as twins with the clock of their freezing."""
    number = int(store.digest(server.name)[:6], 16)
    address = ":".join(f"{number >> shift & 255:02x}" for shift in (16, 8, 0))
    lines = [f"date --set=@{time.time():.0f} >/dev/null", f"hostname {server.name}"]
    lines += [f"sed -i '/^127.0.1.1/d' /etc/hosts; echo 127.0.1.1 {server.name} >>/etc/hosts; echo {server.name} >/etc/hostname"]
    lines += [
        f"ip link set eth{nic} address 52:54:{nic:02x}:{address} 2>/dev/null || true" for nic in range(1, 1 + len(server.hardware.nics))
    ]
    server.ssh("sudo sh -eu", given="\n".join(lines) + "\n", timeout=120)


def freeze(server: Server, target: Path) -> None:
    """The running server becomes files below `target`. It ends here."""
    target.mkdir(parents=True, exist_ok=True)
    server.ssh("sync")
    ssh.leave(server)
    with server.monitor() as monitor:
        monitor("stop")
        monitor("migrate-set-parameters", **{"max-bandwidth": 1 << 40})
        monitor("migrate", uri=f"exec:zstd -q -1 -T2 >'{target.absolute() / 'state.zst'}'")
        for _turn in range(6000):
            status = monitor("query-migrate")["status"]
            if status in {"completed", "failed"}:
                break
            time.sleep(0.1)
        if status != "completed":
            raise MetalError(f"{server.name}: cannot be frozen: {status}")
    server.kill()
    for path in [*server.folder.glob("disk*.qcow2"), *server.folder.glob("firmware.fd")]:
        shutil.move(path, target / path.name)
    about = {"image": str(server.image.folder), "hardware": vars(server.hardware), "qemu": version()}
    (target / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    server.remove()


def frozen(image: Image, hardware: Hardware | None = None, prepare: tuple[str, ...] = ()) -> Frozen:
    """The image's server, booted and frozen, made now unless it is in the cache.

    `prepare`: shell commands as root before it is frozen.
    """
    hardware = hardware or image.hardware

    def make(folder: Path) -> None:
        server = Server(image, hardware, f"freezing-{folder.name.strip('.')}")
        started = time.monotonic()
        try:
            patiently(server.start, server)
            for line in prepare:
                server.ssh("sudo sh -eu", given=line, timeout=900)
            freeze(server, folder)
        finally:
            server.remove()
        about = json.loads((folder / "about.json").read_text(encoding="utf-8")) | {"seconds": round(time.monotonic() - started)}
        (folder / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")

    makers = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("hardware.py",)]
    key = store.digest(image.key, hardware.frozen_part(), version(), prepare, makers)
    return Frozen(store.made("frozen", f"{image.key.rpartition('-')[0]}-{key}", make))
