#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Everybody at once: stress-ng takes blocks offline and online, a process writes and checks its memory, others come, are
# pinned and go, a dax device is unplugged and plugged as a whole and by single blocks, and signals arrive. Needs memplug's
# workload file, so it runs on a mounted machine.
#
#   STRESS_SECONDS=120   how long
#   STRESS_DEVICE=dax0.0 which device, all memory of its node
#   STRESS_NODE=1        its node
#
# Prints each thing that came of each operation, "OPERATION: RESULT", with how often; RESULT is "done" or an error's text.

LENGTH=${STRESS_SECONDS:-120}
STATE=/sys/bus/dax/devices/${STRESS_DEVICE:-dax0.0}/state
NODE=${STRESS_NODE:-1}
MEMORY=/sys/devices/system/memory
DEBUG=/sys/kernel/debug/memplug
WORKLOAD=$DEBUG/workload

results=$(mktemp -d) || exit
trap 'rm -rf "$results"' EXIT
end=$((SECONDS + LENGTH))

going_on() { [ "$SECONDS" -lt "$end" ]; }
pick() {
	local words=("$@")
	picked=${words[RANDOM % $#]}
}
note() { echo "$1: $2" >>"$results/$BASHPID"; }
# put OPERATION FILE TEXT: one write, its result noted.
put() {
	local scratch=$results/.$BASHPID error
	if { echo "$3" >"$2"; } 2>"$scratch"; then
		note "$1" done
	else
		error=$(<"$scratch")
		note "$1" "${error##*: }"
		return 1
	fi
}
# let_process WORDS: a line for the workload.
let_process() { put "$1" "$WORKLOAD" "$*"; }
total() { sed -n 's/^MemTotal: *//p' /proc/meminfo; }

keep() {
	while going_on; do
		let_process write keeper
		let_process check keeper
	done
}
come_and_go() { # come_and_go NAME: processes of all sorts, one after the other
	while going_on; do
		pick 16MiB 64MiB 200MiB; size=$picked
		pick "node=0" "node=$NODE" "interleave=0,$NODE"; policy=$picked
		pick movable cache thp
		let_process start "$1" "$size" "$policy" "$picked" || continue
		pick 4KiB 64KiB 2MiB
		let_process thin "$1" "$picked"
		if let_process fork "$1" "$1-child"; then
			let_process check "$1-child"
			let_process stop "$1-child"
		fi
		let_process touch "$1" 8MiB
		let_process pin "$1" 1MiB
		let_process write "$1"
		let_process check "$1"
		let_process unpin "$1"
		let_process check "$1"
		let_process stop "$1"
	done
}
look() {
	while going_on; do
		while read -r line; do
			[ "${line##* }" = whole ] && note look done || note look "$line"
		done <"$WORKLOAD"
		cat /proc/{meminfo,zoneinfo,buddyinfo,iomem} >/dev/null 2>&1 && note read done || note read failed
	done
}
toggle_blocks() {
	while going_on; do
		for block in /sys/devices/system/node/node"$NODE"/memory[0-9]*; do
			pick offline online online_movable online_kernel
			[ -e "$block" ] && put "block $picked" "$MEMORY/${block##*/}/state" "$picked"
			sleep 0.01
		done
		sleep 0.05
	done
}
plug() {
	while going_on; do
		put unplug "$STATE" unplugged || continue
		pick online_movable online_movable online_kernel online
		put plug "$STATE" "$picked"
		pick 0 0.05 0.2
		sleep "$picked"
	done
}
# Unplugs, and may be told to give up meanwhile.
unplug_impatiently() {
	trap : USR1
	while going_on; do
		me=$BASHPID
		pick 0.01 0.02 0.04 0.08
		(sleep "$picked" && kill -USR1 "$me") &
		put "interrupted unplug" "$STATE" unplugged
		wait # until then, or for the signal
		sleep 0.2
	done
}

before=$(total)
printf '%s\n' 'offline 2ms' 'migrate 200ms' >$DEBUG/pace
echo online_movable >"$STATE" 2>/dev/null || { echo unplugged >"$STATE" && echo online_movable >"$STATE"; } || exit
plugged=$(total)
echo "start keeper 256MiB node=$NODE" >$WORKLOAD || exit

stress-ng --memhotplug 2 -t "$LENGTH" >&2 &
for actor in keep 'come_and_go one' 'come_and_go two' look toggle_blocks plug unplug_impatiently; do
	$actor &
done
wait

sort "$results"/[0-9]* | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/\2 (\1)/'
echo none >$DEBUG/pace
put 'last check' $WORKLOAD 'check keeper'
put 'last unplug' "$STATE" unplugged
[ "$(total)" = "$before" ] && note 'memory without the device' done || note 'memory without the device' "$(total), was $before"
put 'last plug' "$STATE" online_movable
[ "$(total)" = "$plugged" ] && note 'memory with the device' done || note 'memory with the device' "$(total), was $plugged"
put 'last check' $WORKLOAD 'check keeper'
put 'last stop' $WORKLOAD 'stop keeper'
[ -z "$(<$WORKLOAD)" ] || note 'processes' "$(<$WORKLOAD)"
uniq "$results/$BASHPID"
