#!/bin/sh
# Measures what opening, reading and closing one attribute, five directories deep, costs one program:
#
#   in the kernel's own sysfs;
#   in a mount of libfuse's, which serves the same tree (src/main/c/libfuse_tree.c), with names looked up each time
#     (-o entry_timeout=0,attr_timeout=0) and as libfuse does by default (kept for a second);
#   in a mount of memplug's, with names looked up each time (--no-name-cache) and as memplug does (kept until they go).
#
# All of them in turn, again and again, so that whatever else the machine does meets all alike; what counts is the ratios.
# Needs /dev/fuse, gcc, pkg-config and libfuse3-dev.
#
# mount.sh [ROUNDS [SECONDS]]: how often, and how long at a time. 9 and 1.

set -u
if [ "${1-}" = --inside ]; then
    shift
else
    # In a mount namespace of its own: what is mounted goes with it.
    if [ "$(id -u)" = 0 ]; then
        exec unshare --mount --propagation private "$0" --inside "$@"
    fi
    exec unshare --user --map-root-user --mount "$0" --inside "$@"
fi

here=$(readlink -f "$0")
here=${here%/*}
memplug=${here%/*}/memplug
machine=${here%/*}/machines/cxl-pool.yaml
rounds=${1:-9}
seconds=${2:-1}
attribute=sys/devices/system/memory/memory10/state

die() {
    echo "mount.sh: $*" >&2
    exit 1
}

temporary=$(mktemp -d) || exit
served=
trap 'kill $served 2>/dev/null; wait; umount --lazy "$temporary"/*/ 2>/dev/null; rm -rf --one-file-system "$temporary"' EXIT
trap 'exit 130' INT TERM

compile() {
    "${CC:-gcc}" -O2 -Wall -Wextra -o "$temporary/$1" "$here/src/main/c/$1.c" $2 || die "cannot compile $1.c"
}

# Begins to serve: serve NAME COMMAND, which is given the directory.
serve() {
    mkdir "$temporary/$1.mount"
    name=$1
    shift
    "$@" "$temporary/$name.mount" >&2 &
    served="$served $!"
    for _ in $(seq 100); do
        [ -e "$temporary/$name.mount/$attribute" ] && return
        sleep 0.1
    done
    die "$name does not serve $attribute"
}

# Prints the microseconds that one open, read and close took.
measure() {
    case $1 in
        sysfs) file=/sys/devices/system/cpu/cpu0/topology/core_id ;;
        *) file=$temporary/$1.mount/$attribute ;;
    esac
    "$temporary/read_attribute" "$2" "$file" || die "$1 cannot be read"
}

compile read_attribute ""
compile libfuse_tree "$(pkg-config --cflags --libs fuse3)"
"$memplug" --version >/dev/null || die "memplug cannot be built"
# Ten threads are its default; some versions do not find it by themselves.
serve libfuse-looked-up "$temporary/libfuse_tree" -f -o max_threads=10,entry_timeout=0,attr_timeout=0
serve libfuse "$temporary/libfuse_tree" -f -o max_threads=10
serve memplug-looked-up "$memplug" mount --no-name-cache "$machine"
serve memplug "$memplug" mount "$machine"

names="sysfs libfuse-looked-up libfuse memplug-looked-up memplug"
for name in $names; do
    measure "$name" 3 >/dev/null # to be warm
done
for round in $(seq "$rounds"); do
    for name in $names; do
        echo "$round $name $(measure "$name" "$seconds")"
    done
done >"$temporary/measured"

awk '
    function median(values, count,    i, j, swap) {
        for (i = 2; i <= count; i++)
            for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
                swap = values[j]; values[j] = values[j - 1]; values[j - 1] = swap
            }
        least = values[1]; most = values[count]
        return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
    }
    function line(label, name,    round, values) {
        for (round = 1; round <= rounds; round++) values[round] = took[name, round]
        printf "%-44s %8.1f  (%.1f to %.1f)\n", label, median(values, rounds), least, most
    }
    # How many times as many reads the second one does in the time of one of the first, round by round.
    function ratio(label, slow, fast,    round, values) {
        for (round = 1; round <= rounds; round++) values[round] = took[slow, round] / took[fast, round]
        printf "%-44s %8.2f  (%.2f to %.2f)\n", label, median(values, rounds), least, most
    }
    { took[$2, $1] = $3; rounds = $1 }
    END {
        print "open+read+close of one attribute, microseconds: median of " rounds " rounds (least to most)"
        line("the kernel'\''s sysfs", "sysfs")
        line("libfuse, names looked up each time", "libfuse-looked-up")
        line("libfuse, names kept for a second", "libfuse")
        line("memplug, names looked up each time", "memplug-looked-up")
        line("memplug, names kept until they go", "memplug")
        print ""
        print "memplug'\''s rate over libfuse'\''s, in the same round"
        ratio("names looked up each time by both", "libfuse-looked-up", "memplug-looked-up")
        ratio("kept by memplug, looked up by libfuse", "libfuse-looked-up", "memplug")
        ratio("kept by both, each in its own way", "libfuse", "memplug")
    }
' "$temporary/measured"
