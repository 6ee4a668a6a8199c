package org.jackfield.chattemplate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jackfield.chattemplate.ChatTemplateException.Code;

/** What the parsers of one template share: nesting, and which names are defined and used. */
final class ParseContext {
  static final int MAX_NESTING = 100;

  private static final Set<String> IMPLICIT_NAMES = Set.of("caller", "loop");

  private record NamedCall(String name, int at) {}

  private final Source source;
  private final Set<String> defined = new HashSet<>();
  private final List<NamedCall> calls = new ArrayList<>();
  private final Deque<Set<String>> namesReadInMacros = new ArrayDeque<>();
  private final List<NameFrame> frames = new ArrayList<>();
  private NameFrame frame = new NameFrame(null);
  private int nesting;
  private int loops;

  ParseContext(Source source) {
    this.source = source;
    frames.add(frame);
  }

  /** The frame of the scope that is being parsed. */
  NameFrame frame() {
    return frame;
  }

  /** Makes a frame for a scope inside the current one and begins to parse it. */
  NameFrame beginFrame() {
    frame = new NameFrame(frame);
    frames.add(frame);
    return frame;
  }

  void resume(NameFrame other) {
    frame = other;
  }

  void enter(int at) {
    if (++nesting > MAX_NESTING) {
      throw source.error(Code.LIMIT, "nesting is deeper than %d levels".formatted(MAX_NESTING), at);
    }
  }

  void leave() {
    nesting--;
  }

  void assign(String name) {
    defined.add(name);
    frame.store(name);
  }

  void parameter(String name) {
    defined.add(name);
    frame.parameter(name);
  }

  void read(String name) {
    frame.load(name);
    for (Set<String> names : namesReadInMacros) {
      names.add(name);
    }
  }

  void call(String name, int at) {
    calls.add(new NamedCall(name, at));
  }

  void beginMacro() {
    namesReadInMacros.push(new HashSet<>());
  }

  Set<String> endMacro() {
    return namesReadInMacros.pop();
  }

  /** How many loops a break here could leave; set around bodies, which begin anew in macros. */
  int loops() {
    return loops;
  }

  void loops(int count) {
    loops = count;
  }

  /** Settles the frames and refuses calls of functions that nothing defines. */
  void finish() {
    frames.forEach(NameFrame::freeze);
    for (NamedCall call : calls) {
      String name = call.name();
      if (!defined.contains(name)
          && !IMPLICIT_NAMES.contains(name)
          && GlobalFunction.find(name) == null) {
        throw source.unsupported(
            "the function '%s' is not supported; supported are %s and the template's own macros"
                .formatted(name, globalNames()),
            call.at());
      }
    }
  }

  private static Set<String> globalNames() {
    Set<String> names = new TreeSet<>();
    for (GlobalFunction function : GlobalFunction.values()) {
      names.add(function.pythonName());
    }
    return names;
  }
}
