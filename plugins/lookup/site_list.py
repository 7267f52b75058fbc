# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup that merges the lists of a site, a group and a host."""

from __future__ import annotations

from ansible.errors import AnsibleLookupError, AnsibleUndefinedVariable
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.lookup import LookupBase
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.kind import plural_of
from ansible_collections.anvil.hypervisor.plugins.plugin_utils.levels import LEVELS, merge_levels


class LookupModule(LookupBase):
    """What Ansible asks for."""

    def run(self, terms, variables=None, **kwargs):
        kinds, failures = {plural_of(kind): kind for kind in ORDER}, []
        if unknown := [term for term in terms if not isinstance(term, str) or term not in kinds]:
            raise AnsibleLookupError(f"there is no list {', '.join(map(str, unknown))}. Choose of: {', '.join(kinds)}.")
        skips = boolean(kwargs.get("skip_undefined", False))
        lists = [self._merged(plural, kinds[plural], variables, failures, skips) for plural in terms or kinds]
        if failures:
            raise AnsibleLookupError("\n".join(map(str, failures)))
        return lists

    def _merged(self, plural, kind, variables, failures, skips):
        names = [f"site_{plural}{level}" for level in LEVELS]
        found = []
        try:
            levels = {name: self._templar.template(variables[name]) for name in names if name in variables}
            # The models of kinds that nobody declares are not loaded.
            return merge_levels(kind_of(kind).model, levels, found) if any(levels.values()) else []
        except AnsibleUndefinedVariable:
            if not skips:
                raise
            found.clear()
            return []
        finally:
            failures += found
