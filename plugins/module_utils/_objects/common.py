# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options and rules that several kinds of object have."""

from __future__ import annotations

from .._model.codecs import BOOL, STR
from .._model.values import Option

# What libvirt's driver for Xen, libxl, does nothing with; where it says so at all, it does at the start of the guest.
NOT_XEN = {"lacking": {"xen": None}}
# What other XML namespaces hold: a driver that does not know one drops it in silence.
QEMU_ONLY = {"lacking": {"xen": None, "test": None}}
XEN_ONLY = {"lacking": {"qemu": None, "test": None}}
NOT_TEST = {"lacking": {"test": None}}


def xml_option(kind):
    """The option that takes a whole document."""
    return Option(STR, f"A whole document of libvirt's for the {kind}. It lies under the other options: what it leaves out is "
                  "not managed, and an option that is given wins over it.")


def validate_option():
    """The option that switches libvirt's own validation off."""
    return Option(BOOL, "Whether libvirt checks the document against its own schema before it takes it.", default=True)


def state_option(choices, doc):
    """The option that says what the object is to be."""
    return Option(STR, doc, choices=choices, default="present")


def note_secret(seen, use, secret):
    """Note that an object refers to a secret for a use, as libvirt looks it up: by its UUID or its usage, src/util/virsecret.c."""
    name = secret.get("uuid") or secret.get("usage")
    if name:
        seen.refers.append((f"{use} secret", name))
