package org.jackfield.plugin.claude;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;

/** The contract, on the built jar. */
class ClaudeIT extends UpstreamBackendContract {
  @Override
  protected Dialect dialect() {
    return new ClaudeDialect();
  }
}
