package memplug.tree;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.LogLine;
import memplug.machine.kernel.Uevent;

/** The machine of the transcripts, with its files, and the words in which they tell what they saw. */
final class ReferenceRun {
    static final String DEVICE = "/sys/bus/dax/devices/dax0.0/state";
    static final String INJECT = "/sys/kernel/debug/notifier-error-inject/memory/actions/";
    static final String MEMORY = "/sys/devices/system/memory/";
    static final String WORKLOAD = "/sys/kernel/debug/memplug/workload";

    private static final int FIRST_BLOCK = 33;
    private static final int LAST_BLOCK = 39;

    final Machine machine;
    final Shell shell;
    private long logged;
    private long told;

    ReferenceRun() throws Exception {
        this("");
    }

    /** With more keys at the end of the machine's file. */
    ReferenceRun(String keys) throws Exception {
        String file = Files.readString(Path.of("../machines/reference.yaml"));
        machine = Machine.boot(DescriptionReader.read(file + keys, "reference.yaml"));
        shell = new Shell(MachineTree.of(machine));
    }

    /** Plugs all blocks of the device as a whole. */
    void plug() throws ErrnoException {
        write(DEVICE, "unplugged");
        write(DEVICE, "online_movable");
    }

    /** Takes single blocks online, all to ZONE_MOVABLE but one. */
    void plugByHand(int kernelBlock, int... blocksLeftOffline) throws ErrnoException {
        write(MEMORY + "memory" + kernelBlock + "/state", "online_kernel");
        List<Integer> left = IntStream.of(blocksLeftOffline).boxed().toList();
        for (int block = FIRST_BLOCK; block <= LAST_BLOCK; block++) {
            if (block != kernelBlock && !left.contains(block)) {
                write(MEMORY + "memory" + block + "/state", "online_movable");
            }
        }
    }

    /** Fills 16 MiB of the kernel zone of node 1, as the pipes of the transcripts do. */
    void holdKernelPages() throws ErrnoException {
        write(WORKLOAD, "start pipes 16MiB bind=1 kernel");
    }

    /** Writes a file; returns "ok" and the count, or the errno. */
    String write(String path, String value) {
        logged = machine.kernel().log().count();
        told = machine.kernel().uevents().count();
        try {
            return "ok " + shell.write(path, value);
        } catch (ErrnoException e) {
            return "errno " + Errno.of(e.number()).map(Errno::name).orElse("?");
        }
    }

    /** What was logged since the last write began. */
    List<String> dmesg() {
        return machine.kernel().log().since(logged).stream().map(LogLine::text).toList();
    }

    /** The uevents since the last write began, as in {@code offline@memory33}. */
    List<String> uevents() {
        return machine.kernel().uevents().since(told).stream()
                .map(ReferenceRun::shortly)
                .toList();
    }

    private static String shortly(Uevent uevent) {
        return uevent.action() + "@"
                + uevent.devicePath().substring(uevent.devicePath().lastIndexOf('/') + 1);
    }

    /** As the transcripts say it: {@code 33=online[Movable] 34=offline[Normal Movable]}. */
    String blocks() throws ErrnoException {
        StringBuilder text = new StringBuilder();
        for (int block = FIRST_BLOCK; block <= LAST_BLOCK; block++) {
            String directory = MEMORY + "memory" + block + "/";
            text.append(block)
                    .append('=')
                    .append(shell.read(directory + "state").strip())
                    .append('[')
                    .append(shell.read(directory + "valid_zones").strip())
                    .append("] ");
        }
        return text.toString().strip();
    }

    /** All blocks online in ZONE_MOVABLE, but for some. */
    static String movableBut(String others) {
        return IntStream.rangeClosed(FIRST_BLOCK, LAST_BLOCK)
                .mapToObj(block -> {
                    Matcher other = Pattern.compile(block + "=[^]]*]").matcher(others);
                    return other.find() ? other.group() : block + "=online[Movable]";
                })
                .collect(Collectors.joining(" "));
    }

    /** A number of /proc/meminfo, in kB. */
    long meminfo(String name) throws ErrnoException {
        Matcher line = Pattern.compile("(?m)^" + name + ": +(\\d+)").matcher(shell.read("/proc/meminfo"));
        return line.find() ? Long.parseLong(line.group(1)) : -1;
    }

    /** The processes, and where their pages are. */
    String workload() throws ErrnoException {
        return shell.read(WORKLOAD).strip();
    }
}
