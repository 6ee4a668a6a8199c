package org.jackfield.server;

import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.ConfigState;
import org.jackfield.engine.Generation;
import org.jackfield.engine.PluginLeftover;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.ReloadPlan;
import org.jackfield.engine.ReloadReport;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.plugin.ClassFinding;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What operators are told, as JSON, by the server and by the command line alike. */
public final class AdminJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private AdminJson() {}

  static byte[] bytes(ObjectNode node) {
    return JSON.writeValueAsBytes(node);
  }

  /** How the configuration stands, in one word. */
  static String word(ConfigState state) {
    if (state.stale().isPresent()) {
      return "stale";
    }
    if (state.pinned().isPresent()) {
      return "pinned";
    }
    return state.newer() ? "waiting" : "current";
  }

  static ObjectNode of(ConfigState state) {
    ObjectNode node = JSON.createObjectNode();
    node.put("generation", state.generation());
    node.put("config", word(state));
    state.pinned().ifPresent(pin -> node.put("pinned_at", pin));
    node.put("files_wait", state.newer());
    state
        .stale()
        .ifPresent(
            why -> {
              node.put("stale_since", why.since().toString());
              node.put("reason", why.message());
            });
    return node;
  }

  /** What a change of the configuration would change, or did. */
  public static ObjectNode of(ReloadPlan plan) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode changes = node.putArray("changes");
    for (ReloadPlan.Change change : plan.changes()) {
      ObjectNode item = changes.addObject();
      item.put("change", change.kind().toString());
      item.put("what", change.what());
      item.put("name", change.name());
      item.put("reason", change.reason());
    }
    plan.carriedOver().forEach(node.putArray("carried_over")::add);
    plan.warnings().forEach(node.putArray("warnings")::add);
    return node;
  }

  static ObjectNode of(ReloadReport report) {
    ObjectNode node = JSON.createObjectNode();
    node.put("generation", report.generation());
    node.set("plan", of(report.plan()));
    return node;
  }

  static ObjectNode of(Generation generation) {
    ObjectNode node = JSON.createObjectNode();
    node.put("generation", generation.number());
    node.put("since", generation.since().toString());
    node.put("source", generation.source());
    node.set("plan", of(generation.plan()));
    return node;
  }

  static ObjectNode of(PluginStatus plugin) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", plugin.id());
    node.put("version", plugin.version());
    node.put("sha256", plugin.sha256());
    node.put("file", plugin.file().toString());
    plugin.types().forEach(node.putArray("types")::add);
    node.put("signature", plugin.vetting().signature().toString());
    plugin.vetting().signer().ifPresent(signer -> node.put("signer", signer));
    ArrayNode findings = node.putArray("findings");
    for (ClassFinding finding : plugin.vetting().findings()) {
      ObjectNode item = findings.addObject();
      item.put("kind", finding.kind().toString());
      item.put("how", finding.how());
      finding.classes().forEach(item.putArray("classes")::add);
    }
    plugin.vetting().allowedBy().ifPresent(by -> node.put("allowed_by", by));
    node.put("state", plugin.state().toString());
    plugin.reason().ifPresent(reason -> node.put("reason", reason));
    return node;
  }

  static ObjectNode of(BackendStatus backend) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", backend.name());
    node.put("type", backend.type());
    node.put("model", backend.model());
    node.put("data", backend.data().toString());
    backend.problem().ifPresent(problem -> node.put("problem", problem));
    backend.circuit().ifPresent(why -> node.put("left_alone", why));
    return node;
  }

  static ObjectNode of(PluginLeftover left) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", left.id());
    node.put("version", left.version());
    node.put("sha256", left.sha256());
    node.put("kind", left.kind().toString());
    node.put("since", left.since().toString());
    left.threads().forEach(node.putArray("threads")::add);
    node.put("message", left.message());
    return node;
  }

  static ObjectNode of(ConfigException refused) {
    ObjectNode node = JSON.createObjectNode();
    ObjectNode error = node.putObject("error");
    error.put("message", refused.getMessage());
    error.put("type", "invalid_request_error");
    error.put("code", "invalid_configuration");
    ArrayNode problems = node.putArray("problems");
    for (ConfigProblem problem : refused.problems()) {
      ObjectNode item = problems.addObject();
      item.put("file", problem.file());
      item.put("line", problem.line());
      item.put("column", problem.column());
      item.put("path", problem.path());
      item.put("message", problem.message());
      item.put("hint", problem.hint());
    }
    return node;
  }
}
