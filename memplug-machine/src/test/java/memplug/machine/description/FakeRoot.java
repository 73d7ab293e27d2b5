package memplug.machine.description;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A directory with the files of the reference machine, as transcript T01 shows them with dax0.0 bound to kmem. */
final class FakeRoot {
    static final String DEVICE = "sys/devices/platform/e820_pmem/ndbus0/region0/dax0.0/dax0.0";

    private final Path root;

    FakeRoot(Path root) {
        this.root = root;
    }

    static FakeRoot ofReference(Path root) throws IOException {
        FakeRoot fake = new FakeRoot(root);
        fake.write("proc/iomem", resource("iomem.txt"));
        fake.write("proc/zoneinfo", resource("zoneinfo.txt"));
        fake.write("proc/cmdline", "console=ttyS0 panic=1 memmap=1G!4G\n");
        fake.write("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme hypervisor lahf_lm\n");
        fake.write("proc/sys/kernel/hostname", "reference\n");
        fake.firmwareMap();
        fake.blocks();
        fake.nodes();
        fake.device();
        String parameters = "sys/module/memory_hotplug/parameters/";
        fake.write(parameters + "auto_movable_numa_aware", "Y\n");
        fake.write(parameters + "auto_movable_ratio", "301\n");
        fake.write(parameters + "memmap_on_memory", "N\n");
        fake.write(parameters + "online_policy", "contig-zones\n");
        Files.createDirectories(root.resolve("sys/kernel/debug/notifier-error-inject/memory"));
        return fake;
    }

    private void firmwareMap() throws IOException {
        List<String> entries = List.of(
                "0x0 0x9fbff System RAM",
                "0x9fc00 0x9ffff Reserved",
                "0xf0000 0xfffff Reserved",
                "0x100000 0xbffdffff System RAM",
                "0xbffe0000 0xbfffffff Reserved",
                "0xfffc0000 0xffffffff Reserved",
                "0x100000000 0x13fffffff System RAM",
                "0xfd00000000 0xffffffffff Reserved");
        for (int i = 0; i < entries.size(); i++) {
            String[] parts = entries.get(i).split(" ", 3);
            write("sys/firmware/memmap/" + i + "/start", parts[0] + "\n");
            write("sys/firmware/memmap/" + i + "/end", parts[1] + "\n");
            write("sys/firmware/memmap/" + i + "/type", parts[2] + "\n");
        }
    }

    private void blocks() throws IOException {
        String memory = "sys/devices/system/memory/";
        write(memory + "auto_online_blocks", "offline\n");
        write(memory + "block_size_bytes", "8000000\n");
        write(memory + "probe", "");
        write(memory + "soft_offline_page", "");
        for (int i = 0; i < 40; i++) {
            if (i < 24 || i >= 33) {
                write(memory + "memory" + i + "/removable", "1\n");
                link("sys/devices/system/node/node" + (i < 24 ? 0 : 1) + "/memory" + i, "../../memory/memory" + i);
            }
        }
    }

    private void nodes() throws IOException {
        String nodes = "sys/devices/system/node/";
        write(nodes + "possible", "0-1\n");
        write(nodes + "online", "0-1\n");
        write(nodes + "node0/cpulist", "0-1\n");
        write(nodes + "node0/distance", "10 20\n");
        write(nodes + "node0/meminfo", """
                Node 0 MemTotal:        3008500 kB
                Node 0 MemFree:         2944724 kB
                Node 0 FilePages:         29448 kB
                Node 0 AnonPages:             0 kB
                """);
        write(nodes + "node1/cpulist", "\n");
        write(nodes + "node1/distance", "20 10\n");
        write(nodes + "node1/meminfo", "Node 1 MemTotal:              0 kB\n");
    }

    private void device() throws IOException {
        write(DEVICE + "/../namespace", "namespace0.0\n");
        write(DEVICE + "/../dax_region/id", "0\n");
        write(DEVICE + "/../dax_region/size", "1054867456\n");
        write(DEVICE + "/../dax_region/align", "2097152\n");
        write(DEVICE + "/align", "2097152\n");
        write(DEVICE + "/size", "1054867456\n");
        write(DEVICE + "/target_node", "1\n");
        write(DEVICE + "/numa_node", "0\n");
        write(DEVICE + "/mapping0/start", "0x101200000\n");
        write(DEVICE + "/mapping0/end", "0x13fffffff\n");
        write(DEVICE + "/mapping0/page_offset", "0x0\n");
        link(DEVICE + "/driver", "../../../../../../../bus/dax/drivers/kmem");
        link("sys/bus/dax/devices/dax0.0", "../../../../" + DEVICE);
    }

    Path path() {
        return root;
    }

    void write(String file, String text) throws IOException {
        Path path = root.resolve(file).normalize();
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    void link(String file, String target) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.createSymbolicLink(path, Path.of(target));
    }

    void delete(String file) throws IOException {
        Path path = root.resolve(file);
        if (Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
            try (var entries = Files.list(path)) {
                for (Path entry : entries.toList()) {
                    delete(root.relativize(entry).toString());
                }
            }
        }
        Files.delete(path);
    }

    static String resource(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(FakeRoot.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
