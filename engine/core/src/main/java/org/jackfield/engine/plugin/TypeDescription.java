package org.jackfield.engine.plugin;

import java.util.List;
import java.util.stream.Collectors;
import org.jackfield.spi.Setting;
import org.jackfield.spi.SettingsSpec;

/**
 * A backend type as its users see it: its names, the plugin it comes from, and its options.
 * Immutable; holds nothing of the plugin itself.
 *
 * @param types the type and its aliases; the first is the canonical one
 * @param plugin the plugin that brings it
 * @param settings what may be configured
 */
public record TypeDescription(List<String> types, PluginInfo plugin, SettingsSpec settings) {
  /** Copies its list. */
  public TypeDescription {
    types = List.copyOf(types);
  }

  /** The description as lines of text: names, plugin, then each option with all it declares. */
  public String render() {
    StringBuilder text = new StringBuilder("type      ").append(types.getFirst());
    if (types.size() > 1) {
      text.append(" (also: ").append(String.join(", ", types.subList(1, types.size()))).append(')');
    }
    text.append("\nplugin    ").append(plugin.id()).append(' ').append(plugin.version());
    plugin.license().ifPresent(license -> text.append(", ").append(license));
    text.append("\nfile      ").append(plugin.file());
    text.append("\nsha256    ").append(plugin.sha256());
    Vetting vetting = plugin.vetting();
    text.append("\nsignature ").append(vetting.signature());
    vetting.signer().ifPresent(signer -> text.append(", by ").append(signer));
    text.append("\nexits     ").append(permission(vetting, ClassFinding.Kind.EXIT));
    text.append("\nnative    ").append(permission(vetting, ClassFinding.Kind.NATIVE));
    text.append("\ntimeout   ").append(seconds()).append(" s to the first content");
    text.append("\nretries   ").append(settings.retries());
    text.append("\noptions").append(settings.options().isEmpty() ? "   none" : "");
    for (Setting option : settings.options()) {
      text.append("\n  ").append(option.name()).append(": ").append(traits(option));
      text.append("\n      ").append(option.doc());
    }
    return text.append('\n').toString();
  }

  /** What its classes may do to the process, and by whose leave. */
  private static String permission(Vetting vetting, ClassFinding.Kind kind) {
    String found =
        vetting.findings().stream()
            .filter(finding -> finding.kind() == kind)
            .map(ClassFinding::toString)
            .collect(Collectors.joining("; "));
    return found.isEmpty()
        ? "no"
        : "yes (" + found + "), allowed by " + vetting.allowedBy().orElse("nobody");
  }

  private String seconds() {
    String number = String.valueOf(settings.timeout().toMillis() / 1000.0);
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }

  private String traits(Setting option) {
    StringBuilder text = new StringBuilder(kind(option.kind()));
    if (option.required()) {
      text.append(", required");
      option.requiredUnless().ifPresent(other -> text.append(lifting(other)));
    }
    option.defaultValue().ifPresent(value -> text.append(", default ").append(value));
    if (!option.choices().isEmpty()) {
      text.append(", one of ").append(String.join(" | ", option.choices()));
    }
    if (!option.variables().isEmpty()) {
      text.append(
          option.variables().stream().collect(Collectors.joining(", then ", ", from ", "")));
    }
    return text.toString();
  }

  /** By which value of another option the need goes away. */
  private String lifting(String other) {
    boolean optional = settings.option(other).flatMap(Setting::defaultValue).isEmpty();
    return optional ? " unless " + other + " is set" : " at the default " + other;
  }

  private static String kind(Setting.Kind kind) {
    return switch (kind) {
      case STRING -> "text";
      case INTEGER -> "whole number";
      case DECIMAL -> "number";
      case BOOLEAN -> "true or false";
      case DURATION -> "duration";
      case URL -> "URL";
      case SECRET -> "secret";
      case STRINGS -> "list of texts";
    };
  }
}
