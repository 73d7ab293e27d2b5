package memplug.cli.run;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import memplug.fuse.sys.NetlinkSocket;
import memplug.fuse.sys.Processes;
import memplug.machine.kernel.Journal;
import memplug.machine.kernel.Uevent;
import memplug.tree.ErrnoException;

/**
 * Tells a network namespace of a machine's uevents, through the kernel, which adds a number to each and passes it on to
 * all who listen. As lib/kobject_uevent.c: uevent_net_broadcast().
 */
final class UeventRelay implements Runnable {
    private static final int NETLINK_ROUTE = 0;
    private static final int LINK_MESSAGE_BYTES = 16;
    private static final int LOOPBACK = 1;
    private static final int IFF_UP = 1;
    private static final long AWAIT_MILLISECONDS = 10_000;

    private final Journal<Uevent> uevents;
    private final NetlinkSocket socket;
    private final Consumer<? super Throwable> onFailure;
    private long told;

    private UeventRelay(Journal<Uevent> uevents, NetlinkSocket socket, Consumer<? super Throwable> onFailure) {
        this.uevents = uevents;
        this.socket = socket;
        this.onFailure = onFailure;
        this.told = uevents.count();
    }

    /**
     * Gives the calling thread, and what it starts from now on, a network of its own, with nothing but a loopback.
     *
     * @throws ErrnoException if the kernel refuses
     */
    static void makeNetwork() throws ErrnoException {
        Processes.unshare(Processes.NETWORK_NAMESPACE);
        bringLoopbackUp();
    }

    /**
     * Tells the calling thread's network of every uevent from now on.
     *
     * @param uevents the machine's uevents
     * @param onFailure told if that fails later
     * @throws ErrnoException if the kernel refuses
     */
    static void start(Journal<Uevent> uevents, Consumer<? super Throwable> onFailure) throws ErrnoException {
        NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.KOBJECT_UEVENT);
        Thread.ofPlatform().daemon().name("memplug-uevents").start(new UeventRelay(uevents, socket, onFailure));
    }

    /** A struct ifinfomsg; the type that {@link NetlinkSocket#send} gives a message is, to this protocol, RTM_NEWLINK. */
    private static void bringLoopbackUp() throws ErrnoException {
        ByteBuffer message = ByteBuffer.allocate(LINK_MESSAGE_BYTES).order(ByteOrder.nativeOrder());
        message.putInt(0).putInt(LOOPBACK).putInt(IFF_UP).putInt(IFF_UP);
        try (NetlinkSocket route = new NetlinkSocket(NETLINK_ROUTE)) {
            route.send(message.array());
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                if (uevents.await(told, AWAIT_MILLISECONDS)) {
                    for (Uevent uevent : uevents.since(told)) {
                        socket.send(message(uevent));
                        told = uevent.sequence();
                    }
                }
            }
        } catch (ErrnoException e) {
            onFailure.accept(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] message(Uevent uevent) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        add(message, uevent.action() + "@" + uevent.devicePath());
        add(message, "ACTION=" + uevent.action());
        add(message, "DEVPATH=" + uevent.devicePath());
        add(message, "SUBSYSTEM=" + uevent.subsystem());
        uevent.environment().forEach(pair -> add(message, pair));
        return message.toByteArray();
    }

    private static void add(ByteArrayOutputStream message, String text) {
        message.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        message.write(0);
    }
}
