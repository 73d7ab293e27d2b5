package memplug.fuse;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notices that no kernel gets; tests look at them. */
final class SilentNotices implements Notices {
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Override
    public void nameChanged(long directory, String name) {
        sent.add(directory + "/" + name);
    }

    @Override
    public void attributesChanged(long node) {
        sent.add("attributes of " + node);
    }

    @Override
    public void pollAgain(long kernelHandle) {
        sent.add("poll " + kernelHandle);
    }

    List<String> sent() {
        return List.copyOf(sent);
    }
}
