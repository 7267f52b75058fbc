# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that read objects return, field by field, made from STATUS in the file of each kind.

`document_options.py` writes it.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from document_yaml import emit

from plugins.module_utils._kinds.kind import plural_of
from plugins.module_utils._libvirt.status_values import ERROR

FOLDER = Path(__file__).resolve().parents[2] / "plugins" / "module_utils" / "_libvirt"
FAILURES = "  # Generated from RESULT in plugins/module_utils/_model/errors.py by docs/tools/document_options.py."
GENERATED = "  # Generated from STATUS in plugins/module_utils/_libvirt/KIND_status.py by docs/tools/document_options.py."


def value(one, returned=None):
    """The documentation of one value of a status."""
    entry = {"description": [one.description]}
    if returned:
        entry["returned"] = returned
    entry["type"] = one.type
    if one.type == "list":
        entry["elements"] = "dict" if one.entries else "str"
    if one.sample is not None:
        entry["sample"] = one.sample
    if one.entries:
        entry["contains"] = {inner.name: value(inner) for inner in one.entries}
    return entry


def declared(kind):
    """The groups of values in the status of a kind's objects. Kinds without such a file have none."""
    files = {path.stem for path in FOLDER.glob("*_status.py")}
    name = f"{kind.name}_status"
    return importlib.import_module(f"plugins.module_utils._libvirt.{name}").STATUS if name in files else ()


def status(groups):
    """The documentation of each value of a status."""
    found = {one.name: value(one, group.returned) for group in groups for one in group.values}
    return {**found, ERROR.name: value(ERROR, "when the object cannot be read, in place of all else")}


def returned(kind):
    """The documentation of what the module that reads the objects of a kind returns."""
    plural, labels = plural_of(kind.name), " and ".join(f"C({label})" for label in kind.driver.labels(""))
    return {plural: {
        "description": [f"The {plural} that were asked for, in order of their names."],
        "returned": "success", "type": "list", "elements": "dict",
        "contains": {
            "declared": {
                "description": [f"The {kind.name} as a declaration, which M(anvil.hypervisor.{kind.name}) accepts without a change.",
                                f"Secret values are left out. Of an object that cannot be read, only {labels}."],
                "type": "dict",
            },
            "status": {
                "description": ["What libvirt reports of it beside its declaration." if declared(kind)
                                else "Empty, unless the object cannot be read."],
                "type": "dict",
                "contains": status(declared(kind)),
            },
        },
    }}


def documented(source, kind):
    """A sidecar file with its RETURN, which is the end of the file."""
    head, found, _old = re.split(r"(?m)^(RETURN:\n)", source)
    return head + found + GENERATED + "\n" + "\n".join(emit(returned(kind), 2)) + "\n"


def with_failures(source):
    """A sidecar file with what its module returns of failures, which is the end of the file."""
    head, _old = re.split(rf"(?m)^(?:{re.escape(FAILURES)}\n)?  failures:\n", source)
    entry = {"description": ["All that went wrong; C(msg) has the same as text."], "returned": "failure", "type": "list",
             "elements": "dict", "contains": value(ERROR)["contains"]}
    return head + FAILURES + "\n" + "\n".join(emit({"failures": entry}, 2)) + "\n"
