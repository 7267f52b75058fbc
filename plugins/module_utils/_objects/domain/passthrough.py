# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is handed to the hypervisor behind libvirt's back."""

from __future__ import annotations

from ..._model.codecs import STR, Pattern
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.values import Field, Values
from ..common import QEMU_ONLY, XEN_ONLY

UNSUPPORTED = "libvirt does not support guests that use it."


class Variable(Model):
    """A variable of QEMU's environment."""

    name = Field("./@name", Pattern(r"[a-zA-Z0-9_]+", "a variable's name"), "Name of the variable.", required=True)
    value = Field("./@value", STR, "Value of the variable.")


class CommandLine(Model):
    """Arguments and environment of QEMU."""

    args = Values("./qemu:arg/@value", STR, "Arguments, in order.", ordered=True, repeats=True)
    env = Children("./qemu:env", Variable, "Environment. The list is complete when it is given.", key="name")


class Capabilities(Model):
    """What libvirt believes QEMU can do."""

    add = Values("./qemu:add/@capability", STR, "Capabilities of QEMU that libvirt assumes to be there.")
    delete = Values("./qemu:del/@capability", STR, "Capabilities of QEMU that libvirt assumes to be missing.")


class Property(Model):
    """A property of a device."""

    name = Field("./@name", STR, "Name of the property.", required=True)
    type = Field("./@type", STR, "Type of the value; V(remove) takes the property away.",
                 choices=("string", "signed", "unsigned", "bool", "remove"), required=True)
    value = Field("./@value", STR, "The value.")

    @classmethod
    def check(cls, desired, where):
        if (desired["type"] == "remove") == ("value" in desired):
            raise Invalid(f"{where}.value", f"{'has no meaning' if 'value' in desired else 'is required'} with type {desired['type']}",
                          "Leave it out." if "value" in desired else "Declare it.")


class Override(Model):
    """Properties of one device."""

    alias = Field("./@alias", STR, "Alias of the device, such as V(ua-disk0).", required=True)
    frontend = Children("./qemu:frontend/qemu:property", Property, "Properties of what the guest sees of it. The list is complete when "
                        "it is given.", key="name")


class Passthroughs(Model):
    """What is handed to the hypervisor."""

    qemu_commandline = Child("./qemu:commandline", CommandLine, f"Arguments and environment for QEMU; {UNSUPPORTED} An empty dictionary "
                             "takes them away.", empty_removes=True, **QEMU_ONLY)
    qemu_capabilities = Child("./qemu:capabilities", Capabilities, f"What libvirt is to believe that QEMU can do; {UNSUPPORTED} An "
                              "empty dictionary takes it away.", empty_removes=True, **QEMU_ONLY)
    qemu_deprecation = Field("./qemu:deprecation/@behavior", STR, "What QEMU does when libvirt uses something deprecated, for tests.",
                             choices=("none", "omit", "reject", "crash"), **QEMU_ONLY)
    qemu_override = Children("./qemu:override/qemu:device", Override, f"Properties of devices; {UNSUPPORTED} The list is complete when "
                             "it is given.", key="alias", since="8.2.0", **QEMU_ONLY)
    xen_commandline = Values("./xen:commandline/xen:arg/@value", STR, f"Arguments for Xen's device model; {UNSUPPORTED}", ordered=True,
                             repeats=True, since="6.7.0", **XEN_ONLY)
