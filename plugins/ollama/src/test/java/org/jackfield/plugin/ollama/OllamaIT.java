package org.jackfield.plugin.ollama;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;

/** The packaged plugin keeps the contract. */
class OllamaIT extends UpstreamBackendContract {
  @Override
  protected Dialect dialect() {
    return new OllamaDialect();
  }
}
