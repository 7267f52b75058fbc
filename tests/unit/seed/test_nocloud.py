# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a seed: what cloud-init's library for YAML reads in them is what was declared."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed import nocloud
from hypothesis import given, settings
from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
    | st.sampled_from(["yes", "~", "1:30", "0x10", "0o7", "2026-01-01", "\x85", "\u2028", "\ufeff", "a: b", "#c", "&a", "*a", "!!x", "\t"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12)
DESIRED = {"instance_id": "i-1", "hostname": "web1"}


@given(VALUES)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_yaml_reads_what_was_declared(value):
    read = yaml.safe_load(nocloud.dump({"key": value}).encode())["key"]
    assert read == value
    assert repr(read) == repr(value), "the order of keys, and the types of values"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"\udfff": 1}, {1: 2}, {"k" * 1001: 1}, [object()]])
def test_what_yaml_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match=r"^(holds|has) "):
        nocloud.dump([value])


@pytest.mark.parametrize("text", [
    "#cloud-config\na: 1\n", "#!/bin/sh\n", "#include\nhttps://a\n", "#include-once\n", "#cloud-config-archive\n", "#cloud-boothook\n",
    "#part-handler\n", "## template: jinja\n#cloud-config\n", "Content-Type: multipart/mixed; boundary=a\nmime-version: 1.0\n\n",
    "MIME-Version: 1.0\n", f"#cloud-config\n{'a' * 4096}\nMIME-Version: 1.0\n"])
def test_texts_that_cloud_init_knows(text):
    assert nocloud.misread(text) is None


@pytest.mark.parametrize("text", [
    "", "packages: [nginx]\n", " #cloud-config\n", "\n#!/bin/sh\n", "# cloud-config\n", "Content-Type: multipart/mixed; boundary=a\n"])
def test_texts_that_cloud_init_ignores(text):
    assert "would ignore" in nocloud.misread(text)


def test_cloud_init_takes_no_other_text_for_a_mime_message():
    assert "would take it for a MIME message" in nocloud.misread("#cloud-config\n# MIME-Version: 1.0\n")
    value = {"content": "Mime-Version: 1.0\nmime-version:", "MIME-VERSION:": "mime-version"}
    assert yaml.safe_load(nocloud.dump(value)) == value
    assert "mime-version:" not in nocloud.dump(value).lower()


def test_cloud_init_finds_both_files_in_each_seed():
    files = nocloud.files(DESIRED)
    assert files == {"meta-data": b'{"instance-id": "i-1", "local-hostname": "web1"}\n', "user-data": b"#cloud-config\n{}\n"}
    assert nocloud.spent(files) == files


def test_what_is_declared_is_in_the_files():
    desired = {**DESIRED, "user_data": "#!/bin/sh\r\n\xe9", "vendor_data": {"b": 1, "a": [2]}, "network_config": {"version": 2},
               "meta_data": {"tags": ["x"]}}
    files = nocloud.files(desired, generation=3)
    assert files["user-data"].decode() == desired["user_data"]
    assert files["vendor-data"] == b'#cloud-config\n{"b": 1, "a": [2]}\n'
    assert files["network-config"] == b'{"version": 2}\n'
    assert nocloud.contents(files["meta-data"]) == {"instance-id": "i-1-3", "local-hostname": "web1", "tags": ["x"]}
    spent = nocloud.spent(files)
    assert nocloud.contents(spent.pop("meta-data")) == {"instance-id": "i-1-3", "local-hostname": "web1"}
    assert spent == {"user-data": b"#cloud-config\n{}\n", "network-config": files["network-config"]}


@pytest.mark.parametrize(("config", "version"), [
    ({"version": 2}, 2), ({"version": 1, "config": []}, 1), ({"network": {"version": 2}}, None), ({}, None), ({"version": 3}, None),
    ({"version": True}, None), ({"version": "2"}, None), ({"version": [2]}, None)])
def test_the_version_of_a_network_configuration(config, version):
    assert nocloud.network_version(config) == version


@pytest.mark.parametrize(("data", "found"), [
    (b'#cloud-config\n{"a": 1}\n', {"a": 1}), (b'{"a": 1}\n', {"a": 1}), (b"#cloud-config\na: 1\n", None), (b"#!/bin/sh\n", None),
    (b"[1]", None), (b"", None)])
def test_the_dictionary_that_a_file_was_written_from(data, found):
    assert nocloud.contents(data) == found
