# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Going on in an interpreter that has libvirt's bindings: distributions ship them for their own Python alone."""

from __future__ import annotations

from ansible.module_utils.common.respawn import has_respawned, probe_interpreters_for_module, respawn_module

PYTHONS = ("/usr/bin/python3", "/usr/libexec/platform-python", "/usr/bin/python3.12", "/usr/bin/python3.11", "/usr/bin/python3.9")


def respawn_with_libvirt():
    """Run the module again under a Python of the host that has the bindings; where none has, go on as it is."""
    if not has_respawned():
        other = probe_interpreters_for_module(list(PYTHONS), "libvirt")
        if other:
            respawn_module(other)
