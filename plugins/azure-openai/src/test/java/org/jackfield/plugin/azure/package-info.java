/** Tests of the azure-openai plugin: its settings, its requests, and the contract on its jar. */
@NullMarked
package org.jackfield.plugin.azure;

import org.jspecify.annotations.NullMarked;
