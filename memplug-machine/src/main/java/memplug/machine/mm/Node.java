package memplug.machine.mm;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.ToLongFunction;

/** A possible NUMA node: its CPUs, its zones, and the blocks that belong to it. */
public final class Node {
    private final int id;
    private final List<Integer> cpus;
    private final Map<ZoneKind, Zone> zones = new EnumMap<>(ZoneKind.class);
    private final List<Zone> zoneList;
    private final NavigableSet<BlockId> blocks = new ConcurrentSkipListSet<>();
    private volatile boolean online;
    private volatile long serial;

    Node(int id, List<Integer> cpus) {
        this.id = id;
        this.cpus = List.copyOf(cpus);
        for (ZoneKind kind : ZoneKind.values()) {
            zones.put(kind, new Zone(id, kind));
        }
        this.zoneList = List.copyOf(zones.values());
    }

    private Node(Node other) {
        this.id = other.id;
        this.cpus = other.cpus;
        other.zones.forEach((kind, zone) -> zones.put(kind, zone.copy()));
        this.zoneList = List.copyOf(zones.values());
        blocks.addAll(other.blocks);
        this.online = other.online;
        this.serial = other.serial;
    }

    /** Says where ZONE_MOVABLE begins in its boot memory. Only while booting. */
    void setMovableFrom(long pfn) {
        zoneList.forEach(zone -> {
            if (zone.kind() != ZoneKind.DEVICE) {
                zone.setMovableFrom(pfn);
            }
        });
    }

    Node copy() {
        return new Node(this);
    }

    /** {@return its number} */
    public int id() {
        return id;
    }

    /** {@return the numbers of its CPUs, ascending} */
    public List<Integer> cpus() {
        return cpus;
    }

    /**
     * {@return one of its zones}
     *
     * @param kind which
     */
    public Zone zone(ZoneKind kind) {
        Zone zone = zones.get(kind);
        if (zone == null) {
            throw new IllegalStateException("node " + id + " has no zone " + kind);
        }
        return zone;
    }

    /** {@return its zones, lowest first} */
    public List<Zone> zones() {
        return zoneList;
    }

    /** {@return the blocks that belong to it, online or not, ascending} */
    public NavigableSet<BlockId> blocks() {
        return blocks;
    }

    /** {@return whether the node exists: it has blocks, online or not, or CPUs} */
    public boolean isOnline() {
        return online;
    }

    /** {@return a number that changes each time the node comes into being} */
    public long serial() {
        return serial;
    }

    /** {@return how many frames of online memory it has} */
    public long present() {
        return sum(Zone::present);
    }

    /** {@return how many frames its allocators were given} */
    public long managed() {
        return sum(Zone::managed);
    }

    /** {@return how many frames are free} */
    public long free() {
        return sum(Zone::free);
    }

    /** {@return whether it has online memory} */
    public boolean hasMemory() {
        return present() > 0;
    }

    /** {@return the names of its kernel threads, which are there exactly while it has online memory} */
    public List<String> daemons() {
        return hasMemory() ? List.of("kswapd" + id, "kcompactd" + id) : List.of();
    }

    /** {@return whether it has online memory in a kernel zone} */
    public boolean hasNormalMemory() {
        return presentNormal() > 0;
    }

    /** How many frames of online memory it has in kernel zones. */
    long presentNormal() {
        return sum(zone -> zone.kind().isKernelZone() ? zone.present() : 0);
    }

    /** {@return how many frames lie between the first and the last of its zones, holes included} */
    public long spanned() {
        long start = Long.MAX_VALUE;
        long end = 0;
        for (Zone zone : zoneList) {
            if (zone.spanned() > 0) {
                start = Math.min(start, zone.spanStart());
                end = Math.max(end, zone.spanEnd());
            }
        }
        return end == 0 ? 0 : end - start;
    }

    private long sum(ToLongFunction<Zone> counter) {
        long sum = 0;
        for (Zone zone : zoneList) {
            sum += counter.applyAsLong(zone);
        }
        return sum;
    }

    void bringUp(long newSerial) {
        online = true;
        serial = newSerial;
    }

    void takeDown() {
        online = false;
    }
}
