package memplug.cli.demo;

import java.util.Optional;
import memplug.machine.Machine;
import memplug.machine.mm.FrameRun;
import memplug.machine.mm.Frames;
import memplug.machine.mm.Node;
import memplug.machine.phys.ByteSize;
import memplug.machine.workload.MemoryUser;
import memplug.machine.workload.ProcessRequest;
import memplug.machine.workload.Workload;

/**
 * A program that a machine has not had yet, a part of whose memory is on a device and pinned.
 *
 * @param name its name
 * @param deviceBytes how large the device is
 * @param node the device's node
 */
record PinnedProgram(String name, long deviceBytes, int node) {
    private static final String FILLER = "another";

    /** {@return one with a name that no process of the machine has} */
    static PinnedProgram on(Machine machine, long deviceBytes, int node) {
        return new PinnedProgram(free("redis", machine.workload()), deviceBytes, node);
    }

    private static String free(String name, Workload workload) {
        String tried = name;
        for (int number = 2; workload.processes().containsKey(tried); number++) {
            tried = name + number;
        }
        return tried;
    }

    long bytes() {
        return Math.min(deviceBytes / 32, ProcessRequest.MOST_BYTES);
    }

    /** Starts it, with its memory far from the device's beginning: so much is in use just then. */
    void start(Machine machine) {
        Workload workload = machine.workload();
        String filler = free(FILLER, workload);
        workload.start(filler, Math.min(deviceBytes / 128 * 75, ProcessRequest.MOST_BYTES), node);
        workload.start(name, bytes(), node);
        workload.stop(filler);
        workload.pin(name);
    }

    /** Lets its memory move again. */
    void letGo(Machine machine) {
        machine.workload().unpin(name);
    }

    /** {@return where its memory is, in words} */
    String whereabouts(Machine machine) {
        int owner = Optional.ofNullable(machine.workload().processes().get(name))
                .map(MemoryUser::owner)
                .orElseThrow();
        StringBuilder text = new StringBuilder(name + ":");
        for (Node each : machine.memory().nodesWithMemory()) {
            long pages = each.blocks().stream()
                    .flatMap(id -> machine.memory().block(id).orElseThrow().frames().runs().stream())
                    .filter(run -> run.owner() == owner)
                    .mapToLong(FrameRun::pages)
                    .sum();
            if (pages > 0) {
                text.append(' ')
                        .append(ByteSize.format(pages * Frames.PAGE_BYTES))
                        .append(" on node ")
                        .append(each.id());
            }
        }
        return text.toString();
    }
}
