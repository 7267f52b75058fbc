# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""kvm_host among the roles of a site that keeps packages, daemons and kernel to itself, by ssh as root."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import fleet
from bench.fleet import Fleet, changes
from bench.needs import needs_root

SERVER = "node1.example.com"
PACKAGES = "libvirt-daemon-system libvirt-clients python3-apt python3-libvirt qemu-system-x86 qemu-utils"
# The site's own role notifies a handler, which has to wait until all roles are through.
FILES = {
    "roles/base/tasks/main.yml": """
- name: Something of the site's own
  ansible.builtin.lineinfile: {path: /root/order, line: base, create: true, mode: "0600"}
  notify: Tell the monitoring
- name: Packages are this role's work
  ansible.builtin.apt: {name: "{{ base_packages.split() }}"}
""",
    "roles/base/handlers/main.yml": """
- name: Tell the monitoring
  ansible.builtin.shell: echo handler >>/root/order
""",
    "roles/last/tasks/main.yml": """
- name: A role after
  ansible.builtin.lineinfile: {path: /root/order, line: last}
  when: kvm_host_report is defined
""",
    "site.yml": """
- hosts: all
  become: true
  vars:
    kvm_host_manage_packages: false
    kvm_host_manage_services: false
    kvm_host_manage_kernel: false
  roles:
    - base
    - role: anvil.hypervisor.kvm_host
      kvm_host_users: [admin]
      kvm_host_configuration: {qemu.conf: {max_files: 32768}}
    - last
""",
}
# What the site keeps to itself, and what the role writes.
HELD = """
dpkg-query --show
systemctl list-unit-files --no-legend 'libvirt*' 'virt*'
cat /etc/modules-load.d/*.conf /etc/sysctl.d/*.conf /etc/default/grub 2>/dev/null | sha256sum
"""
WRITTEN = "grep -c ^max_files /etc/libvirt/qemu.conf; id -nG admin | grep -c libvirt; ls /var/lib/anvil.hypervisor"

pytestmark = [pytest.mark.gate("hosts"), needs_root]


@pytest.fixture(scope="module")
def servers() -> Iterator[Fleet]:
    with Fleet({SERVER: "bookworm"}) as made:
        yield made


@pytest.fixture(scope="module")
def site(servers: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("larger")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return servers.inventory(folder, user="root")


def play(site: Path, packages: str = PACKAGES, state: str = "present", fails: bool = False, **variables: object) -> str:
    chosen = json.dumps({"base_packages": packages, "kvm_host_state": state, **variables})
    return fleet.play(str(site.parent / "site.yml"), [site], "--extra-vars", chosen, fails=fails)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"kvm_host_kernel_modules": "kvm", "kvm_host_sysctl": "a=1", "kvm_host_packages": [["a"]]},
            [
                "kvm_host_kernel_modules has to be a list and not one value, such as [kvm]",
                "kvm_host_sysctl has to be a dictionary and not one value",
                "kvm_host_packages: each of the list has to be one value and not a list",
            ],
        ),
        ({"kvm_host_sysctl": {"vm.swappiness": [1]}}, ["vm.swappiness has to have one value"]),
        ({"kvm_host_configuration": {"qemu.conf": "max_files=1"}}, ["qemu.conf has to be a dictionary of settings"]),
        ({"kvm_host_configuration": {"qemu.conf": {"max_files": None, "user": "x"}}}, ["in qemu.conf max_files has to be a whole number"]),
        ({"kvm_host_configuration": {"virtqemud.conf": {}}}, ["It may hold virtlogd.conf, virtlockd.conf, libvirtd.conf, qemu.conf"]),
        ({"kvm_host_users": ["root", "nosuch"]}, ["does not know nosuch"]),
        ({"kvm_host_accelerator": "kvm"}, ["Or let guests be emulated with kvm_host_accelerator: tcg"]),
    ],
)
def test_what_cannot_be_is_refused_before_packages(servers: Fleet, site: Path, variables: dict[str, object], said: list[str]):
    output = play(site, packages="python3-apt", fails=True, kvm_host_manage_packages=True, **variables)
    assert not [sentence for sentence in said if sentence not in output], output
    assert not servers.on(SERVER, "sudo ls /etc/libvirt /var/lib/anvil.hypervisor 2>/dev/null || true")


def test_without_packages_it_says_so_and_touches_nothing(servers: Fleet, site: Path):
    output = play(site, packages="python3-apt", fails=True)
    assert "libvirt is not installed" in output
    assert "kvm_host_manage_packages is false" in output
    assert not servers.on(SERVER, "sudo ls /etc/libvirt /var/lib/anvil.hypervisor 2>/dev/null || true")


def test_it_does_its_part_only_and_leaves_handlers_to_the_site(servers: Fleet, site: Path):
    servers.on(SERVER, f"sudo rm -f /root/order; sudo apt-get install -y -q {PACKAGES}")
    before = servers.on(SERVER, f"sudo sh -c '{HELD}'")
    play(site)
    assert servers.on(SERVER, "sudo cat /root/order").split() == ["base", "last", "handler"]
    assert servers.on(SERVER, f"sudo sh -c '{HELD}'") == before
    assert servers.on(SERVER, f"sudo sh -c '{WRITTEN}'").split() == ["1", "1", "kvm_host.json"]
    assert changes(play(site)) == {SERVER: 0}


def test_settings_that_the_daemon_does_not_take_are_taken_back(servers: Fleet, site: Path):
    before = servers.on(SERVER, "sudo sha256sum /etc/libvirt/*.conf; sudo ls /etc/libvirt")
    bad = {"qemu.conf": {"max_files": "lots"}}
    output = play(site, fails=True, kvm_host_manage_services=True, kvm_host_configuration=bad)
    assert "cannot work with the new settings of qemu.conf" in output
    assert "expected an unsigned integer for 'max_files'" in output
    assert servers.on(SERVER, "sudo sha256sum /etc/libvirt/*.conf; sudo ls /etc/libvirt") == before
    assert "Running against daemon" in servers.on(SERVER, "sudo virsh version --daemon")


def test_it_undoes_its_part_only(servers: Fleet, site: Path):
    before = servers.on(SERVER, f"sudo sh -c '{HELD}'")
    play(site, state="absent")
    assert servers.on(SERVER, f"sudo sh -c '{HELD}'") == before
    assert servers.on(SERVER, f"sudo sh -c '{WRITTEN}' || true").split()[:2] == ["0", "0"]
