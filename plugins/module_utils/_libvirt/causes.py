# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused, by facts of the host and of what was to be made.

libvirt has one code for many causes, and its words are in the language of its daemon. So each cause here is looked for where it
lies: it gives the class of the error (None: as its code has it) and the remedy, or nothing where it is not the one.
"""

from __future__ import annotations

import contextlib
import dataclasses

from .._actions.action import Define
from .._model import refused, xml
from .._model.belonging import parent_of
from .._model.errors import ConnectionLost, Denied, HypervisorError

try:
    import libvirt
except ImportError:
    libvirt = None


def explain(error, kind, driver, plan):
    """The error of an action of the plan, with the class and remedy of its cause, which the kind has for each operation."""
    causes = kind.causes.get(error.operation, ())
    if not causes or isinstance(error, (ConnectionLost, Denied)):
        return error
    facts = Facts(error, kind.model, driver.session)
    facts.action = next((action for action in plan.actions if action.operation == error.operation), None)
    with contextlib.suppress(libvirt.libvirtError, HypervisorError):
        facts.document = _document(driver, plan)
    for cause in causes if facts.document is not None else ():
        with contextlib.suppress(libvirt.libvirtError, OSError):
            found = cause(facts)
            if found:
                class_, error.remedy = found
                return error if class_ is None else class_(error.message, **error.details())
    return error


def _document(driver, plan):
    """What was to be made or started; of what belongs to another object, that object."""
    parent = parent_of(driver.kind, plan.name)
    if parent is not None:
        return xml.parse(driver.parent(parent[1]).XMLDesc(0))
    made = next((action.xml for action in plan.actions if isinstance(action, Define)), None)
    return xml.parse(made or driver.config_xml(driver.handle(plan.name)))


@dataclasses.dataclass
class Facts:
    """What causes are looked for in."""

    error: HypervisorError
    model: type
    session: object
    document: object = None
    # The step that failed.
    action: object = None

    @property
    def conn(self):
        """The connection to libvirt."""
        return self.session.conn

    @property
    def local(self):
        """True where the files and links that libvirt sees are those of this host."""
        return self.session.local


def not_in_the_schema(facts):
    """An element that libvirt's schema does not have there."""
    if facts.error.libvirt_code != libvirt.VIR_ERR_XML_INVALID_SCHEMA:
        return None
    remedy = refused.remedy(facts.model, facts.document, facts.error.message)
    return (None, remedy) if remedy else None
