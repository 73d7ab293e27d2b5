#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Selftest of daxX.Y/state, the whole-device hotplug of dax/kmem, in TAP. Runs on a real kernel and on a mounted machine.
#
#   DAX_KMEM_TEST_DEV=dax0.0|auto   the device to test; unset skips everything: a test must not take a device by itself
#   DAX_KMEM_TEST_UNBIND=1          also run the last test, which leaves memory online until reboot
#
# Only ever onlines to ZONE_MOVABLE: in a kernel zone anything might settle on the device and never leave.

. "$(dirname "$0")/tap.sh"

SYS=/sys
MEMORY=$SYS/devices/system/memory
DRIVER=$SYS/bus/dax/drivers/kmem

state() { cat "$STATE" 2>/dev/null; }
memory_total() { sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
# set_state WORD: whether the write succeeded.
set_state() { (printf '%s\n' "$1" >"$STATE") 2>/dev/null; }

# The numbers of the device's blocks, by its lines in /proc/iomem and not by its node, which may have other memory.
blocks() {
	size=$((0x$(cat $MEMORY/block_size_bytes)))
	sed -n "s/^ *\([0-9a-f]*\)-\([0-9a-f]*\) : $DEV\$/\1 \2/p" /proc/iomem | while read -r start end; do
		block=$((0x$start / size))
		while [ $((block * size)) -le $((0x$end)) ]; do
			say $block
			block=$((block + 1))
		done
	done
}

bind() { printf '%s\n' "$DEV" >"$DRIVER/bind"; }
unbind() { printf '%s\n' "$DEV" >"$DRIVER/unbind"; }

begin
[ -n "${DAX_KMEM_TEST_DEV:-}" ] || skip_all "DAX_KMEM_TEST_DEV is not set"
DEV=$DAX_KMEM_TEST_DEV
if [ "$DEV" = auto ]; then
	for each in "$DRIVER"/dax*; do
		[ -e "$each/state" ] && DEV=${each##*/} && break
	done
fi
STATE=$SYS/bus/dax/devices/$DEV/state
[ -w "$STATE" ] || skip_all "$DEV has no state file: it is not bound to kmem, or the kernel has none"

before=$(state)
policy=$(cat $MEMORY/auto_online_blocks)
set_state unplugged && [ "$(state)" = unplugged ] || skip_all "$DEV cannot be unplugged to begin with"
baseline=$(memory_total)

plan 10

set_state online_movable
[ $? = 0 ] && [ "$(state)" = online_movable ] && [ "$(memory_total)" -gt "$baseline" ]
result $? "online_movable reads back and MemTotal grows"

set_state online_movable && [ "$(state)" = online_movable ]
result $? "the same state again is no error"

! set_state online_kernel && [ "$(state)" = online_movable ]
result $? "another online type is refused and changes nothing"

plugged=$(memory_total)
set_state unplugged && [ "$(state)" = unplugged ] && [ "$(memory_total)" -lt "$plugged" ]
result $? "unplugged reads back and MemTotal shrinks"

! set_state bogus && [ "$(state)" = unplugged ]
result $? "an unknown word is refused and changes nothing"

ok=0
for _ in 1 2 3; do
	set_state online_movable && [ "$(memory_total)" -gt "$baseline" ] || ok=1
	set_state unplugged && [ "$(memory_total)" -le "$baseline" ] || ok=1
done
result $ok "three cycles grow and shrink MemTotal each time"

set_state online_movable
one=$(blocks | head -n 1)
(printf 'offline\n' >"$MEMORY/memory$one/state") 2>/dev/null && set_state unplugged && [ "$(state)" = unplugged ]
result $? "unplugs although one block was offlined by itself"

unbind && printf 'offline\n' >$MEMORY/auto_online_blocks && bind && [ "$(state)" = offline ]
result $? "the policy counts when the device is bound"
printf '%s\n' "$policy" >$MEMORY/auto_online_blocks
set_state unplugged

set_state online_movable
for block in $(blocks); do
	(printf 'offline\n' >"$MEMORY/memory$block/state") 2>/dev/null
done
unbind
[ "$(memory_total)" -le "$baseline" ] && ! grep -q " : $DEV\$" /proc/iomem && bind && [ -e "$STATE" ]
result $? "unbind removes memory that was all offlined by hand, and the device binds again"

if [ "${DAX_KMEM_TEST_UNBIND:-}" = 1 ]; then
	set_state unplugged
	set_state online_movable
	plugged=$(memory_total)
	unbind
	[ "$(memory_total)" -ge "$plugged" ] && cat /proc/iomem >/dev/null
	result $? "unbind while online leaves the memory, and /proc/iomem can be read"
else
	skip "unbind while online" "DAX_KMEM_TEST_UNBIND is not set"
	set_state unplugged
	case $before in online*) set_state "$before" ;; esac
fi

finish
