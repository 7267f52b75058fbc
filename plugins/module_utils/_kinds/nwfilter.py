# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Network filters."""

from __future__ import annotations

from .._libvirt.nwfilter import NwfilterDriver
from .._libvirt.nwfilter_causes import CAUSES
from .._objects.nwfilter import Nwfilter
from .._reconcile.nwfilter import plan
from .kind import Kind

KIND = Kind(Nwfilter, NwfilterDriver, plan, CAUSES)
