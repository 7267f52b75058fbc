# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Domains over libvirt's API, libvirt.org/html/libvirt-libvirt-domain."""

from __future__ import annotations

import time
import uuid
from types import MappingProxyType

from .._actions.action import Define, Remember, Restore, SetAutostart, Undefine
from .._actions.domain import (
    Attach,
    DeleteDisk,
    Detach,
    Record,
    Replug,
    Resume,
    Shutdown,
    StartGuest,
    Suspend,
    UndefineGuest,
    UpdateDevice,
    Wake,
)
from .._model import xml
from .._model.belonging import parts
from .._model.errors import HypervisorError, NotWhileRunning
from . import files_needed, image, models, offers, own_disks
from .codes import DEVICE, waits
from .disks import Disks
from .driver import Driver
from .live import BOTH, LIVE, LiveSetters, live_only
from .session import libvirt, translate

if libvirt is not None:
    STATES = {
        libvirt.VIR_DOMAIN_NOSTATE: "running",
        libvirt.VIR_DOMAIN_RUNNING: "running",
        libvirt.VIR_DOMAIN_BLOCKED: "running",
        libvirt.VIR_DOMAIN_PAUSED: "paused",
        libvirt.VIR_DOMAIN_SHUTDOWN: "running",
        libvirt.VIR_DOMAIN_SHUTOFF: "shutoff",
        libvirt.VIR_DOMAIN_CRASHED: "crashed",
        libvirt.VIR_DOMAIN_PMSUSPENDED: "pmsuspended",
    }

# libxl lists the host itself among its guests.
DOM0 = "Domain-0"

# How long libvirt's answer to a detach may take to show in the guest, in seconds.
DETACH_PATIENCE = 10
POLL = 0.5


class Timeout(HypervisorError):
    """A guest did not stop in the time it was given."""

    code = "timeout"


class DomainDriver(LiveSetters, Driver):
    """Guests."""

    kind = "domain"
    remembers = True
    if libvirt is not None:
        ACTIVE = libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE
        AUTOSTART = libvirt.VIR_CONNECT_LIST_DOMAINS_AUTOSTART
        PERSISTENT = libvirt.VIR_CONNECT_LIST_DOMAINS_PERSISTENT
        GONE = frozenset((libvirt.VIR_ERR_NO_DOMAIN,))

    def list_all(self, flags=0):
        found = self.conn.listAllDomains(flags)
        return [handle for handle in found if handle.name() != DOM0] if self.session.driver == "xen" else found

    def find(self, name):
        return self.conn.lookupByName(name)

    def __init__(self, session):
        super().__init__(session)
        self.disks = Disks(session)

    def planning_facts(self, name, desired, observed):
        """What a plan asks for beside the guest: what is known of the formats of disks that do not say theirs."""
        return {"formats": self.disks.formats(desired, observed)} if desired["state"] != "absent" else {}

    def adapt_to_host(self, desired):
        """Disks by their paths where AppArmor confines guests: what a pool names, its profiles forbid (gitlab.com/libvirt/libvirt, 546)."""
        disks = desired.get("disks", ())
        if not any(disk.get("source", {}).get("type") == "volume" for disk in disks) or not self.session.has_apparmor:
            return desired
        return {**desired, "disks": [{**disk, "source": self._by_path(disk["source"])} if "source" in disk else disk for disk in disks]}

    def _by_path(self, source):
        """Volumes that are not there yet, or not on this host, stay what they are called."""
        volume = self.disks.volume((source["pool"], source["volume"])) if source["type"] == "volume" else None
        if volume is None or source.get("mode") == "direct":
            return source
        elem = xml.parse(volume.XMLDesc(0))
        option = {"file": "file", "block": "dev", "dir": "dir"}.get(elem.get("type"))
        if option is None:
            return source
        rest = {name: value for name, value in source.items() if name not in ("type", "pool", "volume", "mode")}
        return {"type": elem.get("type"), option: elem.findtext("./target/path"), **rest}

    @staticmethod
    def _runs(desired, observed):
        """True where a guest is to run."""
        return desired["state"] != "shutoff" and (desired["state"] != "present" or (observed is not None and observed.active))

    def needs(self, plan, desired, observed):
        return self._runs(desired, observed), "The guest cannot start without it."

    def examine(self, plan, desired, observed):
        """Whether the host can run the guest, its models are known, and its disks are its own."""
        runs = self._runs(desired, observed)
        offers.refuse_unoffered(self.session, plan)
        models.refuse_unknown(self.session, plan, observed, runs)
        own_disks.refuse_shared(self, plan, runs)
        is_live = observed is not None and observed.live is not None
        self.planned[plan.name] = (plan.config, runs, lambda: own_disks.kept_disks(plan, observed) if is_live else ())

    def obstacles(self, plan):
        return files_needed.obstacles(self, plan)

    def config_xml(self, handle):
        return handle.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)

    def live_xml(self, handle):
        return handle.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE)

    def status(self, handle, observed, desired):
        status = {}
        if observed.active:
            status["state"] = STATES.get(handle.state()[0], "running")
        if desired is not None and desired["state"] == "absent":
            status["managed_save"] = bool(handle.hasManagedSaveImage())
            status["snapshots"] = self._any(handle.snapshotNum)
            status["checkpoints"] = self._any(handle.listAllCheckpoints)
            if "disks" in desired.get("remove", ()):
                status["disks"] = self.disks.removable(handle.name(), observed, self.gone)
        return status

    def answer(self, question, name, observed):
        word, *about = question
        if word == "chain":
            return self._chain(*about, observed)
        if word == "saved":
            return self._saved(self.handle(name))
        if word == "takes":
            return self.takes(self.handle(name), *about)
        return super().answer(question, name, observed)

    @staticmethod
    def _any(question):
        """Whether a guest has any; drivers that do not know such things have none to lose."""
        try:
            return bool(question())
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
                raise
            return False

    def _chain(self, path, observed):
        """The backing files of a file: as the images themselves say it, or pools, or the guest's own documents."""
        self.session.trace.void = True  # what images say is not in it
        backing_files = {}
        for document in (observed.config, observed.live):
            for disk in document.iterfind("./devices/disk") if document is not None else ():
                files = [source.get("file") for source in (*disk.findall("./source"), *disk.iterfind(".//backingStore/source"))]
                backing_files.update((above, below) for above, below in zip(files, files[1:]) if above and below)
        found = []
        while path and path not in found:
            path = image.backing_file(path) or self._backing_volume(path) or backing_files.get(path)
            if path:
                found.append(path)
        return found

    def _backing_volume(self, path):
        try:
            text = self.conn.storageVolLookupByPath(path).XMLDesc(0)
        except libvirt.libvirtError:
            return None
        return text.partition("<backingStore>")[2].partition("<path>")[2].partition("</path>")[0]

    @staticmethod
    def _saved(handle):
        """A guest that is off as its saved memory will bring it back, or None; libxl does not tell."""
        try:
            return xml.parse(handle.managedSaveGetXMLDesc(0)) if handle.hasManagedSaveImage() else None
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
                raise
            return None

    def _define(self, action, desired):
        flag = self.validate_flag(desired, "VIR_DOMAIN_DEFINE_VALIDATE")
        try:
            self.conn.defineXMLFlags(action.xml, flag)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_XML_INVALID_SCHEMA or not self._invalid_before(action.name, flag):
                raise
            self.conn.defineXMLFlags(action.xml, 0)

    def _restore(self, action, desired):
        self.conn.defineXMLFlags(action.xml, 0)

    def _invalid_before(self, name, flag):
        """True where libvirt's schema refuses what libvirt itself wrote, as happens: then it says nothing about the change.

        libvirt looks at the schema first. Under another UUID it refuses what is valid, too, and leaves the guest as it is.
        """
        try:
            document = xml.parse(self.config_xml(self.find(name)))
            document.find("uuid").text = str(uuid.uuid4())
            self.conn.defineXMLFlags(xml.serialize(document), flag)
        except libvirt.libvirtError as error:
            return error.get_error_code() == libvirt.VIR_ERR_XML_INVALID_SCHEMA
        return False

    def _undefine_alone(self, action, desired):
        self._undefine(UndefineGuest().of(action.kind, action.name), desired)

    def _undefine(self, action, desired):
        """Undefine; firmware variables and TPM state stay unless they were named."""
        payload = action.remove
        firmware = libvirt.VIR_DOMAIN_UNDEFINE_NVRAM if "nvram" in payload else libvirt.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM
        if self.session.supports("8.9.0"):
            firmware |= libvirt.VIR_DOMAIN_UNDEFINE_TPM if "tpm" in payload else libvirt.VIR_DOMAIN_UNDEFINE_KEEP_TPM
        saved = libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE if "managed_save" in payload else 0
        others = 0
        for word, flag in (("snapshots", libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA),
                           ("checkpoints", libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA)):
            others |= flag if word in payload else 0
        handle = self.handle(action.name)
        try:
            handle.undefineFlags(firmware | saved | others)
        except libvirt.libvirtError as error:
            # Drivers without firmware variables, TPM state and snapshots refuse their flags; there is nothing to keep then.
            if error.get_error_code() not in (libvirt.VIR_ERR_INVALID_ARG, libvirt.VIR_ERR_ARGUMENT_UNSUPPORTED):
                raise
            handle.undefineFlags(saved)

    def _delete_disk(self, action, desired):
        """Delete the volume of a disk that was named with the guest."""
        pool, volume = parts(action.volume)
        self.conn.storagePoolLookupByName(pool).storageVolLookupByName(volume).delete(0)

    def _set_autostart(self, action, desired):
        self.handle(action.name).setAutostart(int(action.value))

    def _start(self, action, desired):
        handle = self.handle(action.name)
        self.start(handle, handle.createWithFlags, libvirt.VIR_DOMAIN_START_PAUSED if action.state == "paused" else 0)

    def _resume(self, action, desired):
        self.handle(action.name).resume()

    def _suspend(self, action, desired):
        self.handle(action.name).suspend()

    def _wake(self, action, desired):
        self.handle(action.name).pMWakeup(0)

    def _shutdown(self, action, desired):
        """Ask the guest to stop and wait; end it by force only when that is allowed."""
        handle, limit, paused = self.handle(action.name), action.timeout, False
        try:
            paused = handle.state()[0] == libvirt.VIR_DOMAIN_PAUSED
            if paused:
                handle.resume()
            handle.shutdown()
        except libvirt.libvirtError as error:
            if not self._running(handle):
                return
            if not action.force:
                raise
            limit = 0 if error.get_error_code() else limit
        began = time.monotonic()
        with self.session.progress.during(lambda: f"{action.name}: shutting down, {time.monotonic() - began:.0f} of {limit} s"):
            while self._running(handle) and time.monotonic() < began + limit:
                time.sleep(POLL)
        if self._running(handle):
            if not action.force:
                if paused:
                    handle.suspend()
                raise Timeout(f"the guest did not stop within {limit} s{' and is paused again' if paused else ''}",
                              remedy="Give it a longer timeout, or see in the guest why it goes on. The option force switches it off.")
            self._destroy(handle)

    def _destroy(self, handle):
        try:
            handle.destroy()
        except libvirt.libvirtError:
            if self._running(handle):
                raise

    @staticmethod
    def _running(handle):
        try:
            return bool(handle.isActive())
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
                return False
            raise

    def _attach(self, action, desired):
        """Attach to configuration and guest by one call; to the configuration alone where the guest has no place for it."""
        handle = self.handle(action.name)
        try:
            handle.attachDeviceFlags(action.xml, BOTH)
        except libvirt.libvirtError as error:
            if not waits(error, DEVICE):
                raise
            handle.attachDeviceFlags(action.xml, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
            return error.get_error_message()
        return None

    def _replug(self, action, desired):
        """Have one device give way to another: where the guest keeps it, or the other does not fit, all stays as it is."""
        handle = self.handle(action.name)
        try:
            self._unplug(handle, action.live, action.timeout)
        except libvirt.libvirtError as error:
            if not waits(error, DEVICE):
                raise
            raise NotWhileRunning(error.get_error_message()) from None
        handle.detachDeviceFlags(action.former, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
        try:
            self._plug(handle, action.xml, action.runs or action.xml)
        except libvirt.libvirtError as error:
            failed = translate(error)
            try:
                self._plug(handle, action.former, action.live)
            except libvirt.libvirtError as kept:
                failed.message += f". The former device could not be plugged in again: {kept.get_error_message()}"
            raise failed from None

    @staticmethod
    def _plug(handle, configured, live):
        """Plug a device into configuration and running guest, or into neither: a configuration gives it back at once."""
        handle.attachDeviceFlags(configured, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
        try:
            handle.attachDeviceFlags(live, LIVE)
        except libvirt.libvirtError:
            handle.detachDeviceFlags(configured, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
            raise

    def _unplug(self, handle, device, patience):
        """Unplug from the running guest, and wait until it has let go."""
        devices = self._count_devices(handle)
        handle.detachDeviceFlags(device, LIVE)
        ends = time.monotonic() + patience
        while self._count_devices(handle) >= devices:
            if time.monotonic() >= ends:
                raise NotWhileRunning("the guest has not let go of it yet")
            time.sleep(POLL)

    def _detach(self, action, desired):
        """Detach from guest and configuration, and wait until the guest has let go; from the configuration alone where it cannot."""
        handle, refusal = self.handle(action.name), None
        try:
            if action.live is not None:
                self._unplug(handle, action.live, DETACH_PATIENCE)
        except NotWhileRunning as error:
            refusal = error.message
        except libvirt.libvirtError as error:
            if not waits(error, DEVICE):
                raise
            refusal = error.get_error_message()
        handle.detachDeviceFlags(action.config, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
        return refusal

    @staticmethod
    def _count_devices(handle):
        return len(xml.parse(handle.XMLDesc(0)).find("devices"))

    def _change_device(self, action, desired):
        self.handle(action.name).updateDeviceFlags(action.xml, LIVE)

    _update_device = live_only(_change_device, DEVICE)

    def _remember(self, action, desired):
        """Keep what libvirt holds differently from a document, in the configuration's metadata."""
        self.handle(action.name).setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, action.xml, "anvil", xml.NAMESPACES["anvil"],
                                             libvirt.VIR_DOMAIN_AFFECT_CONFIG)

    def _record(self, action, desired):
        """Keep in the running guest what waits for its next start. One that has stopped since waits for nothing."""
        try:
            self.handle(action.name).setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, action.xml, "anvil" if action.xml else None,
                                                 xml.NAMESPACES["anvil"], LIVE)
        except libvirt.libvirtError as error:
            if error.get_error_code() not in (libvirt.VIR_ERR_OPERATION_INVALID, libvirt.VIR_ERR_NO_SUPPORT):
                raise

    HANDLERS = MappingProxyType({
        **LiveSetters.HANDLERS,
        Define: _define,
        Restore: _restore,
        Undefine: _undefine_alone,
        UndefineGuest: _undefine,
        DeleteDisk: _delete_disk,
        SetAutostart: _set_autostart,
        StartGuest: _start,
        Resume: _resume,
        Suspend: _suspend,
        Wake: _wake,
        Shutdown: _shutdown,
        Attach: _attach,
        Detach: _detach,
        Replug: _replug,
        UpdateDevice: _update_device,
        Remember: _remember,
        Record: _record,
    })
