package memplug.machine.mm;

import java.util.Arrays;
import java.util.List;

/** How much of a zone is kept from allocations that could have gone to a higher one. */
public final class LowmemReserve {
    private LowmemReserve() {}

    /**
     * {@return the pages of a zone that an allocation may not have, by the highest zone that would do for it} As
     * mm/page_alloc.c: setup_per_zone_lowmem_reserve().
     *
     * @param node the zone's node
     * @param zone the zone
     */
    public static long[] of(Node node, Zone zone) {
        List<Zone> zones = node.zones();
        long[] reserve = new long[zones.size()];
        int ratio = ratio(zone.kind());
        if (ratio == 0 || zone.managed() == 0) {
            return reserve;
        }
        long above = 0;
        for (int i = zones.indexOf(zone) + 1; i < zones.size(); i++) {
            above += zones.get(i).managed();
            reserve[i] = above / ratio;
        }
        return reserve;
    }

    /** As mm/page_alloc.c: sysctl_lowmem_reserve_ratio; 0 for none. */
    private static int ratio(ZoneKind kind) {
        return switch (kind) {
            case DMA, DMA32 -> 256;
            case NORMAL -> 32;
            case MOVABLE, DEVICE -> 0;
        };
    }

    /**
     * {@return the pages of all zones that no allocation of a process can have} As mm/page_alloc.c:
     * calculate_totalreserve_pages().
     *
     * @param nodes the nodes
     */
    public static long total(List<Node> nodes) {
        long pages = 0;
        for (Node node : nodes) {
            for (Zone zone : node.zones()) {
                long most = Arrays.stream(of(node, zone)).max().orElse(0);
                pages += Math.min(zone.managed(), most + zone.watermarks().high());
            }
        }
        return pages;
    }
}
