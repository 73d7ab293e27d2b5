# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# What selftests have in common, to be sourced: results in TAP, and the status that the kernel's selftests exit with.
#
#   begin            the head; without root all is skipped
#   plan N           how many results there will be
#   result OK TEXT   one of them, passed if OK is 0
#   skip TEXT WHY    one that is not looked for here
#   finish           the end: exits with 0 if as many came as were planned and none failed

number=0
failed=0

say() { printf '%s\n' "$*"; }
skip_all() {
	say "1..0 # SKIP $*"
	exit 4
}
begin() {
	say "TAP version 13"
	[ "$(id -u)" = 0 ] || skip_all "needs root"
}
plan() {
	planned=$1
	say "1..$planned"
}
result() {
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		say "ok $number $2"
	else
		say "not ok $number $2"
		failed=$((failed + 1))
	fi
}
skip() {
	number=$((number + 1))
	say "ok $number $1 # SKIP $2"
}
finish() {
	if [ $number != "$planned" ]; then
		say "# $number came of $planned"
		exit 1
	fi
	[ $failed = 0 ] && say "# all $planned passed" || say "# $failed of $planned failed"
	exit $((failed != 0))
}
