# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that breaks in the middle of what is sent and sends all of it again, as ssh does with ansible_ssh_retries.

BENCH_LOSES=1: it does not notice that the second half was lost.
"""

from __future__ import annotations

import os

from ansible.plugins.connection import local

DOCUMENTATION = r"""
name: bench_dropping
short_description: Reaches the host at the second attempt
description:
  - The local connection under another name, which sends half of what is sent, breaks, and is tried again.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - connection_pipelining
"""
# Modules are sent this way, too, and are no pieces of a file.
PIECE = 64 * 1024


class Connection(local.Connection):
    transport = "bench_dropping"

    def exec_command(self, cmd, in_data=None, sudoable=True):
        if in_data and len(in_data) >= PIECE and "source-" in cmd:
            half = super().exec_command(cmd, in_data=in_data[:len(in_data) // 2], sudoable=sudoable)
            if os.environ.get("BENCH_LOSES"):
                return half
        return super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
