package org.jackfield.server.faults;

import java.io.IOException;
import java.util.List;
import org.jackfield.server.RawClient;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** The way from a client through the gateway to one provider, for the length of one test. */
final class Hop {
  private static final String PATH = "/v1/chat/completions";

  private final Provider provider;
  private final ScriptedUpstream upstream;
  private final int port;
  private final int chatsBefore;
  private final int abortsBefore;

  Hop(Provider provider, ScriptedUpstream upstream, int port) {
    this.provider = provider;
    this.upstream = upstream;
    this.port = port;
    this.chatsBefore = allChats().size();
    this.abortsBefore = upstream.aborts();
  }

  Provider provider() {
    return provider;
  }

  Wire wire() {
    return provider.wire();
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  /** Scripts the next answer of the provider. */
  Hop enqueue(Reply reply) {
    upstream.enqueue(reply);
    return this;
  }

  /** What a backend of the provider is called in that variant, or a profile that begins so. */
  String name(String variant) {
    return variant.isEmpty() ? provider.type() : provider.type() + "-" + variant;
  }

  /** Asks for a whole answer. */
  Answered unary(String variant) throws IOException {
    return ask(body(name(variant), false, ""));
  }

  /** Asks for a stream. */
  Answered stream(String variant) throws IOException {
    return ask(body(name(variant), true, ""));
  }

  /** Asks for one or the other. */
  Answered ask(String variant, boolean stream) throws IOException {
    return stream ? stream(variant) : unary(variant);
  }

  /** Asks with that body. */
  Answered ask(String body) throws IOException {
    try (RawClient client = client()) {
      return new Answered(client.post(PATH, body, "Connection: close").readToEnd());
    }
  }

  /** A client that has asked and not read yet; close it to go away. */
  RawClient asking(String variant, boolean stream) throws IOException {
    return client().post(PATH, body(name(variant), stream, ""));
  }

  private RawClient client() throws IOException {
    return new RawClient(port);
  }

  /** A request for that model, with further fields, each after a comma. */
  static String body(String model, boolean stream, String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":%s%s}"
        .formatted(model, stream, more);
  }

  /** The chats that reached the provider in this test. */
  List<Received> chats() {
    List<Received> all = allChats();
    return all.subList(chatsBefore, all.size());
  }

  private List<Received> allChats() {
    return upstream.received().stream().filter(r -> provider.aside(r).isEmpty()).toList();
  }

  /** Waits until that many connections of this test were given up by the gateway. */
  void awaitAborts(int count) {
    upstream.awaitAborts(abortsBefore + count);
  }

  /** Asks for a stream, does something once that text of it is here, and reads the rest. */
  Answered streamMeanwhile(String variant, String text, Runnable then) throws IOException {
    String body = body(name(variant), true, "");
    try (RawClient client = client().post(PATH, body, "Connection: close")) {
      String begun = client.readUntil(text);
      then.run();
      return new Answered(begun + client.readToEnd());
    }
  }
}
