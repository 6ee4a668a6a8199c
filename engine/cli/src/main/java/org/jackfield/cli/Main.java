package org.jackfield.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jackfield.engine.Environment;

/** The process. */
public final class Main {
  /** Kept, because the logging system itself would forget its settings. */
  private static final Logger LOGS = Logger.getLogger("");

  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
      System.out.println(Version.line());
      return;
    }
    Environment environment = Environment.ofProcess();
    LOGS.setLevel(environment.find("JACKFIELD_DEBUG").isPresent() ? Level.INFO : Level.OFF);
    Console console =
        new Console(
            System.in,
            new ProcessOutput(),
            new FileOutputStream(FileDescriptor.err),
            terminals(),
            environment,
            Main::onShutdown,
            System::nanoTime);
    System.exit(new Cli(console).run(List.of(arguments)));
  }

  /** What the launcher found out; without one, what the JVM can tell. */
  private static Console.Terminals terminals() {
    String told = System.getProperty("jackfield.terminals");
    if (told != null) {
      return Console.Terminals.parse(told);
    }
    boolean all = System.console() != null && System.console().isTerminal();
    return new Console.Terminals(all, all, all);
  }

  /** The JVM turns SIGINT, SIGTERM and SIGHUP into a shutdown; its exit code is theirs. */
  private static Console.Interrupts.Registration onShutdown(Console.Interrupts.Stop stop) {
    Thread hook = new Thread(() -> stop.stop().ifPresent(Runtime.getRuntime()::halt), "interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOGS.log(Level.FINEST, "The shutdown has begun, and the action with it.", e);
      }
    };
  }
}
