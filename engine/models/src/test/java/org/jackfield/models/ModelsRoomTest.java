package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.jackfield.engine.EngineRoom;
import org.junit.jupiter.api.Test;

class ModelsRoomTest {
  @Test
  void the_engine_finds_the_room_by_its_being_there() {
    assertThat(ServiceLoader.load(EngineRoom.class)).hasAtLeastOneElementOfType(ModelsRoom.class);
  }
}
