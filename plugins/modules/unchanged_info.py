#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that finds out whether a host is as it was at the last run that changed nothing."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._unchanged import run_unchanged_info


def main():
    """Run the module."""
    run_unchanged_info()


if __name__ == "__main__":
    main()
