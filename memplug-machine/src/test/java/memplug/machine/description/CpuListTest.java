package memplug.machine.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0-3", "0-1,4,8-31", "7,9"})
    void format_ofWhatWasParsed_isTheSameText(String text) {
        assertThat(CpuList.format(CpuList.parse(text).orElseThrow())).isEqualTo(text);
    }

    @Test
    void parse_blanksAfterCommas_areLeftOut() {
        assertThat(CpuList.parse("0, 2-3")).contains(List.of(0, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-", "-1", "3-1", "1,,2", "0-1-2", "123456"})
    void parse_noList_isNothing(String text) {
        assertThat(CpuList.parse(text)).isEmpty();
    }
}
