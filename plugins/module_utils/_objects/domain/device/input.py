# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a person moves and types: input devices and USB hubs."""

from __future__ import annotations

from ...._model.codecs import ON_OFF, PATH, STR
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child
from ...._model.values import Field
from .common import VIRTIO_MODELS, acpi_option, address_option, alias_option, virtio_driver_option


class InputSource(Model):
    """An input device of the host."""

    evdev = Field("./@evdev", PATH, "Path of the host's device that the guest is given (V(passthrough)).")
    dev = Field("./@dev", PATH, "Path of the host's device that the guest shares (V(evdev)).", since="7.4.0")
    grab = Field("./@grab", STR, "Whether all devices go to the guest together (V(evdev)).", choices=("all",))
    grab_toggle = Field("./@grabToggle", STR, "Keys that move the device between host and guest (V(evdev)).",
                        choices=("ctrl-ctrl", "alt-alt", "shift-shift", "meta-meta", "scrolllock", "ctrl-scrolllock"))
    repeat = Field("./@repeat", ON_OFF, "Whether a key that is held repeats (V(evdev)).")
    exclusive = (("evdev", "dev"),)
    one_of = (("evdev", "dev"),)


class Input(Model):
    """An input device of the guest."""

    type = Field("./@type", STR, "Kind of device.", choices=("tablet", "mouse", "keyboard", "passthrough", "evdev"), required=True)
    bus = Field("./@bus", STR, "Bus that the device is on.", choices=("usb", "ps2", "virtio", "xen"), resets="address")
    model = Field("./@model", STR, "Variant of the device (V(virtio)).", choices=VIRTIO_MODELS, resets="address", since="5.2.0")
    source = Child("./source", InputSource, "The host's device.")
    driver = virtio_driver_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()

    @classmethod
    def check(cls, desired, where):
        needed = {"passthrough": "evdev", "evdev": "dev"}.get(desired["type"])
        given = next((name for name in ("evdev", "dev") if name in desired.get("source", {})), None)
        if needed != given:
            at = f"{where}.source.{needed or given}"
            raise Invalid(at, "is what a device of type 'passthrough' (evdev) or 'evdev' (dev) comes from",
                          f"Declare source.{needed}." if needed else "Leave source out, or choose such a type.")


class Hub(Model):
    """A USB hub of the guest."""

    type = Field("./@type", STR, "Kind of hub.", choices=("usb",), required=True)
    alias = alias_option()
    address = address_option()
