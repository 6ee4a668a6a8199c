package org.jackfield.plugin.huggingface;

import java.nio.file.Path;
import org.jackfield.spi.Backend;
import org.jackfield.testkit.contract.GoldenRequestContract;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** Exactly this JSON goes out. */
class RouterGoldenTest extends GoldenRequestContract {
  @Override
  protected Path folder() {
    return super.folder().resolve("router");
  }

  @Override
  protected Backend backend(ScriptedUpstream upstream) {
    upstream.otherwise(HuggingFaceFixture.ANSWER);
    return HuggingFaceFixture.backend(upstream, "server", "router");
  }
}
