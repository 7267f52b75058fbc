# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is ended by SIGTERM ends as by Ctrl-C: fixtures are torn down in every process, and what they made is gone."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

import pytest
from xdist.workermanage import NodeManager

from bench.systemd_host import children

# Seconds that processes have for it; a server with systemd shuts down meanwhile.
PATIENCE = 120


def observe(config: pytest.Config) -> None:
    """In the process that a person sees, and in those among which it distributes the tests, which are all that it starts."""
    distributes = not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None)

    def end(*_signal: object) -> None:
        """Once: whoever asks again must not disturb the teardown."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for pid in children(os.getpid()) if distributes else ():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        raise KeyboardInterrupt("ended by SIGTERM")

    NodeManager.EXIT_TIMEOUT = PATIENCE
    signal.signal(signal.SIGTERM, end)
