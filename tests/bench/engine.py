# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine in this process, without Ansible around it, over libvirt's test driver: a call takes milliseconds."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import os
import pprint
import re
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.action import Define, Restore, Stop
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.kind import Kind, plural_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.seed import KIND as SEED
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import partial_volumes
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.session import Session
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Conflict
from ansible_collections.anvil.hypervisor.plugins.module_utils._reader import _entries
from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import Run, _accept

from bench.bindings import libvirt
from bench.reference import declared_status

# Processes of the tests have volumes of the same pools' UUIDs, each on a server of its own, and share the network's namespace.
partial_volumes.LOCK = f"\0anvil.hypervisor/{os.getpid()}/{{}}"

# All kinds that have a module, in order of dependence.
KINDS = {**{name: kind_of(name) for name in ORDER}, "seed": SEED}
URI = "test:///default"
# Of a running guest: another number at each start, and what libvirt leaves of metadata that were taken away.
PASSING = re.compile(r"(?<=<domain type='test') id='\d+'|\s*<metadata>\s*</metadata>|\s*<metadata/>")


def same(before: Any, after: Any, where: str) -> None:
    """See that two snapshots are the same; the error shows where they differ."""
    if after != before:
        lines = (pprint.pformat(one, width=200).replace("\\n", "\n").splitlines() for one in (before, after))
        raise AssertionError(f"{where}\n" + "\n".join(difflib.unified_diff(*lines, "before", "after", lineterm="", n=1)))


class Failed(AssertionError):
    """A call failed, and the test had not expected it."""


class _Warnings:
    """What `Run.result` tells warnings to."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warn(self, text: str) -> None:
        self.warnings.append(text)


class Engine:
    """A hypervisor of libvirt's test driver, which lives as long as this connection does.

    It has networks, pools, volumes and guests. It has no hot plug, secrets or filters, and no processes: a guest "runs" at once.
    """

    def __init__(self, uri: str = URI) -> None:
        self.uri = uri
        self.connection = libvirt.open(uri)
        self.wipe()
        self.configs = {"network": _Configs("networkDefineXML"), "pool": _Configs("storagePoolDefineXML")}
        # Called with each driver of a kind when it is made; tests replace handlers there.
        self.prepare: Callable[[str, Any], None] = lambda kind, driver: None

    def close(self) -> None:
        self.wipe()
        self.connection.close()

    def wipe(self) -> None:
        """Remove every object."""
        for guest in self.connection.listAllDomains():
            if guest.isActive():
                guest.destroy()
            guest.undefine()  # the flags that others need are unknown to this driver
        for thing in (*self.connection.listAllStoragePools(), *self.connection.listAllNetworks()):
            if thing.isActive():
                thing.destroy()
            thing.undefine()

    def snapshot(self) -> dict[str, Any]:
        """Everything that this hypervisor holds."""
        secure = libvirt.VIR_DOMAIN_XML_SECURE
        return {
            "networks": {each.name(): self.configs["network"].both(each) for each in self.connection.listAllNetworks()},
            "pools": {each.name(): self.configs["pool"].both(each) for each in self.connection.listAllStoragePools()},
            "volumes": {each.name(): self._volumes(each) for each in self.connection.listAllStoragePools()},
            "domains": {guest.name(): (guest.XMLDesc(secure | libvirt.VIR_DOMAIN_XML_INACTIVE), PASSING.sub("", guest.XMLDesc(secure)),
                                       guest.state()[0], guest.autostart()) for guest in self.connection.listAllDomains()},
        }

    @staticmethod
    def _volumes(pool: Any) -> dict[str, str]:
        return {volume.name(): volume.XMLDesc(0) for volume in pool.listAllVolumes(0)} if pool.isActive() else {}

    def run(self, kind: str, *, check: bool = False, fails: bool | None = False, **options: Any) -> dict[str, Any]:
        """Converge one object, as the module of that name does. `fails=None`: it may fail or not."""
        return self.resources(check=check, fails=fails, **{plural_of(kind): [options]})

    def resources(self, *, check: bool = False, fails: bool | None = False, **lists: Any) -> dict[str, Any]:
        """Converge objects of all kinds, as the module `resources` does; the result has what that one's has, and `warnings`."""
        wanted = [(name, *_accept(kind.model, options, set())) for name, kind in KINDS.items()
                  for options in lists.get(plural_of(name), ())]
        session = Session(self.uri)
        try:
            run = _Run(self, session, check)
            run.failures += run.settle(wanted)
            wanted = [] if run.failures else wanted
            run.attempt_all(wanted)
            module = _Warnings()
            result = {**run.result(module), "warnings": module.warnings, "failures": [failure.as_result() for failure in run.failures],
                      "msg": "\n".join(str(failure) for failure in run.failures)}
            for kind, name in dict.fromkeys((plan.kind, plan.name) for plan in run.plans):
                if (kind, name) in run.after:
                    result.setdefault(plural_of(kind), []).append(run.declaration_of(kind, name))
        finally:
            session.close()
        if fails is not None and bool(result["failures"]) != fails:
            raise Failed(result["msg"] or f"it did not fail: {result}")
        return result

    def active(self, kind: str, name: str) -> bool:
        """Whether an object runs."""
        found = {"network": "networkLookupByName", "pool": "storagePoolLookupByName", "domain": "lookupByName"}[kind]
        return bool(getattr(self.connection, found)(name).isActive())

    def declared(self, kind: str, name: str, *, live: bool = False) -> dict[str, Any] | None:
        """What the information module tells of one object, or what is running of it."""
        session, model = Session(self.uri), kind_of(kind).model
        try:
            driver = _Run(self, session, True).driver(kind)
            observed = driver.read(name)
            if live:
                return model.to_declaration(observed.live)
            return None if observed is None else driver.declare(model, observed)
        finally:
            session.close()

    def read_all(self, kind: str) -> list[dict[str, Any]]:
        """The entries of all objects of a kind, as the module that reads them returns them."""
        session = Session(self.uri)
        try:
            driver = _Run(self, session, True).driver(kind)
            return [dict(entry) for name in driver.names()
                    for entry in _entries(_Warnings(), kind_of(kind).model, driver, name, declared_status(kind))]
        finally:
            session.close()

    def read(self, kind: str, name: str) -> dict[str, Any]:
        """The entry of one object, as the module that reads its kind returns it."""
        session = Session(self.uri)
        try:
            (entry,) = _entries(_Warnings(), kind_of(kind).model, _Run(self, session, True).driver(kind), name,
                                declared_status(kind))
            return dict(entry)
        finally:
            session.close()


def _plain(value: Any) -> Any:
    """A declaration as data that stays as it is."""
    if isinstance(value, ET.Element):
        return ET.tostring(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


class Planning:
    """While a plan is made, nothing may be asked of libvirt, no file be opened, and the declaration stay as it is."""

    def __init__(self) -> None:
        self.on = False
        sys.addaudithook(self.audit)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event in ("open", "subprocess.Popen") and not str(arguments[0]).endswith((".py", ".pyc")):
            raise AssertionError(f"planning opens or runs {arguments[0]}")

    def planner(self, kind: Kind, session: Session) -> Callable[..., Any]:
        """The planner of a kind, which fails the test where it asks anything."""

        def plan(model: Any, desired: Any, observed: Any, ctx: Any) -> Any:
            before, declared, self.on = len(session.trace.steps), _plain(desired), True
            try:
                return kind.planner(model, desired, observed, ctx)
            finally:
                self.on = False
                assert len(session.trace.steps) == before, f"planning asks libvirt: {session.trace.steps[before:]}"
                assert _plain(desired) == declared, "planning edits the declaration"

        return plan


planning = Planning()


class _Run(Run):
    """A run whose drivers know what the test driver lacks, and are prepared by the test. Its plans are known to be pure."""

    def __init__(self, engine: Engine, session: Session, check: bool) -> None:
        kinds = {name: dataclasses.replace(kind, planner=planning.planner(kind, session)) for name, kind in KINDS.items()}
        super().__init__(session, check, kinds.__getitem__)
        self.engine = engine

    def driver(self, kind: str) -> Any:
        new = kind not in self.drivers
        driver = super().driver(kind)
        if new:
            if kind in self.engine.configs:
                self.engine.configs[kind].complete(driver)
            self.engine.prepare(kind, driver)
        return driver


@contextlib.contextmanager
def elsewhere() -> Iterator[Any]:
    """Another hypervisor, without any object."""
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
        file.write("<node/>")
        file.flush()
        connection = libvirt.open(f"test://{file.name}")
    try:
        yield connection
    finally:
        connection.close()


class _Configs:
    """The configurations of running networks or pools, which the test driver neither tells nor takes when they are stopped."""

    def __init__(self, define: str) -> None:
        self.define = define
        self.texts: dict[str, str] = {}

    def complete(self, driver: Any) -> None:
        """Let a driver read them."""
        handlers = dict(driver.HANDLERS)
        driver.HANDLERS = {**handlers, **{kind: self._noting(handlers[kind]) for kind in (Define, Restore)},
                           Stop: self._taking(handlers[Stop], handlers[Restore])}
        driver.config_xml = self.config
        driver.status = lambda handle, observed, desired: {"ports": []}

    def _taking(self, stop: Callable[..., Any], restore: Callable[..., Any]) -> Callable[..., Any]:
        def perform(driver: Any, action: Any, desired: dict[str, Any]) -> None:
            stop(driver, action, desired)
            if action.name in self.texts:
                restore(driver, Restore(xml=self.texts[action.name]).of(action.kind, action.name), desired)

        return perform

    def config(self, handle: Any) -> str:
        """The configuration of an object."""
        return self.texts.get(handle.name(), handle.XMLDesc(0)) if handle.isActive() else handle.XMLDesc(0)

    def both(self, handle: Any) -> tuple[Any, ...]:
        """All that there is to know of an object; the order of what was added while it runs has no meaning."""
        return self.config(handle), sorted(handle.XMLDesc(0).splitlines()) if handle.isActive() else None, handle.autostart()

    def _noting(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        def define(driver: Any, action: Any, desired: dict[str, Any]) -> None:
            self._refuse_shared(driver, action)
            handler(driver, action, desired)
            with elsewhere() as other:
                self.texts[action.name] = getattr(other, self.define)(action.xml).XMLDesc(0)

        return define

    def _refuse_shared(self, driver: Any, action: Any) -> None:
        """Refuse a source that waits in another pool: libvirt takes it, but the test driver would not have the other after its stop."""
        others = (handle.name() for handle in driver.list_all() if handle.isActive() and handle.name() != action.name)
        waiting = [self.texts[name] for name in others if name in self.texts]
        with elsewhere() as other:
            try:
                for text in (*waiting, action.xml):
                    getattr(other, self.define)(text)
            except libvirt.libvirtError as error:
                if error.get_error_code() == libvirt.VIR_ERR_OPERATION_FAILED:  # "Storage source conflict with pool"
                    raise Conflict(f"it waits for what another one waits for: {error}", remedy="Take another one.",
                                   libvirt_code=error.get_error_code()) from error


@pytest.fixture
def engine() -> Any:
    """A hypervisor of the test driver without any object."""
    made = Engine()
    yield made
    made.close()
