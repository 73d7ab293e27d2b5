package memplug.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import memplug.machine.kernel.Task;
import memplug.machine.mm.BlockId;
import memplug.machine.mm.OnlineType;
import memplug.machine.phys.PhysicalRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the machine {@code reference}, whose device has the blocks 33 to 39, all of them offline. */
class PictureTest {
    private static final PhysicalRange BLOCKS_32_TO_40 = new PhysicalRange(0x1_0000_0000L, 0x1_4800_0000L);

    private Machine machine;

    @BeforeEach
    void boot() throws Exception {
        machine = Machine.boot(DescriptionReader.read(Path.of("../machines/reference.yaml")));
        online(33, OnlineType.ONLINE_KERNEL);
        online(39, OnlineType.ONLINE_MOVABLE);
    }

    @Test
    void rows_ofAShortRange_haveACellForEachBlock() {
        var picture = new Picture(machine.memory(), List.of(BLOCKS_32_TO_40), Paint.PLAIN);

        assertThat(picture.rows("dax0.0", List.of(BLOCKS_32_TO_40), Optional.of(new BlockId(36))))
                .containsExactly("dax0.0     0x100000000 .N--!--M.");
    }

    @Test
    void rows_beingTooLong_haveACellForSeveralBlocks() {
        var long96 = PhysicalRange.ofSize(BLOCKS_32_TO_40.start(), 96L << 27);
        var picture = new Picture(machine.memory(), List.of(long96), Paint.PLAIN);

        assertThat(picture.blocksInACell()).isEqualTo(2);
        assertThat(picture.rows("", List.of(BLOCKS_32_TO_40), Optional.empty()))
                .containsExactly("           0x100000000 +--+.");
    }

    @Test
    void rows_withColours_paintWhatIsAlikeInOneStroke() {
        var picture = new Picture(machine.memory(), List.of(BLOCKS_32_TO_40), Paint.COLOUR);

        assertThat(picture.rows("", List.of(BLOCKS_32_TO_40), Optional.empty()))
                .first()
                .asString()
                .endsWith(
                        "\033[2m.\033[0m\033[97;44mN\033[0m\033[97;100m-----\033[0m\033[30;42mM\033[0m\033[2m.\033[0m");
    }

    private void online(int block, OnlineType type) {
        machine.hotplug().online(machine.memory().block(new BlockId(block)).orElseThrow(), type, Task.PLAIN);
    }
}
