package org.jackfield.plugin.vllm;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;

/** The contract, on the built jar. */
class VllmIT extends UpstreamBackendContract {
  @Override
  protected Dialect dialect() {
    return new VllmDialect();
  }
}
