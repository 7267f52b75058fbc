# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the parts of a declaration share: the costs of a change, a change, the context of a comparison."""

from __future__ import annotations

import difflib

from .errors import Invalid
from .facts import Facts
from .option_path import OptionPath

# What a change of an option costs, from cheap to impossible.
LIVE = "live"
RESTART = "restart"
RECREATE = "recreate"
IMMUTABLE = "immutable"


class Setter(str):
    """The cost LIVE, with the call by which a running guest takes the change.

    Options of one `group` are set together, by the driver's operation `set_GROUP`, to which the value is `parameter`: left out,
    the option's own name. `live_unlimited` stands for no value in a running guest, or is a function of the context that gives it;
    where there is none, a value stays until the restart. `fits(value, elem)` says whether the running element can take the
    value at all. What depends on the guest's help is asked for `once`, when the configuration changes; where the guest acts in
    its own time, `waits` is false: it is no reason for a restart.
    """

    def __new__(cls, group, parameter=None, *, live_unlimited=None, fits=None, once=False, waits=True):
        self = super().__new__(cls, LIVE)
        self.group, self.parameter, self.fits, self.once, self.waits = group, parameter, fits, once, waits
        self._live_unlimited = live_unlimited
        return self

    def live_unlimited(self, ctx):
        """The value that a running guest shows, and is given, where the configuration has none; None if there is no such value."""
        return self._live_unlimited(ctx) if callable(self._live_unlimited) else self._live_unlimited


# Who owns the members of a list: a list of the user's is complete when it is given.
USER = "user"
LIBVIRT = "libvirt"

HIDDEN = "********"

# Names that Ansible takes for those of secrets unless told otherwise.
_SUSPECT = ("pass", "secret", "token", "key")


class Change:
    """One declared option that is not as declared; `before` and `after` as a user would write them.

    `path` leads to the option from the model that was compared. `value` is the canonical one, where the option holds a single value,
    and `former` the one before; `key` identifies the member of a list that it is in.
    """

    __slots__ = ("after", "before", "cost", "elem", "former", "key", "node", "path", "value")

    def __init__(self, path, before, after, cost, node=None, elem=None):
        self.path, self.before, self.after, self.cost, self.node, self.elem = path, before, after, cost, node, elem
        self.value = self.key = self.former = None

    def __repr__(self):
        return f"Change({self.path}: {self.before!r} -> {self.after!r}, {self.cost})"


class Context:
    """What comparing and writing may depend on beyond the XML itself.

    `live` compares with a running guest. `root` is the object's top element while writing. `given` are the identities that this run
    has given or that are declared. `facts` answers what a plan or a `same=` asks for, such as the aliases of machine types.
    `planning_facts` is what a kind's driver read for the plan beside the object. `refused` are the options that the running object did
    not take in this run. `made` says that this run has just made the object, `started` that it has started it.
    """

    __slots__ = ("facts", "given", "kind", "live", "made", "name", "planning_facts", "refused", "root", "started")

    def __init__(self, *, live=False, kind=None, name=None, given=None, facts=None, planning_facts=None, refused=frozenset(), made=False,
                 started=False):
        self.live, self.kind, self.name = live, kind, name
        self.given = set() if given is None else given
        self.facts = Facts() if facts is None else facts
        self.planning_facts = planning_facts or {}
        self.refused, self.made, self.started = refused, made, started
        self.root = None

    def new_identity(self, word, number, present):
        """An identity that neither the host holds nor the object, whose are `present`: of a number, or of the next that is free."""
        identities, held = self.facts.ask("identities"), self.facts.ask("held", word) or ()
        if identities is None:
            return None
        maker = identities.uuid if word == "uuid" else identities.mac
        value = maker(self.kind, self.name, number)
        while value in present or value in self.given or value in held:
            number += 1
            value = maker(self.kind, self.name, number)
        self.given.add(value)
        return value


class Seen:
    """What validation notices on its way: secrets to hide, versions that are needed, drivers that cannot do it, objects that
    are referred to.

    `complaints` gathers what the collection's own rules forbid, where it is lenient: such rules bind people, and not what libvirt holds.
    """

    __slots__ = ("complaints", "lacking", "lenient", "refers", "secrets", "since")

    def __init__(self, lenient=False):
        self.lenient = lenient
        self.complaints = []
        self.secrets = set()
        self.since = []
        self.lacking = []
        self.refers = []

    def complain(self, error):
        """Refuse what breaks a rule, or only note it."""
        if not self.lenient:
            raise error
        self.complaints.append(error)


class Node:
    """One option. `doc` is its documentation, in the words and markup of Ansible's documentation.

    `change` is what changing it costs: a word, or a function of the element that holds it. `lacking` names the drivers of
    libvirt's that do nothing with it, by the first word of their URI: all of it (None), or some of its words. `at_start` says that
    libvirt decides at each start what becomes of it: a running object shows the decision, and is not compared. It may be a function of
    the wanted value; a member of a list may then be missing while the object runs. `dropped(value, elem, root)` knows when libvirt leaves
    a wanted value out, or writes another, without a word: it looks at the element that holds the value and at the whole configuration
    as they will be, and gives what is wrong and what to do, or None.
    """

    name = None
    here = OptionPath()
    type = "str"
    required = False
    default = None
    choices = None
    secret = False
    order = 0

    def __init__(self, doc, *, change=None, since=None, aliases=(), required=False, lacking=None, at_start=False, dropped=None):
        self.doc, self.change, self.since, self.required, self.lacking = doc, change, since, required, lacking
        self.at_start, self.dropped = at_start, dropped
        self.aliases = (aliases,) if isinstance(aliases, str) else tuple(aliases)

    def __set_name__(self, owner, name):
        self.name, self.here = name, OptionPath.of(name)

    def inside(self, changes, here=None):
        """Changes of what is below this option, or below a member of it that is `here`, by their paths from this option on."""
        for change in changes:
            change.path = (here or self.here).below(change.path)
        return changes

    def validate(self, value, where, seen):
        """The canonical value of what a user wrote; raises Invalid."""
        raise NotImplementedError

    def note(self, where, seen, value):
        """Remember what this option needs; what is empty needs nothing that a driver may lack."""
        if self.since:
            seen.since.append((where, self.since))
        if self.lacking and value:
            for driver, words in self.lacking.items():
                if words is None:
                    seen.lacking.append((where, driver))
                elif value in words:
                    seen.lacking.append((f"{where}: {value}", driver))

    def decided(self, value):
        """True where libvirt decides at each start what becomes of a wanted value."""
        return self.at_start(value) if callable(self.at_start) else self.at_start

    def cost(self, elem, cost):
        """What changing this option costs; `cost` is what the options around it say."""
        return (self.change(elem) if callable(self.change) else self.change) or cost

    def to_user(self, value):
        """The value as a user would write it, for a diff."""
        return value

    def to_declaration(self, elem):
        """The value in the XML as a user would write it, or None."""
        return None

    def delta(self, desired, elem, ctx, cost=None):
        """The changes that would make `elem` hold `desired`."""
        return ()

    def write(self, desired, elem, ctx):
        """Make `elem` hold `desired`."""

    def void(self, elem, ctx, cost):
        """The changes that would take away what this option declares."""
        return ()

    def refuse_dropped(self, value, elem, ctx, where):
        """Raise Invalid for what libvirt would drop of a wanted value; `ctx.root` is the configuration as it will be."""
        found = self.dropped(value, elem, ctx.root) if self.dropped else None
        if found:
            raise Invalid(where, *found)

    def erase(self, elem):
        """Take away what this option declares."""

    def restrict(self, desired, elem, ctx):
        """What the XML holds of those options that `desired` declares, as a user would write it."""
        return self.to_declaration(elem)

    def spec(self, depth):
        """The option in Ansible's argument spec."""
        spec = {"type": self.type}
        if self.required:
            spec["required"] = True
        if self.default is not None:
            spec["default"] = self.default
        if self.choices:
            spec["choices"] = list(self.choices)
        if self.aliases:
            spec["aliases"] = list(self.aliases)
        if self.secret:
            spec["no_log"] = True
        elif self.name and any(word in self.name for word in _SUSPECT):
            spec["no_log"] = False
        return spec

    def models(self):
        """The models below this option, for documentation and for walking a declaration."""
        return ()


def unknown(where, key, known):
    """The error for an option that does not exist, with the nearest that does."""
    near = difflib.get_close_matches(str(key), known, 1)
    remedy = f"Did you mean '{near[0]}'?" if near else f"Known are: {', '.join(sorted(known))}."
    return Invalid(f"{where}.{key}" if where else str(key), "unknown option", remedy)
