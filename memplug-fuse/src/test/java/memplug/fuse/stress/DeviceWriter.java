package memplug.fuse.stress;

import static memplug.fuse.posix.Posix.O_WRONLY;
import static memplug.tree.Errno.EBUSY;
import static memplug.tree.Errno.EINVAL;
import static memplug.tree.Errno.ENODEV;
import static memplug.tree.Errno.ENOENT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Takes whole devices online and away, binds and unbinds them. Nobody else does, so it knows what it has to be answered; and
 * what it did is seen at once.
 */
final class DeviceWriter extends Actor {
    private static final List<String> ONLINE_STATES = List.of("online", "online_kernel", "online_movable");
    private static final List<String> PROBED_STATES = List.of("offline", "online", "online_kernel", "online_movable");
    private static final List<String> BAD_STATES = List.of("offline", "Online", "unplugged ", "online_", "-1", "\n");
    private static final String KMEM = "sys/bus/dax/drivers/kmem/";
    private static final String UNPLUGGED = "unplugged";
    private static final String UNBOUND = "unbound";

    private final List<Device> devices;
    private final Map<String, String> states = new HashMap<>();

    DeviceWriter(Sight sight, SplittableRandom random, List<Device> devices) {
        super("devices", sight, random);
        this.devices = devices;
        devices.forEach(device -> states.put(device.name(), "offline"));
    }

    @Override
    void turn() {
        Device device = pick(devices);
        switch (stateOf(device)) {
            case UNBOUND -> whileUnbound(device);
            case UNPLUGGED -> whileUnplugged(device);
            default -> whilePlugged(device);
        }
    }

    private String stateOf(Device device) {
        return states.getOrDefault(device.name(), "");
    }

    private void whileUnbound(Device device) {
        switch (below(4)) {
            case 0 -> sight().write(KMEM + "unbind", device.name(), ENODEV);
            case 1 ->
                requireError(sight().write(device.path() + "/state", "online", ENOENT), "state of no kmem device");
            default -> bind(device);
        }
    }

    private void bind(Device device) {
        sight().write(KMEM + "bind", device.name() + "\n");
        String state = sight().read(device.path() + "/state").strip();
        sight().require(PROBED_STATES.contains(state), device.name() + " is " + state + " after it was bound");
        sight().requireThere(KMEM + device.name());
        states.put(device.name(), state);
        requireThere(device);
    }

    private void whileUnplugged(Device device) {
        switch (below(10)) {
            case 0 -> write(device, UNPLUGGED);
            case 1 -> requireError(sight().write(device.path() + "/state", pick(BAD_STATES), EINVAL), "a bad state");
            case 2 -> sight().write(KMEM + "bind", device.name(), EBUSY);
            case 3, 4 -> unbind(device);
            default -> plug(device);
        }
    }

    /** Keeps the file open over it now and then: it is another one, even when the device is bound again. */
    private void unbind(Device device) {
        String path = device.path() + "/state";
        long kept = happens(50) ? sight().open(path, O_WRONLY) : -1;
        sight().write(KMEM + "unbind", device.name());
        states.put(device.name(), UNBOUND);
        sight().requireGone(path);
        sight().requireGone(device.path() + "/driver");
        sight().requireGone(KMEM + device.name());
        if (kept >= 0) {
            if (happens(50)) {
                bind(device);
            }
            requireError(sight().write(path, kept, UNPLUGGED, ENODEV), "state of a binding that is over");
            sight().close(kept);
        }
    }

    private void plug(Device device) {
        write(device, pick(ONLINE_STATES));
        requireThere(device);
    }

    private void whilePlugged(Device device) {
        String state = stateOf(device);
        switch (below(10)) {
            case 0 -> requireError(sight().write(device.path() + "/state", pick(BAD_STATES), EINVAL), "a bad state");
            case 1 -> {
                String other = pick(ONLINE_STATES);
                long answer = sight().write(device.path() + "/state", other, EBUSY);
                sight().require(answer >= 0 == other.equals(state), other + " written to a device that is " + state);
            }
            case 2 -> {
                if (!state.equals("offline")) {
                    write(device, state);
                }
            }
            default -> unplug(device);
        }
    }

    private void unplug(Device device) {
        write(device, UNPLUGGED);
        for (long block : device.blocks()) {
            sight().requireGone("sys/devices/system/memory/memory" + block);
            sight().requireGone("sys/bus/memory/devices/memory" + block);
        }
        sight().requireGone("sys/devices/system/node/node" + device.node());
        sight().requireGone("sys/bus/node/devices/node" + device.node());
    }

    private void requireThere(Device device) {
        for (long block : device.blocks()) {
            sight().requireThere("sys/devices/system/memory/memory" + block);
            sight().requireThere("sys/devices/system/node/node" + device.node() + "/memory" + block);
        }
        sight().requireThere("sys/bus/node/devices/node" + device.node());
    }

    private void write(Device device, String state) {
        String path = device.path() + "/state";
        long answer = sight().write(path, state);
        sight().require(answer == state.length(), answer + " bytes taken of " + state);
        states.put(device.name(), state);
        String shown = sight().read(path);
        sight().require(shown.equals(state + "\n"), path + " reads " + shown + " after " + state + " was written");
    }

    private void requireError(long answer, String what) {
        sight().require(answer < 0, what + " was written without an error");
    }

    /** Binds all devices anew, in order, as after boot; for when nobody else is there any more. */
    void settle() {
        for (Device device : devices) {
            if (!stateOf(device).equals(UNBOUND)) {
                unplug(device);
                unbind(device);
            }
        }
        for (Device device : devices) {
            if (stateOf(device).equals(UNBOUND)) {
                bind(device);
            }
        }
        turn();
        turn();
    }
}
