package org.jackfield.plugin.ollama;

/** What the name of a model says: {@code family:tag}, the tag being {@code latest} unless given. */
final class OllamaModel {
  private OllamaModel() {}

  /** Whether two names mean the same model. */
  static boolean same(String one, String other) {
    return tagged(one).equals(tagged(other));
  }

  /**
   * Whether a model of that name runs on Ollama's own servers, although the request goes to a local
   * one (https://docs.ollama.com/cloud).
   */
  static boolean runsInCloud(String name) {
    String tag = tagged(name).substring(tagged(name).lastIndexOf(':') + 1);
    return tag.equals("cloud") || tag.endsWith("-cloud");
  }

  private static String tagged(String name) {
    return name.indexOf(':', name.lastIndexOf('/') + 1) < 0 ? name + ":latest" : name;
  }
}
