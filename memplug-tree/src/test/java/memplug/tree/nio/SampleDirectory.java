package memplug.tree.nio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import memplug.tree.CharacterDevice;
import memplug.tree.Directory;
import memplug.tree.Node;
import memplug.tree.SymbolicLink;

/** A directory in memory, which counts how often it is looked through. */
final class SampleDirectory extends Directory {
    private final int permissions;
    private final Map<String, Node> children = new LinkedHashMap<>();
    private int listings;

    SampleDirectory(int permissions) {
        super(SampleFile.nextInode());
        this.permissions = permissions;
    }

    /** {@return the directory at a path below, made if it is not there} */
    SampleDirectory directory(String path) {
        SampleDirectory at = this;
        for (String name : MachinePath.split(path)) {
            at = (SampleDirectory) at.children.computeIfAbsent(name, _ -> new SampleDirectory(0755));
        }
        return at;
    }

    SampleDirectory file(String name, int mode, String content) {
        return put(name, new SampleFile(mode, content, 4096));
    }

    SampleDirectory link(String name, String target) {
        return put(name, new SymbolicLink(SampleFile.nextInode(), target));
    }

    SampleDirectory device(String name, int major, int minor) {
        return put(name, new CharacterDevice(SampleFile.nextInode(), major, minor));
    }

    SampleDirectory put(String name, Node node) {
        children.put(name, node);
        return this;
    }

    void remove(String name) {
        children.remove(name);
    }

    int listings() {
        return listings;
    }

    @Override
    public int permissions() {
        return permissions;
    }

    @Override
    public Optional<Node> lookUp(String name) {
        return Optional.ofNullable(children.get(name));
    }

    @Override
    public List<Entry> entries() {
        listings++;
        List<Entry> entries = new ArrayList<>();
        children.forEach((name, node) -> entries.add(new Entry(name, node)));
        return entries;
    }
}
