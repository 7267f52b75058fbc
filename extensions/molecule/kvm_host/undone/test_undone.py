"""What a server is after the role undid itself: what it was, with images and the site's own settings left alone."""

from __future__ import annotations

SECTOR = 512


def test_packages_are_as_before(host):
    now = host.check_output("dpkg-query --show --showformat='${db:Status-Abbrev} ${Package}\\n'")
    # Debian keeps the settings of packages that were removed, marked rc.
    installed = [line for line in now.splitlines() if line.startswith("ii")]
    assert installed == host.file("/root/packages").content_string.splitlines()


def test_units_are_as_before(host):
    now = host.check_output("systemctl list-unit-files --no-legend --state=enabled")
    assert now.splitlines() == host.file("/root/units").content_string.splitlines()


def test_nothing_runs(host):
    for name in ("libvirtd", "virtlogd", "dnsmasq", "qemu-system-x86"):
        assert not host.process.filter(comm=name), name
    assert not host.interface("virbr0").exists


def test_settings_are_gone(host):
    assert "anvil" not in host.check_output("cat /etc/libvirt/*.conf /etc/default/libvirt-guests")


def test_the_daemon_has_its_own_language_again(host):
    assert not host.file("/etc/systemd/system/libvirtd.service.d").exists


def test_user_may_no_longer(host):
    assert "libvirt" not in host.user("operator").groups


def test_images_stay(host):
    assert host.file("/var/lib/libvirt/images/counter.img").size == SECTOR


def test_journal_is_gone(host):
    assert not host.file("/var/lib/anvil.hypervisor").exists


def test_nothing_is_kept_of_unchanged_runs(host):
    assert not host.file("/var/cache/libvirt/anvil.hypervisor").exists
