# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a running guest can be given a device, or can give one back, decided from facts before it is tried.

The rules are those of libvirt's src/qemu/qemu_hotplug.c and qemu_domain_address.c, the same in 9.0 and 11.3. libvirt has one code for
"no free slot" and for "the file is broken", so its answer says too little. Where the facts say nothing, it is tried.
"""

from __future__ import annotations

# Where these rules hold: types of guests of libvirt's driver for QEMU.
_QEMU = ("qemu", "kvm", "hvf")
# The bus of a disk by the beginning of its name: src/conf/domain_postparse.c.
_BUSES = (("fd", "fdc"), ("hd", "ide"), ("sd", "scsi"), ("vd", "virtio"), ("xvd", "xen"))
# Buses without hot plug, drives that may be empty, and types of interfaces without hot plug.
_FIXED = ("ide", "sata", "fdc", "sd")
_REMOVABLE = ("cdrom", "floppy")
_INTERFACES = ("server", "client", "mcast", "udp", "internal", "null", "vds")
_EXPRESS_PORTS = ("pcie-root-port", "pcie-switch-downstream-port")
_CONVENTIONAL = ("pci-bridge", "pcie-to-pci-bridge")
# Devices whose source only one of them can have.
EXCLUSIVE = ("disk", "hostdev")
# Slots of conventional buses: the first for devices, on a root bus after those of the chip set and the display.
_SLOTS, _FIRST, _FIRST_ON_ROOT = 32, 1, 3


class Room:
    """What a running guest has room for; each device that it can be given takes its place."""

    def __init__(self, live):
        self.live, self.root = live, _root(live)
        taken = {(_number(elem, "bus"), _number(elem, "slot")) for elem in live.iterfind("./devices//address[@type='pci']")}
        ports, buses = [], [(0, _FIRST_ON_ROOT)] if self.root == "pci-root" else []
        for elem in self.controllers("pci"):
            if elem.get("model") in _EXPRESS_PORTS:
                ports.append((_number(elem, "index"), 0))
            elif elem.get("model") in _CONVENTIONAL:
                buses.append((_number(elem, "index"), _FIRST))
        self.express = [place for place in ports if place not in taken]
        self.conventional = [(bus, slot) for bus, first in buses for slot in range(first, _SLOTS) if (bus, slot) not in taken]
        modules = [elem for elem in live.iterfind("./devices/memory") if elem.get("model") in ("dimm", "nvdimm")]
        limit = live.find("maxMemory")
        self.modules = None if limit is None else _number(limit, "slots") - len(modules)

    def why_not_attach(self, device):
        """Why the guest cannot be given a device, or None where it can, or nobody knows."""
        rule = _RULES.get(device.tag) if self.live.get("type") in _QEMU else None
        return rule(device, self) if rule else None

    def controllers(self, kind):
        """The controllers of a type."""
        return _controllers(self.live, kind)

    def no_slot(self, device, *, express):
        """Why there is no place on a PCI bus, or None; then it is taken."""
        # An address that is declared is libvirt's to judge, as are machines without PCI.
        if self.root is None or device.find("address") is not None:
            return None
        express = express and self.root == "pcie-root"
        places = self.express if express else self.conventional
        if places:
            del places[0]
            return None
        if express:
            return "no PCI Express port is free: declare another controller of the model pcie-root-port"
        return "no PCI slot is free: declare a controller of the model " + (
            "pci-bridge" if self.root == "pci-root" else "pcie-to-pci-bridge")


def why_not_detach(device, live):
    """Why a running guest cannot give a device back, or None. `device` is its element in the running guest."""
    if live.get("type") not in _QEMU:
        return None
    if device.tag == "disk" and _bus(device) in _FIXED:
        return f"a drive on the bus {_bus(device)} stays while the guest runs"
    address = device.find("./address[@type='pci']")
    if address is None:
        return None
    if address.get("multifunction") == "on":
        return "it shares its slot with other devices"
    if _number(address, "bus") == 0 and _root(live) == "pcie-root":
        return "it is on the root bus, where nothing is unplugged"
    return None


def _number(elem, name):
    return int(elem.get(name) or "0", 0)


def _controllers(live, kind):
    return [elem for elem in live.iterfind("./devices/controller") if elem.get("type") == kind]


def _root(live):
    """The kind of the root bus: pci-root, pcie-root, or None where the machine has none."""
    return next((elem.get("model") for elem in _controllers(live, "pci") if _number(elem, "index") == 0), None)


def _bus(disk):
    target = disk.find("target")
    if target is None:
        return None
    return target.get("bus") or next((bus for start, bus in _BUSES if (target.get("dev") or "").startswith(start)), None)


def _virtio(device, room):
    return room.no_slot(device, express=not (device.get("model") or "").endswith("virtio-transitional"))


def _usb(room):
    there = [elem for elem in room.controllers("usb") if elem.get("model") != "none"]
    return None if there else "the guest has no USB controller"


def _scsi(device, room):
    """A controller is there, or comes with the device."""
    return None if room.controllers("scsi") else room.no_slot(device, express=True)


def _disk(device, room):
    bus = _bus(device)
    if bus in _FIXED:
        return f"a drive on the bus {bus} cannot be plugged in"
    if device.get("device") == "floppy":
        return "a floppy drive cannot be plugged in"
    if device.get("device") in _REMOVABLE and _is_empty(device.find("source")):
        return "an empty drive cannot be plugged in"
    if bus == "virtio":
        return "a CD-ROM drive on the bus virtio cannot be plugged in" if device.get("device") == "cdrom" else _virtio(device, room)
    if bus == "scsi":
        return _scsi(device, room)
    return _usb(room) if bus == "usb" else None


def _is_empty(source):
    """True where a drive has no medium: libvirt plugs in what it has of one, and QEMU refuses that."""
    return source is None or (len(source) == 0 and not set(source.attrib) - {"startupPolicy", "index"})


def _interface(device, room):
    if device.get("type") in _INTERFACES:
        return f"an interface of type {device.get('type')} cannot be plugged in"
    model = device.find("model")
    word = model.get("type") if model is not None else None
    if device.get("type") == "hostdev" or word == "usb-net":
        return None
    if word is None or word in ("virtio", "virtio-non-transitional", "e1000e"):
        return room.no_slot(device, express=word is not None)
    return room.no_slot(device, express=False)


def _hostdev(device, room):
    if device.get("mode") == "capabilities":
        return "a device of this mode cannot be plugged in"
    return {"usb": lambda: _usb(room), "scsi": lambda: _scsi(device, room),
            "scsi_host": lambda: _virtio(device, room)}.get(device.get("type"), lambda: None)()


def _channel(device, room):
    target = device.find("target")
    if target is None or target.get("type") != "virtio" or room.controllers("virtio-serial"):
        return None
    # libvirt adds one to a configuration, never to a running guest.
    return "the guest has no controller of the type virtio-serial"


def _memory(device, room):
    if room.modules is None:
        return "the guest was started without max_memory"
    if device.get("model") in ("dimm", "nvdimm"):
        room.modules -= 1
        return "no slot for memory is free: max_memory.slots" if room.modules < 0 else None
    return room.no_slot(device, express=True)


def _watchdog(device, room):
    if device.get("model") != "i6300esb":
        return f"a watchdog of the model {device.get('model')} cannot be plugged in"
    return room.no_slot(device, express=False)


def _input(device, room):
    bus = device.get("bus")
    if bus == "virtio":
        return _virtio(device, room)
    return _usb(room) if bus == "usb" else f"an input device on the bus {bus} cannot be plugged in"


def _filesystem(device, room):
    driver = device.find("driver")
    if driver is None or driver.get("type") != "virtiofs":
        return "only a file system of the driver virtiofs can be plugged in"
    return _virtio(device, room)


def _shmem(device, room):
    model = device.find("model")
    if model is None or model.get("type") not in ("ivshmem-plain", "ivshmem-doorbell"):
        return "shared memory of this model cannot be plugged in"
    return room.no_slot(device, express=False)


def _controller(device, room):
    if device.get("type") != "scsi":
        return f"a controller of type {device.get('type')} cannot be plugged in"
    return room.no_slot(device, express=(device.get("model") or "virtio-scsi") in ("virtio-scsi", "virtio-non-transitional"))


_RULES = {
    "disk": _disk,
    "interface": _interface,
    "hostdev": _hostdev,
    "channel": _channel,
    "rng": _virtio,
    "memory": _memory,
    "watchdog": _watchdog,
    "input": _input,
    "filesystem": _filesystem,
    "shmem": _shmem,
    "controller": _controller,
    "redirdev": lambda _device, room: _usb(room),
}


def share(one, other):
    """True where two devices have something that only one can have, so that one has to go before the other comes."""
    if one.tag != other.tag:
        return False
    if any(_text(one, path) and _text(one, path) == _text(other, path) for path in ("./alias", "./address", "./mac")):
        return True
    return share_source(one, other)


def share_source(one, other):
    """True where two devices have one source that only one of them can have at a time."""
    if one.tag != other.tag or one.tag not in EXCLUSIVE:
        return False
    source = _text(one, "./source")
    if not source or source != _text(other, "./source"):
        return False
    return not any(all(may(device) for device in (one, other)) for may in (_only_reads, _lets_others))


def _only_reads(device):
    return device.get("device") == "cdrom" or device.find("readonly") is not None


def _lets_others(device):
    return device.find("shareable") is not None


def _text(device, path):
    """What tells whether two parts are the same: their attributes and those of the elements in them, without status."""
    part = device.find(path)
    if part is None:
        return None
    return sorted((elem.tag, name, value) for elem in part.iter() for name, value in elem.attrib.items() if name not in ("index", "mode"))
