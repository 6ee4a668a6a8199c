package org.jackfield.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Jackfield;

/**
 * What a command works with.
 *
 * @param console its surroundings
 * @param out standard output
 * @param messages standard error
 * @param config the configuration that was named
 * @param plugins the plugin folders that were named
 */
record Invocation(
    Console console, Output out, Messages messages, Optional<Path> config, List<Path> plugins) {

  /** One who tells what happens in the engine. */
  Narrator narrator() {
    return new Narrator(messages, console.nanoClock());
  }

  /** The same with another standard output. */
  Invocation withOut(Output other) {
    return new Invocation(console, other, messages, config, plugins);
  }

  /** The engine as configured, for one task; to be closed. */
  Jackfield open(EngineListener listener) {
    return open(listener, false);
  }

  /** The engine as configured, which takes changes of its files as they come; to be closed. */
  Jackfield openToStay(EngineListener listener) {
    return open(listener, true);
  }

  private Jackfield open(EngineListener listener, boolean watching) {
    Jackfield.Builder builder =
        Jackfield.builder()
            .environment(console.environment())
            .listener(listener)
            .watching(watching);
    config.ifPresent(builder::config);
    plugins.forEach(builder::plugins);
    return builder.open();
  }
}
