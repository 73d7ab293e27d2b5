package memplug.tree.sysfs;

import java.util.Comparator;
import java.util.Map;
import java.util.function.BiFunction;
import memplug.machine.Machine;
import memplug.machine.kernel.Task;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.Frames;
import memplug.machine.mm.ZoneKind;
import memplug.machine.phys.ByteSize;
import memplug.machine.workload.MemoryUser;
import memplug.machine.workload.ProcessRequest;
import memplug.machine.workload.Whereabouts;
import memplug.machine.workload.Workload;
import memplug.machine.workload.WorkloadOutcome;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/**
 * /sys/kernel/debug/memplug/workload, which no kernel has: processes that hold memory. Each line written to it lets one of
 * them do something; reading it says where all of them are, and whether what they hold is whole.
 */
final class WorkloadFile implements Attribute.Show<TreeContext>, Attribute.Store<TreeContext> {
    private static final String LINES =
            "a line such as \"start redis 4GiB node=1\", \"pin redis 16MiB\", \"stop redis\"";

    static Attribute<TreeContext> attribute() {
        WorkloadFile file = new WorkloadFile();
        return Attribute.readWrite("workload", file, file);
    }

    @Override
    public String show(TreeContext context) {
        Machine machine = context.machine();
        // What processes know and where their pages are is of one moment.
        synchronized (machine.workload()) {
            return text(machine);
        }
    }

    private static String text(Machine machine) {
        Whereabouts found = Whereabouts.of(machine.memory(), _ -> true);
        StringBuilder text = new StringBuilder();
        machine.workload().processes().values().stream()
                .sorted(Comparator.comparingInt(MemoryUser::owner))
                .forEach(process -> text.append(line(machine, process, found)).append('\n'));
        return text.toString();
    }

    private static String line(Machine machine, MemoryUser process, Whereabouts found) {
        StringBuilder line = new StringBuilder(process.name());
        line.append(' ').append(size(process.pages()));
        line.append(' ')
                .append(process.policy())
                .append(' ')
                .append(process.kind().word());
        line.append(process.pinned() > 0 ? " pinned=" + size(process.pinned()) : "");
        line.append(process.locked() > 0 ? " locked=" + size(process.locked()) : "");
        long reserved = reserved(machine, process);
        line.append(reserved > 0 ? " reserved=" + size(reserved) : "");
        for (Map.Entry<Integer, Map<ZoneKind, Long>> node :
                found.places(process.owner()).entrySet()) {
            node.getValue()
                    .forEach((zone, pages) -> line.append(" node")
                            .append(node.getKey())
                            .append('/')
                            .append(zone.word())
                            .append('=')
                            .append(size(pages)));
        }
        boolean struck = machine.memory().pages().struck().contains(process.owner());
        String damage = found.damage(process).map(what -> "damaged: " + what).orElse("whole");
        return line.append(' ').append(struck ? "struck" : damage).toString();
    }

    /** In small pages. */
    private static long reserved(Machine machine, MemoryUser process) {
        FrameUse use = process.kind().use();
        return machine.memory()
                .pages()
                .hugePools()
                .of(use)
                .map(pool -> pool.reserved(process.owner()) * use.unit())
                .orElse(0L);
    }

    private static String size(long pages) {
        return ByteSize.format(pages * Frames.PAGE_BYTES);
    }

    @Override
    public void store(TreeContext context, String value, Task task) throws ErrnoException {
        for (String line : Values.word(value).split("\n", -1)) {
            require(act(context.machine().workload(), line.strip()), line);
        }
    }

    private static WorkloadOutcome act(Workload workload, String line) throws ErrnoException {
        String[] words = line.split("\\s+", -1);
        try {
            return switch (words[0]) {
                case "start" -> workload.start(ProcessRequest.parse(line.substring("start".length())));
                case "touch" -> sized(words, workload::touch, 0);
                case "reserve" -> sized(words, workload::reserve, Frames.PAGE_BYTES);
                case "write" -> sized(words, workload::write, Long.MAX_VALUE);
                case "free" -> sized(words, workload::free, Long.MAX_VALUE);
                case "lock" -> sized(words, workload::lock, Long.MAX_VALUE);
                case "unlock" -> sized(words, workload::unlock, Long.MAX_VALUE);
                case "pin" -> sized(words, workload::pin, Long.MAX_VALUE);
                case "pin-longterm" -> sized(words, workload::pinLongTerm, Long.MAX_VALUE);
                case "unpin" -> sized(words, workload::unpin, Long.MAX_VALUE);
                case "thin" -> sized(words, workload::thin, Frames.PAGE_BYTES);
                case "check" -> workload.check(named(words, 2)[1]);
                case "stop" -> workload.stop(named(words, 2)[1]);
                case "fork" -> workload.fork(named(words, 3)[1], words[2]);
                default -> throw Values.invalid(line, LINES);
            };
        } catch (IllegalArgumentException e) {
            throw new ErrnoException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }

    private static WorkloadOutcome sized(
            String[] words, BiFunction<String, Long, WorkloadOutcome> action, long otherwise) throws ErrnoException {
        long bytes = words.length == 3 ? ByteSize.parse(words[2]) : otherwise;
        return action.apply(named(words, words.length == 3 ? 3 : 2)[1], bytes);
    }

    private static String[] named(String[] words, int count) throws ErrnoException {
        if (words.length != count) {
            throw Values.invalid(String.join(" ", words), LINES);
        }
        return words;
    }

    private static void require(WorkloadOutcome outcome, String line) throws ErrnoException {
        switch (outcome) {
            case WorkloadOutcome.Done _ -> {}
            case WorkloadOutcome.NameTaken _ -> throw new ErrnoException(Errno.EEXIST, line + ": the name is taken");
            case WorkloadOutcome.NoSuchProcess _ -> throw new ErrnoException(Errno.ESRCH, line + ": no such process");
            case WorkloadOutcome.NoMemory _ -> throw new ErrnoException(Errno.ENOMEM, line + ": not as much memory");
            case WorkloadOutcome.NotPossible(String why) -> throw new ErrnoException(Errno.EINVAL, why);
            case WorkloadOutcome.Killed _ -> throw new ErrnoException(Errno.EHWPOISON, line + ": it was killed");
            case WorkloadOutcome.Damaged damaged -> throw new ErrnoException(Errno.EIO, damaged.damage());
        }
    }
}
