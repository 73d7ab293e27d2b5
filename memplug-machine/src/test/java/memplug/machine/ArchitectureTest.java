package memplug.machine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.function.Predicate.not;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house: which package may know which, and nothing that would make one run differ from another. */
final class ArchitectureTest {
    private static final JavaClasses MACHINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("memplug.machine");

    private static final String PHYS = "memplug.machine.phys..";
    private static final String DESCRIPTION = "memplug.machine.description..";
    private static final String DAX = "memplug.machine.dax..";

    /** The packages of each floor, ground floor first. */
    private static final List<List<String>> FLOORS = List.of(
            List.of(PHYS, "memplug.machine.kernel.."),
            List.of("memplug.machine.mm..", "memplug.machine.device..", DESCRIPTION),
            List.of(DAX, "memplug.machine.acpi..", "memplug.machine.virtio..", "memplug.machine.workload.."),
            List.of("memplug.machine"));

    @Test
    void everyClass_standsOnAFloor() {
        classes().should().resideInAnyPackage(packages().toArray(String[]::new)).check(MACHINE);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void package_importsOnlyFromFloorsBelow(String name) {
        mayImport(name, floorsBelow(name));
    }

    @Test
    void description_importsOnlyPhys() {
        mayImport(DESCRIPTION, Stream.of(PHYS));
    }

    @Test
    void onlyDax_addsMemoryWithAnOnlineTypeOfItsOwn() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DAX)
                // The overload without a type calls the one with it, as add_memory_driver_managed() does.
                .and()
                .doNotHaveFullyQualifiedName("memplug.machine.mm.MemoryHotplug")
                .should()
                .accessTargetWhere(target("adds memory with an online type", ArchitectureTest::addsWithOnlineType))
                .check(MACHINE);
    }

    @Test
    void machine_opensNoFile() {
        neverUses("java\\.io\\.(File|RandomAccess).*|java\\.nio\\.channels\\..*");
        noClasses()
                .that()
                // It reads a real machine's /sys and /proc, below a root that it is handed.
                .resideOutsideOfPackage(DESCRIPTION)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.nio.file..")
                .check(MACHINE);
    }

    @Test
    void machine_readsNoClock() {
        neverUses("java\\.time\\.(Clock|InstantSource)");
        neverCalls("java\\.time\\..*", "now");
        neverCalls("java\\.lang\\.System", "nanoTime", "currentTimeMillis");
    }

    @Test
    void machine_startsNoThread() {
        neverUses("java\\.util\\.Timer|java\\.util\\.concurrent\\.(.*Executor.*|ForkJoinPool|CompletableFuture)");
        neverCalls("java\\.lang\\.Thread", "<init>", "start", "ofPlatform", "ofVirtual", "startVirtualThread");
        neverCalls("java\\.util\\..*", "parallel", "parallelStream");
    }

    @Test
    void machine_drawsNoRandomNumber() {
        neverUses(
                "java\\.util\\.(.*Random|random\\..*)|java\\.util\\.concurrent\\.ThreadLocalRandom|java\\.security\\..*Random");
        neverCalls("java\\.lang\\.Math", "random");
        neverCalls("java\\.util\\.UUID", "randomUUID");
    }

    @Test
    void machine_iteratesInAnOrderThatIsTheSameInEveryRun() {
        neverUses("java\\.util\\.(HashMap|HashSet|IdentityHashMap|WeakHashMap|concurrent\\.ConcurrentHashMap)");
        neverCalls("java\\.lang\\.System", "identityHashCode");
        neverCalls("java\\.util\\.stream\\.Collectors", "toSet", "toUnmodifiableSet", "toUnmodifiableMap");
        // Set.of and Map.of iterate in an order that each JVM draws anew; empty ones have none.
        neverCalls("java\\.util\\.(Map|Set)", "copyOf", "ofEntries");
        noClasses()
                .should()
                .accessTargetWhere(target("makes a salted collection", ArchitectureTest::makesSaltedCollection))
                .check(MACHINE);
    }

    private static void mayImport(String name, Stream<String> imported) {
        var allowed = imported.toList();
        var others = packages().filter(not(name::equals)).filter(not(allowed::contains));
        noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat(resideInAnyPackage(others.toArray(String[]::new)))
                // A room may not be furnished yet.
                .allowEmptyShould(true)
                .check(MACHINE);
    }

    private static Stream<String> packages() {
        return FLOORS.stream().flatMap(List::stream);
    }

    private static Stream<String> floorsBelow(String name) {
        return FLOORS.stream().takeWhile(floor -> !floor.contains(name)).flatMap(List::stream);
    }

    private static void neverUses(String classNames) {
        noClasses().should().dependOnClassesThat().haveNameMatching(classNames).check(MACHINE);
    }

    private static void neverCalls(String classNames, String... methods) {
        noClasses()
                .should()
                .accessTargetWhere(target(
                        "is " + String.join(" or ", methods) + " of " + classNames,
                        target -> List.of(methods).contains(target.getName())
                                && target.getOwner().getName().matches(classNames)))
                .check(MACHINE);
    }

    private static DescribedPredicate<JavaAccess<?>> target(String description, Predicate<AccessTarget> predicate) {
        return describe("target " + description, access -> predicate.test(access.getTarget()));
    }

    private static boolean addsWithOnlineType(AccessTarget target) {
        return target.getName().equals("addDriverManaged")
                && parameters(target)
                        .anyMatch(parameter -> parameter.getSimpleName().equals("OnlineType"));
    }

    private static boolean makesSaltedCollection(AccessTarget target) {
        return target.getFullName().matches("java\\.util\\.(Map|Set)\\.of\\(.+\\)");
    }

    private static Stream<JavaClass> parameters(AccessTarget target) {
        return target instanceof CodeUnitAccessTarget code ? code.getRawParameterTypes().stream() : Stream.empty();
    }
}
