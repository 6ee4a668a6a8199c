package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.testkit.upstream.Json;

/**
 * What a request must say in its upstream's JSON, by the provider's documents; or that the protocol
 * has no words for it, so that it must be refused. Immutable; each method gives a stricter copy.
 *
 * @param fields the JSON that must be there, by JSON Pointer
 * @param absent JSON Pointers at which there must be nothing
 * @param noted whether a part of the request has no words and is told by a note
 * @param refused whether it must be refused although the backend declares what it asks for
 */
public record Sent(Map<String, String> fields, Set<String> absent, boolean noted, boolean refused) {
  /** Nothing is known of it. */
  public static final Sent UNKNOWN = new Sent(Map.of(), Set.of(), false, false);

  /** Copies its collections. */
  public Sent {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    absent = Collections.unmodifiableSet(new LinkedHashSet<>(absent));
  }

  /** That JSON must be at that JSON Pointer. */
  public static Sent of(String pointer, String json) {
    return UNKNOWN.and(pointer, json);
  }

  /** The protocol has no words for it. */
  public static Sent refusal() {
    return new Sent(Map.of(), Set.of(), false, true);
  }

  /** That JSON must be at that JSON Pointer, too. */
  public Sent and(String pointer, String json) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(pointer, json);
    return new Sent(more, absent, noted, refused);
  }

  /** Nothing may be at that JSON Pointer. */
  public Sent without(String pointer) {
    Set<String> more = new LinkedHashSet<>(absent);
    more.add(pointer);
    return new Sent(fields, more, noted, refused);
  }

  /** A part of it has no words and must be noted. */
  public Sent withNote() {
    return new Sent(fields, absent, true, refused);
  }

  /** Whether it says nothing. */
  public boolean unknown() {
    return equals(UNKNOWN);
  }

  /** Fails the test unless that body says it. */
  void check(Json body) {
    fields.forEach(
        (pointer, json) ->
            assertThat(body.find(pointer))
                .as("%s in %s", pointer, body)
                .isEqualTo(Optional.of(Json.parse(json))));
    absent.forEach(
        pointer -> assertThat(body.find(pointer)).as("%s in %s", pointer, body).isEmpty());
  }
}
