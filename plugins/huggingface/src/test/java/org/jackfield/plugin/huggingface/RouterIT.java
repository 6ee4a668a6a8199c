package org.jackfield.plugin.huggingface;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;

/** The contract of a router, on the built jar. */
class RouterIT extends UpstreamBackendContract {
  @Override
  protected Dialect dialect() {
    return new RouterDialect();
  }
}
