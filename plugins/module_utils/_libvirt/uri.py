# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hypervisor a host runs, as libvirt's URI."""

from __future__ import annotations

import contextlib

XEN_CAPABILITIES = "/proc/xen/capabilities"


def default_uri():
    """The hypervisor that runs on this host: a dom0 says so in /proc/xen/capabilities (docs.kernel.org, xenfs)."""
    with contextlib.suppress(OSError), open(XEN_CAPABILITIES, encoding="utf-8") as text:
        if "control_d" in text.read():
            return "xen:///system"
    return "qemu:///system"
