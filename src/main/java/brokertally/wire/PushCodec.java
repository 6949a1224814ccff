package brokertally.wire;

import brokertally.model.PushFailure;
import brokertally.model.PushState;
import java.util.Optional;

/** How a push stands, within a report: kind, reason when it fails, time of the last success. */
final class PushCodec {
    private PushCodec() {}

    static WireWriter write(PushState push, WireWriter out) {
        out.u8(push.kind().code());
        push.failure().ifPresent(failure -> out.u8(failure.code()));
        return out.i64(push.lastSuccessMillis());
    }

    static PushState read(WireReader in) throws WireException {
        int at = in.offset();
        try {
            PushState.Kind kind = PushState.Kind.ofCode(in.u8());
            at = in.offset();
            Optional<PushFailure> failure =
                    kind == PushState.Kind.FAILING ? Optional.of(PushFailure.ofCode(in.u8())) : Optional.empty();
            return new PushState(kind, failure, in.natural("time of the last push"));
        } catch (IllegalArgumentException e) {
            throw new WireException(at, e.getMessage());
        }
    }
}
