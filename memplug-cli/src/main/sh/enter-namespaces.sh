# Functions for ./memplug to source.

# Mounting takes CAP_SYS_ADMIN, which is bit 21. Reading a file starts no process.
may_mount() {
    while read -r key value; do
        if [ "$key" = CapEff: ]; then
            return $((!(0x$value >> 21 & 1)))
        fi
    done </proc/self/status
    return 1
}

# Becomes the given command: as it is if it may mount then, else as root of a user namespace of its own. That has to be
# made before there is a JVM, whose many threads keep it from making one. The other namespaces it makes itself.
enter_namespaces() {
    may_mount && exec "$@"
    if ! unshare --user --map-root-user true 2>/dev/null; then
        echo "memplug: run needs root, or user namespaces (and unshare, of util-linux) that this user may make" >&2
        exit 77
    fi
    exec unshare --user --map-root-user -- "$@"
}
