#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads pools."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.pool import PoolDriver
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.pool_status import STATUS
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.pool import Pool
from ansible_collections.anvil.hypervisor.plugins.module_utils._reader import run_info


def main():
    """Run the module."""
    run_info(Pool, PoolDriver, STATUS)


if __name__ == "__main__":
    main()
