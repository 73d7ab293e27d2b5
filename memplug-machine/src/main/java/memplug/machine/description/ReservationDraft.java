package memplug.machine.description;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** A reservation as the file writes it. */
record ReservationDraft(Fields at, String name, OptionalInt node, OptionalLong address, long size) {
    static ReservationDraft read(Value value) {
        Fields at = value.fields("name", "node", "at", "size");
        return new ReservationDraft(
                at,
                at.need("name", "memmap").map(Value::text).orElse(""),
                at.number("node", NodeDraft::id),
                at.bytes("at", ReservationDraft::pageAddress),
                at.need("size", "64MiB")
                        .map(each -> Amounts.sizeOf(each, Ranges.PAGE))
                        .orElse(Ranges.PAGE));
    }

    private static long pageAddress(Value value) {
        long address = Amounts.address(value);
        if (address % Ranges.PAGE != 0) {
            value.wrong("is misaligned", "a multiple of 4KiB");
        }
        return address;
    }
}
