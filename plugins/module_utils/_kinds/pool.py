# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Storage pools."""

from __future__ import annotations

import functools

from .._libvirt.pool import PoolDriver
from .._libvirt.pool_causes import CAUSES
from .._objects.pool import Pool
from .._reconcile.lifecycle import PoolPolicy, plan
from .kind import Kind

KIND = Kind(Pool, PoolDriver, functools.partial(plan, policy=PoolPolicy), CAUSES)
