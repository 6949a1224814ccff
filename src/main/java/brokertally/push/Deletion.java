package brokertally.push;

import java.util.function.BooleanSupplier;

/**
 * A group that is to be deleted.
 *
 * @param target which one
 * @param because why, for the log
 * @param certainty how sure it is that it is there
 * @param wanted asked before each try: what was true when it was decided may be so no more
 */
record Deletion(Target target, String because, Certainty certainty, BooleanSupplier wanted) {
    /** How sure it is that a group is there. */
    enum Certainty {
        /** An earlier life of this process may have written it. */
        ASSUMED(1, 1),
        /** It was written. */
        WRITTEN(3, 1),
        /** A page for it was sent and not answered: it may still be taken in, behind the deletion. */
        UNSETTLED(3, 2);

        private final int tries;
        private final int deletes;

        Certainty(int tries, int deletes) {
            this.tries = tries;
            this.deletes = deletes;
        }

        /** How often it is tried until it is given up. */
        int tries() {
            return tries;
        }

        /** How often it is deleted, a while apart, until it is believed to be gone. */
        int deletes() {
            return deletes;
        }
    }
}
