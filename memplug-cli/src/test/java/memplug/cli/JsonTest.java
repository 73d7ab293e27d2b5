package memplug.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void of_listsAndMaps_isInTheirOrder() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("b", List.of(1, 2L, true));
        object.put("a", Map.of());

        assertThat(Json.of(List.of(object, "x"))).isEqualTo("[{\"b\":[1,2,true],\"a\":{}},\"x\"]");
    }

    @Test
    void of_text_escapesWhatJsonDoesNotTake() {
        assertThat(Json.of("\"\\\n\t\0é\ud800")).isEqualTo("\"\\\"\\\\\\n\\t\\u0000é\\ud800\"");
    }
}
