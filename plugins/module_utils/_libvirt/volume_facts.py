# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan asks for beside a volume: its pool, what it is made of, who uses it."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

from .._model import xml
from .._model.belonging import parts
from .._model.errors import HypervisorError, NotFound, Refused
from .._model.sizes import CAPACITY
from .._objects.volume import Volume, rounded
from . import image, luks, shared
from .session import errors, libvirt
from .usage import leads_to, places_of, usage_of


def _differs(desired, observed):
    """True where a volume is of another size or format than declared, as far as libvirt tells."""
    declared = {name: Volume.nodes[name].read(desired["xml"]) if "xml" in desired and name not in desired else desired.get(name)
                for name in ("capacity", "format")}
    shape, context = observed.config.find("./target/format"), SimpleNamespace(root=observed.config)
    if declared["capacity"] is not None and not rounded(declared["capacity"], int(observed.config.findtext("capacity")), context):
        return True
    return declared["format"] is not None and shape is not None and shape.get("type") != declared["format"]


class VolumeFacts:
    """The part of the driver that reads what plans ask for, see _reconcile/volume.py."""

    def planning_facts(self, name, desired, observed):
        """What a plan asks for beside the volume, see _reconcile/volume.py."""
        pool = None
        with errors(self.kind, name, "read what it needs"):
            with contextlib.suppress(NotFound):
                pool = self.pool(desired["pool"])
            found = {} if pool is None else {"incomplete": self.marks.there(pool, self.volumes(desired["pool"]), desired["name"])}
            if "backing" in desired and desired["state"] != "absent":
                backing = desired["backing"]
                found["backing"] = self._facts(backing, desired["pool"]) if "volume" in backing else backing
            if desired["state"] == "absent":
                if observed is not None:
                    users = usage_of(self.session).of(places_of(self.find(name)))
                    found["users"] = {user: users[user] for user in sorted(users) if user not in self.gone}
                    found["shared"] = shared.is_shared(pool)
                return found
            if observed is not None and not found.get("incomplete"):
                self._note_format(name, desired, {})
                if self.session.local and {"cipher", "ivgen"} & set(Volume.effective(desired, "encryption") or ()):
                    self.session.trace.void = True  # what headers say is not in it
                    found["encryption"] = luks.encryption_of(observed.config.findtext("./target/path") or "")
                if _differs(desired, observed):
                    found["disks"] = self._disks_on(name)
                    found["shared"] = shared.is_shared(pool)
                    found["resizes_live"] = self.session.driver != "xen"  # libxl has no such call
                return found
            if pool is not None:
                found["pool_type"] = self.marks.type_of(pool)
                found["available"] = pool.info()[3]
                if found["pool_type"] == "disk":
                    found["partition"] = self._next_partition(pool)
            if "source" in desired:
                self.session.trace.void = True  # what files say is not in it
                found["file"] = image.facts(desired["source"], None if desired["remote_src"] else self.session.files.get(desired["source"]))
                found["chain"] = self._chain(self._place(pool, desired), found["file"].get("images"))
            if "clone_from" in desired:
                found["origin"] = self._facts(desired["clone_from"], desired["pool"])
                refers = self._refers(desired["clone_from"])
                found["origin"]["refers"] = refers["refers"]
                found["chain"] = self._chain(found["origin"].get("path"), refers["images"])
            self._note_format(name, desired, found)
            return found

    def needs(self, plan, desired, observed):
        return True, "The volume cannot be made without it."

    def _disks_on(self, name):
        """The disks that use a volume, but those of guests that this run has removed."""
        disks = usage_of(self.session).disks_on(places_of(self.find(name)))
        return [disk for disk in disks if ("domain", disk["guest"]) not in self.gone]

    def _note_format(self, name, desired, found):
        """Keep the format of a volume that this run declares: a new one has that of what it is made of."""
        given = found.get("file") or found.get("origin") or {}
        form = desired.get("format") or given.get("format") or ("qcow2" if found.get("backing") else None)
        if form:
            self.session.volume_formats[name] = form

    def _next_partition(self, pool):
        """The name that libvirt would give to the next partition, after storage_backend_disk.c; None where it is not sure."""
        config = xml.parse(pool.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE))
        device = config.find("./source/device").get("path")
        name = leads_to(device).rpartition("/")[2]
        name += "p" if name[-1].isdigit() else ""
        # Of a DOS table, logical partitions begin at 5, and device mapper names partitions otherwise.
        if config.find("./source/format").get("type") == "dos" or name.startswith("dm-"):
            return None
        taken = self.volumes(pool.name())
        return next(f"{name}{number}" for number in range(1, 1000) if f"{name}{number}" not in taken)

    def _facts(self, named, own_pool):
        """What is to know of another volume."""
        name = f"{named.get('pool', own_pool)}/{named['volume']}"
        observed = self.read(name)
        if observed is None:
            planned = self.pending("volume").get(name)
            if planned is None:
                raise NotFound(f"there is no volume '{name}'", remedy="Declare that volume first, or correct the name.")
            capacity = planned.get("capacity")
            return {"format": planned.get("format"), "capacity": CAPACITY.parse(capacity) if capacity else None}
        pool, volume = parts(name)
        if self.marks.there(self.pool(pool), self.volumes(pool), volume):
            raise Refused(f"the volume '{name}' is incomplete: an upload or clone was interrupted", remedy="Declare that volume first.")
        shape = observed.config.find("./target/format")
        self._refuse_mistaken(name, None if shape is None else shape.get("type"))
        return {"path": observed.config.findtext("./target/path"), "type": observed.config.get("type"),
                "format": None if shape is None else shape.get("type"), "capacity": int(observed.config.findtext("capacity"))}

    def _refers(self, origin):
        """The files that the image in a volume refers to: as it says itself where that can be read, else as libvirt says."""
        observed = self.read(f"{origin['pool']}/{origin['volume']}")
        shape = None if observed is None else observed.config.find("./target/format")
        if shape is None or shape.get("type") not in image.IMAGES:
            return {"refers": [], "images": []}  # it is copied as it is, and nothing of it is followed
        self.session.trace.void = True  # what images say is not in it
        if self.session.local:
            with contextlib.suppress(HypervisorError):
                return image.look(observed.config.findtext("./target/path") or "")
        names = [path.text for path in observed.config.iterfind("./backingStore/path") if path.text]
        return {"refers": names, "images": names}

    def _place(self, pool, desired):
        """The path of a volume that is to be made: the images below may be called by their places from there."""
        if pool is not None:
            return f"{xml.parse(pool.XMLDesc(0)).findtext('./target/path') or ''}/{desired['name']}"
        return f"{self.pending('pool').get(desired['pool'], {}).get('target', {}).get('path', '')}/{desired['name']}"

    def _chain(self, path, images):
        """What the images that an image at a path names refer to themselves, see `image.chain`."""
        return image.chain(path, images) if path and images and self.session.local else []

    def _refuse_mistaken(self, name, form):
        """Refuse to read a raw volume as the image that its guest made it look like: it could name any file of the host."""
        if form not in image.IMAGES:
            return
        disks = self._disks_on(name)
        guests = sorted({disk["guest"] for disk in disks if disk["format"] == "raw"})
        if guests:
            raise Refused(f"guest '{guests[0]}' has the volume '{name}' as a raw disk and wrote the header of a {form} image into it, "
                          "so libvirt would read it as that", operation="make it",
                          remedy="Copy it with qemu-img convert -f raw, and declare the copy as source.")

    def files_needed(self, desired):
        given = self.session.files.get(desired.get("source"))
        if given is None or given.get("path") or "missing" in given or desired["state"] == "absent":
            return ()
        try:
            pool = self.pool(desired["pool"])
            there = desired["name"] in self.volumes(desired["pool"])
            return () if there and not self.marks.there(pool, self.volumes(desired["pool"]), desired["name"]) else (desired["source"],)
        except (HypervisorError, libvirt.libvirtError):
            return (desired["source"],)  # its pool may be made by this run
