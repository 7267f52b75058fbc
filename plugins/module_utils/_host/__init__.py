# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the hardware and the running kernel offer, without libvirt: `read(root)`."""

from __future__ import annotations

from .report import read

__all__ = ["read"]
