package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "x-gzip",
                "gzip, deflate, br",
                "deflate;q=1, gzip;q=0.5",
                "br , gzip ; q=0.001",
                "*",
                "*;q=0.1, br",
                "identity;q=0.5, gzip;q=0.5",
                "gzip;Q=1.000",
            })
    void gzip_allowed(String header) {
        assertThat(AcceptEncoding.gzip(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "br",
                "gzip;q=0",
                "gzip;q=0.000, *",
                "*;q=0",
                "identity;q=1, gzip;q=0.5",
                "gzip;q=abc",
                "gzip;q=-1",
                "gzip;q=2",
                "gzip;x=1",
                "gzipped",
                ",,,;;;",
            })
    void gzip_notAllowedOrNotLiked(String header) {
        assertThat(AcceptEncoding.gzip(header)).isFalse();
    }

    @Test
    void gzip_withoutHeader_isNotAllowed() {
        assertThat(AcceptEncoding.gzip(null)).isFalse();
    }
}
