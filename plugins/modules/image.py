#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that puts an image into a storage pool."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._image import run_image


def main():
    """Run the module."""
    run_image()


if __name__ == "__main__":
    main()
