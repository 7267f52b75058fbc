# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the documentation of options and of status, made from the declarations, into the sidecar files of the modules.

Ansible reads the documentation from the YAML file beside a module, so it is generated: `document_options.py` rewrites the `options:`
of each module that manages objects, its `failures:`, the `RETURN:` of each module that reads them, and the index of libvirt's elements,
docs/xml-elements.md. `document_options.py --check` says which are out of date.
"""
# Python has to be told first where the collection is, since it is a folder and not installed.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import difflib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "plugins" / "modules"
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import document_elements
import document_roles
import document_status
from document_yaml import emit

from plugins.module_utils._kinds.every import ORDER, kind_of
from plugins.module_utils._kinds.kind import plural_of
from plugins.module_utils._libvirt.session import DRIVERS
from plugins.module_utils._model.codecs import Codec, Int
from plugins.module_utils._model.nested import Child, Children
from plugins.module_utils._model.node import IMMUTABLE, LIBVIRT, LIVE, RECREATE, RESTART, USER
from plugins.module_utils._model.union import Union
from plugins.module_utils._model.values import Field, Option
from plugins.module_utils._objects.image import Image
from plugins.module_utils._objects.seed import Seed

GENERATED = "  # Generated from plugins/module_utils/_objects by docs/tools/document_options.py, up to the next key."
DEPENDS = "depends"
# What has a module and is no kind of libvirt's objects.
OTHERS = {Image.kind: Image, Seed.kind: Seed}
COSTS = {
    LIVE: "A change reaches a running {kind} at once.",
    RESTART: "A change of a running {kind} waits until it is restarted.",
    RECREATE: "A change is refused: the {kind} would have to be made anew.",
    IMMUTABLE: "It cannot be changed while the {kind} exists.",
    DEPENDS: "Some changes reach a running {kind} at once, others wait until it is restarted.",
}
# Hints that say no more than the option's type does.
PLAIN = {Codec.hint, "a boolean", "a UUID", Int().hint}


class Place:
    """Where an option stands: its kind, the way to it from the top, what a change costs around it, and what was said of that."""

    def __init__(self, kind, path=(), cost=None, scopes=(), told=None):
        self.kind, self.path, self.cost, self.scopes, self.told = kind, path, cost, scopes, told or cost

    def below(self, name, names, cost, told=None):
        """The place inside the option of a name, beside options of those names."""
        return Place(self.kind, (*self.path, name), cost, (*self.scopes, ((*self.path, name), frozenset(names))), told)

    def resolve(self, text):
        """Turn `O(sibling)` into the whole way to it, as the markup of Ansible's documentation wants it."""
        def whole(match):
            first = re.split(r"[.\[=]", match[1])[0]
            for path, names in reversed(self.scopes):
                if first in names:
                    return f"O({'.'.join((*path, match[1]))})"
            return match[0]

        return re.sub(r"\bO\(([^)]+)\)", whole, text)


class Part:
    """One declared node behind an option; `words` are the shapes of a union that have it."""

    def __init__(self, node, words=(), alone=False):
        self.node, self.words, self.alone = node, words, alone


def document(spec, parts, place):
    """The documentation of options, from their spec and the nodes behind each."""
    out = {}
    for name, option in spec.items():
        behind = parts.get(name, [])
        entry = {"description": [place.resolve(text) for text in describe(name, option, behind, place)]}
        for key in ("type", "elements", "required", "default", "choices", "aliases"):
            if key in option:
                entry[key] = option[key]
        if "options" in option:
            step = f"{name}[]" if option["type"] == "list" else name
            cost = cost_inside(behind, place)
            inside = place.below(step, option["options"], cost, overall(behind[0].node, cost) if behind else cost)
            entry["suboptions"] = document(option["options"], parts_below(behind), inside)
        out[name] = entry
    return out


def parts_below(parts):
    """The nodes one level down, by name."""
    found = {}
    for part in parts:
        if isinstance(part.node, Union):
            every = list(part.node.members)
            for word, model in part.node.members.items():
                for name, node in model.nodes.items():
                    known = next((p for p in found.setdefault(name, []) if same_words(p.node, node)), None)
                    if known is None:
                        found[name].append(Part(node, (word,), alone=len(every) == 1))
                    else:
                        known.words = (*known.words, word)
                        known.alone = len(known.words) == len(every)
        else:
            for model in part.node.models():
                for name, node in model.nodes.items():
                    if not any(same_words(known.node, node) for known in found.setdefault(name, [])):
                        found[name].append(Part(node, alone=True))
    return found


def same_words(one, other):
    """True where two nodes are documented alike."""
    return one is other or (type(one) is type(other) and one.doc == other.doc and one.since == other.since
                            and getattr(one, "choices", None) == getattr(other, "choices", None))


def cost_of(node, place):
    """What a change costs, in a word of COSTS: of a structure, what those in it do."""
    return overall(node, own_cost(node, place.cost))


def own_cost(node, around):
    """What a node says of its cost, or what stands around it."""
    return DEPENDS if callable(node.change) else node.change or around


def overall(node, cost):
    """The cost of every change in a structure, where it is one."""
    costs = set(costs_in(node, cost, ())) if isinstance(node, Child) else set()
    return costs.pop() if len(costs) == 1 else DEPENDS if costs else cost


def costs_in(node, cost, above):
    """The costs of all that can change in a structure."""
    for inner in () if node.model in above else node.model.nodes.values():
        own = own_cost(inner, cost)
        if isinstance(inner, Child):
            yield from costs_in(inner, own, (*above, node.model))
        else:
            yield own


def cost_inside(parts, place):
    """What a change inside an option costs."""
    costs = {DEPENDS if callable(inside) else inside or place.cost for inside in (
        getattr(part.node, "within", None) or part.node.change for part in parts)}
    return costs.pop() if len(costs) == 1 else place.cost


def describe(name, option, parts, place):
    """The paragraphs of an option's description."""
    if not parts:
        # The word that selects one of the forms of a union.
        return ["Which form the element has. It may be left out where the other options imply it."]
    texts = []
    for part in parts:
        text = part.node.doc
        if part.words and not part.alone:
            words = ", ".join(f"V({word})" for word in part.words)
            text = f"{text.rstrip('.')} ({words})." if len(parts) > 1 else f"{text} For {words} only."
        texts.append(text)
    notes = notes_of(name, option, parts[0].node, place)
    return [*texts, " ".join(notes)] if notes else texts


def notes_of(name, option, node, place):
    """What the declaration says beyond its words."""
    return [text for text in (form_of(node), deeper_of(option, node), *lists_of(node), *rules_of(node), default_of(node),
                              required_of(option, node),
                              f"Needs libvirt {node.since} or newer." if node.since else None, *lacking_of(node),
                              change_of(node, place)) if text]


def lacking_of(node):
    """Which of libvirt's drivers do not support it."""
    for driver, words in (node.lacking or {}).items():
        if driver == "test":  # nobody's guests run on it
            continue
        what = "it" if words is None else ", ".join(f"V({word})" for word in words)
        yield f"{DRIVERS.get(driver, driver)} does not support {what}."


def form_of(node):
    """How a value is written, where the type does not say it."""
    hint = getattr(getattr(node, "codec", None), "hint", Codec.hint)
    if hint in PLAIN or getattr(node, "choices", None):
        return None
    return f"Each is {hint}." if node.type == "list" else f"{hint[0].upper()}{hint[1:]}."


def deeper_of(option, node):
    """What stands where a structure has come to itself again."""
    return "It takes the same options again, to any depth." if node.models() and "options" not in option else None


def lists_of(node):
    """Who owns a list, and what identifies its members."""
    if node.type != "list" or isinstance(node, Option):
        return
    if "complete when it is given" in node.doc:
        pass
    elif getattr(node, "owner", USER) == USER:
        yield "The list is complete when it is given, and an empty one removes every member."
    else:
        assert node.owner == LIBVIRT
        yield "Members that are not named stay as they are."
    if getattr(node, "ordered", False):
        yield "The order matters."
    if getattr(node, "keys", ()):
        yield f"Members are identified by {' and '.join('C(' + '.'.join(key) + ')' for key in node.keys)}."


def rules_of(node):
    """What holds among the options one level down, and what an empty dictionary does."""
    if isinstance(node, (Child, Children)):
        for rule, words in (("exclusive", "Of {} at most one can be given."), ("together", "Give all of {}, or none."),
                            ("one_of", "At least one of {} is required.")):
            for group in getattr(node.model, rule):
                yield words.format(", ".join(f"C({name})" for name in group))
    if getattr(node, "empty_removes", False) and "empty dict" not in node.doc:
        yield "An empty dictionary takes it away."


def default_of(node):
    """What libvirt takes a missing value for."""
    absent = getattr(node, "absent", None)
    if absent is None or not isinstance(node, Field):
        return None
    shown = node.codec.to_user(absent)
    return f"Without it libvirt takes V({str(shown).lower() if isinstance(shown, bool) else shown})."


def required_of(option, node):
    """Say that an option is required where Ansible's spec cannot."""
    return "Required." if node.required and not option.get("required") else None


def change_of(node, place):
    """What a change costs, where that is not what the options around say."""
    if isinstance(node, Option):
        return None
    cost = cost_of(node, place)
    return COSTS[cost].format(kind=place.kind) if cost and (cost != place.told or not place.path) else None


def model_of(kind):
    """The declaration of what a module manages."""
    return OTHERS[kind] if kind in OTHERS else kind_of(kind).model


def options_of(kind):
    """The documentation of one kind's options."""
    model = model_of(kind)
    top = Place(kind, (), model.change, (((), frozenset(model.nodes)),))
    return document(model.spec()["options"], {name: [Part(node, alone=True)] for name, node in model.nodes.items()}, top)


def options_of_resources():
    """The documentation of the lists of all kinds: the module of a kind says what its list takes."""
    return {plural_of(kind): {
        "description": [f"The {plural_of(kind)} to manage. Each takes the options of M(anvil.hypervisor.{kind}), which documents them.",
                        "What the list does not name is left alone."],
        "type": "list", "elements": "dict", "default": [],
    } for kind in kinds()}


def kinds():
    """The kinds that `resources` takes and that have a module."""
    return [kind for kind in ORDER if (MODULES / f"{kind}.py").exists()]


def documented(source, options):
    """A sidecar file with its documentation of these options."""
    match = re.search(r"^DOCUMENTATION:\n((?: .*\n|\n)*)", source, re.MULTILINE)
    if match is None:
        raise ValueError("there is no DOCUMENTATION")
    text = re.sub(rf"^{re.escape(GENERATED)}\n", "", match[1], flags=re.MULTILINE)
    text = re.sub(r"^  options:.*\n(?:    .*\n|\n)*", "", text, flags=re.MULTILINE)
    text = f"{text.rstrip()}\n{GENERATED}\n  options:\n" + "\n".join(emit(options, 4)) + "\n\n"
    return source[: match.start(1)] + text + source[match.end(1):]


def wanted():
    """Each sidecar file's path with the text that it should have."""
    options = {**{kind: options_of(kind) for kind in (*kinds(), *OTHERS)}, "resources": options_of_resources()}
    for module, documentation in options.items():
        path = MODULES / f"{module}.yml"
        yield path, document_status.with_failures(documented(path.read_text(encoding="utf-8"), documentation))
    for kind in kinds():
        path = MODULES / f"{kind}_info.yml"
        yield path, document_status.documented(path.read_text(encoding="utf-8"), kind_of(kind))
    yield ROOT / "docs" / "xml-elements.md", document_elements.page()
    yield from document_roles.pages(ROOT / "roles")


def main(arguments=None):
    """Rewrite, or with --check compare; the exit status says whether all was up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, show what is out of date")
    check = parser.parse_args(arguments).check
    late = 0
    for path, source in wanted():
        current = path.read_text(encoding="utf-8")
        if current == source:
            continue
        late += 1
        name = path.relative_to(ROOT).as_posix()
        if check:
            sides = current.splitlines(True), source.splitlines(True)
            sys.stdout.writelines(difflib.unified_diff(*sides, name, f"{name} (as declared)", n=1))
        else:
            path.write_text(source, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if check and late else 0


if __name__ == "__main__":
    sys.exit(main())
