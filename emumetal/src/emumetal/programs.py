# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of Debian's packages the programs come from that all of this calls."""

from __future__ import annotations

import os
import shutil

from emumetal.errors import MetalError

# Where Debian has some of them; the path of an ordinary user, and of who became root by su, lacks these.
SYSTEM = ("/usr/local/sbin", "/usr/sbin", "/sbin")
PACKAGE_OF = {
    "mcopy": "mtools",
    "mke2fs": "e2fsprogs",
    "mkfs.vfat": "dosfstools",
    "mmd": "mtools",
    "mmdebstrap": "mmdebstrap",
    "qemu-img": "qemu-utils",
    "qemu-system-x86_64": "qemu-system-x86",
    "setpriv": "util-linux",
    "sfdisk": "fdisk",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "unshare": "util-linux",
    "zstd": "zstd",
}
TO_BUILD = ("mcopy", "mke2fs", "mkfs.vfat", "mmd", "mmdebstrap", "qemu-img", "sfdisk", "ssh-keygen", "unshare")
TO_START = ("qemu-img", "qemu-system-x86_64", "setpriv", "ssh")
TO_SAVE = ("zstd",)


def environment() -> dict[str, str]:
    """For programs that are called, and for those that they call."""
    return {**os.environ, "PATH": os.pathsep.join([os.environ.get("PATH", os.defpath), *SYSTEM])}


def need(*names: str) -> None:
    """Raises MetalError with the packages to install unless all the programs are there."""
    path = environment()["PATH"]
    missing = [name for name in names if not shutil.which(name, path=path)]
    if missing:
        packages = " ".join(sorted({PACKAGE_OF[name] for name in missing}))
        raise MetalError(f"This machine lacks {', '.join(missing)}: apt-get install --no-install-recommends {packages}")
