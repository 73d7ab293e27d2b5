package memplug.tree.procfs;

import java.util.List;
import memplug.machine.Machine;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;

/** /proc/iomem. As kernel/resource.c: r_show(). */
final class Iomem {
    private static final int DEEPEST_INDENT = 5;

    private final boolean privileged;
    private final StringBuilder text = new StringBuilder();

    private Iomem(boolean privileged) {
        this.privileged = privileged;
    }

    /**
     * The whole text.
     *
     * @param privileged whether the reader has CAP_SYS_ADMIN; others see no addresses
     */
    static String of(Machine machine, boolean privileged) {
        Iomem iomem = new Iomem(privileged);
        iomem.put(machine.memory().resources().claims(), 0);
        return iomem.text.toString();
    }

    private void put(List<Resource> claims, int depth) {
        for (Resource claim : claims) {
            text.repeat("  ", Math.min(depth, DEEPEST_INDENT));
            text.append(addresses(claim.range())).append(" : ").append(claim.name());
            text.append('\n');
            put(claim.children(), depth + 1);
        }
    }

    private String addresses(PhysicalRange range) {
        return privileged ? "%08x-%08x".formatted(range.start(), range.last()) : "00000000-00000000";
    }
}
