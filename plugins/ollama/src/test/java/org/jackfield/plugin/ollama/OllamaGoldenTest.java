package org.jackfield.plugin.ollama;

import java.util.Map;
import java.util.Set;
import org.jackfield.spi.Backend;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.contract.GoldenRequest;
import org.jackfield.testkit.contract.GoldenRequestContract;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** Exactly this JSON goes out. */
class OllamaGoldenTest extends GoldenRequestContract {
  @Override
  protected Backend backend(ScriptedUpstream upstream) {
    upstream.aside(new OllamaDialect()::aside);
    upstream.otherwise(OllamaFixture.ANSWER);
    OllamaFactory factory = new OllamaFactory();
    return factory.create(
        TestingContext.of(factory, Map.of("endpoint", upstream.uri().toString())));
  }

  @Override
  protected Set<GoldenRequest> refused() {
    return Set.of(GoldenRequest.FORCED_TOOL);
  }
}
