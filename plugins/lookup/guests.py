# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup that works out what the guests of a host need."""

from __future__ import annotations

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.anvil.hypervisor.plugins.plugin_utils import guests
from ansible_collections.anvil.hypervisor.plugins.plugin_utils.levels import LEVELS, merge_levels


class LookupModule(LookupBase):
    """What Ansible asks for."""

    def run(self, terms, variables=None, **kwargs):
        try:
            site = guests.Site(**kwargs)
        except TypeError as error:
            raise AnsibleLookupError(f"its options are {', '.join(guests.Site._fields)}, of which site is required: {error}") from error
        names = [f"guests_list{level}" for level in LEVELS]
        levels = {name: self._templar.template(variables[name]) for name in names if name in variables}
        failures = []
        merged = merge_levels(guests.Guest, levels, failures)
        found = guests.expand(merged, site, failures)
        if failures:
            raise AnsibleLookupError("\n".join(map(str, failures)))
        return [found]
