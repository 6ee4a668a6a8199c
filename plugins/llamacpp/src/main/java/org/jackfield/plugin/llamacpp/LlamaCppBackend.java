package org.jackfield.plugin.llamacpp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jackfield.plugin.llamacpp.generate.Generation;
import org.jackfield.plugin.llamacpp.generate.GenerationRequest;
import org.jackfield.plugin.llamacpp.generate.SamplingOptions;
import org.jackfield.plugin.llamacpp.gguf.GgufException;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.Preload;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.wire.RequestRanges;

/** A model that runs in this process. Does nothing before its first request. */
final class LlamaCppBackend implements Backend {
  private final BackendContext context;
  private final LlamaCppSettings settings;
  private final ModelFiles files;
  private final ModelPool pool;

  LlamaCppBackend(BackendContext context, LlamaCppSettings settings) {
    this.context = context;
    this.settings = settings;
    this.files = new ModelFiles(context.artifacts(), settings);
    this.pool = new ModelPool(context, settings, files);
  }

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    if (kind == Chat.class) {
      return Optional.of(kind.cast((Chat) this::open));
    }
    if (kind == TokenCount.class) {
      return Optional.of(kind.cast((TokenCount) this::count));
    }
    if (kind == ModelList.class) {
      return Optional.of(kind.cast((ModelList) this::models));
    }
    if (kind == Preload.class) {
      return Optional.of(
          kind.cast((Preload) attempt -> pool.lease(settings.model(), attempt).close()));
    }
    return Optional.empty();
  }

  @Override
  public Capabilities capabilities(String model) {
    Optional<BackendException> refusal = files.refusal(named(model));
    if (refusal.isPresent()) {
      return Capabilities.notOffered(refusal.get());
    }
    int tokens =
        pool.loaded(named(model))
            .map(ChatModel::contextTokens)
            .orElseGet(() -> settings.contextTokens(Integer.MAX_VALUE));
    return Capabilities.of(Capability.SEED, Capability.STOP, Capability.PENALTIES)
        .withContext(tokens);
  }

  /** Goes the way of a request as far as that loads and pulls nothing. */
  @Override
  public Health probe(Attempt attempt) {
    String model = settings.model();
    if (pool.loaded(model).isPresent()) {
      return Health.up("the model " + model + " is in memory");
    }
    try {
      Optional<Path> file = files.present(model);
      if (file.isPresent()) {
        files.plan(model, file.get()).context(MachineMemory.now(), 0);
      } else {
        files.refuseUnknown(ArtifactKind.MODEL, model);
      }
      if (files.presentLibrary().isEmpty()) {
        files.refuseUnknown(ArtifactKind.NATIVE, settings.library());
        return Health.loading(
            "the library " + settings.library() + " is pulled at the first request");
      }
      return file.isPresent()
          ? Health.up("the model " + model + " is loaded at the first request")
          : Health.loading("the model " + model + " is pulled at the first request");
    } catch (BackendException e) {
      return Health.down(e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private ChatStream open(ChatRequest request, Attempt attempt) {
    RequestRanges.check(request);
    SamplingOptions sampling = settings.sampling(request.sampling());
    int limit = request.limits().maxOutputTokens().orElse(0);
    ModelPool.Lease lease = pool.lease(named(request.model()), attempt);
    try {
      int[] prompt = lease.model().prompt(request, context.name(), attempt);
      Generation generation =
          lease
              .model()
              .worker()
              .submit(new GenerationRequest(prompt, sampling, request.limits().stop(), limit));
      GenerationStream stream = new GenerationStream(lease, generation, context.events());
      attempt.onCancel(stream::close);
      return stream;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private Count count(ChatRequest request, Attempt attempt) {
    try (ModelPool.Lease lease = pool.lease(named(request.model()), attempt)) {
      return Count.exact(lease.model().prompt(request, context.name(), attempt).length);
    }
  }

  private List<ModelInfo> models(Attempt attempt) {
    ModelInfo info = ModelInfo.of(settings.model());
    return List.of(files.present(settings.model()).map(file -> described(info, file)).orElse(info));
  }

  private ModelInfo described(ModelInfo info, Path file) {
    try {
      long trained = GgufFile.read(file).contextLength();
      return info.withSize(Files.size(file)).withContext(settings.contextTokens(trained));
    } catch (IOException | GgufException e) {
      context.events().notice(String.valueOf(e.getMessage()));
      return info;
    }
  }

  private String named(String model) {
    return model.isEmpty() ? settings.model() : model;
  }
}
