#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Creates, shrinks, splits, aligns and destroys devices of a dynamic dax region with daxctl, as its manual says, in TAP. Runs
# on a real kernel and on a mounted machine.
#
#   DAXCTL_TEST_REGION=0   the region to test, all of it free or of device 0; unset skips everything
#
# All devices of the region go. Its size should be 2 GiB or more.

. "$(dirname "$0")/tap.sh"

REGION=${DAXCTL_TEST_REGION:-}
MIB=$((1 << 20))
GIB=$((1 << 30))

DEVICES=/sys/bus/dax/devices
device() { printf %s "$DEVICES/dax$REGION.$1"; }
size() { cat "$(device "$1")/size"; }
available() { cat "$PARENT"/dax_region/available_size; }
# create ARGUMENT...: the number of the new device, or what daxctl exits with.
create() {
	created=$(daxctl create-device -r "$REGION" "$@" 2>/dev/null) || return
	say "$created" | sed -n "s/.*\"chardev\":\"dax$REGION\.\([0-9]*\)\".*/\1/p"
}
resize() { daxctl reconfigure-device -s "$2" "dax$REGION.$1" >/dev/null 2>&1; }
disable() { daxctl disable-device "dax$REGION.$1" >/dev/null 2>&1; }
destroy() { daxctl destroy-device "dax$REGION.$1" >/dev/null 2>&1; }
# listed N KEY: the numbers that daxctl lists under a key of a device or its mappings.
listed() { daxctl list -M -d "dax$REGION.$1" | sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" | tr '\n' ' '; }
# mappings N: where the device lies, from the region's begin, in MiB: start+size@page_offset.
mappings() {
	for directory in "$(device "$1")"/mapping*; do
		[ -e "$directory/start" ] || continue
		start=$(($(cat "$directory/start")))
		end=$(($(cat "$directory/end")))
		offset=$(($(cat "$directory/page_offset")))
		printf '%s+%s@%s ' $(((start - BEGIN) / MIB)) $(((end + 1 - start) / MIB)) $((offset / 256))
	done
}
# fails STATUS COMMAND...: whether it exits with that.
fails() {
	expected=$1
	shift
	"$@" >/dev/null 2>&1
	[ $? = "$expected" ]
}
# The others go; device 0 is always there, and loses its memory.
clear_region() {
	daxctl reconfigure-device -f -m devdax "dax$REGION.0" >/dev/null 2>&1
	disable 0
	resize 0 0
	daxctl destroy-device -f -r "$REGION" all >/dev/null 2>&1
	[ "$(available)" = "$TOTAL" ]
}

begin
command -v daxctl >/dev/null || skip_all "needs daxctl"
[ -n "$REGION" ] || skip_all "DAXCTL_TEST_REGION is not set"
[ -e "$(device 0)" ] || skip_all "there is no dax$REGION.0"
PARENT=$(readlink -f "$(device 0)")
PARENT=${PARENT%/*}
[ -e "$PARENT/dax_region/create" ] || skip_all "region $REGION is static"
TOTAL=$(cat "$PARENT/dax_region/size")
BEGIN=$(($(cat "$(device 0)/resource")))

plan 18

clear_region
result $? "a region whose devices are disabled and destroyed is all free"

one=$(create -s $GIB) && [ "$(size "$one")" = $GIB ] && [ "$(mappings "$one")" = "0+1024@0 " ]
result $? "a device is created with the size that was asked for"

[ "$(listed "$one" size)" = "$GIB $GIB " ] && [ "$(listed "$one" start)" = "$BEGIN " ]
result $? "list shows its size and its mapping"

fails 250 daxctl reconfigure-device -s 512M "dax$REGION.$one" && [ "$(size "$one")" = $GIB ]
result $? "an enabled device is not resized"

disable "$one" && resize "$one" 512M && [ "$(mappings "$one")" = "0+512@0 " ]
result $? "a disabled one shrinks at its end"

fails 250 daxctl reconfigure-device -s 3M "dax$REGION.$one" && [ "$(mappings "$one")" = "0+512@0 " ]
result $? "a size that is not aligned is refused"

two=$(create -s 512M) && [ "$(mappings "$two")" = "512+512@0 " ]
result $? "what one device gave up is another's: the memory is split in two"

rest=$((TOTAL - GIB))
three=$(create) && [ "$(size "$three")" = $rest ] && [ "$(available)" = 0 ]
result $? "without a size a device has all that is left"

fails 228 daxctl create-device -r "$REGION"
result $? "of a full region nothing is created"

fails 250 daxctl destroy-device "dax$REGION.$two" && [ "$(size "$two")" = $((512 * MIB)) ]
result $? "an enabled device is not destroyed"

disable "$two" && destroy "$two" && [ ! -e "$(device "$two")" ] && [ "$(available)" = $((512 * MIB)) ]
result $? "a disabled one is, and its memory is free"

disable "$three" && resize "$three" $((rest - 512 * MIB)) && resize "$one" $GIB
[ "$(mappings "$one")" = "0+1024@0 " ]
result $? "a device grows into what lies behind it"

four=$(create -s 256M) && disable "$one" && resize "$one" $((GIB + 128 * MIB))
end=$((TOTAL / MIB - 512))
[ "$(mappings "$one")" = "0+1024@0 $((end + 256))+128@1024 " ] && [ "$(mappings "$four")" = "$end+256@0 " ]
result $? "a device that cannot grow where it is gets a second range"

disable "$four" && destroy "$four" && resize "$one" 256M && five=$(create -s 1280M) &&
	[ "$(mappings "$five")" = "256+768@0 $end+512@768 " ] && [ "$(available)" = 0 ]
result $? "a device is created of several ranges"

clear_region && five=$(create -a 1G -s 1G) && [ "$(cat "$(device "$five")/align")" = $GIB ] && disable "$five" &&
	fails 250 daxctl reconfigure-device -s 512M "dax$REGION.$five"
result $? "a device has the alignment that was asked for, and only sizes of it"

clear_region && cat >"${INPUT:=$(mktemp)}" <<END
{
  "chardev":"dax$REGION.0",
  "size":$GIB,
  "align":2097152,
  "mappings":[
    {"page_offset":131072, "start":$BEGIN, "end":$((BEGIN + 512 * MIB - 1)), "size":$((512 * MIB))},
    {"page_offset":0, "start":$((BEGIN + GIB)), "end":$((BEGIN + 1536 * MIB - 1)), "size":$((512 * MIB))}
  ]
}
END
six=$(create --input "$INPUT") && [ "$(mappings "$six")" = "1024+512@0 0+512@512 " ]
result $? "--input says where a device lies, in the order of its page offsets"

daxctl list -M -d "dax$REGION.$six" | sed '1d;$d' >"$INPUT"
disable "$six" && destroy "$six" && six=$(create --input "$INPUT") && [ "$(mappings "$six")" = "1024+512@0 0+512@512 " ]
result $? "what list showed of a device that is no more creates it again"

clear_region && [ -e "$(device 0)" ] && [ "$(echo "$PARENT"/dax"$REGION".*)" = "$PARENT/dax$REGION.0" ]
result $? "in the end device 0 is left, and has no memory"
rm -f "$INPUT"

finish
