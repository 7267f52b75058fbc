# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the module resources that runs on the controller."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ansible_collections.anvil.hypervisor.plugins.plugin_utils.long_running_action import LongRunningAction, uploads

# What decides what a declaration means: a run is only compared with one of the same code.
CODE = Path(__file__).resolve().parents[1] / "module_utils"


class ActionModule(LongRunningAction):
    """Uploads the files of volumes, and shows the progress of the module; asks first whether there is anything to do."""

    def known(self, args, task_vars):
        digest = self.private_args(args).get("_digest")
        if digest is None:
            return None
        about = {"digest": digest, **({"uri": args["uri"]} if args.get("uri") else {})}
        found = self._execute_module("anvil.hypervisor.unchanged_info", module_args=about, task_vars=task_vars)
        return {"changed": False, "actions": [], "diff": [], "restart_required": []} if found.get("unchanged") else None

    def private_args(self, args):
        """Under what the module keeps a run that changed nothing."""
        digest = hashlib.sha256()
        for path in sorted(CODE.rglob("*.py")):
            digest.update(path.read_bytes())
        heads = [[facts.get(key) for key in ("size", "format", "capacity", "refers", "images")]
                 for facts in (self._files.get(source, {}) for source in self.sources(args))]
        try:
            digest.update(json.dumps([args, heads], sort_keys=True, default=str).encode())
        except TypeError:
            return {}  # keys of several types, which no option has
        return {"_digest": digest.hexdigest()}

    def sources(self, args):
        volumes = args.get("volumes")
        return [source for volume in volumes for source in uploads(volume)] if isinstance(volumes, list) else []
