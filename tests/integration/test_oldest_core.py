# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oldest ansible-core comes to the verdicts of the current one, on all good and bad input."""

from __future__ import annotations

import os
import subprocess
import sys

from bench import environments
from bench.paths import ROOT

RUN = "import sys, pytest, ansible.release; print(ansible.release.__version__, flush=True); sys.exit(pytest.main(sys.argv[1:]))"


def test_the_corpus_has_the_same_verdicts():
    library = environments.ALL[environments.OLDEST].library()
    command = [sys.executable, "-c", RUN, "tests/unit/test_corpus.py", "--quiet", "--numprocesses", "0"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(library)}, capture_output=True, text=True, check=False)
    assert done.stdout.startswith(f"{environments.OLDEST}."), done.stdout + done.stderr
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
