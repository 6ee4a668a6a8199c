package org.jackfield.engine.plugin;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;

/** A plugin's chat behind the border of {@link PluginScope}, its streams too. */
final class ScopedChat implements Chat {
  private final Chat chat;
  private final PluginScope scope;

  ScopedChat(Chat chat, PluginScope scope) {
    this.chat = chat;
    this.scope = scope;
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    return new ScopedStream(scope.call("chat", () -> chat.open(request, attempt)), scope);
  }

  private record ScopedStream(ChatStream stream, PluginScope scope) implements ChatStream {
    @Override
    public Chunk next() {
      return scope.call("the answer's stream", stream::next);
    }

    @Override
    public void close() {
      scope.run("closing the answer's stream", stream::close);
    }
  }
}
