package org.jackfield.server.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link FaultGateway} of this run as a parameter: to start one with the
 * plugins of all providers takes longer than all tests of it.
 */
final class SharedGateway implements ParameterResolver {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(SharedGateway.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FaultGateway.class;
  }

  @Override
  public FaultGateway resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getRoot().getStore(HERE).getOrComputeIfAbsent(Running.class).gateway;
  }

  /** The gateway and its folder; JUnit closes it after the last test. */
  private static final class Running implements AutoCloseable {
    private final Path folder;
    private final FaultGateway gateway;

    /** Called by JUnit. */
    Running() {
      try {
        folder = Files.createTempDirectory("faults");
        gateway = new FaultGateway(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      gateway.close();
      List<Path> all;
      try (Stream<Path> files = Files.walk(folder)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.delete(path);
      }
    }
  }
}
