# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets."""

from __future__ import annotations

from .._libvirt.secret import SecretDriver
from .._objects.secret import Secret
from .._reconcile.secret import plan
from .kind import Kind

KIND = Kind(Secret, SecretDriver, plan)
