package org.jackfield.testkit;

import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.contract.HttpTransportContract;

class TestingTransportTest extends HttpTransportContract {
  @Override
  protected HttpTransport transport() {
    return new TestingTransport();
  }
}
