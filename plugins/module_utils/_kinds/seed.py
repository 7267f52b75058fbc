# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seeds, each in a volume of its own."""

from __future__ import annotations

from .._libvirt.seed import SeedDriver
from .._libvirt.volume_causes import CAUSES
from .._objects.seed import Seed
from .._reconcile.seed import plan
from .kind import Kind

KIND = Kind(Seed, SeedDriver, plan, CAUSES)
