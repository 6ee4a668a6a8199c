package org.jackfield.plugin.llamacpp;

import java.nio.file.Path;

/** The native library and the real model. */
public final class TestArtifacts {
  private TestArtifacts() {}

  /** The folder of the pinned llama.cpp library. */
  public static Path natives() {
    return Path.of(System.getProperty("jackfield.test.natives", ""));
  }

  /** SmolLM2-135M-Instruct, Q4_1. */
  public static Path smollm2() {
    return Path.of(System.getProperty("jackfield.test.model", ""));
  }
}
