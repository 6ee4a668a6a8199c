package org.jackfield.testkit.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a request must hold, and what it must not. Immutable; each method gives a stricter copy. */
public final class Expectation {
  /** One demand: says what is wrong with a request, or nothing. */
  @FunctionalInterface
  public interface Demand {
    /** What is wrong with the request, in words; empty when nothing is. */
    Optional<String> complaint(Received request);
  }

  private static final Expectation ANY = new Expectation(List.of());

  private final List<Demand> demands;

  private Expectation(List<Demand> demands) {
    this.demands = demands;
  }

  /** Every request will do. */
  public static Expectation any() {
    return ANY;
  }

  /** A GET of that request target. */
  public static Expectation get(String target) {
    return ANY.request("GET", target);
  }

  /** A POST to that request target. */
  public static Expectation post(String target) {
    return ANY.request("POST", target);
  }

  /** A request with that method and target. */
  public Expectation request(String method, String target) {
    String wanted = method + " " + target;
    return and(
        request ->
            complain(
                wanted.equals(request.method() + " " + request.target()),
                "expected " + wanted + " but got " + request.method() + " " + request.target()));
  }

  /** A header with that value. */
  public Expectation header(String name, String value) {
    return and(
        request ->
            complain(
                request.header(name).equals(Optional.of(value)),
                "header " + name + " should be " + value + " and is " + request.header(name)));
  }

  /** A header of that name, whatever its value. */
  public Expectation header(String name) {
    return and(
        request ->
            complain(request.header(name).isPresent(), "header " + name + " should be there"));
  }

  /** No header of that name. */
  public Expectation noHeader(String name) {
    return and(
        request ->
            complain(request.header(name).isEmpty(), "header " + name + " should not be there"));
  }

  /** A body with that text somewhere. */
  public Expectation body(String text) {
    return and(
        request ->
            complain(
                request.text().contains(text),
                "the body should contain " + text + " and is " + request.text()));
  }

  /** A JSON body whose value at that JSON Pointer equals that JSON. */
  public Expectation json(String pointer, String json) {
    Json wanted = Json.parse(json);
    return and(
        request ->
            complain(
                request.json().find(pointer).equals(Optional.of(wanted)),
                pointer + " should be " + wanted + " in " + request.text()));
  }

  /** A JSON body without anything at that JSON Pointer. */
  public Expectation noJson(String pointer) {
    return and(
        request ->
            complain(
                request.json().find(pointer).isEmpty(),
                pointer + " should not be in " + request.text()));
  }

  /** That text nowhere: not in the target, not in a header, not in the body. */
  public Expectation lacks(String text) {
    return and(
        request ->
            complain(!request.everything().contains(text), "the request should not hold " + text));
  }

  /** One more demand. */
  public Expectation and(Demand demand) {
    List<Demand> more = new ArrayList<>(demands);
    more.add(demand);
    return new Expectation(List.copyOf(more));
  }

  /** What is wrong with the request, one line for each demand that it does not meet. */
  public List<String> complaints(Received request) {
    return demands.stream().flatMap(demand -> complaint(demand, request).stream()).toList();
  }

  private static Optional<String> complaint(Demand demand, Received request) {
    try {
      return demand.complaint(request);
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage() + " in " + request.text());
    }
  }

  private static Optional<String> complain(boolean good, String complaint) {
    return good ? Optional.empty() : Optional.of(complaint);
  }
}
