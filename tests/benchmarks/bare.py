# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bare script needs to read every object: the measure of `resources` with nothing to do."""

from __future__ import annotations

import sys

import libvirt

conn = libvirt.open(sys.argv[1])
for domain in conn.listAllDomains():
    domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)
for network in conn.listAllNetworks():
    network.XMLDesc(libvirt.VIR_NETWORK_XML_INACTIVE)
for pool in conn.listAllStoragePools():
    pool.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE)
    if pool.isActive():
        for volume in pool.listAllVolumes():
            volume.XMLDesc(0)
