/**
 * The backend {@code azure-openai}: deployments of an Azure OpenAI resource, by the v1 API or by a
 * dated one. Entry type: {@link org.jackfield.plugin.azure.AzureOpenAiFactory}.
 */
@NullMarked
package org.jackfield.plugin.azure;

import org.jspecify.annotations.NullMarked;
