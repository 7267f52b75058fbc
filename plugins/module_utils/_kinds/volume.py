# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Storage volumes."""

from __future__ import annotations

from .._libvirt.volume import VolumeDriver
from .._libvirt.volume_causes import CAUSES
from .._objects.volume import Volume
from .._reconcile.volume import plan
from .kind import Kind

KIND = Kind(Volume, VolumeDriver, plan, CAUSES)
