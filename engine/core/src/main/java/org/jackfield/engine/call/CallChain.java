package org.jackfield.engine.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Plan;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.call.Call.CallPrompt;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.config.RequestDefaults;
import org.jackfield.engine.prompt.BoundPrompt;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.engine.structured.AnswerFormat;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Sampling;

/** Everything that happens once for every call, in its one order. Thread-safe. */
public final class CallChain {
  private final AtomicLong ids = new AtomicLong();
  private final ObserveCall observe;
  private final List<CallInterceptor> order;

  /** A chain that ends in this strategy and tells this listener. */
  public CallChain(Failover strategy, EngineListener listener) {
    this.observe = new ObserveCall(listener);
    this.order = List.of((call, next) -> new ServedReply(call, strategy.serve(call)));
  }

  /**
   * Serves a call under observation, so that one that is refused on admission has its events too:
   * admits it and sends it down the chain; blocks until the answer has begun.
   */
  public ReplyStream serve(EngineSnapshot snapshot, ChatRequest request, CallOptions options) {
    long id = ids.incrementAndGet();
    return observe.watch(
        id, request.model(), () -> link(0).proceed(admitted(id, snapshot, request, options)));
  }

  /** The call with its snapshot pinned and its plan made. */
  private static Call admitted(
      long id, EngineSnapshot snapshot, ChatRequest request, CallOptions options) {
    long startNanos = System.nanoTime();
    if (request.draft() && options.prompt().isEmpty()) {
      throw new EngineException(
          ErrorCode.INVALID_REQUEST, "The request has no messages; it must have at least one.");
    }
    Plan plan = Planner.plan(snapshot, request, options);
    Optional<ProfileConfig> profile = plan.profile().flatMap(snapshot::profile);
    Optional<CallPrompt> prompt =
        options.prompt().map(asked -> prompt(snapshot.prompts().bind(asked), profile));
    ChatRequest filled =
        profile.map(p -> withDefaults(request, p.defaults(), prompt.isPresent())).orElse(request);
    return new Call(
        id,
        filled,
        options,
        prompt,
        format(filled),
        snapshot,
        plan,
        Call.CallLimits.of(options, profile),
        startNanos);
  }

  /** What the answer must look like; a schema that cannot be used is refused before any attempt. */
  private static Optional<AnswerFormat> format(ChatRequest request) {
    try {
      return AnswerFormat.of(request);
    } catch (BackendException e) {
      throw new EngineException(
          e.code(), e.message(), e, e.hint().orElse(null), List.of(), null, null);
    }
  }

  private CallInterceptor.Next link(int index) {
    return call -> {
      CallInterceptor interceptor = order.get(index);
      return interceptor.intercept(call, link(index + 1));
    };
  }

  /**
   * The request with a profile's defaults where the caller said nothing. A request from the wire is
   * only decoded where there are any. The system message waits where a template may have one.
   */
  private static ChatRequest withDefaults(
      ChatRequest request, RequestDefaults defaults, boolean prompted) {
    ChatRequest filled = request;
    if (!defaults.sampling().equals(Sampling.NONE)) {
      filled = filled.withSampling(filled.sampling().or(defaults.sampling()));
    }
    if (!defaults.limits().equals(Limits.NONE)) {
      filled = filled.withLimits(filled.limits().or(defaults.limits()));
    }
    if (defaults.system().isPresent() && !prompted && !instructed(filled)) {
      List<Message> messages = new ArrayList<>();
      messages.add(Message.system(defaults.system().get()));
      messages.addAll(filled.messages());
      filled = filled.withMessages(messages);
    }
    return filled;
  }

  private static CallPrompt prompt(BoundPrompt bound, Optional<ProfileConfig> profile) {
    return new CallPrompt(bound, profile.flatMap(p -> p.defaults().system()));
  }

  private static boolean instructed(ChatRequest request) {
    return request.messages().stream().anyMatch(m -> m.role() == Message.Role.SYSTEM);
  }
}
