# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A guest's disks, drives and units."""

from __future__ import annotations

from ...._model.codecs import BOOL, ON_OFF, POSITIVE, STR, UINT, YES_NO, Int, Pattern
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.node import Setter
from ...._model.sizes import Size
from ...._model.values import Field, Option, Present, Values
from ...common import NOT_XEN
from .common import VIRTIO_MODELS, VirtioOptions, acpi_option, address_option, alias_option, boot_option
from .disk_source import BYTES, BYTES_OR_NONE, FORMATS, source_option

CACHE_SIZE = Size("bytes")
REMOVABLE = ("cdrom", "floppy")
# The source of a drive without a medium.
EMPTY = {"type": "file", "file": ""}
POLICIES = ("stop", "report", "ignore")
BUSES = ("virtio", "scsi", "sata", "ide", "usb", "fdc", "nvme", "sd", "xen", "uml")


class DriverQueue(Model):
    """A queue of a disk."""

    id = Field("./@id", UINT, "Number of the queue, from 0.", required=True)


class DriverIothread(Model):
    """An I/O thread that serves a disk."""

    id = Field("./@id", POSITIVE, "Number of the I/O thread.", required=True)
    queues = Values("./queue/@id", UINT, "Queues that the thread serves.")


class Interval(Model):
    """Statistics over a window of time."""

    interval = Field("./@interval", POSITIVE, "Length of the window in seconds.", required=True)


class Histogram(Model):
    """How long requests take."""

    type = Field("./@type", STR, "Requests that are counted; all of them when left out.",
                 choices=("read", "write", "zone", "flush"))
    bins = Values("./bin/@start", UINT, "Where each class begins, in nanoseconds, in ascending order.", ordered=True)


class Driver(VirtioOptions):
    """How the hypervisor serves a disk."""

    name = Field("./@name", STR, "Driver of the hypervisor, such as V(qemu).")
    type = Field("./@type", STR, "Format of the image. An image without a format is opened as V(raw).",
                 choices=(*FORMATS, "aio"))
    cache = Field("./@cache", STR, "How the host caches the disk.",
                  choices=("default", "none", "writeback", "writethrough", "directsync", "unsafe"), absent="default")
    error_policy = Field("./@error_policy", STR, "What happens on an error: stop the guest, report it to the guest, ignore it, or stop the "
                         "guest only when the host has no space left.", choices=(*POLICIES, "enospace"))
    rerror_policy = Field("./@rerror_policy", STR, "What happens on an error while reading.", choices=POLICIES)
    io = Field("./@io", STR, "How requests are handed to the host.", choices=("threads", "native", "io_uring"))
    ioeventfd = Field("./@ioeventfd", ON_OFF, "Whether a separate thread handles requests.")
    event_idx = Field("./@event_idx", ON_OFF, "Whether the device saves interrupts.")
    copy_on_read = Field("./@copy_on_read", ON_OFF, "Whether what is read from a backing image is copied.", absent=False)
    discard = Field("./@discard", STR, "Whether what the guest discards is given back to the host.", choices=("unmap", "ignore"))
    detect_zeroes = Field("./@detect_zeroes", STR, "Whether zeroes that are written take no space.",
                          choices=("off", "on", "unmap"))
    discard_no_unref = Field("./@discard_no_unref", ON_OFF, "Whether discarded clusters keep their place in the image (qcow2).",
                             since="9.5.0")
    iothread = Field("./@iothread", POSITIVE, "Number of the I/O thread that serves the disk.", resets="iothreads", **NOT_XEN)
    iothreads = Children("./iothreads/iothread", DriverIothread, "I/O threads that serve the disk.", key="id", resets="@iothread",
                         since="10.0.0")
    queues = Field("./@queues", POSITIVE, "Number of queues.", since="3.9.0")
    queue_size = Field("./@queue_size", POSITIVE, "Requests that a queue holds.", since="7.8.0")
    metadata_cache = Field("./metadata_cache/max_size", CACHE_SIZE, "Most memory for the image's metadata, such as V(4 MiB) "
                           "(qcow2).", since="7.0.0")
    statistics = Children("./statistics/statistic", Interval, "Windows of time to keep statistics over.", key="interval",
                          since="11.9.0")
    latency_histograms = Children("./statistics/latency-histogram", Histogram, "Counts of how long requests take.", key="type",
                                  since="12.1.0")
    exclusive = (("iothread", "iothreads"),)


class Target(Model):
    """Where the guest sees a disk."""

    dev = Field("./target/@dev", Pattern(r"(ioemu:)?(fd|hd|sd|vd|xvd|ubd)[a-zA-Z0-9_]+|nvme\d+n\d+(p\d+)?",
                                         "a disk's name such as 'vda', 'sdb' or 'nvme0n1'"),
                "Name that orders the disk among those of its bus. The guest may call it otherwise.", required=True)
    # An address belongs to a bus, and so do the options that other buses refuse.
    bus = Field("./target/@bus", STR, "Bus that the disk is on; left out of a new disk, it follows from O(dev).", choices=BUSES,
                lacking={"xen": ("virtio", "fdc", "nvme", "sd", "uml")},
                resets=("address", "@model", "wwn", "vendor", "product", "target/@removable", "target/@rotation_rate",
                        "target/@dpofua", "driver/@iothread", "driver/iothreads", "driver/@queues", "driver/@queue_size",
                        "driver/@iommu", "driver/@ats", "driver/@packed", "driver/@page_per_vq", "driver/@event_idx",
                        "driver/@ioeventfd"))
    tray = Field("./target/@tray", STR, "Whether the drive is open.", choices=("open", "closed"), absent="closed")
    removable = Field("./target/@removable", ON_OFF, "Whether the guest sees a medium that can be removed (V(usb), V(scsi)).")
    rotation_rate = Field("./target/@rotation_rate", Int(1, 65534), "Rotations in a minute from 1025 to 65534, or 1 for a disk "
                          "that does not rotate (V(scsi), V(ide), V(sata)).", since="7.3.0")
    dpofua = Field("./target/@dpofua", ON_OFF, "Whether the guest may ask for writes past the cache (V(scsi)).", since="11.10.0")


class Format(Model):
    """Format of a backing image."""

    type = Field("./@type", STR, "Format of the image.", choices=FORMATS, required=True)
    metadata_cache = Field("./metadata_cache/max_size", CACHE_SIZE, "Most memory for the image's metadata, such as V(4 MiB) "
                           "(qcow2).", since="7.0.0")


class BackingStore(Model):
    """An image that another one is based on."""

    source = source_option("Where the image lies.")
    format = Child("./format", Format, "Format of the image; required where there is one.")
    backing_store = Child("./backingStore", lambda: BackingStore, "The image that this one is based on. Left out, it is found from "
                          "the image itself; an empty dictionary says there is none.", presence_matters=True)

    @classmethod
    def to_declaration(cls, elem):
        return super().to_declaration(elem) if len(elem) else {}

    @classmethod
    def check(cls, desired, where):
        if desired and "format" not in desired:
            raise Invalid(f"{where}.format", "is required of an image", "Declare format, such as {type: qcow2}.")


def _rate(name, doc, unit, resets=()):
    codec = BYTES_OR_NONE if unit == "bytes" else UINT
    return Field(f"./{name}", codec, doc, absent=0, resets=resets, change=Setter("disk_limits", live_unlimited=0))


class OwnGroup(Field):
    """A group of disks. A running guest gives each disk that names none a group of its own: there is none to take away."""

    def void(self, elem, ctx, cost):
        return ()


class Iotune(Model):
    """Limits of a disk; 0 is no limit."""

    total_bytes_sec = _rate("total_bytes_sec", "Bytes in a second, such as V(10 MiB).", "bytes",
                            ("read_bytes_sec", "write_bytes_sec"))
    read_bytes_sec = _rate("read_bytes_sec", "Bytes read in a second.", "bytes", "total_bytes_sec")
    write_bytes_sec = _rate("write_bytes_sec", "Bytes written in a second.", "bytes", "total_bytes_sec")
    total_iops_sec = _rate("total_iops_sec", "Requests in a second.", "iops", ("read_iops_sec", "write_iops_sec"))
    read_iops_sec = _rate("read_iops_sec", "Reads in a second.", "iops", "total_iops_sec")
    write_iops_sec = _rate("write_iops_sec", "Writes in a second.", "iops", "total_iops_sec")
    total_bytes_sec_max = _rate("total_bytes_sec_max", "Bytes in a second of a burst.", "bytes",
                                ("read_bytes_sec_max", "write_bytes_sec_max"))
    read_bytes_sec_max = _rate("read_bytes_sec_max", "Bytes read in a second of a burst.", "bytes", "total_bytes_sec_max")
    write_bytes_sec_max = _rate("write_bytes_sec_max", "Bytes written in a second of a burst.", "bytes", "total_bytes_sec_max")
    total_iops_sec_max = _rate("total_iops_sec_max", "Requests in a second of a burst.", "iops",
                               ("read_iops_sec_max", "write_iops_sec_max"))
    read_iops_sec_max = _rate("read_iops_sec_max", "Reads in a second of a burst.", "iops", "total_iops_sec_max")
    write_iops_sec_max = _rate("write_iops_sec_max", "Writes in a second of a burst.", "iops", "total_iops_sec_max")
    size_iops_sec = _rate("size_iops_sec", "Size of what counts as one request, such as V(4 KiB).", "bytes")
    group_name = OwnGroup("./group_name", STR, "Group of disks that share the limits.", change=Setter("disk_limits"), since="3.0.0")
    total_bytes_sec_max_length = _rate("total_bytes_sec_max_length", "Seconds that a burst of bytes may last.", "s")
    read_bytes_sec_max_length = _rate("read_bytes_sec_max_length", "Seconds that a burst of bytes read may last.", "s")
    write_bytes_sec_max_length = _rate("write_bytes_sec_max_length", "Seconds that a burst of bytes written may last.", "s")
    total_iops_sec_max_length = _rate("total_iops_sec_max_length", "Seconds that a burst of requests may last.", "s")
    read_iops_sec_max_length = _rate("read_iops_sec_max_length", "Seconds that a burst of reads may last.", "s")
    write_iops_sec_max_length = _rate("write_iops_sec_max_length", "Seconds that a burst of writes may last.", "s")
    exclusive = tuple((f"total_{what}", f"{way}_{what}") for way in ("read", "write") for what in (
        "bytes_sec", "iops_sec", "bytes_sec_max", "iops_sec_max", "bytes_sec_max_length", "iops_sec_max_length"))


class Geometry(Model):
    """Shape of a disk for old systems."""

    cyls = Field("./@cyls", POSITIVE, "Number of cylinders.", required=True)
    heads = Field("./@heads", POSITIVE, "Number of heads.", required=True)
    secs = Field("./@secs", POSITIVE, "Number of sectors in a track.", required=True)
    trans = Field("./@trans", STR, "How the BIOS translates them.", choices=("auto", "none", "lba"))


class BlockIo(Model):
    """Sizes that a disk reports to the guest."""

    logical_block_size = Field("./@logical_block_size", BYTES, "Smallest unit of a request, such as V(512 B) or V(4 KiB).")
    physical_block_size = Field("./@physical_block_size", BYTES, "Unit that the medium is written in.")
    discard_granularity = Field("./@discard_granularity", BYTES_OR_NONE, "Smallest amount that can be discarded.", since="11.1.0")


class Disk(Model):
    """A disk of the guest."""

    device = Field("./@device", STR, "What the guest sees.", choices=("disk", "cdrom", "floppy", "lun"), absent="disk",
                   lacking={"xen": ("floppy", "lun")},
                   resets=("readonly", "@rawio", "@sgio"))
    source = source_option("Where the disk's data lies. A drive for removable media may be without.",
                           "Say where the data lies, such as {file: /path}. To take the medium out of a drive, set eject: true in place "
                           "of source.")
    eject = Option(BOOL, "Whether the medium is taken out of the drive, while the guest runs, too. It is another way to write an empty "
                   "O(source.file), and goes without O(source). V(false) is the same as leaving it out.")
    backing_store = Child("./backingStore", BackingStore, "The image that the disk's image is based on. Left out, it is found from "
                          "the image itself; an empty dictionary says there is none.", presence_matters=True)
    target = Child(".", Target, "Name and bus of the disk in the guest.", required=True)
    model = Field("./@model", STR, "Variant of the device (V(virtio), V(usb)).",
                  choices=(*VIRTIO_MODELS, "usb-storage", "usb-bot"), resets="address", since="5.2.0")
    driver = Child("./driver", Driver, "How the hypervisor serves the disk.")
    rawio = Field("./@rawio", YES_NO, "Whether the guest's process may send any command to the device (V(lun)).", absent=False)
    sgio = Field("./@sgio", STR, "Whether the host filters the guest's SCSI commands (V(lun)).", choices=("filtered", "unfiltered"))
    snapshot = Field("./@snapshot", STR, "How the disk takes part in snapshots of the guest.",
                     choices=("no", "internal", "external", "manual"))
    iotune = Child("./iotune", Iotune, "Limits of the disk. An empty dictionary takes them all away.", empty_removes=True, **NOT_XEN)
    throttle_groups = Values("./throttlefilters/throttlefilter/@group", STR, "Groups whose limits the disk shares, from the "
                             "image to the guest.", ordered=True, since="11.2.0", **NOT_XEN)
    boot = boot_option()
    readonly = Present("./readonly", "Whether the guest cannot write to the disk. A V(cdrom) always is.")
    shareable = Present("./shareable", "Whether several guests use the disk at the same time.")
    transient = Present("./transient", "Whether what the guest wrote is discarded when the guest stops.", **NOT_XEN)
    transient_share_backing = Field("./transient/@shareBacking", YES_NO, "Whether several running guests share the image of a "
                                    "transient disk.", absent=False, since="7.4.0")
    serial = Field("./serial", Pattern(r"[A-Za-z0-9_.+ -]+", "letters, digits and any of '_.+- '"), "Serial number of the disk.")
    wwn = Field("./wwn", Pattern(r"(0x)?[0-9a-fA-F]{16}", "16 hexadecimal digits in quotes"),
                "World wide name of the disk (V(scsi), V(ide), V(sata)).")
    vendor = Field("./vendor", Pattern(r"[ -~]{0,8}", "at most 8 printable characters"), "Vendor of the disk (V(scsi)).")
    product = Field("./product", Pattern(r"[ -~]{0,40}", "at most 40 printable characters"), "Product name of the disk.")
    geometry = Child("./geometry", Geometry, "Geometry of the disk, for old systems.", empty_removes=True)
    blockio = Child("./blockio", BlockIo, "Block sizes that the guest sees.", empty_removes=True)
    backenddomain = Field("./backenddomain/@name", STR, "Guest that serves the disk (Xen).")
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        if desired.pop("eject", False):
            desired["source"] = EMPTY
        return desired

    @classmethod
    def check(cls, desired, where):
        device = desired.get("device", "disk")
        if desired.get("eject") and device not in REMOVABLE:
            raise Invalid(f"{where}.eject", f"a {device} has no medium", "Leave eject out, or declare device: cdrom.")
        if desired.get("eject") and "source" in desired:
            raise Invalid(where, "eject and source exclude each other", "Declare one of them.")
        if device not in REMOVABLE and not located(desired.get("source")):
            raise Invalid(f"{where}.source", f"a {device} needs a source", "Declare source, or choose device: cdrom, floppy.")
        if device == "cdrom" and desired.get("readonly") is False:
            raise Invalid(f"{where}.readonly", "a cdrom cannot be written to", "Leave readonly out, or choose device: disk.")
        if device == "lun" and desired["source"]["type"] not in ("block", "network", "volume"):
            raise Invalid(f"{where}.source", f"a lun cannot be of type '{desired['source']['type']}'",
                          "Declare a block device, a network source or a volume, or choose device: disk.")
        if device != "lun":
            for name in ("rawio", "sgio"):
                if desired.get(name):
                    raise Invalid(f"{where}.{name}", f"does not go with device '{device}'", "Choose device: lun.")
        if "iotune" in desired and desired.get("throttle_groups"):
            raise Invalid(where, "iotune and throttle_groups exclude each other", "Declare one of them.")


def located(source):
    """True where a source says where the data lies."""
    return bool(source) and (source["type"] != "file" or bool(source.get("file")))
