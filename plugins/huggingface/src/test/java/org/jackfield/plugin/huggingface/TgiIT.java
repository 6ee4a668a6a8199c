package org.jackfield.plugin.huggingface;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;

/** The contract of a server of text-generation-inference, on the built jar. */
class TgiIT extends UpstreamBackendContract {
  @Override
  protected Dialect dialect() {
    return new TgiDialect();
  }
}
