package memplug.tree.sysfs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import memplug.machine.Machine;
import memplug.machine.mm.Node;
import memplug.machine.mm.RangeList;
import memplug.tree.SymbolicLink;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.Paths;
import memplug.tree.kernfs.TreeContext;

/** /sys/devices/system/cpu: CPUs are always online, a node is a package, and a core has one thread. */
final class CpuFiles {
    static final String PATH = "/devices/system/cpu";

    /** A CPU. */
    private record Cpu(int number, int core, Node node) {}

    private final TreeContext context;
    private final Machine machine;
    private final List<Cpu> cpus = new ArrayList<>();

    CpuFiles(TreeContext context) {
        this.context = context;
        this.machine = context.machine();
        for (Node node : machine.memory().nodes().values()) {
            for (int i = 0; i < node.cpus().size(); i++) {
                cpus.add(new Cpu(node.cpus().get(i), i, node));
            }
        }
    }

    void putInto(Folder sys) {
        Folder folder = sys.folder(PATH.substring(1));
        List<Integer> numbers = cpus.stream().map(Cpu::number).toList();
        for (String name : List.of("online", "possible", "present")) {
            folder.attribute(Attribute.readOnly(name, _ -> RangeList.of(numbers) + "\n"));
        }
        folder.attribute(Attribute.readOnly("isolated", _ -> "\n"));
        folder.attribute(Attribute.readOnly("offline", _ -> "\n"));
        folder.attribute(Attribute.readOnly("kernel_max", _ -> "8191\n"));
        folder.attribute(Uevents.file(machine.kernel(), PATH, "cpu"));
        Folder links = sys.folder("bus/cpu/devices");
        for (Cpu cpu : cpus) {
            String name = "cpu" + cpu.number();
            putCpu(folder.folder(name), cpu);
            links.put(name, new SymbolicLink(context.fixedInodes(1), Paths.relative(links.path(), PATH + "/" + name)));
        }
    }

    private void putCpu(Folder folder, Cpu cpu) {
        Folder topology = folder.folder("topology");
        List<Integer> own = List.of(cpu.number());
        number(topology, "core_id", cpu.core());
        number(topology, "physical_package_id", cpu.node().id());
        number(topology, "die_id", 0);
        number(topology, "cluster_id", cpu.core());
        for (String name : List.of("core_cpus", "thread_siblings")) {
            group(topology, name, own);
        }
        for (String name : List.of("core_siblings", "package_cpus", "die_cpus")) {
            group(topology, name, cpu.node().cpus());
        }
        group(topology, "cluster_cpus", own);
        folder.attribute(Uevents.file(machine.kernel(), folder.path(), "cpu"));
        folder.link(
                "node" + cpu.node().id(), NodeFiles.PATH + "/node" + cpu.node().id());
        folder.link("subsystem", "/bus/cpu");
    }

    private static void number(Folder folder, String name, int number) {
        folder.attribute(Attribute.readOnly(name, _ -> number + "\n"));
    }

    private void group(Folder folder, String name, Collection<Integer> numbers) {
        String mask = mask(numbers, cpus.size()) + "\n";
        String list = RangeList.of(numbers) + "\n";
        folder.attribute(Attribute.readOnly(name, _ -> mask));
        folder.attribute(Attribute.readOnly(name + "_list", _ -> list));
    }

    /**
     * A set of CPUs as a mask in hexadecimal, 32 bits to a word, with as many digits as there are possible CPUs. As
     * lib/bitmap-str.c: "%*pb".
     */
    static String mask(Collection<Integer> numbers, int possible) {
        TreeSet<Integer> set = new TreeSet<>(numbers);
        int bits = Math.max(1, Math.max(possible, set.isEmpty() ? 0 : set.last() + 1));
        StringBuilder mask = new StringBuilder();
        for (int word = (bits - 1) / 32; word >= 0; word--) {
            int value = 0;
            for (int number : set.subSet(word * 32, word * 32 + 32)) {
                value |= 1 << (number % 32);
            }
            int digits = (Math.min(32, bits - word * 32) + 3) / 4;
            mask.append(mask.isEmpty() ? "" : ",").append(("%0" + digits + "x").formatted(value));
        }
        return mask.toString();
    }
}
