/**
 * The program: its commands, and the sidecar that wires all rooms together.
 *
 * <p>In: the command line, the environment, signals. Out: a running sidecar, a page, a checked configuration, and exit codes.
 * Must not know: how a broker is read, what a metric means, or how an answer is made; each room knows its own.
 */
package brokertally;
