package org.jackfield.plugin.gemini;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A model as the API names it: a resource of the collection of models or of tuned models
 * (https://ai.google.dev/api/models).
 *
 * @param collection {@code models} or {@code tunedModels}
 * @param id the model's own name
 */
record ModelResource(String collection, String id) {
  private static final String MODELS = "models";
  private static final String TUNED = "tunedModels";

  /** The model of that name, with its collection before it or without: then a model of Google's. */
  static ModelResource of(String model) {
    for (String collection : new String[] {MODELS, TUNED}) {
      if (model.startsWith(collection + "/")) {
        return new ModelResource(collection, model.substring(collection.length() + 1));
      }
    }
    return new ModelResource(MODELS, model);
  }

  /** The name that fields of requests want. */
  String name() {
    return collection + "/" + id;
  }

  /** The name people ask for it by: without the collection where that is the usual one. */
  String shortName() {
    return collection.equals(MODELS) ? id : name();
  }

  /** The name in a URL's path; a stranger may have chosen it, so it stays one segment of it. */
  String path() {
    return collection + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
