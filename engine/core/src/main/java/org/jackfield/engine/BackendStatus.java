package org.jackfield.engine;

import java.util.Optional;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Health;

/**
 * A configured backend as it stands.
 *
 * @param name its name
 * @param type its type
 * @param model the model it asks for by default; empty when it has none
 * @param data where data goes
 * @param problem why it cannot be used, such as a missing key; empty when it can
 * @param circuit why it is left alone at the moment; empty when it is asked
 * @param health what its probe found; empty when it was not probed
 */
public record BackendStatus(
    String name,
    String type,
    String model,
    DataLocation data,
    Optional<String> problem,
    Optional<String> circuit,
    Optional<Health> health) {}
