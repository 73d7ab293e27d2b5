package memplug.machine.mm;

/** The parameters that decide where memory goes. Any thread may change them at any time, as the files allow. */
public final class HotplugParameters {
    /** Which rule {@code online} follows. */
    public enum OnlinePolicy {
        CONTIG_ZONES("contig-zones"),
        AUTO_MOVABLE("auto-movable");

        private final String word;

        OnlinePolicy(String word) {
            this.word = word;
        }

        /** {@return the word that files use} */
        public String word() {
            return word;
        }
    }

    /** Whether the memmap of added memory may lie on that memory. */
    public enum MemmapOnMemory {
        NO("N"),
        YES("Y"),
        FORCE("force");

        private final String word;

        MemmapOnMemory(String word) {
            this.word = word;
        }

        /** {@return the word that files use} */
        public String word() {
            return word;
        }
    }

    private final boolean movableNode;
    private final MemmapOnMemory memmapOnMemory;
    private volatile OnlineType autoOnline;
    private volatile OnlinePolicy onlinePolicy;
    private volatile int autoMovableRatio;
    private volatile boolean autoMovableNumaAware;

    /**
     * Parameters as they are after boot.
     *
     * @param movableNode whether {@code movable_node} was given
     * @param memmapOnMemory {@code memory_hotplug.memmap_on_memory}
     * @param autoOnline {@code auto_online_blocks}
     * @param onlinePolicy {@code memory_hotplug.online_policy}
     * @param autoMovableRatio {@code memory_hotplug.auto_movable_ratio}, in percent
     * @param autoMovableNumaAware {@code memory_hotplug.auto_movable_numa_aware}
     */
    public HotplugParameters(
            boolean movableNode,
            MemmapOnMemory memmapOnMemory,
            OnlineType autoOnline,
            OnlinePolicy onlinePolicy,
            int autoMovableRatio,
            boolean autoMovableNumaAware) {
        this.movableNode = movableNode;
        this.memmapOnMemory = memmapOnMemory;
        this.autoOnline = autoOnline;
        this.onlinePolicy = onlinePolicy;
        this.autoMovableRatio = autoMovableRatio;
        this.autoMovableNumaAware = autoMovableNumaAware;
    }

    HotplugParameters copy() {
        return new HotplugParameters(
                movableNode, memmapOnMemory, autoOnline, onlinePolicy, autoMovableRatio, autoMovableNumaAware);
    }

    /** {@return whether contig-zones prefers ZONE_MOVABLE} */
    public boolean movableNode() {
        return movableNode;
    }

    /** {@return whether the memmap of added memory may lie on that memory} */
    public MemmapOnMemory memmapOnMemory() {
        return memmapOnMemory;
    }

    /** {@return what happens to memory when it is added} */
    public OnlineType autoOnline() {
        return autoOnline;
    }

    /** {@return which rule {@code online} follows} */
    public OnlinePolicy onlinePolicy() {
        return onlinePolicy;
    }

    /** {@return how much movable memory there may be for 100 parts of kernel memory} */
    public int autoMovableRatio() {
        return autoMovableRatio;
    }

    /** {@return whether the ratio must hold in the node as well} */
    public boolean autoMovableNumaAware() {
        return autoMovableNumaAware;
    }

    /**
     * Sets what happens to memory that is added from now on.
     *
     * @param type the new type
     */
    public void setAutoOnline(OnlineType type) {
        autoOnline = type;
    }

    /**
     * Sets which rule {@code online} follows from now on.
     *
     * @param policy the new policy
     */
    public void setOnlinePolicy(OnlinePolicy policy) {
        onlinePolicy = policy;
    }

    /**
     * Sets the ratio of movable to kernel memory.
     *
     * @param percent the new ratio, as unsigned number
     */
    public void setAutoMovableRatio(int percent) {
        autoMovableRatio = percent;
    }

    /**
     * Sets whether the ratio must hold in the node as well.
     *
     * @param aware whether it must
     */
    public void setAutoMovableNumaAware(boolean aware) {
        autoMovableNumaAware = aware;
    }
}
