/**
 * ACPI memory devices (PNP0C80): slots for DIMMs, what a hypervisor or a hand does to them, and what the kernel makes of it.
 *
 * <p>{@code MemoryDevices} is the outside of it; {@code MemoryDeviceDriver} follows drivers/acpi/acpi_memhotplug.c, and
 * {@code HotRemoval} follows drivers/acpi/scan.c. What changes takes the hotplug lock, and nothing else; reading takes
 * none.
 */
@NullMarked
package memplug.machine.acpi;

import org.jspecify.annotations.NullMarked;
