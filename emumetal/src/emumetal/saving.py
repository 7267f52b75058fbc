# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers saved in the middle of running, and restored as often as wanted in seconds."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emumetal import ssh, store
from emumetal.errors import MetalError
from emumetal.hang import retry_on_hang
from emumetal.hardware import Hardware, mac, version
from emumetal.image import Image
from emumetal.programs import TO_SAVE, TO_START, need
from emumetal.server import Server


@dataclass(frozen=True)
class SavedState:
    """A folder with the state of a server's memory and its disks."""

    folder: Path

    @property
    def about(self) -> dict[str, Any]:
        try:
            return json.loads((self.folder / "about.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise MetalError(f"{self.folder}: there is no saved server in it ({error.strerror}); `emumetal save` makes one.") from error

    def restore(self, name: str = "", keep: bool = False, nics: tuple[str, ...] | None = None) -> Server:
        """A running copy, with its own name, clock and hardware address on eth1 and so on."""
        about = self.about
        image = Image(Path(about["image"]))
        if not image.id:
            raise MetalError(f"{self.folder}: it was saved of an image that is not there any more, {image.folder}. Save a server again.")
        if image.id != about.get("id"):
            raise MetalError(f"{self.folder}: it was saved of an image that was built anew since, {image.folder}. Save a server again.")
        need(*TO_START, *TO_SAVE)
        if about["qemu"] != version():
            raise MetalError(f"{self.folder}: saved by {about['qemu']}, and this is {version()}.")
        then = Hardware.read(about["hardware"], str(self.folder))
        hardware = then.with_(nics=nics)
        if hardware.saved_part() != then.saved_part():
            raise MetalError(f"{self.folder}: it has {len(then.nics)} nics, and as many it must be restored with.")
        server = Server(image, hardware, name, keep)
        return retry_on_hang(lambda: self._restore(server), server)

    def _restore(self, server: Server) -> Server:
        variables = self.folder / "firmware.fd"
        disks = [self.folder / f"disk{number}.qcow2" for number in range(1 + len(server.hardware.disks))]
        try:
            server.prepare(disks, variables if variables.exists() else None)
            server.power_on("-incoming", "defer")
            self._read_state(server)
            server.wait(300)
            _make_own(server)
        except BaseException:
            server.cleanup_failed_start()
            raise
        return server

    def _read_state(self, server: Server) -> None:
        try:
            with server.monitor() as monitor:
                monitor("migrate-incoming", uri=f"exec:zstd -q -dc {shlex.quote(str(self.folder / 'state.zst'))}")
                monitor.wait_for("paused", 120)
                monitor("cont")
        except MetalError as error:
            raise MetalError(f"{server.name}: cannot be restored from {self.folder}: {error}: {server.log_tail()}") from error


def _make_own(server: Server) -> None:
    """Copies come up as twins with the clock of their saving; their hardware is what QEMU was told only after a reboot."""
    addresses = [f"ip link set eth{number} address {mac(server.name, number)}" for number in range(1, 1 + len(server.hardware.nics))]
    server.set_hostname(f"date --set=@{time.time():.0f} >/dev/null", *addresses)


def save_state(server: Server, target: Path) -> None:
    """The running server becomes files in `target`, which holds nothing so far. It ends here; where that fails, it runs on."""
    need(*TO_SAVE)
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise MetalError(f"{target}: there is something already; save {server.name} into a new or an empty folder.")
    if not server.running:
        raise MetalError(f"{server.name}: it does not run, and so cannot be saved: `emumetal on {server.name}` starts it.")
    server.ssh("sync")
    ssh.close_connection(server)
    new = not target.exists()
    store.make_folder(target)
    try:
        _write_state(server, target / "state.zst")
        for path in [*server.folder.glob("disk*.qcow2"), *server.folder.glob("firmware.fd")]:
            _hand_over(path, target / path.name)
        about = {"image": str(server.image.folder), "id": server.image.id, "hardware": vars(server.hardware), "qemu": version()}
        store.write(target / "about.json", about)
    except BaseException as error:
        for path in target.iterdir():
            path.unlink()
        if new:
            target.rmdir()
        now = _run_on(server)
        if isinstance(error, (MetalError, OSError)):
            raise MetalError(f"{server.name}: cannot be saved into {target}: {error}. {now}") from error
        raise
    server.remove()


def _write_state(server: Server, path: Path) -> None:
    """Its memory. The server stands still from here on."""
    with server.monitor() as monitor:
        monitor("stop")
        monitor("migrate-set-parameters", **{"max-bandwidth": 1 << 40})
        monitor("migrate", uri=f"exec:zstd -q -1 -T2 >{shlex.quote(str(path))}")
        for _turn in range(6000):
            migration = monitor("query-migrate")
            if migration["status"] in {"completed", "failed"}:
                break
            time.sleep(0.1)
    if migration["status"] != "completed":
        raise MetalError(f"its memory is not written ({migration['status']}): {migration.get('error-desc', 'within ten minutes')}")
    # QEMU does not look at how the program ended that it wrote to.
    done = subprocess.run(["zstd", "-t", "-q", str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        free = shutil.disk_usage(path.parent).free >> 20
        raise MetalError(f"its memory is not written whole: {done.stderr.strip()} ({free} MiB are free)")


def _hand_over(path: Path, target: Path) -> None:
    """The server has its file until it ends."""
    try:
        os.link(path, target)
    except OSError:  # another file system
        shutil.copyfile(path, target)


def _run_on(server: Server) -> str:
    """Returns what has become of it, as a sentence."""
    try:
        with server.monitor() as monitor:
            monitor("migrate_cancel")
            monitor("cont")
    except MetalError as error:
        return f"It does not run on either: {error}"
    return "It runs on."


def saved_state(image: Image, hardware: Hardware | None = None, prepare: tuple[str, ...] = ()) -> SavedState:
    """The image's server, booted and saved, made now unless it is in the cache.

    `prepare`: shell commands as root before it is saved.
    """
    need(*TO_START, *TO_SAVE)
    hardware = hardware or image.hardware

    def make(folder: Path) -> None:
        server = Server(image, hardware, f"saving-{store.digest(folder.name)}")
        started = time.monotonic()
        try:
            retry_on_hang(server.start, server)
            for line in prepare:
                server.ssh("sudo sh -eu", given=line, timeout=900)
            save_state(server, folder)
        finally:
            server.remove()
        about = json.loads((folder / "about.json").read_text(encoding="utf-8")) | {"seconds": round(time.monotonic() - started)}
        store.write(folder / "about.json", about)

    makers = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("hardware.py",)]
    key = store.digest(image.key, image.id, hardware.saved_part(), version(), prepare, makers)
    return SavedState(store.get_or_build("saved", f"{image.key.rpartition('-')[0]}-{key}", make))
