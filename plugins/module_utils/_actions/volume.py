# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps on volumes."""

from __future__ import annotations

from .action import Action


class Create(Action):
    """Make a volume.

    `metadata`: allocate its tables at once. `marked`: mark it as incomplete while it is made. `filled`: an Upload follows.
    `removable`: it is a file, so nothing but the new volume lies there.
    """

    operation = "create"
    fields = ("xml", "metadata", "marked", "filled", "removable")
    metadata = marked = filled = removable = False

    @property
    def irreversible(self):
        return None if self.filled or self.removable else "a volume that is no file lies where other data may have been"

    @property
    def made_empty(self):
        return self.removable and not self.filled

    def compensation(self):
        return (Unmake(),)


class Unmake(Action):
    """Delete the volume that this run has made and put nothing into."""

    operation = "unmake"


class Clone(Action):
    """Make a volume as the copy of another, `pool`/`volume`."""

    operation = "clone"
    fields = ("xml", "pool", "volume", "reflink")
    irreversible = "the copy is whole, and the next run goes on from it"


class Upload(Action):
    """Fill a volume with a file of the host."""

    operation = "upload"
    fields = ("path", "size", "checksum")
    irreversible = "what was uploaded is whole, and the next run goes on from it"


class Resize(Action):
    """Give a volume another capacity; the running guests of `disks`, pairs of guest and device, make it larger by themselves."""

    operation = "resize"
    fields = ("capacity", "shrink", "allocate", "disks")
    shrink = allocate = False
    disks = ()
    irreversible = "shrinking it again could lose data"


class Discard(Action):
    """Delete what an interrupted run left of a volume."""

    operation = "discard"
    irreversible = "it was incomplete"


class Wipe(Action):
    """Overwrite what a volume holds."""

    operation = "wipe"
    fields = ("algorithm",)
    irreversible = "what was overwritten is gone"


class Delete(Action):
    """Delete a volume."""

    operation = "delete"
    irreversible = "what was deleted is gone"
