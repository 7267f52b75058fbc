# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do with a guest, beside what it is."""

from __future__ import annotations

from ..._model.codecs import BOOL, STR, UINT
from ..._model.model import Model
from ..._model.values import Option
from ..common import state_option, validate_option, xml_option

REMOVABLE = ("nvram", "tpm", "managed_save", "snapshots", "checkpoints", "disks")


class Lifecycle(Model):
    """Power, start with the host, and removal."""

    state = state_option(("present", "running", "restarted", "shutoff", "paused", "absent"),
                         "What the guest is to be. V(present) leaves it running or not, as it is. V(restarted) shuts a running guest down "
                         "and starts it again, once in each task that says so, and starts one that is off. V(absent) shuts a running guest "
                         "down and removes it; its disks and what else is not named in O(remove) stay.")
    autostart = Option(BOOL, "Whether the guest starts with the host.")
    timeout = Option(UINT, "How long a guest may take to shut down, in seconds.", default=300)
    force = Option(BOOL, "Whether a guest that has not shut down within O(timeout) is switched off, as if its power were cut. "
                   "With V(disks) in O(remove), also whether disks on shared storage go, which guests of other hosts may have.",
                   default=False)
    restart = Option(BOOL, "Whether a change that waits for the guest's next start may shut it down and start it again, whether this "
                     "task made it or an earlier one. Otherwise RV(restart_required) names what waits. Where nothing waits, the guest is "
                     "left alone.", default=False)
    remove = Option(STR, "What O(state=absent) removes with the guest. V(nvram) is what its firmware remembers, V(tpm) the state of "
                    "its TPM, V(managed_save) its saved memory, V(snapshots) and V(checkpoints) what libvirt knows of them, and "
                    "V(disks) the disks that are writable and nobody else's: each must be a volume of an active pool.",
                    elements=True, choices=REMOVABLE)
    xml = xml_option("guest")
    validate = validate_option()
