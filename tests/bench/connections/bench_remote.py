# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that is not the local one to Ansible."""

from __future__ import annotations

from ansible.plugins.connection import local

DOCUMENTATION = r"""
name: bench_remote
short_description: Reaches the host as if it were another
description:
  - The local connection under another name.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(local.Connection):
    transport = "bench_remote"
