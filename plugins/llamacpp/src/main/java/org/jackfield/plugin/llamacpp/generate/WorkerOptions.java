package org.jackfield.plugin.llamacpp.generate;

import java.nio.file.Path;
import org.jackfield.plugin.llamacpp.ffm.ContextParams;

/**
 * What a worker loads and how much it takes on.
 *
 * @param name of its thread
 * @param nativeDirectory holds the llama.cpp library
 * @param modelFile a GGUF file whose header has been checked
 * @param context of the model; its sequences are the answers that grow side by side
 * @param queueLimitRequests answers that may wait for a place beside those
 */
public record WorkerOptions(
    String name,
    Path nativeDirectory,
    Path modelFile,
    ContextParams context,
    int queueLimitRequests) {}
