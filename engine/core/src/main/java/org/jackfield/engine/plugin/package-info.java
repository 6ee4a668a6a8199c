/**
 * Plugins: found in folders, checked, opened from a private copy in a class loader of their own,
 * and given out as backend factories.
 *
 * <p>{@link org.jackfield.engine.plugin.PluginHost} owns everything that changes; each {@code load}
 * gives an immutable {@link org.jackfield.engine.plugin.PluginRegistry}, in which {@link
 * org.jackfield.engine.plugin.PluginRegistry#lookup} finds a {@link
 * org.jackfield.engine.plugin.FactoryHandle}. A plugin that fails anywhere on the way is in the
 * registry as {@link org.jackfield.engine.plugin.PluginState#QUARANTINED} with its reason, and the
 * others go on. What its classes do and who signed it is known before any of its code runs; {@link
 * org.jackfield.engine.plugin.PluginRules} say what that has to be. No other package of the engine
 * touches a plugin's class loader, and none can resolve a plugin's class.
 */
@NullMarked
package org.jackfield.engine.plugin;

import org.jspecify.annotations.NullMarked;
