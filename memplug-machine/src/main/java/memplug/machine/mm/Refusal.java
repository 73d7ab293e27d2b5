package memplug.machine.mm;

import memplug.machine.phys.PhysicalRange;

/** Why something was not done. Each names what stood in the way. */
public sealed interface Refusal {
    /** A range is empty, or does not begin and end at a block. */
    record Misaligned(PhysicalRange range) implements Refusal {}

    /** A list of ranges is empty. */
    record NoRanges() implements Refusal {}

    /** A node is not one of the possible ones. */
    record NodeImpossible(int node) implements Refusal {}

    /** There is no such memory group. */
    record GroupUnknown(int group) implements Refusal {}

    /** A memory group still has members. */
    record GroupInUse(int group) implements Refusal {}

    /** The name of driver-managed memory is not of the form {@code System RAM (…)}. */
    record BadResourceName(String name) implements Refusal {}

    /** The range is beyond what the machine can address. */
    record NotAddressable(PhysicalRange range) implements Refusal {}

    /** Someone else claims the addresses. */
    record RangeClaimed(PhysicalRange range, String claimant) implements Refusal {}

    /** A block of that number exists. */
    record BlockExists(BlockId block) implements Refusal {}

    /** A block of that number does not exist. */
    record NoSuchBlock(BlockId block) implements Refusal {}

    /** There was no memory for what the operation itself needs. */
    record OutOfMemory(String purpose) implements Refusal {}

    /** A block has poisoned pages and so cannot go online. */
    record Poisoned(BlockId block, int pages) implements Refusal {}

    /** A block has holes, or is not in one zone, and so cannot go offline. */
    record NotOneZone(BlockId block) implements Refusal {}

    /** A block has holes in its memory. */
    record MemoryHoles(BlockId block) implements Refusal {}

    /** A notifier refused, with a number of its own (an errno below 0 in Linux). */
    record Vetoed(BlockId block, int number) implements Refusal {}

    /** A page frame cannot be moved away. */
    record UnmovablePage(BlockId block, long pfn, String use) implements Refusal {}

    /** There is no page at an address. */
    record NoSuchPage(long pfn) implements Refusal {}

    /** There is a page at an address, and it is not online. */
    record PageOffline(long pfn) implements Refusal {}

    /** A page that was to go out of use is held where it is. */
    record PageBusy(long pfn) implements Refusal {}

    /** A page is pinned, and whoever asked did not wait for ever. */
    record PinnedPage(BlockId block, long pfn, String owner) implements Refusal {}

    /** There is nowhere to move a page to, and whoever asked did not wait for ever. */
    record NoRoom(BlockId block, long pfn) implements Refusal {}

    /** A huge page is free in its pool and reserved, and so can neither move nor become small pages. */
    record HugePageReserved(BlockId block, long pfn) implements Refusal {}

    /** A signal came. */
    record Interrupted(PhysicalRange range) implements Refusal {}

    /** A block is online, so it cannot be removed. */
    record StillOnline(BlockId block) implements Refusal {}

    /** Some blocks hold their own memmap and some do not, so they cannot be removed together. */
    record MixedMemmaps(PhysicalRange range) implements Refusal {}

    /** The kernel was built without hot-remove. */
    record HotRemoveMissing() implements Refusal {}

    /** The kernel was built without hot-remove, and so cannot even take a block offline. */
    record OfflineMissing() implements Refusal {}

    /** Memory was asked to go online as {@link OnlineType#OFFLINE}. */
    record NotAnOnlineType(OnlineType type) implements Refusal {}
}
