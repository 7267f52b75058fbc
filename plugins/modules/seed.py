#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages the seed of a guest."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.seed import KIND
from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object


def main():
    """Run the module."""
    run_object(KIND)


if __name__ == "__main__":
    main()
