/** Linux's memory hotplug as a model: no file, no thread of its own, no clock, no randomness. */
module memplug.machine {
    requires org.snakeyaml.engine;
    requires static transitive org.jspecify;

    exports memplug.machine;
    exports memplug.machine.acpi;
    exports memplug.machine.dax;
    exports memplug.machine.description;
    exports memplug.machine.device;
    exports memplug.machine.kernel;
    exports memplug.machine.mm;
    exports memplug.machine.phys;
    exports memplug.machine.virtio;
    exports memplug.machine.workload;
}
