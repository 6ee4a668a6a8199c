/**
 * The catalogue of models and natives as read from {@code models.yaml}: {@link
 * org.jackfield.models.catalogue.Catalogue} and what it holds. Values only; nothing here touches a
 * network or the cache.
 */
@NullMarked
package org.jackfield.models.catalogue;

import org.jspecify.annotations.NullMarked;
