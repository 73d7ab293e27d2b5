package memplug.machine;

import java.util.List;
import java.util.Random;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Node;
import memplug.machine.phys.ByteSize;
import memplug.machine.workload.PageKind;
import memplug.machine.workload.Policy;
import memplug.machine.workload.ProcessRequest;
import memplug.machine.workload.Workload;
import memplug.machine.workload.WorkloadOutcome;
import memplug.machine.workload.WorkloadOutcome.Done;

/** Lets processes do anything. */
final class RandomWorkload {
    private static final int PROCESSES = 4;

    private final Machine machine;
    private final Random random;

    RandomWorkload(Machine machine, Random random) {
        this.machine = machine;
        this.random = random;
    }

    /** Does something; says what, and how it ended. */
    String act() {
        Workload workload = machine.workload();
        String name = "p" + random.nextInt(PROCESSES);
        long bytes = (1L + random.nextInt(48)) * (random.nextBoolean() ? ByteSize.MIB : 4096);
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> start(workload, name, bytes);
            case 3 -> "stop " + name + " -> " + workload.stop(name);
            case 4 -> "touch " + name + " -> " + workload.touch(name, bytes);
            case 5 -> "write " + name + " -> " + workload.write(name, bytes);
            case 6 -> "free " + name + " -> " + workload.free(name, bytes);
            case 7 -> "lock " + name + " -> " + workload.lock(name, bytes);
            case 8 -> "unlock " + name + " -> " + workload.unlock(name, bytes);
            case 9 -> "pin " + name + " -> " + workload.pin(name, bytes);
            case 10, 11 -> "unpin " + name + " -> " + workload.unpin(name, Long.MAX_VALUE);
            case 12 -> "fork " + name + " -> " + workload.fork(name, "p" + random.nextInt(PROCESSES));
            case 13 -> "reserve " + name + " -> " + workload.reserve(name, bytes);
            case 14 -> setPool();
            default -> "check " + name + " -> " + requireNoDamage(workload.check(name));
        };
    }

    private String setPool() {
        Node node =
                machine.memory().node(random.nextInt(machine.memory().nodes().size()));
        int pages = random.nextInt(2) * random.nextInt(24);
        machine.memory().pages().hugePools().of(FrameUse.HUGE_2M).orElseThrow().resize(node, pages);
        return "pool of node " + node.id() + ": " + pages;
    }

    private String start(Workload workload, String name, long bytes) {
        PageKind[] kinds = PageKind.values();
        PageKind kind = random.nextInt(3) == 0 ? kinds[random.nextInt(kinds.length)] : PageKind.MOVABLE;
        Policy.Kind[] policies = Policy.Kind.values();
        int node = 1 + random.nextInt(machine.memory().nodes().size() - 1);
        List<Integer> nodes = random.nextBoolean() ? List.of(node) : List.of(node, 0);
        Policy policy = new Policy(policies[random.nextInt(policies.length)], nodes);
        WorkloadOutcome outcome = workload.start(new ProcessRequest(name, bytes, policy, kind));
        if (outcome instanceof Done && bytes < 64 * 4096 && random.nextBoolean()) {
            workload.thin(name, 4096L << random.nextInt(4));
        }
        return "start " + name + " " + kind + " " + policy + " " + bytes + " -> " + outcome;
    }

    private static WorkloadOutcome requireNoDamage(WorkloadOutcome outcome) {
        if (outcome instanceof WorkloadOutcome.Damaged) {
            throw new AssertionError(outcome);
        }
        return outcome;
    }
}
