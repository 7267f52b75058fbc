#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads volumes."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.volume import VolumeDriver
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.volume_status import STATUS
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.volume import Volume
from ansible_collections.anvil.hypervisor.plugins.module_utils._reader import run_info


def main():
    """Run the module."""
    run_info(Volume, VolumeDriver, STATUS)


if __name__ == "__main__":
    main()
