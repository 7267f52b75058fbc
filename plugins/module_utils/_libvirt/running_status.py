# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The status of objects that run: networks, pools and domains."""

from __future__ import annotations

from .._model import drift
from .._model.node import Context
from .status_values import Group, Value


def _lifecycle(driver, model, name, observed):
    return observed.active, observed.autostart, observed.persistent


def _drift(driver, model, name, observed):
    return driver.answered(lambda facts: drift.describe(model, observed, Context(kind=driver.kind, name=name, facts=facts)), name, observed)


LIFECYCLE = Group((
    Value("active", "bool", "Whether it runs.", True),
    Value("autostart", "bool", "Whether it starts with the host.", True),
    Value("persistent", "bool", "Whether it has a configuration. Without one, the object no longer exists once it is stopped.", True),
), _lifecycle)
DRIFT = Group((
    Value("restart_required", "list", "Options that are configured and wait for a restart.", ["memory"]),
    Value("drift", "list", "Options in which the running object differs from its configuration.", entries=(
        Value("option", "str", "Path of the option.", "memory"),
        Value("configured", "raw", "The value in the configuration, or null.", "2 GiB"),
        Value("running", "raw", "The value of the running object, or null.", "1 GiB"),
    )),
), _drift)
