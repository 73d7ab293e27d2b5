package memplug.machine.description;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * The keys of one thing that is described, with their values.
 *
 * @param whole all of it
 * @param values the values, by key
 */
record Fields(Value whole, Map<String, Value> values) {
    Optional<Value> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** {@return the value of a key, noting a mistake if the key is missing} */
    Optional<Value> need(String key, String example) {
        if (!has(key)) {
            whole.mistake("%s has no %s; expected one, such as %s: %s".formatted(whole.name(), key, key, example));
        }
        return get(key);
    }

    /** {@return where to note what is wrong with a key: at its value, or at the whole if it was left out} */
    Value at(String key) {
        return get(key).orElse(whole);
    }

    OptionalInt number(String key, ToIntFunction<Value> read) {
        return has(key) ? OptionalInt.of(read.applyAsInt(at(key))) : OptionalInt.empty();
    }

    OptionalLong bytes(String key, ToLongFunction<Value> read) {
        return has(key) ? OptionalLong.of(read.applyAsLong(at(key))) : OptionalLong.empty();
    }
}
