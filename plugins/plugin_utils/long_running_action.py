# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Action plugins of modules that may take long: they print how far the module is, and bring the controller's files to the host.

A running module cannot print. It writes its state to a file whose name it gets as `_progress` beside its options (see
plugins/module_utils/_libvirt/progress.py); here a thread reads that file every `INTERVAL` seconds and prints the line. A module
that is done before costs no additional round trip.

The controller's files are told to the module with their size and what their header says (`_files`). Only when it answers that it needs some
(`_wanted`), having touched nothing, they are brought to the host, and it is called again.
"""

from __future__ import annotations

import contextlib
import copy
import os
import re
import shlex
import threading
import time
import uuid

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import image
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.progress import share

# A line at least every 10 seconds, the time that it takes to fetch it included.
INTERVAL = float(os.environ.get("ANVIL_HYPERVISOR_PROGRESS_SECONDS", "7"))
# Of a file, what is sent in one piece: as much as takes about as long as between two lines.
SMALLEST, FIRST, LARGEST = 64 * 1024, 512 * 1024, 64 * 1024**2


class LongRunningAction(ActionBase):
    """Runs the module of its own name. Subclasses say which of its options name files of the controller's."""

    _supports_async = True

    def sources(self, args):
        """The paths of controller's files in the arguments, as they are written there."""
        return []

    def options(self, args):
        """The arguments as the module takes them."""
        return args

    def known(self, args, task_vars):
        """The result where it is known without running the module, or None."""
        return None

    def private_args(self, args):
        """What the module gets beside its options."""
        return {}

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        del tmp
        args = self.options(dict(self._task.args))
        self._files = {}
        self._host = (task_vars or {}).get("inventory_hostname", "")
        for source in self.sources(args):
            self._files.setdefault(source, self._look(source))
        if self._task.async_val:
            if self._files:
                raise AnsibleActionFail("files of the controller's cannot be brought to the host in an async task. "
                                        "Leave async out, or copy them first and set remote_src: true.")
            result.update(self._execute_module(module_args=args, task_vars=task_vars,
                                               wrap_async=not self._connection.has_native_async))
            return result
        known = self.known(args, task_vars)
        if known is not None:
            result.update(known)
            return result
        found = self._call(args, task_vars)
        if found.get("_wanted"):
            for number, source in enumerate(found["_wanted"]):
                self._files[source]["path"] = self._bring(source, self._files[source], number)
            found = self._call(args, task_vars)
        result.update(found)
        return result

    # -- files

    def _look(self, source):
        """What the module has to know of a file on the controller."""
        try:
            path = self._loader.get_real_file(self._find_needle("files", source), decrypt=False)
            with open(path, "rb") as file:
                about = image.describe(file, os.fstat(file.fileno()).st_size)
        except (AnsibleError, OSError) as error:
            return {"missing": str(error)}
        return {**about, "path": path if self._is_here() else None, "local": path}

    def _is_here(self):
        """True where the host sees the controller's files, with root's rights or its own."""
        become = self._connection.become
        return self._connection.transport == "local" and (become is None or become.get_option("become_user") in (None, "", "root"))

    def _bring(self, source, facts, number):
        """Copy a file to the host, telling how far it is; Ansible removes the folder when the task ends, however it ends."""
        folder = self._connection._shell.tmpdir or self._make_tmp_path()
        remote = self._connection._shell.join_path(folder, f"source-{number}")
        if not self._connection.has_pipelining:
            self._transfer_file(facts["local"], remote)
            self._fixup_perms2((folder, remote))
            return remote
        printed, length = time.monotonic(), FIRST
        # All of it is a hole at first. Each piece has its place, so what a connection that broke sends again lands where it was.
        self._on_host(f"truncate -s {facts['size']} {shlex.quote(remote)}", source)
        with open(facts["local"], "rb", buffering=0) as file:
            done = 0
            while done < facts["size"]:
                start = self._seek(file, done, os.SEEK_DATA, facts["size"])
                if start > done:
                    done = start
                    continue
                end = min(done + length, self._seek(file, done, os.SEEK_HOLE, facts["size"]))
                piece, began = os.pread(file.fileno(), end - done, done), time.monotonic()
                if not piece:
                    raise AnsibleActionFail(f"{source} became shorter while it was read")
                self._write_piece(remote, source, done, piece)
                done += len(piece)
                now = time.monotonic()
                if len(piece) == length:
                    length = min(length * 2, LARGEST) if now - began < INTERVAL / 4 else max(length // 2, SMALLEST)
                if now - printed + (now - began) > INTERVAL:
                    printed = now
                    self._say(f"{source}: {share(done, facts['size'])} are on the host")
        return remote

    @staticmethod
    def _seek(file, offset, what, otherwise):
        try:
            return os.lseek(file.fileno(), offset, what)
        except OSError:  # nothing but a hole is left, or the file system knows none
            return otherwise

    def _write_piece(self, remote, source, offset, piece):
        """Write a piece of a file at its offset on the host, and compare how much of it arrived."""
        dd = f"LC_ALL=C dd of={shlex.quote(remote)} bs=1M seek={offset} oflag=seek_bytes iflag=fullblock conv=notrunc 2>&1"
        output = self._on_host(dd, source, piece)
        arrived = re.findall(r"^(\d+) bytes? .*copied", output, re.MULTILINE)
        if not arrived or int(arrived[-1]) != len(piece):
            raise AnsibleActionFail(f"{source} cannot be copied to the host: of {len(piece)} bytes {arrived[-1] if arrived else 'none'} "
                                    "arrived. See that the connection is stable, then run again.")

    def _on_host(self, command, source, data=None):
        done = self._low_level_execute_command(command, in_data=data)
        if done["rc"]:
            raise AnsibleActionFail(f"{source} cannot be copied to the host: {done['stderr'].strip() or done['stdout'].strip()}. "
                                    "See that there is room where remote_tmp is, or copy it yourself and set remote_src: true.")
        return done["stdout"]

    # -- progress

    def _call(self, args, task_vars):
        """Run the module, and tell meanwhile how far it is."""
        path = f"/tmp/anvil.hypervisor-{uuid.uuid4().hex}"
        files = {source: {key: value for key, value in facts.items() if key != "local"} for source, facts in self._files.items()}
        done, poller = threading.Event(), copy.copy(self)
        poller._connection = copy.copy(self._connection)
        # A become plugin remembers the command that it was last asked for.
        poller._connection.become = copy.copy(self._connection.become)
        thread = threading.Thread(target=poller._poll, args=(path, done), daemon=True)
        thread.start()
        try:
            private_args = {**self.private_args(args), "_progress": path, **({"_files": files} if files else {})}
            return self._execute_module(module_args={**args, **private_args}, task_vars=task_vars)
        finally:
            done.set()
            thread.join()

    def _poll(self, path, done):
        known = False
        while not done.wait(INTERVAL):
            with contextlib.suppress(Exception):  # whatever keeps us from telling must not disturb what is done
                line = self._low_level_execute_command(f"cat {path} 2>/dev/null || :")["stdout"].strip()
                if line and not done.is_set():
                    known = True
                    self._say(line.splitlines()[-1])
        if known:
            with contextlib.suppress(Exception):  # a module that was killed leaves it behind
                self._low_level_execute_command(f"rm -f {path}")

    def _say(self, text):
        if not self._task.no_log:
            Display().display(f"[{self._host}] {text}")


def uploads(volume):
    """The controller's file that a volume is filled with, or nothing."""
    if not isinstance(volume, dict) or volume.get("state") == "absent" or not isinstance(volume.get("source"), str):
        return []
    return [] if boolean(volume.get("remote_src") or False, strict=False) else [volume["source"]]
