# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images: made of a recipe, kept in the cache under what made them."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emumetal import debian, disk, store
from emumetal.errors import MetalError
from emumetal.hardware import Hardware
from emumetal.programs import TO_BUILD, need
from emumetal.recipe import Recipe, mode_of

HERE = Path(__file__).parent
# Those of this package that decide what an image holds.
MAKERS = ("debian.py", "disk.py", "image.py", "setup.sh")

# What any recipe needs to boot and to be reached, beside what it names itself.
PACKAGES = [
    *("linux-image-amd64", "initramfs-tools", "zstd", "systemd-sysv", "dbus", "udev", "kmod", "iproute2"),
    *("openssh-server", "python3", "sudo", "ca-certificates"),
    *("grub-pc-bin", "grub-efi-amd64-signed", "shim-signed", "grub2-common"),
]
# All that an initramfs is made with, or making one takes minutes under emulation.
MODULES = ["virtio_pci", "virtio_blk", "ext4", "crc32c_generic"]
# The initramfs has these and needs no udev to find them: fifteen seconds at every boot.
INITRAMFS = {"init-top/udev": "", "init-bottom/udev": 'mount -n -o move /dev "${rootmnt:?}/dev"\n'}
# What udev need not tell anybody of: half of all the devices that there are at boot.
UNTOLD = ("tty", "vc", "mem", "memory", "bdi", "wakeup")
PATIENCE_SECONDS = 1800
# The emulator translates a program anew where it lies at another address than the last time.
CMDLINE = "net.ifnames=0 mitigations=off norandmaps"
# Unpacking, configuring and loading them takes time and nobody looks at them on an emulated server.
LEFT_OUT = (
    *("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*"),
    *(
        f"*/lib/modules/*/kernel/{name}/*"
        for name in (
            *("arch/x86/crypto", "drivers/ata", "drivers/bluetooth", "drivers/gpu", "drivers/hid", "drivers/hwmon", "drivers/i2c"),
            *("drivers/iio", "drivers/infiniband", "drivers/input/joystick", "drivers/input/misc", "drivers/input/mouse", "drivers/isdn"),
            *("drivers/media", "drivers/mfd", "drivers/net/ethernet", "drivers/net/wireless", "drivers/platform", "drivers/staging"),
            *("drivers/usb/serial", "net/bluetooth", "net/wireless", "sound"),
        )
    ),
    "*/lib/modules/*/kernel/drivers/watchdog/iTCO*",
)


@dataclass(frozen=True)
class Image:
    """A disk to start servers from. It is never written to."""

    folder: Path

    @property
    def disk(self) -> Path:
        return self.folder / "disk.qcow2"

    @property
    def key(self) -> str:
        return self.folder.name

    @property
    def about(self) -> dict[str, Any]:
        return json.loads((self.folder / "about.json").read_text(encoding="utf-8"))

    @property
    def id(self) -> str:
        """Another one each time that it is built; empty where it is not there any more."""
        with suppress(OSError):
            return self.about["id"]
        return ""

    @property
    def hardware(self) -> Hardware:
        return Hardware.read(self.about["hardware"], str(self.folder))


def image_key(recipe: Recipe) -> str:
    makers = [(HERE / name).read_text(encoding="utf-8") for name in MAKERS]
    public = Path(f"{store.key()}.pub").read_text(encoding="ascii")
    content = store.digest(recipe.content(), PACKAGES, LEFT_OUT, debian.sources(recipe.suite), public, makers)
    return f"{recipe.name}-{recipe.suite}-{content}"


def build(recipe: Recipe) -> Image:
    """The recipe's image, made now unless it is in the cache (root; some minutes)."""

    def make(folder: Path) -> None:
        if os.geteuid():
            raise MetalError(f"{recipe.path}: root is needed to build its image, though not to start servers from it: {_by_root(recipe)}")
        need(*TO_BUILD)
        os.umask(0o022)  # what is written here is what the server has
        started = time.monotonic()
        names = disk.Names.new()
        root = folder / "root"
        try:
            _root(recipe, names, root)
            installed = time.monotonic()
            disk.write(root, names, recipe.size, folder / "disk.qcow2")
        finally:
            subprocess.run(["rm", "-rf", "--one-file-system", root], check=True)
        about = {
            "id": names.root,
            "recipe": recipe.name,
            "suite": recipe.suite,
            "user": recipe.user,
            "hardware": recipe.hardware,
            "seconds": {"packages": round(installed - started), "disk": round(time.monotonic() - installed)},
        }
        store.write(folder / "about.json", about)

    Hardware.read(recipe.hardware, str(recipe.path))
    disk.size_of(recipe.size)
    return Image(store.get_or_build("images", image_key(recipe), make))


def _by_root(recipe: Recipe) -> str:
    """The command that builds what this user is then to find: sudo hands no variables on, and has its own idea of the cache."""
    given = {name: os.environ[name] for name in debian.VARIABLES if name in os.environ}
    if store.folder() != store.folder_of(os.getuid()):
        given["EMUMETAL_CACHE"] = str(store.folder())
    words = [f"{name}={value}" for name, value in given.items()]
    return shlex.join(["sudo", *words, sys.executable, "-m", "emumetal", "build", str(recipe.path), "--suite", recipe.suite])


def _root(recipe: Recipe, names: disk.Names, root: Path) -> None:
    """The root file system with all that has to be done inside of it."""
    stage = root.parent / "stage"
    try:
        _stage(recipe, names, stage)
        hooks = [f"--dpkgopt=path-exclude={pattern}" for pattern in LEFT_OUT]
        staged = shlex.quote(str(stage))
        hooks += [f'--essential-hook=cp -a {staged}/early/. "$1"/', f'--customize-hook=cp -a {staged} "$1"/stage']
        hooks += ['--customize-hook=chroot "$1" sh -eu /stage/setup.sh', '--customize-hook=rm -rf "$1"/stage']
        hooks += [debian.repository_hook("/srv/packages", recompress=True)]
        hooks += ['--customize-hook=chroot "$1" apt-get --quiet update']
        debian.bootstrap(recipe.suite, root, [*PACKAGES, *recipe.packages], ["--skip=cleanup/apt/lists", *hooks])
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _stage(recipe: Recipe, names: disk.Names, stage: Path) -> None:
    """What setup.sh finds in /stage."""
    early, late = stage / "early", stage / "files"
    _write(early / "etc/initramfs-tools/conf.d/emulated", "MODULES=list\n")
    _write(early / "etc/initramfs-tools/modules", "\n".join(MODULES) + "\n")
    for name, text in INITRAMFS.items():
        _write(early / "etc/initramfs-tools/scripts" / name, f'#!/bin/sh\n[ "$1" = prereqs ] && exit\n{text}')
        (early / "etc/initramfs-tools/scripts" / name).chmod(0o755)
    _lay(recipe.files, late)
    variables = {
        "GRUB_DEFAULT": "0",
        "GRUB_TIMEOUT": "1",
        "GRUB_DISTRIBUTOR": "Debian",
        "GRUB_CMDLINE_LINUX_DEFAULT": "",
        "GRUB_CMDLINE_LINUX": f"{CMDLINE} console=ttyS0",
        "GRUB_CMDLINE_LINUX_XEN_REPLACE": f"{CMDLINE} console=hvc0",
        "GRUB_TERMINAL": "serial",
        "GRUB_SERIAL_COMMAND": "serial --unit=0 --speed=115200",
        "GRUB_DISABLE_OS_PROBER": "true",
    } | recipe.grub
    _write(late / "etc/default/grub", "".join(f'{name}="{value}"\n' for name, value in variables.items()))
    _write(late / "etc/fstab", names.fstab())
    _write(late / "etc/hostname", f"{recipe.name}\n")
    _write(late / "etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {recipe.name}\n")
    _write(late / "etc/systemd/network/10-eth0.network", "[Match]\nName=eth0\n[Network]\nDHCP=yes\n")
    # A machine that is busy with more than one of them is slower than systemd's limits and watchdogs think possible.
    _write(late / "etc/systemd/system.conf.d/emulated.conf", f"[Manager]\nDefaultDeviceTimeoutSec={PATIENCE_SECONDS}\n")
    _write(late / "etc/systemd/system/service.d/emulated.conf", f"[Service]\nTimeoutStartSec={PATIENCE_SECONDS}\nWatchdogSec=0\n")
    coldplug = "ExecStart=-udevadm trigger --type=all --action=add"
    untold = " ".join(f"--subsystem-nomatch={name}" for name in UNTOLD)
    consoles = "--subsystem-match=tty --sysname-match=ttyS* --sysname-match=hvc*"
    _write(
        late / "etc/systemd/system/systemd-udev-trigger.service.d/emulated.conf",
        f"[Service]\nExecStart=\n{coldplug} {untold}\n{coldplug} {consoles}\n",
    )
    # Where nothing listens to the kernel's audit, system calls are cheaper.
    _write(late / "etc/systemd/journald.conf.d/emulated.conf", "[Journal]\nAudit=no\n")
    _write(late / "etc/apt/sources.list", "deb [trusted=yes] file:/srv/packages ./\n")
    _write(stage / "scripts", "\n".join(recipe.script) + "\n")
    _write(stage / "fetch", "".join(debian.fetch(line) + "\n" for line in recipe.fetch))
    _write(stage / "user", recipe.user)
    _write(stage / "uuid", names.root)
    _write(stage / "key", Path(f"{store.key()}.pub").read_text(encoding="ascii"))
    shutil.copy(HERE / "setup.sh", stage)


def _lay(folders: list[Path], target: Path) -> None:
    """One over the other, with the modes that the recipe's hash counts, whatever those of the checkout are."""
    target.mkdir(parents=True)
    archive = target.with_suffix(".tar")
    for folder in folders:
        # Not by a copy, which would write through the links of what is below.
        disk.run("tar", "-C", folder, "--owner=root:0", "--group=root:0", "-cf", archive, ".")
        disk.run("tar", "-C", target, "-xf", archive)
    archive.unlink(missing_ok=True)
    for path in target.rglob("*"):
        if not path.is_symlink():
            path.chmod(mode_of(path))
    target.chmod(0o755)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
