package memplug.machine.virtio;

/** How many pieces are still to be plugged or unplugged. */
final class Quota {
    private long left;

    Quota(long pieces) {
        left = pieces;
    }

    long left() {
        return left;
    }

    boolean isUsedUp() {
        return left == 0;
    }

    void use(long pieces) {
        left -= pieces;
    }
}
