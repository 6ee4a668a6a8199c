package org.jackfield.dist.docs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Somebody who has this clone and its built distribution and nothing else: no model, no key, no
 * variable of a provider. Runs programs in one folder.
 */
final class NewUser {
  /** The clone. */
  static final Path CLONE = Path.of(System.getProperty("jackfield.clone", "")).toAbsolutePath();

  /** The built distribution. */
  static final Path HOME = Path.of(System.getProperty("jackfield.home", "")).toAbsolutePath();

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
  private static final Pattern OTHERS =
      Pattern.compile(
          "(JACKFIELD|JAVA|LLM|OPENAI|ANTHROPIC|CLAUDE|OLLAMA|AZURE|GEMINI)_.*|CLASSPATH");
  private static final int PATIENCE_SECONDS = 300;

  private final Path folder;
  private final Map<String, String> variables = new LinkedHashMap<>();

  /** What a program did. */
  record Outcome(int exit, String out, String err) {
    /** Its standard output; fails the test when it failed. */
    String success() {
      if (exit != 0) {
        throw new AssertionError("exit code " + exit + "\n" + out + "\n" + err);
      }
      return out;
    }
  }

  NewUser(Path folder) {
    this.folder = folder;
  }

  /** Sets a variable of the programs. */
  NewUser with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** Writes a file below the folder. */
  NewUser write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** Runs the distribution's command. */
  Outcome jackfield(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = HOME.resolve("bin/jackfield").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(command);
  }

  /** Runs a program of the JDK that runs the tests. */
  Outcome jdk(String program, String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = JAVA.resolve(program).toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(command);
  }

  /** Starts a program in the folder, which the test ends; what it says is kept below the folder. */
  Process start(String... command) throws IOException {
    return start(folder.resolve("started.out"), folder.resolve("started.err"), command);
  }

  private Process start(Path out, Path err, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> OTHERS.matcher(name).matches());
    environment.put("JACKFIELD_HOME", HOME.toString());
    environment.put("JACKFIELD_DATA", folder.resolve("data").toString());
    environment.put("JACKFIELD_CACHE", folder.resolve("cache").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("PATH", JAVA + File.pathSeparator + environment.get("PATH"));
    environment.putAll(variables);
    return builder.start();
  }

  /** Runs a program in the folder, with nothing on its standard input. */
  Outcome run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process = start(out, err, command);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(String.join(" ", command) + " hangs: " + Files.readString(err));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
