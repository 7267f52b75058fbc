# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What drivers of all kinds have in common: bulk reading, and the table of what they can do."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

from .._model import facts, xml
from .._model.observed import Observed
from . import host_facts
from .session import errors, libvirt
from .usage import guests_of


class Driver:
    """Reads and changes the objects of one kind over a session.

    Subclasses say how objects are listed and found, and by which method they perform each class of actions.
    """

    kind = None
    # The method by class of action. It is called with the action and what is declared, and leaves nothing half done when it fails.
    HANDLERS = MappingProxyType({})
    # Whether objects have a place where the accepted differences of a document can be remembered.
    remembers = False
    # Flags of listAll… that tell states apart: names in the libvirt module.
    ACTIVE = AUTOSTART = PERSISTENT = None

    def __init__(self, session):
        self.session = session
        self.conn = session.conn
        self.handles = None
        self.pending = lambda kind: {}
        # Pairs of kind and name: what this run has removed, or in check mode would have.
        self.gone = frozenset()
        # By name: what this run has planned, as configuration, whether it is to run, and what it keeps until its restart.
        self.planned = {}
        # By name: what no other object can have, of what this run has planned, and of what is there; see claims.py.
        self.planned_claims, self.held_claims, self.held_uuids = {}, None, None
        self._active = self._autostart = self._persistent = frozenset()

    # -- for subclasses

    def list_all(self, flags=0):
        """All handles with the given flags."""
        raise NotImplementedError

    def find(self, name):
        """The handle of a name; libvirt's own error where there is none."""
        raise NotImplementedError

    def key(self, handle):
        """The name under which an object is declared."""
        return handle.name()

    def config_xml(self, handle):
        """The inactive XML, with its secrets."""
        raise NotImplementedError

    def live_xml(self, handle):
        """The running XML, with its secrets."""
        raise NotImplementedError

    def claiming(self, handle):
        """The documents by which libvirt knows what no other object can have."""
        return (handle.XMLDesc(0),)

    def parse(self, text):
        """One of its documents."""
        return xml.parse(text)

    def status(self, handle, observed, desired):
        """What else of the object every plan of the kind needs."""
        return {}

    def answer(self, question, name, observed):
        """What a plan asks for, see `Facts`; `observed` is the object that is planned."""
        word, *about = question
        return self.held(*about) if word == "held" else host_facts.answer(self.session, word)

    def adapt_to_host(self, desired):
        """The declaration as this host needs it, where that is another one."""
        return desired

    def planning_facts(self, name, desired, observed):
        """What a plan asks for beside the object itself."""
        return {}

    def needs(self, plan, desired, observed):
        """Whether an object runs at once with the objects that it refers to, and what is reported if it does not; None: it needs none."""
        return None

    def examine(self, plan, desired, observed):
        """Refuse a plan that cannot be, by what is beside the object, or warn."""

    def obstacles(self, plan):
        """What of the host's keeps a plan from being carried out, as errors: an earlier task may take it away."""
        return ()

    def files_needed(self, desired):
        """The controller's files without which an object cannot be made."""
        return ()

    @classmethod
    def labels(cls, name):
        """The options by which the information module selects an object."""
        return {"name": name}

    # -- reading

    def load(self):
        """List everything once; four calls, however many objects there are."""
        with errors(self.kind, operation=f"list {self.kind}s"):
            self.handles = {self.key(handle): handle for handle in self.list_all()}
            if self.ACTIVE is not None:
                self._active, self._autostart, self._persistent = (
                    frozenset(self.key(handle) for handle in self.list_all(flag))
                    for flag in (self.ACTIVE, self.AUTOSTART, self.PERSISTENT))

    def names(self):
        """The names of all objects, in order."""
        if self.handles is None:
            self.load()
        return sorted(self.handles)

    def read(self, name, desired=None):
        """One object as it is, or None."""
        if self.handles is None:
            self.load()
        handle = self.handles.get(name)
        if handle is None:
            return None
        with errors(self.kind, name, "read it"):
            try:
                active = name in self._active
                observed = Observed(self.parse(self.config_xml(handle)), self.parse(self.live_xml(handle)) if active else None,
                                    active=active, autostart=name in self._autostart,
                                    persistent=self.ACTIVE is None or name in self._persistent)
                observed = dataclasses.replace(observed, status=self.status(handle, observed, desired))
            except libvirt.libvirtError as error:
                if error.get_error_code() in self.GONE:
                    return None
                raise
            return observed

    def answered(self, think, name, observed):
        """What `think(facts)` comes to when all that it asks of the host and of an object is known."""
        return facts.answered(think, self.session.known, lambda *question: self.answer(question, name, observed))

    def held(self, word):
        """The identities of a word that the host holds: UUIDs of this kind's objects, MAC addresses of all."""
        if word == "mac":
            return guests_of(self.session).macs
        return {handle.UUIDString() for handle in self.handles.values()}

    GONE = frozenset()

    def declare(self, model, observed):
        """An object as data that its module takes."""
        data = model.to_declaration(observed.config)
        if self.ACTIVE is not None:
            data["autostart"] = observed.autostart
        return data

    def perform(self, action, desired):
        """Carry one action out. What it returns says why it reached the configuration alone, and waits for a restart."""
        with errors(self.kind, action.name, action.operation.replace("_", " ")):
            return self.HANDLERS[type(action)](self, action, desired)

    def handle(self, name):
        """The handle of an object that exists, perhaps since a moment ago."""
        handle = self.handles.get(name) if self.handles else None
        return handle if handle is not None else self.find(name)

    @staticmethod
    def start(handle, create, *arguments):
        """Start an object, which may run by now: another run that was at it has started it."""
        try:
            create(*arguments)
        except libvirt.libvirtError:
            if not handle.isActive():
                raise

    def validate_flag(self, desired, flag):
        """The flag that asks for validation, unless it was switched off."""
        return getattr(libvirt, flag, 0) if desired.get("validate", True) else 0
