# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets the documentation site be built without a network: the places of Ansible's own documentation that pages refer to.

site_inventory.py FOLDER writes FOLDER/ansible.inv and makes FOLDER/conf.py, as antsibull-docs has written it, use it.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

SITE = "https://docs.ansible.com/projects/ansible/devel/"
HEADER = b"# Sphinx inventory version 2\n# Project: Ansible\n# Version: devel\n# The remainder of this file is compressed using zlib.\n"
# label: page and title
LABELS = {
    "common_return_values": ("reference_appendices/common_return_values.html#common-return-values", "Return Values"),
    "action_plugins": ("plugins/action.html#action-plugins", "Action plugins"),
    "ansible_configuration_settings": ("reference_appendices/config.html#ansible-configuration-settings", "Configuration settings"),
    "ansible_collections.ansible.builtin.copy_module": ("collections/ansible/builtin/copy_module.html", "ansible.builtin.copy"),
}

folder = Path(sys.argv[1])
lines = "".join(f"{label} std:label -1 {page} {title}\n" for label, (page, title) in LABELS.items())
(folder / "ansible.inv").write_bytes(HEADER + zlib.compress(lines.encode()))
with (folder / "conf.py").open("a", encoding="utf-8") as conf:
    conf.write(f"\nintersphinx_mapping = {{'ansible_devel': ({SITE!r}, {str((folder / 'ansible.inv').resolve())!r})}}\n")
