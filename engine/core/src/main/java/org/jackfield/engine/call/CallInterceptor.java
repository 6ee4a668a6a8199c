package org.jackfield.engine.call;

import org.jackfield.engine.ReplyStream;

/** Something that happens once for every call, around all that come after it in the chain. */
interface CallInterceptor {
  /** Serves the call, by {@code next} or by itself. */
  ReplyStream intercept(Call call, Next next);

  /** The rest of the chain; may be asked once. */
  interface Next {
    ReplyStream proceed(Call call);
  }
}
