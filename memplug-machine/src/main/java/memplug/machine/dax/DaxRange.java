package memplug.machine.dax;

import memplug.machine.phys.PhysicalRange;

/**
 * A range of a dax device.
 *
 * @param range the addresses
 * @param pageOffset where it begins in the device, in pages
 */
public record DaxRange(PhysicalRange range, long pageOffset) {}
