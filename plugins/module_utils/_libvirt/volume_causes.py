# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a volume. The document is the pool's."""

from __future__ import annotations

import os


def _folder_vanished(facts):
    """The folder of an active pool is gone."""
    path = facts.document.findtext("target/path")
    if facts.document.get("type") not in ("dir", "fs", "netfs") or not path or not facts.local or os.path.isdir(path):
        return None
    name = facts.document.findtext("name")
    return None, (f"The folder {path} of the active pool '{name}' is gone: mount what belongs there, or make the pool inactive and then "
                  f"active, which makes a missing folder.")


CAUSES = {"create": (_folder_vanished,), "clone": (_folder_vanished,)}
