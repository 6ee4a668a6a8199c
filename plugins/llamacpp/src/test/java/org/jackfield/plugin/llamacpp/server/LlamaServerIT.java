package org.jackfield.plugin.llamacpp.server;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;

/** The contract of a llama-server, on the built jar. */
class LlamaServerIT extends UpstreamBackendContract {
  @Override
  protected Dialect dialect() {
    return new LlamaServerDialect();
  }
}
