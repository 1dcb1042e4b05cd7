package dev.moosic.tunnel.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ByteRangeTest {
    static Stream<Arguments> fields() {
        ByteRange whole = new ByteRange.Whole();
        ByteRange unsatisfiable = new ByteRange.Unsatisfiable();
        return Stream.of(
                Arguments.of("bytes=0-0", new ByteRange.Part(0, 0)),
                Arguments.of("bytes=10-", new ByteRange.Part(10, 99)),
                Arguments.of("bytes=10-19", new ByteRange.Part(10, 19)),
                Arguments.of("bytes=90-1000", new ByteRange.Part(90, 99)),
                Arguments.of("bytes=-10", new ByteRange.Part(90, 99)),
                Arguments.of("bytes=-1000", new ByteRange.Part(0, 99)),
                Arguments.of("bytes=-0", unsatisfiable),
                Arguments.of("bytes=100-", unsatisfiable),
                Arguments.of("bytes=20-10", whole),
                Arguments.of("bytes=-", whole),
                Arguments.of("bytes=0-1,5-6", whole),
                Arguments.of("bytes=99999999999999999999-", whole),
                Arguments.of("seconds=1-2", whole),
                Arguments.of("", whole));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void readsTheField(String field, ByteRange expected) {
        assertThat(ByteRange.parse(field, 100)).isEqualTo(expected);
    }
}
