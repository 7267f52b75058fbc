"""Preflight looks, and never touches."""

from __future__ import annotations


def test_nothing_installed(host):
    now = host.check_output("dpkg-query --show --showformat='${db:Status-Abbrev} ${Package}\\n'")
    assert now.splitlines() == host.file("/root/packages").content_string.splitlines()


def test_nothing_enabled(host):
    now = host.check_output("systemctl list-unit-files --no-legend --state=enabled")
    assert now.splitlines() == host.file("/root/units").content_string.splitlines()
