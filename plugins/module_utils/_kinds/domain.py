# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guests."""

from __future__ import annotations

from .._libvirt.domain import DomainDriver
from .._libvirt.domain_causes import CAUSES
from .._objects.domain.domain import Domain
from .._reconcile.domain import plan
from .kind import Kind

KIND = Kind(Domain, DomainDriver, plan, CAUSES)
