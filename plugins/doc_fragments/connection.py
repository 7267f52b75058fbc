# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of every module that speaks to libvirt."""

from __future__ import annotations


class ModuleDocFragment:
    """The connection."""

    DOCUMENTATION = r"""
options:
  uri:
    description:
      - URI of libvirt on the managed host, see U(https://libvirt.org/uri.html).
      - Left out, it is the hypervisor that runs there, V(xen:///system) in a Xen dom0 and V(qemu:///system) elsewhere.
      - Set it once for all modules with C(module_defaults) and C(group/anvil.hypervisor.libvirt).
    type: str
requirements:
  - python3-libvirt on the managed host, in any of its Python interpreters
"""
