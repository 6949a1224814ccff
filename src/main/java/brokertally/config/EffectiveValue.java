package brokertally.config;

/**
 * One setting as it is in force, for people.
 *
 * @param path the key
 * @param shown the value as HOCON on one line, secrets masked
 * @param from which place it comes from
 * @param origin that place: {@code file:line}, the name of the variable, or {@code default}
 */
public record EffectiveValue(String path, String shown, From from, String origin) {}
