# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong, as few exceptions: each names the object, the operation, the cause and the remedy."""

from __future__ import annotations

from types import MappingProxyType


class HypervisorError(Exception):
    """An operation that failed; `code` is a stable word that playbooks may test."""

    code = "failed"
    # The attributes that a result has of it, with their types and what they mean.
    RESULT = MappingProxyType({
        "kind": ("str", "Kind of the object."),
        "name": ("str", "Name of the object."),
        "operation": ("str", "What failed."),
        "code": ("str", "Word for the cause, such as V(not_found)."),
        "libvirt_code": ("int", "libvirt's number of the error, or null."),
        "message": ("str", "What went wrong."),
        "remedy": ("str", "What to do about it, or null."),
    })

    def __init__(self, message, *, kind=None, name=None, operation=None, remedy=None, libvirt_code=None, errno=None):
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.name = name
        self.operation = operation
        self.remedy = remedy
        self.libvirt_code = libvirt_code
        # The system's number of the error, where libvirt knows it.
        self.errno = errno

    def details(self):
        """All but the message, as another class of errors takes it."""
        return {"kind": self.kind, "name": self.name, "operation": self.operation, "remedy": self.remedy,
                "libvirt_code": self.libvirt_code, "errno": self.errno}

    def about(self, kind, name, operation=None):
        """Fill in what the raiser could not know; what is known stays."""
        self.kind = self.kind or kind
        self.name = self.name or name
        self.operation = self.operation or operation
        return self

    def __str__(self):
        subject = " ".join(str(part) for part in (self.kind, self.name and f"'{self.name}'") if part)
        if self.operation:
            subject = f"{subject}: cannot {self.operation}" if subject else f"cannot {self.operation}"
        text = f"{subject}: {self.message}" if subject else self.message
        if self.remedy:
            text = f"{text.rstrip('.')}. {self.remedy}"
        return text

    def as_result(self):
        """The entry of this error in a result's `failures`."""
        return {name: getattr(self, name) for name in self.RESULT}


class Invalid(HypervisorError):
    """A declaration that can never hold: refused before anything is touched."""

    code = "invalid"

    def __init__(self, option, message, remedy=None):
        super().__init__(f"{option}: {message}" if option else message, remedy=remedy)
        self.option = str(option)


class NotFound(HypervisorError):
    """The object does not exist."""

    code = "not_found"


class Vanished(NotFound):
    """Somebody else removed the object while a run made it as declared."""

    def __init__(self, cause=""):
        super().__init__(f"somebody else removed it meanwhile{cause and ': '}{cause}", remedy="See who removes it, then run again.")


class Conflict(HypervisorError):
    """Another object has the name or the UUID, or somebody else is changing the object."""

    code = "conflict"


class Unsupported(HypervisorError):
    """This libvirt, hypervisor or kind of storage cannot do it."""

    code = "unsupported"


class NotWhileRunning(HypervisorError):
    """The object could take it at its next start, and not while it runs; nothing was changed but what the message names."""

    code = "not_while_running"


class NoSpace(HypervisorError):
    """The storage has no room for it."""

    code = "no_space"


class Refused(HypervisorError):
    """It could be done and would cost what was not named: data, a running guest, a connection."""

    code = "refused"


class Denied(HypervisorError):
    """The user has no right to do it."""

    code = "denied"


class ConnectionLost(HypervisorError):
    """libvirt cannot be reached, or stopped answering."""

    code = "connection_lost"


class NotConverged(HypervisorError):
    """What was applied is not what is read back."""

    code = "not_converged"
