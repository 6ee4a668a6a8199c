package org.jackfield.testkit.contract;

import java.net.URI;
import java.util.Map;
import org.jackfield.testkit.LoadedPlugin;
import org.junit.jupiter.api.Nested;

/**
 * The whole contract of a backend with an upstream. A plugin extends it with its dialect:
 *
 * <pre>{@code
 * class MyBackendIT extends UpstreamBackendContract {
 *   @Override
 *   protected Dialect dialect() {
 *     return new MyDialect();
 *   }
 * }
 * }</pre>
 */
public abstract class UpstreamBackendContract {
  /** How the plugin's upstream speaks. */
  protected abstract Dialect dialect();

  /** The plugin under test; the jar that the build has packaged unless a subclass knows better. */
  protected LoadedPlugin plugin() {
    return LoadedPlugin.underTest();
  }

  /** {@link JarContract} for this plugin. */
  @Nested
  class Jar extends JarContract {
    @Override
    protected Map<String, String> settings(String type) {
      return dialect().settings(URI.create("http://127.0.0.1:1"));
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link ChatContract} for this plugin. */
  @Nested
  class Chats extends ChatContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link StreamingContract} for this plugin. */
  @Nested
  class Streams extends StreamingContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link CancellationContract} for this plugin. */
  @Nested
  class Cancels extends CancellationContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link ErrorContract} for this plugin. */
  @Nested
  class Fails extends ErrorContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link DeadlineContract} for this plugin. */
  @Nested
  class EndsInTime extends DeadlineContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link UsageContract} for this plugin. */
  @Nested
  class CountsTokens extends UsageContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link ToolCallContract} for this plugin. */
  @Nested
  class CallsTools extends ToolCallContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link RequestContract} for this plugin. */
  @Nested
  class Asks extends RequestContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link AnswerContract} for this plugin. */
  @Nested
  class Answers extends AnswerContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link OperationContract} for this plugin. */
  @Nested
  class Offers extends OperationContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }

  /** {@link ConcurrencyContract} for this plugin. */
  @Nested
  class ServesMany extends ConcurrencyContract {
    @Override
    protected Dialect dialect() {
      return UpstreamBackendContract.this.dialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return UpstreamBackendContract.this.plugin();
    }
  }
}
