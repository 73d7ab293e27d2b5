package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryMapTest {
    private static List<String> memoryMap(String text) throws DescriptionException {
        return DescriptionReader.read(text, "x.yaml").memoryMap().stream()
                .map(each -> each.range() + " " + each.type().word())
                .toList();
    }

    @Test
    void memoryMap_ramFrom0_isNoRamInTheFirstPageAndBelow1MiB() throws DescriptionException {
        assertThat(memoryMap("nodes: [{id: 0}]\nfirmware-map: [{range: 0x0-0xbfffffff, type: System RAM}]"))
                .containsExactly("0x0-0xfff Reserved", "0x1000-0x9ffff System RAM", "0x100000-0xbfffffff System RAM");
    }

    @Test
    void memoryMap_pmemOnRam_isPersistentMemoryFromTheBeginOfItsNamespace() throws DescriptionException {
        assertThat(memoryMap("""
                nodes: [{id: 0}]
                firmware-map: [{range: 0x100000000-0x1bfffffff, type: System RAM}]
                dax-regions:
                  - provider: pmem
                    namespace: 0x100000000-0x13fffffff
                    range: 0x101200000-0x13fffffff
                """))
                .containsExactly(
                        "0x100000000-0x13fffffff Persistent Memory (legacy)", "0x140000000-0x1bfffffff System RAM");
    }

    @Test
    void memoryMap_hmemOnRam_isSoftReserved() throws DescriptionException {
        assertThat(memoryMap("""
                nodes: [{id: 0}]
                firmware-map: [{range: 0x100000000-0x1ffffffff, type: System RAM}]
                dax-regions: [{provider: hmem, range: 0x140000000-0x17fffffff}]
                """))
                .containsExactly(
                        "0x100000000-0x13fffffff System RAM",
                        "0x140000000-0x17fffffff Soft Reserved",
                        "0x180000000-0x1ffffffff System RAM");
    }
}
