package org.jackfield.plugin.vllm;

import org.jackfield.spi.Backend;
import org.jackfield.testkit.contract.GoldenRequestContract;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** Exactly this JSON goes out. */
class VllmGoldenTest extends GoldenRequestContract {
  @Override
  protected Backend backend(ScriptedUpstream upstream) {
    upstream.otherwise(VllmFixture.recordedChat("chat-stream-usage").reply());
    return VllmFixture.backend(upstream);
  }
}
