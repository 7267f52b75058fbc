# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Steps on one object, each with what it needs and with what takes it back; and those that several kinds have.

A plan is a list of actions. A driver says in its table `HANDLERS` how it performs each class of them.
"""

from __future__ import annotations


class Action:
    """One step on one object.

    `operation` is its name in results. `fields` are the names of its payload; a class attribute of the same name is the default.
    `options` are the paths of the declared options that it is for.
    """

    operation = None
    fields = ()
    # Why nothing takes this step back, where nothing does. The steps before it then stay as well: it was built on them.
    irreversible = None
    # True for a step that made an object which holds nothing yet.
    made_empty = False
    # True for a step that results do not tell.
    hidden = False
    # True where the configuration stays, too, when the running object refuses it: the next run tries it again.
    pends = False

    def __init__(self, options=(), **payload):
        self.kind = self.name = None
        self.options = list(options)
        for field in self.fields:
            if field in payload:
                setattr(self, field, payload.pop(field))
            elif not hasattr(type(self), field):
                raise TypeError(f"{type(self).__name__} needs {field}")
        if payload:
            raise TypeError(f"{type(self).__name__} has no {', '.join(payload)}")

    def compensation(self):
        """The actions that take this one back, in order; none where there is nothing to take back."""
        return ()

    def of(self, kind, name):
        """This action, on that object."""
        self.kind, self.name = kind, name
        return self

    def as_result(self):
        """The entry of this action in a result."""
        return {"kind": self.kind, "name": self.name, "operation": self.operation, "option": [str(option) for option in self.options]}

    def __repr__(self):
        return f"{type(self).__name__}({self.kind} {self.name} {self.options})"


class Define(Action):
    """Define the object; `former` is its definition before, None where there was none."""

    operation = "define"
    fields = ("xml", "former")
    former = None

    def compensation(self):
        return (Undefine() if self.former is None else Restore(xml=self.former),)


class Restore(Action):
    """Define the object as it was defined before. Its own libvirt wrote this definition, so it is not validated."""

    operation = "restore"
    fields = ("xml",)


class Undefine(Action):
    """Undefine the object. `former` is its definition."""

    operation = "undefine"
    fields = ("former", "autostart")
    former, autostart = None, False

    def compensation(self):
        if self.former is None:
            return ()
        return (Restore(xml=self.former), SetAutostart(value=True)) if self.autostart else (Restore(xml=self.former),)


class SetAutostart(Action):
    """Have the object start with the host, or not."""

    operation = "set_autostart"
    fields = ("value",)

    def compensation(self):
        return (SetAutostart(value=not self.value),)


def started_as_before(action, start):
    """The steps that bring back what ran: a start by the document by which it ran, and then the configuration as it was."""
    if action.former is None:
        return start
    return (Restore(xml=action.former), *start, Restore(xml=action.config))


class Start(Action):
    """Start a network or a pool."""

    operation = "start"

    def compensation(self):
        return (Stop(),)


class Stop(Action):
    """Stop a network or a pool.

    To run as it did: `former` is the document by which it runs and `config` its configuration, None where a start brings the same back.
    `after` are the steps that follow that start.
    """

    operation = "stop"
    fields = ("former", "config", "after")
    former, config, after = None, None, ()

    def compensation(self):
        return started_as_before(self, (Start(), *self.after))


class Remember(Action):
    """Keep what libvirt holds differently from a document in the metadata of the configuration."""

    operation = "remember"
    fields = ("xml",)
