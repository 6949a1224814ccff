/**
 * What the operator wants.
 *
 * <p>In: the defaults of {@code brokertally/reference.conf}, what the API changed, a HOCON file and the environment. Out:
 * {@link brokertally.config.Settings} in which every value is allowed, or all problems at once, each with its place. Must not
 * know: who uses a setting, the network, the clock, or how a secret looks once it is masked.
 */
package brokertally.config;
