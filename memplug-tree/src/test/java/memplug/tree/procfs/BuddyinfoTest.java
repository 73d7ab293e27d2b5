package memplug.tree.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import memplug.machine.Machine;
import memplug.machine.mm.OnlineType;
import org.junit.jupiter.api.Test;

class BuddyinfoTest {
    private final Machine machine = ReferenceMachine.boot();

    @Test
    void of_freeMovableZone_isAllLargestPieces() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        assertThat(Buddyinfo.of(machine)).endsWith("""
                Node 1, zone  Movable      0      0      0      0      0      0      0      0      0      0    224\s
                """);
    }

    @Test
    void of_fivePagesInUse_splitsOneLargestPiece() {
        ReferenceMachine.online(machine, OnlineType.ONLINE_MOVABLE);

        machine.workload().start("small", 5 * 4096, 1);

        assertThat(Buddyinfo.of(machine)).endsWith("""
                Node 1, zone  Movable      1      1      0      1      1      1      1      1      1      1    223\s
                """);
    }

    @Test
    void of_freeZoneFromOneMiBOn_piecesGrowAsItsStartAllows() {
        assertThat(Buddyinfo.of(machine)).startsWith("""
                Node 0, zone      DMA      0      0      0      0      0      0      0      0      1      1      3\s
                """);
    }

    @Test
    void of_zonesWithoutMemory_leavesThemOut() {
        assertThat(Buddyinfo.of(machine).lines()).hasSize(2);
    }
}
