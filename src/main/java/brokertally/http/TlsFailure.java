package brokertally.http;

import java.io.IOException;

/** The files of {@code http.tls} cannot be used; the message says which and why, and never what is in them. */
public final class TlsFailure extends IOException {
    private static final long serialVersionUID = 1;

    TlsFailure(String message) {
        super(message);
    }
}
