# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What libvirt's test driver makes of documents: a kind and documents in, documents out, as JSON; null for one that is refused.

Each is tried in a process of its own: libvirt 9.0 aborts over some that nobody writes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.bindings import libvirt


def define(conn, kind, text):
    """The document that libvirt makes of another, or None."""
    try:
        if kind == "network":
            handle = conn.networkDefineXML(text)
        elif kind == "pool":
            handle = conn.storagePoolDefineXML(text)
        else:
            handle = conn.defineXML(text)
    except libvirt.libvirtError:
        return None
    told = handle.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE if kind == "domain" else 0)
    handle.undefine()
    return told


def apart(conn, kind, text):
    """The same, in a child."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, (define(conn, kind, text) or "").encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as answer:
        told = answer.read()
    return told if os.waitpid(child, 0)[1] == 0 and told else None


def defined(kind, documents):
    """What the test driver makes of each document, None of one that it refuses."""
    given = json.dumps({"kind": kind, "documents": documents})
    done = subprocess.run([sys.executable, __file__], input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    given = json.load(sys.stdin)
    libvirt.registerErrorHandler(lambda *_about: None, None)
    conn = libvirt.open("test:///default")
    json.dump([apart(conn, given["kind"], text) for text in given["documents"]], sys.stdout)


if __name__ == "__main__":
    main()
