# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Networks."""

from __future__ import annotations

import functools

from .._libvirt.network import NetworkDriver
from .._libvirt.network_causes import CAUSES
from .._objects.network import Network
from .._reconcile.lifecycle import NetworkPolicy, plan
from .kind import Kind

KIND = Kind(Network, NetworkDriver, functools.partial(plan, policy=NetworkPolicy), CAUSES)
