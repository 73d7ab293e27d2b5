package memplug.machine.description;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import memplug.machine.phys.PhysicalRange;

/**
 * Everything a machine is booted from. Values of this type are consistent: what builds one checks it first.
 *
 * @param name the machine's name
 * @param blockSize the size of a memory block in bytes, or nothing to let the kernel's rule decide
 * @param virtual whether the machine is itself a virtual machine, which the rule for the block size asks
 * @param firmwareMap the firmware's memory map, in ascending order
 * @param nodes every possible node, in ascending order of id
 * @param distances {@code distances.get(i).get(j)} is the distance from the i-th node to the j-th
 * @param reservations what the kernel itself took of the RAM before it had an allocator
 * @param resources other entries of /proc/iomem, such as buses and devices; of two with the same range, the first holds
 *     the second
 * @param regions the dax regions, in ascending order of id
 * @param virtioMem the virtio-mem devices, in the order of the file
 * @param dimms the slots for DIMMs, and what is in them
 * @param kernel parameters and policies
 * @param features what the kernel was built with
 * @param processes what holds memory when the machine has booted, in the order in which it begins
 */
public record MachineDescription(
        String name,
        OptionalLong blockSize,
        boolean virtual,
        List<FirmwareRange> firmwareMap,
        List<Node> nodes,
        List<List<Integer>> distances,
        List<Reservation> reservations,
        List<Resource> resources,
        List<Region> regions,
        List<VirtioMem> virtioMem,
        Dimms dimms,
        Kernel kernel,
        Features features,
        List<Holder> processes) {
    /**
     * Something that holds memory: a process, or a part of the kernel.
     *
     * @param name its name
     * @param size how much, in bytes, whole pages
     * @param policy from where it comes, in the word that machine files have for it
     * @param nodes the numbers of the policy's nodes, one at least
     * @param kind what the memory is, such as {@code movable} or {@code slab}
     * @param locked how many bytes of it are locked into memory, from its beginning
     * @param pinned how many bytes of it are pinned, from its beginning
     */
    public record Holder(
            String name, long size, String policy, List<Integer> nodes, String kind, long locked, long pinned) {}

    /**
     * {@return the memory map as the kernel takes it, ascending: what /proc/iomem shows and zones are made of} It is the
     * firmware's, but for the RAM that a dax region lies on, which is soft-reserved or, below a pmem namespace, persistent
     * memory; and for the first page and the 384 KiB below 1 MiB, which the kernel never uses as RAM.
     */
    public List<FirmwareRange> memoryMap() {
        return MemoryMap.of(firmwareMap, regions);
    }

    /**
     * An entry of the firmware's memory map.
     *
     * @param range the addresses
     * @param type what they are
     */
    public record FirmwareRange(PhysicalRange range, FirmwareType type) {}

    /** What the firmware says of a range, in the words of /sys/firmware/memmap. */
    public enum FirmwareType {
        SYSTEM_RAM("System RAM"),
        RESERVED("Reserved"),
        ACPI_TABLES("ACPI Tables"),
        ACPI_NVS("ACPI Non-volatile Storage"),
        UNUSABLE("Unusable memory"),
        PERSISTENT_LEGACY("Persistent Memory (legacy)"),
        PERSISTENT("Persistent Memory"),
        SOFT_RESERVED("Soft Reserved");

        private final String word;

        FirmwareType(String word) {
            this.word = word;
        }

        /** {@return the word that files show} */
        public String word() {
            return word;
        }
    }

    /**
     * A possible NUMA node.
     *
     * @param id its number
     * @param cpus the numbers of its CPUs, ascending, none for a node with memory only
     * @param ranges the addresses that the firmware assigns to it, ascending
     * @param memoryUsed bytes of its boot memory that the kernel itself holds after boot (slab, stacks, page tables)
     * @param pageCache bytes of its boot memory that hold files after boot
     */
    public record Node(int id, List<Integer> cpus, List<PhysicalRange> ranges, long memoryUsed, long pageCache) {}

    /**
     * RAM that was reserved while booting: present, and never managed. It is no entry of /proc/iomem; where that shows it
     * too, as it does the pieces of the kernel, it has a {@link Resource} as well. Without an address the kernel takes it
     * from the top of the node's RAM.
     *
     * @param name what for
     * @param node the node it is taken from
     * @param at the address it begins at, the begin of a page, or nothing to let the kernel place it
     * @param size how much, in bytes, whole pages
     */
    public record Reservation(String name, int node, OptionalLong at, long size) {}

    /**
     * An entry of /proc/iomem that is neither RAM nor comes from a device described elsewhere.
     *
     * @param range the addresses
     * @param name the name that /proc/iomem shows
     */
    public record Resource(PhysicalRange range, String name) {}

    /** What makes a dax region, which decides its default driver and what can be done with it. */
    public enum Provider {
        /** A persistent-memory namespace in devdax mode: one device, for good. */
        PMEM,
        /** Soft-reserved memory: devices can be created, resized and deleted. */
        HMEM,
        /** A CXL RAM region: as {@link #HMEM}, with the memmap on the device's own memory if the kernel allows it. */
        CXL
    }

    /**
     * A dax region.
     *
     * @param id its number, the R of daxR.N
     * @param provider what makes it
     * @param range the addresses, from which its devices are cut
     * @param path the directory of the region's parent device below /sys/devices, such as {@code platform/hmem.0}
     * @param namespace for {@link Provider#PMEM}: the addresses of the namespace, which begin with its metadata
     * @param align the alignment of its devices in bytes
     * @param targetNode the node its memory becomes part of, or nothing if the firmware does not say
     * @param numaNode the node whose CPUs are nearest
     * @param devices its devices at boot, in ascending order of id
     */
    public record Region(
            int id,
            Provider provider,
            PhysicalRange range,
            String path,
            PhysicalRange namespace,
            long align,
            OptionalInt targetNode,
            int numaNode,
            List<Device> devices) {}

    /**
     * A dax device.
     *
     * @param id its number, the N of daxR.N
     * @param driver the driver it is bound to after boot
     * @param ranges its ranges, in the order of their page offset
     */
    public record Device(int id, BootDriver driver, List<PhysicalRange> ranges) {}

    /** What a dax device is bound to after boot. */
    public enum BootDriver {
        KMEM,
        DEVICE_DAX,
        NONE
    }

    /**
     * A virtio-mem device: memory that a hypervisor plugs in parts.
     *
     * @param name what the hypervisor calls it
     * @param range the addresses of its region
     * @param blockSize the smallest part that can be plugged, in bytes
     * @param node the node its memory becomes part of
     * @param path its directory below /sys/devices, such as {@code pci0000:00/0000:00:04.0/virtio0}; the kernel calls it by
     *     the last name of it
     * @param requestedSize how much the hypervisor wants to be plugged at boot, in bytes
     */
    public record VirtioMem(
            String name, PhysicalRange range, long blockSize, int node, String path, long requestedSize) {}

    /**
     * The slots for DIMMs, each of which is a memory device of ACPI.
     *
     * @param slots how many there are, numbered from 0; none on a machine whose firmware knows no memory devices
     * @param demandOffline whether an eject waits for somebody else to take the memory offline, and does not do so itself
     * @param atBoot the DIMMs that are there at boot, in ascending order of their slots
     */
    public record Dimms(int slots, boolean demandOffline, List<Dimm> atBoot) {
        /** A machine without slots. */
        public static final Dimms NONE = new Dimms(0, false, List.of());

        /** Keeps its own copy of the DIMMs. */
        public Dimms {
            atBoot = List.copyOf(atBoot);
        }
    }

    /**
     * A DIMM that is there at boot. One that lies in System RAM of the firmware's map is boot memory; any other is added as
     * if it had just been plugged.
     *
     * @param name what requests call it
     * @param slot the number of its slot
     * @param node the node its memory belongs to
     * @param range its addresses
     */
    public record Dimm(String name, int slot, int node, PhysicalRange range) {}

    /**
     * Parameters and policies of the kernel.
     *
     * @param commandLine what /proc/cmdline shows
     * @param autoOnlineBlocks the word that {@code auto_online_blocks} begins with
     * @param movableNode whether it was booted with {@code movable_node}
     * @param memmapOnMemory {@code N}, {@code Y} or {@code force}
     * @param onlinePolicy {@code contig-zones} or {@code auto-movable}
     * @param autoMovableRatio the ratio in percent
     * @param autoMovableNumaAware whether {@code auto-movable} looks at the node as well
     * @param other further parameters, by name, kept as they were read
     */
    public record Kernel(
            String commandLine,
            String autoOnlineBlocks,
            boolean movableNode,
            String memmapOnMemory,
            String onlinePolicy,
            int autoMovableRatio,
            boolean autoMovableNumaAware,
            Map<String, String> other) {
        /** A kernel booted with no parameters. */
        public static final Kernel DEFAULT = new Kernel("", "offline", false, "N", "contig-zones", 301, true, Map.of());

        /**
         * {@return what a module was given: by {@code other}, or else on the command line}
         *
         * @param name the module
         */
        public ModuleParameters module(String name) {
            return new ModuleParameters(this, name);
        }

        /** {@return whether {@code kernelcore=mirror} was given} */
        public boolean mirroredCore() {
            return new CommandLine(commandLine).mirroredCore();
        }

        /**
         * {@return how much memory a parameter of the command line asks for; 0 if it is not given, or makes no sense}
         *
         * @param name {@code kernelcore} or {@code movablecore}
         */
        public Core core(String name) {
            return new CommandLine(commandLine).core(name);
        }
    }

    /**
     * How much boot memory a parameter asks for.
     *
     * @param number in bytes, or in percent of all
     * @param inPercent whether it is in percent
     */
    public record Core(long number, boolean inPercent) {}

    /**
     * The parameters of a module. What makes no sense is as good as not given.
     *
     * @param kernel whose
     * @param module the module's name
     */
    public record ModuleParameters(Kernel kernel, String module) {
        private Optional<String> text(String name) {
            String full = module + "." + name;
            return Optional.ofNullable(kernel.other().get(full))
                    .or(() -> new CommandLine(kernel.commandLine()).last(full));
        }

        /**
         * {@return a flag}
         *
         * @param name its name
         * @param otherwise what it is if it was not given
         */
        public boolean flag(String name, boolean otherwise) {
            return text(name).flatMap(CommandLine::flag).orElse(otherwise);
        }

        /**
         * {@return a number, 0 or more}
         *
         * @param name its name
         * @param otherwise what it is if it was not given
         */
        public long number(String name, long otherwise) {
            return text(name)
                    .filter(each -> each.matches("\\d{1,18}|0[xX][0-9a-fA-F]{1,15}"))
                    .map(Long::decode)
                    .orElse(otherwise);
        }
    }

    /**
     * What the kernel was built with.
     *
     * @param hotRemove memory can be removed again
     * @param memoryFailure pages can be taken out of use (soft_offline_page, hard_offline_page)
     * @param probe memory can be added through the {@code probe} file
     * @param notifierErrorInjection notifiers can be made to fail through debugfs
     * @param crashHotplug the kernel updates the crash kernel's picture of memory itself
     * @param onlineClearsPoison a block with poisoned pages goes online, and its pages are used again
     * @param pageCgroup a block that goes online has memory allocated for what is kept of its pages for control groups
     */
    public record Features(
            boolean hotRemove,
            boolean memoryFailure,
            boolean probe,
            boolean notifierErrorInjection,
            boolean crashHotplug,
            boolean onlineClearsPoison,
            boolean pageCgroup) {
        /** Everything but crash hotplug and what kernels of 2012 did, as the kernel of the recordings had it. */
        public static final Features DEFAULT = new Features(true, true, true, true, false, false, false);
    }
}
