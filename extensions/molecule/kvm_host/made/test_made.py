"""What a server is after the role."""

from __future__ import annotations

import json

ROOT_ONLY = 0o600


def test_libvirt_answers_and_emulates(host):
    capabilities = host.check_output("virsh -c qemu:///system capabilities")
    assert "<domain type='qemu'" in capabilities


def test_daemons_come_back_after_a_boot(host):
    for unit in ("libvirtd.service", "libvirtd.socket", "libvirtd-ro.socket", "libvirtd-admin.socket"):
        assert host.service(unit).is_enabled, unit
    assert host.service("libvirtd.socket").is_running


def test_daemon_took_its_settings(host):
    assert "nclients_max        : 4000" in host.check_output("virt-admin srv-clients-info libvirtd")


def test_k7a_the_daemon_speaks_no_other_language(host):
    environment = host.check_output("tr '\\0' '\\n' </proc/$(cat /run/libvirtd.pid)/environ").splitlines()
    assert "LC_ALL=C" in environment


def test_settings_lie_at_the_head_of_their_file(host):
    head = host.file("/etc/libvirt/qemu.conf").content_string.splitlines()[:4]
    assert head == [
        "# BEGIN anvil.hypervisor.kvm_host",
        "max_files = 4096",
        'vnc_password = "not shown"',
        "# END anvil.hypervisor.kvm_host",
    ]


def test_nothing_is_weakened(host):
    settings = host.file("/etc/libvirt/qemu.conf").content_string.splitlines()
    for name in ("user", "group", "security_driver", "namespaces"):
        assert not [line for line in settings if line.startswith(name)], name


def test_user_may(host):
    assert "libvirt" in host.user("operator").groups


def test_default_network_and_pool_run(host):
    assert host.interface("virbr0").exists
    assert host.check_output("virsh net-list --autostart --name") == "default"
    assert host.check_output("virsh pool-list --autostart --name").strip() == "default"


def test_guests_settings_without_the_service(host):
    assert not host.service("libvirt-guests").is_enabled
    assert host.check_output(". /etc/default/libvirt-guests; echo $ON_SHUTDOWN $SHUTDOWN_TIMEOUT") == "shutdown 60"


def test_a_container_keeps_its_hands_off_the_kernel(host):
    assert not host.file("/etc/modules-load.d/anvil-kvm-host.conf").exists


def test_journal_is_for_root_only(host):
    journal = host.file("/var/lib/anvil.hypervisor/kvm_host.json")
    assert journal.mode == ROOT_ONLY
    entries = json.loads(journal.content_string)["entries"]
    assert "libvirt-daemon-system" in entries["packages"]
    assert "packages_before" not in entries
