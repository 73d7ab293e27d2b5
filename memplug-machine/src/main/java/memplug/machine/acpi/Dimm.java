package memplug.machine.acpi;

import memplug.machine.phys.PhysicalRange;

/**
 * A DIMM in a slot, whether or not the kernel uses it.
 *
 * @param name what requests call it
 * @param node the node it says it belongs to
 * @param range its addresses
 */
public record Dimm(String name, int node, PhysicalRange range) {}
