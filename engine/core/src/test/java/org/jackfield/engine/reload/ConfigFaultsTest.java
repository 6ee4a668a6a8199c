package org.jackfield.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jackfield.engine.LiveEngine.providers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jackfield.engine.EngineEvent.ReloadEnded;
import org.jackfield.engine.LiveEngine;
import org.jackfield.engine.PromptRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What may stand in the place of a good configuration, while it is watched and calls are answered:
 * what was in force goes on, the fault is told once with its place, and the next good save clears
 * it.
 */
@Timeout(120) // a hang guard
@Execution(ExecutionMode.CONCURRENT)
class ConfigFaultsTest {
  @TempDir Path folder;
  private LiveEngine live;
  private Path main;

  @BeforeEach
  void open() {
    live = new LiveEngine(folder, providers());
    main = live.config().resolve("jackfield.yaml");
  }

  @AfterEach
  void close() {
    live.close();
  }

  /** The one reload since the fault was made, refused with that text. */
  private void refused(String text) throws InterruptedException {
    ReloadEnded ended = live.reloaded();
    assertThat(ended.error().orElse("no error")).contains(text);
    assertThat(live.engine().configState().stale().orElseThrow().message())
        .isEqualTo(ended.error().orElseThrow());
    assertThat(live.ask("steady")).isEqualTo("steady now");
  }

  /** A good save, which is the very next thing that happens: the fault was told once. */
  private void healed() throws InterruptedException {
    long before = live.engine().generation();
    live.saveProviders("{name: generation-" + before + ", type: steady}");
    assertThat(live.reloadedWell().generation()).isEqualTo(before + 1);
    assertThat(live.engine().configState().stale()).isEmpty();
    live.assertServing();
  }

  /** The watcher has looked again: it takes a change of another file. */
  private void watcherLooked() throws IOException, InterruptedException {
    Path made = Files.createDirectory(folder.resolve("made"));
    Files.writeString(made.resolve("look.yaml"), "text: Look\n");
    Files.move(made, live.config().resolve("prompts"));
    assertThat(live.reloaded().source()).startsWith("change of prompts");
  }

  @Test
  void a_half_written_file() throws IOException, InterruptedException {
    Files.writeString(main, "llm:\n  providers:\n    - {type: ste");
    refused("jackfield.yaml:3:");
    healed();
  }

  @Test
  void a_file_cut_where_it_still_is_yaml() throws IOException, InterruptedException {
    Files.writeString(main, "llm:\n  provid");
    refused("jackfield.yaml:2:3");
    healed();
  }

  @Test
  void an_empty_file() throws IOException, InterruptedException {
    Files.write(main, new byte[0]);
    refused("jackfield.yaml:1:1: This file is empty.");
    healed();
  }

  @Test
  void bytes_that_are_no_text() throws IOException, InterruptedException {
    Files.write(main, new byte[] {'l', 'l', 'm', ':', '\n', ' ', (byte) 0xC3});
    refused("jackfield.yaml:2:2: The byte 0xC3 here is not UTF-8.");
    healed();
  }

  @Test
  void an_invalid_file_is_told_once_however_long_it_stays()
      throws IOException, InterruptedException {
    Files.writeString(main, "llm:\n  providers:\n    - {type: steadi}\n");
    refused("jackfield.yaml:3:14: llm.providers[0].type");
    watcherLooked();
    assertThat(live.reloads()).as("further reloads").isEmpty();
    healed();
  }

  @Test
  void a_deleted_file() throws IOException, InterruptedException {
    Files.delete(main);
    refused("jackfield.yaml: There is no such file.");
    healed();
  }

  @Test
  void a_folder_in_place_of_the_file() throws IOException, InterruptedException {
    Files.delete(main);
    Files.createDirectory(main);
    // Between the two it may be seen as deleted.
    live.reloadedUntil(
        ended -> ended.error().orElseThrow().contains("This is a folder, not a file."));
    live.assertServing();
    Files.delete(main);
    healed();
  }

  @Test
  void a_pipe_in_place_of_the_file_is_never_opened() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Files.move(pipe, main, StandardCopyOption.REPLACE_EXISTING);
    refused("jackfield.yaml: This is a pipe or a device, not a file.");
    healed();
  }

  /** As unreadable for the administrator as a file without permissions is for others. */
  @Test
  void a_link_that_leads_to_itself() throws IOException, InterruptedException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), main);
    Files.move(link, main, StandardCopyOption.REPLACE_EXISTING);
    refused("jackfield.yaml:1:1: This file cannot be read: ");
    healed();
  }

  @Test
  void a_link_that_leads_nowhere() throws IOException, InterruptedException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    Files.move(link, main, StandardCopyOption.REPLACE_EXISTING);
    refused("jackfield.yaml: There is no such file.");
    healed();
  }

  @Test
  void fifty_saves_a_second_are_few_reloads_and_the_last_one_is_in_force()
      throws IOException, InterruptedException {
    int saves = 150;
    for (int i = 1; i <= saves; i++) {
      // In place, as an editor writes that is not careful: the file is empty for a moment.
      Files.writeString(main, providers("{name: save-" + i + ", type: steady}"));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // the rate, not a wait
    }
    LiveEngine.await(
        "the last save is in force", () -> live.engine().names().backends().contains("save-150"));
    assertThat(live.reloads()).hasSizeLessThan(10).allMatch(one -> one.error().isEmpty());
    live.assertServing();
  }

  /** As Kubernetes mounts a ConfigMap: all files are links through one link that is exchanged. */
  @Test
  void a_config_map_that_is_exchanged_for_a_broken_one_and_back()
      throws IOException, InterruptedException {
    mount("..1", "llm: {providers: [{type: steady}, {name: a, type: steady}]}", "text: One\n");
    mount("..2", "llm: {providers: [{type: steadi}]}", "text: 'Two {'\n");
    mount("..3", "llm: {providers: [{type: steady}, {name: c, type: steady}]}", "text: Three\n");
    exchange("..1");
    Files.delete(main);
    Files.createSymbolicLink(main, Path.of("..data/jackfield.yaml"));
    Files.createSymbolicLink(live.config().resolve("prompts"), Path.of("..data/prompts"));
    live.reloadedUntil(
        ended ->
            ended.generation() == live.engine().generation()
                && live.engine().names().backends().contains("a")
                && live.engine().prompts().byName().containsKey("say"));
    assertThat(said()).isEqualTo("One");

    exchange("..2");
    refused("jackfield.yaml:1:");
    assertThat(live.engine().configState().stale().orElseThrow().message()).contains("say.yaml:1:");
    assertThat(said()).as("not a mix").isEqualTo("One");

    exchange("..3");
    live.reloadedWell();
    assertThat(live.ask("c")).isEqualTo("steady now");
    assertThat(said()).isEqualTo("Three");
  }

  private void mount(String name, String yaml, String prompt) throws IOException {
    Path mounted = Files.createDirectories(live.config().resolve(name).resolve("prompts"));
    Files.writeString(mounted.resolve("say.yaml"), prompt);
    Files.writeString(mounted.resolveSibling("jackfield.yaml"), yaml);
  }

  private void exchange(String target) throws IOException {
    Path next = live.config().resolve("..next");
    Files.createSymbolicLink(next, Path.of(target));
    Files.move(
        next,
        live.config().resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private String said() {
    return live.engine().prompts().render(PromptRequest.of("say"), "m").text();
  }

  private void prompt(String text) throws IOException {
    Path half = Files.writeString(folder.resolve("half.prompt"), text);
    Files.createDirectories(live.config().resolve("prompts"));
    Files.move(
        half,
        live.config().resolve("prompts/say.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void a_prompt_file_that_is_broken_empty_a_folder_or_gone()
      throws IOException, InterruptedException {
    Path file = live.config().resolve("prompts/say.yaml");
    prompt("text: Hello\n");
    live.reloadedWell();
    for (String broken : new String[] {"text: 'Hi {'\n", "", "text: [", "txt: Hi\n"}) {
      prompt(broken);
      refused("say.yaml:1:");
      assertThat(said()).isEqualTo("Hello");
    }
    Files.delete(file);
    live.reloadedWell();
    assertThat(live.engine().prompts().byName()).doesNotContainKey("say");
    Files.createDirectory(file);
    refused("say.yaml: This is a folder, not a file.");
    Files.delete(file);
    live.reloadedWell();
    prompt("text: Back\n");
    live.reloadedWell();
    assertThat(said()).isEqualTo("Back");
    assertThat(live.engine().configState().stale()).isEmpty();
  }

  @Test
  void a_file_in_place_of_the_prompts_folder() throws IOException, InterruptedException {
    Path prompts = live.config().resolve("prompts");
    Files.writeString(prompts, "not a folder");
    refused("prompts: This is a file; prompt templates are files in a folder.");
    Files.delete(prompts);
    live.reloadedWell();
    assertThat(live.engine().configState().stale()).isEmpty();
  }

  @Test
  void a_broken_overlay() throws IOException, InterruptedException {
    Path overlay = live.overlay();
    Files.writeString(overlay, "llm:\n  default_profile: [");
    refused(overlay + ":2:");
    Files.delete(overlay);
    Files.createDirectory(overlay);
    LiveEngine.await(
        "the folder is told",
        () ->
            live.engine()
                .configState()
                .stale()
                .filter(why -> why.message().contains(overlay + ": This is a folder"))
                .isPresent());
    Files.delete(overlay);
    Files.write(
        overlay,
        "llm: {providers: [{name: steady, timeout: 7s}]}".getBytes(StandardCharsets.UTF_8));
    LiveEngine.await(
        "the overlay is in force",
        () -> live.engine().configState().stale().isEmpty() && live.engine().generation() == 2);
    live.assertServing();
  }
}
