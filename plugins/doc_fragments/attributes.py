# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules promise: of those that change something, and of those that only read."""

from __future__ import annotations


class ModuleDocFragment:
    """The attributes."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Says what would be done, and touches nothing.
    support: full
  diff_mode:
    description: Shows the declared options before and after.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: full
  action_group:
    description: Part of C(group/anvil.hypervisor.libvirt) for C(module_defaults).
    support: full
    membership:
      - anvil.hypervisor.libvirt
"""

    INFO = r"""
attributes:
  check_mode:
    description: Reads only, so check mode makes no difference.
    support: full
  diff_mode:
    description: Changes nothing, so there is no diff.
    support: N/A
  idempotent:
    description: Changes nothing.
    support: full
  action_group:
    description: Part of C(group/anvil.hypervisor.libvirt) for C(module_defaults).
    support: full
    membership:
      - anvil.hypervisor.libvirt
"""
