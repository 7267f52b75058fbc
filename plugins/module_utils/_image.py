# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module image does: a file is fetched, proven and looked at, and becomes a volume as with the module volume."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import time

from ._fetch.access import Access, secrets_of
from ._fetch.source import Source
from ._fetch.writing import path_of
from ._kinds.volume import KIND
from ._libvirt import image
from ._libvirt.progress import amount, share
from ._model.errors import HypervisorError, NotFound, Refused, Unsupported
from ._model.node import Seen
from ._module import open_module, open_session
from ._objects.image import MAX_SIZE, Image, volume_name
from ._runner import accept_object, converge_content, rules_of, spec_of

# The abstract socket by which one run alone fetches an image, by a digest of the volume's place; and the seconds between two looks.
LOCK, STEP = "\0anvil.hypervisor/image/{}", 0.5
FORMATS = ("raw", "qcow2")
# Pools in which volumes of any name can be made and filled, docs/volumes.md.
POOLS = ("dir", "fs", "netfs", "vstorage", "logical", "zfs")
ACCESS = ("headers", "timeout", "url_username", "url_password", "force_basic_auth", "http_agent", "use_proxy", "validate_certs", "ca_path",
          "client_cert", "client_key")


def run_image():
    """The main function of the module."""
    module = open_module(spec_of(Image), _accept, supports_check_mode=True, **rules_of(Image))
    desired, _seen = module.accepted
    with open_session(module, Image.kind) as session:
        making = Making(session, desired)
        volume, seen = making.declare()
        result, observed = converge_content(module, session, KIND, volume, seen, making.content)
        if any(action["operation"] == "upload" for action in result["actions"]):
            result["actions"].insert(0, {"kind": Image.kind, "name": desired["name"], "operation": "fetch", "option": [making.option]})
        result[Image.kind] = {"name": desired["name"], "pool": desired["pool"], "volume": volume["name"], "checksum": making.checksum,
                              **_described(observed if desired["state"] == "present" else None)}
    module.exit_json(**result)


def _accept(given, secrets):
    for name in ("url", "checksum"):
        if isinstance(given.get(name), str):
            secrets.update(secrets_of(given[name]))
    accepted, refused = accept_object(Image, given, secrets)
    for error in accepted[1].complaints if accepted else ():
        error.about(Image.kind, accepted[0]["name"], "accept the declaration")
        return None, {"msg": str(error), "failures": [error.as_result()]}
    return accepted, refused


def _described(observed):
    """What is known of the volume of an image."""
    if observed is None:
        return {"format": None, "capacity": None, "path": None}
    shape = observed.config.find("./target/format")
    return {"format": None if shape is None else shape.get("type"), "capacity": int(observed.config.findtext("capacity")),
            "path": observed.config.findtext("./target/path")}


class Making:
    """One image on its way into a volume."""

    def __init__(self, session, desired):
        self.session, self.desired, self.volume = session, desired, None
        self.option, self.limit = "path" if "path" in desired else "url", desired.get("max_size", MAX_SIZE)
        access = Access(**{name: desired[name] for name in ACCESS if name in desired})
        self.source = Source(access, desired.get("url"), desired.get("path"), folder=desired["tmp"], limit=self.limit, during=self._during)
        with self._errors("read its checksum"):
            self.checksum = self.source.checksum(desired["checksum"])

    def declare(self):
        """The volume as the module volume takes it, and what was noticed. Of what it is to hold nothing is known yet."""
        seen, state = Seen(), self.desired["state"]
        volume = {"pool": self.desired["pool"], "name": volume_name(self.desired["name"], self.checksum), "state": state}
        if state == "present":
            volume["source"] = self.source.label
            self.session.files[self.source.label] = {}
        with self._errors("accept the declaration"):
            self.volume = KIND.model.accept(volume, seen)
            self._refuse_pool()
        return self.volume, seen

    def _refuse_pool(self):
        """Raise for a pool that takes no image. The plan of the volume names what is missing."""
        driver = KIND.driver(self.session)
        try:
            found = driver.marks.type_of(driver.pool(self.desired["pool"]))
        except (NotFound, Refused):
            return
        if found not in POOLS:
            raise Unsupported(f"pool: '{self.desired['pool']}' is of the type {found}, in which no volume of a chosen name can be filled",
                              remedy=f"Name a pool of another type: {', '.join(POOLS)}.")

    @contextlib.contextmanager
    def content(self):
        """Fetch what the volume is to hold, unless another run has made the volume meanwhile."""
        if self.desired["state"] == "absent":
            yield
            return
        with self._alone(), contextlib.ExitStack() as stack:
            if KIND.driver(self.session).files_needed(self.volume):
                with self._errors("fetch it"):
                    file, self.volume["checksum"] = stack.enter_context(self.source.content(self.checksum))
                    self.session.files[self.source.label] = {**self._look(file), "path": path_of(file)}
            yield

    def _look(self, file):
        """What is to be known of the image; refused where a guest could not use it as it is."""
        size, head = os.fstat(file.fileno()).st_size, os.pread(file.fileno(), image.HEAD, 0)
        form, about = image.probe(head), image.describe(file, size)
        if form not in FORMATS:
            raise Refused(f"it is of the format {form}", remedy=f"Convert it (qemu-img convert), and name the new file in path: images are "
                                                                f"{' or '.join(FORMATS)}.")
        if about["refers"]:
            raise Refused(f"it refers to another file ({', '.join(about['refers'])}), and a guest would read what is there on the host",
                          remedy="Make it whole first (qemu-img convert), and name the new file in path.")
        if not about["capacity"]:
            raise Refused("it is empty", remedy="See that the URL or the path leads to the image.")
        if about["capacity"] > self.limit:
            raise Refused(f"a guest would see a disk of {about['capacity']} bytes, more than the {self.limit} of max_size",
                          remedy="See that it is what is meant, then declare a larger max_size.")
        return about

    @contextlib.contextmanager
    def _alone(self):
        """Be the only run on this host that fetches the image; wait for another one, whose lock ends with its process."""
        place = "/".join((self.session.uri, self.volume["pool"], self.volume["name"]))
        name = LOCK.format(hashlib.sha256(place.encode()).hexdigest())
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lock:
            with self.session.progress.during(lambda: f"image {self.desired['name']}: another run is fetching it"):
                while not self._bound(lock, name):
                    time.sleep(STEP)
            yield

    @staticmethod
    def _bound(lock, name):
        try:
            lock.bind(name)
        except OSError:
            return False
        return True

    def _during(self, state):
        """Tell how far the fetching is."""
        def line():
            word, done, total = state()
            return f"image {self.desired['name']}: {word} {share(done, total) if total else amount(done)}"

        return self.session.progress.during(line)

    @contextlib.contextmanager
    def _errors(self, operation):
        try:
            yield
        except HypervisorError as error:
            raise error.about(Image.kind, self.desired["name"], operation) from None
