#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Selftest of memory hotplug by blocks, in TAP: all that can be is taken online, some of it offline and online again, and
# then the notifiers are made to refuse either. Runs on a real kernel and on a mounted machine.
#
#   MEMORY_HOTPLUG_PERCENT=10   how many of the removable blocks are taken offline, in percent, one at least
#
# The last three tests need CONFIG_MEMORY_NOTIFIER_ERROR_INJECT and debugfs.

. "$(dirname "$0")/tap.sh"

MEMORY=/sys/devices/system/memory
ACTIONS=/sys/kernel/debug/notifier-error-inject/memory/actions
PERCENT=${MEMORY_HOTPLUG_PERCENT:-10}
EPERM=-1

state() { cat "$MEMORY/$1/state"; }
# set_state BLOCK WORD: whether the write succeeded.
set_state() { (printf '%s\n' "$2" >"$MEMORY/$1/state") 2>/dev/null; }
# in_state WORD: the removable blocks that are in a state.
in_state() {
	for block in $REMOVABLE; do
		[ "$(state "$block")" = "$1" ] && say "$block"
	done
}
# set_all WORD BLOCK...: tries every one, and tells whether all writes succeeded and all blocks are so now.
set_all() {
	word=$1
	shift
	all=0
	for block; do
		set_state "$block" "$word" && [ "$(state "$block")" = "$word" ] || all=1
	done
	return $all
}
# refuses WORD BLOCK...: whether every write is refused and no block changes.
refuses() {
	word=$1
	shift
	all=0
	for block; do
		before=$(state "$block")
		! set_state "$block" "$word" && [ "$(state "$block")" = "$before" ] || all=1
	done
	return $all
}
inject() { printf '%s\n' "$2" >"$ACTIONS/$1/error"; }
restore() {
	[ -d $ACTIONS ] && inject MEM_GOING_ONLINE 0 && inject MEM_GOING_OFFLINE 0
	# shellcheck disable=SC2086 # one word for each block
	set_all online $REMOVABLE
}

begin
[ -d $MEMORY ] || skip_all "the kernel has no memory hotplug"

REMOVABLE=
for each in "$MEMORY"/memory[0-9]*; do
	[ "$(cat "$each/removable")" = 1 ] && REMOVABLE="$REMOVABLE ${each##*/}"
done
# In a kernel zone something might settle on a block and never leave; what says so itself is left alone.
movable=
for block in $REMOVABLE; do
	case $(cat $MEMORY/"$block"/valid_zones) in
	*Movable*) movable="$movable $block" ;;
	esac
done
REMOVABLE=$movable
[ -n "$REMOVABLE" ] || skip_all "no block is removable"
trap restore EXIT

plan 6

# shellcheck disable=SC2046,SC2086
set_all online $(in_state offline) && [ -z "$(in_state offline)" ]
result $? "every block that was offline goes online"

online=$(in_state online)
count=$(say "$online" | wc -l)
target=$((count * PERCENT / 100))
[ $target -gt 0 ] || target=1
chosen=$(say "$online" | head -n $target)

# shellcheck disable=SC2086
set_all offline $chosen
result $? "$target of $count blocks go offline"

# shellcheck disable=SC2086
set_all online $chosen
result $? "they go online again"

if [ -d $ACTIONS ]; then
	# shellcheck disable=SC2086
	set_all offline $chosen
	inject MEM_GOING_ONLINE $EPERM
	# shellcheck disable=SC2086
	refuses online $chosen
	result $? "no block goes online while MEM_GOING_ONLINE fails"

	inject MEM_GOING_ONLINE 0
	# shellcheck disable=SC2086
	set_all online $chosen
	result $? "they do when it does not"

	inject MEM_GOING_OFFLINE $EPERM
	# shellcheck disable=SC2086
	refuses offline $online
	result $? "no block goes offline while MEM_GOING_OFFLINE fails"
	inject MEM_GOING_OFFLINE 0
else
	skip "no block goes online while MEM_GOING_ONLINE fails" "no $ACTIONS"
	skip "they do when it does not" "no $ACTIONS"
	skip "no block goes offline while MEM_GOING_OFFLINE fails" "no $ACTIONS"
fi

finish
