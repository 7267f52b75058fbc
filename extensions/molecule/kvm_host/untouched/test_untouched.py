"""The first check mode planned on a bare server: it must have touched nothing."""

from __future__ import annotations


def test_nothing_installed(host):
    now = host.check_output("dpkg-query --show --showformat='${db:Status-Abbrev} ${Package}\\n'")
    assert now.splitlines() == host.file("/root/packages").content_string.splitlines()


def test_nothing_written(host):
    for path in ("/etc/libvirt", "/var/lib/anvil.hypervisor", "/etc/modules-load.d/anvil-kvm-host.conf"):
        assert not host.file(path).exists, path
