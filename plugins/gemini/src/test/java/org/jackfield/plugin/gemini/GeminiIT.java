package org.jackfield.plugin.gemini;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;

/** The contract, on the built jar. */
class GeminiIT extends UpstreamBackendContract {
  @Override
  protected Dialect dialect() {
    return new GeminiDialect();
  }
}
