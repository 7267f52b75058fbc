# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a daemon of libvirt whether it works with configuration files, without touching the host or the daemon that runs.

The daemon is started in namespaces of its own: its files are copies, what it writes to is empty memory, it has no network, no guests,
and ends with them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from typing import NamedTuple

from . import libvirt_config

SECONDS = 30
_NAMESPACES = ("--mount", "--net", "--ipc", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private")
_ANSWERED = "answered"

# Given the folder of the files, the daemon, and where it answers.
_SCRIPT = """
folder=$1 daemon=$2; shift 2
for written in /run /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do
  [ ! -d "$written" ] || mount -t tmpfs -o mode=755 tmpfs "$written" || exit
done
mounts=$(cat /proc/mounts)  # which each of these mounts makes longer
while read -r _ point kind options _; do
  [ "$kind" = hugetlbfs ] || continue
  size=${options##*pagesize=}
  mount -t hugetlbfs -o "pagesize=${size%%,*}" hugetlbfs "$point" || exit
done <<MOUNTS
$mounts
MOUNTS
mount --bind "$folder" /etc/libvirt || exit
for helper in virtlogd virtlockd; do
  [ "$daemon" = "$helper" ] || [ ! -x "/usr/sbin/$helper" ] || "/usr/sbin/$helper" --daemon 2>/dev/null
done
"/usr/sbin/$daemon" &
pid=$!
turn=0
while [ -d "/proc/$pid" ] && [ "$turn" -lt 200 ]; do
  turn=$((turn + 1))
  [ "$#" -gt 0 ] || [ ! -S "/run/libvirt/$daemon-sock" ] || { echo answered; exit; }
  for address; do
    if virsh --connect "$address" uri >/dev/null 2>&1; then echo answered; exit; fi
  done
  sleep 0.1
done
[ ! -d "/proc/$pid" ] || { echo silent; exit; }
echo ended
"""


class Answer(NamedTuple):
    """`works`: True, False where the daemon ended, None where it cannot be told; and what it said."""

    works: bool | None
    said: str


def ask(daemon: str, files: dict[str, bytes], seconds: int = SECONDS) -> Answer:
    """Start a daemon with these files in place of those in /etc/libvirt."""
    folder = tempfile.mkdtemp(prefix="anvil-libvirt-")
    try:
        for name, content in files.items():
            with open(os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(content)
        os.chmod(folder, 0o755)
        return _answer(daemon, folder, seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answer(daemon: str, folder: str, seconds: int) -> Answer:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin"
    # Neither a log file of the site's nor a language gets in the way.
    environment = {"PATH": path, "LC_ALL": "C", "LIBVIRT_LOG_OUTPUTS": "3:stderr"}
    call = ["unshare", *_NAMESPACES, "sh", "-c", _SCRIPT, "sh", folder, daemon, *libvirt_config.addresses(daemon)]
    try:
        done = subprocess.run(
            call, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=seconds, check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Answer(None, str(error))
    last = (done.stdout.decode("utf-8", "replace").split() or [""])[-1]
    return Answer({_ANSWERED: True, "ended": False}.get(last), done.stderr.decode("utf-8", "replace"))


def refusal(daemon: str, before: dict[str, bytes], after: dict[str, bytes]) -> str | None:
    """Why a daemon does not work with the files as they would be, or None where it does, or where that cannot be told.

    A daemon that does not work here with the files as they are, either, says nothing about the new ones.
    """
    answer = ask(daemon, after)
    if answer.works is not False:
        return None
    usual = ask(daemon, before)
    return libvirt_config.cause(answer.said, usual.said) if usual.works else None
