package org.jackfield.plugin.azure;

import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.UpstreamBackendContract;
import org.junit.jupiter.api.Nested;

/** The contract, on the built jar, for both of Azure's APIs. */
class AzureOpenAiIT {
  @Nested
  class ByVersionOne extends UpstreamBackendContract {
    @Override
    protected Dialect dialect() {
      return new AzureOpenAiDialect("v1");
    }
  }

  @Nested
  class ByDate extends UpstreamBackendContract {
    @Override
    protected Dialect dialect() {
      return new AzureOpenAiDialect("2024-10-21");
    }
  }
}
