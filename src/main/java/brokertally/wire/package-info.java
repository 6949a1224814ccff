/**
 * The bytes between sidecars.
 *
 * <p>In: reports, requests, snapshots, pages of the ledger and shared entries. Out: versioned, bounded, checksummed bytes, and back. Must not know: how bytes
 * travel, who may send them, nor what time it is.
 *
 * <p>Every message: {@code 'B' 'T'}, version (1 byte), kind (1 byte), fields little-endian, CRC-32C of all before (4 bytes).
 */
package brokertally.wire;
