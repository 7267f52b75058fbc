# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Identities of new objects that declare none: the same for the same name on the same host, and others on other hosts."""

from __future__ import annotations

import dataclasses
import hashlib
import uuid


@dataclasses.dataclass(frozen=True)
class Identities:
    """Made from the UUID that libvirt gives the host; `oui` is the range of MAC addresses that the hypervisor has."""

    host: uuid.UUID
    oui: str

    def uuid(self, kind, name, number=0):
        """A UUID."""
        return str(uuid.uuid5(self.host, f"{kind}/{name}/{number}"))

    def mac(self, kind, name, number=0):
        """A MAC address."""
        digest = hashlib.sha256(f"{self.host}/{kind}/{name}/{number}".encode()).hexdigest()
        return ":".join([self.oui, digest[0:2], digest[2:4], digest[4:6]])
