package memplug.machine.phys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceTreeTest {
    private static final PhysicalRange WINDOW = new PhysicalRange(0x1000, 0x9000);

    private final ResourceTree tree = new ResourceTree();

    @Test
    void request_freeRange_isGranted() {
        assertThat(tree.request(claim(0x1000, 0x2000, "a"))).isEmpty();
        assertThat(names()).containsExactly("a");
    }

    @Test
    void request_rangeOfSomeoneElse_namesHim() {
        tree.request(claim(0x1000, 0x3000, "a"));

        assertThat(tree.request(claim(0x2000, 0x4000, "b")).map(Resource::name)).contains("a");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void request_withinContainer_becomesItsChild() {
        tree.insert(new Resource(WINDOW, "window", Resource.Kind.CONTAINER));

        tree.request(claim(0x2000, 0x3000, "inside"));

        assertThat(tree.claims()).hasSize(1);
        assertThat(names()).containsExactly("window", "inside");
    }

    @Test
    void request_reachingOutOfContainer_isRefused() {
        tree.insert(new Resource(WINDOW, "window", Resource.Kind.CONTAINER));

        assertThat(tree.request(claim(0x8000, 0xa000, "b")).map(Resource::name)).contains("window");
    }

    @Test
    void insert_aroundOthers_takesThemIn() {
        tree.insert(claim(0x2000, 0x3000, "inside"));

        tree.insert(new Resource(WINDOW, "window", Resource.Kind.CONTAINER));

        assertThat(names()).containsExactly("window", "inside");
    }

    @Test
    void insert_partlyOverlapping_isAMistake() {
        tree.insert(claim(0x2000, 0x4000, "a"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.insert(claim(0x3000, 0x5000, "b")))
                .withMessage("b 0x3000-0x4fff overlaps a 0x2000-0x3fff");
    }

    @Test
    void releaseSystemRam_inTheMiddle_splits() {
        tree.request(new Resource(WINDOW, "System RAM", Resource.Kind.SYSTEM_RAM));

        assertThat(tree.releaseSystemRam(new PhysicalRange(0x3000, 0x4000))).isTrue();

        assertThat(tree.claims())
                .extracting(Resource::range)
                .containsExactly(new PhysicalRange(0x1000, 0x3000), new PhysicalRange(0x4000, 0x9000));
    }

    @Test
    void mergeSystemRam_joinsNeighboursOfTheSameName() {
        tree.request(
                new Resource(new PhysicalRange(0x1000, 0x2000), "System RAM (x)", Resource.Kind.DRIVER_MANAGED_RAM));
        tree.request(
                new Resource(new PhysicalRange(0x2000, 0x3000), "System RAM (x)", Resource.Kind.DRIVER_MANAGED_RAM));

        tree.mergeSystemRam(new PhysicalRange(0x2000, 0x3000));

        assertThat(tree.claims()).extracting(Resource::range).containsExactly(new PhysicalRange(0x1000, 0x3000));
    }

    @Test
    void copy_isIndependent() {
        ResourceTree copy = tree.copy();

        copy.request(claim(0x1000, 0x2000, "a"));

        assertThat(names()).isEmpty();
    }

    private static Resource claim(long start, long end, String name) {
        return new Resource(new PhysicalRange(start, end), name, Resource.Kind.BUSY);
    }

    private List<String> names() {
        return tree.claims().stream().flatMap(Resource::all).map(Resource::name).toList();
    }
}
