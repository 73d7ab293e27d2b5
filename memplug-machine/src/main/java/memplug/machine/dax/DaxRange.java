package memplug.machine.dax;

import memplug.machine.mm.Frames;
import memplug.machine.phys.PhysicalRange;

/**
 * A range of a dax device.
 *
 * @param mapping the number of its directory
 * @param serial a number that no other range ever had
 * @param range the addresses
 * @param pageOffset where it begins in the device, in pages
 */
public record DaxRange(int mapping, long serial, PhysicalRange range, long pageOffset) {
    DaxRange at(PhysicalRange newRange) {
        return new DaxRange(mapping, serial, newRange, pageOffset);
    }

    long pages() {
        return range.size() / Frames.PAGE_BYTES;
    }
}
