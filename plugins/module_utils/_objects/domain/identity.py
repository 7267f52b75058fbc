# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a guest is called, and what others have noted about it."""

from __future__ import annotations

from ..._model import xml
from ..._model.codecs import LINE, NAME, TEXT, UUID, Uuid
from ..._model.fragments import Fragments
from ..._model.model import Model
from ..._model.node import IMMUTABLE, LIVE, Setter
from ..._model.values import Field
from ..common import NOT_XEN

GENERATE = "generate"


class GenerationId(Uuid):
    """A UUID, or the word that lets libvirt make one: an empty element."""

    hint = f"a UUID or '{GENERATE}'"

    def parse(self, value):
        return value if value == GENERATE else UUID.parse(value)

    def load(self, text):
        return UUID.load(text) if text else GENERATE

    def dump(self, value):
        return "" if value == GENERATE else value


def _same_generation(desired, _observed, _ctx):
    """Whatever libvirt has made satisfies who asked it to make one."""
    return desired == GENERATE


def _of_one_namespace(text, _root):
    """True where libvirt's call keeps the element as it is: it puts all that is in it into one namespace."""
    return not text or len({elem.tag.partition("}")[0] for elem in xml.parse(text).iter()}) == 1


class Identity(Model):
    """Names and notes."""

    name = Field("./name", NAME, "Name of the guest.", change=IMMUTABLE)
    type = Field("./@type", doc="Hypervisor that runs the guest: V(kvm) with the processor's help, V(qemu) by emulation, V(xen). "
                 "Required of a new one.",
                 choices=("kvm", "qemu", "xen", "lxc", "hvf", "bhyve", "vz", "vmware", "vbox", "hyperv", "openvz", "test"))
    uuid = Field("./uuid", UUID, "UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.",
                 change=IMMUTABLE, derived="uuid")
    hwuuid = Field("./hwuuid", UUID, "UUID that the guest sees in its hardware, where it is not O(uuid).", since="11.7.0", **NOT_XEN)
    genid = Field("./genid", GenerationId(), "Generation ID, by which the guest recognises that it was copied or reverted: a UUID, or "
                  "V(generate) to let libvirt make one. libvirt changes it where it has to.", same=_same_generation, since="4.4.0",
                  **NOT_XEN)
    title = Field("./title", LINE, "Short title.", change=Setter("notes", live_unlimited=""))
    description = Field("./description", TEXT, "Description of the guest, for people.", change=Setter("notes", live_unlimited=""))
    osinfo_id = Field("./metadata/libosinfo:libosinfo/libosinfo:os/@id", doc="Operating system in the guest, as libosinfo's "
                      "identifier, such as V(http://debian.org/debian/13). Tools like virt-manager read it.", change=LIVE,
                      at_start=True)
    metadata = Fragments("./metadata", "XML that other tools keep with the guest: a dictionary from a namespace to its one element. "
                         "An empty string removes a namespace's element. Namespaces that are not named stay.",
                         change=Setter("metadata", fits=_of_one_namespace, waits=False))
