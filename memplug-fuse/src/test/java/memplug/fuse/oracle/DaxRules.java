package memplug.fuse.oracle;

import static memplug.tree.Errno.EBUSY;
import static memplug.tree.Errno.EEXIST;
import static memplug.tree.Errno.EINVAL;
import static memplug.tree.Errno.ENODEV;
import static memplug.tree.Errno.ENOMEM;
import static memplug.tree.Errno.ENOSPC;
import static memplug.tree.Errno.ENXIO;
import static memplug.tree.Errno.EOPNOTSUPP;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import memplug.machine.Machine;
import memplug.machine.dax.Dax;
import memplug.machine.dax.DaxDevice;
import memplug.machine.dax.DaxDriver;
import memplug.machine.dax.DaxRange;
import memplug.machine.dax.DaxRegion;
import memplug.machine.dax.KmemBinding;
import memplug.machine.dax.KmemState;
import memplug.machine.mm.BlockState;
import memplug.machine.mm.FrameUse;
import memplug.machine.mm.HotplugParameters.MemmapOnMemory;
import memplug.machine.mm.Memory;
import memplug.machine.mm.MemoryBlock;
import memplug.machine.mm.Notifiers.Event;
import memplug.machine.phys.PhysicalRange;
import memplug.tree.Errno;
import org.jspecify.annotations.Nullable;

/** The dax bus, its drivers, regions and devices. As drivers/dax/{bus,kmem}.c; facts 2.3, 12 and 13. */
final class DaxRules {
    private static final String DRIVERS = "sys/bus/dax/drivers/*/";
    private static final String REGION = "sys/devices/(.+)/dax_region/";
    private static final List<String> ONLINE_STATES = List.of("online", "online_kernel", "online_movable");
    private static final Pattern NAME = Pattern.compile("dax(0|-?[1-9]\\d*)\\.(0|-?[1-9]\\d*)");
    private static final BigInteger SUBSECTION = BigInteger.valueOf(2 << 20);
    private static final BigInteger GIB = BigInteger.valueOf(1 << 30);
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger LARGEST_INT = BigInteger.valueOf(Integer.MAX_VALUE);

    /** What a block does not have any more when it comes back: pages that moved, and huge pages that a pool gave up. */
    private static final Set<FrameUse> NOT_BROUGHT_BACK = EnumSet.of(
            FrameUse.ANONYMOUS,
            FrameUse.LOCKED,
            FrameUse.PAGE_CACHE,
            FrameUse.HUGE_TRANSPARENT,
            FrameUse.HUGE_2M,
            FrameUse.HUGE_1G);

    private final Machine machine;
    private final Dax dax;
    private final Memory memory;
    private final MemoryRules memoryRules;

    /** What is done with a device. */
    private interface DeviceVerdict {
        Expected of(DaxDevice device, String text);
    }

    DaxRules(Machine machine, MemoryRules memoryRules) {
        this.machine = machine;
        this.dax = machine.dax();
        this.memory = machine.memory();
        this.memoryRules = memoryRules;
    }

    void addTo(WriteRules rules) {
        rules.add("bind", DRIVERS + "bind", (path, written) -> bind(driver(path), written.text()));
        rules.add("unbind", DRIVERS + "unbind", (path, written) -> unbind(driver(path), written.text()));
        rules.add("new_id", DRIVERS + "new_id", WriteRules.text(DaxRules::id));
        rules.add("remove_id", DRIVERS + "remove_id", WriteRules.text(DaxRules::id));
        rules.add("dax drivers_probe", "sys/bus/dax/drivers_probe", WriteRules.text(this::probe));
        rules.add("create", REGION + "create", (path, written) -> create(region(path), written.text()));
        rules.add("delete", REGION + "delete", (path, written) -> delete(region(path), written.text()));
        addDeviceFile(rules, "state", this::state);
        addDeviceFile(rules, "size", this::size);
        addDeviceFile(rules, "mapping", this::map);
        addDeviceFile(rules, "align", this::align);
        addDeviceFile(rules, "memmap_on_memory", this::memmapOnMemory);
        for (String name : List.of("align", "mode", "namespace", "uuid")) {
            // The nd_dax device that a namespace is. As drivers/nvdimm/pfn_devs.c: EBUSY while its driver is bound.
            rules.add("nd_dax " + name, "sys/devices/.+/dax\\d+\\.\\d+/" + name, (_, _) -> Expected.error(EBUSY));
        }
    }

    /** The directory of a namespace has a name like that of a device, and no device's parent is a device. */
    private void addDeviceFile(WriteRules rules, String name, DeviceVerdict verdict) {
        for (DaxRegion region : dax.regions().values()) {
            rules.add(
                    "daxR.N/" + name,
                    "sys" + Pattern.quote(region.path()) + "/(dax\\d+\\.\\d+)/" + name,
                    (path, written) -> verdict.of(device(path.group(1)), written.text()));
        }
    }

    private DaxDevice device(String name) {
        return dax.device(name).orElseThrow();
    }

    private DaxDriver driver(MatchResult path) {
        return dax.drivers().stream()
                .filter(driver -> driver.name().equals(path.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private DaxRegion region(MatchResult path) {
        return dax.regions().values().stream()
                .filter(region -> region.path().equals("/devices/" + path.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private Expected bind(DaxDriver driver, String text) {
        DaxDevice device = dax.device(KernelText.name(text)).orElse(null);
        if (device == null || !isFor(driver, device)) {
            return Expected.error(ENODEV);
        }
        if (device.driver() != null) {
            return Expected.error(EBUSY);
        }
        return probed(driver, device);
    }

    private static boolean isFor(DaxDriver driver, DaxDevice device) {
        String byDefault = device.region().kind().isStatic() ? "device_dax" : "kmem";
        return driver.name().equals(byDefault) || driver.ids().contains(device.name());
    }

    private Expected probed(DaxDriver driver, DaxDevice device) {
        if (device.size() == 0) {
            return Expected.error(ENXIO);
        }
        return driver.name().equals("kmem") ? probedByKmem(device) : probedByDeviceDax(device);
    }

    private Expected probedByDeviceDax(DaxDevice device) {
        boolean claimed = device.ranges().stream().map(DaxRange::range).anyMatch(memoryRules::isClaimed);
        return claimed ? Expected.error(EBUSY) : Expected.done();
    }

    private Expected probedByKmem(DaxDevice device) {
        List<PhysicalRange> blocks = wholeBlocks(device);
        if (device.region().targetNode().isEmpty() || blocks.isEmpty()) {
            return Expected.error(EINVAL);
        }
        return plugged(blocks);
    }

    private List<PhysicalRange> wholeBlocks(DaxDevice device) {
        long size = memory.blockSize().bytes();
        return device.ranges().stream()
                .map(DaxRange::range)
                .filter(range -> Math.ceilDiv(range.start(), size) < range.end() / size)
                .map(range -> new PhysicalRange(Math.ceilDiv(range.start(), size) * size, range.end() / size * size))
                .toList();
    }

    /** Of ranges of which the first can be claimed and added, the rest may be left out. */
    private Expected plugged(List<PhysicalRange> ranges) {
        if (memoryRules.isClaimed(ranges.getFirst())) {
            return Expected.error(EBUSY, EEXIST);
        }
        long blocks = ranges.getFirst().size() / memory.blockSize().bytes();
        return memoryRules.hasRoomFor(blocks)
                ? Expected.done()
                : Expected.done().or(ENOMEM);
    }

    private Expected unbind(DaxDriver driver, String text) {
        DaxDevice device = dax.device(KernelText.name(text)).orElse(null);
        return device != null && driver.equals(device.driver()) ? Expected.done() : Expected.error(ENODEV);
    }

    /** As do_id_store(): the numbers are read with sscanf, and have to print as they were written. */
    private static Expected id(String text) {
        var name = NAME.matcher(KernelText.name(text));
        boolean isName = name.matches() && isInt(name.group(1)) && isInt(name.group(2));
        return isName ? Expected.done() : Expected.error(EINVAL);
    }

    private static boolean isInt(String number) {
        BigInteger value = new BigInteger(number);
        return value.compareTo(LARGEST_INT) <= 0 && value.compareTo(LARGEST_INT.not()) >= 0;
    }

    /** As drivers_probe_store(): whether a driver took the device is not told. */
    private Expected probe(String text) {
        return dax.device(KernelText.name(text)).isPresent() ? Expected.done() : Expected.error(EINVAL);
    }

    private Expected create(DaxRegion region, String text) {
        var number = KernelText.signedInt(text, 0);
        if (number.error() != null) {
            return Expected.error(number.error());
        }
        if (!number.value().equals(BigInteger.ONE)) {
            return Expected.error(EINVAL);
        }
        return available(region).signum() == 0 ? Expected.error(ENOSPC) : Expected.done();
    }

    private BigInteger available(DaxRegion region) {
        long taken = dax.devicesOf(region).stream().mapToLong(DaxDevice::size).sum();
        return BigInteger.valueOf(region.range().size() - taken);
    }

    private Expected delete(DaxRegion region, String text) {
        DaxDevice device = dax.device(KernelText.name(text)).orElse(null);
        if (device == null || device.region().id() != region.id()) {
            return Expected.error(ENXIO);
        }
        boolean stays = device.driver() != null || device.size() > 0 || device.id() == 0;
        return stays ? Expected.error(EBUSY) : Expected.done();
    }

    private Expected state(DaxDevice device, String text) {
        KmemBinding binding = device.kmem();
        if (binding == null) {
            return Expected.error(ENODEV);
        }
        if (KernelText.is(text, "unplugged")) {
            return binding.state() == KmemState.UNPLUGGED ? Expected.nothing() : unplugged(device);
        }
        String word = ONLINE_STATES.stream()
                .filter(each -> KernelText.is(text, each))
                .findFirst()
                .orElse(null);
        if (word == null) {
            return Expected.error(EINVAL);
        }
        if (binding.state() != KmemState.UNPLUGGED) {
            return binding.state().word().equals(word) ? Expected.nothing() : Expected.error(EBUSY);
        }
        return reading(word, plugged(List.copyOf(binding.usable().values())));
    }

    private static Expected reading(String word, Expected expected) {
        return new Expected(
                expected.succeeds(), expected.errors(), expected.onSuccess(), expected.onError(), word + "\n");
    }

    /** As facts 11: the first block that cannot go stops all, and what had gone comes back. */
    private Expected unplugged(DaxDevice device) {
        List<PhysicalRange> ranges = dax.claimed().getOrDefault(device.name(), List.of());
        if (!memory.canRemove()) {
            return ranges.isEmpty() ? Expected.doneAndReads("unplugged\n") : Expected.error(EBUSY);
        }
        boolean comesBack = memoryRules.veto(Event.MEM_GOING_ONLINE) == 0;
        for (PhysicalRange range : ranges) {
            for (MemoryBlock block : memory.blocksIn(range)) {
                if (block.state() == BlockState.OFFLINE) {
                    continue;
                }
                Expected expected = memoryRules.takenOffline(block);
                if (!expected.succeeds()) {
                    return comesBack ? expected : expected.leavingChanges();
                }
                comesBack &= block.poisonedPages() == 0
                        && NOT_BROUGHT_BACK.stream().noneMatch(use -> MemoryRules.has(block, use));
            }
        }
        return Expected.doneAndReads("unplugged\n");
    }

    private static @Nullable Errno whyNoSize(DaxDevice device, BigInteger bytes) {
        BigInteger unit = BigInteger.valueOf(device.align()).max(SUBSECTION);
        return bytes.mod(unit).signum() == 0 ? null : EINVAL;
    }

    private Expected size(DaxDevice device, String text) {
        var bytes = KernelText.unsignedLong(text, 0);
        if (bytes.error() != null) {
            return Expected.error(bytes.error());
        }
        if (whyNoSize(device, bytes.value()) != null) {
            return Expected.error(EINVAL);
        }
        if (device.driver() != null) {
            return Expected.error(EBUSY);
        }
        BigInteger growth = bytes.value().subtract(BigInteger.valueOf(device.size()));
        if (growth.compareTo(available(device.region())) > 0) {
            return Expected.error(ENOSPC);
        }
        return growth.signum() == 0 ? Expected.nothing() : Expected.doneAndReads(bytes.value() + "\n");
    }

    private Expected map(DaxDevice device, String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return Expected.error(EINVAL);
        }
        var first = KernelText.unsignedLong(text.substring(0, dash), 16);
        var last = KernelText.unsignedLong(text.substring(dash + 1), 16);
        var wrong = first.error() != null ? first.error() : last.error();
        if (wrong != null) {
            return Expected.error(wrong);
        }
        BigInteger length =
                last.value().subtract(first.value()).add(BigInteger.ONE).mod(TWO_TO_64);
        if (whyNoSize(device, length) != null) {
            return Expected.nothing();
        }
        if (length.signum() == 0) {
            return device.ranges().isEmpty() ? Expected.nothing() : Expected.error(EBUSY);
        }
        return isFree(device.region(), first.value(), last.value()) ? Expected.done() : Expected.error(ENOMEM);
    }

    private boolean isFree(DaxRegion region, BigInteger first, BigInteger last) {
        if (last.compareTo(first) < 0 || last.bitLength() > 62) {
            return false;
        }
        PhysicalRange range = new PhysicalRange(first.longValueExact(), last.longValueExact() + 1);
        return region.range().contains(range)
                && dax.devicesOf(region).stream()
                        .flatMap(device -> device.ranges().stream())
                        .noneMatch(each -> each.range().overlaps(range));
    }

    private Expected align(DaxDevice device, String text) {
        var bytes = KernelText.unsignedLong(text, 0);
        if (bytes.error() != null) {
            return Expected.error(ENXIO);
        }
        if (!Set.of(BigInteger.valueOf(4096), SUBSECTION, GIB).contains(bytes.value())) {
            return Expected.error(EINVAL);
        }
        if (device.driver() != null) {
            return Expected.error(EBUSY);
        }
        long unit = bytes.value().max(SUBSECTION).longValueExact();
        boolean fits = device.ranges().stream().allMatch(range -> range.range().size() % unit == 0);
        return fits ? Expected.doneAndReads(bytes.value() + "\n") : Expected.error(EINVAL);
    }

    private Expected memmapOnMemory(DaxDevice device, String text) {
        Boolean on = KernelText.truth(text);
        if (on == null) {
            return Expected.error(EINVAL);
        }
        if (on && machine.memory().parameters().memmapOnMemory() == MemmapOnMemory.NO) {
            return Expected.error(EOPNOTSUPP);
        }
        if (on != device.memmapOnMemory() && device.kmem() != null) {
            return Expected.error(EBUSY);
        }
        return Expected.doneAndReads(on ? "1\n" : "0\n");
    }
}
