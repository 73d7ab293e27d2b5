package memplug.machine.phys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({"0,0B", "4096,4KiB", "137438953472,128GiB", "1000,1000B", "1536,1536B", "1099511627776,1TiB"})
    void formatAndParse_areEachOthersInverse(long bytes, String text) {
        assertThat(ByteSize.format(bytes)).isEqualTo(text);
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"115343360,110 MiB", "67108864,64.0 MiB", "1610612736,1.50 GiB", "132120576,126 MiB"})
    void human_showsThreeDigitsAsTheKernelDoes(long bytes, String text) {
        assertThat(ByteSize.human(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "-1GiB", "1GB", "1.5GiB", "0x10", "1gib", "1 000"})
    void parse_anythingElse_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageContaining(text);
    }

    @Test
    void parse_tooLarge_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse("16EiB"))
                .withMessageStartingWith("too large");
    }
}
