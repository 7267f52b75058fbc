# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run asked the host, so that a later one can ask the same again and see whether any answer differs.

A plan is pure: the same declarations over the same answers are the same plan. So where a run changed nothing, its questions and
a digest of the answers prove for the next run that there is nothing to do, without compiling and running the engine. Nothing is
taken for granted: whatever is not known to be a mere question makes the whole trace void.
"""

from __future__ import annotations

import hashlib
import os
import re

try:
    import libvirt
except ImportError:
    libvirt = None

# libvirt's calls that ask, and change nothing.
READ_ONLY_CALLS = frozenset((
    "blockIoTune", "getCapabilities", "getCPUMap", "getDomainCapabilities", "getLibVersion", "getType", "getURI", "getVersion",
    "hasManagedSaveImage", "info", "ioThreadInfo", "isActive", "listAllCheckpoints", "listAllDomains", "listAllNetworks",
    "listAllNWFilters", "listAllPorts", "listAllSecrets", "listAllStoragePools", "listAllVolumes", "lookupByName",
    "managedSaveGetXMLDesc", "networkLookupByName", "nwfilterLookupByName", "secretLookupByUsage", "secretLookupByUUIDString",
    "snapshotNum", "state", "storagePoolLookupByName", "storageVolLookupByName", "storageVolLookupByPath", "value", "vcpusFlags",
    "XMLDesc",
))
# What a handle knows by itself; it belongs to the handle's identity.
LOCAL_CALLS = frozenset(("UUIDString", "key", "name", "usageID"))
# A question to the file system, not to libvirt.
EXISTS = "exists"
# How full a pool or a volume is, and when it was last used: never compared with a declaration.
FILL = re.compile(r"<timestamps>.*?</timestamps>|<(allocation|available|physical)\b[^>]*>\d+</\1>", re.DOTALL)
STORED = ("virStoragePool", "virStorageVol")


def _identity(handle, parent):
    """A text that names a handle, also to another connection."""
    kind = type(handle).__name__
    if kind == "virStorageVol":
        return f"{kind} {parent} {handle.key()} {handle.name()}"
    name = handle.name() if hasattr(handle, "name") else handle.usageID() if hasattr(handle, "usageID") else ""
    return f"{kind} {handle.UUIDString()} {name}"


def _is_handle(value):
    return type(value).__name__.startswith("vir")


class Trace:
    """Questions in order, and a digest of the answers."""

    def __init__(self):
        self.steps = []
        self.handles = {}
        self.void = False
        self._digest = hashlib.sha256()

    def hexdigest(self):
        """Of all answers so far."""
        return self._digest.hexdigest()

    def ask(self, target, identity, method, arguments):
        """Put one question. `target` is a connection or a handle, and `identity` the handle's; None for a connection."""
        self.steps.append((identity, method, *arguments))
        try:
            answer = getattr(target, method)(*arguments)
        except libvirt.libvirtError as error:
            self._note(f"error {error.get_error_code()}")
            raise
        if isinstance(answer, list) and answer and _is_handle(answer[0]):
            named = {_identity(handle, identity): handle for handle in answer}
            self.handles.update(named)
            self._note(" ".join(sorted(named)))
            return [RecordingProxy(self, handle, name) for name, handle in named.items()]
        if _is_handle(answer):
            name = _identity(answer, identity)
            self.handles[name] = answer
            self._note(name)
            return RecordingProxy(self, answer, name)
        if isinstance(answer, str) and identity is not None and identity.startswith(STORED):
            self._note(FILL.sub("", answer))
        else:
            self._note(answer if isinstance(answer, str) else repr(answer))
        return answer

    def exists(self, path):
        """Whether there is a file."""
        self.steps.append((None, EXISTS, path))
        answer = os.path.exists(path)
        self._note(repr(answer))
        return answer

    def _note(self, answer):
        text = answer.encode()
        self._digest.update(b"%d:" % len(text))
        self._digest.update(text)

    def repeat(self, conn, steps):
        """Put questions again that another trace has put; False when one of them has lost whom it was put to."""
        for identity, method, *arguments in steps:
            if method == EXISTS:
                self.exists(*arguments)
                continue
            target = conn if identity is None else self.handles.get(identity)
            if target is None or method not in READ_ONLY_CALLS:
                return False
            try:
                self.ask(target, identity, method, arguments)
            except libvirt.libvirtError:
                continue  # an error is an answer, too
        return True


class RecordingProxy:
    """A connection or a handle whose questions go through a trace."""

    __slots__ = ("_identity", "_target", "_trace")

    def __init__(self, trace, target, identity=None):
        self._trace, self._target, self._identity = trace, target, identity

    def __getattr__(self, name):
        if name in READ_ONLY_CALLS:
            return lambda *arguments: self._trace.ask(self._target, self._identity, name, arguments)
        if name not in LOCAL_CALLS and not name.startswith("_"):
            self._trace.void = True
        return getattr(self._target, name)
