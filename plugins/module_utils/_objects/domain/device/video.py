# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a guest shows: video devices."""

from __future__ import annotations

from ...._model.codecs import ON_OFF, PATH, POSITIVE, STR, YES_NO
from ...._model.model import Model
from ...._model.nested import Child
from ...._model.sizes import Size
from ...._model.values import Field
from .common import VirtioOptions, acpi_option, address_option, alias_option

# Amounts that libvirt writes in KiB and has no place for a unit.
KIB = Size("KiB", granule=1024, unit_attr=None)


def rounded_up(desired, observed, _ctx):
    """True where libvirt made a power of two of an amount."""
    return observed == 1 << (desired - 1).bit_length()


def _is_first(value, elem, root):
    """libvirt makes the first device the primary one where no other is."""
    videos = root.findall("./devices/video")
    if value or videos[0] is not elem or any(found.get("primary") == "yes" for found in root.iterfind("./devices/video/model")):
        return None
    return "one device is the primary one, and without another it is the first", "Leave it out, or set primary: true for another device."


class Acceleration(Model):
    """How the host helps drawing."""

    accel2d = Field("./@accel2d", YES_NO, "Whether the host draws in two dimensions (VirtualBox).")
    accel3d = Field("./@accel3d", YES_NO, "Whether the host draws in three dimensions.")
    rendernode = Field("./@rendernode", PATH, "Path of the host's device that draws (driver V(vhostuser)).", since="5.8.0")


class Resolution(Model):
    """Smallest size of the picture."""

    x = Field("./@x", POSITIVE, "Width in pixels.", required=True)
    y = Field("./@y", POSITIVE, "Height in pixels.", required=True)


class VideoModel(Model):
    """The device that draws."""

    type = Field("./model/@type", STR, "Kind of device; V(none) is for a guest without any.", required=True,
                 choices=("virtio", "vga", "qxl", "bochs", "cirrus", "ramfb", "none", "vmvga", "xen", "vbox", "gop"),
                 resets=("model/@ram", "model/@vram", "model/@vram64", "model/@vgamem", "model/@blob", "model/@edid", "model/@heads",
                         "model/@device", "model/acceleration", "model/resolution", "driver", "address"))
    vram = Field("./model/@vram", KIB, "Video memory, such as V(16 MiB). libvirt rounds it up to a power of two.", at_start=True,
                 same=rounded_up)
    ram = Field("./model/@ram", KIB, "Size of the first region (V(qxl)). libvirt rounds it up to a power of two.", at_start=True,
                same=rounded_up)
    vram64 = Field("./model/@vram64", KIB, "Size of the second region where 64 bits address it (V(qxl)).", since="1.3.3", at_start=True)
    vgamem = Field("./model/@vgamem", KIB, "Memory of the VGA mode (V(qxl)).", at_start=True)
    heads = Field("./model/@heads", POSITIVE, "Number of screens.", absent=1)
    primary = Field("./model/@primary", YES_NO, "Whether this is the first device that the firmware draws on.", absent=False,
                    dropped=_is_first)
    blob = Field("./model/@blob", ON_OFF, "Whether pictures are shared without copying (V(virtio)).", since="9.2.0")
    edid = Field("./model/@edid", ON_OFF, "Whether the guest sees an EDID of the screen (V(virtio), V(vga), V(bochs)).",
                 since="11.7.0")
    device = Field("./model/@device", STR, "Variant of the device (V(virtio)); libvirt chooses it.", since="12.5.0",
                   choices=("virtio-vga", "virtio-vga-gl", "virtio-gpu", "virtio-gpu-gl", "vhost-user-vga", "vhost-user-gpu"))
    acceleration = Child("./model/acceleration", Acceleration, "Acceleration by the host. An empty dictionary removes it.",
                         empty_removes=True)
    resolution = Child("./model/resolution", Resolution, "Smallest size of the picture.", empty_removes=True, since="5.9.0")


class VideoDriver(VirtioOptions):
    """Who draws."""

    name = Field("./@name", STR, "The hypervisor, or a process of its own.", choices=("qemu", "vhostuser"), absent="qemu",
                 since="5.8.0")
    vgaconf = Field("./@vgaconf", STR, "How VGA is offered (bhyve).", choices=("io", "on", "off"), absent="io")


class Video(Model):
    """A video device of the guest."""

    model = Child(".", VideoModel, "The device that draws.", required=True)
    driver = Child("./driver", VideoDriver, "Who draws.")
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()
