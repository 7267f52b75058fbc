# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What passes in a document: what libvirt says of a running object under a condition, and takes from nobody.

People paste what `virsh dumpxml` gave them. libvirt ignores these parts of a document, so nothing can differ in them. What is
status at all times is in `_model/status.py`.
"""

from __future__ import annotations

import re

# Names that libvirt gives to the devices of running guests, and takes back: src/conf/virnetdev… and qemu.conf.
_OWN_DEVICE = re.compile(r"(vnet|macvtap|macvlan|vif)\d")


# Sockets that libvirt makes for channels, by its path: src/qemu/qemu_domain.c, qemuDomainChrDefDropDefaultPath.
_OWN_SOCKET = re.compile(r"/.*/libvirt/qemu/(channel/|domain-)")


def unknown(ctx):
    """True where what no option covers, and libvirt did not keep, counts as nothing.

    Domains remember what libvirt did not keep (see accepted_differences.py). Other kinds have no room for a memory, and
    options for all that they can hold.
    """
    return ctx.kind not in ("domain", None)


def attribute(desired, name, observed):
    """True where an attribute of a document is status."""
    if name == "portid":
        return desired.get("network") is not None
    if desired.tag == "alias" and not desired.get(name).startswith("ua-"):
        return True
    if (desired.tag, name) == ("target", "tray"):  # a guest opens it
        return True
    if name == "dev" and desired.tag == "target" and observed.get("dev") is None:
        return bool(_OWN_DEVICE.match(desired.get("dev")))
    if desired.tag in ("graphics", "listen") and name in ("port", "tlsPort", "websocket"):
        return desired.get("autoport") == "yes"
    return False


def element(desired, parent):
    """True where a whole element of a document, which the object lacks, is status."""
    tag = desired.tag
    if tag == "alias":
        return not desired.get("name", "").startswith("ua-")
    if tag == "seclabel":
        return desired.get("type") == "dynamic"
    if tag in ("label", "imagelabel") and parent.tag == "seclabel":
        return parent.get("type", "dynamic") == "dynamic"
    if tag == "source" and parent.tag in ("channel", "console", "serial", "parallel"):
        return parent.get("type") == "pty" or bool(_OWN_SOCKET.match(desired.get("path", "")))
    if tag == "target" and parent.tag == "interface":
        return bool(_OWN_DEVICE.match(desired.get("dev", "")))
    return tag in ("address", "model") and parent.tag == "listen"
