package memplug.machine.description;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import memplug.machine.description.MachineDescription.Node;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;

/** Checks whether the nodes of a machine fit together. */
final class NodeChecks {
    private static final int LOCAL = 10;
    private static final long LEAST_MEMORY = 256 * ByteSize.MIB;

    private final Plan plan;

    NodeChecks(Plan plan) {
        this.plan = plan;
    }

    void check() {
        checkNumbers();
        checkMemory();
        checkRanges();
        plan.draft().file().get("distances").ifPresent(this::checkDistances);
    }

    private void checkNumbers() {
        Unique ids = new Unique("node");
        Unique cpus = new Unique("CPU");
        plan.nodes().forEach(node -> {
            ids.take(node.value().id(), node.at().at("id"));
            node.value().cpus().forEach(cpu -> cpus.take(cpu, node.at().at("cpus")));
        });
        if (plan.nodes().stream().allMatch(node -> node.value().cpus().isEmpty())) {
            plan.nodes().getFirst().at().at("cpus").mistake("no node has a CPU; expected one, such as cpus: 0");
        }
    }

    private void checkMemory() {
        boolean isMapped = plan.draft().firmwareMap().isPresent();
        long total = 0;
        for (NodeDraft node : plan.draft().nodes()) {
            if (node.memory().isPresent()) {
                total += node.memory().getAsLong();
                if (isMapped) {
                    node.at().at("memory").wrong("stands beside a firmware-map", "one of the two");
                }
                if (node.ranges().isPresent()) {
                    node.at().at("memory").wrong("stands beside ranges", "one of the two");
                }
            }
        }
        if (plan.isLaidOut() && total < LEAST_MEMORY) {
            plan.nodes().getFirst().at().at("memory").wrong("is too little to boot with", "256MiB or more");
        }
        if (!isMapped && !plan.isLaidOut()) {
            plan.draft()
                    .file()
                    .whole()
                    .mistake("the file has no firmware-map; expected one, or a node with memory, such as memory: 4GiB");
        }
    }

    /** Claims first what follows from memory, so that the mistake is in what someone wrote. */
    private void checkRanges() {
        Claims claims = new Claims();
        plan.nodes().stream()
                .sorted(Comparator.comparing(node -> node.at().has("ranges")))
                .forEach(node -> claimRanges(node, claims));
    }

    private static void claimRanges(Placed<Node> node, Claims claims) {
        Value at = node.at().at("ranges");
        List<PhysicalRange> ranges = node.value().ranges();
        List<PhysicalRange> asWritten = at.isList() ? NodeDraft.ranges(at) : ranges;
        for (int i = 0; i < asWritten.size(); i++) {
            claims.claim(asWritten.get(i), at.item("range", i));
        }
    }

    private void checkDistances(Value written) {
        String ids = plan.nodes().stream()
                .map(node -> String.valueOf(node.value().id()))
                .collect(Collectors.joining(", "));
        int size = plan.nodes().size();
        if (plan.distances().size() != size) {
            written.mistake("distances has %d rows; expected one for each of the nodes %s"
                    .formatted(plan.distances().size(), ids));
        }
        for (int i = 0; i < plan.distances().size(); i++) {
            Value row = written.item("row of distances", i);
            int columns = plan.distances().get(i).size();
            if (columns != size) {
                row.mistake("row of distances has %d numbers; expected one for each of the nodes %s"
                        .formatted(columns, ids));
            } else if (i < size && plan.distances().get(i).get(i) != LOCAL) {
                row.item("distance", i).wrong("is from a node to itself", "10");
            }
        }
    }
}
