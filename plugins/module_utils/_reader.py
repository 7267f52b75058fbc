# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules do that only read: arguments in, a result out."""

from __future__ import annotations

import fnmatch

from ._kinds.kind import plural_of
from ._libvirt.session import errors
from ._libvirt.status_values import ERROR, read_status
from ._model.errors import ConnectionLost, HypervisorError
from ._module import open_module, open_session


def _selected(labels, params):
    """True where each pattern option that was given has a pattern that fits."""
    return all(not params[label] or any(fnmatch.fnmatchcase(text, pattern) for pattern in params[label])
               for label, text in labels.items())


def run_info(model, driver_class, status=()):
    """The main function of a module that reads the objects of a kind; `status` declares what it returns beside their declarations."""
    labels = driver_class.labels("")
    spec = {label: {"type": "list", "elements": "str", "aliases": [f"{label}s"]} for label in labels}
    module = open_module(spec, supports_check_mode=True)
    with open_session(module) as session:
        driver = driver_class(session)
        found = []
        for name in driver.names():
            if _selected(driver.labels(name), module.params):
                found.extend(_entries(module, model, driver, name, status))
    module.exit_json(**{plural_of(model.kind): found})


def _entries(module, model, driver, name, groups):
    """The entry of one object, none where it is gone meanwhile. What cannot be read of one keeps nobody from the others."""
    try:
        with errors(driver.kind, name, "read it"):
            observed = driver.read(name)
            if observed is None:
                return []
            status = read_status(groups, driver, model, name, observed)
            return [{"declared": driver.declare(model, observed), "status": status}]
    except ConnectionLost:
        raise
    except HypervisorError as error:
        if error.libvirt_code in driver.GONE:
            return []
        module.warn(str(error.about(driver.kind, name, "read it")))
        return [{"declared": driver.labels(name), "status": {ERROR.name: error.as_result()}}]


def run_host_info(reader):
    """The main function of the module that reads libvirt's view of the host."""
    names = ("arch", "machine", "virttype")
    module = open_module({name: {"type": "str"} for name in names}, supports_check_mode=True)
    with open_session(module) as session:
        found = reader(session).read(**{name: module.params[name] for name in names})
    module.exit_json(host=found)
