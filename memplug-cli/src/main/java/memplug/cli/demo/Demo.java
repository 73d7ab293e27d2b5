package memplug.cli.demo;

import java.io.PrintStream;
import java.util.List;
import memplug.machine.Machine;
import memplug.machine.phys.ByteSize;

/** What memory that comes and goes is good for, told and shown in a minute. */
public final class Demo {
    private final Machine machine;
    private final String file;
    private final Narrator narrator;
    private final Paint paint;

    /**
     * A story that begins on a machine that has just booted, and has a chapter on each kind of memory that it has.
     *
     * @param machine the machine
     * @param file what it was read from
     * @param out where to tell it
     * @param paint how to colour it
     */
    public Demo(Machine machine, String file, PrintStream out, Paint paint) {
        this.machine = machine;
        this.file = file;
        this.narrator = new Narrator(out, paint);
        this.paint = paint;
    }

    /** Tells it. */
    public void tell() {
        introduce();
        DaxStory.of(machine, narrator, paint).ifPresent(DaxStory::tell);
        DimmStory.of(machine, narrator, paint).ifPresent(DimmStory::tell);
        VirtioMemStory.of(machine, narrator, paint).ifPresent(VirtioMemStory::tell);
        conclude();
    }

    private void introduce() {
        List<Part> parts = Part.of(machine);
        Picture picture = new Picture(machine.memory(), parts, paint);
        narrator.title("A machine: " + machine.description().name());
        narrator.say(
                "It exists in this process only: no privilege, no kernel, nothing to clean up. A row is a range of "
                        + "addresses, a cell " + cell(picture.blocksInACell()) + ".");
        narrator.pause();
        narrator.show(picture.rows(parts));
        narrator.pause();
        narrator.show(picture.legend());
    }

    private String cell(int blocks) {
        String size = ByteSize.format(blocks * machine.memory().blockSize().bytes());
        return blocks == 1 ? "a memory block of " + size : size + ", which is " + blocks + " memory blocks";
    }

    private void conclude() {
        narrator.title("On this machine with your own programs");
        narrator.type("", "memplug run " + file + " -- lsmem");
        narrator.type("", "memplug run " + file);
    }
}
