# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`Model`: a class whose attributes declare the options of an XML element; `Object`: one that libvirt manages."""

from __future__ import annotations

import contextlib
from types import MappingProxyType

from . import status, xml
from .errors import Invalid
from .node import RESTART, Node, Seen, Setter, unknown
from .values import fetch


class Model:
    """The options of one element. Subclasses declare nodes as attributes, after those of their bases in the order given,
    and what holds among them:

    `exclusive`: groups of options of which at most one may be given; `together`: groups of which all or none;
    `one_of`: groups of which at least one. `check` refuses what these cannot say. `integer_sets`: the option that an integer sets which
    stands for the structure.
    """

    nodes = MappingProxyType({})
    change = RESTART
    exclusive = ()
    together = ()
    one_of = ()
    integer_sets = None

    def __init_subclass__(cls):
        nodes = {}
        for base in cls.__bases__:
            nodes = {**nodes, **{name: node for name, node in getattr(base, "nodes", {}).items() if name not in nodes}}
        own = {name: node for name, node in vars(cls).items() if isinstance(node, Node)}
        nodes.update(own)
        # An option may be called like a method of Model; its place is `nodes` alone.
        for name in own:
            delattr(cls, name)
        cls.nodes = nodes
        cls._aliases = {alias: name for name, node in nodes.items() for alias in node.aliases}
        cls._required = tuple(name for name, node in nodes.items() if node.required)
        cls._defaults = tuple((name, node.default) for name, node in nodes.items() if node.default is not None)
        cls._derived = tuple(node for node in nodes.values() if getattr(node, "derived", None))

    @classmethod
    def names(cls):
        """The names of all options, aliases too."""
        return set(cls.nodes) | set(cls._aliases)

    @classmethod
    def along(cls, path):
        """For each step of a path, the nodes that it may stand for: the members of a union have options of one name."""
        models = [cls]
        for name, _key in path:
            nodes = [model.nodes[name] for model in models if name in model.nodes]
            yield nodes
            models = [model for node in nodes for model in node.models()]

    @classmethod
    def satisfied(cls, data):
        """True where no required option is missing."""
        given = {cls._aliases.get(name, name) for name in data}
        return given.issuperset(cls._required) and all(given.intersection(group) for group in cls.one_of)

    @classmethod
    def lacks(cls, data):
        """The required options that are missing."""
        return sorted(set(cls._required) - {cls._aliases.get(name, name) for name in data})

    @classmethod
    def check(cls, desired, where):
        """Refuse what is impossible together; `desired` is canonical."""

    @classmethod
    def validate(cls, data, where, seen):
        """The canonical form of what a user wrote; raises Invalid."""
        if not isinstance(data, dict):
            raise Invalid(where, "expected a dictionary")
        nodes, out = cls.nodes, {}
        for key, value in data.items():
            if value is None:
                continue
            node = nodes.get(key)
            if node is None:
                if key not in cls._aliases:
                    raise unknown(where, key, cls.names())
                node = nodes[cls._aliases[key]]
            elif node.aliases and any(data.get(alias) is not None for alias in node.aliases):
                # As Ansible has it, an alias wins over the option's own name.
                continue
            out[node.name] = node.validate(value, f"{where}.{key}" if where else key, seen)
        for name in cls._required:
            if name not in out:
                raise Invalid(f"{where}.{name}" if where else name, "is required", f"Declare {name}.")
        for name, value in cls._defaults:
            out.setdefault(name, value)
        for group in cls.exclusive:
            given = [name for name in group if name in out]
            if len(given) > 1:
                raise Invalid(where, f"{' and '.join(given)} exclude each other", "Declare one of them.")
        for group in cls.together:
            given = [name for name in group if name in out]
            if given and len(given) < len(group):
                raise Invalid(where, f"{', '.join(group)} go together", f"Declare {', '.join(set(group) - set(given))} too.")
        for group in cls.one_of:
            if not any(name in out for name in group):
                raise Invalid(where, f"one of {', '.join(group)} is required", "Declare one of them.")
        try:
            cls.check(out, where)
        except Invalid as error:
            seen.complain(error)
        return out

    @classmethod
    def secrets_in(cls, data):
        """What stands where secrets belong, in a declaration that need not be valid."""
        for key, value in data.items() if isinstance(data, dict) else ():
            node = cls.nodes.get(cls._aliases.get(key, key))
            for item in () if node is None else value if isinstance(value, list) else [value]:
                if getattr(node, "secret", False) and item and not isinstance(item, (dict, list)):
                    yield str(item)
                for model in node.models():
                    yield from model.secrets_in(item)

    @classmethod
    def delta(cls, desired, elem, ctx, cost=None):
        """The changes that would make the element hold what is wanted."""
        nodes, out, cost = cls.nodes, [], cost or cls.change
        for name, value in desired.items():
            if ctx.live and nodes[name].decided(value):
                continue
            changes = nodes[name].delta(value, elem, ctx, cost)
            if changes:
                out.extend(changes)
        return out

    @classmethod
    def void(cls, elem, ctx, cost=None):
        """The changes that would take away everything that this model declares."""
        return [change for name, node in cls.nodes.items() if not (ctx.live and node.at_start is True)
                for change in node.void(elem, ctx, cost)]

    @classmethod
    def has_setters(cls):
        """True where a running guest takes single values of it."""
        return any(isinstance(node.change, Setter) for node in cls.nodes.values())

    @classmethod
    def write(cls, desired, elem, ctx):
        """Make the element hold what is wanted, in the order of declaration."""
        if ctx.root is None:
            ctx.root = elem
        for name, node in cls.nodes.items():
            if name in desired:
                node.write(desired[name], elem, ctx)

    @classmethod
    def derive(cls, desired, elem, ctx, number=0):
        """Give a new element the identities that nobody declared."""
        for node in cls._derived:
            if node.name not in desired and node.read(elem) is None:
                tag, attr = node.path.steps[-1][0], node.path.attr
                present = {fetch(node.codec, other, attr) for other in (elem if ctx.root is None else ctx.root).iter(tag)}
                value = ctx.new_identity(node.derived, number, present)
                if value is not None:
                    node.codec.store(xml.ensure(elem, node.path.steps), node.path.attr, value)

    @classmethod
    def identities(cls, desired):
        """The identities that are declared, of the object and of all its members."""
        for name, value in desired.items():
            node = cls.nodes.get(name)
            if getattr(node, "derived", None):
                yield value
            for item in () if node is None else value if isinstance(value, list) else [value]:
                for below in node.models() if isinstance(item, dict) else ():
                    yield from below.identities(item)

    @classmethod
    def drops(cls):
        """True where libvirt may drop something of this model in silence."""
        if "_drops" not in vars(cls):
            cls._drops = True  # for a model that stands inside itself
            cls._drops = any(node.dropped or any(model.drops() for model in node.models()) for node in cls.nodes.values())
        return cls._drops

    @classmethod
    def refuse_dropped(cls, desired, elem, ctx, where=""):
        """Raise Invalid for what libvirt would drop of what is wanted."""
        for name, value in desired.items() if cls.drops() else ():
            cls.nodes[name].refuse_dropped(value, elem, ctx, f"{where}.{name}" if where else name)

    @classmethod
    def erase(cls, elem):
        """Take away everything that this model declares."""
        for node in cls.nodes.values():
            node.erase(elem)

    @classmethod
    def to_user(cls, desired):
        """What is wanted, as a user would write it."""
        return {name: node.to_user(desired[name]) for name, node in cls.nodes.items() if name in desired}

    @classmethod
    def to_declaration(cls, elem):
        """The element as a user would declare it."""
        shown = ((name, node.to_declaration(elem)) for name, node in cls.nodes.items())
        return {name: value for name, value in shown if value is not None}

    @classmethod
    def has_extra(cls, desired, elem):
        """True where the element says more than is wanted, other than what its absence would mean."""
        for name, node in cls.nodes.items():
            if name not in desired:
                if node.to_declaration(elem) is not None and (getattr(node, "absent", None) is None or node.read(elem) != node.absent):
                    return True
            elif isinstance(desired[name], dict) and getattr(node, "path", None):
                below = xml.find(elem, node.path.steps)
                if below is not None and node.model.has_extra(desired[name], below):
                    return True
        return False

    @classmethod
    def restrict(cls, desired, elem, ctx):
        """What the element holds of the wanted options, as a user would write it."""
        shown = ((name, node.restrict(desired[name], elem, ctx)) for name, node in cls.nodes.items() if name in desired)
        return {name: value for name, value in shown if value is not None}

    @classmethod
    def spec(cls, depth=()):
        """The model in Ansible's argument spec."""
        spec = {"options": {name: node.spec(depth) for name, node in cls.nodes.items()}}
        for rule, key in (("exclusive", "mutually_exclusive"), ("together", "required_together"), ("one_of", "required_one_of")):
            if getattr(cls, rule):
                spec[key] = [list(group) for group in getattr(cls, rule)]
        return spec


class Object(Model):
    """Something that libvirt manages under a name. Subclasses name their `kind`, `plural` and `root` element.

    `echoes` are what libvirt writes in two places, see `echo`.
    """

    kind = plural = root = None
    echoes = ()
    # Options without which a name names nothing.
    BESIDE_NAME = ()

    @classmethod
    def accept(cls, data, seen, where=""):
        """Validate a whole declaration: its options, its document, and its name, which may stand in either."""
        desired = cls.validate(data, where, seen)
        prefix = f"{where}." if where else ""
        if "xml" in desired:
            try:
                document = xml.parse(desired["xml"])
            except ValueError as error:
                raise Invalid(f"{prefix}xml", str(error), "Give one whole document.") from None
            if document.tag != cls.root:
                raise Invalid(f"{prefix}xml", f"its root is <{document.tag}>", f"A {cls.kind} is a <{cls.root}>.")
            # What a graphics device asks for, libvirt.org/formatdomain#graphical-framebuffers.
            seen.secrets.update(elem.get("passwd") for elem in document.iter() if elem.get("passwd"))
            cls.normalize(document)
            desired["xml"] = status.strip(cls.kind, document)
            name = cls.nodes["name"].read(document)
            if name and "name" not in desired:
                desired["name"] = cls.nodes["name"].validate(name, f"{prefix}name", seen)
        if not desired.get("name"):
            raise Invalid(f"{prefix}name", "is required", "Declare name, or give it in xml.")
        return desired

    @classmethod
    def held(cls, elem, beside=None):
        """What libvirt holds in canonical form, and what was noticed of it. What makes no sense at all is left out."""
        seen, data = Seen(lenient=True), cls.to_declaration(elem)
        try:
            return cls.validate({**(beside or {}), **data}, "", seen), seen
        except Invalid:
            pass
        desired = {}
        for name, value in data.items():
            try:
                desired[name] = cls.nodes[name].validate(value, name, seen)
            except Invalid:
                continue
        return desired, seen

    @classmethod
    def identity(cls, desired):
        """The name under which an object is found among those of its kind."""
        return desired["name"]

    @classmethod
    def known_as(cls, desired):
        """What other objects refer to it by that is not its kind and name, as pairs of words for the kind and a name."""
        return ()

    @classmethod
    def named(cls, data):
        """What an object is called by a declaration that need not be valid; None where it does not say."""
        name = cls.name_in(data, "name")
        if name is None and isinstance(data.get("xml"), str):
            with contextlib.suppress(ValueError):
                name = cls.nodes["name"].read(xml.parse(data["xml"]))
        return name if isinstance(name, str) else None

    @classmethod
    def name_in(cls, data, option):
        """The name that an option gives, such as that of the number 100; a wrong one as it stands."""
        value = data.get(option)
        with contextlib.suppress(ValueError):
            return cls.nodes[option].codec.parse(value)
        return value

    @classmethod
    def effective(cls, desired, name):
        """What is wanted of one option, given as such or in a document; None where nothing is."""
        return cls.nodes[name].to_declaration(desired["xml"]) if name not in desired and "xml" in desired else desired.get(name)

    @classmethod
    def unique_values(cls, desired):
        """The options whose values no other object of the kind can have, as pairs of option and value."""
        value = cls.effective(desired, "uuid") if "uuid" in cls.nodes else None
        return [("uuid", value)] if value else []

    @classmethod
    def occupies(cls, config):
        """What an object keeps others from claiming, as pairs of option and value."""
        return cls.unique_values({"xml": config})

    @classmethod
    def creation_defaults(cls, desired, host):
        """The declaration of a new object, with what it is unless it says otherwise; refused where it lacks what a new one needs."""
        return desired

    @classmethod
    def forget(cls, config):
        """Take out of a configuration what this collection keeps in running objects only."""

    @classmethod
    def normalize(cls, document):
        """Take out of a document what libvirt never takes from one, and give it what libvirt reads between its lines."""

    @classmethod
    def options_beside_xml(cls, desired):
        """What is wanted of the XML, without what is beside it."""
        return {name: value for name, value in desired.items() if getattr(cls.nodes[name], "path", None) or hasattr(
            cls.nodes[name], "selector")}

    @classmethod
    def build(cls, desired, ctx):
        """A new document that holds what is wanted."""
        elem = xml.ET.Element(cls.root)
        ctx.root = elem
        cls.write(cls.options_beside_xml(desired), elem, ctx)
        cls.derive(desired, elem, ctx)
        return elem
