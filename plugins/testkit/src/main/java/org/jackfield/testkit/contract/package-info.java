/**
 * The contract of a backend, one abstract JUnit class for each concern.
 *
 * <p>A plugin with an upstream describes its protocol once, as a {@link
 * org.jackfield.testkit.contract.Dialect}, and extends {@link
 * org.jackfield.testkit.contract.UpstreamBackendContract}, which has all concerns as nested
 * classes. A plugin without one extends {@link org.jackfield.testkit.contract.BackendContract}.
 * What a plugin can do it declares as {@link org.jackfield.testkit.contract.Behaviour}s; what it
 * does not declare must fail with UNSUPPORTED, so that silence cannot pass. {@link
 * org.jackfield.testkit.contract.HttpTransportContract} is for those who write a transport.
 */
@NullMarked
package org.jackfield.testkit.contract;

import org.jspecify.annotations.NullMarked;
