package org.jackfield.chattemplate;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Runs the statements of a template. One rendering, one thread. */
final class Interpreter {
  /** How a body ended. */
  private enum Flow {
    NORMAL,
    BREAK,
    CONTINUE
  }

  private final RenderRun run;
  private final Evaluator evaluator;

  Interpreter(RenderRun run) {
    this.run = run;
    this.evaluator = new Evaluator(run, this);
  }

  /** Renders a body that is a whole of its own: a template, a macro. */
  Text render(Stmt.Body body, Scope scope) {
    TextBuilder out = run.text();
    body(body.statements(), scope, out);
    return out.build();
  }

  private Flow body(List<Stmt> body, Scope scope, TextBuilder out) {
    for (Stmt statement : body) {
      Flow flow = statement(statement, scope, out);
      if (flow != Flow.NORMAL) {
        return flow;
      }
    }
    return Flow.NORMAL;
  }

  private Flow scoped(Stmt.Body body, Scope outer, TextBuilder out) {
    return body(body.statements(), new Scope(outer, body.frame()), out);
  }

  private Flow statement(Stmt statement, Scope scope, TextBuilder out) {
    run.enter();
    Flow flow = Flow.NORMAL;
    switch (statement) {
      case Stmt.Data data -> out.append(data.text());
      case Stmt.Output output -> print(output.expression(), scope, out);
      case Stmt.If branches -> flow = branch(branches, scope, out);
      case Stmt.For loop ->
          flow = loop(loop, evaluator.evaluate(loop.iterable(), scope), scope, 0, out);
      case Stmt.Assign assign ->
          assign(assign.target(), evaluator.evaluate(assign.value(), scope), scope);
      case Stmt.AssignBlock block -> flow = assignBlock(block, scope);
      case Stmt.With with -> flow = with(with, scope, out);
      case Stmt.MacroDefinition macro -> scope.set(macro.name(), new MacroValue(macro, scope));
      case Stmt.CallBlock block -> callBlock(block, scope, out);
      case Stmt.FilterBlock block -> flow = filterBlock(block, scope, out);
      case Stmt.Generation generation -> scoped(generation.body(), scope, out);
      case Stmt.Jump jump -> flow = jump == Stmt.Jump.BREAK ? Flow.BREAK : Flow.CONTINUE;
    }
    run.leave();
    return flow;
  }

  private void print(Expr expression, Scope scope, TextBuilder out) {
    Value value = evaluator.evaluate(expression, scope);
    run.at(expression.at());
    out.append(Printer.string(run, value));
  }

  private Flow branch(Stmt.If branches, Scope scope, TextBuilder out) {
    for (Stmt.Branch branch : branches.branches()) {
      if (Types.isTrue(evaluator.evaluate(branch.test(), scope))) {
        return body(branch.body(), scope, out);
      }
    }
    return body(branches.otherwise(), scope, out);
  }

  /** Renders a recursive loop for the items that {@code loop(items)} was called with. */
  Text recurse(LoopValue loop, Value items) {
    TextBuilder out = run.text();
    loop(loop.statement(), items, loop.scope(), loop.depth0() + 1, out);
    return out.build();
  }

  private Flow loop(Stmt.For loop, Value iterable, Scope scope, int depth0, TextBuilder out) {
    run.at(loop.iterable().at());
    Iterator<Value> items = Types.iterate(run, iterable);
    Optional<Integer> size = Types.size(iterable);
    Expr test = loop.test();
    if (test != null) {
      items =
          LazyIterator.filtered(
              run,
              items,
              item -> {
                Scope inner = new Scope(scope);
                assign(loop.target(), item, inner);
                return Types.isTrue(evaluator.evaluate(test, inner));
              });
      size = Optional.empty();
    }
    LoopValue state = new LoopValue(run, loop, scope, depth0, items, size);
    boolean completed = false;
    for (Value item = state.advance(); item != null; item = state.advance()) {
      run.step(1);
      Scope inner = new Scope(scope, loop.body().frame());
      inner.set("loop", state);
      run.at(loop.at());
      assign(loop.target(), item, inner);
      Flow flow = body(loop.body().statements(), inner, out);
      if (flow == Flow.BREAK) {
        break;
      }
      // As in jinja2, a round that was left by continue does not count as one.
      completed |= flow == Flow.NORMAL;
    }
    return completed ? Flow.NORMAL : scoped(loop.otherwise(), scope, out);
  }

  private void assign(Stmt.Target target, Value value, Scope scope) {
    switch (target) {
      case Stmt.NameTarget name -> scope.set(name.name(), value);
      case Stmt.AttributeTarget attribute -> {
        run.at(attribute.at());
        if (!(scope.find(attribute.namespace()) instanceof NamespaceValue namespace)) {
          throw run.error(
              "'%s' is no namespace, so its attributes cannot be set"
                  .formatted(attribute.namespace()));
        }
        namespace.set(run, attribute.attribute(), value);
      }
      case Stmt.TupleTarget tuple -> unpack(tuple, value, scope);
    }
  }

  private void unpack(Stmt.TupleTarget tuple, Value value, Scope scope) {
    run.at(tuple.at());
    Iterator<Value> items = Types.iterate(run, value);
    for (Stmt.Target item : tuple.items()) {
      if (!items.hasNext()) {
        throw run.error("there are fewer values than the %d names".formatted(tuple.items().size()));
      }
      assign(item, items.next(), scope);
    }
    if (items.hasNext()) {
      throw run.error("there are more values than the %d names".formatted(tuple.items().size()));
    }
  }

  private Flow assignBlock(Stmt.AssignBlock block, Scope scope) {
    TextBuilder captured = run.text();
    Flow flow = scoped(block.body(), scope, captured);
    if (flow == Flow.NORMAL) {
      assign(block.target(), evaluator.filter(block.filters(), captured.build(), scope), scope);
    }
    return flow;
  }

  private Flow filterBlock(Stmt.FilterBlock block, Scope scope, TextBuilder out) {
    TextBuilder captured = run.text();
    Flow flow = scoped(block.body(), scope, captured);
    if (flow == Flow.NORMAL) {
      Value value = evaluator.filter(block.filters(), captured.build(), scope);
      out.append(Printer.string(run, value));
    }
    return flow;
  }

  private Flow with(Stmt.With with, Scope scope, TextBuilder out) {
    Scope inner = new Scope(scope, with.body().frame());
    for (Stmt.Binding binding : with.bindings()) {
      assign(binding.target(), evaluator.evaluate(binding.value(), scope), inner);
    }
    return body(with.body().statements(), inner, out);
  }

  private void callBlock(Stmt.CallBlock block, Scope scope, TextBuilder out) {
    MacroValue caller = new MacroValue(block.caller(), scope);
    Value result = evaluator.call(block.call(), scope, caller);
    run.at(block.at());
    out.append(Printer.string(run, result));
  }
}
