#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads libvirt's own view of a host."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.host import Host
from ansible_collections.anvil.hypervisor.plugins.module_utils._reader import run_host_info


def main():
    """Run the module."""
    run_host_info(Host)


if __name__ == "__main__":
    main()
