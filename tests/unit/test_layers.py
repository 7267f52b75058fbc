# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A layer knows those below it, never those above: the table of docs/architecture.md, read from the imports."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UTILS = "ansible_collections.anvil.hypervisor.plugins.module_utils"

# What each layer may import beside the standard library and itself.
MAY_IMPORT = {
    "_model": set(),
    "_objects": {"_model", "_seed"},
    "_actions": set(),
    "_reconcile": {"_actions", "_model", "_seed"},
    "_libvirt": {"_actions", "_model", "_objects", "_seed", "libvirt"},
    "_host": set(),
    "_seed": {"_host"},
    "_fetch": {"_model", "ansible"},
    "_kinds": {"_model", "_objects", "_reconcile", "_libvirt"},
    "_module": {"_model", "_libvirt", "_respawn", "ansible"},
    "_runner": {"_model", "_reconcile", "_libvirt", "_kinds", "_module"},
    "_image": {"_model", "_objects", "_libvirt", "_kinds", "_fetch", "_module", "_runner"},
    "_reader": {"_model", "_libvirt", "_kinds", "_module"},
    "_respawn": {"ansible"},
    "_unchanged": {"_libvirt", "_respawn", "ansible"},
    "modules": {"_runner", "_image", "_unchanged", "_kinds"},
    "modules that read": {"_reader", "_objects", "_libvirt"},
}
# These run before libvirt is there, so they stand beside the runner and not on it.
WITHOUT_LIBVIRT = {
    name: {"_host", "ansible"}
    for name in (
        "boot.py", "boot_guard.py", "boot_info.py", "change_journal.py", "hardware_capture.py", "hardware_info.py",
        "kernel_command_line.py", "libvirt_config.py", "libvirt_services.py", "preflight_info.py",
    )
}
# Where a run may ask whether it is one in check mode.
ASKS_CHECK_MODE = ("plugins/module_utils/_runner.py", "plugins/module_utils/_host/changes.py", "plugins/action/")


def sources(*folders):
    """The Python files of folders, by their path below the collection."""
    found = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


def layer_of(name):
    """The layer that a file belongs to."""
    parts = Path(name).parts
    if parts[1] == "modules":
        return "modules that read" if parts[2].endswith("_info.py") and parts[2] != "unchanged_info.py" else "modules"
    return Path(parts[2]).stem


def imports(name, source):
    """The layers and foreign packages that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            package = [*UTILS.split("."), *Path(name).parts[2:-1]]
            base = package[: len(package) - node.level + 1]
            stem = [*base, *node.module.split(".")] if node.module else base
            modules = [".".join(stem)] if len(stem) > len(UTILS.split(".")) else [".".join([*stem, alias.name]) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module]
        else:
            continue
        for module in modules:
            if module.startswith(UTILS + "."):
                yield node.lineno, module[len(UTILS) + 1:].split(".")[0]
            elif module.split(".")[0] not in sys.stdlib_module_names:
                yield node.lineno, module.split(".")[0]


def breaches(name, source):
    """What a source imports and may not."""
    layer = layer_of(name)
    allowed = WITHOUT_LIBVIRT.get(Path(name).name, MAY_IMPORT[layer]) if layer.startswith("modules") else MAY_IMPORT[layer]
    return [f"{name}:{line}: {layer} imports {found}" for line, found in imports(name, source) if found not in {layer, *allowed}]


def test_every_layer_is_in_the_table():
    assert {layer_of(name) for name in sources("plugins/module_utils", "plugins/modules")} <= set(MAY_IMPORT)


def test_layers_know_those_below_only():
    found = [line for name, source in sources("plugins/module_utils", "plugins/modules").items() for line in breaches(name, source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("name", "source"), [
    ("plugins/module_utils/_model/node.py", "from .._objects import network"),
    ("plugins/module_utils/_model/node.py", "from .. import _runner"),
    ("plugins/module_utils/_model/node.py", "import lxml.etree"),
    ("plugins/module_utils/_objects/network.py", "import libvirt"),
    ("plugins/module_utils/_objects/domain/disk.py", "from ..._reconcile.plan import Plan"),
    ("plugins/module_utils/_reconcile/plan.py", "def late():\n    from .._libvirt import session"),
    ("plugins/module_utils/_libvirt/driver.py", "from ansible.module_utils.basic import AnsibleModule"),
    ("plugins/module_utils/_host/cpu.py", f"from {UTILS}._model import xml"),
    ("plugins/module_utils/_fetch/download.py", "from .._libvirt.progress import share"),
    ("plugins/modules/network.py", f"from {UTILS}._libvirt.session import Session"),
    ("plugins/modules/network.py", "from ansible.module_utils.basic import AnsibleModule"),
    ("plugins/modules/network_info.py", f"from {UTILS}._kinds.network import KIND"),
    ("plugins/module_utils/_runner.py", "from ansible.module_utils.basic import AnsibleModule"),
])
def test_the_test_sees_a_breach(name, source):
    assert breaches(name, source)


@pytest.mark.parametrize(("name", "source"), [
    ("plugins/module_utils/_objects/domain/disk.py", "from ..._model.node import LIVE\nfrom . import common\nimport re"),
    ("plugins/module_utils/_module.py", "from ._libvirt import session\nfrom ansible.module_utils.basic import AnsibleModule"),
    ("plugins/modules/network.py", f"from {UTILS}._runner import run_object"),
    ("plugins/modules/network_info.py", f"from {UTILS}._libvirt.network import NetworkDriver"),
])
def test_the_test_lets_pass_what_is_allowed(name, source):
    assert not breaches(name, source)


def test_packages_hold_nothing_themselves():
    """AnsiballZ ships a package's __init__.py with any file of it, and all that this imports."""
    found = [name for name, source in sources("plugins/module_utils").items()
             if name.endswith("__init__.py") and source.strip()]
    assert not found


def test_check_mode_is_asked_for_in_one_place():
    """Elsewhere a plan is a plan, and whether it is carried out is not its business."""
    found = []
    for name, source in sources("plugins").items():
        if name.startswith(ASKS_CHECK_MODE):
            continue
        for node in ast.walk(ast.parse(source)):
            if (isinstance(node, ast.Attribute) and node.attr == "check_mode") or (
                    isinstance(node, ast.Name) and node.id == "check_mode"):
                found.append(f"{name}:{node.lineno}")
    assert not found


# What asks the file system beside libvirt: such an answer is no part of a trace, so whoever lets a plan depend on it makes the
# trace void (see _libvirt/trace.py).
READS_FILES = {
    "image.py": "images; the drivers that ask it make the trace void",
    "partial_volumes.py": "marks; it asks through the trace",
    "trace.py": "the trace itself",
    "ports.py": "links of guests; asked when a network is to be stopped, and such a run is not remembered",
    "unchanged_cache.py": "what is remembered; no plan depends on it",
    "luks.py": "headers of encrypted volumes; such a run is not remembered",
    "libxl.py": "libxl's log, for the words of a failure; no plan depends on it",
    **dict.fromkeys(("domain_causes.py", "network_causes.py", "pool_causes.py", "volume_causes.py"),
                    "why libvirt refused; asked after a failure, and such a run is not remembered"),
    "shared.py": "mounts; asked when something is to be removed or made smaller, and such a run is not remembered",
    "device.py": "what devices hold; asked when a pool is to be built, and the trace is void then",
    "offers.py": "the emulator of a guest that is to be defined or started; such a run is not remembered",
    "files_needed.py": "files of a guest; asked when it is restarted or given a device, and such a run is not remembered",
    "subnets.py": "routes of the host; asked when a network is to be started, and such a run is not remembered",
    "reader.py": "the file that a volume is filled with; read when something is done",
    "progress.py": "signs of life; written, never read",
    "host.py": "host_info, which makes no plan",
    "usage.py": "links in paths; asked when something is to be removed, and such a run is not remembered",
    "uri.py": "the hypervisor that runs; asked before there is a trace, each time",
}
ASKS_FILES = ("open", "os.path.", "os.stat", "os.listdir", "os.scandir", "Path")


def test_drivers_ask_nothing_behind_the_back_of_the_trace():
    found = []
    for name, source in sources("plugins/module_utils/_libvirt").items():
        if Path(name).name in READS_FILES:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(ASKS_FILES):
                found.append(f"{name}:{node.lineno}: {ast.unparse(node.func)}")
    assert not found
