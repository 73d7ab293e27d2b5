package memplug.tree.sysfs;

import java.util.List;
import memplug.machine.Machine;
import memplug.machine.dax.DaxAllocation;
import memplug.machine.dax.DaxRegion;
import memplug.machine.kernel.Task;
import memplug.machine.phys.PhysicalRange;
import memplug.tree.Errno;
import memplug.tree.ErrnoException;
import memplug.tree.kernfs.Attribute;
import memplug.tree.kernfs.Folder;
import memplug.tree.kernfs.TreeContext;
import memplug.tree.kernfs.Values;

/** The directories of dax regions: {@code dax_region}, and what the region's own parent device shows. */
final class DaxRegionFiles {
    private final Machine machine;

    DaxRegionFiles(TreeContext context) {
        this.machine = context.machine();
    }

    void putInto(Folder sys) {
        for (DaxRegion region : machine.dax().regions().values()) {
            Folder parent = sys.folder(region.path().substring(1));
            Folder folder = parent.folder("dax_region");
            folder.attribute(Attribute.readOnlyForRoot("align", _ -> region.align() + "\n"));
            folder.attribute(Attribute.readOnly("id", _ -> region.id() + "\n"));
            folder.attribute(Attribute.readOnly("size", _ -> region.range().size() + "\n"));
            if (region.kind().isStatic()) {
                putNamespaceDevice(sys, parent, region);
            } else {
                putAllocation(folder, region);
                putProviderDevice(sys, parent, region);
            }
        }
    }

    private void putAllocation(Folder folder, DaxRegion region) {
        DaxAllocation allocation = machine.dax().allocation();
        folder.attribute(Attribute.readOnly("available_size", _ -> allocation.available(region) + "\n"));
        folder.attribute(Attribute.readWrite(
                "create", _ -> allocation.youngest(region).orElse("") + "\n", (_, value, _) -> {
                    if (Values.signedInt(value) != 1) {
                        throw Values.invalid(value, "1");
                    }
                    DaxResizing.require(allocation.create(region), value);
                }));
        folder.attribute(Attribute.writeOnly(
                "delete", (_, value, _) -> DaxResizing.require(allocation.delete(region, Values.word(value)), value)));
        folder.attribute(Attribute.readOnly("seed", _ -> allocation.seed(region).orElse("") + "\n"));
    }

    /** The nd_dax device that a devdax namespace is, as drivers/nvdimm/dax_devs.c shows it. */
    private void putNamespaceDevice(Folder sys, Folder folder, DaxRegion region) {
        PhysicalRange range = region.range();
        String name = folder.path().substring(folder.path().lastIndexOf('/') + 1);
        folder.attribute(Attribute.readWrite("align", _ -> region.align() + "\n", DaxRegionFiles::refuseInUse));
        folder.attribute(Attribute.readOnly("devtype", _ -> "nd_dax\n"));
        folder.attribute(Attribute.readOnly("modalias", _ -> "nd:t7\n"));
        folder.attribute(Attribute.readWrite("mode", _ -> "pmem\n", DaxRegionFiles::refuseInUse));
        folder.attribute(
                Attribute.readWrite("namespace", _ -> "namespace" + region.id() + ".0\n", DaxRegionFiles::refuseInUse));
        folder.attribute(Attribute.readOnly("numa_node", _ -> region.numaNode() + "\n"));
        folder.attribute(Attribute.readOnlyForRoot("resource", _ -> "0x%x\n".formatted(range.start())));
        folder.attribute(Attribute.readOnly("size", _ -> range.size() + "\n"));
        folder.attribute(Attribute.readOnly("supported_alignments", _ -> "4096 2097152 1073741824 \n"));
        folder.attribute(
                Attribute.readOnly("target_node", _ -> region.targetNode().orElse(-1) + "\n"));
        uevent(folder, "nd", "DEVTYPE=nd_dax", "DRIVER=dax_pmem", "MODALIAS=nd:t7");
        folder.attribute(Attribute.readWrite(
                "uuid", _ -> "00000000-0000-4000-8000-%012x\n".formatted(region.id()), DaxRegionFiles::refuseInUse));
        folder.link("driver", "/bus/nd/drivers/dax_pmem");
        folder.link("subsystem", "/bus/nd");
        sys.folder("bus/nd/devices").link(name, folder.path());
        sys.folder("bus/nd/drivers/dax_pmem").link(name, folder.path());
    }

    private static void refuseInUse(TreeContext tree, String value, Task task) throws ErrnoException {
        throw new ErrnoException(Errno.EBUSY, "the namespace is in use");
    }

    private void putProviderDevice(Folder sys, Folder folder, DaxRegion region) {
        boolean cxl = region.kind() == DaxRegion.Kind.CXL;
        String bus = cxl ? "cxl" : "platform";
        String name = folder.path().substring(folder.path().lastIndexOf('/') + 1);
        String driver = cxl ? "cxl_dax_region" : "hmem";
        folder.attribute(Attribute.readOnly("modalias", _ -> cxl ? "cxl:t10\n" : "platform:hmem\n"));
        folder.attribute(Attribute.readOnly("numa_node", _ -> region.numaNode() + "\n"));
        uevent(folder, bus, "DRIVER=" + driver, cxl ? "MODALIAS=cxl:t10" : "MODALIAS=platform:hmem");
        folder.link("driver", "/bus/" + bus + "/drivers/" + driver);
        folder.link("subsystem", "/bus/" + bus);
        sys.folder("bus/" + bus + "/devices").link(name, folder.path());
        sys.folder("bus/" + bus + "/drivers/" + driver).link(name, folder.path());
    }

    private void uevent(Folder folder, String subsystem, String... environment) {
        List<String> pairs = List.of(environment);
        folder.attribute(Attribute.readWrite(
                "uevent",
                _ -> String.join("\n", pairs) + "\n",
                (_, value, task) ->
                        Uevents.send(machine.kernel(), new Uevents.Source(folder.path(), subsystem, pairs), value)));
    }
}
