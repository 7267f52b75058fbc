# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page docs/xml-elements.md, the index from libvirt's elements to options, made from the declarations.

`document_options.py` writes it.
"""

from __future__ import annotations

import re

from plugins.module_utils._kinds.every import ORDER, kind_of
from plugins.module_utils._model.nested import Child, Children
from plugins.module_utils._model.union import Union

# An element that is no option itself: so many options are written out with their whole path, and so many are shown at most.
FEW, SHOWN = 3, 6
HEAD = """# From libvirt's element to the option

This page lists libvirt's elements by name, with the option for each. `disks[].iotune` is the option `iotune` of each member of `disks`.
No option covers an element that is missing here; [`xml:`](xml.md) takes it.

The page is generated from the declarations by `docs/tools/document_options.py`.
"""


class Element:
    """An element of a document: the options that stand for it as a whole, and those for what is in it."""

    def __init__(self):
        self.whole, self.parts = [], []

    def options(self):
        found = list(dict.fromkeys(self.whole or self.parts))
        around = {option.rpartition(".")[0] for option in found}
        if len(found) > FEW and len(around) == 1 and around != {""}:
            names = [option.rpartition(".")[2] for option in found]
            return f"`{around.pop()}`: {listed(names)}"
        return listed(found)


def listed(names):
    return ", ".join(f"`{name}`" for name in names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def steps(path):
    """The elements of a path, without the attribute at its end."""
    return tuple(step for step in re.findall(r"(?:[^/\[]|\[[^\]]*\])+", path.text) if step != "." and not step.startswith("@"))


def collect(model, place, prefix, found, above=()):
    """Note the elements of a model that stands at a place, with the options below a prefix."""
    for name, node in model.nodes.items():
        option = prefix + name
        if isinstance(node, Union):
            for member in node.models():
                if member not in above:
                    collect(member, place, f"{option}.", found, (*above, member))
            continue
        path = getattr(node, "path", None)
        if path is None:
            continue
        element = (*place, *steps(path))
        nested = isinstance(node, (Child, Children))
        many = isinstance(node, Children)
        if element != place:
            entry = found.setdefault(element, Element())
            (entry.whole if nested or path.attr is None else entry.parts).append(f"{option}[]" if many else option)
        if nested and node.model not in above:
            collect(node.model, element, f"{option}[]." if many else f"{option}.", found, (*above, node.model))


def table(kind):
    """The rows of a kind, by the element's own name."""
    model, found = kind_of(kind).model, {}
    collect(model, (model.root,), "", found)
    yield f"\n## {kind}\n\n| element | in | option |\n|---|---|---|\n"
    for element in sorted(found, key=lambda path: (path[-1].lower(), path)):
        *parents, own = element
        yield f"| `<{own}>` | `{'/'.join(parents)}` | {found[element].options()} |\n"


def page():
    """The text of the page."""
    return HEAD + "".join(row for kind in reversed(ORDER) for row in table(kind))
