# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which disks go with a guest that is removed: all of them are known to be deletable before anything is touched."""

from __future__ import annotations

from .._model.errors import Refused


def disks_to_delete(desired, observed):
    """The disks that go with the guest, as the driver tells of them; refused where one of them cannot or must not be deleted."""
    pairs = zip(observed.config.iterfind("./devices/disk[source]"), observed.status.get("disks", ()))
    own = [facts for disk, facts in pairs if _is_own(disk) and facts["there"] and not facts["used"]]
    problems = [f"{disk['path']} ({disk['problem']})" for disk in own if disk["problem"]]
    if problems:
        raise Refused(f"these of its disks cannot be deleted with it: {', '.join(problems)}", operation="remove it",
                      remedy="Declare a pool with state: active over them first, or leave disks out of remove: they stay then.")
    shared = [disk["path"] for disk in own if disk["shared"]]
    if shared and not desired.get("force"):
        raise Refused(f"guests of other hosts may have {', '.join(shared)}, which is on shared storage", operation="remove it",
                      remedy="See on every host that no guest has it. The option force then says so. Or leave disks out of remove.")
    return own


def _is_own(disk):
    """True for a disk that is the guest's alone: no CD-ROM, nothing read-only or shareable."""
    return disk.get("device", "disk") == "disk" and disk.find("readonly") is None and disk.find("shareable") is None
