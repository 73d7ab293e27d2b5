#!/bin/sh
# Measures how long a command takes from its start to its exit, warm: true by itself, memplug --version, and true on a
# machine (memplug run machines/reference.yaml -- true). All of them in turn, again and again, so that whatever else the
# machine does meets all alike.
#
# Needs gcc, and what memplug run needs: /dev/fuse, and root or user namespaces.
#
# startup.sh [ROUNDS]: how often. 15.

set -u
here=$(readlink -f "$0")
here=${here%/*}
memplug=${here%/*}/memplug
machine=${here%/*}/machines/reference.yaml
rounds=${1:-15}

die() {
    echo "startup.sh: $*" >&2
    exit 1
}

temporary=$(mktemp -d) || exit
trap 'rm -rf "$temporary"' EXIT

"${CC:-gcc}" -O2 -Wall -Wextra -o "$temporary/time_command" "$here/src/main/c/time_command.c" || die "cannot compile"

measure() {
    case $1 in
        true) set -- true ;;
        version) set -- "$memplug" --version ;;
        run) set -- "$memplug" run "$machine" -- true ;;
    esac
    "$temporary/time_command" "$@" || die "$* failed"
}

"$memplug" --version >/dev/null || die "memplug cannot be built"
for name in true version run; do
    measure "$name" >/dev/null && measure "$name" >/dev/null || exit # to be warm
done
for round in $(seq "$rounds"); do
    for name in true version run; do
        took=$(measure "$name") || exit
        echo "$name $took"
    done
done >"$temporary/measured" || exit

report() {
    grep "^$1 " "$temporary/measured" | cut -d ' ' -f 2 | sort -n | awk -v label="$2" '
        { values[NR] = $1 }
        END {
            middle = NR % 2 ? values[(NR + 1) / 2] : (values[NR / 2] + values[NR / 2 + 1]) / 2
            printf "%-50s %8.1f  (%.1f to %.1f)\n", label, middle, values[1], values[NR]
        }'
}

echo "from start to exit, milliseconds: median of $rounds (least to most)"
report true "true"
report version "memplug --version"
report run "memplug run machines/reference.yaml -- true"
