# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps on networks, pools and secrets that no other kind has."""

from __future__ import annotations

from .action import Action


class UpdateNetwork(Action):
    """Change one member of a section of a running network, see virNetworkUpdate.

    `command` is `add` or `delete`; `index` is the number of the `<ip>` that holds the member, -1 where none does. `xml` may name a part
    of what is deleted, `whole` is all of it.
    """

    operation = "update"
    fields = ("section", "command", "index", "xml", "whole")

    def compensation(self):
        command = {"add": "delete", "delete": "add"}[self.command]
        return (UpdateNetwork(section=self.section, command=command, index=self.index, xml=self.whole, whole=self.whole),)


class PlugIn(Action):
    """Plug interfaces of running guests into a network that cut them off, see _libvirt/ports.py."""

    operation = "plug_in"
    fields = ("ports",)


class MakeFolder(Action):
    """Make the folder where the file system of a pool is mounted."""

    operation = "make_folder"


class Build(Action):
    """Build a pool: make its folder, or, where it `formats`, what it is on; over what holds data with `overwrite` only."""

    operation = "build"
    fields = ("overwrite", "formats")
    overwrite = formats = False

    @property
    def irreversible(self):
        return "what was formatted stays formatted" if self.formats else None


class SetValue(Action):
    """Give a secret its value; `former` is the one before, None where it had none or libvirt does not tell it."""

    operation = "set_value"
    fields = ("value", "former", "made")
    former, made = None, False

    @property
    def irreversible(self):
        return None if self.made or self.former is not None else "libvirt takes no value away"

    def compensation(self):
        return () if self.former is None else (SetValue(value=self.former, former=self.value),)
