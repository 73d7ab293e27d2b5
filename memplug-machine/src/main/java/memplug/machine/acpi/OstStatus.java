package memplug.machine.acpi;

/** What the kernel tells the firmware through {@code _OST} of how it dealt with a request. */
public enum OstStatus {
    SUCCESS(0, "success"),
    NON_SPECIFIC_FAILURE(1, "non-specific failure"),
    EJECT_NOT_SUPPORTED(0x80, "eject not supported"),
    DEVICE_BUSY(0x82, "device busy");

    private final int code;
    private final String words;

    OstStatus(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /** {@return the number that ACPI gives it} */
    public int code() {
        return code;
    }

    /** {@return what it means} */
    public String words() {
        return words;
    }
}
