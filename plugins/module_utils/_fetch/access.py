# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Opening a URL as ansible.builtin.get_url does."""

from __future__ import annotations

import urllib.parse

from ansible.module_utils.urls import Request

SCHEMES = ("http", "https", "file")


class Access:
    """How URLs are opened: proxies, certificates, credentials, time limit. `options` are those of ansible.module_utils.urls."""

    def __init__(self, headers=None, **options):
        self.headers, self.options = headers or {}, options

    def open(self, url, headers):
        """The server's answer. No server that it redirects to gets the user's headers or credentials."""
        return Request().open("GET", url, headers={**self.headers, **headers}, unredirected_headers=["Authorization", *self.headers],
                              decompress=False, **self.options)


def shown(url):
    """A URL without what may be secret in it: credentials, and the query, in which signatures and tokens are."""
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def secrets_of(url):
    """What may be secret in a URL."""
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:  # it will be refused, and is no one's address
        return {url}
    password = parts.netloc.rpartition("@")[0].partition(":")[2]
    return {text for text in (password, urllib.parse.unquote(password), parts.query) if text}


def file_name(url):
    """The name of the file that a URL leads to."""
    return urllib.parse.unquote(urllib.parse.urlsplit(url).path.rpartition("/")[2])


def local_path(url):
    """The path of the file of the host that a URL leads to, or None."""
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.unquote(parts.path) if parts.scheme == "file" else None
