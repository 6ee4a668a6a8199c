package org.jackfield.models.catalogue;

/**
 * What a model is. Immutable.
 *
 * @param family its architecture's family
 * @param parameters how many, as people say it: "135M"
 * @param quantisation how its weights are stored
 * @param contextTokens the longest context it was made for
 * @param note one line on what it is good for; empty when there is nothing to say
 */
public record ModelTraits(
    String family, String parameters, String quantisation, int contextTokens, String note) {}
