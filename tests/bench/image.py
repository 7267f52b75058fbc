# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Root file systems of bare Debian servers, made once from Debian's packages and kept in the user's cache.

A bare server knows nothing of libvirt. Its apt has a repository of what the roles install, in /packages,
so that a test installs for real and needs no network.

    python -m bench.image bookworm trixie      makes what is missing and prints the folders
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

from emumetal import debian

# What a server has before anybody does anything to it.
INSTALLED = "ca-certificates dbus iproute2 kmod openssh-server procps python3 sudo systemd-sysv udev"
# What the roles may install, and what tiny_guest is made of.
FETCHED = (
    "busybox-static dmidecode dnsmasq-base iptables libvirt-clients libvirt-daemon-system libvirt-daemon-system-systemd"
    " linux-image-cloud-amd64 nftables ovmf parted polkitd python3-apt python3-libvirt qemu-system-x86 qemu-utils swtpm swtpm-tools"
)

OWN_SOURCE = "deb [trusted=yes] file:/packages ./"


def cache() -> Path:
    """Outside the tree: `make clean` need not cost a download."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "anvil.hypervisor" / "servers"


def image(suite: str) -> Path:
    """The folder of the suite's image; what it holds is in its name."""
    recipe = repr((debian.sources(suite), INSTALLED, FETCHED, Path(__file__).read_text(encoding="utf-8")))
    return cache() / f"{suite}-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"


def build(suite: str) -> Path:
    """Makes the image unless it is there."""
    made = image(suite)
    if made.is_dir():
        return made
    made.parent.mkdir(parents=True, exist_ok=True)
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    for stale in made.parent.glob(f"{suite}-*"):
        if str(stale) not in mounts:
            shutil.rmtree(stale)
    new = made.with_suffix(".new")
    hooks = [
        "--skip=cleanup/apt",
        # Every server makes its own; the build machine's must not travel along.
        "--customize-hook=rm -f $1/etc/hostname $1/etc/ssh/ssh_host_*",
        f'--customize-hook=chroot "$1" {debian.fetch(FETCHED)}',
        '--customize-hook=mkdir "$1/packages" && mv "$1"/var/cache/apt/archives/*.deb "$1/packages/"',
        debian.repository_hook("/packages"),
        f'--customize-hook=echo "{OWN_SOURCE}" >"$1/etc/apt/sources.list"',
        '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* && chroot "$1" apt-get -qq update',
    ]
    debian.bootstrap(suite, new, INSTALLED.split(), hooks)
    new.rename(made)
    return made


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(build(name))
