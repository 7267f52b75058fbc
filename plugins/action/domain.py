# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the module domain that runs on the controller."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import is_integer
from ansible_collections.anvil.hypervisor.plugins.plugin_utils.long_running_action import LongRunningAction

# The structures for which an integer may stand, and what it sets: `integer_sets` of their models.
INTEGER_SETS = {"vcpus": "count"}


class ActionModule(LongRunningAction):
    """Shows the progress of the module while a guest shuts down."""

    def options(self, args):
        """With a dictionary in place of `vcpus: 2`, since Ansible hands the module nothing else."""
        return {**args, **{name: {INTEGER_SETS[name]: args[name]} for name in INTEGER_SETS if is_integer(args.get(name))}}
