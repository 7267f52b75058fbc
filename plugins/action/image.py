# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the module image that runs on the controller."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.plugin_utils.long_running_action import LongRunningAction


class ActionModule(LongRunningAction):
    """Shows the progress of the module while it downloads and unpacks."""
