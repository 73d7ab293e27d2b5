package memplug.machine.acpi;

import java.util.Collections;
import java.util.List;
import memplug.machine.mm.BlockId;

/**
 * What the kernel keeps of a memory device whose memory it uses: acpi_memory_info, as it were.
 *
 * @param serial a number that no other thing of the machine has
 * @param group the memory group of its blocks
 * @param blocks its blocks, ascending: the physical nodes of the device
 */
public record Attachment(long serial, int group, List<BlockId> blocks) {
    /** Keeps its own copy of the blocks. */
    public Attachment {
        blocks = List.copyOf(blocks);
    }

    /**
     * {@return whether a block is one of the device's}
     *
     * @param block the block
     */
    public boolean holds(BlockId block) {
        return Collections.binarySearch(blocks, block) >= 0;
    }
}
