# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which elements and attributes of a document no declaration knows: what libvirt's schema most likely refuses.

A validator of RELAX NG names the outermost element that does not fit, such as `devices`; the declarations know what stands inside.
"""

from __future__ import annotations

import re

from .schema_index import rule_of
from .values import Field

# Other people's XML, of which the declarations know nothing.
_OPEN = ("metadata",)
# How libxml2, which has one language, names the outermost element: no code of libvirt's tells which it is. Where other words are said,
# the declarations alone are asked.
_OUTERMOST = re.compile(r"(?:[Ee]xtra element|has extra content:|for element|Element) (\w+)")
# An element that is missing, and the one that lacks it.
_LACKING = re.compile(r"Expecting an element (\w+), got nothing.*?Element (\w+) failed", re.DOTALL)


def places(model, root):
    """Each place that the declarations do not know, as a path and what is wrong there, in the document's order."""
    found = []
    _walk(root, rule_of(model), root.tag, found)
    return found


def remedy(model, root, words):
    """What to correct; None where every place is known. `words` are libvirt's."""
    found = places(model, root)
    named = [name for name in _OUTERMOST.findall(words) if name != root.tag]
    inside = [place for place in found if any(f"/{name}" in re.sub(r"\[\d+\]", "", place[0]) for name in named)]
    blamed = inside or _blamed(root, named, _LACKING.findall(words)) or found
    if not blamed:
        return None
    path, wrong = blamed[0]
    return f"{path} {wrong}: correct it. If that is right and only newer than libvirt's schema, set validate: false."


def _blamed(root, named, lacking):
    """The first element that libvirt names, where it lacks another or holds nothing but a value: the declarations need not know why."""
    for path, elem in ((root.tag, root), *_elements(root, root.tag)):
        missing = [name for name, parent in lacking if parent == elem.tag and elem.find(name) is None]
        if missing:
            return [(path, f"lacks the element {missing[0]}")]
        if elem.tag in named and not len(elem) and (elem.text or "").strip():
            return [(path, f"is '{elem.text.strip()}', which libvirt's schema does not take")]
    return []


def _elements(elem, path):
    """Pairs of a path and the element there, of all below an element."""
    for child in elem:
        if isinstance(child.tag, str) and child.tag not in _OPEN:
            yield f"{path}/{child.tag}", child
            yield from _elements(child, f"{path}/{child.tag}")


def _walk(elem, rule, path, found, telling=()):
    """`telling` are the attributes that tell this element apart from others of its tag."""
    for name, text in elem.attrib.items():
        leaves = rule.leaves.get(name, ())
        if name in telling or "{" in name:
            continue
        if leaves:
            _judge(leaves, elem, f"{path}/@{name}", text, found)
        else:
            found.append((f"{path}/@{name}", "is no attribute that libvirt knows"))
    if rule.leaves.get(None) and (elem.text or "").strip():
        _judge(rule.leaves[None], elem, path, elem.text.strip(), found)
    numbers = {}
    for child in elem:
        if not isinstance(child.tag, str) or child.tag in _OPEN or "{" in child.tag:
            continue
        numbers[child.tag] = numbers.get(child.tag, 0) + 1
        several = len(elem.findall(child.tag)) > 1
        below = f"{path}/{child.tag}[{numbers[child.tag]}]" if several else f"{path}/{child.tag}"
        inner = rule.child(child.tag)
        if inner.covered:
            listed = (attr for place in rule.places.get(child.tag, ()) for attr, _value in place.where)
            _walk(child, inner, below, found, {*rule.keyed.get(child.tag, ()), *listed})
        else:
            found.append((below, "is no element that libvirt knows there"))


def _judge(leaves, elem, path, text, found):
    """Note a value that none of the declarations takes."""
    choices = []
    for leaf in leaves:
        if not isinstance(leaf.node, Field):
            # Only the element's own word chooses among all shapes there are; one further down does so for some.
            words = getattr(leaf.node, "members", None)
            if words is None or leaf.attr != "type" or len(leaf.option) > 1 or text in words:
                return
            choices += words
            continue
        if leaf.node.choices:
            if text in leaf.node.choices:
                return
            choices += leaf.node.choices
            continue
        try:
            leaf.node.codec.fetch(elem, leaf.attr)
        except (ValueError, KeyError, TypeError):
            choices += getattr(leaf.node.codec, "words", ())
            continue
        return
    found.append((path, f"is '{text}'" + (f", which is none of: {', '.join(dict.fromkeys(map(str, choices)))}" if choices else
                                          ", which libvirt cannot read")))
