# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What brings the former system back where a new one came up and nobody could confirm it: units of systemd.

They lie in the root file system alone, begin before anything that may hang, and only where Xen runs.
"""

from __future__ import annotations

from typing import NamedTuple

TIMER = "anvil-boot-guard.timer"
WATCHDOG = "anvil-boot-watchdog.service"
ENABLED = (TIMER, WATCHDOG)
# By which systemd starts them.
LINKS = tuple(f"/etc/systemd/system/sysinit.target.wants/{name}" for name in ENABLED)

# The first line is the id of the guarded boot; the guard adds the last lines of its journal.
EVIDENCE = "/var/lib/anvil.hypervisor/guarded-boot"

_EVIDENCE_SECONDS = 120

_WRITTEN = "# Written by anvil.hypervisor.boot_guard, and taken away when the controller confirms this boot.\n"
_UNIT = "DefaultDependencies=no\nConditionPathIsDirectory=/proc/xen\nBefore=sysinit.target\n"
_INSTALL = "\n[Install]\nWantedBy=sysinit.target\n"


def files(timeout: int, watchdog: int) -> dict[str, str]:
    """The guard's files, by path, for both times in seconds."""
    return {
        f"/etc/systemd/system/{TIMER}": (
            f"{_WRITTEN}[Unit]\nDescription=Wait for the controller to confirm this boot\n{_UNIT}"
            f"\n[Timer]\nOnActiveSec={timeout}\nAccuracySec=1s\n{_INSTALL}"
        ),
        # Where the disks are gone, what writes the evidence never ends: systemd then reboots by itself (systemd.unit(5), FailureAction).
        "/etc/systemd/system/anvil-boot-guard.service": (
            f"{_WRITTEN}[Unit]\nDescription=Boot the former system again, since nobody confirmed this boot\nDefaultDependencies=no\n"
            "FailureAction=reboot-force\n"
            f"\n[Service]\nType=oneshot\nTimeoutStartSec={_EVIDENCE_SECONDS}\nTimeoutStopSec=10\n"
            f"ExecStart=-/bin/sh -c '(journalctl --boot --no-pager --lines=60; xl dmesg | tail -n 20) >> {EVIDENCE}; sync -f {EVIDENCE}'\n"
            "ExecStart=/bin/systemctl --no-block reboot\n"
        ),
        # Xen's watchdog for its dom0: systemd feeds it, and Xen restarts the machine when that ends.
        f"/etc/systemd/system/{WATCHDOG}": (
            f"{_WRITTEN}[Unit]\nDescription=Have Xen watch over its dom0\n{_UNIT}After=systemd-remount-fs.service\n"
            "\n[Service]\nType=exec\nRemainAfterExit=yes\n"  # the boot does not wait for it
            f"ExecStart=-/bin/sh -c 'cat /proc/sys/kernel/random/boot_id > {EVIDENCE}; exec modprobe xen_wdt'\n{_INSTALL}"
        ),
        "/etc/systemd/system.conf.d/anvil-boot-guard.conf": (
            f"{_WRITTEN}[Manager]\nRuntimeWatchdogSec={watchdog}\nRebootWatchdogSec=120\n"
        ),
    }


PATHS = tuple(files(0, 0))


class Plan(NamedTuple):
    """What a run changes: the files and links that differ, and which of them are there before it and after it."""

    before: list[str]
    after: list[str]

    @property
    def changed(self) -> bool:
        return bool(self.before or self.after)


def plan(desired: dict[str, str], texts: dict[str, str | None], links: list[str], evidence: bool) -> Plan:
    """`desired` is what files() says, or nothing where no guard is to wait; `links` are those that are there.

    What a former boot left as evidence goes in either case, and is a change like any other: it was another boot's.
    """
    differing = [path for path in PATHS if texts[path] != desired.get(path)]
    # A run that was broken off may have written the units and not enabled them.
    unlinked = [path for path in LINKS if (path in links) != bool(desired)]
    return Plan(
        [path for path in differing if texts[path] is not None] + [path for path in unlinked if not desired] + [EVIDENCE] * evidence,
        [path for path in (*differing, *unlinked) if desired],
    )


def boot_id(evidence: str | None) -> str | None:
    """The guarded boot as journalctl names it, or None where it did not come that far."""
    lines = (evidence or "").splitlines()
    return lines[0].strip().replace("-", "") or None if lines else None


def last_lines(evidence: str | None) -> str:
    """What the guard wrote before it rebooted; empty where it had not to."""
    return "\n".join((evidence or "").splitlines()[1:])
