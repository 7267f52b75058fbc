# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a guest reads about its machine."""

from __future__ import annotations

from ..._model.codecs import STR, UUID, Pattern
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.values import Field, Values
from ..common import NOT_XEN


def entry(name, doc, codec=STR):
    """An entry of a block of SMBIOS."""
    return Field(f"./entry[@name='{name}']", codec, doc)


class BiosInfo(Model):
    """Block 0."""

    vendor = entry("vendor", "Vendor of the firmware.")
    version = entry("version", "Version of the firmware.")
    date = entry("date", "Date of the firmware.", Pattern(r"\d\d?/\d\d?/(\d\d|\d{4})", "a date such as '12/31/2024'"))
    release = entry("release", "Release of the firmware, such as V(10.22).")


class SystemInfo(Model):
    """Block 1."""

    manufacturer = entry("manufacturer", "Manufacturer of the machine.")
    product = entry("product", "Name of the product.")
    version = entry("version", "Version of the product.")
    serial = entry("serial", "Serial number of the machine.")
    uuid = entry("uuid", "UUID of the machine; it has to be O(uuid).", UUID)
    sku = entry("sku", "Order number of the machine.")
    family = entry("family", "Family of the machine.")


class BaseBoardInfo(Model):
    """Block 2."""

    manufacturer = entry("manufacturer", "Manufacturer of the board.")
    product = entry("product", "Name of the product.")
    version = entry("version", "Version of the board.")
    serial = entry("serial", "Serial number of the board.")
    asset = entry("asset", "Asset tag of the board.")
    location = entry("location", "Where the board is in the chassis.")


class ChassisInfo(Model):
    """Block 3."""

    manufacturer = entry("manufacturer", "Manufacturer of the chassis.")
    version = entry("version", "Version of the chassis.")
    serial = entry("serial", "Serial number of the chassis.")
    asset = entry("asset", "Asset tag of the chassis.")
    sku = entry("sku", "Order number of the chassis.")


class Smbios(Model):
    """Blocks of SMBIOS."""

    bios = Child("./bios", BiosInfo, "The firmware (block 0). An empty dictionary takes it away.", empty_removes=True)
    system = Child("./system", SystemInfo, "The machine (block 1). An empty dictionary takes it away.", empty_removes=True)
    base_boards = Children("./baseBoard", BaseBoardInfo, "Boards (block 2), in order. The list is complete when it is given.",
                           ordered=True)
    chassis = Child("./chassis", ChassisInfo, "The chassis (block 3). An empty dictionary takes it away.", empty_removes=True,
                    since="4.1.0")
    oem_strings = Values("./oemStrings/entry/.", doc="Any other text (block 11).", ordered=True, repeats=True, since="4.1.0")


class FirmwareConfig(Model):
    """A named piece of data for the firmware or the guest."""

    name = Field("./@name", Pattern(r"opt/.+", "a name that begins with opt/"), "Name of the piece, such as "
                 "V(opt/com.example/config).", required=True)
    value = Field(".", STR, "The data, as text.")
    file = Field("./@file", STR, "Path of a file on the host that holds it.")
    exclusive = (("value", "file"),)
    one_of = (("value", "file"),)


class SysInfo(Model):
    """Blocks of SMBIOS, or data for the firmware."""

    smbios = Child("./sysinfo[@type='smbios']", Smbios, "Blocks of SMBIOS; they show with O(os.smbios=sysinfo). An empty dictionary "
                   "takes them away.", empty_removes=True)
    fwcfg = Children("./sysinfo[@type='fwcfg']/entry", FirmwareConfig, "Data for the firmware or the guest, such as Ignition's. The "
                     "list is complete when it is given.", key="name", since="6.5.0")


class SystemInformation(Model):
    """Blocks of SMBIOS, or data for the firmware."""

    sysinfo = Child(".", SysInfo, "Blocks of SMBIOS, or data for the firmware.", **NOT_XEN)

    @classmethod
    def check(cls, desired, where):
        super().check(desired, where)
        smbios_uuid = desired.get("sysinfo", {}).get("smbios", {}).get("system", {}).get("uuid")
        if smbios_uuid and desired.get("uuid", smbios_uuid) != smbios_uuid:
            raise Invalid(f"{where}.sysinfo.smbios.system.uuid" if where else "sysinfo.smbios.system.uuid",
                          f"{smbios_uuid} is not the guest's uuid, {desired['uuid']}", "Leave one of the two out.")
