# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of a site, a group and a host as one list: declarations of the same object are merged."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError, Invalid, Refused
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import as_dict
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import as_list

# What follows the name of a list's variable, from the general list to the special one.
LEVELS = ("", "_group", "_host")


def merge_levels(model, levels, failures):
    """The declarations of several lists as one list. What is refused is added to `failures`.

    `levels` has the lists by the names of their variables, the general one first.
    """
    merged = {}
    for variable, given in levels.items():
        first = {}
        for at, data in _members(variable, given, failures):
            name = model.named(_readable(data))
            lacks = [option for option in model.BESIDE_NAME if not isinstance(model.name_in(data, option) or None, str)]
            if not name:
                failures.append(Invalid(at, f"names no {model.kind}", "Declare its name, or give it in xml."))
            elif lacks:
                failures.append(Invalid(at, f"names no {lacks[0]} of the {model.kind} '{name}'", f"Declare {lacks[0]}."))
            elif name in first:
                failures.append(Refused(f"it stands twice in {variable}, at {first[name]} and {at}", kind=model.kind, name=name,
                                        operation="merge the site's lists",
                                        remedy="Declare an object once in a list: only declarations of different lists are merged."))
            else:
                first[name] = at
                merged[name] = {**merged.get(name, {}), **data}
    return list(merged.values())


def _readable(data):
    """A declaration whose document is text, also where it was encrypted."""
    xml = data.get("xml")
    return data if xml is None or isinstance(xml, (dict, list)) else {**data, "xml": str(xml)}


def _members(variable, given, failures):
    """The declarations of one list, each with its place."""
    try:
        if isinstance(given, str):
            raise Invalid(variable, "is text", "Give a list. With -e, write all of it as JSON: -e '{\"" + variable + "\": [...]}'.")
        for number, member in enumerate(as_list(given or [], variable)):
            at = f"{variable}[{number}]"
            yield at, as_dict(member, at)
    except HypervisorError as error:
        failures.append(error)
