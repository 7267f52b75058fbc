# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one place that makes an AnsibleModule where libvirt is involved, and opens the connection for it."""

from __future__ import annotations

import contextlib

from ansible.module_utils.basic import AnsibleModule

from ._libvirt import session as libvirt_session
from ._model.errors import HypervisorError
from ._respawn import respawn_with_libvirt

COMMON = {"uri": {"type": "str"}}
# What action plugins give, see plugins/plugin_utils/long_running_action.py: no options, since users have no business with them.
PRIVATE_ARGS = ("_progress", "_files", "_digest")


def _shown(given, spec):
    """What Ansible is to check of a declaration: without null, which is as good as left out."""
    return {key: without_null(value) if spec.get(key, {}).get("options") else value for key, value in given.items() if value is not None}


class Module(AnsibleModule):
    """An AnsibleModule that never gives its arguments back: they may hold secrets in places that no spec can know.

    `accept` is asked before Ansible looks at the arguments: of those as they were given it makes what the module works with
    (`accepted`), or what is said in place of it (`refused`). So a refusal names the object and the option, which Ansible's does
    not; and Ansible is never shown what it could only end at in a traceback.
    """

    def __init__(self, spec, accept, **more):
        self._accept, self.secrets = accept, set()
        super().__init__(spec, **more)

    def _load_params(self):
        """Keep what was given as it was: Ansible makes a string of whatever stands where one is expected."""
        super()._load_params()
        self.private_args = {name: self.params.pop(name, None) for name in PRIVATE_ARGS}
        given = {key: value for key, value in self.params.items() if not key.startswith("_ansible_") and key not in COMMON}
        self.options = sorted(key for key, value in self.params.items() if value is not None and not key.startswith("_"))
        self.accepted, self.refused = self._accept(given, self.secrets)
        shown = {} if self.refused else _shown(given, self.argument_spec)
        self.params = {**shown, **{key: value for key, value in self.params.items() if key not in given}}

    def _say(self, kwargs):
        self.no_log_values.update(self.secrets - {""})
        kwargs.setdefault("invocation", {"module_args": {"options": self.options}})
        return kwargs

    def exit_json(self, **kwargs):
        super().exit_json(**self._say(kwargs))

    def fail_json(self, msg, **kwargs):
        super().fail_json(**self._say({"msg": msg, **kwargs, **(self.refused or {})}))


def open_module(spec, accept=lambda _given, _secrets: (None, None), **more):
    """The AnsibleModule, in an interpreter that has libvirt's bindings where the host has one."""
    module = Module({**spec, **COMMON}, accept, no_log=True, **more)
    if module.refused:
        module.fail_json(**module.refused)
    if libvirt_session.libvirt is None:
        respawn_with_libvirt()
    return module


def without_null(params):
    """The options that were given, at every depth, as `resources` takes them."""
    if isinstance(params, dict):
        return {key: without_null(value) for key, value in params.items() if value is not None}
    if isinstance(params, list):
        return [without_null(value) for value in params]
    return params


@contextlib.contextmanager
def open_session(module, kind=None):
    """The connection, with what the action plugin gave. Whatever libvirt or the engine refuses inside ends the module."""
    session = None
    try:
        with libvirt_session.errors(kind):
            session = libvirt_session.Session(module.params["uri"])
            session.progress.path = module.private_args["_progress"]
            session.files = module.private_args["_files"] or {}
            yield session
    except HypervisorError as error:
        module.fail_json(msg=str(error), failures=[error.as_result()])
    finally:
        if session is not None:
            session.close()
