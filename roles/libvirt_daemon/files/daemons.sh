#!/bin/sh
# daemons.sh VERB NAME...: libvirt's daemons where no service manager starts them.
#
#   look     prints "missing NAME" of a daemon that does not run, and "uncollected NAME" of one whose ended children
#            stay in the process table, since the first process does not collect them at once
#   start    starts them below a subreaper of their own
#   restart  ends each and starts it again; guests and networks go on
#   execute  has each execute itself anew, with every guest's log still open
#   stop     ends them and prints the names of those that ran
#
# libvirt waits until a process that it ended is gone from the process table. Daemons and guests leave their parents,
# so it is the first process that collects them, or the nearest subreaper above them: prctl(2), PR_SET_CHILD_SUBREAPER.
# The subreaper here ends by itself when nothing is below it any more: after the daemons, and after the last guest.
set -u
cd /
export LC_ALL=C # what they say is read by code

status() { sed -n "s/^$2:[[:space:]]*\([^[:space:]]*\).*/\1/p" "/proc/$1/status" 2>/dev/null; }

alive() { case $(status "$1" State) in "" | Z | X) return 1 ;; esac; }

# is PID NAME: the host's daemon, and not one of a user's or of a container's.
is() {
    [ "$(cat "/proc/${1:-none}/comm" 2>/dev/null)" = "$2" ] && alive "$1" && [ "$(status "$1" Uid)" = 0 ] &&
        [ "$(readlink "/proc/$1/ns/mnt")" = "$(readlink /proc/self/ns/mnt)" ]
}

# Sets pid. A daemon whose file is gone runs all the same: a second one would take its sockets away.
running() {
    pid=$(cat "/run/$1.pid" 2>/dev/null)
    is "$pid" "$1" && return
    for pid in $(grep -lsx "$1" /proc/[0-9]*/comm | cut -d / -f 3); do
        is "$pid" "$1" && return
    done
    return 1
}

# Twice, since one that looks from time to time may just do so.
first_process_collects() {
    for _ in 1 2; do
        orphan=$(sleep 0.1 >/dev/null 2>&1 & echo $!)
        sleep 0.5
        [ ! -e "/proc/$orphan" ] || return
    done
}

look() {
    collects=
    for name; do
        [ -x "/usr/sbin/$name" ] || continue
        if ! running "$name"; then
            echo "missing $name"
            continue
        fi
        case $name in virtlogd | virtlockd) continue ;; esac # have no children
        [ "$(status "$pid" PPid)" = 1 ] || continue
        [ -n "$collects" ] || { first_process_collects && collects=yes || collects=no; }
        [ $collects = yes ] || echo "uncollected $name"
    done
}

# tini collects whatever comes to it and ends with its child, which is this: it stays while tini has another one.
# shellcheck disable=SC2016 # expanded below tini
below_tini='
status=0
for name; do "/usr/sbin/$name" --daemon || { status=$?; break; }; done
echo "status $status"
others() {
    children=
    read -r children <"/proc/$PPID/task/$PPID/children" # says no, since the line has no end
    [ -n "$children" ] && [ "${children% }" != $$ ]
}
while others; do sleep 2; done
'
subreaper='
import ctypes, os, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
status = 0
for name in sys.argv[1:]:
    status = status or subprocess.call(["/usr/sbin/" + name, "--daemon"])
print("status", status, flush=True)
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
'

start() {
    said=$(mktemp)
    (
        if command -v tini >/dev/null && [ -e "/proc/$$/task/$$/children" ]; then
            exec setsid tini -s -- sh -c "$below_tini" sh "$@"
        fi
        exec setsid python3 -c "$subreaper" "$@"
    ) </dev/null >"$said" 2>&1 &
    while started=$(sed -n 's/^status //p' "$said") && [ -z "$started" ] && alive $!; do sleep 0.1; done
    grep -v '^status ' "$said" >&2
    rm "$said"
    [ "$started" = 0 ]
}

# end NAME SECONDS: fails where it runs on.
end() {
    running "$1" || return 0
    kill "$pid"
    for _ in $(seq $(($2 * 5))); do
        alive "$pid" || return 0
        sleep 0.2
    done
    echo "$1 (process $pid) did not end within $2 seconds" >&2
    return 1
}

verb=$1
shift
case $verb in
look) look "$@" ;;
start) start "$@" ;;
restart)
    for name; do end "$name" 30 || exit; done
    start "$@"
    ;;
execute) for name; do running "$name" && kill -USR1 "$pid"; done ;;
stop)
    for name; do
        running "$name" && echo "$name"
        end "$name" 60  # a busy host
    done
    ;;
esac
