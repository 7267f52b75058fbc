#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that leaves a guard for the next boot of Xen."""

from __future__ import annotations

import glob
import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import changes, guard, programs

_MANAGER = ("org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager")

_SETTINGS = ("/etc/systemd/system.conf", *(f"{folder}/systemd/system.conf.d/*.conf" for folder in ("/etc", "/run", "/usr/lib")))


def text(path):
    """A file's text, or None."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None


def main():
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            "timeout": {"type": "int", "default": 600},
            "watchdog_timeout": {"type": "int", "default": 60},
        },
        supports_check_mode=True,
    )
    present = module.params["state"] == "present"
    desired = guard.files(module.params["timeout"], module.params["watchdog_timeout"]) if present else {}
    links = [path for path in guard.LINKS if os.path.lexists(path)]
    plan = guard.plan(desired, {path: text(path) for path in guard.PATHS}, links, os.path.lexists(guard.EVIDENCE))
    evidence = None if present else read_evidence()
    if plan.changed:
        changes.carry_out(module, arm if present else disarm, module, desired)
    module.exit_json(
        changed=plan.changed,
        evidence=evidence,
        diff={"before": "".join(f"{path}\n" for path in plan.before), "after": "".join(f"{path}\n" for path in plan.after)},
    )


def read_evidence():
    """What the guarded boot left behind."""
    evidence = text(guard.EVIDENCE)
    boot = guard.boot_id(evidence)
    if boot is None:
        return None
    lines = guard.last_lines(evidence)
    if lines:
        return {"boot_id": boot, "reason": "timeout", "lines": lines}
    journal = programs.output("journalctl", f"--boot={boot}", "--no-pager", "--lines=40")
    return {"boot_id": boot, "reason": "stopped", "lines": journal or ""}


def arm(module, desired):
    """Write the units, then have them begin with the next boot."""
    forget(guard.EVIDENCE)
    for path, content in desired.items():
        os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
        changes.replace(module, path, content, 0o644)
    os.makedirs(os.path.dirname(guard.EVIDENCE), mode=0o700, exist_ok=True)
    module.run_command(["systemctl", "enable", *guard.ENABLED], check_rc=True)  # which has systemd read all units
    os.sync()


def disarm(module, _desired):
    """Stop the timer first: it must not reboot a host that was confirmed."""
    module.run_command(["systemctl", "stop", guard.TIMER])
    module.run_command(["systemctl", "disable", "--now", "--no-reload", *guard.ENABLED])
    for path in (*guard.LINKS, *guard.PATHS, guard.EVIDENCE):
        forget(path)
    # systemd feeds the watchdog until it is configured not to, and closes it then; what the site itself asks for is read again.
    module.run_command(["busctl", "set-property", *_MANAGER, "RuntimeWatchdogUSec", "t", "0"])
    asked = any("\nRuntimeWatchdogSec=" in (text(path) or "") for pattern in _SETTINGS for path in glob.glob(pattern))
    module.run_command(["systemctl", "daemon-reexec" if asked else "daemon-reload"], check_rc=True)
    os.sync()


def forget(path):
    """Remove a file that may be gone."""
    if os.path.lexists(path):
        os.unlink(path)


if __name__ == "__main__":
    main()
