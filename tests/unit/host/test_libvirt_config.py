# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The block in a configuration file of libvirt's: what is written, what stays, and what of it may be shown."""

from __future__ import annotations

import re

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import libvirt_config as config
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import secrets
from hypothesis import given, settings
from hypothesis import strategies as st

MARKER = "the owner"
SITE = '# VNC\n#vnc_listen = "0.0.0.0"\nmax_files = 100\n'


def lines(**values):
    return config.accept({"qemu.conf": values})["qemu.conf"]


@pytest.mark.parametrize(("value", "text"), [
    (True, "1"),
    (False, "0"),
    (-5, "-5"),
    ("a b", '"a b"'),
    ("", '""'),
    ('say "a"', "'say \"a\"'"),
    ("""it's "a" here""", '"""it\'s "a" here"""'),
    ([], "[]"),
    (["a", 'b"'], "[ \"a\", 'b\"' ]"),
])
def test_a_value_as_libvirt_reads_it(value, text):
    assert lines(name=value) == [f"name = {text}"]


@pytest.mark.parametrize(("files", "says"), [
    ({"qemu.conf": []}, "qemu.conf has to be a dictionary of settings, such as qemu.conf: {name: value}"),
    ({"../qemu.conf": {}}, "no name of a file"),
    ({"qemu.conf\n": {}}, "no name of a file"),
    ({1: {}}, "no name of a file"),
    ({"qemu.conf": {"a": None, "b": 1, "c": 1.5, "d": [1], "e": {}}}, "in qemu.conf a, c, d, e has to be a whole number"),
    ({"qemu.conf": {"a b": 1}}, "no name of a setting"),
    ({"qemu.conf": {"a\nb": 1}}, "no name of a setting"),
    ({"qemu.conf": {1: 1}}, "no name of a setting"),
    ({"qemu.conf": {"a": "x\ny"}}, "a has to be a text of one line"),
    ({"qemu.conf": {"a": """'x\""""}}, "both kinds of quotes"),
    ({"qemu.conf": {"spice_password": 12345}}, "spice_password has to be a string"),
])
def test_what_no_file_can_hold_is_refused_by_name(files, says):
    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        config.accept(files)
    assert "12345" not in str(refused.value)


def test_the_block_stands_at_the_head_and_the_rest_stays():
    text = config.place(SITE, MARKER, ["a = 1"])
    assert text == f"# BEGIN the owner\na = 1\n# END the owner\n{SITE}"
    assert config.find(text, MARKER) == (SITE, ["a = 1"])
    assert config.place(text, MARKER, ["a = 1"]) == text
    assert config.place(text, MARKER, []) == config.place(SITE, MARKER, []) == SITE
    both = config.place(text, "another", ["b = 2"])
    assert config.place(both, MARKER, []) == config.place(SITE, "another", ["b = 2"])


def test_a_block_that_was_moved_goes_back_to_the_head():
    moved = f"{SITE}# BEGIN the owner\r\na = 1\r\n# END the owner\r\nlast = 1"
    assert config.place(moved, MARKER, ["a = 1"]) == f"# BEGIN the owner\na = 1\n# END the owner\n{SITE}last = 1"


@pytest.mark.parametrize(
    "broken", ["# BEGIN the owner\n", "# END the owner\n# BEGIN the owner\n", "# BEGIN the owner\n# END the owner\n" * 2],
)
def test_half_a_block_is_refused(broken):
    with pytest.raises(ValueError, match="not one pair"):
        config.place(SITE + broken, MARKER, [])


NUMBERS = st.from_regex(r"[a-z]{1,5}", fullmatch=True).filter(lambda name: not secrets.is_secret(name))  # a secret is no number


@given(st.text("ab \"'#=\n\r", max_size=40), st.dictionaries(NUMBERS, st.integers(0, 9), max_size=3))
@settings(max_examples=60)
def test_taking_the_block_out_gives_back_the_file(text, values):
    assert config.place(config.place(text, MARKER, lines(**values)), MARKER, []) == text


@pytest.mark.parametrize(("name", "secret"), [
    ("vnc_password", True), ("spice_password", True), ("auth_token", True), ("site_secret", True),
    ("default_tls_x509_secret_uuid", False), ("key_file", False), ("keepalive_interval", False), ("max_files", False),
])
def test_which_settings_are_secret(name, secret):
    assert secrets.is_secret(name) is secret


@pytest.mark.parametrize("before", [
    'vnc_password = "geheim"',
    "vnc_password='geheim'",
    '\tvnc_password\t=\t"""geheim"""',
    '#vnc_password = "geheim"',
    'max_files = 1\nvnc_password = "geheim" # geheim\nuser = "geheim"',
    'a = "geheim"\nvnc_password="geheim"',
    'spice_password = [\n "x",\n "geheim" ]',
    'vnc_password = """first\ngeheim"""',
    "vnc_password = geheim",
])
def test_k8a_a_secret_is_shown_neither_by_its_name_nor_by_its_value(before):
    hidden = config.secrets(before)
    shown = config.diff("qemu.conf", before.split("\n"), ["max_files = 2"], hidden)
    assert "geheim" not in str(shown)
    assert secrets.HIDDEN in shown["before"]
    assert "geheim" not in config.masked(before, hidden)


def test_k8a_a_new_secret_is_seen_to_be_new():
    old, new = lines(vnc_password="one"), lines(vnc_password="two")
    shown = config.diff("qemu.conf", old, new, config.secrets("\n".join(old + new)))
    assert (shown["before"], shown["after"]) == ("vnc_password = ********\n", "vnc_password = ******** (new)\n")


@pytest.mark.parametrize(("file", "monolithic", "daemon"), [
    ("libvirtd.conf", True, "libvirtd"),
    ("qemu.conf", True, "libvirtd"),
    ("qemu.conf", False, "virtqemud"),
    ("network.conf", False, "virtnetworkd"),
    ("virtlogd.conf", True, "virtlogd"),
])
def test_who_reads_a_file(file, monolithic, daemon):
    assert config.reader(file, monolithic) == daemon


def test_where_a_daemon_answers():
    assert config.addresses("virtqemud") == ("qemu:///system",)
    assert config.addresses("virtlogd") == ()
    assert "qemu:///system" in config.addresses("libvirtd")


SAID = """2026-11-30 03:47:17.821+0000: 26: info : libvirt version: 9.0.0, package: 9.0.0-4+deb12u2 (Debian)
2026-11-30 03:47:17.821+0000: 26: error : virGDBusGetSystemBus:99 : internal error: Unable to get system bus connection
2026-11-30 03:47:18.057+0000: 26: error : virConfGetValueUInt:1093 : internal error: /etc/libvirt/qemu.conf: expected a number
2026-11-30 03:47:18.058+0000: 26: error : daemonRunStateInit:616 : Driver state initialization failed
"""


USUAL = "\n".join(SAID.splitlines()[:2]).replace("17.821", "16.533")


def test_the_first_error_that_the_daemon_does_not_tell_of_otherwise_is_the_cause():
    assert config.cause(SAID, USUAL) == "internal error: /etc/libvirt/qemu.conf: expected a number"
    assert config.cause("libvirtd: unknown\n", "") == "libvirtd: unknown"
    assert config.cause("", "") == "it does not say why"
