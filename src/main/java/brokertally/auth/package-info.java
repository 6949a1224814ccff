/**
 * Who may do what: API keys, and whether a key and a secret are right.
 *
 * <p>In: keys, what a client presents, the time, random bytes. Out: a key that is valid now, or none. Must not know: HTTP, files,
 * where keys are kept, who asks for what. A secret is in here only while it is looked at; none is in a message or a text.
 */
package brokertally.auth;
