# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that is not the local one to Ansible, and as slow as BENCH_BYTES_PER_SECOND says."""

from __future__ import annotations

import os
import time

from ansible.plugins.connection import local

DOCUMENTATION = r"""
name: bench_slow
short_description: Reaches the host slowly
description:
  - The local connection under another name, with a limited rate for what is sent.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(local.Connection):
    transport = "bench_slow"

    def exec_command(self, cmd, in_data=None, sudoable=True):
        rate = int(os.environ.get("BENCH_BYTES_PER_SECOND", "0"))
        if in_data and rate and "dd of=" in cmd:
            time.sleep(len(in_data) / rate)
        return super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
