package org.jackfield.plugin.openai;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;

/** The contract, on the built jar. */
class OpenAiIT extends UpstreamBackendContract {
  @Override
  protected Dialect dialect() {
    return new OpenAiDialect();
  }
}
