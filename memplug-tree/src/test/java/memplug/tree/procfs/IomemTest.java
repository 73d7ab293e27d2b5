package memplug.tree.procfs;

import static memplug.tree.procfs.ReferenceMachine.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import memplug.machine.Machine;
import memplug.machine.description.DescriptionReader;
import memplug.machine.phys.PhysicalRange;
import memplug.machine.phys.Resource;
import memplug.machine.phys.Resource.Kind;
import org.junit.jupiter.api.Test;

class IomemTest {
    private final Machine machine;

    IomemTest() throws Exception {
        machine = Machine.boot(DescriptionReader.read(Path.of("../machines/reference.yaml")));
    }

    @Test
    void of_referenceMachine_isTheRecording() {
        assertThat(Iomem.of(machine, true)).isEqualTo(recorded("reference-iomem.txt"));
    }

    @Test
    void of_unprivilegedReader_showsNoAddress() {
        assertThat(Iomem.of(machine, false))
                .isEqualTo(
                        recorded("reference-iomem.txt").replaceAll("[0-9a-f]{8,}-[0-9a-f]{8,}", "00000000-00000000"));
    }

    @Test
    void of_claimsDeeperThanFiveLevels_indentsThemNoFurther() {
        for (int depth = 0; depth < 7; depth++) {
            PhysicalRange range = new PhysicalRange(0x20_0000_0000L, 0x20_0000_1000L - depth);
            machine.memory().resources().insert(new Resource(range, "level " + depth, Kind.CONTAINER));
        }

        assertThat(Iomem.of(machine, true)).contains("""
                        2000000000-2000000ffb : level 4
                          2000000000-2000000ffa : level 5
                          2000000000-2000000ff9 : level 6
                """);
    }
}
