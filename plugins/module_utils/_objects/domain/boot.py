# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What kind of machine a guest is, and how it boots."""

from __future__ import annotations

from ..._model import xml
from ..._model.codecs import PATH, STR, TEXT, YES_NO, Int, Pattern
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.union import Union
from ..._model.values import Field, Values
from ..common import NOT_XEN
from .device.disk_source import BlockSource, NetworkSource
from .switch import only_where

# Full names of machines, by the alias that every hypervisor has for the newest of them; others are the alias and a version.
FAMILIES = {"pc": "pc-i440fx-", "q35": "pc-q35-", "ubuntu": "pc-i440fx-", "ubuntu-q35": "pc-q35-"}


def same_machine(desired, observed, ctx):
    """An alias is satisfied by any version: a guest keeps the version that it was made with when the hypervisor is upgraded.

    The host may know more aliases.
    """
    return observed.startswith(FAMILIES.get(desired, f"{desired}-")) or (ctx.facts.ask("machine_aliases") or {}).get(desired) == observed


def _same_interface(desired, observed, _ctx):
    """Xen's own interface has two names, and libvirt writes the older one."""
    return {desired, observed} == {"linux", "xen"}


class Firmware(Field):
    """The kind of firmware. A BIOS is what a machine has unless something else is said, and has no variables."""

    def write(self, desired, elem, ctx):
        changed = self.delta(desired, elem, ctx)
        super().write(desired, elem, ctx)
        if changed and desired == self.unset_value:
            xml.clear(elem, ctx.root, "nvram")


class Loader(Model):
    """The firmware's image."""

    path = Field(".", PATH, "Path of the firmware's image. Prefer O(os.firmware), which finds it.")
    readonly = Field("./@readonly", YES_NO, "Whether the image is mapped read-only; a UEFI then keeps its variables in O(os.nvram).")
    secure = Field("./@secure", YES_NO, "Whether the image is able to do Secure Boot; it needs O(features.smm).", since="2.1.0")
    type = Field("./@type", doc="How the image is mapped: V(pflash) for a UEFI.", choices=("rom", "pflash"))
    stateless = Field("./@stateless", YES_NO, "Whether the firmware forgets its variables when the guest stops.", since="8.6.0")
    format = Field("./@format", doc="Format of the image.", choices=("raw", "qcow2"), absent="raw", since="9.2.0")


class Nvram(Model):
    """What the firmware remembers."""

    path = Field(".", PATH, "Path of the file that holds the variables; libvirt chooses it when left out.")
    template = Field("./@template", PATH, "Path of the file that a new one is copied from.")
    template_format = Field("./@templateFormat", doc="Format of the template.", choices=("raw", "qcow2"), since="10.10.0")
    format = Field("./@format", doc="Format of the file.", choices=("raw", "qcow2"), absent="raw", since="9.2.0")
    source = Union("./@type", {"block": BlockSource, "network": NetworkSource}, "Where the variables are, if not in a file.",
                   clears_on_switch="source", since="8.5.0")
    exclusive = (("path", "source"),)


class VarStore(Model):
    """What the firmware remembers, kept by the hypervisor."""

    path = Field("./@path", PATH, "Path of the file that holds the variables; libvirt chooses it when left out.")
    template = Field("./@template", PATH, "Path of the file that a new one is copied from.")


class BootMenu(Model):
    """The firmware's boot menu."""

    enable = Field("./@enable", YES_NO, "Whether the menu is offered.", required=True, resets="@timeout")
    timeout = Field("./@timeout", Int(0, 65535), "How long the menu waits, in milliseconds.",
                    dropped=only_where("enable"))


class Bios(Model):
    """What only a BIOS can do."""

    useserial = Field("./@useserial", YES_NO, "Whether the BIOS speaks on the first serial port.")
    reboot_timeout = Field("./@rebootTimeout", Int(-1, 65535), "After how many milliseconds a failed boot is tried again; V(-1) never "
                           "does.")


class AcpiTable(Model):
    """One table for the guest's ACPI."""

    type = Field("./@type", doc="What the file holds: a table of its own (V(raw)), several (V(rawset), Xen), or a licence of Windows "
                 "(V(slic), V(msdm)).", choices=("raw", "rawset", "slic", "msdm"), required=True)
    path = Field(".", PATH, "Path of the file.", required=True)


class InitVariable(Model):
    """A variable of a container's environment."""

    name = Field("./@name", Pattern(r"[a-zA-Z_][a-zA-Z0-9_]*", "a variable's name"), "Name of the variable.", required=True)
    value = Field(".", STR, "Value of the variable.", required=True)


def _not_chosen(value, _elem, root):
    """libvirt does not read what a bootloader chooses: src/conf/domain_conf.c, virDomainDefParseBootOptions."""
    if not value or root.find("bootloader") is None:
        return None
    return "the guest has a bootloader, which chooses what is booted", "Leave it out."


def _of_no_bootloader(value, _elem, root):
    """libvirt writes the arguments of a bootloader only beside one: src/conf/domain_conf.c, virDomainDefFormatInternal."""
    if not value or root.find("bootloader") is not None:
        return None
    return "the guest has no bootloader that takes them", "Declare bootloader, or leave it out."


class Os(Model):
    """What kind of machine the guest is, and how it boots."""

    type = Field("./type", doc="What the guest's system expects: a whole machine (V(hvm)), Xen's interface (V(linux), V(xen), "
                 "V(xenpvh)), or to be a container (V(exe)). V(hvm) for a new guest when left out.",
                 choices=("hvm", "linux", "xen", "xenpvh", "exe"), same=_same_interface)
    arch = Field("./type/@arch", STR, "Architecture of the guest, such as V(x86_64); the host's own when left out.", always=True)
    machine = Field("./type/@machine", Pattern(r"[a-zA-Z0-9_.\-]+", "a machine's name, such as q35 or pc-q35-9.2"),
                    "Kind of machine. An alias such as V(q35) is satisfied by each of its versions, so a guest keeps the one that it "
                    "was made with; V(pc-q35-9.2) is that one alone. Another kind of machine has other places for its devices: "
                    "all their addresses are made anew, and so are the controllers of PCI, IDE and SATA.",
                    same=same_machine, always=True,
                    resets=("/devices/*/address", "/devices/controller[@type='pci']",
                            "/devices/controller[@type='ide']", "/devices/controller[@type='sata']"))
    firmware = Firmware("./@firmware", doc="Firmware of the machine: a UEFI (V(efi)), of which libvirt chooses an image, or the "
                        "machine's own BIOS. Newer libvirt makes the choice once and writes it into the configuration.",
                        choices=("efi", "bios"), absent="bios", unset_value="bios", since="5.2.0", at_start=True,
                        resets=("firmware", "loader", "nvram/@template", "nvram/@templateFormat"))
    secure_boot = Field("./firmware/feature[@name='secure-boot']/@enabled", YES_NO, "Whether the firmware that libvirt chooses is able "
                        "to do Secure Boot. It refuses unsigned systems only with O(os.enrolled_keys) too.", since="7.2.0",
                        at_start=True, resets=("loader", "nvram/@template", "nvram/@templateFormat"), **NOT_XEN)
    enrolled_keys = Field("./firmware/feature[@name='enrolled-keys']/@enabled", YES_NO, "Whether the firmware that libvirt chooses "
                          "knows the usual certificates from the start. Variables of a guest that has booted before stay as they "
                          "are.", since="7.2.0", at_start=True,
                          resets=("loader", "nvram/@template", "nvram/@templateFormat"), **NOT_XEN)
    loader = Child("./loader", Loader, "Image of the firmware. An empty dictionary leaves it to libvirt.", empty_removes=True)
    nvram = Child("./nvram", Nvram, "Where a UEFI keeps its variables. An empty dictionary leaves it to libvirt.",
                  empty_removes=True, **NOT_XEN)
    varstore = Child("./varstore", VarStore, "Where the hypervisor keeps a UEFI's variables, in place of O(os.nvram). An empty dictionary "
                     "leaves it to libvirt.", empty_removes=True, since="12.1.0", **NOT_XEN)
    boot = Values("./boot/@dev", doc="Kinds of devices to boot from, in order. Devices with a C(boot) order of their own are the other "
                  "way to say it; the two exclude each other.", choices=("hd", "cdrom", "network", "fd"), ordered=True,
                  filled=("hd",), resets="/devices/*/boot", dropped=_not_chosen)
    kernel = Field("./kernel", PATH, "Path of a kernel on the host to boot directly. An empty string boots from devices again.")
    initrd = Field("./initrd", PATH, "Path of the kernel's initial RAM disk on the host.")
    cmdline = Field("./cmdline", TEXT, "The kernel's command line.")
    shim = Field("./shim", PATH, "Path of a first UEFI program on the host, which checks the kernel under Secure Boot.", since="11.2.0",
                 **NOT_XEN)
    dtb = Field("./dtb", PATH, "Path of a device tree on the host.", **NOT_XEN)
    bootmenu = Child("./bootmenu", BootMenu, "The firmware's boot menu. An empty dictionary leaves it to the hypervisor.",
                     empty_removes=True,
                     dropped=_not_chosen, **NOT_XEN)
    smbios = Field("./smbios/@mode", doc="What the guest's SMBIOS says: made up by the hypervisor, the host's own, or O(sysinfo).",
                   choices=("emulate", "host", "sysinfo"), **NOT_XEN)
    bios = Child("./bios", Bios, "What only a BIOS can do. An empty dictionary leaves it to the hypervisor.", empty_removes=True,
                 dropped=_not_chosen, **NOT_XEN)
    acpi_tables = Children("./acpi/table", AcpiTable, "Tables for the guest's ACPI. The list is complete when it is given.",
                           key=("type", "path"))
    init = Field("./init", PATH, "Path of a container's first program.")
    initargs = Values("./initarg/.", doc="Arguments of that program.", ordered=True, repeats=True)
    initenv = Children("./initenv", InitVariable, "Environment of that program. The list is complete when it is given.", key="name")
    initdir = Field("./initdir", PATH, "Folder in which it starts.")
    inituser = Field("./inituser", STR, "User that it runs as.")
    initgroup = Field("./initgroup", STR, "Group that it runs as.")

    together = (("inituser", "initgroup"),)

    @classmethod
    def check(cls, desired, where):
        if desired.get("firmware") == "bios":
            for option in ("secure_boot", "enrolled_keys", "nvram"):
                if desired.get(option):
                    raise Invalid(f"{where}.{option}", "a BIOS has none", "Leave it out, or set firmware: efi.")
        if desired.get("enrolled_keys") and desired.get("secure_boot") is False:
            raise Invalid(f"{where}.enrolled_keys", "has no meaning without Secure Boot", "Set secure_boot: true too.")
        if desired.get("loader", {}).get("stateless") and desired.get("nvram"):
            raise Invalid(f"{where}.nvram", "a stateless firmware has no variables", "Leave nvram or loader.stateless out.")
        if desired.get("varstore") and desired.get("nvram"):
            raise Invalid(f"{where}.varstore", "the variables are in nvram already", "Leave one of the two out.")
        tables = [table["type"] for table in desired.get("acpi_tables", ()) if table["type"] != "raw"]
        twice = {kind for kind in tables if tables.count(kind) > 1}
        if twice:
            raise Invalid(f"{where}.acpi_tables", f"{min(twice)} stands twice", "Only raw may stand more than once.")


class Boot(Model):
    """What kind of machine the guest is, and how it boots."""

    bootloader = Field("./bootloader", STR, "Path of a program on the host that finds the guest's kernel, such as Xen's pygrub.")
    bootloader_args = Field("./bootloader_args", TEXT, "Arguments of that program.", dropped=_of_no_bootloader)
    os = Child("./os", Os, "What kind of machine the guest is, and how it boots.")

    @classmethod
    def check(cls, desired, where):
        super().check(desired, where)
        if not desired.get("os", {}).get("boot"):
            return
        for name, members in desired.items():
            for number, member in enumerate(members if isinstance(members, list) else ()):
                if isinstance(member, dict) and member.get("boot"):
                    at = f"{where}.{name}[{number}].boot" if where else f"{name}[{number}].boot"
                    raise Invalid(at, "os.boot and devices with a place of their own exclude each other", "Declare one of the two.")
