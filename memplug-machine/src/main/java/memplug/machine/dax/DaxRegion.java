package memplug.machine.dax;

import java.util.OptionalInt;
import memplug.machine.phys.PhysicalRange;

/**
 * A dax region: memory from which dax devices are cut.
 *
 * @param id its number, the R of daxR.N
 * @param kind what makes it
 * @param range its addresses
 * @param path the directory of its parent device below /sys
 * @param align the alignment of its devices in bytes
 * @param targetNode the node its memory becomes part of, if the firmware says
 * @param numaNode the node whose CPUs are nearest
 */
public record DaxRegion(
        int id, Kind kind, PhysicalRange range, String path, long align, OptionalInt targetNode, int numaNode) {
    /** What makes a region. */
    public enum Kind {
        /** A persistent-memory namespace in devdax mode: one device, for good. */
        PMEM(true, "device_dax", false),
        /** Soft-reserved memory. */
        HMEM(false, "kmem", false),
        /** A CXL RAM region. */
        CXL(false, "kmem", true);

        private final boolean isStatic;
        private final String defaultDriver;
        private final boolean memmapOnMemory;

        Kind(boolean isStatic, String defaultDriver, boolean memmapOnMemory) {
            this.isStatic = isStatic;
            this.defaultDriver = defaultDriver;
            this.memmapOnMemory = memmapOnMemory;
        }

        /** {@return whether its devices are fixed} */
        public boolean isStatic() {
            return isStatic;
        }

        /** {@return the driver that its devices are bound to if nobody says otherwise} */
        public String defaultDriver() {
            return defaultDriver;
        }

        /** {@return whether its devices ask for their memmap on their own memory} */
        public boolean memmapOnMemory() {
            return memmapOnMemory;
        }
    }
}
