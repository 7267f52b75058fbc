# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signs of life of a long step.

A running module cannot print. It keeps the present state, one line, in a file that the action plugin names (`_progress`, beside
the options); the action plugin reads it now and then and prints it, see plugins/plugin_utils/long_running_action.py. Nothing is
written unless a step takes longer than `PATIENCE` seconds.
"""

from __future__ import annotations

import contextlib
import os
import threading

PATIENCE, INTERVAL = 2.0, 1.0


def amount(number):
    """Bytes for people."""
    power = min((int(number).bit_length() - 1) // 10, 3) if number else 0
    return f"{number / 1024**power:.{min(power, 1)}f} {('B', 'KiB', 'MiB', 'GiB')[power]}"


def share(done, total):
    """How much of how much, and the percentage."""
    return f"{amount(done)} of {amount(total)} ({100 * done // total if total else 100} %)"


class Progress:
    """The state of a run in a file; without a path it says nothing."""

    def __init__(self, path=None):
        self.path, self._file = path, None

    @contextlib.contextmanager
    def during(self, state):
        """Tell what `state()` returns for as long as the block takes; it is called in a thread of its own."""
        if not self.path:
            yield
            return
        done = threading.Event()
        teller = threading.Thread(target=self._tell, args=(state, done), daemon=True)
        teller.start()
        try:
            yield
        finally:
            done.set()
            teller.join()

    def _tell(self, state, done):
        wait = PATIENCE
        while not done.wait(wait):
            wait = INTERVAL
            with contextlib.suppress(Exception):  # whatever cannot be told must not disturb what is done
                self._write(state())

    def _write(self, line):
        if self._file is None:
            # Nobody else's file or link is written to.
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{line}\n".encode(), 0)

    def close(self):
        """Leave nothing behind."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            with contextlib.suppress(OSError):
                os.unlink(self.path)
