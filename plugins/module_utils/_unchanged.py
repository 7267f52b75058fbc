# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The small counterpart of the runner: whether there is anything to do at all, told without the engine."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

from ._libvirt.trace import libvirt
from ._libvirt.unchanged_cache import is_unchanged
from ._libvirt.uri import default_uri
from ._respawn import respawn_with_libvirt


def run_unchanged_info():
    """The main function of the module that compares a host with what a run saw that changed nothing."""
    module = AnsibleModule({"digest": {"type": "str", "required": True}, "uri": {"type": "str"}}, supports_check_mode=True,
                           no_log=True)
    if libvirt is None:
        respawn_with_libvirt()
        module.exit_json(unchanged=False)
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    try:
        unchanged = is_unchanged(module.params["digest"], lambda: libvirt.open(module.params["uri"] or default_uri()))
    except libvirt.libvirtError:
        unchanged = False  # the module that does the work says what is wrong
    module.exit_json(unchanged=unchanged)
