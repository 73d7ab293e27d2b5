package memplug.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import memplug.machine.Machine;
import memplug.machine.acpi.Insertion;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.OnlineType;
import memplug.machine.phys.ByteSize;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mostly on the machine {@code reference}, whose device has the blocks 33 to 39, all of them offline. */
class PictureTest {
    private static final Part BLOCKS_32_TO_40 = part(new PhysicalRange(0x1_0000_0000L, 0x1_4800_0000L));

    private Machine machine;

    @BeforeEach
    void boot() throws Exception {
        machine = booted("reference");
        online(33, OnlineType.ONLINE_KERNEL);
        online(39, OnlineType.ONLINE_MOVABLE);
    }

    @Test
    void rows_ofAShortRange_haveACellForEachBlock() {
        assertThat(picture(Paint.PLAIN, BLOCKS_32_TO_40).rows(BLOCKS_32_TO_40, Optional.of(new BlockId(36))))
                .containsExactly("pmem       dax0.0   0x100000000 .N--!--M.");
    }

    @Test
    void rows_beingTooLong_haveACellForSeveralBlocks() {
        var picture = picture(Paint.PLAIN, part(PhysicalRange.ofSize(0x1_0000_0000L, 60L << 27)));

        assertThat(picture.blocksInACell()).isEqualTo(2);
        assertThat(picture.rows(BLOCKS_32_TO_40, Optional.empty()))
                .containsExactly("pmem       dax0.0   0x100000000 +--+.");
    }

    @Test
    void rows_withColours_paintWhatIsAlikeInOneStroke() {
        assertThat(picture(Paint.COLOUR, BLOCKS_32_TO_40).rows(BLOCKS_32_TO_40, Optional.empty()))
                .first()
                .asString()
                .endsWith(
                        "\033[2m.\033[0m\033[97;44mN\033[0m\033[97;100m-----\033[0m\033[30;42mM\033[0m\033[2m.\033[0m");
    }

    @Test
    void rows_withoutRanges_sayWhy() {
        var empty = new Part("DIMM", "slot 1", List.of(), "empty");

        assertThat(picture(Paint.PLAIN, empty).rows(empty, Optional.empty()))
                .containsExactly("DIMM       slot 1               empty");
    }

    @Test
    void rows_ofDimms_areTheirSlots() throws Exception {
        machine = booted("dimms");
        machine.memoryDevices()
                .insert(
                        new Insertion("dimm1", ByteSize.GIB, 1, OptionalInt.of(2), OptionalLong.of(6 * ByteSize.GIB)),
                        Task.PLAIN);

        assertThat(wholePicture())
                .containsExactly(
                        "boot       node 0           0x0 NNNNNNNNNNNNNNNN",
                        "DIMM       slot 0               empty",
                        "           slot 1               empty",
                        "           slot 2   0x180000000 --------  dimm1",
                        "           slot 3               empty");
    }

    @ParameterizedTest
    @CsvSource({"ONLINE_MOVABLE, MMm", "ONLINE_KERNEL, NNn", "OFFLINE, ---"})
    void rows_ofVirtioMem_tellBlocksThatArePartlyPlugged(OnlineType policy, String plugged) throws Exception {
        machine = booted("virtio-mem");
        machine.memory().parameters().setAutoOnline(policy);
        machine.virtioMem().request(machine.virtioMem().device("vmem0").orElseThrow(), 300 * ByteSize.MIB);

        assertThat(wholePicture())
                .containsExactly(
                        "boot       node 0           0x0 NNNNNNNNNNNNNNNN",
                        "virtio-mem vmem0    0x100000000 " + plugged + ".............  300MiB of 300MiB plugged");
    }

    @Test
    void rows_ofDimmsThatAreBootMemory_areNotShownTwice() throws Exception {
        machine = booted("""
                nodes: [{id: 0, ranges: [0x0-0x17fffffff]}]
                firmware-map:
                  - {range: 0x0-0x3fffffff, type: System RAM}
                  - {range: 0x100000000-0x11fffffff, type: System RAM}
                dimms: {slots: 1, at-boot: [{name: dimm0, slot: 0, node: 0, range: 0x100000000-0x11fffffff}]}
                kernel: {command-line: movable_node}
                """, "x.yaml");

        assertThat(wholePicture())
                .containsExactly(
                        "boot       node 0           0x0 NNNNNNNN", "DIMM       slot 0   0x100000000 MMMM  dimm0");
    }

    private List<String> wholePicture() {
        var parts = Part.of(machine);
        return new Picture(machine.memory(), parts, Paint.PLAIN).rows(parts);
    }

    private Picture picture(Paint paint, Part part) {
        return new Picture(machine.memory(), List.of(part), paint);
    }

    private static Part part(PhysicalRange range) {
        return new Part("pmem", "dax0.0", List.of(range), "");
    }

    private static Machine booted(String name) throws Exception {
        return Machine.boot(DescriptionReader.read(Path.of("../machines/" + name + ".yaml")));
    }

    private static Machine booted(String text, String file) throws Exception {
        return Machine.boot(DescriptionReader.read(text, file));
    }

    private void online(int block, OnlineType type) {
        machine.hotplug().online(machine.memory().block(new BlockId(block)).orElseThrow(), type, Task.PLAIN);
    }
}
