package memplug.tree.kernfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import memplug.tree.Directory.Entry;

/**
 * The order in which sysfs lists a directory: by a number that is made of each name. As fs/kernfs/dir.c:
 * kernfs_name_hash() and kernfs_name_compare(), with the hash of include/linux/stringhash.h and hash.h on a machine of
 * 64 bits. Programs show it: daxctl lists devices in the reverse of it.
 */
final class ListingOrder {
    private static final long GOLDEN_RATIO = 0x61C8864680B583EBL;

    /** Numbers below it, and the highest there is, are kept for the kernel's own use. */
    private static final int LOWEST = 2;

    private ListingOrder() {}

    /** An entry and its name's number, which is made once. */
    private record Numbered(int number, Entry entry) {
        private static final Comparator<Numbered> ORDER = Comparator.comparingInt(Numbered::number)
                .thenComparing(numbered -> numbered.entry().name());
    }

    /** {@return the same entries, in the order of a listing} */
    static List<Entry> of(List<Entry> entries) {
        List<Numbered> numbered = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            numbered.add(new Numbered(number(entry.name()), entry));
        }
        numbered.sort(Numbered.ORDER);
        List<Entry> ordered = new ArrayList<>(entries.size());
        for (Numbered each : numbered) {
            ordered.add(each.entry());
        }
        return ordered;
    }

    private static int number(String name) {
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            int character = name.charAt(i);
            hash = (hash + (character << 4) + (character >> 4)) * 11;
        }
        int number = (int) ((hash * GOLDEN_RATIO) >>> 32) & Integer.MAX_VALUE;
        if (number < LOWEST) {
            return number + LOWEST;
        }
        return Math.min(number, Integer.MAX_VALUE - 1);
    }
}
