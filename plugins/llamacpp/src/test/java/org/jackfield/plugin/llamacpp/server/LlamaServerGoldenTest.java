package org.jackfield.plugin.llamacpp.server;

import java.util.Optional;
import org.jackfield.spi.Backend;
import org.jackfield.testkit.contract.GoldenRequestContract;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** Exactly this JSON goes out. */
class LlamaServerGoldenTest extends GoldenRequestContract {
  @Override
  protected Backend backend(ScriptedUpstream upstream) {
    upstream.aside(
        request ->
            request.path().equals("/props")
                ? new LlamaServerDialect().aside(request)
                : Optional.empty());
    upstream.otherwise(ServerFixture.recorded("chat-stream-usage").reply());
    return ServerFixture.backend(upstream);
  }
}
