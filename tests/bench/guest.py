# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest on a server of the bench, declared and changed as the engine does it, without Ansible around it."""

from __future__ import annotations

import copy
from types import SimpleNamespace

from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain

from .bindings import libvirt

INACTIVE = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE
BASE = {"name": "guest", "type": "qemu", "memory": "64 MiB"}


class Guest:
    """A guest on the server, changed as the engine does it."""

    def __init__(self, connection):
        self.connection = connection
        self.context = Context(kind="domain", name="guest")
        self.domain = None

    def _parts(self, options, new=False):
        desired = Domain.accept({**BASE, **options} if new else {"name": "guest", **options}, Seen())
        if new:
            desired = Domain.creation_defaults(desired, SimpleNamespace(native_arch="x86_64"))
        return Domain.options_beside_xml(desired)

    def _define(self, elem):
        self.domain = self.connection.defineXMLFlags(xml.serialize(elem), libvirt.VIR_DOMAIN_DEFINE_VALIDATE)

    def define(self, options):
        parts = self._parts(options, new=True)
        self._define(Domain.build(parts, self.context))

    def change(self, options):
        """Change the guest as declared; returns the changed options."""
        parts, elem = self._parts(options), copy.deepcopy(self.config())
        changed = [str(change.path) for change in Domain.delta(parts, elem, self.context)]
        self.context.root = elem
        Domain.write(parts, elem, self.context)
        self._define(elem)
        assert Domain.delta(parts, self.config(), self.context) == []
        return changed

    def config(self):
        return xml.parse(self.domain.XMLDesc(INACTIVE))

    def text(self, path):
        return self.config().findtext(path)

    def drift(self, options):
        """What of the declaration the running guest does not show."""
        context = Context(live=True, kind="domain", name="guest")
        return Domain.delta(self._parts(options), xml.parse(self.domain.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE)), context)
