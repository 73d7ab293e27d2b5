#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Replays a session: prints the file anew, with what its commands print and leave behind now.
#
#   $ COMMAND                  what it prints, errors included, and "  -> exit STATUS"
#   $ write FILE <- "VALUE"    a single write, without a newline
#       dmesg| LINE            what the kernel logged meanwhile; asked for only if the session has such lines
#       daxX.Y/state=...       the device, and what the machine shows of its memory
#       blocks: N=...          the state and the zones of the blocks that are named
#       iomem| ...             the lines of /proc/iomem that are memory's
#   # ...                      a remark
#
# usage: session.sh SESSION

SYS=/sys
MEMORY=$SYS/devices/system/memory
NODES=$SYS/devices/system/node
session=$1

say() { printf '%s\n' "$*"; }

run() {
	sh -c "$1" </dev/null 2>&1
	say "  -> exit $?"
}

write() { # write FILE <- "VALUE"  => RESULT
	value=${3#\"}
	value=${value%\"}
	result="ok ${#value}"
	printf %s "$value" 2>/dev/null >"$1" || result=refused
	say "\$ write $1 <- \"$value\"  => $result"
}

logs=$(grep -c '^    dmesg|' "$session")
logged=$(dmesg | wc -l)
show_log() {
	[ "$logs" = 0 ] && return
	dmesg | tail -n "+$((logged + 1))" | sed 's/^\[[^]]*\] /    dmesg| /'
	logged=$(dmesg | wc -l)
}

show_device() {
	device=$SYS/bus/dax/devices/$1
	driver=$(readlink "$device/driver")
	total=$(sed -n 's/^MemTotal: *//p' /proc/meminfo)
	say "    $1/state='$(cat "$device/state" 2>&1)' driver=${driver##*/} MemTotal=$total" \
		"has_memory=$(cat $NODES/has_memory) nodes_online=$(cat $NODES/online)"
}

show_blocks() { # show_blocks N...
	printf '    blocks: '
	for number; do
		block=$MEMORY/memory$number
		if [ -e "$block" ]; then
			printf '%s=%s[%s] ' "$number" "$(cat "$block/state")" "$(cat "$block/valid_zones")"
		else
			printf '%s=absent ' "$number"
		fi
	done
	say
}

show_iomem() {
	grep -E ' : (System RAM|Persistent Memory|Soft Reserved|CXL Window|namespace|dax)' /proc/iomem | sed 's/^/    iomem| /'
}

previous=
while IFS= read -r line; do
	case $line in
	'$ write '*)
		set -f
		# shellcheck disable=SC2086 # words are wanted
		set -- $line
		write "$3" "$4" "$5"
		show_log
		;;
	'$ '*)
		say "$line"
		run "${line#??}"
		show_log
		;;
	'    dax'*/state=*)
		line=${line%%/state=*}
		show_device "${line#    }"
		;;
	'    blocks: '*)
		# shellcheck disable=SC2046 # words are wanted
		show_blocks $(say "${line#*: }" | grep -oE '[0-9]+=' | tr -d =)
		;;
	'    iomem| '*) [ "$previous" = iomem ] || show_iomem ;;
	'#'*) say "$line" ;;
	esac
	case $line in
	'    iomem| '*) previous=iomem ;;
	*) previous= ;;
	esac
done <"$session"
