/**
 * The model store: {@link org.jackfield.models.ModelStore} pulls model and native files by the
 * names of the catalogue, checks them and keeps them in the user's cache. {@link
 * org.jackfield.models.ModelsRoom} gives it to the engine. It knows nothing of backends or calls.
 */
@NullMarked
package org.jackfield.models;

import org.jspecify.annotations.NullMarked;
