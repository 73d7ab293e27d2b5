package memplug.fuse;

import memplug.fuse.sys.Linux;
import memplug.fuse.wire.Attributes;
import memplug.tree.CharacterDevice;
import memplug.tree.Directory;
import memplug.tree.Node;
import memplug.tree.RegularFile;
import memplug.tree.SymbolicLink;

/**
 * What {@code stat} shows of a tree's nodes.
 *
 * @param seconds when all of them came, since the epoch
 */
record Stat(long seconds) {
    Attributes of(Node node) {
        return new Attributes(node.inode(), node.size(), mode(node), device(node), seconds);
    }

    static int mode(Node node) {
        return type(node) | node.permissions();
    }

    private static int type(Node node) {
        return switch (node) {
            case Directory _ -> 0040000;
            case RegularFile _ -> 0100000;
            case SymbolicLink _ -> 0120000;
            case CharacterDevice _ -> 0020000;
        };
    }

    private static int device(Node node) {
        return node instanceof CharacterDevice device ? Linux.deviceNumber(device.major(), device.minor()) : 0;
    }
}
