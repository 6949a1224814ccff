package brokertally.config;

/**
 * One thing that is wrong in the configuration.
 *
 * @param origin where: {@code file:line}, or the name of the environment variable
 * @param path the key as it was written, e.g. {@code http.port}; empty when the file as a whole is wrong
 * @param what what is wrong and what to write instead; never the value of a secret
 */
public record Problem(String origin, String path, String what) {
    /** One line, e.g. {@code conf/brokertally.conf:12: source.url: 'localhost:18083' has no scheme; …}. */
    @Override
    public String toString() {
        return origin + ": " + (path.isEmpty() ? what : path + ": " + what);
    }
}
